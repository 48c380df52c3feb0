"""Owns the SQLite store: the default, one file, one process.

It must never await inside a transaction: each is one function that runs on a thread of its own connection.
"""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import aiosqlite

from holdwell.core.audit import Stamp
from holdwell.core.cursor import EMPTY_CHAIN, Position, epoch_after
from holdwell.store import assigned, audit, devices, erased, erasing, filing, handovers, log
from holdwell.store.opening import Migration, check_file, make_ready, prepare_place, shipped_migrations
from holdwell.store.readers import Readers, open_readers
from holdwell.store.store import (
    EVERYONE,
    Begun,
    Claim,
    CodeRow,
    DeviceRow,
    Erased,
    ErasedAmong,
    Kept,
    Listener,
    Older,
    Page,
    Practice,
    Push,
    Pushed,
    Sessions,
    Since,
    StoreError,
    StoreUnusable,
    Waiting,
    Wanted,
    Word,
)
from holdwell.store.writer import Job, Writer, run_on_thread
from holdwell.wire import Audited

READERS = 2
T = TypeVar("T")


class _Memory(NamedTuple):
    """What is asked of nearly every request, and answered from memory: by practice."""

    heads: dict[str, Position]
    keys: dict[str, bytes]
    erased: dict[str, frozenset[str]]
    # By practice and client: how cursors of devices that had to begin anew name the log.
    marks: dict[tuple[str, str], str]


