"""Owns the command line: one command each, arguments in, exit code out. It must hold no logic of its own."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from holdwell import __version__
from holdwell.settings import SettingsError, settings_from
from holdwell.terminal import complain, say, say_code


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
    serve.add_argument("--lan", action="store_true", help="serve https to the devices in this network")
    serve.add_argument("--host", metavar="NAME", help="name that devices open (localhost; with --lan, one made once)")
    serve.add_argument("--port", type=int, help="port to listen on (8000, with https 8443); 0 takes any free one")
    serve.add_argument("--trust-port", type=int, help="with --lan: plain http port of the page for trusting it (8080)")
    serve.add_argument("--cert", metavar="FILE", help="serve https with this certificate and its chain, in PEM")
    serve.add_argument("--key", metavar="FILE", help="the certificate's key, in PEM")
    serve.add_argument(
        "--public-url", metavar="URL", help="https address of a proxy on this machine that hands on to us"
    )
    serve.add_argument("--listen", metavar="ADDRESS", help="address of this machine to listen on, where not all")
    serve.add_argument("--data", metavar="FOLDER", help="where the database stands (the system's place for data)")
    serve.add_argument("--name", metavar="PRACTICE", help="name of the practice, as devices see it")
    serve.add_argument("--protocols", metavar="FOLDER", help="folder of protocol files (holdwell's own)")
    serve.set_defaults(run=_serve)

    pair = commands.add_parser("pair", help="make a pairing code for one more device")
    pair.add_argument("--role", choices=("therapist", "owner"), required=True, help="what the device may do")
    pair.add_argument("--json", action="store_true", help="print code, url and expires_at as JSON")
    pair.add_argument("--data", metavar="FOLDER", help="the server's data folder")
    pair.set_defaults(run=_pair)

    check = commands.add_parser("check", help="check protocol files")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders (holdwell's own)")
    check.set_defaults(run=_check)

    show = commands.add_parser("show", help="print the timeline of a protocol")
    show.add_argument("protocol", metavar="PROTOCOL", help="the protocol's id")
    show.add_argument("--protocols", type=Path, metavar="FOLDER", help="folder of protocol files (holdwell's own)")
    show.set_defaults(run=_show)
    return parser


# The commands import what they need themselves, so that `check` starts no web server.


def _serve(options: argparse.Namespace) -> int:
    from holdwell.process import serve

    return serve(
        settings_from(
            lan=options.lan,
            host=options.host,
            port=options.port,
            trust_port=options.trust_port,
            cert=options.cert,
            key=options.key,
            public_url=options.public_url,
            listen=options.listen,
            data=options.data,
            name=options.name,
            protocols=options.protocols,
        )
    )


def _pair(options: argparse.Namespace) -> int:
    from holdwell.control import ControlError
    from holdwell.process import pair
    from holdwell.store.store import StoreUnusable

    try:
        code = pair(settings_from(data=options.data), options.role)
    except (ControlError, StoreUnusable) as error:
        complain(str(error))
        return 1
    if options.json:
        say(msgspec.json.encode({"code": code.code, "url": code.url, "expires_at": code.expires_at}).decode())
    else:
        say_code(code, f"holdwell: pair a device as {code.role}, open this link in its browser:")
    return 0


def _check(options: argparse.Namespace) -> int:
    from holdwell.check import run_check
    from holdwell.files import protocols_dir

    return run_check(options.paths or [protocols_dir()])


def _show(options: argparse.Namespace) -> int:
    from holdwell.files import protocols_dir
    from holdwell.show import run_show

    return run_show(options.protocol, options.protocols or protocols_dir())


if __name__ == "__main__":
    sys.exit(main())
