"""Owns the SQL of whose a session is by the words on that, each found by its session and by whom it names.

A word is a fact of the kind `session_assigned`; the last one is the one with the highest id. Words may be known here
that the log lacks: those by which a session that names an erased client is somebody else's [ER13]. Each function runs
inside one transaction.
"""

import sqlite3
from collections.abc import Collection, Iterable

import msgspec

from holdwell.core.facts import ASSIGNED, Envelope, assigned_in
from holdwell.store.store import Word


def keep(connection: sqlite3.Connection, practice_id: str, facts: Iterable[Envelope]) -> None:
    """Keep what facts that come into the log say of whose a session is."""
    words = words_in(facts)
    if words:
        connection.executemany(
            "INSERT OR REPLACE INTO assigned (practice_id, subject, fact_id, client_id) VALUES (?, ?, ?, ?)",
            [(practice_id, *word) for word in words],
        )


def words_in(facts: Iterable[Envelope]) -> list[Word]:
    """What facts say of whose a session is."""
    return [Word(fact.subject, fact.id, assigned_in(fact)) for fact in facts if fact.kind == ASSIGNED]


def remember(connection: sqlite3.Connection, practice_id: str, words: Iterable[Word]) -> None:
    """Know words that this log may lack, but on sessions that were erased."""
    connection.executemany(
        "INSERT OR IGNORE INTO assigned (practice_id, subject, fact_id, client_id) SELECT ?1, ?2, ?3, ?4"
        " WHERE NOT EXISTS (SELECT 1 FROM erased_subjects WHERE practice_id = ?1 AND subject = ?2)",
        [(practice_id, *word) for word in words],
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


def named_in(connection: sqlite3.Connection, practice_id: str, subjects: Collection[str]) -> frozenset[str]:
    """The clients whom facts of these subjects are filed under, name besides, or were ever said to be about."""
    rows = connection.execute(
        "SELECT f.client_id FROM json_each(?1) w CROSS JOIN facts f INDEXED BY facts_by_receipt"
        " ON f.practice_id = ?2 AND f.subject = w.value"
        # That of the primary key: SQLite would rather walk through the whole practice on the other one.
        " UNION SELECT a.client_id FROM json_each(?1) w CROSS JOIN assigned a INDEXED BY sqlite_autoindex_assigned_1"
        " ON a.practice_id = ?2 AND a.subject = w.value"
        " UNION SELECT n.client_id FROM json_each(?1) w CROSS JOIN also_named n"
        " INDEXED BY sqlite_autoindex_also_named_1"
        " ON n.practice_id = ?2 AND n.subject = w.value",
        (_json(subjects), practice_id),
    )
    return frozenset(row[0] for row in rows if row[0] is not None)


def last_words(connection: sqlite3.Connection, practice_id: str, subjects: Collection[str]) -> dict[str, Word]:
    """The last word on each of these sessions; without those on which there is none."""
    rows = connection.execute(
        # With `max`, SQLite takes the other columns from the row that has it.
        "SELECT a.subject, max(a.fact_id), a.client_id FROM json_each(?) w CROSS JOIN assigned a"
        " ON a.practice_id = ? AND a.subject = w.value GROUP BY a.subject",
        (_json(subjects), practice_id),
    )
    return {row[0]: Word(*row) for row in rows}


def _json(values: Collection[str]) -> str:
    return msgspec.json.encode(sorted(values)).decode()
