"""Erasing on a disk that takes no more: what was asked for is told apart from what is done, and done later [ER14]."""

import contextlib
import errno
import os
import resource
import sqlite3
from collections.abc import Collection
from pathlib import Path

import pytest

from disks import disk_under_sqlite
from erased import OF_AA, OF_BB, SECRET, bytes_kept, texts_of
from holdwell.erasing import LIST, OWED, Line, append_line
from holdwell.store import erasing
from holdwell.store.store import Word
from worlds import fact_text, open_world


async def test_ER14_on_a_full_disk_it_is_owed_and_done_once_there_is_space(tmp_path: Path) -> None:
    with disk_under_sqlite() as disk:
        async with open_world(tmp_path) as world:
            owner = await world.paired()
            await owner.sync([*OF_AA, *OF_BB])
            disk.is_full = True
            answer = await owner.write("/api/clients/client-aa/erase", {})
            assert (answer.status_code, answer.json()["title"]) == (507, "Not erased yet")
            await world.app.erasing.do_what_is_owed()
            assert (tmp_path / OWED).exists()
            disk.is_full = False
            await world.app.erasing.do_what_is_owed()
            assert SECRET.encode() not in bytes_kept(tmp_path)
            assert not (tmp_path / OWED).exists()
            assert [text for text in await texts_of(owner) if text in OF_AA] == []


async def test_ER14_files_that_could_not_be_written_anew_are_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrub = erasing.scrub
    monkeypatch.setattr(erasing, "scrub", lambda _: False)
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync([*OF_AA, *OF_BB])
        assert (await owner.write("/api/clients/client-aa/erase", {})).status_code == 200
        assert (tmp_path / OWED).exists()
        token, clock = world.token(owner), world.clock
        scrubs = 0

        def counted(connection: sqlite3.Connection) -> bool:
            nonlocal scrubs
            scrubs += 1
            return scrub(connection)

    monkeypatch.setattr(erasing, "scrub", counted)
    async with open_world(tmp_path, clock) as world:
        assert scrubs == 1
        assert not (tmp_path / OWED).exists()
        assert SECRET.encode() not in bytes_kept(tmp_path)
        assert await texts_of(world.browser(cookie=token)) != []
    async with open_world(tmp_path, clock):
        assert scrubs == 1


async def test_ER14_whoever_reads_on_for_long_holds_nobody_up_and_the_rest_is_owed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrub, waited = erasing.scrub, []

    class Noting:
        """A connection that notes how long it waits for others where the WAL is emptied."""

        def __init__(self, connection: sqlite3.Connection) -> None:
            self.connection = connection

        def execute(self, statement: str) -> sqlite3.Cursor:
            if "checkpoint" in statement:
                waited.append(self.connection.execute("PRAGMA busy_timeout").fetchone()[0])
            return self.connection.execute(statement)

    monkeypatch.setattr(erasing, "scrub", lambda connection: scrub(Noting(connection)))  # type: ignore[arg-type] # as much of one as is used
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync([*OF_AA, *OF_BB])
        with contextlib.closing(sqlite3.connect(tmp_path / "holdwell.sqlite3")) as reading:
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM facts").fetchone()
            assert (await owner.write("/api/clients/client-aa/erase", {})).status_code == 200
            assert (tmp_path / OWED).exists()
            before = reading.execute("SELECT count(*) FROM facts").fetchone()
        assert before is not None
        await world.app.erasing.do_what_is_owed()
        assert not (tmp_path / OWED).exists()
        assert SECRET.encode() not in bytes_kept(tmp_path)
        assert [wait <= 1000 for wait in waited] == [True] * 3
        writing = await world.app.store.writer.alone(lambda each: each.execute("PRAGMA busy_timeout").fetchone()[0])
        assert writing == 10_000


async def test_ER14_however_long_somebody_reads_on_the_log_beside_the_database_does_not_grow(tmp_path: Path) -> None:
    database, beside = tmp_path / "holdwell.sqlite3", tmp_path / "holdwell.sqlite3-wal"
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync([*OF_AA, *OF_BB])
        with contextlib.closing(sqlite3.connect(database)) as reading:
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM facts").fetchone()
            assert (await owner.write("/api/clients/client-aa/erase", {})).status_code == 200
            before = beside.stat().st_size
            for _ in range(5):
                await world.app.erasing.do_what_is_owed()
            assert beside.stat().st_size - before < database.stat().st_size
            assert (tmp_path / OWED).exists()
        await world.app.erasing.do_what_is_owed()
        assert not (tmp_path / OWED).exists()
        assert SECRET.encode() not in bytes_kept(tmp_path)


async def test_ER14_a_push_that_cannot_be_listed_is_told_so_and_comes_again(tmp_path: Path) -> None:
    word = fact_text(92, kind="session_assigned", subject="session-x", body={"client_id": "client-aa"})
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync(OF_AA)
        await owner.write("/api/clients/client-aa/erase", {})
        listed = (tmp_path / LIST).read_bytes()
        (tmp_path / LIST).unlink()
        (tmp_path / LIST).mkdir()
        offered = [fact_text(91, subject="session-x"), word]
        answer = await owner.write("/api/sync", {"facts": offered})
        assert (answer.status_code, answer.json()["type"]) == (503, "storage-failed")
        (tmp_path / LIST).rmdir()
        (tmp_path / LIST).write_bytes(listed)
        refused = (await owner.sync(offered))["refused"]
        assert {each["type"] for each in refused} == {"erased"}
        assert fact_text(91, subject="session-x") not in await texts_of(owner)


