"""The daily backup: when it is due, and what is said where it failed."""

from pathlib import Path

from holdwell.backup import Failed, Last, Note, note_failure, read_note, write_note
from holdwell.schedule import AGAIN_AFTER_MS, Schedule, is_due, last_hour
from holdwell.settings import Settings
from worlds import START_MS, FakeClock, open_world

DAY_MS = 24 * 3600 * 1000
HOUR_MS = 3600 * 1000


def test_BK7_it_is_time_once_a_day_from_the_hour_on() -> None:
    nine = last_hour(9, START_MS)
    assert 0 <= START_MS - nine < 25 * HOUR_MS
    assert is_due(Note(), 9, START_MS)
    for at, due in ((nine - 1, True), (nine, False), (nine + HOUR_MS, False), (nine + 3 * DAY_MS, True)):
        note = Note(Last(at, "file", 1, 1, {}))
        assert is_due(note, 9, nine + 2 * HOUR_MS) is due, at
    late = Note(Last(nine - 1, "file", 1, 1, {}), Failed(nine + 5, "the disk is full"))
    assert not is_due(late, 9, nine + 5 + AGAIN_AFTER_MS - 1)
    assert is_due(late, 9, nine + 5 + AGAIN_AFTER_MS)


async def test_BK7_a_failure_is_remembered_told_and_over_with_the_next_good_one(tmp_path: Path) -> None:
    clock, answers, tried = FakeClock(), [None, "the disk is full", None], []

    async def backer(settings: Settings) -> str | None:
        tried.append(clock.time_ms)
        why = answers.pop(0)
        if why is None:
            write_note(tmp_path, Note(Last(clock.time_ms, str(tmp_path / "copy"), 5, 1, {})))
        return why

    async with open_world(tmp_path, clock) as world:
        owner = await world.paired()
        schedule = Schedule(Settings(tmp_path), clock, lambda: bool(tried) or clock.time_ms > START_MS, backer)

        async def told() -> tuple[int | None, str]:
            backups = (await owner.get("/api/status")).json()["backups"]
            return backups["last_at"], backups["failure"]

        await schedule.look()
        assert (tried, await told()) == ([], (None, ""))
        clock.time_ms += 1
        await schedule.look()
        await schedule.look()
        first = clock.time_ms
        assert (tried, await told()) == ([first], (first, ""))
        clock.time_ms += DAY_MS
        await schedule.look()
        await schedule.look()
        assert (len(tried), await told()) == (2, (first, "the disk is full"))
        clock.time_ms += AGAIN_AFTER_MS
        await schedule.look()
        assert (len(tried), await told()) == (3, (clock.time_ms, ""))
        assert answers == []
        off = Schedule(Settings(tmp_path, backup_hour=None), clock, lambda: True, backer)
        clock.time_ms += DAY_MS
        await off.look()
        assert len(tried) == 3


def test_a_note_that_cannot_be_read_is_no_note(tmp_path: Path) -> None:
    note_failure(tmp_path, START_MS, "why")
    assert read_note(tmp_path) == Note(None, Failed(START_MS, "why"))
    (tmp_path / "backups.json").write_text("{")
    assert read_note(tmp_path) == Note()
