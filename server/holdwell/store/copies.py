"""Owns the SQL of copies: taking one of a database that is in use, judging one, making one ready to be the database.

[BK1] A copy is of one moment, however busy the server is: one read transaction counts and copies, and never writes.
[BK2] A copy is good once its pages are sound, its rows are those of that moment, every text has its digest, and every
log is whole: positions without a gap, the chain and the counter as they must be.

It must never write to the database that is copied: a second writer is what damages a WAL.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from holdwell.core.audit import Stamp
from holdwell.core.cursor import EMPTY_CHAIN, chain_after
from holdwell.store import audit
from holdwell.store.opening import APPLICATION_ID, make_ready, shipped_migrations
from holdwell.store.store import StoreUnusable
from holdwell.wire import PracticeRestored

# The table of a copy that holds what stands beside the database and devices depend on.
_BESIDE = "kept_files"
# What a restore takes over from the database that it replaces, with `practice_id` first and `revoked_at` last.
_OUTLIVING = {
    "devices": (
        "practice_id, device_id, device_name, role, client_id, token_hash, created_at, last_seen_at, renewed_at, "
        "revoked_at"
    ),
    "handovers": "practice_id, device_id, fact_id, subject, client_id, digest, received_at, raw",
}


class Log(NamedTuple):
    """One practice's log in a copy: its end, and how many of its texts are there (erased ones are not)."""

    practice_id: str
    name: str
    epoch: str
    pos: int
    facts: int


class Held(NamedTuple):
    """Whose a file is: the practices of which it holds a log (none where it is no database of ours, or unreadable), and
    whether it was written as a backup.
    """

    practices: frozenset[str]
    is_backup: bool


class TakenOver(NamedTuple):
    """What a restore found in the database that it replaces: the names of practices that the backup has not."""

    missing: list[str]


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
        with _told_plainly(target, source), contextlib.closing(sqlite3.connect(target)) as copy:
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


def held_by(file: Path) -> Held:
    """Whose is this file, which may be anything?"""
    try:
        with contextlib.closing(_read_only(file)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return Held(frozenset(), is_backup=False)
            practices = frozenset(row[0] for row in connection.execute("SELECT practice_id FROM practices"))
            return Held(practices, _has_beside(connection))
    except sqlite3.DatabaseError:
        return Held(frozenset(), is_backup=False)


def _has_beside(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_BESIDE,)).fetchone() is not None


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
            # A code that was used after the backup must not be good again.
            connection.execute("DELETE FROM codes WHERE practice_id = ?", (practice_id,))
        beside = f"SELECT name, content FROM {_BESIDE}"
        rows = connection.execute(beside).fetchall() if _has_beside(connection) else []
        connection.execute(f"DROP TABLE IF EXISTS {_BESIDE}")
        connection.execute("COMMIT")
        return {str(name): bytes(content) for name, content in rows}


def take_over(file: Path, before: Path) -> TakenOver | None:
    """Take over from the database that stood here `before` what outlives a backup: which devices are paired, which were
    removed, and what those had not sent, of which they keep nothing; None where it cannot be read, or is none of ours.
    Only while nobody uses either, and with `file` of this version.
    """
    with _told_plainly(file), contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        practices = {row[0] for row in connection.execute("SELECT practice_id FROM practices")}
        try:
            with contextlib.closing(_read_only(before)) as other:
                if other.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                    return None
                there = other.execute("SELECT practice_id, name FROM practices ORDER BY created_at").fetchall()
                rows = {table: _rows_of(other, table, practices) for table in _OUTLIVING}
        except sqlite3.DatabaseError:
            return None
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        for table, columns in _OUTLIVING.items():
            marks = ", ".join("?" * len(columns.split(", ")))
            connection.executemany(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", rows[table])
        connection.executemany(
            "UPDATE devices SET revoked_at = ? WHERE practice_id = ? AND device_id = ? AND revoked_at IS NULL",
            [(row[-1], row[0], row[1]) for row in rows["devices"] if row[-1] is not None],
        )
        connection.execute("COMMIT")
        return TakenOver([name for practice_id, name in there if practice_id not in practices])


def _rows_of(connection: sqlite3.Connection, table: str, practices: Collection[str]) -> list[tuple[Any, ...]]:
    """What a database, maybe one of an earlier version, holds of these practices in a table of ours."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is None:
        return []
    rows = connection.execute(f"SELECT {_OUTLIVING[table]} FROM {table}").fetchall()
    return [row for row in rows if row[0] in practices]


def note_restored(file: Path, stamps: Mapping[str, Stamp], facts: Mapping[str, int]) -> None:
    """Bring a copy's schema up to date, and write into each log that it was put back. Raises StoreUnusable."""
    with _told_plainly(file), contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        make_ready(connection, shipped_migrations())
        connection.execute("BEGIN IMMEDIATE")
        for practice_id, stamp in stamps.items():
            audit.note(connection, practice_id, stamp, practice_id, PracticeRestored(None, facts[practice_id]))
        connection.execute("COMMIT")


def settle(file: Path) -> None:
    """Bring all that was written into the one file, so that nothing beside it is a part of it. Raises StoreUnusable."""
    with _told_plainly(file), contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise StoreUnusable(f"{file} is in use.")


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
def _told_plainly(file: Path, read: Path | None = None) -> Iterator[None]:
    """Tell what happened to `file`; what happened in reading, to `read`, where that is another one."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        why = "the disk is full" if name == "SQLITE_FULL" else str(error)
        why = f"its disk failed, or takes no more ({name})" if name.startswith("SQLITE_IOERR") else why
        at = read if read is not None and name.endswith(("READ", "CORRUPT")) else file
        raise StoreUnusable(f"{at}: {why}.") from None


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
