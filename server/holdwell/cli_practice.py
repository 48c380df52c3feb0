"""Owns the commands that run a practice: `pair`, `practice`, `erase`. It must hold no logic of its own."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from holdwell.settings import Settings, settings_from
from holdwell.terminal import complain, counted, say, say_code
from holdwell.typed import typed

if TYPE_CHECKING:
    from holdwell.store.erasing import Known


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    add_place: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Tell the parser of these commands; `add_place` adds where a command finds the data."""
    pair = commands.add_parser("pair", help="make a pairing code for one more device")
    pair.add_argument("--role", choices=("therapist", "owner", "client"), required=True, help="what the device may do")
    whose = "with --role client: whose device it is, for good, by the id at the foot of the client's page in the app"
    pair.add_argument("--client", metavar="ID", help=whose)
    pair.add_argument("--json", action="store_true", help="print code, url and expires_at as JSON")
    _add_practice(pair)
    add_place(pair)
    pair.set_defaults(run=_pair)

    practice = commands.add_parser("practice", help="list the practices of this server, or add one")
    practice.add_argument("what", choices=("list", "add"), help="list them, or add one more")
    practice.add_argument("name", nargs="?", metavar="NAME", help="with add: the new practice's name")
    practice.add_argument("--json", action="store_true", help="print it as JSON")
    add_place(practice)
    practice.set_defaults(run=_practice)

    erase = commands.add_parser("erase", help="erase one client of a practice for good")
    erase.add_argument("client", metavar="CLIENT", help="the client's id, at the foot of the client's page in the app")
    erase.add_argument("--yes", action="store_true", help="do not ask first: there is no way back")
    _add_practice(erase)
    add_place(erase)
    erase.set_defaults(run=_erase)


def _add_practice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--practice", metavar="NAME", help="which practice, where the server holds several")


def _settings(options: argparse.Namespace) -> Settings:
    return settings_from(data=options.data, config=options.config)


def _pair(options: argparse.Namespace) -> int:
    from holdwell.administering import pair
    from holdwell.wire import CodeRequest

    if (options.role == "client") != (options.client is not None):
        complain("--role client and --client ID go together: a client's device is bound to one client.")
        return 1
    request = CodeRequest(options.role, options.client)
    code = _or_none(lambda: pair(_settings(options), request, options.practice))
    if code is None:
        return 1
    if options.json:
        _say_json({"code": code.code, "url": code.url, "expires_at": code.expires_at})
    else:
        say_code(code, f"holdwell: pair a device as {code.role}, open this link in its browser:")
    return 0


def _practice(options: argparse.Namespace) -> int:
    from holdwell.administering import add, practices

    settings = _settings(options)
    if (options.what == "add") != (options.name is not None):
        complain(f"expected {typed('practice add NAME')} or {typed('practice list')}")
        return 1
    if options.what == "list":
        rows = _or_none(lambda: practices(settings))
        for row in rows or ():
            if not options.json:
                say(f"{row.practice_id}  {row.name}  ({counted(row.facts, 'fact')}, {counted(row.devices, 'device')})")
        if options.json and rows is not None:
            _say_json(rows)
        return 0 if rows is not None else 1
    made = _or_none(lambda: add(settings, options.name))
    if made is None:
        return 1
    if options.json:
        _say_json(made)
    else:
        say(f"holdwell: {made.name} is a practice of this server now ({made.practice_id})")
        say_code(made.code, "holdwell: pair its owner's device, open this link in its browser:")
    return 0


def _erase(options: argparse.Namespace) -> int:
    from holdwell.administering import erase, known
    from holdwell.backup import copies_kept

    settings = _settings(options)
    there = _or_none(lambda: known(settings, options.client, options.practice))
    if there is None or not (options.yes or _is_meant(there)):
        return 1
    erased = _or_none(lambda: erase(settings, options.client, options.practice))
    if erased is None:
        return 1
    if erased.facts or erased.devices:
        facts, devices = counted(erased.facts, "fact"), counted(erased.devices, "device")
        say(f"holdwell: erased. Gone: {facts}. Removed: {devices} of the client.")
    else:
        say("holdwell: nobody of this id is here. It is remembered, and erased from any backup that is put back.")
    _say_copies(copies_kept(settings.data_dir, settings.backups_dir), settings.backup_keep)
    return 0


def _is_meant(there: "Known") -> bool:
    """Ask in a terminal; elsewhere nobody could answer."""
    if there.facts:
        whom, what = there.name or "a client without a name", counted(there.facts, "fact")
        goes = f"this erases {whom} for good, on every device: {what}."
    else:
        goes = "nobody of this id is here. Erasing it anyway keeps them out of any backup that is put back."
    if not sys.stdin.isatty():
        complain(f"{goes} There is no way back: say so with --yes.")
        return False
    say(f"holdwell: {goes} There is no way back.")
    try:
        is_meant = input("Type yes to go on: ").strip().lower() == "yes"
    except EOFError:
        is_meant = False
    if not is_meant:
        complain("nothing was erased.")
    return is_meant


def _say_copies(copies: Sequence[Path], backup_keep: int) -> None:
    """Which copies may still hold who was erased, and until when."""
    if copies:
        say("holdwell: copies that were made before may still hold what was erased, until they are gone too:")
    for file in copies:
        say(f"  {file}")
    if copies:
        say(f"holdwell: of the daily backups the newest {backup_keep} stay, so each goes as newer ones come; any other")
        say("holdwell: copy, one in a folder used before, a replaced-*.sqlite3 or an export, goes when you delete it.")


def _or_none(work: Any) -> Any:
    """What the work gives; None, with its sentence said, where it could not be done."""
    from holdwell.control import ControlError
    from holdwell.store.store import StoreUnusable

    try:
        return work()
    except (ControlError, StoreUnusable) as error:
        complain(str(error))
        return None


def _say_json(value: object) -> None:
    sys.stdout.flush()
    say(msgspec.json.encode(value).decode())
