"""What a client's device may hand in: so much a day, and nothing while the disk has little room; all the rest waits."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from holdwell.settings import Settings
from holdwell.space import Space
from worlds import Browser, FakeClock, World, fact_text, open_world, receipt_of

DAY_MS = 24 * 3600 * 1000
CLIENT = "client-aa"


class Usage(NamedTuple):
    """What `shutil.disk_usage` answers with."""

    total: int
    used: int
    free: int


def texts(first: int, count: int, words: str = "eased") -> list[str]:
    return [
        fact_text(number, origin="origin-phone", client_id=CLIENT, body={"text": words})
        for number in range(first, first + count)
    ]


async def phone_and_tablet(world: World) -> tuple[Browser, Browser]:
    return await world.paired("client", CLIENT), await world.paired("therapist")


async def test_A18_what_a_client_hands_in_is_bounded_and_waits_without_being_refused(tmp_path: Path) -> None:
    clock = FakeClock()
    async with open_world(tmp_path, clock, client_facts_a_day=100) as world:
        phone, tablet = await phone_and_tablet(world)
        cursor = (await phone.sync(texts(1, 60)))["cursor"]
        answer = await phone.write("/api/sync", {"cursor": cursor, "facts": texts(61, 60)})
        problem = answer.json()
        assert (answer.status_code, problem["type"], problem["limit"]) == (429, "too-much-today", 100)
        assert "Nothing is lost" in problem["detail"]
        assert int(answer.headers["retry-after"]) == pytest.approx(0.2 * DAY_MS / 1000, abs=60)
        # Not one of them was taken, the log has not moved, and reading goes on.
        assert (await tablet.read_all())[0] == texts(1, 60)
        assert (await phone.get("/api/sync", params={"cursor": cursor})).json()["facts"] == []
        # What fits is taken, and what is held already is proven at any time: a lost answer must not hold up anything.
        assert (await phone.sync(texts(61, 40)))["receipts"][0]["count"] == 100
        again = await phone.sync(texts(1, 100))
        assert (again["refused"], again["receipts"][0]["digest"]) == ([], receipt_of(texts(1, 100)))
        # As time goes by there is room again, by and by.
        assert (await phone.write("/api/sync", {"facts": texts(101, 20)})).status_code == 429
        clock.time_ms += DAY_MS // 5
        assert (await phone.sync(texts(101, 20)))["refused"] == []
        assert (await phone.write("/api/sync", {"facts": texts(121, 1)})).status_code == 429
        # Staff is not measured: a restored server is healed by all that a tablet holds.
        assert (await tablet.sync([fact_text(n, origin="origin-tablet") for n in range(1, 300)]))["refused"] == []


async def test_A18_a_whole_log_of_months_comes_in_by_parts_and_bytes_count_too(tmp_path: Path) -> None:
    clock = FakeClock()
    async with open_world(tmp_path, clock, client_facts_a_day=50, client_bytes_a_day=20_000) as world:
        phone, tablet = await phone_and_tablet(world)
        log, waits = texts(1, 400, words="x" * 300), 0
        for first in range(0, len(log), 10):
            while (answer := await phone.write("/api/sync", {"facts": log[first : first + 10]})).status_code == 429:
                clock.time_ms += int(answer.headers["retry-after"]) * 1000
                waits += 1
            assert answer.json()["refused"] == []
        assert sorted((await tablet.read_all())[0]) == sorted(log)
        size = sum(len(text.encode()) for text in log)
        assert size > 400 / 50 * 20_000
        # No faster than the bytes allow, and not much slower.
        assert size / 20_000 - 1 <= (clock.time_ms - FakeClock().time_ms) / DAY_MS <= size / 20_000
        assert waits > 20


async def test_A18_what_is_larger_than_a_day_goes_alone(tmp_path: Path) -> None:
    clock = FakeClock()
    async with open_world(tmp_path, clock, client_bytes_a_day=2000) as world:
        phone, _ = await phone_and_tablet(world)
        assert (await phone.sync(texts(1, 1)))["refused"] == []
        large = texts(2, 1, words="x" * 5000)
        answer = await phone.write("/api/sync", {"facts": large})
        assert answer.status_code == 429
        clock.time_ms += int(answer.headers["retry-after"]) * 1000
        assert (await phone.sync(large))["receipts"][0]["count"] == 2


async def test_A18_it_is_known_after_a_start_and_a_clock_that_was_wrong_holds_nobody_up(tmp_path: Path) -> None:
    clock = FakeClock()
    async with open_world(tmp_path, clock, client_facts_a_day=10) as world:
        phone, _ = await phone_and_tablet(world)
        await phone.sync(texts(1, 10))
        token = world.token(phone)
    async with open_world(tmp_path, clock, client_facts_a_day=10) as world:
        phone = world.browser(cookie=token)
        assert (await phone.write("/api/sync", {"facts": texts(11, 1)})).status_code == 429
        clock.time_ms -= 30 * DAY_MS
        assert (await phone.sync(texts(11, 1)))["refused"] == []


async def test_A18_each_device_has_its_own_measure(tmp_path: Path) -> None:
    async with open_world(tmp_path, client_facts_a_day=10) as world:
        one, other = await world.paired("client", CLIENT), await world.paired("client", "client-bb")
        await one.sync(texts(1, 10))
        assert (await one.write("/api/sync", {"facts": texts(11, 1)})).status_code == 429
        theirs = [fact_text(n, origin="origin-other", client_id="client-bb") for n in range(1, 11)]
        assert (await other.sync(theirs))["refused"] == []


def test_A18_a_person_never_comes_near_it(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    # Two sessions of 40 holds each day for half a year, each hold with a rating of its own, in one day.
    facts = 180 * 2 * 50
    assert settings.client_facts_a_day > facts
    assert settings.client_bytes_a_day > facts * 400


async def test_W10_with_little_room_on_the_disk_clients_wait_and_staff_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, free = FakeClock(), [0]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free[0]))
    async with open_world(tmp_path, clock, keep_free_bytes=5_000_000) as world:
        phone, tablet = await phone_and_tablet(world)
        owner = await world.paired()
        free[0] = 4_999_999
        answer = await phone.write("/api/sync", {"facts": texts(1, 3)})
        assert (answer.status_code, answer.json()["type"]) == (507, "storage-low")
        assert "nothing is lost" in answer.json()["detail"]
        # It reads on, and the tablet writes on.
        assert (await phone.write("/api/sync", {"facts": []})).status_code == 200
        assert (await tablet.sync([fact_text(1)]))["refused"] == []
        assert (await owner.get("/api/status")).json()["is_disk_low"] is True
        assert (await world.browser().get("/api/health/ready")).status_code == 200
        told = (await world.browser().get("/metrics")).text
        assert "holdwell_disk_free_bytes 4999999" in told
        assert 'holdwell_pushes_put_off_total{why="disk"} 1' in told
        # It is not asked for every push, but a few seconds later it is.
        free[0] = 5_000_000
        assert (await phone.write("/api/sync", {"facts": texts(1, 3)})).status_code == 507
        clock.time_ms += 10_000
        assert (await phone.sync(texts(1, 3)))["refused"] == []
        assert (await owner.get("/api/status")).json()["is_disk_low"] is False


@pytest.mark.parametrize(
    ("total", "free", "is_low"), [(10**12, 5000, False), (10**12, 4999, True), (8000, 2000, False), (8000, 1999, True)]
)
def test_W10_of_a_small_disk_a_quarter_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, total: int, free: int, is_low: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(total, 0, free))
    assert Space(tmp_path, 5000, FakeClock()).is_low() is is_low


async def test_W10_a_clients_device_that_was_removed_waits_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, free = FakeClock(), [10**9]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free[0]))
    async with open_world(tmp_path, clock) as world:
        owner, phone, tablet = (
            await world.paired(),
            await world.paired("client", CLIENT),
            await world.paired("therapist"),
        )
        for device in (phone, tablet):
            assert (await owner.write(f"/api/devices/{await device.device_id()}/revoke", {})).status_code == 200
        free[0] = 1
        clock.time_ms += 10_000
        answer = await phone.write("/api/handover", {"facts": texts(1, 3)})
        assert (answer.status_code, answer.json()["type"]) == (507, "storage-low")
        # Whether it may let go of what it held is answered, and staff hands over.
        assert (await phone.write("/api/handover", {"facts": []})).status_code == 200
        assert (await tablet.write("/api/handover", {"facts": [fact_text(1)]})).json()["count"] == 1
        free[0] = 10**9
        clock.time_ms += 10_000
        assert (await phone.write("/api/handover", {"facts": texts(1, 3)})).json()["count"] == 3


async def test_W10_a_disk_that_cannot_be_asked_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> Usage:
        raise OSError(5, "no answer")

    monkeypatch.setattr(shutil, "disk_usage", fails)
    async with open_world(tmp_path) as world:
        phone, _ = await phone_and_tablet(world)
        assert (await phone.sync(texts(1, 3)))["refused"] == []
        assert "holdwell_disk_free_bytes" not in (await world.browser().get("/metrics")).text


async def test_OP3_what_was_put_off_is_counted_without_saying_whose(tmp_path: Path) -> None:
    async with open_world(tmp_path, client_facts_a_day=1) as world:
        phone, _ = await phone_and_tablet(world)
        await phone.sync(texts(1, 1))
        await phone.write("/api/sync", {"facts": texts(2, 1)})
        told = (await world.browser().get("/metrics")).text
        assert 'holdwell_pushes_put_off_total{why="day"} 1' in told
        assert CLIENT not in told
        assert await phone.device_id() not in told
