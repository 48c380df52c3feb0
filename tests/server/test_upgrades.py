"""Databases of earlier releases, kept as they were, opened by the program of now."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from erased import NAMED, assigned, erase, texts_of
from holdwell.access import COOKIE
from holdwell.backup import back_up
from holdwell.core.cursor import chain_after
from holdwell.core.facts import assigned_in, read_fact
from holdwell.erasing import LIST
from holdwell.restore import restore
from holdwell.store.copies import judge
from holdwell.store.opening import shipped_migrations
from worlds import Browser, FakeClock, fact_text, open_world

KEPT = Path(__file__).parent / "upgrades"
RELEASED = sorted(file.stem for file in KEPT.glob("*.sql"))
# Those that filed a session under whom it was first with.
BEFORE_FILING = [release for release in RELEASED if release < "0008"]
NEWEST = shipped_migrations()[-1].number


def load(release: str, file: Path) -> dict[str, Any]:
    """The database of that release; and what its devices knew."""
    file.parent.mkdir(parents=True)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.executescript((KEPT / f"{release}.sql").read_text(encoding="utf-8"))
        connection.execute("PRAGMA journal_mode = WAL")
    known: dict[str, Any] = json.loads((KEPT / f"{release}.json").read_text(encoding="utf-8"))
    return known


async def is_as_it_was(data: Path, known: dict[str, Any], *, is_reset: bool) -> None:
    async with open_world(data) as world:
        device = world.browser()
        device.cookies.set(COOKIE, known["cookie"])
        answer = await device.sync(cursor=known["cursor"])
        assert answer["reset"] is is_reset
        texts, _ = await device.read_all()
        assert [text for text in texts if text in known["texts"]] == known["texts"]
        again = await device.sync(known["texts"])
        assert (again["refused"], again["receipts"]) == ([], known["receipts"])
        for digest in known["versions"]:
            assert (await device.get(f"/api/protocols/{digest}")).status_code == 200
        # Numbers that stand for other facts there, as a device gives them that was put back from an older copy.
        numbers = {(json.loads(text)["origin"], json.loads(text)["seq"]) for text in known["texts"]}
        reused = [fact_text(70 + number, seq=number) for number in (1, 2)]
        assert {(json.loads(text)["origin"], json.loads(text)["seq"]) for text in reused} <= numbers
        assert (await device.sync(reused))["refused"] == []
        more = fact_text(77, origin="origin-c", subject="session-0003")
        assert (await device.sync([more]))["receipts"][0]["count"] == 1
    assert judge(data / "holdwell.sqlite3", NEWEST).facts >= len(known["texts"]) + 1
    with closing(sqlite3.connect(data / "holdwell.sqlite3")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == NEWEST


def test_a_database_of_every_earlier_schema_is_kept() -> None:
    assert {f"{number:04d}" for number in range(1, NEWEST)} <= set(RELEASED)


@pytest.mark.parametrize("release", RELEASED)
async def test_W8_a_database_of_an_earlier_release_goes_on_as_if_nothing_had_been(tmp_path: Path, release: str) -> None:
    known = load(release, tmp_path / "data" / "holdwell.sqlite3")
    await is_as_it_was(tmp_path / "data", known, is_reset=False)


@pytest.mark.parametrize("release", RELEASED)
async def test_BK6_a_backup_of_an_earlier_release_is_put_back(tmp_path: Path, release: str) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    known = load(release, data / "holdwell.sqlite3")
    back_up(data, data / "holdwell.sqlite3", backup, None, FakeClock())
    restore(tmp_path / "new", tmp_path / "new" / "holdwell.sqlite3", backup, FakeClock())
    await is_as_it_was(tmp_path / "new", known, is_reset=True)


@pytest.mark.parametrize("release", RELEASED)
async def test_W8_ER2_the_words_that_an_earlier_release_took_are_found(tmp_path: Path, release: str) -> None:
    file = tmp_path / "data" / "holdwell.sqlite3"
    known = load(release, file)
    of_aa = [text for text in known["texts"] if json.loads(text)["client_id"] == "client-aa"]
    subject = json.loads(of_aa[0])["subject"]
    words = [
        assigned(300, subject, "client-bb", origin="origin-w"),
        assigned(301, "session-0001", "client-aa", origin="origin-w"),
    ]
    with closing(sqlite3.connect(file)) as connection:
        for text in words:
            take(connection, text)
        connection.commit()
    async with open_world(tmp_path / "data") as world:
        owner = world.browser()
        owner.cookies.set(COOKIE, known["cookie"])
        await erase(owner)
        left = await texts_of(owner)
        assert set(of_aa) <= set(left)
        assert words[0] in left
        assert [text for text in left if json.loads(text)["subject"] == "session-0001"] == []


@pytest.mark.parametrize("release", BEFORE_FILING)
async def test_W8_Y18_a_session_that_an_earlier_release_was_told_is_anothers_is_filed_there(
    tmp_path: Path, release: str
) -> None:
    file = tmp_path / "data" / "holdwell.sqlite3"
    known = load(release, file)
    of_aa = [text for text in known["texts"] if json.loads(text)["client_id"] == "client-aa"]
    subject = json.loads(of_aa[0])["subject"]
    moved = [text for text in of_aa if json.loads(text)["subject"] == subject]
    named = fact_text(310, kind="client_saved", subject=subject, client_id="client-aa", body=NAMED, origin="origin-w")
    words = [assigned(number, subject, said, origin="origin-w") for number, said in ((302, "client-bb"), (301, None))]
    with closing(sqlite3.connect(file)) as connection:
        for text in (*words, named):
            take(connection, text)
        connection.commit()
        place = connection.execute("SELECT epoch, pos, hex(chain) FROM practices JOIN counters USING (practice_id)")
        epoch, pos, chain = place.fetchone()
    cursor = f"{epoch}.{pos}.{chain.lower()}"
    clock = FakeClock()
    # Secrets that were made before are not made again.
    for _ in range(100):
        clock.token()
    async with open_world(tmp_path / "data", clock) as world:
        phones = [await world.paired("client", client_id) for client_id in ("client-aa", "client-bb", "client-cc")]
        assert [await polled(phone, cursor) for phone in phones] == [200, 200, 304]
        assert [(await phone.sync(cursor=cursor))["reset"] for phone in phones] == [True, True, False]
        read = [(await phone.read_all())[0] for phone in phones]
        assert read == [[text for text in [*of_aa, named] if text not in moved], [*moved, *words], []]
        refused = (await phones[0].sync(moved))["refused"]
        assert [each["type"] for each in refused] == ["erased"] * len(moved)
        # By a log of before the word the session was the first one's: that is not forgotten.
        owner = world.browser()
        owner.cookies.set(COOKIE, known["cookie"])
        await erase(owner)
        assert f'"{words[0][8:44]}"' in (tmp_path / "data" / LIST).read_text()


async def polled(phone: Browser, cursor: str) -> int:
    """What it is answered whether there is anything new."""
    headers = {"if-none-match": f'W/"{cursor}"'}
    return (await phone.get(f"/api/sync?cursor={cursor}", headers=headers)).status_code


def take(connection: sqlite3.Connection, text: str) -> None:
    """A fact at the end of the log, as an earlier release wrote it."""
    read = read_fact(text)
    practice_id, pos, chain = connection.execute("SELECT practice_id, pos, chain FROM counters").fetchone()
    fact, link = read.fact, chain_after(bytes(chain), read.fact.id)
    connection.execute(
        "INSERT INTO facts (practice_id, pos, fact_id, origin, seq, kind, subject, client_id, at, device_id,"
        " received_at, digest, chain, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            practice_id, pos + 1, fact.id, fact.origin, fact.seq, fact.kind, fact.subject, fact.client_id, fact.at,
            "device-1", 1, bytes.fromhex(read.digest), link, text,
        ),
    )  # fmt: skip
    connection.execute("UPDATE counters SET pos = ?, chain = ?", (pos + 1, link))
    if fact.kind == "session_assigned" and connection.execute("PRAGMA user_version").fetchone()[0] >= 6:
        connection.execute(
            "INSERT INTO assigned (practice_id, subject, fact_id, client_id) VALUES (?, ?, ?, ?)",
            (practice_id, fact.subject, fact.id, assigned_in(fact)),
        )
