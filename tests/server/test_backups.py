"""Backups: of one moment, judged, whole or not at all, kept by number, made by the server itself, and put back."""

import asyncio
import json
import threading
from pathlib import Path

import pytest

from copies import NEWEST, change, made, nonsense, of_devices, put_back, some_facts
from disks import disk_under_sqlite
from holdwell.backup import BackupError, read_note
from holdwell.restore import RestoreError
from holdwell.store.copies import judge
from holdwell.store.lock import lock_folder
from holdwell.store.store import StoreUnusable
from worlds import FakeClock, fact_text, open_world

DAY_MS = 24 * 3600 * 1000


def strangers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


async def test_BK1_a_backup_of_a_busy_server_is_of_one_moment(tmp_path: Path) -> None:
    data, stop = tmp_path / "data", threading.Event()
    async with open_world(data) as world:
        phone = await world.paired()
        await phone.sync([fact_text(number) for number in range(1, 500)])

        async def push_on() -> int:
            number = 500
            while not stop.is_set():
                await phone.sync([fact_text(each) for each in range(number, number + 20)])
                number += 20
            return number

        pushing = asyncio.create_task(push_on())
        try:
            copies = [await asyncio.to_thread(made, data, tmp_path / f"{number}.sqlite3") for number in range(5)]
        finally:
            stop.set()
        last = await pushing
        found = [judge(copy, NEWEST) for copy in copies]
        ends = [contents.logs[0].pos for contents in found]
        assert ends == sorted(ends)
        assert 499 <= ends[0] < ends[-1] <= last
        assert [contents.facts for contents in found] == ends


async def test_BK1_a_backup_leaves_the_database_and_its_log_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_world(data) as world:
        await (await world.paired()).sync([fact_text(1)])
        files = [data / f"holdwell.sqlite3{side}" for side in ("", "-wal")]
        before = [file.read_bytes() for file in files]
        made(data, tmp_path / "copy.sqlite3")
        assert [file.read_bytes() for file in files] == before
        assert (await world.browser().get("/api/health")).status_code == 200


def rot(file: Path) -> None:
    text = file.read_bytes()
    assert text.count(b"note 7 ") == 1
    file.write_bytes(text.replace(b"note 7 ", b"note 8 "))


def lose_a_row(file: Path) -> None:
    change(file, "DELETE FROM facts WHERE pos = 4")


def lose_the_end(file: Path) -> None:
    change(file, "DELETE FROM facts WHERE pos = 20")


def break_the_chain(file: Path) -> None:
    change(file, "UPDATE facts SET chain = zeroblob(16) WHERE pos = 5")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-4096])


def foreign(file: Path) -> None:
    change(file, "PRAGMA application_id = 7")


def newer(file: Path) -> None:
    change(file, "PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (rot, "the text at position 7 is not the one that was stored"),
        (lose_a_row, "goes from position 3 to 5"),
        (lose_the_end, "does not end where its counter says"),
        (break_the_chain, "the chain breaks at position 5"),
        (cut, "backup.sqlite3"),
        (nonsense, "file is not a database"),
        (foreign, "is no database of Holdwell"),
        (newer, "was written by a newer Holdwell"),
    ],
)
async def test_BK2_a_spoiled_backup_is_told_and_nothing_is_replaced(tmp_path: Path, spoil: object, says: str) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    await some_facts(data, *range(1, 21))
    made(data, backup)
    spoil(backup)  # type: ignore[operator] -- one of the functions above
    before = (data / "holdwell.sqlite3").read_bytes()
    with pytest.raises(RestoreError, match=f"^Nothing was restored: .*{says}"):
        put_back(data, backup)
    assert (data / "holdwell.sqlite3").read_bytes() == before
    assert not list(data.glob("replaced-*"))
    assert not list(data.glob("restoring*"))


async def test_BK3_a_disk_that_fills_up_leaves_the_backup_before_it(tmp_path: Path) -> None:
    data, target = tmp_path / "data", tmp_path / "copies" / "copy.sqlite3"
    target.parent.mkdir()
    await some_facts(data, 1)
    made(data, target)
    assert target.stat().st_mode & 0o777 == 0o600
    before = target.read_bytes()
    await some_facts(data, 2)
    with disk_under_sqlite() as disk:
        disk.is_full = True
        with pytest.raises(BackupError, match=r"No backup was made: .*the disk is full"):
            made(data, target)
    assert target.read_bytes() == before
    assert strangers(target.parent) == []
    assert read_note(data).last is not None
    made(data, target)
    assert judge(target, NEWEST).facts == 2


