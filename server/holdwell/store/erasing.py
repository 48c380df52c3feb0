"""Owns the SQL of erasing a client: texts go, places stay. Each function runs inside one transaction.

[ER1] Erasing blanks the text and the digest of every fact about the client and keeps its row: positions and the chain
stay as they are, receipts are computed anew. [ER2] A fact is about the client whose session it is by the last word on
that, whose document it is, or, where it is of no session, under whom it is filed. [ER3] Later offers are refused as
`erased`: of the same facts, of the same subjects, and of whatever names the client.

Indexes are named, since SQLite would rather walk through the whole practice on another one.
"""

import json
import sqlite3
from collections.abc import Collection
from typing import NamedTuple

from holdwell.core.audit import AUDIT_KINDS, Stamp
from holdwell.store import assigned, audit, devices, filing, handovers
from holdwell.store.store import Erased, Sessions
from holdwell.wire import ClientErased

WAITS_FOR_READERS_MS = 500

_NO_AUDIT = f"kind NOT IN ({', '.join(repr(kind) for kind in sorted(AUDIT_KINDS))})"


class Known(NamedTuple):
    """What a practice holds of a client: the name as it was last saved (None: no text says it), and so many facts."""

    name: str | None
    facts: int


def known_of(connection: sqlite3.Connection, practice_id: str, client_id: str) -> Known:
    """What an erasure of this client would find."""
    subjects = json.dumps(sessions_of(connection, practice_id, client_id).theirs)
    count = connection.execute(
        "SELECT count(*) FROM facts INDEXED BY facts_by_receipt WHERE practice_id = ? AND raw IS NOT NULL"
        f" AND subject IN (SELECT value FROM json_each(?)) AND {_NO_AUDIT}",
        (practice_id, subjects),
    ).fetchone()[0]
    saved = connection.execute(
        "SELECT raw FROM facts INDEXED BY facts_by_receipt WHERE practice_id = ? AND subject = ?"
        " AND kind = 'client_saved' AND raw IS NOT NULL ORDER BY fact_id DESC LIMIT 1",
        (practice_id, client_id),
    ).fetchone()
    return Known(None if saved is None else json.loads(saved[0])["body"]["name"], count)


def erased_clients(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """The erased clients of every practice that has any."""
    found: dict[str, set[str]] = {}
    rows = connection.execute("SELECT practice_id, client_id FROM erasures ORDER BY practice_id")
    for practice_id, client_id in rows:
        found.setdefault(practice_id, set()).add(client_id)
    return {practice_id: frozenset(clients) for practice_id, clients in found.items()}


def erase(
    connection: sqlite3.Connection,
    practice_id: str,
    client_id: str,
    stamp: Stamp,
    by: str | None,
    named: Collection[str],
) -> Erased:
    """Blank what is about the client, and of the subjects `named` as theirs; remove the client's devices and codes, and
    write that it happened [ER1] [ER2].

    A second time it does what is left to do, and writes nothing where nothing is.
    """
    is_new = connection.execute(
        "INSERT OR IGNORE INTO erasures (practice_id, client_id, erased_at) VALUES (?, ?, ?)",
        (practice_id, client_id, stamp.at),
    ).rowcount
    sessions = sessions_of(connection, practice_id, client_id)
    subjects = sorted({*named, *sessions.theirs})
    gone = json.dumps(subjects)
    connection.executemany(
        "INSERT OR IGNORE INTO erased_subjects (practice_id, subject, client_id) VALUES (?, ?, ?)",
        [(practice_id, subject, client_id) for subject in subjects],
    )
    # Of what goes, some may lie on devices of other clients, whom no word of an erasure reaches [ER11].
    connection.execute(
        "INSERT INTO begun_anew (practice_id, client_id, mark)"
        " SELECT DISTINCT practice_id, client_id, ? FROM facts INDEXED BY facts_by_receipt"
        " WHERE practice_id = ? AND raw IS NOT NULL AND client_id IS NOT NULL AND client_id <> ?"
        f" AND subject IN (SELECT value FROM json_each(?)) AND {_NO_AUDIT}"
        " ON CONFLICT (practice_id, client_id) DO UPDATE SET mark = excluded.mark",
        (stamp.random_id, practice_id, client_id, gone),
    )
    count = connection.execute(
        "UPDATE facts INDEXED BY facts_by_receipt SET raw = NULL, digest = NULL"
        " WHERE practice_id = ? AND raw IS NOT NULL AND subject IN (SELECT value FROM json_each(?))"
        f" AND {_NO_AUDIT}",
        (practice_id, gone),
    ).rowcount
    assigned.forget(connection, practice_id, subjects)
    handovers.let_erased_go(connection, practice_id)
    connection.execute(
        "DELETE FROM codes WHERE practice_id = ? AND client_id = ? AND redeemed_at IS NULL", (practice_id, client_id)
    )
    removed = devices.revoke_of_client(connection, practice_id, client_id, stamp, by)
    if is_new or count:
        audit.note(connection, practice_id, stamp, client_id, ClientErased(by, client_id, subjects, count))
    return Erased(count, removed, subjects, [word for word in sessions.others if word.subject not in named])


def sessions_of(connection: sqlite3.Connection, practice_id: str, client_id: str) -> Sessions:
    """The client's own document, and every session that is theirs, or was never said to be somebody else's; with those
    that were erased as theirs, of which no text says so any longer. And the last word on each that names them all the
    same [ER13].
    """
    erased = connection.execute(
        "SELECT subject FROM erased_subjects WHERE practice_id = ? AND client_id = ?", (practice_id, client_id)
    ).fetchall()
    filed = connection.execute(
        "SELECT DISTINCT subject FROM facts INDEXED BY facts_by_client WHERE practice_id = ? AND client_id = ?",
        (practice_id, client_id),
    )
    about = {client_id, *(row[0] for row in filed), *assigned.ever_said_of(connection, practice_id, client_id)}
    last = assigned.last_words(connection, practice_id, about | filing.naming(connection, practice_id, client_id))
    others = [word for _, word in sorted(last.items()) if client_id not in (word.client_id, word.subject)]
    theirs = about - {word.subject for word in others}
    return Sessions(sorted(theirs.union(row[0] for row in erased)), others)


def knows_client(connection: sqlite3.Connection, practice_id: str, client_id: str) -> bool:
    """Does the practice have this client's document?"""
    row = connection.execute(
        "SELECT 1 FROM facts WHERE practice_id = ? AND subject = ? AND kind = 'client_saved' AND raw IS NOT NULL",
        (practice_id, client_id),
    ).fetchone()
    return row is not None


def scrub(connection: sqlite3.Connection) -> bool:
    """Write the whole database anew and empty the WAL; False where somebody read on and the WAL could not be emptied.

    Short readings are waited for. The look through a large database takes longer than whoever hands in facts
    meanwhile should wait: what is left is owed then [ER14]. Nothing is written where that is seen before: with each
    attempt a whole database more would lie in the WAL.

    Deleted text is overwritten as it goes (PRAGMA secure_delete). What older versions of a page may have left in it
    goes with the pages: no page of the new file ever held it.
    """
    waits_ms = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute(f"PRAGMA busy_timeout = {WAITS_FOR_READERS_MS}")
    try:
        if not _empty_wal(connection):
            return False
        connection.execute("VACUUM")
        return _empty_wal(connection)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {waits_ms}")


def _empty_wal(connection: sqlite3.Connection) -> bool:
    return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
