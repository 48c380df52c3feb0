"""Owns the pool of reading connections. They never write and never checkpoint: only the writer does."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from holdwell.store.store import StoreBroken
from holdwell.store.writer import Job, run_on_thread

T = TypeVar("T")


class Readers:
    """A few connections, each on its own thread; a read is one function, and sees one moment of the database."""

    def __init__(self, connections: list[aiosqlite.Connection]) -> None:
        self._all = connections
        self._free: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        for connection in connections:
            self._free.put_nowait(connection)
        self._failed: Job[Any] | None = None
        self.failures = 0

    async def run(self, job: Job[T]) -> T:
        """Run `job` inside one read transaction. Raises StoreBroken where the database cannot be read."""
        try:
            return await self._run(job)
        except StoreBroken:
            self.failures += 1
            self._failed = job
            raise

    async def can_read(self) -> bool:
        """Is nothing known that cannot be read? The reading that failed last is tried again: others tell nothing."""
        if self._failed is not None:
            try:
                await self._run(self._failed)
            except StoreBroken:
                return False
            self._failed = None
        return True

    async def _run(self, job: Job[T]) -> T:
        connection = await self._free.get()
        try:
            return await run_on_thread(connection, _in_one_moment(job))
        except sqlite3.Error as error:
            raise StoreBroken(getattr(error, "sqlite_errorname", "") or type(error).__name__) from error
        finally:
            # After a cancellation the thread may still be at it; the next job waits behind it on the same thread.
            self._free.put_nowait(connection)

    async def close(self) -> None:
        """Close every connection."""
        for connection in self._all:
            await connection.close()


async def open_readers(file: Path, count: int) -> Readers:
    """Open `count` reading connections on a database that the writer has opened before."""
    connections = []
    for _ in range(count):
        connection = await aiosqlite.connect(file, isolation_level=None)
        await run_on_thread(connection, _make_reader)
        connections.append(connection)
    return Readers(connections)


def _make_reader(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA query_only = ON")


def _in_one_moment(job: Job[T]) -> Callable[[sqlite3.Connection], T]:
    def run(connection: sqlite3.Connection) -> T:
        connection.execute("BEGIN")
        try:
            return job(connection)
        finally:
            if connection.in_transaction:
                connection.execute("COMMIT")

    return run
