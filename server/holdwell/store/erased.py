"""Owns the SQL that asks which facts are about somebody who was erased. Each function runs inside one transaction.

[ER3] Facts of an erased subject, and of whoever names an erased client, are refused as `erased`. [ER7] That is asked in
the very transaction that would write them: whoever was erased after a request was read is erased for it too.
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


def told_from_erased(
    connection: sqlite3.Connection, practice_id: str, facts: Sequence[FactRow]
) -> tuple[Sequence[FactRow], list[str]]:
    """The facts that may be kept, and the ids of those about somebody who was erased.

    What the server itself said of an erasure is none of these.
    """
    if not any_erased(connection, practice_id):
        return facts, []
    erased = among(connection, practice_id, [row.read.fact.subject for row in facts], [row.client_id for row in facts])
    kept: list[FactRow] = []
    gone: list[str] = []
    for row in facts:
        fact = row.read.fact
        is_gone = row.client_id in erased.clients or fact.subject in erased.subjects
        if is_gone and fact.kind not in AUDIT_KINDS:
            gone.append(fact.id)
        else:
            kept.append(row)
    return kept, gone


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
