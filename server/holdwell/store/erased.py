"""Owns the SQL that asks which facts are about somebody who was erased. Each function runs inside one transaction.

[ER3] Facts of an erased subject, and of whoever names an erased client, are refused as `erased`. [ER7] That is asked in
the very transaction that would write them: whoever was erased after a request was read is erased for it too.
[ER12] What names an erased client and is held all the same, in a session that was later said to be somebody else's, is
no offer.
"""

import sqlite3
from collections.abc import Iterable, Sequence

import msgspec

from holdwell.core.audit import AUDIT_KINDS
from holdwell.store.store import ErasedAmong, FactRow


def any_erased(connection: sqlite3.Connection, practice_id: str) -> bool:
    """Was anybody of the practice ever erased?"""
    row = connection.execute("SELECT 1 FROM erasures WHERE practice_id = ? LIMIT 1", (practice_id,)).fetchone()
    return row is not None


def all_erased(connection: sqlite3.Connection, practice_id: str) -> ErasedAmong:
    """Everybody and everything of the practice that was erased."""

    def found(table: str, column: str) -> frozenset[str]:
        rows = connection.execute(f"SELECT {column} FROM {table} WHERE practice_id = ?", (practice_id,))
        return frozenset(row[0] for row in rows)

    return ErasedAmong(found("erasures", "client_id"), found("erased_subjects", "subject"))


def is_gone(erased: ErasedAmong, kind: str, subject: str, client_id: str | None) -> bool:
    """Is a fact about one of those who were erased? What the server itself said of an erasure is not."""
    return kind not in AUDIT_KINDS and (client_id in erased.clients or subject in erased.subjects)


def told_from_erased(
    connection: sqlite3.Connection, practice_id: str, facts: Sequence[FactRow]
) -> tuple[Sequence[FactRow], list[str]]:
    """The facts that may be kept, and the ids of those about somebody who was erased."""
    if not any_erased(connection, practice_id):
        return facts, []
    erased = among(connection, practice_id, [row.read.fact.subject for row in facts], [row.client_id for row in facts])
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
    connection: sqlite3.Connection, practice_id: str, subjects: Iterable[str | None], clients: Iterable[str | None]
) -> ErasedAmong:
    """Which of these subjects and clients were erased."""

    def found(table: str, column: str, wanted: Iterable[str | None]) -> frozenset[str]:
        rows = connection.execute(
            f"SELECT e.{column} FROM json_each(?) w CROSS JOIN {table} e ON e.practice_id = ? AND e.{column} = w.value",
            (msgspec.json.encode(sorted({each for each in wanted if each is not None})).decode(), practice_id),
        )
        return frozenset(row[0] for row in rows)

    return ErasedAmong(found("erasures", "client_id", clients), found("erased_subjects", "subject", subjects))
