"""Owns the SQL of a record that is read in two parts: the newer one first, the older one when somebody asks.

[Y15] A page brings every session that it names whole: also what lies before the place where the device began.
[Y17] The older part is read backwards, a page at a time, of everybody or of one client.

Each function runs inside one transaction, on positions that were found to fit this log. It must never be asked for a
client's device: that one reads all that is its own.
"""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec

from holdwell.core.cursor import EMPTY_CHAIN, Floor, Position
from holdwell.core.parts import KINDS_OF_ANY_AGE
from holdwell.store.store import Begun, Older, Page, Since, Wanted

_NOT_AMONG = "NOT IN (SELECT value FROM json_each(?))"
# Word for word as in migration 0004: only so does SQLite take that index.
ANY_AGE = f"kind IN ({', '.join(repr(kind) for kind in sorted(KINDS_OF_ANY_AGE))})"


class _Row(NamedTuple):
    pos: int
    subject: str
    size: int


def begin_at_end(
    connection: sqlite3.Connection, practice_id: str, end: Position, since: int, fewest: int
) -> Begun | None:
    """Where a device begins: behind all that is there, which it reads backwards from then on; None where no more than
    `fewest` facts were received before `since`.
    """
    before = _place_before(connection, practice_id, end.pos, since)
    if before <= fewest:
        return None
    return Begun(Position(end.epoch, 0, EMPTY_CHAIN, Floor(end.pos, end.chain)), end.pos - before)


def _place_before(connection: sqlite3.Connection, practice_id: str, behind: int, since: int) -> int:
    """The last place, up to one, of what was received before `since`.

    A server's clock may have jumped: then this is a place near it, and more or less is read at once.
    """
    before = 0
    while before < behind:
        middle = (before + behind + 1) // 2
        if _received_at(connection, practice_id, middle) < since:
            before = middle
        else:
            behind = middle - 1
    return before


def newer_page(
    connection: sqlite3.Connection,
    practice_id: str,
    start: Position,
    end: Position,
    wanted: Wanted,
    left_out: Collection[str],
) -> Page:
    """The facts after a position with a floor: those of any age up to there, then all that follow."""
    floor = start.floor
    assert floor is not None
    is_below = start.pos < floor.pos
    of_any_age = f"AND {ANY_AGE} " if is_below else ""
    rows = _rows(
        connection,
        practice_id,
        "facts_of_any_age" if is_below else "facts_by_pos",
        f"pos > ? AND pos <= ? {of_any_age}AND kind {_NOT_AMONG} AND fact_id {_NOT_AMONG} ORDER BY pos LIMIT ?",
        start.pos,
        floor.pos if is_below else end.pos,
        _json(sorted(wanted.hidden)),
        _json(sorted(left_out)),
        wanted.limit + 1,
    )
    whole = {} if is_below else _whole(connection, practice_id, {row.subject for row in rows}, floor.pos)
    count = _that_fit(rows, whole, wanted, is_counted=True)
    shown = {row.pos for row in rows[:count]}.union(
        *({each.pos for each in whole.get(row.subject, ())} for row in rows[:count])
    )
    facts = _texts(connection, practice_id, shown)
    if count < len(rows):
        last = rows[count - 1].pos
        here = Position(end.epoch, last, _chain_at(connection, practice_id, last), floor)
    else:
        here = Position(end.epoch, floor.pos, floor.chain, floor) if is_below else end._replace(floor=floor)
    return Page(facts, here, here.pos < end.pos, True, end.pos - max(here.pos, floor.pos))


