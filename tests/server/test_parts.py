"""A record in two parts: a new device of staff begins with the last 90 days, and reads the rest when somebody asks."""

import json
import re
import sqlite3
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from holdwell import wire
from holdwell.core.cursor import Floor, Position, cursor_from_position, position_from_cursor
from holdwell.core.parts import KINDS_OF_ANY_AGE, RECENT_MS
from worlds import Browser, World, fact_text, open_world

DAY_MS = 24 * 60 * 60 * 1000
CLIENT = "client-aa"


def session(number: int, subject: str, **changes: Any) -> str:
    return fact_text(number, subject=subject, **changes)


async def begin(device: Browser) -> dict[str, Any]:
    """The first page of a device that begins with the newer part."""
    answer: dict[str, Any] = (await device.get("/api/sync", params={"recent": "true"})).json()
    msgspec.convert(answer, type=wire.SyncAnswer)
    return answer


async def read_on(device: Browser, answer: dict[str, Any]) -> tuple[list[str], str]:
    """All that follows a first page, with it, and the cursor at the end."""
    texts = [fact["raw"] for fact in answer["facts"]]
    while answer["more"]:
        answer = (await device.get("/api/sync", params={"cursor": answer["cursor"]})).json()
        assert not answer["reset"]
        texts += [fact["raw"] for fact in answer["facts"]]
    return texts, answer["cursor"]


async def read_recent(device: Browser, answer: dict[str, Any]) -> tuple[list[str], str]:
    """All that a device reads by itself after a first page, with it, and the cursor at the end."""
    texts, cursor = await read_on(device, answer)
    place, recent = answer["older"], answer["recent"]
    while recent:
        page = await older(device, place, recent="true")
        texts += [fact["raw"] for fact in page["facts"]]
        place, recent = page["older"], page["recent"]
    return texts, cursor


async def older(device: Browser, before: str, **params: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await device.get("/api/sync/older", params={"before": before, **params})).json()
    msgspec.convert(answer, type=wire.OlderAnswer)
    return answer


async def old_and_new(world: World) -> tuple[list[str], list[str]]:
    """Ten sessions of 200 days ago, three facts each, every other one with a client; and four of last week."""
    phone = await world.paired()
    old = [
        session(3 * n + part + 1, f"session-old-{n:02d}", client_id=CLIENT if n % 2 else None)
        for n in range(10)
        for part in range(3)
    ]
    assert (await phone.sync(old))["refused"] == []
    world.clock.time_ms += 193 * DAY_MS
    new = [session(100 + n, f"session-new-{n // 2}") for n in range(8)]
    assert (await phone.sync(new))["refused"] == []
    world.clock.time_ms += 7 * DAY_MS
    return old, new


async def test_Y14_a_new_device_begins_with_the_last_90_days(tmp_path: Path) -> None:
    async with open_world(tmp_path, page_facts=5) as world:
        old, new = await old_and_new(world)
        tablet = await world.paired("therapist")
        first = await begin(tablet)
        texts, cursor = await read_recent(tablet, first)
        # The latest sessions come first: whatever cuts it off, these are there.
        assert texts == [*new[4:], *new[:4]]
        assert first["older"] is not None
        assert (first["left"], first["recent"]) == (0, len(new))
        last = await older(tablet, first["older"], recent="true")
        place = position_from_cursor((await older(tablet, last["older"], recent="true"))["older"])
        assert place is not None
        assert place.pos == len(old)
        unchanged = await tablet.get("/api/sync", params={"cursor": cursor}, headers={"if-none-match": f'W/"{cursor}"'})
        assert unchanged.status_code == 304
        phone = await world.paired()
        await phone.sync([session(200, "session-new-9")])
        assert [fact["raw"] for fact in (await tablet.sync(cursor=cursor))["facts"]] == [session(200, "session-new-9")]
        # Whoever does not ask for it reads everything, as ever.
        assert (await phone.read_all())[0] == [*old, *new, session(200, "session-new-9")]