async def test_BK3_what_is_no_backup_is_never_written_over(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await some_facts(data, 1)
    letter = tmp_path / "letter.txt"
    letter.write_text("dear")
    for target in (letter, data / "holdwell.sqlite3"):
        before = target.read_bytes()
        with pytest.raises(BackupError, match="is something else, and was left as it is"):
            made(data, target)
        assert target.read_bytes() == before
    with pytest.raises(BackupError, match="there is no folder"):
        made(data, tmp_path / "nowhere" / "copy.sqlite3")
    with pytest.raises(BackupError, match="No practice stands in"):
        made(tmp_path / "empty", tmp_path / "copy.sqlite3")


async def test_BK3_a_database_that_rots_is_noticed_by_its_backup(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await some_facts(data, *range(1, 21))
    made(data, tmp_path / "copies", keep=1)
    rot(data / "holdwell.sqlite3")
    with pytest.raises(BackupError, match="the text at position 7 is not the one that was stored"):
        made(data, tmp_path / "copies", keep=1)
    assert [judge(file, NEWEST).facts for file in (tmp_path / "copies").glob("*.sqlite3")] == [20]
    assert strangers(tmp_path / "copies") == []


async def test_BK4_the_newest_of_a_folder_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    data, folder, clock = tmp_path / "data", tmp_path / "copies", FakeClock()
    await some_facts(data, 1)
    folder.mkdir()
    for name in ("holdwell-1.sqlite3", "notes.txt", "holdwell-20200101-000000Z.sqlite3.bak"):
        (folder / name).write_text("mine")
    stale = folder / ".holdwell-20200101-000000Z.sqlite3.unfinished"
    stale.write_text("cut off")
    clock.time_ms = int(stale.stat().st_mtime * 1000) + 2 * DAY_MS
    files = []
    for _ in range(5):
        files.append(made(data, folder, 3, clock))
        clock.time_ms += DAY_MS
    assert sorted(folder.glob("holdwell-????????-??????Z.sqlite3")) == files[-3:]
    assert (folder / "notes.txt").exists()
    assert (folder / "holdwell-1.sqlite3").exists()
    assert (folder / "holdwell-20200101-000000Z.sqlite3.bak").exists()
    assert strangers(folder) == []


async def test_BK4_two_within_one_second_are_two(tmp_path: Path) -> None:
    data, clock = tmp_path / "data", FakeClock()
    await some_facts(data, 1)
    assert len({made(data, tmp_path / "copies", 5, clock) for _ in range(3)}) == 3


async def test_BK5_a_restore_waits_for_no_server_and_keeps_what_it_replaces(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    await some_facts(data, 1)
    made(data, backup)
    await some_facts(data, 2)
    lock = lock_folder(data)
    assert lock is not None
    with pytest.raises(RestoreError, match=r"A server uses .*: stop it first"):
        put_back(data, backup)
    lock.release()
    for missing in (tmp_path / "none.sqlite3", data / "holdwell.sqlite3"):
        with pytest.raises(RestoreError, match=r"no backup at|the database itself"):
            put_back(data, missing)
    put_back(data, backup)
    kept = list(data.glob("replaced-*.sqlite3"))
    assert [judge(file, NEWEST).facts for file in kept] == [2]
    # What was backed up, and that it was put back.
    assert judge(data / "holdwell.sqlite3", NEWEST).facts == 2
    assert (data / "holdwell.sqlite3").stat().st_mode & 0o777 == 0o600


async def test_BK5_a_damaged_database_gives_way_and_is_kept_with_its_log(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    await some_facts(data, 1)
    made(data, backup)
    nonsense(data / "holdwell.sqlite3")
    (data / "holdwell.sqlite3-wal").write_bytes(b"frames of the old one")
    before = (data / "holdwell.sqlite3").read_bytes()
    put_back(data, backup)
    kept = next(data.glob("replaced-*.sqlite3"))
    assert kept.read_bytes() == before
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"frames of the old one"
    assert not (data / "holdwell.sqlite3-wal").exists()
    async with open_world(data) as world:
        assert of_devices((await (await world.paired()).read_all())[0]) == [fact_text(1)]


async def test_BK5_a_restore_that_was_cut_off_starts_no_empty_practice(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    await some_facts(data, 1)
    made(data, backup)
    # As it stands between the one going and the other coming.
    (data / "holdwell.sqlite3").rename(data / "replaced-20270115-080000Z.sqlite3")
    (data / "restoring.sqlite3").write_bytes(backup.read_bytes())
    with pytest.raises(StoreUnusable, match="was cut off: do it again"):
        await some_facts(data, 2)
    assert not (data / "holdwell.sqlite3").exists()
    put_back(data, backup)
    await some_facts(data, 2)
    assert judge(data / "holdwell.sqlite3", NEWEST).facts == 3


async def test_BK5_a_copy_by_hand_with_its_log_is_a_backup_too(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "byhand.sqlite3"
    async with open_world(data) as world:
        await (await world.paired()).sync([fact_text(1), fact_text(2)])
        for side in ("", "-wal"):
            backup.with_name(backup.name + side).write_bytes((data / f"holdwell.sqlite3{side}").read_bytes())
    put_back(tmp_path / "new", backup)
    assert judge(tmp_path / "new" / "holdwell.sqlite3", NEWEST).facts == 3


async def test_BK6_the_drill_devices_bring_back_all_they_hold(tmp_path: Path) -> None:
    """Back up, go on, lose the disk, restore, devices reconnect: nothing that any device held is missing."""
    data, folder = tmp_path / "data", tmp_path / "copies"
    before, after = [fact_text(n) for n in range(1, 6)], [fact_text(n) for n in range(6, 12)]
    others = [fact_text(n, origin="origin-b", subject="session-0002") for n in range(1, 8)]
    async with open_world(data) as world:
        phone, tablet = await world.paired(), await world.paired("therapist")
        jars = [browser.cookies for browser in (phone, tablet)]
        await phone.sync(before)
        (data / "authority").mkdir()
        (data / "authority" / "authority.pem").write_text("whom the devices trust")
        await asyncio.to_thread(made, data, folder, 3)
        await phone.sync(after)
        texts, tablet_cursor = await tablet.read_all()
        assert texts == before + after
        tablet_cursor = (await tablet.sync(others, tablet_cursor))["cursor"]
        phone_cursor = (await phone.sync(cursor=None))["cursor"]
    other_disk = tmp_path / "another"
    put_back(other_disk, next(folder.glob("*.sqlite3")))
    assert (other_disk / "authority" / "authority.pem").read_text() == "whom the devices trust"
    async with open_world(other_disk) as world:
        phone, tablet = world.browser(), world.browser()
        for browser, jar, cursor in zip((phone, tablet), jars, (phone_cursor, tablet_cursor), strict=True):
            browser.cookies = jar
            answer = await browser.sync(cursor=cursor)
            assert answer["reset"] is True
            texts = [fact["raw"] for fact in answer["facts"]]
            assert of_devices(texts) == before
            # That it was restored is for the owner to read (U3).
            told = [json.loads(text)["kind"] for text in texts if text not in before]
            assert told == (["practice_restored"] if browser is phone else [])
        # As the app does after a reset: each offers all it holds, others' facts too, in its own order.
        await tablet.sync([*others, *before, *after])
        healed = await phone.sync([*before, *after])
        assert (healed["refused"], healed["receipts"][0]["count"]) == ([], 11)
        texts, _ = await phone.read_all()
        assert sorted(of_devices(texts)) == sorted(before + after + others)
        assert len(of_devices(texts)) == 18


async def test_BK6_devices_of_after_the_backup_stay_paired_and_removed_ones_stay_removed(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    async with open_world(data) as world:
        lost = await world.paired("therapist")
        await asyncio.to_thread(made, data, backup)
        late = await world.paired("therapist")
        await world.app.store.writer.run(
            lambda c: (
                c.execute(
                    "UPDATE devices SET revoked_at = 5 WHERE device_id = (SELECT min(device_id) FROM devices)"
                ).rowcount
            )
        )
    put_back(data, backup)
    async with open_world(data) as world:
        answers = []
        for before in (lost, late):
            browser = world.browser()
            browser.cookies = before.cookies
            answers.append(await browser.get("/api/sync"))
        assert [answer.status_code for answer in answers] == [401, 200]
        assert answers[0].json()["type"] == "device-revoked"


async def test_BK6_erasures_outlive_the_disk_beside_the_backups(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "copies"
    await some_facts(data, 1)
    (data / "erasures.jsonl").write_text('{"client_id": "a"}\n')
    backup = made(data, folder, 3)
    (data / "erasures.jsonl").write_text('{"client_id": "a"}\n{"client_id": "b"}\n')
    made(data, folder, 3)
    put_back(tmp_path / "new", backup)
    assert (tmp_path / "new" / "erasures.jsonl").read_text() == '{"client_id": "a"}\n{"client_id": "b"}\n'
    with (data / "erasures.jsonl").open("a") as more:
        more.write('{"client_id": "c"}')
    put_back(data, backup)
    assert [json.loads(line)["client_id"] for line in (data / "erasures.jsonl").read_text().splitlines()] == [
        "a",
        "b",
        "c",
    ]
