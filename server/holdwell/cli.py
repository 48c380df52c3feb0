"""Owns the command line: one command each, arguments in, exit code out. It must hold no logic of its own."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from holdwell import __version__
from holdwell.asked import FILE_NAME
from holdwell.cli_practice import add_commands as add_practice_commands
from holdwell.settings import Settings, SettingsError, settings_from
from holdwell.terminal import complain, counted, say

if TYPE_CHECKING:
    from holdwell.store.copies import Contents

_HEADING = ("setting", "in force", "from")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 where it did what it says."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except SettingsError as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    except PermissionError as error:
        complain(f"{error.filename}: this user may not do that there ({error.strerror}).")
        return 1
    except BrokenPipeError:
        # Whoever read along has read enough (`| head`); what is left unsaid must not fail at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="holdwell", description="Session timer and pressure guide.")
    parser.add_argument("--version", action="version", version=f"holdwell {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="run the server")
    _add_settings(serve)
    serve.set_defaults(run=_serve)

    settings = commands.add_parser("settings", help="print what is in force, and why")
    _add_settings(settings)
    settings.set_defaults(run=_settings)

    add_practice_commands(commands, _add_place)

    health = commands.add_parser(
        "health", help="ask the running server whether anything is known that keeps it from taking a push"
    )
    _add_place(health)
    health.set_defaults(run=_health)

    backup = commands.add_parser("backup", help="back the practice up, also while the server runs")
    backup.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="file, or folder (the settings' folder and number, if none)"
    )
    backup.add_argument("--keep", type=int, metavar="N", help="FILE is a folder, of whose backups the newest N stay")
    _add_place(backup)
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="put a backup in the place of the database; the server must be off")
    restore.add_argument("file", type=Path, metavar="FILE", help="the backup")
    _add_place(restore)
    restore.set_defaults(run=_restore)

    export = commands.add_parser(
        "export", help="write a practice into a file of JSON lines, also while the server runs"
    )
    export.add_argument("file", type=Path, metavar="FILE", help="the file, which must not be there yet")
    export.add_argument("--practice", metavar="ID", help="which one, where the server has several")
    _add_place(export)
    export.set_defaults(run=_export)

    taking_in = commands.add_parser("import", help="take a practice in from such a file; the server must be off")
    taking_in.add_argument("file", type=Path, metavar="FILE", help="the file")
    _add_place(taking_in)
    taking_in.set_defaults(run=_import)

    check = commands.add_parser("check", help="check protocol files")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders (holdwell's own)")
    check.add_argument("--protocols", type=Path, metavar="FOLDER", help="a folder, named as for serve and show")
    check.set_defaults(run=_check)

    show = commands.add_parser("show", help="print the timeline of a protocol")
    show.add_argument("protocol", metavar="PROTOCOL", help="the protocol's id")
    show.add_argument("--protocols", type=Path, metavar="FOLDER", help="folder of protocol files (holdwell's own)")
    show.set_defaults(run=_show)
    return parser


def _add_settings(parser: argparse.ArgumentParser) -> None:
    """What a server can be told on the command line."""
    parser.add_argument("--lan", action="store_true", help="serve https to the devices in this network")
    parser.add_argument("--host", metavar="NAME", help="name that devices open (localhost; with --lan, one made once)")
    parser.add_argument("--port", type=int, help="port to listen on (8000, with https 8443); 0 takes any free one")
    parser.add_argument("--trust-port", type=int, help="with --lan: plain http port of the page for trusting it (8080)")
    parser.add_argument("--cert", metavar="FILE", help="serve https with this certificate and its chain, in PEM")
    parser.add_argument("--key", metavar="FILE", help="the certificate's key, in PEM")
    parser.add_argument(
        "--public-url", metavar="URL", help="https address of a proxy on this machine that hands on to us"
    )
    parser.add_argument("--listen", metavar="ADDRESS", help="address of this machine to listen on, where not all")
    _add_place(parser)
    parser.add_argument("--name", metavar="PRACTICE", help="name of the practice, as devices see it")
    parser.add_argument("--protocols", metavar="FOLDER", help="folder of protocol files (holdwell's own)")


def _add_place(parser: argparse.ArgumentParser) -> None:
    """Where a command finds the practice."""
    parser.add_argument("--data", metavar="FOLDER", help="the server's data folder (the system's place for data)")
    parser.add_argument("--config", metavar="FILE", help="settings in TOML (holdwell.toml in the data folder)")


# The commands import what they need themselves, so that `check` starts no web server.


def _serve(options: argparse.Namespace) -> int:
    from holdwell.process import serve

    return serve(settings_from(**vars(options)))


def _settings(options: argparse.Namespace) -> int:
    from holdwell.control import running_at
    from holdwell.settings import settings_and_why
    from holdwell.typed import typed

    settings, rows = settings_and_why(**vars(options))
    where = running_at(settings.data_dir)
    if where is not None:
        say(f"holdwell: a server runs on this data, at {where}. Flags that it was started with are not shown:")
        say(f"holdwell: this is what {typed('serve')} would do next, with the flags given to this command.")
    widths = [max(len(row[column]) for row in (*rows, _HEADING)) for column in range(2)]
    for row in (_HEADING, *rows):
        say(f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]}")
    say(f"\nfile: {settings.config_file or f'none; it would be {settings.data_dir / FILE_NAME}'}")
    return 0


def _health(options: argparse.Namespace) -> int:
    from holdwell.control import ControlError, ask
    from holdwell.wire import Health

    try:
        health = ask(settings_from(**vars(options)).data_dir, "GET", "/api/health/ready", None, Health)
    except ControlError as error:
        complain(str(error))
        return 1
    say(f"holdwell: alive and ready, version {health.version}")
    return 0


def _backup(options: argparse.Namespace) -> int:
    from holdwell.backup import BackupError, back_up
    from holdwell.clock import SystemClock

    settings = settings_from(**vars(options))
    target, keep = options.file or settings.backups_dir, options.keep
    if keep is not None and keep < 1:
        raise SettingsError(f"--keep: expected at least 1, got {keep}")
    keep = settings.backup_keep if options.file is None and keep is None else keep
    try:
        made = back_up(settings.data_dir, settings.database_file, target.absolute(), keep, SystemClock())
    except BackupError as error:
        complain(str(error))
        return 1
    say(f"holdwell: backed up to {made.file} ({made.size_bytes:,} bytes), read back and found whole:")
    _say_contents(made.contents)
    return 0


def _restore(options: argparse.Namespace) -> int:
    from holdwell.clock import SystemClock
    from holdwell.restore import RestoreError, restore

    settings = settings_from(**vars(options))
    try:
        done = restore(settings.data_dir, settings.database_file, options.file.absolute(), SystemClock())
    except RestoreError as error:
        complain(str(error))
        return 1
    say(f"holdwell: restored to {settings.database_file}:")
    _say_contents(done.contents)
    if done.replaced is not None:
        say(f"holdwell: the database that was there before is kept as {done.replaced}")
        say("holdwell: delete it once every device has been at the server again and nothing is missed: it holds names.")
    if done.found is not None and done.found.missing:
        say(
            f"holdwell: this backup has nothing of {', '.join(done.found.missing)}: that is in the file of before only."
        )
        say("holdwell: README.md says, under Restore, how to bring it over.")
    _forget_again(settings)
    say("holdwell: start the server: each device offers again what it holds and this backup lacks.")
    if done.found is None:
        say("holdwell: devices that were paired after the backup have to be paired again, and those that were removed")
        say("holdwell: after it removed again.")
    return 0


def _forget_again(settings: Settings) -> None:
    """Nobody who was erased may stand in what was put back, not even until the next start, which would see to it."""
    from holdwell.administering import forget_again
    from holdwell.control import ControlError
    from holdwell.store.store import StoreUnusable

    try:
        forget_again(settings)
    except (ControlError, StoreUnusable) as error:
        complain(f"{error} Who was erased is erased from it when the server starts.")


def _export(options: argparse.Namespace) -> int:
    from holdwell.administering import note_export
    from holdwell.carrying import CarryError, export
    from holdwell.control import ControlError
    from holdwell.store.store import StoreUnusable

    settings = settings_from(**vars(options))
    place, file = (settings.data_dir, settings.database_file), options.file.absolute()
    try:
        first = export(*place, file, options.practice, lambda said: note_export(settings, said.practice_id, said.facts))
    except (CarryError, ControlError, StoreUnusable) as error:
        complain(str(error))
        return 1
    say(f"holdwell: exported to {options.file}, readable by you only:")
    say(f"  {first.name}: {_carried(first.facts, first.devices, first.versions)}")
    if first.handovers:
        say(f"  {counted(first.handovers, 'fact')} that removed devices handed over, which wait for the owner's word")
    return 0


def _carried(facts: int, devices: int, versions: int) -> str:
    what = [counted(facts, "fact"), counted(devices, "device"), counted(versions, "version")]
    return f"{', '.join(what)} of protocols"


def _import(options: argparse.Namespace) -> int:
    from holdwell.carrying import CarryError, import_file
    from holdwell.clock import SystemClock

    settings = settings_from(**vars(options))
    try:
        done = import_file(settings.data_dir, settings.database_file, options.file.absolute(), SystemClock())
    except CarryError as error:
        complain(str(error))
        return 1
    say(f"holdwell: imported into {settings.database_file}, what was new:")
    say(f"  {_carried(done.facts, done.devices, done.versions)}")
    if done.handovers:
        say(f"  {counted(done.handovers, 'fact')} that removed devices handed over: they wait for the owner's word")
    if done.erased:
        say(f"  erased here: {counted(done.erased, 'fact')} about clients who were erased there")
    if done.named:
        say(f"  another practice of this server goes by its name: it is called {done.named} here")
    for place in done.clashes:
        say(f"  {options.file}:{place}: another text stands there already, and stays")
    if done.devices:
        say("holdwell: the devices that were added cannot come in: pair each again. All others stay paired.")
    return 0


def _say_contents(contents: "Contents") -> None:
    for log in contents.logs:
        say(f"  {log.name}: {counted(log.facts, 'fact')}")


def _check(options: argparse.Namespace) -> int:
    from holdwell.check import run_check
    from holdwell.files import protocols_dir

    named = [] if options.protocols is None else [options.protocols]
    return run_check([*options.paths, *named] or [protocols_dir()])


def _show(options: argparse.Namespace) -> int:
    from holdwell.files import protocols_dir
    from holdwell.show import run_show

    return run_show(options.protocol, options.protocols or protocols_dir())


if __name__ == "__main__":
    sys.exit(main())