class SqliteStore:
    """A `Store` on one SQLite file. Made by `open_sqlite`."""

    def __init__(self, writer: Writer, readers: Readers, memory: _Memory) -> None:
        self.writer = writer
        self._readers = readers
        self._heads = memory.heads
        self._memory = memory
        self._listeners: list[Listener] = []

    async def close(self) -> None:
        """Close the readers, then the writer: the last connection out writes the WAL back."""
        await self._readers.close()
        await self.writer.close()

    def head(self, practice_id: str, only_client: str | None = None) -> Position:
        """The end of the practice's log, from memory, as the devices of this client (None: of staff) name it."""
        end = self._heads[practice_id]
        mark = self._memory.marks.get((practice_id, only_client)) if only_client is not None else None
        return end if mark is None else end._replace(epoch=epoch_after(end.epoch, mark))

    def facts(self) -> int:
        """How many positions the logs of all practices have, from memory."""
        return sum(head.pos for head in self._heads.values())

    async def can_write(self) -> bool:
        """Does the disk take writes? Asked of it only where the last one failed."""
        if not self.writer.is_in_trouble:
            return True

        def write_the_same(connection: sqlite3.Connection) -> None:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            connection.execute(f"PRAGMA user_version = {version}")

        try:
            await self.writer.run(write_the_same)
        except StoreError:
            return False
        return True

    async def can_read(self) -> bool:
        """Can the database be read? Asked of it only where a reading failed."""
        return await self._readers.can_read()

    def failures(self) -> dict[str, int]:
        """How often the disk or the database refused something, by what: full, broken, or a reading."""
        return {**self.writer.failures, **({"read": self._readers.failures} if self._readers.failures else {})}

    def listen(self, listener: Listener) -> None:
        """Call `listener` after each commit that added facts."""
        self._listeners.append(listener)

    async def practices(self) -> list[Practice]:
        """All practices, oldest first."""

        def job(connection: sqlite3.Connection) -> list[Practice]:
            rows = connection.execute("SELECT practice_id, name, epoch FROM practices ORDER BY created_at, practice_id")
            return [Practice(*row) for row in rows]

        return await self._readers.run(job)

    async def add_practice(self, practice: Practice, created_at: int) -> None:
        """Begin an empty log."""

        def job(connection: sqlite3.Connection) -> Position:
            connection.execute(
                "INSERT INTO practices (practice_id, name, epoch, created_at) VALUES (?, ?, ?, ?)",
                (practice.practice_id, practice.name, practice.epoch, created_at),
            )
            connection.execute(
                "INSERT INTO counters (practice_id, pos, chain) VALUES (?, 0, ?)", (practice.practice_id, EMPTY_CHAIN)
            )
            return Position(practice.epoch, 0, EMPTY_CHAIN)

        await self.writer.run(job, lambda head: self._heads.__setitem__(practice.practice_id, head))

    async def rename_practice(self, practice_id: str, name: str) -> None:
        """Change the name that devices see."""
        await self._write("UPDATE practices SET name = ? WHERE practice_id = ?", (name, practice_id))

    async def push(self, given: Push, after: Position | None, wanted: Wanted) -> Pushed:
        """Take facts in one transaction, a clash leaves the others untouched; and read what else came `after`."""
        practice_id = given.practice_id

        def job(connection: sqlite3.Connection) -> Pushed:
            return log.push(connection, given, after, wanted)

        def after_commit(pushed: Pushed) -> None:
            self._memory.marks.update({(practice_id, client_id): mark for client_id, mark in pushed.anew})
            self._grown(practice_id, pushed.head, given.device_id)

        return await self.writer.run(job, after_commit)

    def _grown(self, practice_id: str, head: Position, author_device_id: str) -> None:
        """The log may have grown: whoever listens is told."""
        if head.pos > self._heads[practice_id].pos:
            self._heads[practice_id] = head
            for listener in self._listeners:
                listener(practice_id, author_device_id)

    async def page(self, practice_id: str, after: Position | None, wanted: Wanted) -> Page:
        """The facts after a position."""
        return await self._readers.run(lambda connection: log.page(connection, practice_id, after, wanted))

    async def begin_at_end(self, practice_id: str, since: int, fewest: int) -> Begun | None:
        """The beginning for a device that reads backwards."""
        return await self._readers.run(lambda connection: log.begin_at_end(connection, practice_id, since, fewest))

    async def older(
        self, practice_id: str, before: Position, wanted: Wanted, client_id: str | None, since: Since
    ) -> Older:
        """Sessions of up to a position, the latest first."""
        return await self._readers.run(
            lambda connection: log.older(connection, practice_id, before, wanted, client_id, since)
        )

    async def fits(self, practice_id: str, place: Position, only_client: str | None) -> bool:
        """Is this a place of the practice's log?"""
        return await self._readers.run(lambda connection: log.fits(connection, practice_id, place, only_client))

    async def publish(self, versions: dict[str, bytes], published_at: int) -> None:
        """Keep protocol versions for everyone."""

        def job(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT OR IGNORE INTO protocols (practice_id, digest, raw, published_at) VALUES (?, ?, ?, ?)",
                [(EVERYONE, digest, raw, published_at) for digest, raw in versions.items()],
            )

        await self.writer.run(job)

    async def version(self, practice_id: str | None, digest: str) -> bytes | None:
        """A protocol version from what was published or, with a practice, from what its devices handed in."""

        def job(connection: sqlite3.Connection) -> bytes | None:
            for owner in (EVERYONE, practice_id):
                row = connection.execute(
                    "SELECT raw FROM protocols WHERE practice_id = ? AND digest = ?", (owner, digest)
                ).fetchone()
                if row is not None:
                    return bytes(row[0])
            return None

        return await self._readers.run(job)

    async def add_code(self, code: CodeRow) -> None:
        """Keep a new code."""
        await self.writer.run(lambda connection: devices.add_code(connection, code))

    async def open_code(self, code_hash: bytes, now: int, claim: Claim | None = None) -> CodeRow | None:
        """The code with this hash if it has not expired and was not used, or by this claim only."""
        return await self._readers.run(lambda connection: devices.code_for(connection, code_hash, now, claim))

    async def redeem(
        self, code_hash: bytes, device: DeviceRow, token_hash: bytes, stamp: Stamp, claim: Claim | None = None
    ) -> DeviceRow | None:
        """Use up an open code, add the device and note it, in one transaction; or answer its claim once more."""

        def job(connection: sqlite3.Connection) -> tuple[DeviceRow | None, _Noted | None]:
            bound = devices.redeem(connection, code_hash, device, token_hash, stamp, claim)
            return bound, None if bound is None else _noted(connection, bound.practice_id)

        def after_commit(done: tuple[DeviceRow | None, _Noted | None]) -> None:
            if done[1] is not None:
                self._remember(done[1])

        return (await self.writer.run(job, after_commit))[0]

    async def device_by_token(self, token_hash: bytes) -> DeviceRow | None:
        """The device, revoked or not, that holds this token."""
        return await self._readers.run(lambda connection: devices.device_by_token(connection, token_hash))

    async def touch(self, practice_id: str, device_id: str, seen_at: int, renewed_at: int) -> None:
        """Note when a device was last seen and its cookie last handed out."""
        await self._write(
            "UPDATE devices SET last_seen_at = ?, renewed_at = ? WHERE practice_id = ? AND device_id = ?",
            (seen_at, renewed_at, practice_id, device_id),
        )

    async def devices(self, practice_id: str) -> list[DeviceRow]:
        """The practice's devices that are not revoked, oldest first."""
        return await self._readers.run(lambda connection: devices.devices_of(connection, practice_id))

    async def rename(self, practice_id: str, device_id: str, name: str, stamp: Stamp, by: str | None) -> bool:
        """Give a device another name and note it."""
        return await self._noting(practice_id, lambda c: devices.rename(c, practice_id, device_id, name, stamp, by))

    async def revoke(self, practice_id: str, device_id: str, stamp: Stamp, by: str | None) -> bool:
        """Remove a device and note it."""
        return await self._noting(practice_id, lambda c: devices.revoke(c, practice_id, device_id, stamp, by))

    async def knows_client(self, practice_id: str, client_id: str) -> bool:
        """Does the practice have this client's document?"""
        return await self._readers.run(lambda connection: erasing.knows_client(connection, practice_id, client_id))

    async def note(self, practice_id: str, stamp: Stamp, subject: str, body: Audited) -> None:
        """Write an audit fact at the end of the practice's log."""
        await self._noting(practice_id, lambda connection: audit.note(connection, practice_id, stamp, subject, body))

    def seal_key(self, practice_id: str) -> bytes | None:
        """The key of the practice's seals, from memory."""
        return self._memory.keys.get(practice_id)

    def erased_clients(self, practice_id: str) -> frozenset[str]:
        """The clients that were erased, from memory."""
        return self._memory.erased.get(practice_id, frozenset())

    async def erased_among(
        self, practice_id: str, subjects: Collection[str | None], clients: Collection[str | None]
    ) -> ErasedAmong:
        """Which of these subjects and clients were erased."""
        return await self._readers.run(lambda connection: erased.among(connection, practice_id, subjects, clients))

    async def elsewhere(self, practice_id: str, client_id: str, offered: Mapping[str, str]) -> frozenset[str]:
        """Those of facts, by id and digest, that are held to the letter in a session that is not this client's."""
        return await self._readers.run(lambda connection: filing.elsewhere(connection, practice_id, client_id, offered))

    async def sessions_of(self, practice_id: str, client_id: str) -> Sessions:
        """What names the client: their document and sessions, and the sessions that are somebody else's."""
        return await self._readers.run(lambda connection: erasing.sessions_of(connection, practice_id, client_id))

    async def named_in(self, practice_id: str, subjects: Collection[str]) -> frozenset[str]:
        """The clients whom facts of these subjects are filed under, or were ever said to be about."""
        return await self._readers.run(lambda connection: assigned.named_in(connection, practice_id, subjects))

    async def remember(self, practice_id: str, words: Collection[Word]) -> None:
        """Know words that this log may lack, but on sessions that were erased."""
        if words:
            await self._noting(practice_id, lambda connection: filing.remember(connection, practice_id, words))

    async def erase(
        self, practice_id: str, client_id: str, stamp: Stamp, by: str | None, subjects: Collection[str] = ()
    ) -> Erased:
        """Blank every text about a client and of these subjects, remove the client's devices, and note it."""
        return await self._noting(
            practice_id,
            lambda connection: erasing.erase(connection, practice_id, client_id, stamp, by, subjects),
            erased=client_id,
        )

    async def scrub(self) -> bool:
        """Write the database anew, so that nothing of what was erased is left in its files."""
        try:
            return await self.writer.alone(erasing.scrub)
        except StoreError:
            return False

    async def keep_handover(self, given: Push, most_facts: int, most_bytes: int) -> Kept:
        """Keep what a removed device had not sent, apart from the log."""
        return await self.writer.run(lambda connection: handovers.keep(connection, given, most_facts, most_bytes))

    async def waiting(self, practice_id: str) -> list[Waiting]:
        """The removed devices whose facts wait for the owner's word."""
        return await self._readers.run(lambda connection: handovers.waiting(connection, practice_id))

    async def end_handover(self, practice_id: str, device_id: str, take: bool, stamp: Stamp, by: str | None) -> int:
        """Take a hand-over into the log, or discard it, and note it."""
        end = handovers.take if take else handovers.discard
        return await self._noting(practice_id, lambda connection: end(connection, practice_id, device_id, stamp, by))

    async def _noting(self, practice_id: str, job: Job[T], *, erased: str | None = None) -> T:
        """Run a job that may write audit facts, let clients begin anew, or erase one (`erased`); what is remembered of
        the practice is kept right.
        """

        def whole(connection: sqlite3.Connection) -> tuple[T, _Noted]:
            return job(connection), _noted(connection, practice_id, erased)

        return (await self.writer.run(whole, lambda done: self._remember(done[1])))[0]

    def _remember(self, noted: "_Noted") -> None:
        if noted.key is not None:
            self._memory.keys[noted.practice_id] = noted.key
        there = self._memory.erased.get(noted.practice_id, frozenset())
        if noted.erased is not None and noted.erased not in there:
            self._memory.erased[noted.practice_id] = there | {noted.erased}
        self._memory.marks.update({(noted.practice_id, client_id): mark for client_id, mark in noted.marks.items()})
        self._grown(noted.practice_id, noted.head, audit.SERVER)

    async def _write(self, statement: str, values: tuple[object, ...]) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(statement, values)

        await self.writer.run(job)


