"""Owns the SQL of the log: pushing facts, reading pages, receipts. Each function runs inside one transaction.

[Y1] A fact is kept as the text it came as. [Y2] The same id with the same text changes nothing and takes no position.
[Y3] The same id, or the same origin and seq, with another text is refused; what is there stays.
[Y4] Positions are given inside the writing transaction from one counter row a practice, without gaps, in the order of
commits: whoever has read up to a position never misses a fact below it.
"""

import sqlite3
from collections.abc import Iterable, Sequence

from holdwell.core.cursor import EMPTY_CHAIN, Position, chain_after
from holdwell.core.receipts import receipt_digest
from holdwell.store.store import Clash, FactRow, Page, PageRow, Pushed
from holdwell.wire import Receipt, StoredFact


def heads(connection: sqlite3.Connection) -> dict[str, Position]:
    """The end of every practice's log."""
    rows = connection.execute(
        "SELECT p.practice_id, p.epoch, c.pos, c.chain FROM practices p JOIN counters c USING (practice_id)"
    )
    return {row[0]: Position(row[1], row[2], bytes(row[3])) for row in rows}


def head(connection: sqlite3.Connection, practice_id: str) -> Position:
    """The end of one practice's log."""
    row = connection.execute(
        "SELECT p.epoch, c.pos, c.chain FROM practices p JOIN counters c USING (practice_id) WHERE p.practice_id = ?",
        (practice_id,),
    ).fetchone()
    return Position(row[0], row[1], bytes(row[2]))


def push(
    connection: sqlite3.Connection, practice_id: str, device_id: str, received_at: int, facts: Sequence[FactRow]
) -> Pushed:
    """Add the facts that are new, in the order they came; see the module's rules for the others."""
    start = head(connection, practice_id)
    pos, chain = start.pos, start.chain
    held: set[str] = set()
    clashes: list[Clash] = []
    for row in facts:
        fact_id, digest = row.read.fact.id, bytes.fromhex(row.read.digest)
        there = connection.execute(
            "SELECT digest FROM facts WHERE practice_id = ? AND fact_id = ?", (practice_id, fact_id)
        ).fetchone()
        if there is not None:
            if there[0] == digest:
                held.add(fact_id)
            else:
                clashes.append(Clash(fact_id, is_same_id=True))
            continue
        next_chain = chain_after(chain, fact_id)
        if not _insert(connection, practice_id, pos + 1, device_id, received_at, row, next_chain):
            clashes.append(Clash(fact_id, is_same_id=False))
            continue
        pos, chain = pos + 1, next_chain
        held.add(fact_id)
    if pos > start.pos:
        connection.execute("UPDATE counters SET pos = ?, chain = ? WHERE practice_id = ?", (pos, chain, practice_id))
    touched = {(row.read.fact.subject, row.read.fact.origin) for row in facts}
    return Pushed(
        frozenset(held), clashes, receipts(connection, practice_id, sorted(touched)), Position(start.epoch, pos, chain)
    )


def _insert(
    connection: sqlite3.Connection,
    practice_id: str,
    pos: int,
    device_id: str,
    received_at: int,
    row: FactRow,
    chain: bytes,
) -> bool:
    fact = row.read.fact
    taken = connection.execute(
        "SELECT 1 FROM facts WHERE practice_id = ? AND origin = ? AND seq = ?", (practice_id, fact.origin, fact.seq)
    ).fetchone()
    if taken is not None:
        return False
    connection.execute(
        "INSERT INTO facts (practice_id, pos, fact_id, origin, seq, kind, subject, client_id, at, device_id,"
        " received_at, digest, chain, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            practice_id,
            pos,
            fact.id,
            fact.origin,
            fact.seq,
            fact.kind,
            fact.subject,
            row.client_id,
            fact.at,
            device_id,
            received_at,
            bytes.fromhex(row.read.digest),
            chain,
            row.read.raw,
        ),
    )
    version = row.read.version
    if version is not None:
        connection.execute(
            "INSERT OR IGNORE INTO protocols (practice_id, digest, raw, published_at) VALUES (?, ?, ?, ?)",
            (practice_id, version.digest, version.version.encode("utf-8"), received_at),
        )
    return True


def receipts(connection: sqlite3.Connection, practice_id: str, touched: Iterable[tuple[str, str]]) -> list[Receipt]:
    """What is held now of each (subject, origin); erased texts no longer count."""
    found = []
    for subject, origin in touched:
        rows = connection.execute(
            "SELECT fact_id, digest FROM facts"
            " WHERE practice_id = ? AND subject = ? AND origin = ? AND digest IS NOT NULL ORDER BY fact_id",
            (practice_id, subject, origin),
        ).fetchall()
        digest = receipt_digest((fact_id, blob.hex()) for fact_id, blob in rows)
        found.append(Receipt(subject, origin, len(rows), digest))
    return found


def page(
    connection: sqlite3.Connection,
    practice_id: str,
    after: Position | None,
    only_client: str | None,
    limit: int,
    limit_bytes: int,
) -> Page:
    """The rows after a position, from one moment of the log; the end moves past rows that were left out."""
    end = head(connection, practice_id)
    fits = after is None or _fits(connection, practice_id, after, end)
    start = after if after is not None and fits else Position(end.epoch, 0, EMPTY_CHAIN)
    if start.pos == end.pos:
        return Page([], end, False, fits)
    condition, values = ("", ()) if only_client is None else (" AND client_id = ?", (only_client,))
    cursor = connection.execute(
        "SELECT pos, fact_id, device_id, received_at, raw, chain FROM facts"
        f" WHERE practice_id = ? AND pos > ?{condition} AND raw IS NOT NULL ORDER BY pos LIMIT ?",
        (practice_id, start.pos, *values, limit + 1),
    )
    rows: list[PageRow] = []
    reached, size = start, 0
    for pos, fact_id, device_id, received_at, raw, chain in cursor:
        size += len(raw)  # characters: near enough to bytes for a bound
        if len(rows) == limit or (rows and size > limit_bytes):
            cursor.close()
            return Page(rows, reached, True, fits)
        rows.append(PageRow(fact_id, StoredFact(pos, device_id, received_at, raw)))
        reached = Position(end.epoch, pos, bytes(chain))
    return Page(rows, end, False, fits)


def _fits(connection: sqlite3.Connection, practice_id: str, position: Position, end: Position) -> bool:
    if position.epoch != end.epoch or position.pos > end.pos:
        return False
    if position.pos == 0:
        return position.chain == EMPTY_CHAIN
    row = connection.execute(
        "SELECT chain FROM facts WHERE practice_id = ? AND pos = ?", (practice_id, position.pos)
    ).fetchone()
    return row is not None and bytes(row[0]) == position.chain
