"""Which backups go and which stay, what a backup may be written over, and what is left where a disk is full."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from copies import change, made, nonsense, notes_in, put_back, some_facts
from disks import disk_under_sqlite
from holdwell import backup
from holdwell.backup import BackupError, back_up, copies_kept, merge_erasures, read_note
from holdwell.restore import RestoreError
from worlds import START_MS, FakeClock, fact_text

DAY_MS = 24 * 3600 * 1000


@contextmanager
def room_for(most_bytes: int) -> Iterator[None]:
    """No file grows beyond this: what is too long is written in part, as on a disk that fills up."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_BK4_a_clock_that_ran_ahead_never_costs_the_newest(tmp_path: Path) -> None:
    data, folder, clock = tmp_path / "data", tmp_path / "copies", FakeClock()
    await some_facts(data, 1)
    before = [made(data, folder, 3, clock)]
    clock.time_ms += 900 * DAY_MS
    ahead = []
    for _ in range(3):
        clock.time_ms += DAY_MS
        ahead.append(made(data, folder, 3, clock))
    assert sorted(folder.glob("*.sqlite3")) == ahead
    # The clock is put right: what it named stands in the future.
    clock.time_ms = START_MS + DAY_MS
    for number in range(1, 4):
        clock.time_ms += DAY_MS
        before.append(made(data, folder, 3, clock))
        assert before[-1].exists()
        assert sorted(folder.glob("*.sqlite3")) == sorted([*before[1:], *ahead[number:]])
    last = read_note(data).last
    assert last is not None
    assert Path(last.file) == before[-1]


async def test_BK4_another_server_s_backups_in_the_same_folder_are_not_counted(tmp_path: Path) -> None:
    """Two servers with one folder; or one that began anew after a loss, and must not outlive what is left of before."""
    folder, clock = tmp_path / "copies", FakeClock()
    await some_facts(tmp_path / "one", 1)
    await some_facts(tmp_path / "two", 2)
    change(tmp_path / "two" / "holdwell.sqlite3", "UPDATE practices SET practice_id = 'another'")
    for table in ("counters", "facts", "devices"):
        change(tmp_path / "two" / "holdwell.sqlite3", f"UPDATE {table} SET practice_id = 'another'")
    first = [made(tmp_path / "one", folder, 2, clock)]
    for _ in range(4):
        clock.time_ms += DAY_MS
        second = made(tmp_path / "two", folder, 2, clock)
    assert first[0].exists()
    assert second.exists()
    assert len(list(folder.glob("*.sqlite3"))) == 3


async def test_BK4_a_backup_that_rotted_is_not_counted_as_one(tmp_path: Path) -> None:
    data, folder, clock = tmp_path / "data", tmp_path / "copies", FakeClock()
    await some_facts(data, 1)
    files = []
    for number in range(4):
        clock.time_ms += DAY_MS
        files.append(made(data, folder, 2, clock))
        if number == 1:
            nonsense(files[-1])
    assert [file.exists() for file in files] == [False, True, True, True]


async def test_BK4_only_what_a_backup_left_is_cleared_away(tmp_path: Path) -> None:
    data, folder, clock = tmp_path / "data", tmp_path / "copies", FakeClock()
    await some_facts(data, 1)
    folder.mkdir()
    left, mine = folder / ".holdwell-20200101-000000Z.sqlite3.unfinished-journal", folder / ".novel.txt.unfinished"
    for file in (left, mine):
        file.write_text("half of it")
    clock.time_ms = int(mine.stat().st_mtime * 1000) + 2 * DAY_MS
    made(data, folder, 3, clock)
    assert (left.exists(), mine.exists()) == (False, True)


async def test_BK3_only_a_backup_of_the_same_practice_gives_way(tmp_path: Path) -> None:
    one, two, target = tmp_path / "one", tmp_path / "two", tmp_path / "stick" / "holdwell.sqlite3"
    target.parent.mkdir()
    await some_facts(one, 1)
    await some_facts(two, 2)
    change(two / "holdwell.sqlite3", "UPDATE practices SET practice_id = 'another'")
    for table in ("counters", "facts", "devices"):
        change(two / "holdwell.sqlite3", f"UPDATE {table} SET practice_id = 'another'")
    made(one, target)
    # The database of another server is none, the backup of another practice is not ours.
    for data, given, says in ((one, two / "holdwell.sqlite3", "something else"), (two, target, "of another practice")):
        before = given.read_bytes()
        with pytest.raises(BackupError, match=rf"{says}, and was left as it is"):
            made(data, given)
        assert given.read_bytes() == before
    made(one, target)


async def test_BK3_what_lies_beside_under_a_log_s_name_would_spoil_the_backup(tmp_path: Path) -> None:
    """Somebody copied the database onto the stick by hand once, with its log: that log would be put over the backup."""
    data, stick = tmp_path / "data", tmp_path / "stick"
    stick.mkdir()
    await some_facts(data, 1)
    (stick / "holdwell.sqlite3-wal").write_bytes(b"frames of an old one")
    with pytest.raises(BackupError, match=r"holdwell.sqlite3-wal would be taken for a part of it"):
        made(data, stick / "holdwell.sqlite3")
    assert [file.name for file in stick.iterdir()] == ["holdwell.sqlite3-wal"]