class _Noted(NamedTuple):
    """What is remembered of one practice, after a change that may have written audit facts, let clients begin anew, or
    erased one: that one alone is named, since a start erases all again that are listed.
    """

    practice_id: str
    head: Position
    key: bytes | None
    erased: str | None
    marks: dict[str, str]


def _noted(connection: sqlite3.Connection, practice_id: str, erased: str | None = None) -> _Noted:
    key = audit.keys(connection).get(practice_id)
    marks = filing.marks(connection, practice_id)
    return _Noted(practice_id, log.head(connection, practice_id), key, erased, marks)


async def open_sqlite(
    file: Path, on_broken: Callable[[str], None], migrations: Sequence[Migration] | None = None
) -> SqliteStore:
    """Open the database, new or old. Raises StoreUnusable with a sentence for the person who runs the server.

    `on_broken` is called once when the disk failed and the process must end.
    """
    steps = shipped_migrations() if migrations is None else migrations
    check_file(file, steps[-1].number)
    try:
        prepare_place(file)
        connection = await aiosqlite.connect(file, isolation_level=None)
    except (sqlite3.Error, OSError) as error:
        raise StoreUnusable(f"{file} cannot be opened ({error}).") from None

    def prepare(raw: sqlite3.Connection) -> _Memory:
        make_ready(raw, steps)
        heads = log.heads(raw)
        marks = {(each, client_id): mark for each in heads for client_id, mark in filing.marks(raw, each).items()}
        return _Memory(heads, audit.keys(raw), erasing.erased_clients(raw), marks)

    try:
        memory = await run_on_thread(connection, prepare)
        readers = await open_readers(file, READERS)
    except sqlite3.Error as error:
        await connection.close()
        raise StoreUnusable(f"{file} cannot be made ready ({error}).") from None
    return SqliteStore(Writer(connection, on_broken), readers, memory)
