"""Owns the SQL of the log: pushing facts, reading pages, receipts. Each function runs inside one transaction.

[Y1] A fact is kept as the text it came as. [Y2] The same id with the same text changes nothing and takes no position.
[Y3] The same id, or the same origin and seq, with another text is refused; what is there stays.
[Y4] Positions are given inside the writing transaction from one counter row a practice, without gaps, in the order of
commits: whoever has read up to a position never misses a fact below it.

Each step of a statement gives Python's one lock away and waits for it again, behind whatever else runs. So a push and a
page are a few statements over many rows, never many over one: SQLite works while others run.
"""

import itertools
import sqlite3
from collections.abc import Collection, Iterable, Sequence

import msgspec

from holdwell.core.cursor import EMPTY_CHAIN, Position, chain_after
from holdwell.core.receipts import receipt_digest
from holdwell.store.store import Clash, FactRow, Page, Pushed, Wanted
from holdwell.wire import ProtocolSaved, Receipt

# Rows that one statement adds at most; 14 values each, far from the 32,766 that SQLite takes.
MOST_ROWS = 64
_COLUMNS = (
    "practice_id, pos, fact_id, origin, seq, kind, subject, client_id, at, device_id, received_at, digest, chain, raw"
)
_ROW = f"({', '.join('?' * 14)})"
_INSERTS = {
    size: f"INSERT INTO facts ({_COLUMNS}) VALUES {', '.join([_ROW] * size)}"
    for size in (1, 2, 4, 8, 16, 32, MOST_ROWS)
}


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
    digests = _held_digests(connection, practice_id, [row.read.fact.id for row in facts])
    numbers = _taken_numbers(connection, practice_id, [(row.read.fact.origin, row.read.fact.seq) for row in facts])
    held: set[str] = set()
    clashes: list[Clash] = []
    values: list[tuple[object, ...]] = []
    for row in facts:
        fact, digest = row.read.fact, bytes.fromhex(row.read.digest)
        if fact.id in digests:
            if digests[fact.id] == digest:
                held.add(fact.id)
            else:
                clashes.append(Clash(fact.id, is_same_id=True))
            continue
        if (fact.origin, fact.seq) in numbers:
            clashes.append(Clash(fact.id, is_same_id=False))
            continue
        pos, chain = pos + 1, chain_after(chain, fact.id)
        author = (fact.id, fact.origin, fact.seq, fact.kind, fact.subject, row.client_id, fact.at)
        values.append((practice_id, pos, *author, device_id, received_at, digest, chain, row.read.raw))
        digests[fact.id] = digest
        numbers.add((fact.origin, fact.seq))
        held.add(fact.id)
        if row.read.version is not None:
            _keep_version(connection, practice_id, received_at, row.read.version)
    _insert(connection, values)
    if pos > start.pos:
        connection.execute("UPDATE counters SET pos = ?, chain = ? WHERE practice_id = ?", (pos, chain, practice_id))
    touched = {(row.read.fact.subject, row.read.fact.origin) for row in facts}
    return Pushed(
        frozenset(held), clashes, receipts(connection, practice_id, sorted(touched)), Position(start.epoch, pos, chain)
    )


def _held_digests(connection: sqlite3.Connection, practice_id: str, ids: list[str]) -> dict[str, bytes | None]:
    """What is there under these ids; None where the text was erased."""
    rows = connection.execute(
        # Named, since SQLite would rather walk through the whole practice on another one.
        "SELECT f.fact_id, f.digest FROM json_each(?) w CROSS JOIN facts f INDEXED BY facts_by_id"
        " ON f.practice_id = ? AND f.fact_id = w.value",
        (_json(ids), practice_id),
    )
    return dict(rows.fetchall())


def _taken_numbers(
    connection: sqlite3.Connection, practice_id: str, numbers: list[tuple[str, int]]
) -> set[tuple[str, int]]:
    """Which of these pairs of origin and seq stand for a fact already."""
    rows = connection.execute(
        "SELECT f.origin, f.seq FROM json_each(?) w CROSS JOIN facts f INDEXED BY facts_by_author ON f.practice_id = ?"
        " AND f.origin = json_extract(w.value, '$[0]') AND f.seq = json_extract(w.value, '$[1]')",
        (_json(numbers), practice_id),
    )
    return set(rows.fetchall())


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode("utf-8")