def older_page(
    connection: sqlite3.Connection,
    practice_id: str,
    before: Position,
    wanted: Wanted,
    client_id: str | None,
    since: Since,
) -> Older:
    """The sessions up to a position, the latest first, and the place from which to go on; None where that was all."""
    down_to = _place_before(connection, practice_id, before.pos, since.at) if since.is_end else 0
    of_client = "" if client_id is None else "AND client_id = ?"
    named = [] if client_id is None else [client_id]
    # By their place, or by whom they are about: of one client the whole log would be walked through.
    index = "facts_by_pos" if client_id is None else "facts_by_client"
    rows = _rows(
        connection,
        practice_id,
        index,
        f"pos <= ? AND pos > ? {of_client} AND NOT {ANY_AGE} AND kind {_NOT_AMONG} ORDER BY pos DESC LIMIT ?",
        before.pos,
        down_to,
        *named,
        _json(sorted(wanted.hidden)),
        wanted.limit + 1,
    )
    whole = _whole(connection, practice_id, {row.subject for row in rows}, before.pos)
    count = _that_fit(rows, whole, wanted, is_counted=False)
    subjects = {row.subject for row in rows[:count]}
    facts = _texts(connection, practice_id, {row.pos for subject in subjects for row in whole[subject]})
    rest = next((row.pos for row in rows[count:] if row.subject not in subjects), None)
    if rest is None and len(rows) > wanted.limit:
        rest = rows[-1].pos
    rest = rest or down_to
    if rest == 0:
        return Older(facts, None, True, 0)
    left = rest
    if client_id is not None:
        (left,) = connection.execute(
            "SELECT count(*) FROM facts WHERE practice_id = ? AND client_id = ? AND pos <= ?",
            (practice_id, client_id, rest),
        ).fetchone()
    recent = rest - _place_before(connection, practice_id, rest, since.at)
    return Older(facts, Position(before.epoch, rest, _chain_at(connection, practice_id, rest)), True, left, recent)


def _rows(connection: sqlite3.Connection, practice_id: str, index: str, rest: str, *values: object) -> list[_Row]:
    """Texts that are there, by place, subject and size. Characters: near enough to bytes for a bound."""
    statement = (
        f"SELECT pos, subject, length(raw) FROM facts INDEXED BY {index}"
        f" WHERE practice_id = ? AND raw IS NOT NULL AND {rest}"
    )
    return [_Row(*row) for row in connection.execute(statement, (practice_id, *values))]


def _whole(
    connection: sqlite3.Connection, practice_id: str, subjects: Collection[str], up_to: int
) -> dict[str, list[_Row]]:
    """Of each of these subjects all that lies up to there and is not read whatever its age."""
    whole: dict[str, list[_Row]] = {}
    rest = f"subject IN (SELECT value FROM json_each(?)) AND pos <= ? AND NOT {ANY_AGE}"
    for row in _rows(connection, practice_id, "facts_by_receipt", rest, _json(sorted(subjects)), up_to):
        whole.setdefault(row.subject, []).append(row)
    return whole


def _that_fit(rows: Sequence[_Row], whole: dict[str, list[_Row]], wanted: Wanted, *, is_counted: bool) -> int:
    """How many rows a page may hold with what each brings, at least one. `is_counted`: a row is not among that."""
    facts = size = 0
    seen: set[str] = set()
    for place, row in enumerate(rows):
        brought = [] if row.subject in seen else whole.get(row.subject, [])
        seen.add(row.subject)
        facts += is_counted + len(brought)
        size += (row.size if is_counted else 0) + sum(each.size for each in brought)
        if place >= wanted.limit or (place > 0 and (facts > wanted.limit or size > wanted.limit_bytes)):
            return place
    return len(rows)


def _texts(connection: sqlite3.Connection, practice_id: str, places: Iterable[int]) -> str:
    """These facts as the text of a JSON array of `StoredFact`, in the order of the log."""
    facts: str = connection.execute(
        "SELECT json_group_array(json_object('pos', pos, 'device_id', device_id, 'client_id', client_id,"
        " 'received_at', received_at, 'raw', raw)) FROM"
        " (SELECT pos, device_id, client_id, received_at, raw FROM facts INDEXED BY facts_by_pos WHERE practice_id = ?"
        " AND pos IN (SELECT value FROM json_each(?)) ORDER BY pos)",
        (practice_id, _json(sorted(places))),
    ).fetchone()[0]
    return facts


def _chain_at(connection: sqlite3.Connection, practice_id: str, pos: int) -> bytes:
    found = connection.execute("SELECT chain FROM facts WHERE practice_id = ? AND pos = ?", (practice_id, pos))
    return bytes(found.fetchone()[0])


def _received_at(connection: sqlite3.Connection, practice_id: str, pos: int) -> int:
    found = connection.execute("SELECT received_at FROM facts WHERE practice_id = ? AND pos = ?", (practice_id, pos))
    return int(found.fetchone()[0])


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode("utf-8")
