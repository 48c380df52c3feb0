"""Owns the erasing of a client from first to last: the list outside the database, the texts, the files.

[ER4] Before a text goes, the client's id stands in `erasures.jsonl` beside the database, on disk. The list is in no
backup; at every start it is applied to whatever database is there, so a restored one forgets again. [ER10] With the
client stand the sessions that went along, since a database of before may not know yet whose they were; and [ER13] the
last word on each that names the client and is somebody else's, since such a database may not know that either. [ER5]
Afterwards no byte of the texts is left in the database's files. [ER6] A session that is only later said to be an erased
client's goes too, and so does whoever a device brings word of (a sealed `client_erased`): the word is the erasure.

[ER14] What the disk does not take is owed: `erasing-owed` stands beside the list from before a text goes (where a
database of before is found to hold it: from right after) until the files are written anew and no other erasure waits,
and the server tries again each minute and at each start.

What is not known to be on disk is not believed to stand on the list. Where a line cannot be brought there, the process
ends as it does for the database [W6]; where one may lie in the system's memory only, something is owed, and the list is
written anew, as a new file, before anything is done by it. It is read once a process: nobody else writes it while the
folder is locked [W9].
"""

import asyncio
import contextlib
import errno
import json
import logging
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from holdwell.auditor import Auditor
from holdwell.backup import sync_file, sync_folder, write_whole
from holdwell.core.facts import ASSIGNED
from holdwell.owned import open_private
from holdwell.store.assigned import words_in
from holdwell.store.store import Erased, FactRow, Store, StoreBroken, StoreError, StoreFull, Word

_log = logging.getLogger("holdwell")
LIST = "erasures.jsonl"
OWED = "erasing-owed"
AGAIN_EACH_S = 60.0


class ErasingOwed(StoreError):
    """The client stands on the list and is erased as soon as the disk takes it; nothing is gone yet."""


class NotKnownListed(StoreError):
    """The disk failed while the client was listed: the next start finds the client on the list, or not."""


class NotOnDisk(OSError):
    """What was written may be on the disk, or not, and nobody can tell any more [W6]."""


class Line(msgspec.Struct, frozen=True):
    """One line of the list: ids only. A client has as many lines as it took to name all that went, and all that names
    them and stays.
    """

    practice_id: str
    client_id: str
    erased_at: int
    subjects: list[str] = []
    others: list[Word] = []


class _Listed(NamedTuple):
    """All that the list says of one client."""

    subjects: set[str]
    others: set[Word]


class _Word(msgspec.Struct):
    client_id: str
    subjects: list[str]