def _insert(connection: sqlite3.Connection, values: list[tuple[object, ...]]) -> None:
    """Add rows, many with each statement, in sizes that halve so that few statements are ever prepared."""
    done, size = 0, MOST_ROWS
    while done < len(values):
        while size > len(values) - done:
            size //= 2
        rows = values[done : done + size]
        connection.execute(_INSERTS[size], [value for row in rows for value in row])
        done += size


def _keep_version(connection: sqlite3.Connection, practice_id: str, received_at: int, version: ProtocolSaved) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO protocols (practice_id, digest, raw, published_at) VALUES (?, ?, ?, ?)",
        (practice_id, version.digest, version.version.encode("utf-8"), received_at),
    )


def receipts(connection: sqlite3.Connection, practice_id: str, touched: Iterable[tuple[str, str]]) -> list[Receipt]:
    """What is held now of each (subject, origin); erased texts no longer count."""
    found = []
    for subject, origin in touched:
        count, pairs = connection.execute(
            # Ids hold neither blanks nor commas.
            "SELECT count(*), group_concat(fact_id || ' ' || lower(hex(digest))) FROM facts"
            " WHERE practice_id = ? AND subject = ? AND origin = ? AND digest IS NOT NULL",
            (practice_id, subject, origin),
        ).fetchone()
        facts = [tuple(pair.split(" ")) for pair in pairs.split(",")] if count else []
        found.append(Receipt(subject, origin, count, receipt_digest((fact_id, digest) for fact_id, digest in facts)))
    return found


def page(
    connection: sqlite3.Connection, practice_id: str, after: Position | None, wanted: Wanted, left_out: Collection[str]
) -> Page:
    """The facts after a position, from one moment of the log; the end moves past rows that were left out."""
    end = head(connection, practice_id)
    fits = after is None or _fits(connection, practice_id, after, end)
    start = after if after is not None and fits else Position(end.epoch, 0, EMPTY_CHAIN)
    if start.pos == end.pos:
        return Page("[]", end, False, fits)
    condition, values = "practice_id = ? AND pos > ? AND raw IS NOT NULL", [practice_id, start.pos]
    if wanted.only_client is not None:
        condition, values = f"{condition} AND client_id = ?", [*values, wanted.only_client]
    if left_out:
        condition = f"{condition} AND fact_id NOT IN (SELECT value FROM json_each(?))"
        values = [*values, _json(sorted(left_out))]
    count, is_all = _count_that_fit(connection, condition, values, wanted)
    last, facts = connection.execute(
        "SELECT max(pos), json_group_array(json_object("
        "'pos', pos, 'device_id', device_id, 'received_at', received_at, 'raw', raw)) FROM"
        f" (SELECT pos, device_id, received_at, raw FROM facts WHERE {condition} ORDER BY pos LIMIT ?)",
        (*values, count),
    ).fetchone()
    if is_all:
        return Page(facts, end, False, fits)
    chain = connection.execute("SELECT chain FROM facts WHERE practice_id = ? AND pos = ?", (practice_id, last))
    return Page(facts, Position(end.epoch, last, bytes(chain.fetchone()[0])), True, fits)


def _count_that_fit(
    connection: sqlite3.Connection, condition: str, values: list[object], wanted: Wanted
) -> tuple[int, bool]:
    """How many rows a page may hold, by number and by size but at least one; and whether these are all there are."""
    looked_at = f"FROM (SELECT raw FROM facts WHERE {condition} ORDER BY pos LIMIT ?)"
    # Characters: near enough to bytes for a bound.
    count, size = connection.execute(
        f"SELECT count(*), total(length(raw)) {looked_at}", (*values, wanted.limit + 1)
    ).fetchone()
    if size <= wanted.limit_bytes:
        return min(count, wanted.limit), count <= wanted.limit
    sizes = connection.execute(f"SELECT length(raw) {looked_at}", (*values, wanted.limit))
    whole = itertools.accumulate(row[0] for row in sizes)
    fit = max(1, sum(1 for _ in itertools.takewhile(lambda size: size <= wanted.limit_bytes, whole)))
    return fit, fit == count


def _fits(connection: sqlite3.Connection, practice_id: str, position: Position, end: Position) -> bool:
    if position.epoch != end.epoch or position.pos > end.pos:
        return False
    if position.pos == 0:
        return position.chain == EMPTY_CHAIN
    row = connection.execute(
        "SELECT chain FROM facts WHERE practice_id = ? AND pos = ?", (practice_id, position.pos)
    ).fetchone()
    return row is not None and bytes(row[0]) == position.chain
