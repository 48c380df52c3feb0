"""Owns what `serve` remembers of its last start: where it was, so that a change is said and not found out in the room.

The app, its pairing and its unsent sessions belong to the address it was opened at; a browser shares nothing between
two addresses. It must never decide anything, only remember and say.
"""

import json
from pathlib import Path
from typing import NamedTuple

from holdwell.typed import typed


class Place(NamedTuple):
    """Where the server was: its address, and the private addresses of its machine that mattered."""

    url: str
    addresses: list[str]


def last_place(folder: Path) -> Place | None:
    """Where the last start was, None where nobody remembers."""
    try:
        document = json.loads(_file(folder).read_text(encoding="utf-8"))
        return Place(str(document["url"]), [str(address) for address in document["addresses"]])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def remember(folder: Path, place: Place) -> None:
    """Keep where this start is. OSError where the folder cannot be written.

    A machine that has no address yet, since it starts before its network, has not come from anywhere: the addresses of
    before stay, so that a change is said once there are others.
    """
    before = last_place(folder)
    if before is not None and not place.addresses:
        place = place._replace(addresses=before.addresses)
    new = _file(folder).with_suffix(".new")
    new.write_text(json.dumps(place._asdict()), encoding="utf-8")
    new.replace(_file(folder))


def changes(before: Place | None, now: Place, *, is_port_asked: bool) -> list[str]:
    """What changed for devices, in sentences. `is_port_asked` is False where any free port was taken, for a trial."""
    if before is None:
        return []
    said = []
    if is_port_asked and before.url != now.url:
        said.append(
            f"the address has changed: it was {before.url} at the last start and is {now.url} now. Devices that opened "
            "the old one keep their pairing and their unsent sessions there, and there only: serve there again until "
            "each shows that everything is on the server. A code to pair a device here: "
            f"{typed('pair --role owner')}."
        )
    if before.addresses and now.addresses and set(before.addresses) != set(now.addresses):
        said.append(
            f"this machine's address has changed: it was {', '.join(before.addresses)} before and is "
            f"{', '.join(now.addresses)} now. Devices that opened the name notice nothing. One that opened the old "
            "numbers is cut off until the machine has them again: give it a fixed address in the router."
        )
    return said


def _file(folder: Path) -> Path:
    return folder / "address.json"
