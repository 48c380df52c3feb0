"""Owns the look through a database that is too large to be looked through before the server answers.

[W11] It happens beside the server, once it answers, by a connection that only reads. Where it finds damage the server
ends without another write, and the next start looks through the whole file first, however large it is.
"""

import asyncio
import contextlib
import logging
import sqlite3
from pathlib import Path

from holdwell.clock import Clock
from holdwell.store.opening import DAMAGED, WAY_OUT, faults_in, is_looked_through_at_start, looked_at

INTERRUPTED_EACH_S = 0.05

_log = logging.getLogger("holdwell")
# What SQLite says of the file, and not of this moment: of its other IO errors most are want of memory, or a lock.
_OF_THE_FILE = (
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_IOERR_READ,
    sqlite3.SQLITE_IOERR_SHORT_READ,
    sqlite3.SQLITE_IOERR_DATA,
    sqlite3.SQLITE_IOERR_CORRUPTFS,
)


class Checking:
    """The look through one database, made before it is opened. `checked_at` is when it was last known to be whole."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file = file
        self._clock = clock
        self._is_due = not is_looked_through_at_start(file)
        self.checked_at = None if self._is_due else clock.now_ms()

    async def run(self) -> str | None:
        """Look through it, where the start did not. A sentence for whoever runs the server where it is damaged."""
        if not self._is_due:
            return None
        began_ms = self._clock.monotonic_ms()
        try:
            fault = await self._looked_through()
        except (sqlite3.Error, MemoryError) as error:
            # Nothing is known of the file then, and that is no reason to stop.
            _log.warning("database not looked through error=%s", type(error).__name__)
            return None
        if fault is None:
            self.checked_at = self._clock.now_ms()
            _log.info("database looked through, whole took_ms=%d", self._clock.monotonic_ms() - began_ms)
            return None
        with contextlib.suppress(OSError):
            self._file.with_name(DAMAGED).touch()
        return (
            f"{self._file} is damaged ({fault}). Nothing more is written to it: {WAY_OUT}. What came after the backup "
            "is on the devices, and comes back by itself."
        )

    async def _looked_through(self) -> str | None:
        with contextlib.closing(looked_at(self._file)) as connection:
            looking = asyncio.create_task(asyncio.to_thread(self._look, connection))
            try:
                return await asyncio.shield(looking)
            except asyncio.CancelledError:
                # One that comes between two statements stops neither.
                while not looking.done():
                    connection.interrupt()
                    await asyncio.wait([looking], timeout=INTERRUPTED_EACH_S)
                raise

    def _look(self, connection: sqlite3.Connection) -> str | None:
        try:
            faults = faults_in(connection)
        except sqlite3.DatabaseError as error:
            if not _is_of_the_file(getattr(error, "sqlite_errorcode", 0)):
                raise
            return str(error)
        return faults[0] if faults else None


def _is_of_the_file(code: int) -> bool:
    return code & 0xFF == sqlite3.SQLITE_CORRUPT or code in _OF_THE_FILE
