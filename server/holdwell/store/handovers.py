"""Owns the SQL of hand-overs: what removed devices had not sent, kept apart until the owner takes or discards it."""

import contextlib
import itertools
import sqlite3
from collections.abc import Sequence

import msgspec

from holdwell.core.audit import Stamp, told_name
from holdwell.core.facts import FactFault, read_held_fact
from holdwell.core.measure import HandoverTooLarge
from holdwell.core.receipts import receipt_digest
from holdwell.store import audit, log
from holdwell.store.erased import told_from_erased
from holdwell.store.store import ALL_OF_IT, FactRow, Kept, Push, Waiting
from holdwell.wire import HandoverDiscarded, HandoverTaken


def keep(connection: sqlite3.Connection, given: Push, most_facts: int, most_bytes: int) -> Kept:
    """Keep facts of a removed device. Raises HandoverTooLarge where that is more than a device may leave."""
    practice_id, device_id = given.practice_id, given.device_id
    facts, erased = told_from_erased(connection, practice_id, given.facts)
    held = log.held_digests(connection, practice_id, [row.read.fact.id for row in facts])
    # What the log holds needs nobody's word: it is only told so.
    lacking = [row for row in facts if held.get(row.read.fact.id) != bytes.fromhex(row.read.digest)]
    # Where it holds another text the owner's word could not take this one either: it stays on its device [Y3].
    clashes = [row for row in lacking if held.get(row.read.fact.id) is not None]
    facts, lacking = ([row for row in rows if row not in clashes] for rows in (facts, lacking))
    for row in lacking:
        fact = row.read.fact
        connection.execute(
            "INSERT OR REPLACE INTO handovers (practice_id, device_id, fact_id, subject, client_id, digest,"
            " received_at, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                practice_id, device_id, fact.id, fact.subject, row.client_id, bytes.fromhex(row.read.digest),
                given.received_at, row.read.raw,
            ),
        )  # fmt: skip
    count, size = connection.execute(
        "SELECT count(*), total(length(CAST(raw AS BLOB))) FROM handovers WHERE practice_id = ? AND device_id = ?",
        (practice_id, device_id),
    ).fetchone()
    if count > most_facts or size > most_bytes:
        raise HandoverTooLarge
    digests = {row.read.fact.id: row.read.digest for row in facts}
    receipt = receipt_digest("".join(digests[fact_id] for fact_id in sorted(digests)))
    waits = len({row.read.fact.id for row in lacking})
    return Kept(len(digests), receipt, waits, erased, [row.read.fact.id for row in clashes])


def waits(connection: sqlite3.Connection, practice_id: str, device_id: str, fact_id: str) -> bool:
    """Does this fact of this device wait for the owner's word?"""
    row = connection.execute(
        "SELECT 1 FROM handovers WHERE practice_id = ? AND device_id = ? AND fact_id = ?",
        (practice_id, device_id, fact_id),
    ).fetchone()
    return row is not None


def waiting(connection: sqlite3.Connection, practice_id: str) -> list[Waiting]:
    """The removed devices whose facts wait for the owner's word."""
    rows = connection.execute(
        "SELECT d.device_id, d.device_name, d.revoked_at, count(*) FROM handovers h"
        " JOIN devices d ON d.practice_id = h.practice_id AND d.device_id = h.device_id"
        " WHERE h.practice_id = ? AND d.revoked_at IS NOT NULL GROUP BY d.device_id ORDER BY d.revoked_at",
        (practice_id,),
    )
    return [Waiting(*row) for row in rows]


def take(connection: sqlite3.Connection, practice_id: str, device_id: str, stamp: Stamp, by: str | None) -> int:
    """Put a hand-over into the log, as what that device handed in; how many of its facts are held now."""
    rows = connection.execute(
        "SELECT raw, client_id FROM handovers WHERE practice_id = ? AND device_id = ? ORDER BY fact_id",
        (practice_id, device_id),
    ).fetchall()
    facts: Sequence[FactRow] = [FactRow(read_held_fact(raw), client_id) for raw, client_id in rows]
    held = 0
    if facts:
        given = Push(practice_id, device_id, stamp.at, facts)
        held = len(log.push(connection, given, None, ALL_OF_IT).held)
    name = _let_go(connection, practice_id, device_id)
    audit.note(connection, practice_id, stamp, device_id, HandoverTaken(by, name, held))
    return held


def discard(connection: sqlite3.Connection, practice_id: str, device_id: str, stamp: Stamp, by: str | None) -> int:
    """Let a hand-over go, at the owner's word; how many facts it were."""
    count: int = connection.execute(
        "SELECT count(*) FROM handovers WHERE practice_id = ? AND device_id = ?", (practice_id, device_id)
    ).fetchone()[0]
    name = _let_go(connection, practice_id, device_id)
    audit.note(connection, practice_id, stamp, device_id, HandoverDiscarded(by, name, count))
    return count


def let_erased_go(connection: sqlite3.Connection, practice_id: str) -> None:
    """Forget what waits of somebody who was erased."""
    waiting = connection.execute(
        "SELECT device_id, raw, client_id FROM handovers WHERE practice_id = ? ORDER BY device_id", (practice_id,)
    ).fetchall()
    for device_id, rows in itertools.groupby(waiting, lambda row: row[0]):
        facts = []
        for _, raw, client_id in rows:
            # What was taken by the rules of an earlier release and is no fact by those of now is none to take either.
            with contextlib.suppress(FactFault):
                facts.append(FactRow(read_held_fact(raw), client_id))
        kept, _ = told_from_erased(connection, practice_id, facts)
        connection.execute(
            "DELETE FROM handovers WHERE practice_id = ?1 AND device_id = ?2"
            " AND fact_id NOT IN (SELECT value FROM json_each(?3))"
            " AND (subject IN (SELECT subject FROM erased_subjects WHERE practice_id = ?1)"
            " OR client_id IN (SELECT client_id FROM erasures WHERE practice_id = ?1))",
            (practice_id, device_id, msgspec.json.encode([row.read.fact.id for row in kept]).decode()),
        )


def _let_go(connection: sqlite3.Connection, practice_id: str, device_id: str) -> str:
    """Forget a hand-over; what an audit fact calls its device."""
    connection.execute("DELETE FROM handovers WHERE practice_id = ? AND device_id = ?", (practice_id, device_id))
    row = connection.execute(
        "SELECT role, device_name FROM devices WHERE practice_id = ? AND device_id = ?", (practice_id, device_id)
    ).fetchone()
    return told_name(*row)
