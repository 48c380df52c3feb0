"""Owns the cursor: how far a device has read, as an opaque text, and the chain that proves it fits this log.

Pure. It must never be parsed outside the server.

[Y7] A cursor names the log's epoch, a position, and a check over every fact up to there. The check is a chain: each
row's is a hash of the row's before and of its own fact id. So a log that was restored from an older copy and then went
on differently never passes for the log that the device read. It covers ids, not texts: erasing a text keeps it.
[Y14] The cursor of a device that began with the newer part of the record names that place too, with its own check.
"""

import hashlib
import re
from typing import NamedTuple

EMPTY_CHAIN = b"\0" * 16
_PLACE = r"(0|[1-9][0-9]{0,15})\.([0-9a-f]{32})"
_CURSOR = re.compile(rf"([0-9a-f]{{12}})\.{_PLACE}(?:\.{_PLACE})?", re.ASCII)


class Floor(NamedTuple):
    """Where a device began to read: behind row `pos`, whose chain is `chain`. What lies before is asked for."""

    pos: int
    chain: bytes


class Position(NamedTuple):
    """A place in the log named `epoch`: after row `pos` (0: before the first), whose chain is `chain`.

    `floor` where only what follows it is read, and of what lies before it what is needed whatever its age.
    """

    epoch: str
    pos: int
    chain: bytes
    floor: Floor | None = None


def chain_after(chain: bytes, fact_id: str) -> bytes:
    """The chain of the row that follows `chain` and holds the fact `fact_id` (16 bytes)."""
    return hashlib.sha256(chain + fact_id.encode("utf-8")).digest()[:16]


def epoch_after(epoch: str, mark: str) -> str:
    """The epoch of a log for whoever has to begin it anew: no cursor of before fits it."""
    return hashlib.sha256(f"{epoch} {mark}".encode()).hexdigest()[:12]


def cursor_from_position(position: Position) -> str:
    """The cursor as devices hand it back; letters, digits and dots only, so that it fits a URL and an ETag."""
    text = f"{position.epoch}.{position.pos}.{position.chain.hex()}"
    return text if position.floor is None else f"{text}.{position.floor.pos}.{position.floor.chain.hex()}"


def position_from_cursor(cursor: str) -> Position | None:
    """The position in a cursor, or None where the text was never one of ours."""
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        return None
    floor = None if found[4] is None else Floor(int(found[4]), bytes.fromhex(found[5]))
    return Position(found[1], int(found[2]), bytes.fromhex(found[3]), floor)