async def test_Y14_a_small_record_and_a_clients_device_are_read_whole(tmp_path: Path) -> None:
    async with open_world(tmp_path, page_facts=40) as world:
        old, new = await old_and_new(world)
        first = await begin(await world.paired("therapist"))
        assert (first["older"], (await read_on(await world.paired(), first))[0]) == (None, old + new)
    async with open_world(tmp_path, page_facts=5, way="proxy", public_url="https://practice.example") as world:
        client = await world.paired("client", CLIENT, url="https://practice.example")
        own = [text for text in old if json.loads(text)["client_id"] == CLIENT]
        first = await begin(client)
        assert (first["older"], first["left"]) == (None, 0)
        assert (await read_on(client, first))[0] == own
        assert (await client.get("/api/sync/older", params={"before": first["cursor"]})).status_code == 403


async def test_Y15_a_session_of_both_parts_is_shown_whole(tmp_path: Path) -> None:
    async with open_world(tmp_path, page_facts=5) as world:
        old, new = await old_and_new(world)
        phone, tablet = await world.paired(), await world.paired("therapist")
        await phone.sync([session(201, "session-old-03")])
        texts, cursor = await read_recent(tablet, await begin(tablet))
        assert sorted(texts) == sorted([*old[9:12], *new, session(201, "session-old-03")])
        # Also one that somebody goes back to much later.
        await phone.sync([session(202, "session-old-05"), session(203, "session-new-0")])
        texts, _ = await read_on(tablet, await tablet.sync(cursor=cursor))
        own = [session(202, "session-old-05"), session(203, "session-new-0")]
        assert sorted(texts) == sorted([*old[15:18], *new[:2], *own])


async def test_Y15_a_page_is_bounded_with_all_that_it_brings_along(tmp_path: Path) -> None:
    async with open_world(tmp_path, page_facts=5) as world:
        await old_and_new(world)
        phone, tablet = await world.paired(), await world.paired("therapist")
        _, cursor = await read_on(tablet, await begin(tablet))
        await phone.sync([session(300 + n, f"session-old-{n:02d}") for n in range(10)])
        seen = []
        for _ in range(10):
            answer = (await tablet.get("/api/sync", params={"cursor": cursor})).json()
            seen.append(len(answer["facts"]))
            cursor = answer["cursor"]
        assert (seen, answer["more"]) == ([4] * 10, False)


async def test_Y16_what_is_needed_whatever_its_age_comes_first(tmp_path: Path) -> None:
    async with open_world(tmp_path, page_facts=5) as world:
        phone = await world.paired()
        name = {"name": "A. B.", "replaces": None}
        clients = [
            fact_text(400 + n, kind="client_saved", subject=f"client-{n:02d}", client_id=f"client-{n:02d}", body=name)
            for n in range(7)
        ]
        assert (await phone.sync(clients))["refused"] == []
        await phone.write("/api/clients/client-06/erase", {})
        _, new = await old_and_new(world)
        tablet = await world.paired("therapist")
        texts, _ = await read_recent(tablet, await begin(tablet))
        assert texts[:6] == clients[:6]
        assert [json.loads(text)["kind"] for text in texts[6:7]] == ["client_erased"]
        assert sorted(texts[7:]) == sorted(new)


async def test_Y17_the_older_part_is_read_backwards_each_session_whole(tmp_path: Path) -> None:
    async with open_world(tmp_path, page_facts=7) as world:
        old, new = await old_and_new(world)
        tablet = await world.paired("therapist")
        place: str | None = (await begin(tablet))["older"]
        pages, recent = [], []
        while place is not None:
            page = await older(tablet, place)
            assert not page["reset"]
            pages.append([fact["raw"] for fact in page["facts"]])
            recent.append(page["recent"])
            place = page["older"]
        assert sorted(text for page in pages for text in page) == sorted(old + new)
        # A page that is begun is filled, also beyond the 90 days.
        assert pages[:3] == [new[2:], [*old[27:], *new[:2]], old[21:27]]
        assert recent[:3] == [2, 0, 0]


