"""Sync over HTTP: what a push, a repeat, a conflict, a page and a poll come to."""

import asyncio
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from holdwell.store.store import StoreBroken
from worlds import World, fact_text, id_of, open_world, receipt_of


async def test_Y1_a_fact_comes_back_as_the_very_text_it_was(tmp_path: Path) -> None:
    odd = '{ "body":{"text":"\\u00e9\\ud83d\\ude00 and é"},' + fact_text(1).replace('"body"', '"other"')[1:]
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired("therapist")
        answer = await phone.sync([odd])
        assert answer["refused"] == []
        stored = (await tablet.sync())["facts"]
        assert [fact["raw"] for fact in stored] == [odd]
        assert stored[0]["pos"] == 1
        assert stored[0]["received_at"] == world.clock.time_ms
        assert stored[0]["device_id"] == (await phone.get("/api/me")).json()["device_id"]


async def test_Y4_a_follower_misses_nothing_with_eight_writers(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    written = {f"writer-{w:02d}": [fact_text(n, origin=f"writer-{w:02d}") for n in range(1, 81)] for w in range(8)}
    async with open_world(tmp_path, page_facts=13) as world:
        writers = {origin: await world.paired("therapist") for origin in written}
        follower = await world.paired()
        seen: list[dict[str, Any]] = []
        is_over = asyncio.Event()

        async def write(origin: str) -> None:
            facts = written[origin]
            while facts:
                size = chance.randint(1, 7)
                await writers[origin].sync(facts[:size])
                facts = facts[size:]

        async def follow() -> None:
            cursor = None
            while True:
                was_over = is_over.is_set()
                answer = await follower.sync(cursor=cursor)
                assert not answer["reset"]
                seen.extend(answer["facts"])
                cursor = answer["cursor"]
                if was_over and not answer["more"]:
                    return

        following = asyncio.create_task(follow())
        await asyncio.gather(*(write(origin) for origin in written))
        is_over.set()
        await following
        assert [fact["pos"] for fact in seen] == list(range(1, 641))
        assert sorted(fact["raw"] for fact in seen) == sorted(text for facts in written.values() for text in facts)


async def test_Y5_a_fact_of_an_unknown_kind_is_kept_as_it_is(tmp_path: Path) -> None:
    newer = fact_text(1, kind="breath_counted", body={"breaths": 12, "deep": {"er": [1, None, 2.5]}}, colour="blue")
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        assert (await phone.sync([newer]))["refused"] == []
        assert (await phone.read_all())[0] == [newer]


HOLD = {
    "step": 0,
    "point": "upper-trapezius",
    "side": "left",
    "repeat": 1,
    "attempt": 1,
    "planned_ms": 30000,
    "held_ms": 30000,
    "observed_ms": 30000,
    "paused_ms": 0,
    "ended_by": "time",
    "ratings": [{"after_ms": 1000, "nrs": 5}],
}

BAD_FACTS = [
    ("not json", "$"),
    ("[]", "$"),
    ('{"id": "0190aaaa-0000-7000-8000-00000000000', "$"),
    ("[" * 100_000, "$"),
    ('{"body": ' + '{"a":' * 100_000, "$"),
    (fact_text(1, at=-1), "$.at"),
    (fact_text(1, seq=2**64), "$.seq"),
    (fact_text(1, seq=True), "$.seq"),
    (fact_text(1, id="UPPER CASE"), "$.id"),
    (fact_text(1, subject="session-0001\n"), "$.subject"),
    (fact_text(1, body=[]), "$.body"),
    (fact_text(1).replace("note 1", "half a pair \\ud83d"), "$"),
    (fact_text(1, kind="hold_ended", body={**HOLD, "held_ms": "30000"}), "$.body.held_ms"),
    (fact_text(1, kind="hold_ended", body={**HOLD, "ratings": [{"after_ms": 1, "nrs": 11}]}), "$.body.ratings[0].nrs"),
    (fact_text(1, kind="hold_ended", body={**HOLD, "ended_by": "boredom"}), "$.body.ended_by"),
    (fact_text(1, kind="pain_rated", body={"when": "before", "nrs": 3}), "$.body"),
    (
        fact_text(1, kind="protocol_saved", body={"replaces": None, "digest": "0" * 64, "version": "{}"}),
        "$.body.digest",
    ),
    (
        fact_text(1, kind="protocol_saved", body={"replaces": None, "digest": "0" * 64, "version": "{"}),
        "$.body.version",
    ),
]


@pytest.mark.parametrize(("bad", "path"), BAD_FACTS, ids=[str(number) for number in range(len(BAD_FACTS))])
async def test_Y6_a_bad_fact_is_refused_by_field_and_blocks_no_other(tmp_path: Path, bad: str, path: str) -> None:
    good = fact_text(7, kind="hold_ended", body=HOLD)
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        answer = await phone.sync([fact_text(5), bad, good])
        assert [fault["type"] for fault in answer["refused"]] == ["invalid"]
        assert answer["refused"][0]["detail"].startswith(f"{path}: ")
        assert answer["refused"][0]["id"] in ("#1", id_of(fact_text(1)))
        assert (await phone.read_all())[0] == [fact_text(5), good]


async def test_Y6_a_time_far_out_is_still_kept(tmp_path: Path) -> None:
    late = fact_text(1, at=253_402_300_799_999)
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        assert (await phone.sync([late]))["refused"] == []
        assert (await phone.read_all())[0] == [late]


async def test_Y7_a_cursor_of_another_log_starts_over_and_takes_the_push(tmp_path: Path) -> None:
    facts = [fact_text(number) for number in range(1, 4)]
    foreign = [
        "",
        "rubbish",
        "0" * 500,
        "000000000000.2." + "0" * 32,
        "{epoch}.2." + "0" * 32,
        "{epoch}.0." + "1" * 32,
        "{epoch}.99999999." + "0" * 32,
    ]
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        await phone.sync(facts)
        for cursor in foreign:
            answer = await tablet.sync([fact_text(4)], cursor.replace("{epoch}", world.app.practice.epoch))
            assert answer["reset"], cursor
            assert [fact["raw"] for fact in answer["facts"]] == facts
            assert not (await tablet.sync(cursor=answer["cursor"]))["reset"]


async def test_Y7_a_restored_older_copy_is_noticed_and_healed_by_its_devices(tmp_path: Path) -> None:
    facts = [fact_text(number) for number in range(1, 7)]
    other = [fact_text(number, origin="origin-b") for number in range(1, 7)]
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        await phone.sync(facts[:3])
    shutil.copy(tmp_path / "holdwell.sqlite3", tmp_path / "older copy")
    async with open_world(tmp_path, world.clock) as world:
        phones = [await world.paired()]
        cursor = (await phones[0].sync(facts[3:]))["cursor"]
    shutil.copy(tmp_path / "older copy", tmp_path / "holdwell.sqlite3")
    async with open_world(tmp_path, world.clock) as world:
        tablet, phone = await world.paired(), await world.paired()
        behind = await phone.sync(cursor=cursor)
        assert behind["reset"]
        # The log goes on differently, past the position that the phone had read: still noticed.
        await tablet.sync(other)
        answer = await phone.sync(cursor=cursor)
        assert answer["reset"]
        healed = await phone.sync(facts, answer["cursor"])
        assert not healed["reset"]
        assert healed["receipts"] == [
            {"subject": "session-0001", "origin": "origin-a", "count": 6, "digest": receipt_of(facts)}
        ]
        assert sorted((await tablet.read_all())[0]) == sorted(facts + other)


async def test_Y8_a_poll_with_nothing_new_is_304_and_anything_new_is_not(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        cursor = (await phone.sync([fact_text(1)]))["cursor"]
        poll = await phone.get("/api/sync", params={"cursor": cursor})
        assert poll.status_code == 200
        quiet = {"if-none-match": poll.headers["etag"]}
        nothing = await phone.get("/api/sync", params={"cursor": cursor}, headers=quiet)
        assert (nothing.status_code, nothing.content) == (304, b"")
        await tablet.sync([fact_text(1, origin="origin-b")])
        something = await phone.get("/api/sync", params={"cursor": cursor}, headers=quiet)
        assert [fact["raw"] for fact in something.json()["facts"]] == [fact_text(1, origin="origin-b")]
        assert (await world.browser().get("/api/sync", params={"cursor": cursor}, headers=quiet)).status_code == 401


async def test_Y8_an_empty_poll_is_304_again_after_a_restart_and_with_any_spelling(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        cursor = (await phone.sync([fact_text(1)]))["cursor"]
        token = world.token(phone)
    async with open_world(tmp_path, world.clock) as world:
        phone = world.browser()
        phone.cookies.set("holdwell_device", token)
        for etag in (f'W/"{cursor}"', f'W/"{cursor}"', f'"{cursor}"', "*", f'"other", W/"{cursor}"'):
            answer = await phone.get("/api/sync", params={"cursor": cursor}, headers={"if-none-match": etag})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", f'W/"{cursor}"')
            assert answer.headers["cache-control"] == "no-store"
            assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_A4_an_empty_poll_hands_out_a_cookie_that_is_due(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        cursor = (await phone.sync([fact_text(1)]))["cursor"]
        quiet = {"if-none-match": f'W/"{cursor}"'}
        given = []
        for hours in (0, 2, 25, 25):
            world.clock.time_ms += hours * 3600 * 1000
            for _ in range(2):
                answer = await phone.get("/api/sync", params={"cursor": cursor}, headers=quiet)
                assert answer.status_code == 304
                given.append("set-cookie" in answer.headers)
        assert given == [False, False, False, False, True, False, True, False]


async def test_all_who_ask_the_same_at_once_share_one_reading_until_there_is_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_world(tmp_path) as world:
        phones = [await world.paired() for _ in range(5)]
        cursor = (await phones[0].sync([fact_text(1)]))["cursor"]
        for phone in phones:
            await phone.sync(cursor=cursor)
        await phones[0].sync([fact_text(number) for number in range(2, 12)])
        readings, read = [], world.app.store.page

        async def counted(*what: Any) -> Any:
            readings.append(what)
            return await read(*what)

        monkeypatch.setattr(world.app.store, "page", counted)
        for count in (10, 11):
            answers = await asyncio.gather(*(phone.get("/api/sync", params={"cursor": cursor}) for phone in phones))
            assert {len(answer.json()["facts"]) for answer in answers} == {count}
            assert len(readings) == 1
            await phones[0].sync([fact_text(12)])
            readings.clear()
        plain = await phones[1].get("/api/sync", params={"cursor": cursor}, headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.json() == answers[0].json()


async def test_a_shared_reading_that_fails_fails_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        cursor = (await phone.sync([fact_text(1)]))["cursor"]
        await tablet.sync(cursor=cursor)
        await phone.sync([fact_text(2)])

        async def broken(*what: Any) -> Any:
            raise StoreBroken("the disk")

        with monkeypatch.context() as patched:
            patched.setattr(world.app.store, "page", broken)
            answer = await tablet.get("/api/sync", params={"cursor": cursor})
            assert (answer.status_code, answer.json()["type"]) == (503, "storage-failed")
        assert len((await tablet.get("/api/sync", params={"cursor": cursor})).json()["facts"]) == 1


async def test_pages_end_by_count_and_by_size(tmp_path: Path) -> None:
    facts = [fact_text(number, body={"text": "x" * 3000}) for number in range(1, 8)]
    async with open_world(tmp_path, page_facts=5, page_bytes=7000) as world:
        phone, tablet = await world.paired(), await world.paired()
        await phone.sync(facts)
        page = await tablet.sync()
        assert (len(page["facts"]), page["more"]) == (2, True)
        assert (await tablet.read_all())[0] == facts
    async with open_world(tmp_path, page_facts=5) as world:
        page = await (await world.paired()).sync()
        assert (len(page["facts"]), page["more"]) == (5, True)


async def test_facts_outlive_a_restart(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        cursor = (await phone.sync([fact_text(1)]))["cursor"]
        token = world.token(phone)
    async with open_world(tmp_path, world.clock) as again:
        await check_same(again, token, cursor)


async def check_same(world: World, token: str, cursor: str) -> None:
    phone = world.browser()
    phone.cookies.set("holdwell_device", token)
    assert not (await phone.sync(cursor=cursor))["reset"]
    assert (await phone.read_all()) == ([fact_text(1)], cursor)
