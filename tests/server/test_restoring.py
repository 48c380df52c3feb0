"""Restoring where it is hard: cut off at each step, with logs lying about, on full disks, with several practices."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from copies import SecondClock, asked, killed_after, made, nonsense, notes_in, of_devices, put_back, some_facts
from cutting import KILLED
from disks import disk_under_sqlite
from erased import OF_AA, SECRET, erase
from holdwell.administering import forget_again
from holdwell.restore import RestoreError
from holdwell.settings import Settings
from holdwell.store import audit
from holdwell.store.store import StoreUnusable
from worlds import CONTROL_TOKEN, FakeClock, fact_text, open_world

TOP = Path(__file__).parents[2]
MOST_STEPS = 90
WAYS = [str(TOP / "tests" / "support"), str(TOP / "server")]


async def test_BK5_a_restore_that_is_killed_at_any_step_is_done_again_and_loses_nothing(tmp_path: Path) -> None:
    data, backup, template = tmp_path / "data", tmp_path / "backup.sqlite3", tmp_path / "template"
    async with open_world(data) as world:
        await (await world.paired()).sync([fact_text(1)])
    (data / "authority").mkdir()
    (data / "authority" / "authority.pem").write_text("whom the devices trust")
    made(data, backup)
    # Two more since, of which the last stands in the log only; and a device that was paired since.
    await killed_after(data, template, 2)
    before = asked(template / "holdwell.sqlite3", "SELECT count(*) FROM devices")
    folders = [tmp_path / f"killed-{number}" for number in range(MOST_STEPS)]
    for folder in folders:
        shutil.copytree(template, folder)
    command = [sys.executable, str(TOP / "tests" / "support" / "cutting.py"), str(backup), *map(str, folders)]
    ways = {**os.environ, "PYTHONPATH": os.pathsep.join(WAYS)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=ways)
    assert done.returncode == 0, done.stderr
    ends = [int(line) for line in done.stdout.split()]
    whole = ends.index(0)
    assert ends == [KILLED] * whole + [0]
    assert whole > 20
    refused = 0
    for folder in folders[: whole + 1]:
        refused += await is_refused_or_as_it_was(folder, is_whole=folder == folders[whole])
        put_back(folder, backup)
        assert notes_in(folder / "holdwell.sqlite3") == [fact_text(1)]
        assert asked(folder / "holdwell.sqlite3", "SELECT count(*) FROM devices") == before
        assert [fact_text(1), fact_text(2)] in [notes_in(kept) for kept in folder.glob("replaced-*.sqlite3")]
        assert (folder / "authority" / "authority.pem").read_text() == "whom the devices trust"
        left = {path.name for path in folder.rglob("*") if path.is_file() and path.stat().st_size}
        assert [name for name in left if "unfinished" in name or "restoring" in name or name.endswith("-wal")] == []
    assert refused > 0


async def is_refused_or_as_it_was(folder: Path, *, is_whole: bool) -> bool:
    """Start on what is left. True where nothing starts; else it is on the whole of before, or of the backup."""
    copy = folder.with_name(f"{folder.name}-started")
    shutil.copytree(folder, copy)
    if not (copy / "holdwell.sqlite3").exists():
        with pytest.raises(StoreUnusable, match="was cut off: do it again"):
            await some_facts(copy, 3)
        return True
    async with open_world(copy, SecondClock()) as world:
        texts = of_devices((await (await world.paired()).read_all())[0])
    is_new = is_whole or list(folder.glob("replaced-*")) != []
    assert texts == ([fact_text(1)] if is_new else [fact_text(1), fact_text(2)])
    assert not list(copy.glob("restoring*")), "it holds all that a database holds"
    return False


async def test_BK5_the_log_of_a_database_that_is_gone_never_comes_into_the_new_one(tmp_path: Path) -> None:
    """Somebody threw the damaged database away and left its log: SQLite would put that over the one restored."""
    data, backup, there = tmp_path / "data", tmp_path / "backup.sqlite3", tmp_path / "there"
    await some_facts(data, 1)
    made(data, backup)
    await killed_after(data, there, 2, 3)
    (there / "holdwell.sqlite3").unlink()
    with pytest.raises(StoreUnusable, match=r"is missing or empty, and .*-wal holds what was written to it last"):
        await some_facts(there, 4)
    log = (there / "holdwell.sqlite3-wal").read_bytes()
    put_back(there, backup)
    assert notes_in(there / "holdwell.sqlite3") == [fact_text(1)]
    assert [kept.read_bytes() for kept in there.glob("replaced-*.sqlite3-wal")] == [log]


async def test_BK5_a_second_restore_within_a_second_keeps_what_the_first_one_kept(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    await some_facts(data, 1)
    made(data, backup)
    await some_facts(data, 2)
    kept = {put_back(data, backup).replaced for _ in range(3)}
    assert len(kept) == 3
    assert sorted(len(notes_in(file)) for file in kept if file) == [1, 1, 2]


async def test_BK5_what_a_restore_left_is_no_backup(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    await some_facts(data, 1)
    made(data, backup)
    left = data / "restoring.sqlite3"
    (data / "holdwell.sqlite3").rename(data / "replaced-20270115-080000Z.sqlite3")
    shutil.copy(backup, left)
    with pytest.raises(RestoreError, match=r"is what a restore left that was cut off. Name a backup"):
        put_back(data, left)
    assert left.read_bytes() == backup.read_bytes()


async def test_BK5_a_disk_that_fills_up_while_restoring_leaves_what_was_there(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    await some_facts(data, 1)
    made(data, backup)
    (backup.parent / "erasures.jsonl").write_text("".join(f'{{"client_id": "{number}"}}\n' for number in range(99)))
    await some_facts(data, 2)
    before = (data / "holdwell.sqlite3").read_bytes()
    with disk_under_sqlite() as disk:
        disk.is_full = True
        with pytest.raises(RestoreError, match=r"^Nothing was restored: .*the disk is full"):
            put_back(data, backup)
    assert (data / "holdwell.sqlite3").read_bytes() == before
    assert not list(data.glob("restoring*"))
    put_back(data, backup)
    assert notes_in(data / "holdwell.sqlite3") == [fact_text(1)]


async def test_BK5_a_log_that_cannot_be_folded_in_fails_the_restore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up only as the last pages of the new database would go from its log into it."""
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    await some_facts(data, 1)
    made(data, backup)
    before, real = (data / "holdwell.sqlite3").read_bytes(), audit.note
    with disk_under_sqlite() as disk:

        def note(*arguments: Any) -> Any:
            disk.is_full_beside_logs = True
            return real(*arguments)

        monkeypatch.setattr(audit, "note", note)
        with pytest.raises(RestoreError, match=r"^Nothing was restored: .*the disk is full"):
            put_back(data, backup)
    assert (data / "holdwell.sqlite3").read_bytes() == before
    assert not list(data.glob("restoring*"))


