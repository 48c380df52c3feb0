"""Owns the SQL of the log: pushing facts, reading pages, receipts. Each function runs inside one transaction.

[Y1] A fact is kept as the text it came as. [Y2] The same id with the same text changes nothing and takes no position.
[Y3] The same id with another text is refused; what is there stays. A number that its author gave twice is taken.
[Y4] Positions are given inside the writing transaction from one counter row a practice, without gaps, in the order of
commits: whoever has read up to a position never misses a fact below it.

Each step of a statement gives Python's one lock away and waits for it again, behind whatever else runs. So a push and a
page are a few statements over many rows, never many over one: SQLite works while others run.
"""

import functools
import itertools
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec

from holdwell.core.cursor import EMPTY_CHAIN, Position, chain_after, epoch_after
from holdwell.core.receipts import receipt_digest
from holdwell.store import assigned, filing, measure, parts
from holdwell.store.erased import told_from_erased
from holdwell.store.store import Begun, Clash, FactRow, Older, Page, Push, Pushed, Since, Wanted
from holdwell.wire import ProtocolSaved, Receipt

# Rows that one statement adds at most; 8 values each, far from the 32,766 that SQLite takes.
MOST_ROWS = 64


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


def push(connection: sqlite3.Connection, given: Push, after: Position | None, wanted: Wanted) -> Pushed:
    """Add the facts that are new, in the order they came (see the module's rules for the others), and read a page.

    The page is read here and not by a reader: waking another thread for it costs several times what reading does.
    """
    practice_id = given.practice_id
    facts, erased = told_from_erased(connection, practice_id, given.facts)
    start = head(connection, practice_id)
    # Nearly always all of them are new, which adding them tells as well: looking first costs a sixth of the whole.
    end = _add_if_all_new(connection, given, start, facts)
    if end is not None:
        told = _Told(facts, frozenset(row.read.fact.id for row in facts), [], [])
    else:
        told = _told_apart(connection, practice_id, facts)
        end = _add(connection, given, start, told.new)
    measure.take(connection, given, told.new)
    for row in told.new:
        if row.read.version is not None:
            _keep_version(connection, practice_id, given.received_at, row.read.version)
    _move(connection, practice_id, start, end)
    anew = sorted(filing.file_new(connection, practice_id, told.new, start.pos, end.chain.hex()).items())
    touched = {(row.read.fact.subject, row.read.fact.origin) for row in facts}
    found = receipts(connection, practice_id, sorted(touched), wanted.only_client)
    is_at_end = after is not None and after._replace(floor=None) == start and wanted.only_client is None
    after_end = end._replace(floor=None if after is None else after.floor)
    rest = Page("[]", after_end, False, True) if is_at_end else page(connection, practice_id, after, wanted, told.held)
    clashes = [_clash(connection, practice_id, row, wanted.only_client) for row in told.clashes]
    only_client, offered = wanted.only_client, {row.read.fact.id: row.read.digest for row in facts}
    moved = [] if only_client is None else sorted(filing.elsewhere(connection, practice_id, only_client, offered))
    return Pushed(told.held, clashes, found, rest, end, [*erased, *told.erased], moved, anew)


def add(connection: sqlite3.Connection, given: Push) -> Position:
    """Add facts that are all new, and nothing more; the log's end with them."""
    start = head(connection, given.practice_id)
    end = _add(connection, given, start, given.facts)
    _move(connection, given.practice_id, start, end)
    return end


def _move(connection: sqlite3.Connection, practice_id: str, start: Position, end: Position) -> None:
    if end.pos > start.pos:
        connection.execute(
            "UPDATE counters SET pos = ?, chain = ? WHERE practice_id = ?", (end.pos, end.chain, practice_id)
        )


class _Told(NamedTuple):
    """Which facts are new, which ids are held in the end, which facts clash, and which were erased here."""

    new: Sequence[FactRow]
    held: frozenset[str]
    clashes: list[FactRow]
    erased: list[str]


def _told_apart(connection: sqlite3.Connection, practice_id: str, facts: Sequence[FactRow]) -> _Told:
    digests = held_digests(connection, practice_id, [row.read.fact.id for row in facts])
    new: list[FactRow] = []
    held: set[str] = set()
    clashes: list[FactRow] = []
    erased: list[str] = []
    for row in facts:
        fact, digest = row.read.fact, bytes.fromhex(row.read.digest)
        if fact.id in digests:
            if digests[fact.id] is None:
                erased.append(fact.id)
            elif digests[fact.id] == digest:
                held.add(fact.id)
            else:
                clashes.append(row)
            continue
        new.append(row)
        digests[fact.id] = digest
        held.add(fact.id)
    return _Told(new, frozenset(held), clashes, erased)


