"""A database too large to be looked through before the server answers: it is looked through beside it."""

import asyncio
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from copies import some_facts
from holdwell.process import DISK_FAILED
from holdwell.store import opening
from holdwell.store.checking import Checking
from holdwell.store.store import StoreBroken
from running import Running
from worlds import FakeClock, fact_text, open_world

# A server to which every database is too large.
LARGE = (
    "import sys; import holdwell.store.opening as o; o.CHECKED_UP_TO_BYTES = 0;"
    "from holdwell.cli import main; sys.exit(main())"
)
COMMAND = (sys.executable, "-c", LARGE)
WAY_OUT = "put the last good backup in its place with `uv run holdwell restore FILE`"


@pytest.fixture
def all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "CHECKED_UP_TO_BYTES", 0)


def damage(file: Path) -> bytes:
    """Spoil the end of a file, where the texts are that came last; what it is then."""
    content = bytearray(file.read_bytes())
    content[-16384:] = b"\xa5" * 16384
    file.write_bytes(content)
    return bytes(content)


async def fill(data: Path) -> Path:
    async with open_world(data) as world:
        owner = await world.paired()
        await owner.sync([fact_text(number, body={"text": "x" * 500}) for number in range(1, 400)])
    return data / "holdwell.sqlite3"


def run(data: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [*COMMAND, *words, "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


async def test_W11_one_that_is_whole_is_said_to_be(tmp_path: Path, all_are_large: None) -> None:
    await some_facts(tmp_path, 1)
    clock = FakeClock()
    async with open_world(tmp_path, clock) as world:
        owner = await world.paired()

        async def told() -> int | None:
            at: int | None = (await owner.get("/api/status")).json()["checked_at"]
            return at

        assert await told() is None
        clock.time_ms += 5000
        assert await world.app.checking.run() is None
        assert await told() == clock.time_ms
        assert "holdwell_database_checked_time_seconds" in (await world.browser().get("/metrics")).text


async def test_W11_a_small_one_was_looked_through_before_the_start(tmp_path: Path) -> None:
    await some_facts(tmp_path, 1)
    clock = FakeClock()
    async with open_world(tmp_path, clock) as world:
        owner = await world.paired()
        assert (await owner.get("/api/status")).json()["checked_at"] == clock.time_ms
        # It is not read a second time.
        Path(tmp_path / "holdwell.sqlite3").rename(tmp_path / "elsewhere")
        assert await world.app.checking.run() is None
        Path(tmp_path / "elsewhere").rename(tmp_path / "holdwell.sqlite3")


async def test_W11_a_damaged_one_is_named_and_remembered(tmp_path: Path, all_are_large: None) -> None:
    before = damage(await fill(tmp_path))
    file = tmp_path / "holdwell.sqlite3"
    checking = Checking(file, FakeClock())
    sentence = await checking.run()
    assert sentence is not None
    assert sentence.startswith(f"{file} is damaged (")
    assert WAY_OUT in sentence
    assert (file.read_bytes() == before, checking.checked_at) == (True, None)
    # From now on the start takes the time, and refuses it.
    with pytest.raises(opening.StoreUnusable, match="is damaged"):
        opening.check_file(file, opening.shipped_migrations()[-1].number)


def _not_now(code: int) -> sqlite3.OperationalError:
    failure = sqlite3.OperationalError("not now")
    failure.sqlite_errorcode = code
    return failure


@pytest.mark.parametrize("step", ["faults_in", "looked_at"])
@pytest.mark.parametrize(
    "failure",
    [
        MemoryError(),
        *map(_not_now, (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR_NOMEM)),
    ],
    ids=["memory", "busy", "cannot-open", "io-memory"],
)
async def test_W11_what_is_no_damage_stops_no_server(
    tmp_path: Path, all_are_large: None, monkeypatch: pytest.MonkeyPatch, step: str, failure: Exception
) -> None:
    def fails(_: object) -> list[str]:
        raise failure

    await some_facts(tmp_path, 1)
    monkeypatch.setattr(f"holdwell.store.checking.{step}", fails)
    checking = Checking(tmp_path / "holdwell.sqlite3", FakeClock())
    assert (await checking.run(), checking.checked_at) == (None, None)
    assert not (tmp_path / opening.DAMAGED).exists()


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CORRUPT_INDEX, sqlite3.SQLITE_IOERR_READ])
async def test_W11_what_cannot_be_read_is_damage(
    tmp_path: Path, all_are_large: None, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fails(_: object) -> list[str]:
        raise _not_now(code)

    await some_facts(tmp_path, 1)
    monkeypatch.setattr("holdwell.store.checking.faults_in", fails)
    assert "is damaged (not now)" in (await Checking(tmp_path / "holdwell.sqlite3", FakeClock()).run() or "")
    assert (tmp_path / opening.DAMAGED).exists()


async def test_W11_once_damage_is_known_nothing_more_is_written(tmp_path: Path) -> None:
    async with open_world(tmp_path, FakeClock()) as world:
        await world.paired()
        world.app.store.writer.take_no_more()
        with pytest.raises(StoreBroken):
            await world.app.store.rename_practice(world.app.practice.practice_id, "New name")
        assert "New name" not in [practice.name for practice in await world.app.store.practices()]


async def test_W11_the_server_answers_at_once_and_ends_where_the_look_finds_damage(
    start_server: Callable[..., Running], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    file = await fill(data)
    assert run(data, "backup", str(tmp_path / "good.sqlite3")).returncode == 0
    before = damage(file)
    await asyncio.to_thread(_until_restored, start_server, data, before, tmp_path / "good.sqlite3")


def _until_restored(start_server: Callable[..., Running], data: Path, before: bytes, backup: Path) -> None:
    file = data / "holdwell.sqlite3"
    server = start_server(data, command=COMMAND)
    assert server.url
    assert server.wait(within_s=20) == DISK_FAILED
    said = "".join(server.lines)
    assert f"holdwell: stopped: {file} is damaged (" in said
    assert WAY_OUT in said
    assert "Traceback" not in said
    # What a start writes lies in its log still: the damaged file was left as it was.
    assert file.read_bytes() == before
    refused = run(data, "serve", "--port", "0")
    assert refused.returncode == 1
    assert f"{file} is damaged (" in refused.stderr
    assert "serving on" not in refused.stdout
    assert file.read_bytes() == before
    assert run(data, "restore", str(backup)).returncode == 0
    again = start_server(data, command=COMMAND)
    assert again.wait_for(re.compile(r"(database looked through)"))
    assert httpx.get(f"{again.url}/api/health/ready").status_code == 200
    assert again.stop() == 0
    assert not (data / opening.DAMAGED).exists()


async def test_W11_a_stop_does_not_wait_for_the_look(
    tmp_path: Path, all_are_large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, is_told = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def long(connection: sqlite3.Connection) -> list[str]:
        loop.call_soon_threadsafe(began.set)
        # The word comes between two statements.
        is_told.wait()
        counted = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e12) SELECT max(i) FROM n"
        return [str(connection.execute(counted).fetchone())]

    await some_facts(tmp_path, 1)
    monkeypatch.setattr("holdwell.store.checking.faults_in", long)
    looking = asyncio.create_task(Checking(tmp_path / "holdwell.sqlite3", FakeClock()).run())
    await began.wait()
    looking.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    is_told.set()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(looking, 10)