async def test_Y17_of_one_client_all_that_is_older_is_read_and_nothing_else(tmp_path: Path) -> None:
    async with open_world(tmp_path, page_facts=7) as world:
        old, _ = await old_and_new(world)
        tablet = await world.paired("therapist")
        place: str | None = (await begin(tablet))["older"]
        texts, left = [], []
        while place is not None:
            page = await older(tablet, place, client_id=CLIENT)
            texts += [fact["raw"] for fact in page["facts"]]
            left.append(page["left"])
            place = page["older"]
        assert sorted(texts) == sorted(text for text in old if json.loads(text)["client_id"] == CLIENT)
        assert left == [9, 3, 0]


async def test_Y17_every_page_leads_on_however_small_it_must_be(tmp_path: Path) -> None:
    async with open_world(tmp_path, page_facts=1) as world:
        old, new = await old_and_new(world)
        tablet = await world.paired("therapist")
        place: str | None = (await begin(tablet))["older"]
        seen: set[str] = set()
        for _ in range(60):
            if place is None:
                break
            page = await older(tablet, place)
            seen |= {fact["raw"] for fact in page["facts"]}
            place = page["older"]
        assert (place, seen) == (None, set(old + new))


async def test_Y7_Y14_a_cursor_with_a_floor_of_another_log_starts_over(tmp_path: Path) -> None:
    async with open_world(tmp_path, page_facts=5) as world:
        old, new = await old_and_new(world)
        tablet = await world.paired("therapist")
        first = await begin(tablet)
        for cursor in (first["cursor"], (await read_on(tablet, first))[1]):
            place = position_from_cursor(cursor)
            assert place is not None
            assert place.floor == Floor(len(old + new), place.floor.chain if place.floor else b"")
            assert cursor_from_position(place) == cursor
            foreign = place._replace(floor=Floor(len(old + new), b"x" * 16))
            answer = await tablet.sync(cursor=cursor_from_position(foreign))
            assert answer["reset"]
            assert answer["older"] is None
            assert (await tablet.read_all(answer["cursor"]))[0] == (old + new)[5:]
        elsewhere = cursor_from_position(Position("0" * 12, 3, b"x" * 16))
        assert (await older(tablet, elsewhere)) == {"older": None, "reset": True, "facts": [], "left": 0, "recent": 0}
        assert (await older(tablet, "nonsense"))["reset"]


async def test_Y17_what_was_erased_is_in_neither_part(tmp_path: Path) -> None:
    async with open_world(tmp_path, page_facts=5) as world:
        old, new = await old_and_new(world)
        phone, tablet = await world.paired(), await world.paired("therapist")
        first = await begin(tablet)
        await phone.write(f"/api/clients/{CLIENT}/erase", {})
        place, seen = first["older"], []
        while place is not None:
            page = await older(tablet, place)
            seen += [fact["raw"] for fact in page["facts"]]
            place = page["older"]
        assert sorted(seen) == sorted(text for text in [*old, *new] if json.loads(text)["client_id"] is None)
        assert (await older(tablet, first["older"], client_id=CLIENT))["facts"] == []
        word = (await tablet.sync(cursor=first["cursor"]))["facts"]
        assert [json.loads(fact["raw"])["kind"] for fact in word] == ["client_erased"]


def test_Y16_the_index_names_the_same_kinds() -> None:
    sql = (resources.files("holdwell.store") / "migrations" / "0004_any_age.sql").read_text(encoding="utf-8")
    assert set(re.findall(r"'(\w+)'", sql)) == KINDS_OF_ANY_AGE
    assert RECENT_MS == 90 * DAY_MS


async def test_Y16_finding_them_walks_through_no_sessions(tmp_path: Path) -> None:
    async with open_world(tmp_path, page_facts=5) as world:
        await old_and_new(world)
    with sqlite3.connect(next(tmp_path.glob("*.sqlite3"))) as connection:
        kinds = ", ".join(repr(kind) for kind in sorted(KINDS_OF_ANY_AGE))
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN SELECT pos FROM facts WHERE practice_id = 'x' AND pos > 1 AND kind IN ({kinds})"
        ).fetchall()
    assert "facts_of_any_age" in plan[0][3]
