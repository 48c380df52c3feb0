"""Owns the SQL that asks which facts are about somebody who was erased. Each function runs inside one transaction.

[ER3] Facts of an erased subject, and of whoever names an erased client, are refused as `erased`. [ER7] That is asked in
the very transaction that would write them: whoever was erased after a request was read is erased for it too.
[ER12] What names an erased client and is held all the same is no offer. [ER13] What names them in a session that is
somebody else's, by the last word that is known here or comes along, is taken.
"""

import sqlite3
from collections.abc import Collection, Iterable, Sequence

import msgspec

from holdwell.core.audit import AUDIT_KINDS
from holdwell.core.facts import ASSIGNED
from holdwell.store import assigned
from holdwell.store.store import ErasedAmong, FactRow, Word


def any_erased(connection: sqlite3.Connection, practice_id: str) -> bool:
    """Was anybody of the practice ever erased?"""
    row = connection.execute("SELECT 1 FROM erasures WHERE practice_id = ? LIMIT 1", (practice_id,)).fetchone()
    return row is not None


def all_erased(connection: sqlite3.Connection, practice_id: str) -> ErasedAmong:
    """Everybody and everything of the practice that was erased."""

    def found(table: str, column: str) -> frozenset[str]:
        rows = connection.execute(f"SELECT {column} FROM {table} WHERE practice_id = ?", (practice_id,))
        return frozenset(row[0] for row in rows)

    return ErasedAmong(found("erasures", "client_id"), found("erased_subjects", "subject"), frozenset())


def is_gone(erased: ErasedAmong, kind: str, subject: str, client_id: str | None) -> bool:
    """Is a fact about one of those who were erased? What the server itself said of an erasure is not.

    Nor is word that a session is theirs, which makes it go: all that it says is whose it is.
    """
    if kind in AUDIT_KINDS:
        return False
    is_named = client_id in erased.clients and kind != ASSIGNED
    return subject in erased.subjects or (is_named and subject not in erased.others)


def told_from_erased(
    connection: sqlite3.Connection, practice_id: str, facts: Sequence[FactRow]
) -> tuple[Sequence[FactRow], list[str]]:
    """The facts that may be kept, and the ids of those about somebody who was erased."""
    if not any_erased(connection, practice_id):
        return facts, []
    # Of two texts of one id the first is taken.
    first = {row.read.fact.id: row.read.fact for row in reversed(facts)}
    subjects, clients = [row.read.fact.subject for row in facts], [row.client_id for row in facts]
    erased = among(connection, practice_id, subjects, clients, assigned.words_in(first.values()))
    of_erased = [is_gone(erased, row.read.fact.kind, row.read.fact.subject, row.client_id) for row in facts]
    named = [row for row, is_one in zip(facts, of_erased, strict=True) if is_one]
    kept = _held_of(connection, practice_id, [row for row in named if row.read.fact.subject not in erased.subjects])
    of_erased = [is_one and row.read.fact.id not in kept for row, is_one in zip(facts, of_erased, strict=True)]
    return (
        [row for row, is_one in zip(facts, of_erased, strict=True) if not is_one],
        [row.read.fact.id for row, is_one in zip(facts, of_erased, strict=True) if is_one],
    )


def _held_of(connection: sqlite3.Connection, practice_id: str, facts: Sequence[FactRow]) -> frozenset[str]:
    """The ids of those of which the log holds the very text [ER12]."""
    held: set[str] = set()
    for row in facts:
        found = connection.execute(
            "SELECT 1 FROM facts WHERE practice_id = ? AND fact_id = ? AND digest = ?",
            (practice_id, row.read.fact.id, bytes.fromhex(row.read.digest)),
        ).fetchone()
        if found is not None:
            held.add(row.read.fact.id)
    return frozenset(held)


def among(
    connection: sqlite3.Connection,
    practice_id: str,
    subjects: Iterable[str | None],
    clients: Iterable[str | None],
    offered: Sequence[Word] = (),
) -> ErasedAmong:
    """Which of these subjects and clients were erased; and, where one of the clients was, which of the other subjects
    are somebody else's, also by words that are `offered` with them.
    """
    asked = {each for each in subjects if each is not None}
    gone = ErasedAmong(
        _found(connection, practice_id, "erasures", "client_id", clients),
        _found(connection, practice_id, "erased_subjects", "subject", asked),
        frozenset(),
    )
    left = asked - gone.subjects
    return gone._replace(others=_others(connection, practice_id, left, offered)) if gone.clients and left else gone


def _found(
    connection: sqlite3.Connection, practice_id: str, table: str, column: str, wanted: Iterable[str | None]
) -> frozenset[str]:
    rows = connection.execute(
        f"SELECT e.{column} FROM json_each(?) w CROSS JOIN {table} e ON e.practice_id = ? AND e.{column} = w.value",
        (_json({each for each in wanted if each is not None}), practice_id),
    )
    return frozenset(row[0] for row in rows)


def _others(
    connection: sqlite3.Connection, practice_id: str, subjects: Collection[str], offered: Sequence[Word]
) -> frozenset[str]:
    """Those that the last word says to be with somebody who was not erased, or with nobody."""
    last = assigned.last_words(connection, practice_id, subjects)
    # Under an id that is held already another text may stand, and stays: what is offered says nothing then.
    held = connection.execute(
        "SELECT f.fact_id FROM json_each(?) w CROSS JOIN facts f INDEXED BY facts_by_id"
        " ON f.practice_id = ? AND f.fact_id = w.value",
        (_json({word.fact_id for word in offered}), practice_id),
    )
    known = {row[0] for row in held}
    for word in offered:
        if word.fact_id not in known and word.subject in subjects:
            last[word.subject] = max(last.get(word.subject, word), word, key=lambda each: each.fact_id)
    erased = _found(connection, practice_id, "erasures", "client_id", {word.client_id for word in last.values()})
    return frozenset(subject for subject, word in last.items() if word.client_id not in erased)


def _json(values: Collection[str]) -> str:
    return msgspec.json.encode(sorted(values)).decode()