class Erasing:
    """Erases clients of every practice of this server. `folder` is the data folder; `give_up` ends the process where
    the disk failed [W6].
    """

    def __init__(self, store: Store, auditor: Auditor, folder: Path, give_up: Callable[[str], None]) -> None:
        self._store = store
        self._auditor = auditor
        self._give_up = give_up
        self._file = folder / LIST
        self._owed = folder / OWED
        self._listed: dict[tuple[str, str], _Listed] | None = None
        # Erasures of this process that are owed something, by number; True: it is only that the files be written anew.
        self._owing: dict[int, bool] = {}
        self._begun = 0
        self._has_failed = False
        self._on_removed: Callable[[str], None] = lambda _: None

    def on_removed(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with the practice whenever an erasure has removed devices."""
        self._on_removed = listener

    async def erase(self, practice_id: str, client_id: str, by: str | None, subjects: Collection[str] = ()) -> Erased:
        """Erase one client, with the sessions known to be theirs and these `subjects`.

        Raises ErasingOwed, NotKnownListed, or another StoreError: then nothing is erased, and nobody is on the list.
        """
        stamp = self._auditor.stamp()
        sessions = await self._store.sessions_of(practice_id, client_id)
        meant = sorted({*subjects, *sessions.theirs})
        self._owe_and_list(Line(practice_id, client_id, stamp.at, meant, sessions.others))
        self._begun = this = self._begun + 1
        self._owing[this] = False
        try:
            erased = await self._store.erase(practice_id, client_id, stamp, by, meant)
        except StoreError as error:
            raise ErasingOwed(str(error)) from None
        if erased.devices:
            self._on_removed(practice_id)
        # Known of them all the same by now; where it is not listed, that is owed.
        with contextlib.suppress(StoreError):
            self._list(Line(practice_id, client_id, stamp.at, erased.subjects, erased.others))
            self._owing[this] = True
            await self._scrub()
        _log.info("client erased facts=%d devices=%d", erased.facts, erased.devices)
        return erased

    async def watch(self) -> None:
        """From time to time do what is owed. Runs until cancelled."""
        while True:
            await asyncio.sleep(AGAIN_EACH_S)
            await self.do_what_is_owed()

    async def do_what_is_owed(self) -> None:
        """Erase what could not be, and write the files anew where that could not be done [ER14]."""
        if self._owed.exists():
            with contextlib.suppress(StoreError):
                await self.apply_list()

    async def apply_list(self) -> None:
        """Erase whatever the list names and this database still holds: it may be older than the list. What is owed is
        done. Raises StoreError.
        """
        known = {practice.practice_id for practice in await self._store.practices()}
        # As it is now: more may be listed meanwhile.
        listed = {
            key: _Listed(set(subjects), set(others))
            for key, (subjects, others) in self._all_listed().items()
            if key[0] in known
        }
        owing = list(self._owing)
        facts = 0
        # What is whose comes before all erasing.
        for (practice_id, _), (_, others) in listed.items():
            await self._store.remember(practice_id, others)
        for (practice_id, client_id), (subjects, _) in listed.items():
            stamp = self._auditor.stamp()
            erased = await self._store.erase(practice_id, client_id, stamp, None, sorted(subjects))
            # A list of before named no sessions, and a server that was killed may not have come to all of them.
            self._list(Line(practice_id, client_id, stamp.at, erased.subjects, erased.others))
            facts += erased.facts
            if erased.facts:
                self._owe()
        self._owing.update((each, True) for each in owing if each in self._owing)
        if self._owed.exists():
            await self._scrub()
            _log.info("erased again from the list facts=%d", facts)

    async def heed_words(self, practice_id: str, rows: Iterable[FactRow]) -> None:
        """Erase what sealed facts, about to come into the log, say was erased [ER6]; whose sessions are by facts that
        come along is known before.
        """
        facts = [row.read.fact for row in rows]
        for fact in (fact for fact in facts if fact.kind == "client_erased"):
            word = msgspec.json.decode(fact.body, type=_Word)
            there = await self._store.erased_among(practice_id, word.subjects, [word.client_id])
            if not there.clients or there.subjects != frozenset(word.subjects):
                await self._store.remember(practice_id, words_in(facts))
                await self.erase(practice_id, word.client_id, None, word.subjects)

    async def heed_named(self, practice_id: str, rows: Sequence[FactRow]) -> bool:
        """Erase the sessions that facts now in the log say are an erased client's [ER6]; False where there are none.

        What names such a client and is somebody else's is listed, as it is where somebody is erased [ER13].
        """
        erased = self._store.erased_clients(practice_id)
        facts = [row.read.fact for row in rows if row.client_id in erased or row.read.fact.kind == ASSIGNED]
        if not erased or not facts:
            return False
        has_gone = False
        for client_id in sorted(erased & await self._store.named_in(practice_id, {fact.subject for fact in facts})):
            sessions = await self._store.sessions_of(practice_id, client_id)
            there = await self._store.erased_among(practice_id, sessions.theirs, [])
            if there.subjects == frozenset(sessions.theirs):
                self._list(Line(practice_id, client_id, self._auditor.stamp().at, [], sessions.others))
            else:
                await self.erase(practice_id, client_id, None)
                has_gone = True
        return has_gone

    def take_over(self, lines: Iterable[Line]) -> None:
        """Name on this list what another server had erased, before its record comes in [I5]. Raises StoreError."""
        new = [line for line in map(self._what_is_new, lines) if line is not None]
        with _told_as_store_error():
            there = self._file.read_bytes() if self._file.exists() else b""
            gap = b"" if not there or there.endswith(b"\n") else b"\n"
            # All of it, and also where nothing is new: what an import left that failed here is not known to be on disk.
            write_whole(self._file, there + gap + b"".join(map(_text_of, new)), self._file.parent)
        for line in new:
            self._remember(line)

    async def write_anew(self) -> None:
        """Leave nothing of what went in the database's files; where that cannot be done now, it is owed [ER14]. Raises
        StoreError.
        """
        self._owe()
        await self._scrub()

    def _owe_and_list(self, line: Line) -> None:
        """Note that something is owed, and name the client: both, on disk, or neither. Raises StoreError."""
        self._all_listed()
        is_first = not self._owed.exists()
        try:
            self._owe()
            self._list(line)
        except NotKnownListed:
            raise
        except StoreError:
            if is_first:
                with contextlib.suppress(OSError):
                    self._owed.unlink(missing_ok=True)
            raise

    def _owe(self) -> None:
        """Note that something is owed, on disk. Raises StoreError."""
        if self._owed.exists():
            return
        with _told_as_store_error():
            self._owed.touch(mode=0o600)
            try:
                sync_file(self._owed)
            except OSError:
                self._give_up("what is owed could not be brought to the disk (fsync failed)")
                raise

    async def _scrub(self) -> None:
        gone = [each for each, is_gone in self._owing.items() if is_gone]
        if not await self._store.scrub():
            _log.warning("the database could not be written anew: what was erased may lie in its files until it can")
            return
        for each in gone:
            self._owing.pop(each, None)
        # Another that was begun meanwhile, or failed, is owed still.
        if self._owing:
            return
        with _told_as_store_error():
            self._owed.unlink(missing_ok=True)

    def _all_listed(self) -> dict[tuple[str, str], _Listed]:
        """What is said of every client on the list, by practice and client. Raises StoreError."""
        if self._listed is None:
            with _told_as_store_error():
                if self._owed.exists() and self._file.exists():
                    write_whole(self._file, self._file.read_bytes(), self._file.parent)
            lines = self._lines()
            self._listed = {}
            for line in lines:
                self._remember(line)
        return self._listed

    def _remember(self, line: Line) -> None:
        listed = self._all_listed()
        of_client = listed.setdefault((line.practice_id, line.client_id), _Listed(set(), set()))
        of_client.subjects.update(line.subjects)
        of_client.others.update(line.others)

    def _what_is_new(self, line: Line) -> Line | None:
        """Of a line what the list does not say yet; None where it says all of it."""
        there = self._all_listed().get((line.practice_id, line.client_id))
        if there is None:
            return line
        subjects = [subject for subject in line.subjects if subject not in there.subjects]
        others = [word for word in line.others if word not in there.others]
        return msgspec.structs.replace(line, subjects=subjects, others=others) if subjects or others else None

    def _list(self, line: Line) -> None:
        """Name on the list what was not named yet of a client, and the client. Raises StoreError."""
        new = self._what_is_new(line)
        if new is None:
            return
        if self._has_failed:
            raise NotKnownListed("the disk failed earlier")
        try:
            with _told_as_store_error():
                append_line(self._file, new)
        except NotOnDisk:
            # So that the next start writes the list anew before it believes it.
            with contextlib.suppress(OSError):
                self._owed.touch(mode=0o600)
            self._has_failed = True
            why = "the list of erasures could not be brought to the disk (fsync failed)"
            self._give_up(why)
            raise NotKnownListed(why) from None
        self._remember(new)

    def _lines(self) -> list[Line]:
        """What the file says; a line that a crash cut off names nobody, and its erasure was never answered."""
        with _told_as_store_error():
            text = self._file.read_bytes() if self._file.exists() else b""
        lines = []
        for number, line in enumerate(text.splitlines(), 1):
            try:
                lines.append(msgspec.json.decode(line, type=Line))
            except (msgspec.MsgspecError, UnicodeError):
                _log.warning("%s line=%d cannot be read and names nobody", LIST, number)
        return lines


@contextlib.contextmanager
def _told_as_store_error() -> Iterator[None]:
    """What the disk does not take beside the database is told as it is of the database."""
    try:
        yield
    except NotOnDisk:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull("the list of erasures cannot be written: the disk is full") from None
        raise StoreBroken(f"the list of erasures cannot be read or written: {error.strerror}") from None


def _text_of(line: Line) -> bytes:
    return json.dumps(msgspec.to_builtins(line)).encode() + b"\n"


def append_line(file: Path, line: Line) -> None:
    """Add a line, on disk before this returns. Raises NotOnDisk, or another OSError: then nothing of it is there."""
    descriptor = open_private(file, os.O_RDWR | os.O_APPEND, file.parent)
    with os.fdopen(descriptor, "a+b", buffering=0) as out:
        size = out.seek(0, os.SEEK_END)
        out.seek(max(0, size - 1))
        is_cut_off = size > 0 and out.read(1) != b"\n"
        rest = (b"\n" if is_cut_off else b"") + _text_of(line)
        try:
            while rest:
                rest = rest[out.write(rest) :]
        except OSError:
            with _not_on_disk():
                out.truncate(size)
            raise
        with _not_on_disk():
            os.fsync(out.fileno())
            if size == 0:
                sync_folder(file.parent)


@contextlib.contextmanager
def _not_on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotOnDisk(error.errno, error.strerror) from None