class Syncs:
    """Python's own fsyncs: what they were asked of, by inode; those of `failing` fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[int] = []
        self.failing: set[int] = set()
        self._real = os.fsync
        monkeypatch.setattr(os, "fsync", self._sync)

    def _sync(self, descriptor: int) -> None:
        inode = os.fstat(descriptor).st_ino
        self.asked.append(inode)
        if inode in self.failing:
            raise OSError(errno.EIO, "Input/output error")
        self._real(descriptor)


async def test_W6_ER4_a_list_that_cannot_be_brought_to_the_disk_ends_the_server_and_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    syncs = Syncs(monkeypatch)
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync([*OF_AA, *OF_BB])
        await owner.write("/api/clients/client-zz/erase", {})
        before = (tmp_path / LIST).stat().st_ino
        syncs.failing.add(before)
        answer = await owner.write("/api/clients/client-aa/erase", {})
        assert (answer.status_code, answer.json()["title"]) == (503, "Nothing is erased yet")
        assert world.broken == ["the list of erasures could not be brought to the disk (fsync failed)"]
        syncs.failing.clear()
        # Never a second time: neither by the same word, nor by what is owed.
        again = await owner.write("/api/clients/client-aa/erase", {})
        assert (again.status_code, again.json()["title"]) == (503, "Nothing is erased yet")
        await world.app.erasing.do_what_is_owed()
        assert set(OF_AA) <= set(await texts_of(owner))
        token, clock = world.token(owner), world.clock
    async with open_world(tmp_path, clock) as world:
        # What the file said may never have reached the disk: it is another file now, which did.
        assert (tmp_path / LIST).stat().st_ino != before
        assert not (tmp_path / OWED).exists()
        assert [text for text in await texts_of(world.browser(cookie=token)) if text in OF_AA] == []


async def test_ER4_what_is_owed_and_the_first_line_are_on_disk_with_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    syncs = Syncs(monkeypatch)
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync(OF_AA)
        syncs.asked.clear()
        await owner.write("/api/clients/client-aa/erase", {})
        folder, listed = tmp_path.stat().st_ino, (tmp_path / LIST).stat().st_ino
        assert syncs.asked[1:] == [folder, listed, folder]
        syncs.failing.add(folder)
        answer = await owner.write("/api/clients/client-bb/erase", {})
        assert (answer.status_code, answer.json()["title"]) == (503, "Nothing was erased")
        assert (len(world.broken), (tmp_path / OWED).exists()) == (1, False)


def test_ER4_a_line_that_the_disk_takes_in_part_only_is_taken_back(tmp_path: Path) -> None:
    file = tmp_path / LIST
    append_line(file, Line("practice-1", "client-aa", 1))
    before = file.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            append_line(file, Line("practice-1", "client-bb", 2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.read_bytes() == before


async def test_ER4_a_long_list_is_read_once_however_many_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_world(tmp_path) as world:
        practice_id, clock = world.app.practice.practice_id, world.clock
    for number in range(40):
        append_line(tmp_path / LIST, Line(practice_id, f"client-{number:04}", 1, [f"session-{number:04}"]))
    read: list[Path] = []
    for way in ("read_bytes", "read_text"):
        real = getattr(Path, way)
        monkeypatch.setattr(Path, way, lambda file, *a, real=real, **k: read.append(file) or real(file, *a, **k))
    async with open_world(tmp_path, clock) as world:
        assert len(world.app.store.erased_clients(practice_id)) == 40
        await world.app.erasing.apply_list()
    assert read.count(tmp_path / LIST) == 1


async def test_ER14_one_that_could_not_be_done_is_owed_still_when_another_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with disk_under_sqlite() as disk:
        async with open_world(tmp_path) as world:
            owner = await world.paired()
            await owner.sync([*OF_AA, *OF_BB])
            scrub, asked = world.app.store.scrub, []

            async def scrub_while_another_fails() -> bool:
                if not asked:
                    disk.is_full = True
                    asked.append(await owner.write("/api/clients/client-aa/erase", {}))
                    disk.is_full = False
                return await scrub()

            monkeypatch.setattr(world.app.store, "scrub", scrub_while_another_fails)
            assert (await owner.write("/api/clients/client-bb/erase", {})).status_code == 200
            assert [answer.json()["title"] for answer in asked] == ["Not erased yet"]
            await world.app.erasing.do_what_is_owed()
            assert SECRET.encode() not in bytes_kept(tmp_path)
            assert not (tmp_path / OWED).exists()


async def test_ER14_what_a_start_could_not_write_anew_is_owed_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_world(tmp_path) as world:
        await (await world.paired()).sync([*OF_AA, *OF_BB])
        practice_id, clock = world.app.practice.practice_id, world.clock
    append_line(tmp_path / LIST, Line(practice_id, "client-aa", 1))
    with monkeypatch.context() as busy:
        busy.setattr(erasing, "scrub", lambda _: False)
        async with open_world(tmp_path, clock):
            assert (tmp_path / OWED).exists()
    async with open_world(tmp_path, clock):
        assert not (tmp_path / OWED).exists()
        assert SECRET.encode() not in bytes_kept(tmp_path)


async def test_ER14_what_is_listed_while_it_is_done_disturbs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [Word(f"session-{end}", f"0190ffff-0000-7000-8000-00000000000{end}", "client-bb") for end in (1, 2)]
    async with open_world(tmp_path) as world:
        practice_id, doing = world.app.practice.practice_id, world.app.erasing
        doing.take_over([Line(practice_id, "client-aa", 1, [], words[:1])])
        (tmp_path / OWED).touch()
        remember = world.app.store.remember

        async def remember_while_more_is_listed(of: str, said: Collection[Word]) -> None:
            for _ in said:
                doing.take_over([Line(practice_id, "client-aa", 1, [], words)])
            await remember(of, said)

        monkeypatch.setattr(world.app.store, "remember", remember_while_more_is_listed)
        await doing.do_what_is_owed()
        assert not (tmp_path / OWED).exists()
