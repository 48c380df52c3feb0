"""Owns the one writing connection: whoever writes, waits here, and is answered once it is on disk.

Nothing else may write or checkpoint: SQLite before 3.51.3 can damage a WAL that two connections write at once.

[W3] One writer: each transaction is functions on the writer's own thread, so a cancelled request never leaves it open.
[W4] Group commit: writes that wait together share one commit (one fsync), each in its own savepoint; one that fails is
rolled back alone, and each is answered only after the commit.
[W5] A full disk is told to each writer concerned, nothing is half-written, and writing goes on once there is space.
[W6] A failed fsync is final, of a commit, a checkpoint or anything else, also of the list of erasures beside the
database: the operating system may have dropped the pages, so nothing is retried.
"""

import asyncio
import contextlib
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeVar

import aiosqlite

from holdwell.store.store import StoreBroken, StoreError, StoreFull

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]

# Beyond this many in one commit, the first in line would wait too long for the last.
LARGEST_GROUP = 200
# After so many commits the WAL is brought into the database: where nobody waits, and at the latest.
CHECKPOINT_AT_REST = 16
CHECKPOINT_LATEST = 64


class _Waiting(NamedTuple):
    job: Job[Any]
    after_commit: Callable[[Any], None] | None
    answer: "asyncio.Future[Any]"


class _Outcome(NamedTuple):
    value: Any
    error: Exception | None


async def run_on_thread(connection: aiosqlite.Connection, job: Job[T]) -> T:
    """Run one function with the real connection on its thread: the only use of aiosqlite's private `_execute`."""

    def call() -> T:
        return job(connection._conn)

    execute: Callable[[Callable[[], T]], Awaitable[T]] = connection._execute
    return await execute(call)


class Writer:
    """A queue in front of the one connection that writes."""

    def __init__(self, connection: aiosqlite.Connection, on_broken: Callable[[str], None]) -> None:
        self._connection = connection
        self._on_broken = on_broken
        self._line: list[_Waiting] = []
        self._since_checkpoint = 0
        self._drain: asyncio.Task[None] | None = None
        self._is_broken = False
        self._is_in_trouble = False
        self.failures: Counter[str] = Counter()

    @property
    def is_in_trouble(self) -> bool:
        """Did the last write fail for want of a disk that takes it?"""
        return self._is_in_trouble

    async def run(self, job: Job[T], after_commit: Callable[[T], None] | None = None) -> T:
        """Run `job` inside a transaction; return its value once committed.

        `job` must be a function of the database alone: it may run a second time after a rollback. `after_commit` is
        called on the event loop right after the commit, even when the caller was cancelled meanwhile.
        Raises what the job raised, StoreFull, or StoreBroken.
        """
        if self._is_broken:
            raise StoreBroken("the disk failed earlier")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._line.append(_Waiting(job, after_commit, answer))
        if self._drain is None or self._drain.done():
            self._drain = asyncio.create_task(self._commit_groups())
        return await answer

    async def alone(self, job: Job[T]) -> T:
        """Run `job` between two commits, outside any transaction. Raises StoreFull or StoreBroken."""
        if self._is_broken:
            raise StoreBroken("the disk failed earlier")
        try:
            return await run_on_thread(self._connection, job)
        except sqlite3.Error as error:
            self._end_where_final(error)
            raise _store_error(error) or error from None

    def give_up(self, reason: str) -> None:
        """The disk failed, here or beside the database: nothing more is written, and the process must end [W6]."""
        if not self._is_broken:
            self._is_broken = True
            self._on_broken(reason)

    def take_no_more(self) -> None:
        """The file was found damaged: nothing more is written to it [W11]."""
        self._is_broken = True

    async def close(self) -> None:
        """Finish what waits, then close the connection; being the last one, that checkpoints."""
        if self._drain is not None:
            await self._drain
        await self._connection.close()

    async def _commit_groups(self) -> None:
        while self._line:
            group, self._line = self._line[:LARGEST_GROUP], self._line[LARGEST_GROUP:]
            try:
                outcomes = await run_on_thread(self._connection, _group_job([waiting.job for waiting in group]))
            except Exception as error:
                outcomes = [_Outcome(None, error)] * len(group)
            for waiting, outcome in zip(group, outcomes, strict=True):
                self._answer(waiting, outcome)
            self._since_checkpoint += 1
            if self._since_checkpoint >= (CHECKPOINT_LATEST if self._line else CHECKPOINT_AT_REST):
                await self._checkpoint()

    async def _checkpoint(self) -> None:
        """Bring what the WAL holds into the database [W6].

        SQLite's own checkpoints come after a commit and keep to themselves what fails in them; then the WAL begins
        anew over pages of which nobody knows whether they are on the disk. Full, or read on by others: the next one.
        """
        self._since_checkpoint = 0
        if not self._is_broken:
            with contextlib.suppress(StoreError):
                await self.alone(lambda connection: connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone())

    def _end_where_final(self, error: Exception | None) -> None:
        if _is_final(error):
            self.give_up("a write could not be brought to the disk (fsync failed)")

    def _answer(self, waiting: _Waiting, outcome: _Outcome) -> None:
        error = _store_error(outcome.error)
        self._end_where_final(outcome.error)
        self._note_trouble(error)
        if error is None and waiting.after_commit is not None:
            waiting.after_commit(outcome.value)
        if waiting.answer.done():
            return
        if error is not None:
            waiting.answer.set_exception(error)
        else:
            waiting.answer.set_result(outcome.value)

    def _note_trouble(self, error: Exception | None) -> None:
        if error is None:
            self._is_in_trouble = False
        elif isinstance(error, StoreError):
            self._is_in_trouble = True
            self.failures["full" if isinstance(error, StoreFull) else "broken"] += 1