def _clash(connection: sqlite3.Connection, practice_id: str, row: FactRow, only_client: str | None) -> Clash:
    """A fact that was not taken, with the digest that the receipt over its subject and origin counts in its place."""
    fact = row.read.fact
    found = connection.execute(
        "SELECT lower(hex(digest)) FROM facts WHERE practice_id = ? AND fact_id = ? AND subject = ? AND origin = ?"
        " AND digest IS NOT NULL AND (client_id = ? OR ? IS NULL)",
        (practice_id, fact.id, fact.subject, fact.origin, only_client, only_client),
    ).fetchone()
    return Clash(fact.id, None if found is None else found[0])


def held_digests(connection: sqlite3.Connection, practice_id: str, ids: Sequence[str]) -> dict[str, bytes | None]:
    """What is there under these ids; None where the text was erased."""
    rows = connection.execute(
        # Named, since SQLite would rather walk through the whole practice on another one.
        "SELECT f.fact_id, f.digest FROM json_each(?) w CROSS JOIN facts f INDEXED BY facts_by_id"
        " ON f.practice_id = ? AND f.fact_id = w.value",
        (_json(ids), practice_id),
    )
    return dict(rows.fetchall())


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode("utf-8")


def _add_if_all_new(
    connection: sqlite3.Connection, given: Push, start: Position, facts: Sequence[FactRow]
) -> Position | None:
    """The log's end with all these added by one statement; None, with nothing added, where one is not new.

    None too where they are more than one statement adds: it takes back what it added, but no statement before it.
    """
    if len(facts) > MOST_ROWS:
        return None
    try:
        return _add(connection, given, start, facts)
    except sqlite3.IntegrityError:
        return None


def _add(connection: sqlite3.Connection, given: Push, start: Position, facts: Sequence[FactRow]) -> Position:
    """The log's end with these added. Raises sqlite3.IntegrityError where one is not new."""
    pos, chain = start.pos, start.chain
    for first in range(0, len(facts), MOST_ROWS):
        rows = facts[first : first + MOST_ROWS]
        chains: list[bytes] = []
        values: list[object] = []
        for row in rows:
            fact = row.read.fact
            chain = chain_after(chain, fact.id)
            chains.append(chain)
            values += (fact.id, fact.origin, fact.seq, fact.kind, fact.subject, row.client_id, fact.at, row.read.raw)
        digests = bytes.fromhex("".join([row.read.digest for row in rows]))
        connection.execute(
            _insert(len(rows)),
            [given.practice_id, given.device_id, given.received_at, pos, digests, b"".join(chains), *values],
        )
        pos += len(rows)
    assigned.keep(connection, given.practice_id, [row.read.fact for row in facts])
    return start._replace(pos=pos, chain=chain)


@functools.cache
def _insert(count: int) -> str:
    """The statement that adds so many rows: what they share is bound once, since each value bound costs time."""
    rows = (
        f"(?1, ?2, ?3, ?4 + {place + 1}, substr(?5, {place * 32 + 1}, 32), substr(?6, {place * 16 + 1}, 16),"
        " ?, ?, ?, ?, ?, ?, ?, ?)"
        for place in range(count)
    )
    return (
        "INSERT INTO facts (practice_id, device_id, received_at, pos, digest, chain,"
        f" fact_id, origin, seq, kind, subject, client_id, at, raw) VALUES {', '.join(rows)}"
    )


def _keep_version(connection: sqlite3.Connection, practice_id: str, received_at: int, version: ProtocolSaved) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO protocols (practice_id, digest, raw, published_at) VALUES (?, ?, ?, ?)",
        (practice_id, version.digest, version.version.encode("utf-8"), received_at),
    )


def receipts(
    connection: sqlite3.Connection, practice_id: str, touched: Iterable[tuple[str, str]], only_client: str | None
) -> list[Receipt]:
    """What is held now of each (subject, origin), as far as the device may see it; erased texts no longer count."""
    found = []
    seen = "" if only_client is None else " AND client_id = ?"
    more = () if only_client is None else (only_client,)
    for subject, origin in touched:
        count, digests = connection.execute(
            "SELECT count(*), coalesce(group_concat(hex, ''), '') FROM (SELECT lower(hex(digest)) AS hex FROM facts"
            f" WHERE practice_id = ? AND subject = ? AND origin = ? AND digest IS NOT NULL{seen} ORDER BY fact_id)",
            (practice_id, subject, origin, *more),
        ).fetchone()
        found.append(Receipt(subject, origin, count, receipt_digest(digests)))
    return found


