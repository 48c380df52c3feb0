"""Owns the SQL of under whom a session is filed, which is whose devices are shown it.

[Y18] All of a session is filed under whom the last word on it names (under nobody where that is nobody), what comes
later too, whomever it names; without a word, as it came in. The server's own word, who is a client and the practice's
protocols are of no session, and stay where they came in. Text, digest, position and chain are never touched.
[Y19] Clients whose devices may hold what is not theirs any more, or have read past what is theirs now, begin anew
[ER11]. Of what such a device offers, that is let go of which the log holds as another's, letter by letter.

Each function runs inside one transaction. Whom a session names besides is remembered: by a log of before the word it
was theirs [ER13].
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from holdwell.core.facts import ASSIGNED
from holdwell.core.parts import KINDS_OF_ANY_AGE
from holdwell.store import assigned
from holdwell.store.parts import ANY_AGE
from holdwell.store.store import FactRow, Word


def file_new(
    connection: sqlite3.Connection, practice_id: str, rows: Sequence[FactRow], before: int, mark: str
) -> Mapping[str, str]:
    """File facts that came into the log after the place `before`, and the sessions that they say are somebody's.

    Answers with the clients whose devices begin anew, by the `mark` of their cursors.
    """
    facts = [(row.read.fact, row.client_id) for row in rows]
    note_named(
        connection, practice_id, [(fact.subject, fact.client_id) for fact, filed in facts if fact.client_id != filed]
    )
    last = assigned.last_words(connection, practice_id, {fact.subject for fact, _ in facts}) if facts else {}
    if not last:
        return {}
    told = {fact.subject for fact, _ in facts if fact.kind == ASSIGNED}
    astray = {
        fact.subject
        for fact, filed in facts
        if fact.subject in last and filed != last[fact.subject].client_id and fact.kind not in KINDS_OF_ANY_AGE
    }
    anew: set[str] = set()
    for subject in sorted(last.keys() & (told | astray)):
        anew |= _file(connection, practice_id, last[subject], before, is_told=subject in told)
    _begin_anew(connection, practice_id, anew, mark)
    return dict.fromkeys(anew, mark)


def file_known(
    connection: sqlite3.Connection, practice_id: str, subjects: Collection[str], before: int, mark: str
) -> None:
    """File sessions by the last words that are known on them. What lies up to the place `before` may have been read."""
    anew: set[str] = set()
    for word in assigned.last_words(connection, practice_id, subjects).values():
        anew |= _file(connection, practice_id, word, before, is_told=False)
    _begin_anew(connection, practice_id, anew, mark)


def remember(connection: sqlite3.Connection, practice_id: str, words: Collection[Word]) -> None:
    """Know words that this log may lack, and file by them."""
    assigned.remember(connection, practice_id, words)
    pos, chain = connection.execute("SELECT pos, chain FROM counters WHERE practice_id = ?", (practice_id,)).fetchone()
    # The log does not grow by it: its end alone could have been a mark before.
    mark = " ".join([bytes(chain).hex(), *sorted(word.fact_id for word in words)])
    file_known(connection, practice_id, {word.subject for word in words}, pos, mark)


def note_named(connection: sqlite3.Connection, practice_id: str, named: Iterable[tuple[str, str | None]]) -> None:
    """Remember that sessions name clients whom they are not filed under."""
    pairs = sorted({(subject, client_id) for subject, client_id in named if client_id is not None})
    if pairs:
        connection.executemany(
            "INSERT OR IGNORE INTO also_named (practice_id, subject, client_id) VALUES (?, ?, ?)",
            [(practice_id, *pair) for pair in pairs],
        )


def naming(connection: sqlite3.Connection, practice_id: str, client_id: str) -> set[str]:
    """The sessions that name this client and are, or were once, filed under somebody else."""
    rows = connection.execute(
        "SELECT subject FROM also_named WHERE practice_id = ? AND client_id = ?", (practice_id, client_id)
    )
    return {row[0] for row in rows}


def elsewhere(
    connection: sqlite3.Connection, practice_id: str, client_id: str, offered: Mapping[str, str]
) -> frozenset[str]:
    """Those of facts, by id and digest, that the log holds to the letter in a session that is not this client's."""
    rows = connection.execute(
        "SELECT f.fact_id, f.digest FROM json_each(?) w CROSS JOIN facts f INDEXED BY facts_by_id"
        f" ON f.practice_id = ? AND f.fact_id = w.value WHERE f.client_id IS NOT ? AND NOT {ANY_AGE}"
        " AND EXISTS (SELECT 1 FROM assigned a INDEXED BY sqlite_autoindex_assigned_1"
        " WHERE a.practice_id = f.practice_id AND a.subject = f.subject)",
        (_json(offered), practice_id, client_id),
    )
    return frozenset(fact_id for fact_id, digest in rows if digest == bytes.fromhex(offered[fact_id]))


def marks(connection: sqlite3.Connection, practice_id: str) -> dict[str, str]:
    """By client, what the cursors of their devices are marked with, where these had to begin anew."""
    rows = connection.execute("SELECT client_id, mark FROM begun_anew WHERE practice_id = ?", (practice_id,))
    return dict(rows.fetchall())


def _file(connection: sqlite3.Connection, practice_id: str, word: Word, before: int, *, is_told: bool) -> set[str]:
    """File a session by the last word on it; the clients who are to begin anew. `is_told`: a word on it is new."""
    values = (practice_id, word.subject, word.client_id)
    found = connection.execute(
        "SELECT client_id, min(pos) <= ? FROM facts INDEXED BY facts_by_receipt"
        " WHERE practice_id = ? AND subject = ? AND client_id IS NOT ? AND raw IS NOT NULL"
        f" AND NOT {ANY_AGE} GROUP BY client_id",
        (before, *values),
    ).fetchall()
    anew = {client_id for client_id, was_there in found if was_there}
    if anew:
        anew.add(word.client_id)
    if is_told:
        # What an older log had refused to them may lie on their devices still.
        anew |= assigned.named_in(connection, practice_id, [word.subject]) - {word.client_id}
    if found:
        note_named(connection, practice_id, [(word.subject, client_id) for client_id, _ in found])
        connection.execute(
            "UPDATE facts INDEXED BY facts_by_receipt SET client_id = ?"
            " WHERE practice_id = ? AND subject = ? AND client_id IS NOT ? AND raw IS NOT NULL"
            f" AND NOT {ANY_AGE}",
            (word.client_id, *values),
        )
    return {client_id for client_id in anew if client_id is not None}


def _begin_anew(connection: sqlite3.Connection, practice_id: str, clients: Collection[str], mark: str) -> None:
    if clients:
        connection.executemany(
            "INSERT INTO begun_anew (practice_id, client_id, mark) VALUES (?, ?, ?)"
            " ON CONFLICT (practice_id, client_id) DO UPDATE SET mark = excluded.mark",
            [(practice_id, client_id, mark) for client_id in sorted(clients)],
        )


def _json(values: Collection[str]) -> str:
    return msgspec.json.encode(sorted(values)).decode()
