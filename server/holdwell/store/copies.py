"""Owns the SQL of copies: taking one of a database that is in use, judging one, making one ready to be the database.

[BK1] A copy is of one moment, however busy the server is: one read transaction counts and copies, and never writes.
[BK2] A copy is good once its pages are sound, its rows are those of that moment, every text has its digest, and every
log is whole: positions without a gap, the chain and the counter as they must be.

It must never write to the database that is copied: a second writer is what damages a WAL.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from holdwell.core.audit import Stamp
from holdwell.core.cursor import EMPTY_CHAIN, chain_after
from holdwell.store import audit
from holdwell.store.opening import APPLICATION_ID, make_ready, shipped_migrations
from holdwell.store.store import StoreUnusable
from holdwell.wire import PracticeRestored

# The table of a copy that holds what stands beside the database and devices depend on.
_BESIDE = "kept_files"


class Log(NamedTuple):
    """One practice's log in a copy: its end, and how many of its texts are there (erased ones are not)."""

    practice_id: str
    name: str
    epoch: str
    pos: int
    facts: int


class Contents(NamedTuple):
    """What a database holds: rows by table, and its logs, oldest practice first."""

    rows: dict[str, int]
    logs: list[Log]

    @property
    def facts(self) -> int:
        """The texts of all its logs."""
        return sum(log.facts for log in self.logs)


def copy_database(source: Path, target: Path, beside: Mapping[str, bytes]) -> Contents:
    """Copy a database, in use or not, into the empty file `target`, with the files `beside` it; what was copied.

    Raises StoreUnusable. The target is not yet on disk when this returns.
    """
    with _told_plainly(source), contextlib.closing(_read_only(source)) as connection:
        connection.execute("BEGIN")
        contents = contents_of(connection)
        with contextlib.closing(sqlite3.connect(target)) as copy:
            # The whole file is brought to the disk at the end, or thrown away.
            copy.execute("PRAGMA synchronous = OFF")
            connection.backup(copy, pages=-1)
        connection.execute("COMMIT")
    with _told_plainly(target), contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy:
        # One file, that needs none beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute("BEGIN")
        copy.execute(f"CREATE TABLE {_BESIDE} (name TEXT NOT NULL PRIMARY KEY, content BLOB NOT NULL)")
        copy.executemany(f"INSERT INTO {_BESIDE} VALUES (?, ?)", sorted(beside.items()))
        copy.execute("COMMIT")
    return contents