async def test_BK3_the_disk_that_is_full_is_the_one_that_is_named(tmp_path: Path) -> None:
    data, stick = tmp_path / "data", tmp_path / "stick"
    stick.mkdir()
    await some_facts(data, 1)
    with disk_under_sqlite() as disk:
        disk.is_full = True
        with pytest.raises(BackupError) as told:
            made(data, stick / "copy.sqlite3")
    assert str(told.value) == f"No backup was made: {stick / 'copy.sqlite3'}: the disk is full."


async def test_BK3_a_note_that_finds_no_room_leaves_the_one_before(tmp_path: Path) -> None:
    data, folder, clock = tmp_path / "data", tmp_path / "copies", FakeClock()
    await some_facts(data, 1)
    made(data, folder, 1, clock)
    before = read_note(data)
    clock.time_ms += DAY_MS
    with pytest.raises(BackupError, match=r"was made and is good, but it could not be noted"), no_notes(data):
        made(data, folder, 1, clock)
    assert read_note(data) == before
    assert [file.name for file in data.iterdir() if file.name.startswith("backups.json.")] == []
    # It counts all the same: what it replaces went.
    assert len(list(folder.glob("*.sqlite3"))) == 1


@contextmanager
def no_notes(data: Path) -> Iterator[None]:
    """The note cannot take its place: a folder stands there."""
    note = data / "backups.json"
    kept = note.read_bytes()
    note.unlink()
    (note / "in the way").mkdir(parents=True)
    try:
        yield
    finally:
        (note / "in the way").rmdir()
        note.rmdir()
        note.write_bytes(kept)


def test_BK6_a_list_of_erasures_that_does_not_fit_leaves_the_one_before(tmp_path: Path) -> None:
    source, target = tmp_path / "erasures.jsonl", tmp_path / "there" / "erasures.jsonl"
    target.parent.mkdir()
    target.write_text("".join(f'{{"client_id": "before-{number}"}}\n' for number in range(200)))
    source.write_text("".join(f'{{"client_id": "new-{number}"}}\n' for number in range(200)))
    before = target.read_text()
    with room_for(len(before) + 100), pytest.raises(OSError, match="too large"):
        merge_erasures(source, target, tmp_path)
    assert target.read_text() == before
    assert [file.name for file in target.parent.iterdir()] == ["erasures.jsonl"]
    merge_erasures(source, target, tmp_path)
    assert target.read_text() == before + source.read_text()


async def test_BK5_a_copy_that_does_not_fit_leaves_what_was_there(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    await some_facts(data, 1)
    made(data, backup)
    with room_for(40_000), pytest.raises(RestoreError, match=r"^Nothing was restored: .*File too large"):
        put_back(data, backup)
    assert notes_in(data / "holdwell.sqlite3") == [fact_text(1)]
    assert not list(data.glob("restoring*"))


async def test_copies_in_the_folder_of_before_are_named_too(tmp_path: Path) -> None:
    data, elsewhere, clock = tmp_path / "data", tmp_path / "elsewhere", FakeClock()
    await some_facts(data, 1)
    first = made(data, data / "backups", 7, clock)
    clock.time_ms += DAY_MS
    second = made(data, elsewhere, 7, clock)
    assert copies_kept(data, elsewhere) == sorted([first, second])


def test_a_place_without_a_practice_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="No practice stands in"):
        back_up(tmp_path, tmp_path / "holdwell.sqlite3", tmp_path / "copies", 3, FakeClock())
    assert not (tmp_path / "copies").exists()


async def test_BK3_two_backups_into_one_folder_in_the_same_second_are_two_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, folder, clock = tmp_path / "data", tmp_path / "copies", FakeClock()
    await some_facts(data, 1)
    folder.mkdir()
    # What is being made is of this hour.
    clock.time_ms = int(data.stat().st_mtime * 1000)
    others: list[Path] = []
    copy = backup.copy_database

    def slow(*given: Any) -> Any:
        if not others:
            others.append(tmp_path)
            others.append(made(data, folder, clock=clock))
        return copy(*given)

    monkeypatch.setattr(backup, "copy_database", slow)
    files = {made(data, folder, clock=clock), others[1]}
    assert set(folder.iterdir()) == files
    assert len(files) == 2


async def test_BK3_a_disk_that_fails_is_named_in_plain_words(tmp_path: Path) -> None:
    data, stick = tmp_path / "data", tmp_path / "stick"
    stick.mkdir()
    await some_facts(data, 1)
    with room_for(40_000), pytest.raises(BackupError) as told:
        made(data, stick / "copy.sqlite3")
    file = stick / "copy.sqlite3"
    assert str(told.value) == f"No backup was made: {file}: its disk failed, or takes no more (SQLITE_IOERR_WRITE)."