async def test_BK6_what_removed_devices_handed_over_after_the_backup_still_waits(tmp_path: Path) -> None:
    """They were told that it is kept, and keep it no longer."""
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    async with open_world(data) as world:
        owner, tablet = await world.paired(), await world.paired("therapist")
        made(data, backup)
        await owner.write(f"/api/devices/{await tablet.device_id()}/revoke", {})
        handed = await tablet.write("/api/handover", {"facts": [fact_text(7)]})
        assert handed.status_code == 200, handed.text
        cookie = world.token(owner)
    put_back(data, backup)
    async with open_world(data) as world:
        owner = world.browser(cookie=cookie)
        removed = (await owner.get("/api/devices")).json()["removed"]
        assert [each["facts"] for each in removed] == [1]


async def test_BK6_a_code_that_was_used_after_the_backup_is_not_good_again(tmp_path: Path) -> None:
    data, backup, clock = tmp_path / "data", tmp_path / "backup.sqlite3", FakeClock()
    async with open_world(data, clock) as world:
        await world.paired()
        code = await world.code("therapist")
        made(data, backup)
        await world.paired_by_code(code)
    put_back(data, backup)
    async with open_world(data, clock) as world:
        again = await world.browser().write("/api/pair", {"code": code, "device_name": "whoever found it"})
        assert (again.status_code, again.json()["type"]) == (403, "code-not-valid")


async def test_BK6_a_practice_that_the_backup_has_not_is_named(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    async with open_world(data) as world:
        await (await world.paired()).sync([fact_text(1)])
        made(data, backup)
        added = await world.browser().write(
            "/api/practices", {"name": "Mill Lane"}, authorization=f"Bearer {CONTROL_TOKEN}"
        )
        assert added.status_code == 201, added.text
    found = put_back(data, backup).found
    assert found is not None
    assert found.missing == ["Mill Lane"]
    nonsense(data / "holdwell.sqlite3")
    assert put_back(data, backup).found is None


async def test_BK6_whoever_was_erased_is_gone_before_the_server_starts(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    async with open_world(data) as world:
        owner = await world.paired()
        await owner.sync(OF_AA)
        made(data, backup)
        await erase(owner)
    put_back(data, backup)
    assert SECRET.encode() in (data / "holdwell.sqlite3").read_bytes()
    await asyncio.to_thread(forget_again, Settings(data))
    assert SECRET.encode() not in (data / "holdwell.sqlite3").read_bytes()


async def test_BK5_the_files_beside_are_put_back_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, backup, new = tmp_path / "data", tmp_path / "backup.sqlite3", tmp_path / "new"
    await some_facts(data, 1)
    (data / "authority").mkdir()
    (data / "authority" / "authority.pem").write_text("whom the devices trust")
    made(data, backup)
    real = os.fsync

    def full(descriptor: int) -> None:
        if (new / "authority").exists():
            raise OSError(28, "No space left on device")
        real(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(RestoreError, match="No space left on device"):
            put_back(new, backup)
    assert list((new / "authority").iterdir()) == []
    put_back(new, backup)
    assert (new / "authority" / "authority.pem").read_text() == "whom the devices trust"
