"""Owns the SQL of carrying a practice: everything of one out, line by line; and in again, whatever is there already.

[I1] What is carried: the practice's name, its devices without any secret, the versions of protocols, every fact as its
text, in the order of the log, and what removed devices handed over and waits for the owner's word. Erased texts are
gone and are not carried. [I5] Who was erased is: a practice forgets nothing of that on its way to another server.
[I2] Carrying in is a union by id: a second time nothing changes. Where another text stands under a fact's id, what is
there stays, and that is told. What was erased here is not taken in; a session that is somebody else's by the last word
is, whomever its facts name [ER13].
"""

import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from holdwell.core.audit import Stamp
from holdwell.core.cursor import EMPTY_CHAIN, chain_after
from holdwell.core.digest import digest_from_bytes
from holdwell.core.facts import FactFault, ReadFact, read_held_fact
from holdwell.store import assigned, audit, erasing, filing, handovers
from holdwell.store.erased import all_erased, among, is_gone
from holdwell.store.store import EVERYONE, FactRow, Push, Word
from holdwell.wire import PracticeImported, Role

FORMAT: Literal["holdwell-practice-1"] = "holdwell-practice-1"


class PracticeLine(msgspec.Struct, frozen=True, tag_field="line", tag="practice"):
    """The first line: what this is, of whom, and how many lines of each kind follow."""

    format: Literal["holdwell-practice-1"]
    practice_id: str
    name: str
    created_at: int
    devices: int
    versions: int
    facts: int
    erasures: int = 0
    handovers: int = 0


class ErasureLine(msgspec.Struct, frozen=True, tag_field="line", tag="erasure"):
    """A client who was erased, the sessions that went along, and the last word on those that name them and stay."""

    client_id: str
    erased_at: int
    subjects: list[str]
    others: list[Word]


class DeviceLine(msgspec.Struct, frozen=True, tag_field="line", tag="device"):
    """A device: who handed facts in. Nothing in it lets anybody in."""

    device_id: str
    device_name: str
    role: Role
    client_id: str | None
    created_at: int
    last_seen_at: int
    revoked_at: int | None


class VersionLine(msgspec.Struct, frozen=True, tag_field="line", tag="version"):
    """A version of a protocol: published for everyone, or handed in by the practice's devices."""

    digest: str
    raw: str
    published_at: int
    is_own: bool


class FactLine(msgspec.Struct, frozen=True, tag_field="line", tag="fact"):
    """A fact as its text, filed under `client_id`."""

    raw: str
    client_id: str | None
    device_id: str
    received_at: int


class HandoverLine(msgspec.Struct, frozen=True, tag_field="line", tag="handover"):
    """A fact that a removed device handed over, as its text; the owner has neither taken nor discarded it."""

    raw: str
    client_id: str | None
    device_id: str
    received_at: int


Line = PracticeLine | ErasureLine | DeviceLine | VersionLine | FactLine | HandoverLine


class LineFault(Exception):
    """A line says what cannot be; the message tells what, without repeating it."""


class CarriedIn(msgspec.Struct):
    """What carrying in came to: how many were new, and the places (from 1) of facts that stand there otherwise.

    `erased`: so many facts that stood here are about somebody whom the file says was erased, and went. `named`: what
    the practice is called here, where another one goes by its name.
    """

    devices: int = 0
    versions: int = 0
    facts: int = 0
    clashes: list[int] = []
    handovers: int = 0
    erased: int = 0
    named: str | None = None