def judge(file: Path, newest: int) -> Contents:
    """What a copy holds, every page and row of it looked at. Raises StoreUnusable with what is wrong [BK2]."""
    with _told_plainly(file), contextlib.closing(_read_only(file)) as connection:
        _refuse_strangers(file, connection, newest)
        found = [row[0] for row in connection.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
        found = found or list(_faults_of_logs(connection))
        if found:
            raise StoreUnusable(f"{file} is damaged ({found[0]}).")
        return contents_of(connection)


def is_ours(file: Path) -> bool:
    """Is this file a database of Holdwell?"""
    try:
        with contextlib.closing(_read_only(file)) as connection:
            return bool(connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)
    except sqlite3.DatabaseError:
        return False


def contents_of(connection: sqlite3.Connection) -> Contents:
    """What a database holds now."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name != ? ORDER BY name",
        (_BESIDE,),
    )
    names = [row[0] for row in tables.fetchall()]
    rows = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    logs = connection.execute(
        "SELECT p.practice_id, p.name, p.epoch, c.pos,"
        " (SELECT count(*) FROM facts f WHERE f.practice_id = p.practice_id AND f.raw IS NOT NULL)"
        " FROM practices p JOIN counters c USING (practice_id) ORDER BY p.created_at, p.practice_id"
    )
    return Contents(rows, [Log(*row) for row in logs])


def make_a_beginning(file: Path, epochs: Mapping[str, str]) -> dict[str, bytes]:
    """Make a copy the database of a server: each log begins a new epoch, so that every device notices and offers again
    what it holds. Answers with the files that stood beside the one that was copied. Raises StoreUnusable.
    """
    with _told_plainly(file), contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        for practice_id, epoch in epochs.items():
            connection.execute("UPDATE practices SET epoch = ? WHERE practice_id = ?", (epoch, practice_id))
        has_beside = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_BESIDE,)).fetchone()
        rows = connection.execute(f"SELECT name, content FROM {_BESIDE}").fetchall() if has_beside else []
        connection.execute(f"DROP TABLE IF EXISTS {_BESIDE}")
        connection.execute("COMMIT")
        return {str(name): bytes(content) for name, content in rows}


def take_devices(file: Path, before: Path) -> bool:
    """Take over from the database that stood here `before` which devices are paired and which were removed, since both
    outlive what a backup knows; False where it cannot be read, or is none of ours. Only while nobody uses either.
    """
    columns = "device_id, device_name, role, client_id, token_hash, created_at, last_seen_at, renewed_at"
    with _told_plainly(file), contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        practices = connection.execute("SELECT practice_id FROM practices").fetchall()
        try:
            with contextlib.closing(_read_only(before)) as other:
                if other.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                    return False
                of_one = f"SELECT practice_id, {columns}, revoked_at FROM devices WHERE practice_id = ?"
                rows = [row for practice in practices for row in other.execute(of_one, practice)]
        except sqlite3.DatabaseError:
            return False
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            f"INSERT OR IGNORE INTO devices (practice_id, {columns}, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        connection.executemany(
            "UPDATE devices SET revoked_at = ? WHERE practice_id = ? AND device_id = ? AND revoked_at IS NULL",
            [(row[9], row[0], row[1]) for row in rows if row[9] is not None],
        )
        connection.execute("COMMIT")
        return True


def note_restored(file: Path, stamps: Mapping[str, Stamp], facts: Mapping[str, int]) -> None:
    """Bring a copy's schema up to date, and write into each log that it was put back. Raises StoreUnusable."""
    with _told_plainly(file), contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        make_ready(connection, shipped_migrations())
        connection.execute("BEGIN IMMEDIATE")
        for practice_id, stamp in stamps.items():
            audit.note(connection, practice_id, stamp, practice_id, PracticeRestored(None, facts[practice_id]))
        connection.execute("COMMIT")


def fold_in(file: Path) -> None:
    """Write what a write-ahead log beside the file still holds into the file, as the next start would.

    Only while nobody else uses it. Where that cannot be done (the file is damaged), the log stays beside it.
    """
    with contextlib.suppress(sqlite3.DatabaseError), contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextlib.contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """A database, in use or not, at one moment. Raises StoreUnusable."""
    with _told_plainly(file), contextlib.closing(_read_only(file)) as connection:
        connection.execute("BEGIN")
        yield connection


def _read_only(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.execute("PRAGMA busy_timeout = 10000")
    return connection


@contextlib.contextmanager
def _told_plainly(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        why = "the disk is full" if name == "SQLITE_FULL" else str(error)
        raise StoreUnusable(f"{file}: {why}.") from None


def _refuse_strangers(file: Path, connection: sqlite3.Connection, newest: int) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreUnusable(f"{file} is no database of Holdwell.")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > newest:
        raise StoreUnusable(
            f"{file} was written by a newer Holdwell (schema {version}, this one knows {newest}): use that one."
        )


def _faults_of_logs(connection: sqlite3.Connection) -> Iterator[str]:
    """What is wrong in the logs, one by one."""
    ends = {row[0]: (0, EMPTY_CHAIN) for row in connection.execute("SELECT practice_id FROM practices")}
    rows = connection.execute(
        "SELECT practice_id, pos, fact_id, chain, digest, raw FROM facts ORDER BY practice_id, pos"
    )
    for practice_id, pos, fact_id, chain, digest, raw in rows:
        before, link = ends.get(practice_id, (0, EMPTY_CHAIN))
        if pos != before + 1:
            yield f"a log goes from position {before} to {pos}"
        if bytes(chain) != chain_after(link, fact_id):
            yield f"the chain breaks at position {pos}"
        if raw is not None and hashlib.sha256(raw.encode("utf-8")).digest() != digest:
            yield f"the text at position {pos} is not the one that was stored"
        ends[practice_id] = (pos, bytes(chain))
    counters = connection.execute("SELECT practice_id, pos, chain FROM counters").fetchall()
    if {row[0]: (row[1], bytes(row[2])) for row in counters} != ends:
        yield "a log does not end where its counter says"
