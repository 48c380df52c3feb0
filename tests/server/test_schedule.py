"""The daily backup: when it is due, and what is said where it failed."""

import datetime
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdwell.backup import Failed, Last, Note, note_failure, read_note, write_note
from holdwell.schedule import AGAIN_AFTER_MS, Schedule, back_up_beside, is_due, last_hour
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


MINUTE_MS = 60 * 1000


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where the clocks go forward at 2 on 28 March 2027, and back at 3 on 31 October."""
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_berlin")
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 4, 23])
@pytest.mark.parametrize("begins", [datetime.datetime(2027, 3, 26, 12), datetime.datetime(2027, 10, 29, 12)])
def test_BK7_it_is_once_a_day_also_when_the_clocks_are_changed(hour: int, begins: datetime.datetime) -> None:
    now = int(begins.timestamp() * 1000)
    end, made_at = now + 5 * DAY_MS, list[int]()
    while now < end:
        if is_due(Note(Last(made_at[-1] if made_at else now - HOUR_MS, "file", 1, 1, {})), hour, now):
            made_at.append(now)
        now += MINUTE_MS
    shown = [datetime.datetime.fromtimestamp(at / 1000) for at in made_at]
    days = [each.date() for each in shown]
    assert days == sorted(set(days))
    assert len(shown) == 5
    # The hour that is left out in spring counts as the next.
    assert {(each.hour, each.minute) for each in shown} <= {(hour, 0), *([(3, 0)] if hour == 2 else [])}


async def test_BK7_a_disk_that_takes_no_note_is_not_asked_again_every_minute(tmp_path: Path) -> None:
    clock, tried = FakeClock(), list[int]()

    async def backer(settings: Settings) -> str:
        tried.append(clock.time_ms)
        return "it was made and is good, but could not be noted: the disk is full"

    schedule = Schedule(Settings(tmp_path / "a folder that takes nothing"), clock, lambda: True, backer)
    for _ in range(120):
        await schedule.look()
        clock.time_ms += MINUTE_MS
    assert len(tried) == 2


async def test_BK7_a_backup_that_was_stopped_with_its_server_is_no_failure(tmp_path: Path) -> None:
    clock = FakeClock()

    async def backer(settings: Settings) -> str:
        return ""

    await Schedule(Settings(tmp_path), clock, lambda: True, backer).look()
    assert read_note(tmp_path) == Note()


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", ""),
        ("raise SystemExit(130)", ""),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "the system ended the command (SIGKILL)"),
        (
            "import sys; sys.exit('holdwell: No backup was made: it is full.')",
            "No backup was made: it is full.",
        ),
        ("raise ValueError('about Quince')", "and why is not known"),
    ],
)
async def test_OP1_the_command_s_own_sentence_is_told_and_no_other_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: str, says: str
) -> None:
    command = tmp_path / "python"
    command.write_text(f"#!{sys.executable}\n{ends}\n")
    command.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(command))
    why = await back_up_beside(Settings(tmp_path))
    assert why is not None
    assert says in why if says else why == ""
    assert "Quince" not in why


def test_a_note_that_cannot_be_read_is_no_note(tmp_path: Path) -> None:
    note_failure(tmp_path, START_MS, "why")
    assert read_note(tmp_path) == Note(None, Failed(START_MS, "why"))
    (tmp_path / "backups.json").write_text("{")
    assert read_note(tmp_path) == Note()
