"""Whose a session is: words on that, and what they are about, are found without walking through a practice."""

import contextlib
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

from erased import OF_AA, OF_BB, about, assigned
from holdwell.core.audit import Stamp
from holdwell.core.facts import read_fact
from holdwell.store import assigned as words
from holdwell.store import erasing, filing, log
from holdwell.store.erased import told_from_erased
from holdwell.store.store import FactRow, Push
from worlds import World, open_world

# A whole table, or all that a practice has of one in the order of some index.
WALK = re.compile(
    r"SCAN (facts|f|assigned|a|also_named|n)\b|SEARCH (facts|f|assigned|a|also_named|n)\b.*\(practice_id=\?\)"
)
STAMP = Stamp("origin-of-server", "00000000-0000-4000-8000-000000000001", 1, b"k" * 32)


async def a_practice(world: World) -> None:
    """Sessions of two clients, some of them said to be somebody's only later."""
    owner = await world.paired()
    await owner.sync([*OF_AA, *OF_BB])
    for n in range(20):
        whose = ("client-aa", "client-bb", None)[n % 3]
        subject = f"session-{n:02}"
        await owner.sync([about(100 + n, client_id=None, subject=subject), assigned(200 + n, subject, whose)])
    await owner.sync([about(150, subject="session-01")])


def walks(connection: sqlite3.Connection, job: Callable[[sqlite3.Connection], object]) -> tuple[int, list[str]]:
    """How many statements a job makes, and those that read more of the facts than what they are after."""
    made: list[str] = []
    connection.set_trace_callback(made.append)
    job(connection)
    connection.set_trace_callback(None)
    walking = []
    for statement in made:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        if any(WALK.match(step) for step in plan):
            walking.append(f"{statement}: {plan}")
    return len(made), walking


async def test_an_erasure_walks_through_no_facts_but_the_clients(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await a_practice(world)
        practice_id = world.app.practice.practice_id
    with contextlib.closing(sqlite3.connect(tmp_path / "holdwell.sqlite3", isolation_level=None)) as connection:

        def whole(connection: sqlite3.Connection) -> None:
            assert erasing.knows_client(connection, practice_id, "client-aa")
            assert erasing.known_of(connection, practice_id, "client-aa").facts == len(OF_AA) + 14
            assert erasing.erase(connection, practice_id, "client-aa", STAMP, None, []).facts == len(OF_AA) + 14
            sessions = erasing.sessions_of(connection, practice_id, "client-aa")
            assert (len(sessions.theirs), [word.subject for word in sessions.others]) == (9, ["session-01"])
            assert words.named_in(connection, practice_id, ["session-01"]) == {"client-aa", "client-bb"}
            # What is offered of them, and of a session that names them and is another's.
            offered = [*OF_AA, *OF_BB, about(300, subject="session-01"), assigned(301, "session-02", None)]
            facts = [FactRow(read, read.fact.client_id) for read in map(read_fact, offered)]
            assert len(told_from_erased(connection, practice_id, facts)[1]) == len(OF_AA)

        count, walking = walks(connection, whole)
        assert walking == []
        assert count > 20
        # What such a plan looks like where every word is read.
        every_word = "SELECT raw FROM facts WHERE practice_id = 'x' AND kind = 'session_assigned' ORDER BY fact_id"
        assert walks(connection, lambda c: c.execute(every_word).fetchall())[1] != []


async def test_Y18_filing_a_session_anew_walks_through_no_facts_but_its_own(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await a_practice(world)
        practice_id = world.app.practice.practice_id
    with contextlib.closing(sqlite3.connect(tmp_path / "holdwell.sqlite3", isolation_level=None)) as connection:
        texts = [about(400, subject="session-02"), assigned(401, "session-02", "client-bb")]
        given = Push(practice_id, "device-1", 1, [FactRow(read, None) for read in map(read_fact, texts)])
        offered = {row.read.fact.id: row.read.digest for row in given.facts}

        def whole(connection: sqlite3.Connection) -> None:
            before = log.head(connection, practice_id).pos
            end = log.add(connection, given)
            filing.file_new(connection, practice_id, given.facts, before, end.chain.hex())
            assert filing.elsewhere(connection, practice_id, "client-aa", offered) == offered.keys()
            assert filing.naming(connection, practice_id, "client-aa") == {"session-01", "session-02"}

        count, walking = walks(connection, whole)
        assert walking == []
        assert count > 10
