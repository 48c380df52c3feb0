"""Owns the erasing of a client from first to last: the list outside the database, the texts, the files.

[ER4] Before a text goes, the client's id stands in `erasures.jsonl` beside the database, on disk. The list is in no
backup; at every start it is applied to whatever database is there, so a restored one forgets again. [ER5] Afterwards no
byte of the texts is left in the database's files. [ER6] A session that is only later said to be an erased client's goes
too, and so does whoever a device brings word of (a sealed `client_erased`): the word is the erasure.
"""

import json
import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from holdwell.auditor import Auditor
from holdwell.core.facts import Envelope
from holdwell.store.store import Erased, FactRow, Store

_log = logging.getLogger("holdwell")
LIST = "erasures.jsonl"
# Kinds by which a device may bring word of an erasure.
WORDS = frozenset(("session_assigned", "client_erased"))


class Line(msgspec.Struct, frozen=True):
    """One line of the list: ids only."""

    practice_id: str
    client_id: str
    erased_at: int


class _Named(msgspec.Struct):
    client_id: str | None


class Erasing:
    """Erases clients of every practice of this server. `folder` is the data folder."""

    def __init__(self, store: Store, auditor: Auditor, folder: Path) -> None:
        self._store = store
        self._auditor = auditor
        self._file = folder / LIST
        self._on_removed: Callable[[str], None] = lambda _: None

    def on_removed(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with the practice whenever an erasure has removed devices."""
        self._on_removed = listener

    async def erase(self, practice_id: str, client_id: str, by: str | None) -> Erased:
        """Erase one client. Raises OSError or StoreError: then nothing is erased yet, or the next start does it."""
        stamp = self._auditor.stamp()
        if client_id not in {line.client_id for line in self._lines() if line.practice_id == practice_id}:
            append_line(self._file, Line(practice_id, client_id, stamp.at))
        erased = await self._store.erase(practice_id, client_id, stamp, by)
        if erased.devices:
            self._on_removed(practice_id)
        await self._scrub()
        _log.info("client erased facts=%d devices=%d", erased.facts, erased.devices)
        return erased

    async def apply_list(self) -> None:
        """Erase whatever the list names and this database still holds: it may be older than the list."""
        known = {practice.practice_id for practice in await self._store.practices()}
        facts = 0
        for line in self._lines():
            if line.practice_id in known:
                erased = await self._store.erase(line.practice_id, line.client_id, self._auditor.stamp(), None)
                facts += erased.facts
        if facts:
            await self._scrub()
            _log.info("erased again from the list facts=%d", facts)

    async def heed(self, practice_id: str, rows: Iterable[FactRow]) -> bool:
        """Erase what these facts, now in the log, bring word of [ER6]; False where it is nothing."""
        erased = self._store.erased_clients(practice_id)
        named = sorted({client_id for row in rows if (client_id := _word_of(row.read.fact, erased))})
        for client_id in named:
            await self.erase(practice_id, client_id, None)
        return bool(named)

    async def _scrub(self) -> None:
        if not await self._store.scrub():
            _log.warning("the database could not be written anew; what was erased is overwritten in place")

    def _lines(self) -> list[Line]:
        """What the list says; a line that a crash cut off names nobody, and its erasure was never answered."""
        try:
            text = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        lines = []
        for number, line in enumerate(text.splitlines(), 1):
            try:
                lines.append(msgspec.json.decode(line, type=Line))
            except msgspec.MsgspecError:
                _log.warning("%s line=%d cannot be read and names nobody", LIST, number)
        return lines


def append_line(file: Path, line: Line) -> None:
    """Add a line, on disk before this returns. Raises OSError."""
    text = json.dumps(msgspec.to_builtins(line))
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a+b", buffering=0) as out:
        size = out.seek(0, os.SEEK_END)
        out.seek(max(0, size - 1))
        is_cut_off = size > 0 and out.read(1) != b"\n"
        out.write(("\n" if is_cut_off else "").encode() + text.encode() + b"\n")
        os.fsync(out.fileno())


def _word_of(fact: Envelope, erased: frozenset[str]) -> str | None:
    """The client that a fact says to be erased: a session is an erased one's, or somebody was erased elsewhere."""
    if fact.kind not in WORDS:
        return None
    named = msgspec.json.decode(fact.body, type=_Named).client_id
    if named is None:
        return None
    return named if (named in erased) == (fact.kind == "session_assigned") else None
