"""Owns what was asked of the settings, and where: a flag, the environment, a file of TOML, each as its text.

A flag wins over the environment, the environment over the file, the file over the default. What is asked is judged in
`settings.py`; this module never knows what a value means, and never reads the environment itself.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

FILE_NAME = "holdwell.toml"

# Every setting by its name in a file, with what it is. In the environment it is HOLDWELL_ and the name in capitals.
KNOWN = {
    "data": "folder of everything the server keeps",
    "lan": "https for the devices in this network, with an authority of the practice's own",
    "host": "name that devices open",
    "port": "port to listen on; 0 takes any free one",
    "trust_port": "plain http port of the page for trusting the server, with lan",
    "cert": "certificate of your own for https, with its chain, in PEM",
    "key": "its key, in PEM",
    "public_url": "https address of a proxy on this machine that hands on to us",
    "listen": "address of this machine to listen on, where not all",
    "addresses": "addresses under which this machine is reached, where it cannot see them itself",
    "name": "name of the practice, as devices see it",
    "protocols": "folder of protocol files",
    "backup_hour": "hour of the day (0 to 23, this machine's time) of the daily backup, or off",
    "backup_folder": "folder of the daily backups, best on another disk",
    "backup_keep": "how many daily backups are kept",
    "log_format": "plain, or json for one JSON document a line",
    "log_requests": "yes for a line in the log for each request, or no",
    "metrics_token": "who shows this token may read /metrics from anywhere; without one, only this machine may",
    "max_facts_per_push": "facts that a device may hand in at once",
    "max_body_bytes": "bytes of a request's body as it is sent",
    "max_push_bytes": "bytes of a request's body once unpacked",
    "page_facts": "facts that a device is handed at once",
    "client_facts_a_day": "facts that a client's device may hand in a day; what is more waits there",
    "client_bytes_a_day": "bytes that a client's device may hand in a day",
    "keep_free_bytes": "free bytes on the disk below which clients' devices wait",
}


class AskedError(Exception):
    """The file cannot be read as settings; the message is a plain sentence with its line."""


class Asked(NamedTuple):
    """A setting as it was written. `source` is where (`--port`, `HOLDWELL_PORT`, `FILE:3`), `folder` the one that paths
    in a file start from, None elsewhere.
    """

    text: str
    source: str
    folder: Path | None = None

    def path(self) -> Path:
        """The text as a path, whole."""
        path = Path(self.text).expanduser()
        return (path if self.folder is None else self.folder / path).absolute()


def asked_from_flags(flags: Mapping[str, object]) -> dict[str, Asked]:
    """What the command line asks for; None and False were not given."""
    return {
        name: Asked("yes" if value is True else str(value), f"--{name.replace('_', '-')}")
        for name, value in flags.items()
        if name in KNOWN and value not in (None, "") and value is not False
    }


def asked_from_environment(environment: Mapping[str, str]) -> dict[str, Asked]:
    """What the environment asks for; an empty variable asks for nothing."""
    found = {}
    for name in KNOWN:
        text = environment.get(variable_of(name), "")
        if text:
            found[name] = Asked(text, variable_of(name))
    return found


def asked_from_file(file: Path, *, may_name_data: bool) -> dict[str, Asked]:
    """What a file asks for. Raises AskedError with the line: unreadable, no TOML, an unknown name, a value of no use.

    A file that is found through the data folder may not name that folder.
    """
    try:
        content = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AskedError(f"{file}: cannot be read ({getattr(error, 'strerror', None) or 'no UTF-8'})") from None
    try:
        document = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise AskedError(f"{file}:{line[1] if line else len(content.splitlines())}: no TOML: {error}") from None
    found = {}
    for name, value in document.items():
        place = f"{file}:{_line_of(name, content)}"
        if name not in KNOWN:
            known = ", ".join(sorted(KNOWN))
            raise AskedError(f"{place}: there is no setting {name!r}. Known are: {known}")
        if name == "data" and not may_name_data:
            raise AskedError(
                f"{place}: data: this file stands in the data folder and cannot name it. Use --data or HOLDWELL_DATA, "
                "or keep the file elsewhere and name it with --config"
            )
        found[name] = Asked(_text_of(value, f"{place}: {name}"), place, file.parent.absolute())
    return {name: asked for name, asked in found.items() if asked.text != ""}


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return f"HOLDWELL_{name.upper()}"


def _text_of(value: object, place: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    raise AskedError(f"{place}: expected a text, a whole number, true or false")


def _line_of(name: str, content: str) -> int:
    """The line on which a name of the top level is written; the first where it cannot be told."""
    written = re.compile(rf"""\s*(\[+\s*)?["']?{re.escape(name)}["']?\s*[=.\]]""")
    return next((number for number, line in enumerate(content.splitlines(), 1) if written.match(line)), 1)
