"""Opening a database that must not be touched, that another user's is, or that a restore has left something beside."""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from copies import change, killed_after, some_facts
from disks import disk_under_sqlite
from erased import OF_AA, erase
from holdwell.store.opening import APPLICATION_ID
from holdwell.store.store import StoreUnusable
from worlds import fact_text, open_world


async def test_W7_what_is_refused_keeps_its_log_too(tmp_path: Path) -> None:
    """A database of a newer program, after a power cut: the last connection that closes would write its log into it."""
    data, there = tmp_path / "data", tmp_path / "there"
    await some_facts(data, 1)
    change(data / "holdwell.sqlite3", "CREATE TABLE newer (x)")
    await killed_after(data, there, 2)
    # The number stands on the first page, in the log or in the file.
    reader = sqlite3.connect(there / "holdwell.sqlite3", isolation_level=None)
    reader.execute("PRAGMA user_version = 99")
    kept = tmp_path / "kept"
    shutil.copytree(there, kept)
    reader.close()
    before = {file.name: file.read_bytes() for file in kept.iterdir() if not file.name.endswith("-shm")}
    assert before["holdwell.sqlite3-wal"]
    with pytest.raises(StoreUnusable, match="newer Holdwell"):
        await some_facts(kept, 3)
    assert {name: (kept / name).read_bytes() for name in before} == before


async def test_W7_a_database_of_another_user_is_said_to_be_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await some_facts(tmp_path, 1)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(StoreUnusable, match="belongs to another user, and this one may not read and write it"):
        await some_facts(tmp_path, 2)


async def test_a_database_cut_off_in_its_first_moment_is_opened(tmp_path: Path) -> None:
    """A journal that lies beside it is undone, as ever."""
    there = tmp_path / "there"
    there.mkdir()
    writer = sqlite3.connect(tmp_path / "holdwell.sqlite3", isolation_level=None)
    writer.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    writer.execute("PRAGMA cache_size = 1")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("CREATE TABLE half (x)")
    writer.executemany("INSERT INTO half VALUES (?)", [("x" * 3000,)] * 50)
    for side in ("", "-journal"):
        shutil.copy(tmp_path / f"holdwell.sqlite3{side}", there / f"holdwell.sqlite3{side}")
    writer.execute("ROLLBACK")
    writer.close()
    await some_facts(there, 1)
    assert not (there / "holdwell.sqlite3-journal").exists()


async def test_a_new_database_is_for_its_owner_only_in_a_folder_that_is_not(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    async with open_world(tmp_path) as world:
        await (await world.paired()).sync([fact_text(1)])
        sides = [tmp_path / f"holdwell.sqlite3{side}" for side in ("", "-wal", "-shm")]
        assert [file.stat().st_mode & 0o777 for file in sides] == [0o600] * 3


async def test_ER5_the_record_is_written_anew_without_a_file_elsewhere(tmp_path: Path) -> None:
    """SQLite's own way leads through a folder of the system: another disk, maybe, or one that takes no writes."""
    with disk_under_sqlite() as disk:
        async with open_world(tmp_path) as world:
            owner = await world.paired()
            await owner.sync(OF_AA)
            for first in range(1000, 1600, 100):
                await owner.sync([fact_text(n, body={"text": "x" * 9000}) for n in range(first, first + 100)])
            await erase(owner)
        assert set(disk.unnamed) <= {tmp_path}
