"""What root makes for a server whose data belongs to somebody else."""

import asyncio
import os
from pathlib import Path

import pytest

from copies import made, put_back, some_facts
from holdwell import owned
from holdwell.administering import pair
from holdwell.settings import Settings
from holdwell.wire import CodeRequest


class Given:
    """Whatever was given away, by its inode: a test that is not root's own could give nothing to anybody."""

    def __init__(self) -> None:
        self.inodes: set[int] = set()

    def chown(self, what: int | Path, user: int, group: int) -> None:
        assert (user, group) == (os.getuid(), os.getgid()) or os.getuid() == 0
        self.inodes.add((os.fstat(what) if isinstance(what, int) else what.stat()).st_ino)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    given = Given()
    monkeypatch.setattr(owned, "is_root", lambda: True)
    monkeypatch.setattr(os, "chown", given.chown)
    return given


def ungiven(given: Given, folder: Path) -> list[str]:
    """What stands in the folder and was never given away; SQLite gives what it puts beside a database by itself."""
    found = [folder, *folder.rglob("*")]
    return [path.name for path in found if path.stat().st_ino not in given.inodes and not path.name.endswith("-shm")]


async def test_what_root_backs_up_and_restores_belongs_to_the_server_s_user(tmp_path: Path, given: Given) -> None:
    data, there, backups = tmp_path / "data", tmp_path / "there", tmp_path / "data" / "backups"
    await some_facts(data, 1)
    (data / "authority").mkdir()
    (data / "authority" / "authority.pem").write_text("whom the devices trust")
    (data / "erasures.jsonl").write_text('{"client_id": "a"}\n')
    backup = made(data, backups, 3)
    assert sorted(path.name for path in backups.iterdir()) == ["erasures.jsonl", backup.name]
    assert ungiven(given, backups) == []
    there.mkdir()
    put_back(there, backup)
    assert {path.name for path in there.iterdir()} >= {"holdwell.sqlite3", "authority", "erasures.jsonl", "lock"}
    assert set(ungiven(given, there)) == {"there"}


async def test_a_database_that_root_makes_is_the_server_s(tmp_path: Path, given: Given) -> None:
    await asyncio.to_thread(pair, Settings(tmp_path), CodeRequest("owner"))
    assert ungiven(given, tmp_path) == [tmp_path.name]
    assert (tmp_path / "holdwell.sqlite3").stat().st_mode & 0o777 == 0o600


async def test_what_goes_where_others_keep_their_files_stays_root_s(
    tmp_path: Path, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, home = tmp_path / "data", tmp_path / "home"
    await some_facts(data, 1)
    home.mkdir()
    before = set(given.inodes)
    real = Path.stat

    def stat(path: Path, **how: bool) -> os.stat_result:
        found = real(path, **how)
        return os.stat_result((*found[:4], found[4] + 7, *found[5:])) if path == home else found

    monkeypatch.setattr(Path, "stat", stat)
    backup = made(data, home / "mine.sqlite3")
    assert backup.exists()
    assert real(backup).st_ino not in given.inodes - before
