"""Owns the SQL of whose a session is by the words on that, each found by its session and by whom it names.

A word is a fact of the kind `session_assigned`; the last one is the one with the highest id. Each function runs inside
one transaction.
"""

import sqlite3
from collections.abc import Collection, Iterable

import msgspec

from holdwell.core.facts import ASSIGNED, Envelope, assigned_in


def keep(connection: sqlite3.Connection, practice_id: str, facts: Iterable[Envelope]) -> None:
    """Keep what facts that come into the log say of whose a session is."""
    words = [(practice_id, fact.subject, fact.id, assigned_in(fact)) for fact in facts if fact.kind == ASSIGNED]
    if words:
        connection.executemany(
            "INSERT OR REPLACE INTO assigned (practice_id, subject, fact_id, client_id) VALUES (?, ?, ?, ?)", words
        )


def forget(connection: sqlite3.Connection, practice_id: str, subjects: Collection[str]) -> None:
    """Forget every word on these sessions: their texts are gone."""
    connection.execute(
        "DELETE FROM assigned WHERE practice_id = ? AND subject IN (SELECT value FROM json_each(?))",
        (practice_id, _json(subjects)),
    )


def ever_said_of(connection: sqlite3.Connection, practice_id: str, client_id: str) -> set[str]:
    """The sessions of which any word says that they are this client's."""
    rows = connection.execute(
        "SELECT subject FROM assigned WHERE practice_id = ? AND client_id = ?", (practice_id, client_id)
    )
    return {row[0] for row in rows}


def said_last(connection: sqlite3.Connection, practice_id: str, subjects: Collection[str]) -> dict[str, str | None]:
    """Whose these sessions are by the last word on each; without those on which there is none."""
    rows = connection.execute(
        # With `max`, SQLite takes the other columns from the row that has it.
        "SELECT a.subject, a.client_id, max(a.fact_id) FROM json_each(?) w CROSS JOIN assigned a"
        " ON a.practice_id = ? AND a.subject = w.value GROUP BY a.subject",
        (_json(subjects), practice_id),
    )
    return {row[0]: row[1] for row in rows}


def _json(values: Collection[str]) -> str:
    return msgspec.json.encode(sorted(values)).decode()
