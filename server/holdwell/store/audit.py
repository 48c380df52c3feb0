"""Owns the SQL of audit facts: one more row at the end of the log, written by the server inside the transaction of what
it tells of [U1].
"""

import sqlite3

from holdwell.core.audit import Place, Stamp, audit_text
from holdwell.core.cursor import Position
from holdwell.core.facts import read_fact
from holdwell.store import log
from holdwell.store.store import FactRow, Push
from holdwell.wire import Audited

# In the place of the device that handed a fact in.
SERVER = "server"


def note(connection: sqlite3.Connection, practice_id: str, stamp: Stamp, subject: str, body: Audited) -> Position:
    """Write that it happened, as the server's next fact; the log's new end."""
    row = connection.execute(
        "SELECT coalesce(max(seq), 0), coalesce(max(fact_id), '') FROM facts WHERE practice_id = ? AND origin = ?",
        (practice_id, stamp.origin),
    ).fetchone()
    text = audit_text(stamp, Place(*row), subject, body, _key(connection, practice_id, stamp))
    return log.add(connection, Push(practice_id, SERVER, stamp.at, [FactRow(read_fact(text), None)]))


def keys(connection: sqlite3.Connection) -> dict[str, bytes]:
    """The key of every practice that has one."""
    rows = connection.execute("SELECT practice_id, key FROM seals ORDER BY practice_id")
    return {practice_id: bytes(key) for practice_id, key in rows}


def _key(connection: sqlite3.Connection, practice_id: str, stamp: Stamp) -> bytes:
    connection.execute("INSERT OR IGNORE INTO seals (practice_id, key) VALUES (?, ?)", (practice_id, stamp.fresh_key))
    row = connection.execute("SELECT key FROM seals WHERE practice_id = ?", (practice_id,)).fetchone()
    return bytes(row[0])
