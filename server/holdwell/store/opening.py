"""Owns the opening of a database file: is it ours, is it whole, is it of this version; then its migrations.

[W7] A file that is not ours, damaged, or newer than this program is refused with a plain sentence and never changed.
[W8] Migrations are numbered, forward only, each inside one transaction with its number: whole or not at all.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from holdwell.owned import open_private
from holdwell.store.store import StoreUnusable
from holdwell.typed import typed

# "Hold" in ASCII: what SQLite's header says of our files.
APPLICATION_ID = 0x486F6C64
# A quick check reads the whole file; beyond this size the start would wait too long for it (`checking.py`).
CHECKED_UP_TO_BYTES = 256 * 1024 * 1024
# A file of this name beside the database says that a look through it found damage.
DAMAGED = "damaged"

# The name of a database while a restore makes it, beside the one whose place it takes.
RESTORING = "restoring.sqlite3"
WAY_OUT = f"put the last good backup in its place with {typed('restore FILE')}, which keeps this one beside it"


class Migration(NamedTuple):
    """One step of the schema."""

    number: int
    name: str
    sql: str


def shipped_migrations() -> list[Migration]:
    """The migrations that come with this program, in order."""
    folder = resources.files("holdwell.store") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return [Migration(int(file.name[:4]), file.name, file.read_text(encoding="utf-8")) for file in files]


def check_file(file: Path, newest: int) -> None:
    """Look at a database file without changing it. Raises StoreUnusable with a sentence that says what to do."""
    if not file.exists() and file.with_name(RESTORING).exists():
        raise StoreUnusable(f"A restore in {file.parent} was cut off: do it again, with the same backup.")
    if not file.exists() or file.stat().st_size == 0:
        _refuse_a_log_alone(file)
        return
    if not os.access(file, os.R_OK | os.W_OK):
        raise StoreUnusable(
            f"{file} belongs to another user, and this one may not read and write it. It was left as it is: start as "
            f"that user, or give the whole folder to this one (`chown -R`)."
        )
    try:
        connection = looked_at(file)
        try:
            made_by = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            faults = faults_in(connection) if is_looked_through_at_start(file) else []
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise StoreUnusable(
            f"{file} cannot be read as a Holdwell database ({error}). It was left as it is: {WAY_OUT}, or name "
            "another folder with --data."
        ) from None
    if made_by != APPLICATION_ID and (made_by != 0 or version != 0 or tables != 0):
        raise StoreUnusable(
            f"{file} belongs to another program. It was left as it is: name another folder with --data."
        )
    if version > newest:
        raise StoreUnusable(
            f"{file} was written by a newer Holdwell (schema {version}, this one knows {newest}). It was left as it "
            "is: start the newer version."
        )
    if faults:
        raise StoreUnusable(f"{file} is damaged ({faults[0]}). It was left as it is: {WAY_OUT}.")


def is_looked_through_at_start(file: Path) -> bool:
    """Is the whole file looked through before it is opened?"""
    return not file.exists() or file.stat().st_size <= CHECKED_UP_TO_BYTES or file.with_name(DAMAGED).exists()


def faults_in(connection: sqlite3.Connection) -> list[str]:
    """What is wrong with the pages of a database; the first fault is enough. Raises sqlite3.DatabaseError."""
    return [row[0] for row in connection.execute("PRAGMA quick_check(1)") if row[0] != "ok"]


def _refuse_a_log_alone(file: Path) -> None:
    """SQLite would throw away the log of a database that is gone, and with it what was written last."""
    wal = file.with_name(f"{file.name}-wal")
    if wal.exists() and wal.stat().st_size > 0:
        raise StoreUnusable(
            f"{file} is missing or empty, and {wal} holds what was written to it last. Nothing was changed: put the "
            f"database back, or the last good backup with {typed('restore FILE')}, which keeps that file."
        )


def looked_at(file: Path) -> sqlite3.Connection:
    """A connection that changes no byte of the file: the last one that closes would write its log into it."""
    # What a transaction that was cut off left in a journal can only be undone by one that may write.
    may_write = file.with_name(f"{file.name}-journal").exists()
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode={'rw' if may_write else 'ro'}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA query_only = ON")
    return connection


def prepare_place(file: Path) -> None:
    """See to it that a database may be opened here, which was found good: a new one is readable by its owner only, and
    what a restore left that was cut off before it changed anything is thrown away, since it holds all that a database
    holds.
    """
    file.with_name(DAMAGED).unlink(missing_ok=True)
    if not file.exists():
        os.close(open_private(file, os.O_RDWR, file.parent))
    for side in ("", "-wal", "-shm", "-journal"):
        file.with_name(RESTORING + side).unlink(missing_ok=True)


def make_ready(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Set the writing connection up and bring the schema up to date, safe also when several start at once."""
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # The writer does it, and hears what fails [W6].
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA foreign_keys = ON")
    _keep_to_own_folder(connection)
    # What is erased is overwritten where it stood.
    connection.execute("PRAGMA secure_delete = ON")
    for migration in migrations:
        _migrate(connection, migration)


def _keep_to_own_folder(connection: sqlite3.Connection) -> None:
    """Let what SQLite writes for a moment, a whole copy as it erases, stand beside the database. Its own place for that
    is a folder of the system: another disk, maybe, where the record has no business, or one that takes no writes.
    """
    folder = str(Path(connection.execute("PRAGMA database_list").fetchone()[2]).parent)
    asked, quoted = "PRAGMA temp_store_directory", folder.replace("'", "''")
    if connection.execute(asked).fetchone() != (folder,):
        connection.execute(f"{asked} = '{quoted}'")
    if connection.execute(asked).fetchone() != (folder,):
        # A SQLite that was built without this.
        connection.execute("PRAGMA temp_store = MEMORY")


def make_folder(folder: Path) -> None:
    """Make the data folder, readable by its owner only. Raises StoreUnusable where that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".writable-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise StoreUnusable(
            f"The data folder {folder} cannot be written ({error.strerror}). Name another one with --data."
        ) from None


def _migrate(connection: sqlite3.Connection, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] < migration.number:
            for statement in statements_of(migration.sql):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {migration.number}")
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def statements_of(sql: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would commit the transaction around them."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