def _group_job(jobs: list[Job[Any]]) -> Job[list[_Outcome]]:
    def run(connection: sqlite3.Connection) -> list[_Outcome]:
        outcomes = _commit_together(connection, jobs) if len(jobs) > 1 else None
        if outcomes is not None:
            return outcomes
        # One alone; or the engine rolled the whole transaction back (a full disk does that), and each gets its own,
        # so that the one that does not fit does not take the others down.
        return [_commit_alone(connection, job) for job in jobs]

    return run


def _commit_alone(connection: sqlite3.Connection, job: Job[Any]) -> _Outcome:
    try:
        connection.execute("BEGIN IMMEDIATE")
        value = job(connection)
        connection.execute("COMMIT")
    except Exception as error:
        _roll_back(connection)
        if _is_final(error):
            raise
        return _Outcome(None, error)
    return _Outcome(value, None)


def _commit_together(connection: sqlite3.Connection, jobs: list[Job[Any]]) -> list[_Outcome] | None:
    """Outcomes, all committed; or None, all rolled back, where the transaction as a whole did not come through."""
    outcomes = []
    try:
        connection.execute("BEGIN IMMEDIATE")
        for job in jobs:
            connection.execute("SAVEPOINT one")
            try:
                outcomes.append(_Outcome(job(connection), None))
            except Exception as error:
                if _is_final(error) or not connection.in_transaction:
                    raise
                connection.execute("ROLLBACK TO one")
                outcomes.append(_Outcome(None, error))
            connection.execute("RELEASE one")
        connection.execute("COMMIT")
    except Exception as error:
        _roll_back(connection)
        if _is_final(error):
            raise
        return None
    return outcomes


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _code(error: Exception | None) -> int:
    return getattr(error, "sqlite_errorcode", 0) if isinstance(error, sqlite3.Error) else 0


def _is_final(error: Exception | None) -> bool:
    return _code(error) in (sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC)


def _store_error(error: Exception | None) -> Exception | None:
    if not isinstance(error, sqlite3.Error):
        return error
    # The shared-memory file beside the WAL grows too, and a full disk shows there under another code.
    if _code(error) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE):
        return StoreFull("the disk is full")
    return StoreBroken(getattr(error, "sqlite_errorname", "") or type(error).__name__)