def practices_of(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Id and name of each practice, oldest first."""
    rows = connection.execute("SELECT practice_id, name FROM practices ORDER BY created_at, practice_id")
    return [(row[0], row[1]) for row in rows]


def carry_out(connection: sqlite3.Connection, practice_id: str) -> Iterator[Line]:
    """Every line of a practice, from one moment where the connection is inside a transaction."""
    name, created_at = connection.execute(
        "SELECT name, created_at FROM practices WHERE practice_id = ?", (practice_id,)
    ).fetchone()
    counted = [
        connection.execute(f"SELECT count(*) FROM {table}", values).fetchone()[0]
        for table, values in (
            ("devices WHERE practice_id = ?", (practice_id,)),
            ("protocols WHERE practice_id IN (?, ?)", (EVERYONE, practice_id)),
            ("facts WHERE practice_id = ? AND raw IS NOT NULL", (practice_id,)),
            ("erasures WHERE practice_id = ?", (practice_id,)),
            ("handovers WHERE practice_id = ?", (practice_id,)),
        )
    ]
    yield PracticeLine(FORMAT, practice_id, name, created_at, *counted)
    yield from _erasures(connection, practice_id)
    for row in connection.execute(
        "SELECT device_id, device_name, role, client_id, created_at, last_seen_at, revoked_at FROM devices"
        " WHERE practice_id = ? ORDER BY created_at, device_id",
        (practice_id,),
    ):
        yield DeviceLine(*row)
    for digest, raw, published_at, owner in connection.execute(
        "SELECT digest, raw, published_at, practice_id FROM protocols WHERE practice_id IN (?, ?)"
        " ORDER BY published_at, digest",
        (EVERYONE, practice_id),
    ):
        yield VersionLine(digest, bytes(raw).decode("utf-8"), published_at, owner != EVERYONE)
    for row in connection.execute(
        "SELECT raw, client_id, device_id, received_at FROM facts WHERE practice_id = ? AND raw IS NOT NULL"
        " ORDER BY pos",
        (practice_id,),
    ):
        yield FactLine(*row)
    for row in connection.execute(
        "SELECT raw, client_id, device_id, received_at FROM handovers WHERE practice_id = ?"
        " ORDER BY device_id, fact_id",
        (practice_id,),
    ):
        yield HandoverLine(*row)


def _erasures(connection: sqlite3.Connection, practice_id: str) -> Iterator[ErasureLine]:
    rows = connection.execute(
        "SELECT client_id, erased_at FROM erasures WHERE practice_id = ? ORDER BY erased_at, client_id", (practice_id,)
    ).fetchall()
    for client_id, erased_at in rows:
        sessions = erasing.sessions_of(connection, practice_id, client_id)
        yield ErasureLine(client_id, erased_at, sessions.theirs, sessions.others)


def check_line(line: Line) -> None:
    """Raises LineFault where what a line holds is not what it says."""
    if isinstance(line, VersionLine) and digest_from_bytes(line.raw.encode("utf-8")) != line.digest:
        raise LineFault("the version's text has another digest")
    if isinstance(line, FactLine | HandoverLine):
        try:
            read_held_fact(line.raw)
        except FactFault as fault:
            raise LineFault(f"this is no fact ({fault.detail})") from None


def carry_in(
    connection: sqlite3.Connection,
    lines: Iterable[Line],
    erasures: Sequence[ErasureLine],
    epoch: str,
    stamp: Stamp,
    secret: Callable[[], bytes],
) -> CarriedIn:
    """Take lines in that were checked before, the first one being the practice's; inside one transaction.

    Whom `erasures` name, all of the file's, is erased before anything is taken in [I5].

    That it happened is written at the end of the log, where anything was new. `epoch` is for a log that begins here;
    `secret` gives what no browser will ever show in the place of a token's hash.
    """
    given, done = iter(lines), CarriedIn()
    practice = next(given)
    if not isinstance(practice, PracticeLine):
        raise LineFault("the first line is no practice's")
    practice_id = practice.practice_id
    done.named = _begin(connection, practice, epoch)
    done.erased = _erase(connection, practice_id, erasures, stamp)
    log = _Log(connection, practice_id, done)
    gone = all_erased(connection, practice_id)
    doubtful: list[tuple[int, FactLine, ReadFact]] = []
    handed_over: list[HandoverLine] = []
    for place, line in enumerate(given, 2):
        if isinstance(line, DeviceLine):
            done.devices += _add_device(connection, practice_id, line, stamp.at, secret())
        elif isinstance(line, VersionLine):
            done.versions += connection.execute(
                "INSERT OR IGNORE INTO protocols (practice_id, digest, raw, published_at) VALUES (?, ?, ?, ?)",
                (practice_id if line.is_own else EVERYONE, line.digest, line.raw.encode("utf-8"), line.published_at),
            ).rowcount
        elif isinstance(line, FactLine):
            read = read_held_fact(line.raw)
            if not is_gone(gone, read.fact.kind, read.fact.subject, line.client_id):
                log.add(place, line, read)
            elif read.fact.subject not in gone.subjects:
                doubtful.append((place, line, read))
        elif isinstance(line, HandoverLine):
            handed_over.append(line)
    # Whose a session is, the end of a file may say.
    subjects, clients = {read.fact.subject for _, _, read in doubtful}, {line.client_id for _, line, _ in doubtful}
    gone = among(connection, practice_id, subjects, clients)
    for place, line, read in doubtful:
        if read.fact.subject in gone.others:
            log.add(place, line, read)
    log.end()
    done.handovers = sum(_hand_over(connection, practice_id, line) for line in handed_over)
    if done.devices or done.versions or done.facts or done.handovers:
        audit.note(connection, practice_id, stamp, practice_id, PracticeImported(None, done.facts))
    return done


class _Log:
    """The end of a practice's log, to which facts are added one by one."""

    def __init__(self, connection: sqlite3.Connection, practice_id: str, done: CarriedIn) -> None:
        self._connection, self._practice_id, self._done = connection, practice_id, done
        self._pos, self._chain = connection.execute(
            "SELECT pos, chain FROM counters WHERE practice_id = ?", (practice_id,)
        ).fetchone()
        self._began, self._subjects = self._pos, set[str]()

    def add(self, place: int, line: FactLine, read: ReadFact) -> None:
        """Add what stands at this place of the file, if it is new; where another text stands, that is told."""
        link = chain_after(bytes(self._chain), read.fact.id)
        if _add_fact(self._connection, self._practice_id, line, read, self._pos + 1, link):
            self._pos, self._chain = self._pos + 1, link
            self._done.facts += 1
            assigned.keep(self._connection, self._practice_id, [read.fact])
            self._subjects.add(read.fact.subject)
            if read.fact.client_id != line.client_id:
                filing.note_named(self._connection, self._practice_id, [(read.fact.subject, read.fact.client_id)])
        elif not _is_held(self._connection, self._practice_id, read.fact.id, line.raw):
            self._done.clashes.append(place)

    def end(self) -> None:
        """Write where it ends now, and file what came in by the last word on it."""
        mark = bytes(self._chain).hex()
        filing.file_known(self._connection, self._practice_id, self._subjects, self._began, mark)
        self._connection.execute(
            "UPDATE counters SET pos = ?, chain = ? WHERE practice_id = ?", (self._pos, self._chain, self._practice_id)
        )


def _erase(connection: sqlite3.Connection, practice_id: str, erasures: Sequence[ErasureLine], stamp: Stamp) -> int:
    """Erase here whom the file says was erased there; how many facts went. What is whose comes before all erasing."""
    for line in erasures:
        assigned.remember(connection, practice_id, line.others)
    return sum(
        erasing.erase(connection, practice_id, line.client_id, stamp, None, line.subjects).facts for line in erasures
    )


def _hand_over(connection: sqlite3.Connection, practice_id: str, line: HandoverLine) -> bool:
    """Let a fact wait here as it did there, unless the log holds it; True where that is new."""
    row = FactRow(read_held_fact(line.raw), line.client_id)
    if handovers.waits(connection, practice_id, line.device_id, row.read.fact.id):
        return False
    # It was within the bounds of what a device may leave when it came.
    given = Push(practice_id, line.device_id, line.received_at, [row])
    return handovers.keep(connection, given, sys.maxsize, sys.maxsize).waits > 0


def _begin(connection: sqlite3.Connection, practice: PracticeLine, epoch: str) -> str | None:
    """Begin the practice, where it is not there yet; its name, where its own was taken: two could not be told apart."""
    there = dict(practices_of(connection))
    names, number, name = set(there.values()), 2, practice.name
    while name in names:
        name, number = f"{practice.name} ({number})", number + 1
    connection.execute(
        "INSERT OR IGNORE INTO practices (practice_id, name, epoch, created_at) VALUES (?, ?, ?, ?)",
        (practice.practice_id, name, epoch, practice.created_at),
    )
    connection.execute(
        "INSERT OR IGNORE INTO counters (practice_id, pos, chain) VALUES (?, 0, ?)", (practice.practice_id, EMPTY_CHAIN)
    )
    return name if practice.practice_id not in there and name != practice.name else None


def _add_device(connection: sqlite3.Connection, practice_id: str, line: DeviceLine, now: int, secret: bytes) -> int:
    """A device that is remembered and cannot come in: it has to be paired again."""
    return connection.execute(
        "INSERT OR IGNORE INTO devices (practice_id, device_id, device_name, role, client_id, token_hash, created_at,"
        " last_seen_at, renewed_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            practice_id,
            line.device_id,
            line.device_name,
            line.role,
            line.client_id,
            secret,
            line.created_at,
            line.last_seen_at,
            line.last_seen_at,
            now if line.revoked_at is None else line.revoked_at,
        ),
    ).rowcount


def _add_fact(
    connection: sqlite3.Connection, practice_id: str, line: FactLine, fact: ReadFact, pos: int, chain: bytes
) -> bool:
    return bool(
        connection.execute(
            "INSERT OR IGNORE INTO facts (practice_id, pos, fact_id, origin, seq, kind, subject, client_id, at,"
            " device_id, received_at, digest, chain, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                practice_id,
                pos,
                fact.fact.id,
                fact.fact.origin,
                fact.fact.seq,
                fact.fact.kind,
                fact.fact.subject,
                line.client_id,
                fact.fact.at,
                line.device_id,
                line.received_at,
                bytes.fromhex(fact.digest),
                chain,
                line.raw,
            ),
        ).rowcount
    )


def _is_held(connection: sqlite3.Connection, practice_id: str, fact_id: str, raw: str) -> bool:
    row = connection.execute(
        "SELECT raw FROM facts WHERE practice_id = ? AND fact_id = ?", (practice_id, fact_id)
    ).fetchone()
    return row is not None and row[0] == raw