def page(
    connection: sqlite3.Connection,
    practice_id: str,
    after: Position | None,
    wanted: Wanted,
    left_out: Collection[str] = (),
) -> Page:
    """The facts after a position, from one moment of the log; the end moves past rows that are not shown."""
    end = _head_for(connection, practice_id, wanted.only_client)
    fits = after is None or _fits(connection, practice_id, after, end)
    start = after if after is not None and fits else Position(end.epoch, 0, EMPTY_CHAIN)
    if start.pos == end.pos:
        return Page("[]", end._replace(floor=start.floor), False, fits)
    if start.floor is not None and wanted.only_client is None:
        return parts.newer_page(connection, practice_id, start, end, wanted, left_out)
    condition, values = "practice_id = ? AND pos > ? AND raw IS NOT NULL", [practice_id, start.pos]
    if wanted.only_client is not None:
        condition, values = f"{condition} AND client_id = ?", [*values, wanted.only_client]
    if wanted.hidden:
        condition = f"{condition} AND kind NOT IN (SELECT value FROM json_each(?))"
        values = [*values, _json(sorted(wanted.hidden))]
    if left_out:
        condition = f"{condition} AND fact_id NOT IN (SELECT value FROM json_each(?))"
        values = [*values, _json(sorted(left_out))]
    count, is_all = _count_that_fit(connection, condition, values, wanted)
    last, facts = connection.execute(
        "SELECT max(pos), json_group_array(json_object('pos', pos, 'device_id', device_id, 'client_id', client_id,"
        " 'received_at', received_at, 'raw', raw)) FROM"
        f" (SELECT pos, device_id, client_id, received_at, raw FROM facts WHERE {condition} ORDER BY pos LIMIT ?)",
        (*values, count),
    ).fetchone()
    if is_all:
        return Page(facts, end, False, fits)
    chain = connection.execute("SELECT chain FROM facts WHERE practice_id = ? AND pos = ?", (practice_id, last))
    # How many rows are left tells a client's device of others.
    left = 0 if wanted.only_client is not None else end.pos - last
    return Page(facts, Position(end.epoch, last, bytes(chain.fetchone()[0])), True, fits, left)


def begin_at_end(connection: sqlite3.Connection, practice_id: str, since: int, fewest: int) -> Begun | None:
    """The beginning for a device that reads backwards; None where little lies before what is read at once."""
    return parts.begin_at_end(connection, practice_id, head(connection, practice_id), since, fewest)


def older(
    connection: sqlite3.Connection,
    practice_id: str,
    before: Position,
    wanted: Wanted,
    client_id: str | None,
    since: Since,
) -> Older:
    """Sessions of up to a position, the latest first; none where it is no place of this log."""
    if not _fits(connection, practice_id, before, head(connection, practice_id)):
        return Older("[]", None, False, 0)
    return parts.older_page(connection, practice_id, before, wanted, client_id, since)


def fits(connection: sqlite3.Connection, practice_id: str, place: Position, only_client: str | None) -> bool:
    """Is this a place of this log, as the devices of this client (None: of staff) name it?"""
    return _fits(connection, practice_id, place, _head_for(connection, practice_id, only_client))


def _head_for(connection: sqlite3.Connection, practice_id: str, only_client: str | None) -> Position:
    """The end of the log as this device's cursors name it: those of a client that begins anew go by another epoch."""
    end = head(connection, practice_id)
    mark = (
        only_client
        and connection.execute(
            "SELECT mark FROM begun_anew WHERE practice_id = ? AND client_id = ?", (practice_id, only_client)
        ).fetchone()
    )
    return end._replace(epoch=epoch_after(end.epoch, mark[0])) if mark else end


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
    places = [(position.pos, position.chain), *([] if position.floor is None else [position.floor])]
    return all(_is_chained(connection, practice_id, pos, chain) for pos, chain in places)


def _is_chained(connection: sqlite3.Connection, practice_id: str, pos: int, chain: bytes) -> bool:
    if pos == 0:
        return chain == EMPTY_CHAIN
    row = connection.execute("SELECT chain FROM facts WHERE practice_id = ? AND pos = ?", (practice_id, pos)).fetchone()
    return row is not None and bytes(row[0]) == chain
