"""The store itself: what is on disk when, who rolls back whom, full disks, failing disks, files that are not ours."""

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from disks import Disk, disk_under_sqlite
from holdwell.core.facts import read_fact
from holdwell.store.lock import lock_folder
from holdwell.store.opening import Migration, shipped_migrations, statements_of
from holdwell.store.sqlite import SqliteStore, open_sqlite
from holdwell.store.store import FactRow, Page, Practice, Push, Pushed, StoreBroken, StoreFull, StoreUnusable, Wanted
from holdwell.wire import StoredFact
from worlds import START_MS, fact_text, id_of, open_world

PRACTICE = "practice-1"


def rows(*texts: str) -> list[FactRow]:
    return [FactRow(read_fact(text), None) for text in texts]


@contextlib.asynccontextmanager
async def open_store(folder: Path, broken: list[str] | None = None) -> AsyncIterator[SqliteStore]:
    store = await open_sqlite(folder / "holdwell.sqlite3", (broken if broken is not None else []).append)
    try:
        if not await store.practices():
            await store.add_practice(Practice(PRACTICE, "A practice", "0123456789ab"), START_MS)
        yield store
    finally:
        await store.close()


ALL = Wanted(None, 10_000, 10**9)


async def handed_in(store: SqliteStore, facts: list[FactRow], *, practice_id: str = PRACTICE) -> Pushed:
    return await store.push(Push(practice_id, "device-1", START_MS, facts), None, ALL)


async def push(store: SqliteStore, *texts: str) -> frozenset[str]:
    return (await handed_in(store, rows(*texts))).held


async def stored(store: SqliteStore) -> list[str]:
    page = await store.page(PRACTICE, None, ALL)
    return [fact.raw for fact in facts_of(page)]


def facts_of(page: Page) -> list[StoredFact]:
    return msgspec.json.decode(page.facts, type=list[StoredFact])


async def until_syncing(disk: Disk) -> None:
    await asyncio.to_thread(disk.is_syncing.wait)


async def test_W1_an_answered_push_is_on_disk(tmp_path: Path) -> None:
    with disk_under_sqlite() as disk:
        async with open_world(tmp_path) as world:
            phone = await world.paired()
            for number in range(1, 6):
                before = disk.wal_syncs()
                await phone.sync([fact_text(number)])
                assert disk.wal_syncs() > before


async def test_W1_the_answer_waits_for_the_disk(tmp_path: Path) -> None:
    with disk_under_sqlite() as disk:
        async with open_world(tmp_path) as world:
            phone = await world.paired()
            disk.may_sync.clear()
            pushing = asyncio.create_task(phone.sync([fact_text(1)]))
            await until_syncing(disk)
            # Readers go on meanwhile, and give every chance to an answer that would not wait.
            for _ in range(20):
                assert (await world.browser().get("/api/health")).status_code == 200
            assert not pushing.done()
            disk.may_sync.set()
            assert (await pushing)["receipts"][0]["count"] == 1


async def test_W1_an_empty_pull_and_a_repeat_of_nothing_touch_no_disk(tmp_path: Path) -> None:
    with disk_under_sqlite() as disk:
        async with open_world(tmp_path) as world:
            phone = await world.paired()
            cursor = (await phone.sync([fact_text(1)]))["cursor"]
            before = len(disk.synced)
            await phone.sync(cursor=cursor)
            await phone.get("/api/sync", params={"cursor": cursor})
            assert len(disk.synced) == before


async def test_W2_practices_never_see_each_other(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.add_practice(Practice("practice-2", "Another", "ba9876543210"), START_MS)
        await push(store, fact_text(1), fact_text(2))
        other = await handed_in(store, rows(fact_text(1, body={"text": "theirs"})), practice_id="practice-2")
        assert (other.held, other.clashes, other.head.pos) == ({id_of(fact_text(1))}, [], 1)
        assert other.receipts[0].count == 1
        assert await stored(store) == [fact_text(1), fact_text(2)]
        page = await store.page("practice-2", store.head(PRACTICE), Wanted(None, 10, 10**6))
        assert (page.fits, [fact.raw for fact in facts_of(page)]) == (False, [fact_text(1, body={"text": "theirs"})])


async def test_W3_cancelled_requests_leave_nothing_open(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        tasks = []
        for number in range(1, 101):
            tasks.append(asyncio.create_task(push(store, fact_text(number))))
            await asyncio.sleep(0)
            if number % 3:
                tasks[-1].cancel()
        answered = await asyncio.gather(*tasks, return_exceptions=True)
        await push(store, fact_text(101))
        there = await stored(store)
        for number, answer in enumerate(answered, 1):
            assert isinstance(answer, asyncio.CancelledError) or fact_text(number) in there
        assert store.head(PRACTICE).pos == len(there)
        await store.writer.run(lambda connection: None)


async def test_W3_a_cancelled_push_that_was_committed_is_seen_by_polls(tmp_path: Path) -> None:
    with disk_under_sqlite() as disk:
        async with open_store(tmp_path) as store:
            told: list[tuple[str, str]] = []
            store.listen(lambda *who: told.append(who))
            disk.may_sync.clear()
            pushing = asyncio.create_task(push(store, fact_text(1)))
            await until_syncing(disk)
            pushing.cancel()
            await asyncio.sleep(0)
            disk.may_sync.set()
            await store.writer.run(lambda connection: None)
            assert store.head(PRACTICE).pos == 1
            assert told == [(PRACTICE, "device-1")]


async def test_W4_writes_that_wait_together_share_one_sync(tmp_path: Path) -> None:
    with disk_under_sqlite() as disk:
        async with open_store(tmp_path) as store:
            await push(store, fact_text(1))
            before = disk.wal_syncs()
            disk.may_sync.clear()
            first = asyncio.create_task(push(store, fact_text(2)))
            await until_syncing(disk)
            others = [asyncio.create_task(push(store, fact_text(number))) for number in range(3, 53)]
            await asyncio.sleep(0)
            disk.may_sync.set()
            await asyncio.gather(first, *others)
            assert disk.wal_syncs() - before == 2
            assert len(await stored(store)) == 52


async def test_W4_one_that_fails_in_a_group_is_rolled_back_alone(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:

        def half_a_write(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE counters SET pos = 999 WHERE practice_id = ?", (PRACTICE,))
            raise ValueError("half-way")

        outcomes = await asyncio.gather(
            push(store, fact_text(1)),
            store.writer.run(half_a_write),
            push(store, fact_text(2)),
            store.writer.run(lambda connection: connection.execute("SELECT nothing FROM nowhere")),
            push(store, fact_text(3)),
            return_exceptions=True,
        )
        assert [type(outcome) for outcome in outcomes] == [frozenset, ValueError, frozenset, StoreBroken, frozenset]
        assert await stored(store) == [fact_text(1), fact_text(2), fact_text(3)]
        assert store.head(PRACTICE).pos == 3


async def test_W5_a_full_disk_is_told_nothing_is_lost_and_it_goes_on_after(tmp_path: Path) -> None:
    big = fact_text(3, body={"text": "x" * 9000})
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        await phone.sync([fact_text(1)])
        pages = await world.app.store.writer.run(lambda c: c.execute("PRAGMA page_count").fetchone()[0])
        await world.app.store.writer.run(lambda c: c.execute(f"PRAGMA max_page_count = {pages}").fetchall())
        facts = [fact_text(number, body={"text": "x" * 9000}) for number in range(10, 60)]
        refused = await phone.write("/api/sync", {"facts": facts})
        assert (refused.status_code, refused.json()["type"]) == (507, "storage-full")
        assert (await tablet.read_all())[0] == [fact_text(1)]
        assert (await phone.get("/api/me")).status_code == 200
        await world.app.store.writer.run(lambda c: c.execute("PRAGMA max_page_count = 1000000").fetchall())
        assert (await phone.sync([*facts, big]))["refused"] == []
        assert (await tablet.read_all())[0] == [fact_text(1), *facts, big]
        assert world.broken == []


async def test_W5_a_commit_that_finds_the_disk_full_takes_nothing_with_it(tmp_path: Path) -> None:
    with disk_under_sqlite() as disk:
        async with open_store(tmp_path) as store:
            await push(store, fact_text(1))
            disk.is_full = True
            outcomes = await asyncio.gather(*(push(store, fact_text(n)) for n in range(2, 6)), return_exceptions=True)
            assert [type(outcome) for outcome in outcomes] == [StoreFull] * 4
            assert await stored(store) == [fact_text(1)]
            assert store.head(PRACTICE).pos == 1
            disk.is_full = False
            await push(store, fact_text(2))
            assert await stored(store) == [fact_text(1), fact_text(2)]


async def test_W6_a_failed_sync_is_final(tmp_path: Path) -> None:
    broken: list[str] = []
    with disk_under_sqlite() as disk:
        async with open_store(tmp_path, broken) as store:
            await push(store, fact_text(1))
            disk.fails_to_sync = True
            outcomes = await asyncio.gather(*(push(store, fact_text(n)) for n in range(2, 5)), return_exceptions=True)
            assert [type(outcome) for outcome in outcomes] == [StoreBroken] * 3
            disk.fails_to_sync = False
            with pytest.raises(StoreBroken):
                await push(store, fact_text(5))
            assert len(broken) == 1
            assert "fsync" in broken[0]
            assert await stored(store) == [fact_text(1)]


async def test_W6_a_failed_sync_of_the_database_itself_is_final_and_nobody_tries_again(tmp_path: Path) -> None:
    broken: list[str] = []
    with disk_under_sqlite() as disk:
        async with open_store(tmp_path, broken) as store:
            disk.fails_to_sync_database = True
            texts = [fact_text(number) for number in range(1, 60)]
            outcomes = [(await asyncio.gather(push(store, text), return_exceptions=True))[0] for text in texts]
            taken = [text for text, outcome in zip(texts, outcomes, strict=True) if isinstance(outcome, frozenset)]
            # It was tried once, by the first checkpoint; and the log of its changes has not begun anew.
            assert disk.failed == 1
            assert taken == texts[: len(taken)]
            assert 0 < len(taken) < 40
            assert len(broken) == 1
            disk.fails_to_sync_database = False
            assert await stored(store) == taken


async def test_W6_so_it_is_where_the_database_is_written_anew(tmp_path: Path) -> None:
    broken: list[str] = []
    with disk_under_sqlite() as disk:
        async with open_store(tmp_path, broken) as store:
            await push(store, fact_text(1))
            disk.fails_to_sync = True
            assert not await store.scrub()
            disk.fails_to_sync = False
            assert len(broken) == 1
            with pytest.raises(StoreBroken):
                await push(store, fact_text(2))


async def test_W6_the_wal_does_not_grow_without_end(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        for number in range(1, 200):
            await push(store, fact_text(number))
        assert (tmp_path / "holdwell.sqlite3-wal").stat().st_size < 2_000_000


async def make_nonsense(file: Path) -> None:
    file.write_bytes(b"these are not the pages you look for" * 999)


async def make_foreign(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.commit()
    connection.close()


async def make_newer(file: Path) -> None:
    await make_ours(file)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


async def make_damaged(file: Path) -> None:
    await make_ours(file)
    content = bytearray(file.read_bytes())
    content[4096 : len(content)] = b"\xa5" * (len(content) - 4096)
    file.write_bytes(content)


async def make_damaged_inside(file: Path) -> None:
    await make_ours(file)
    content = bytearray(file.read_bytes())
    content[-4096:] = b"\xa5" * 4096
    file.write_bytes(content)


async def make_ours(file: Path) -> None:
    async with open_store(file.parent) as store:
        await push(store, *(fact_text(number) for number in range(1, 200)))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (make_nonsense, "cannot be read"),
        (make_foreign, "another program"),
        (make_newer, "newer Holdwell"),
        (make_damaged, "holdwell.sqlite3"),
        (make_damaged_inside, "is damaged"),
    ],
)
async def test_W7_a_file_that_is_not_ours_or_damaged_is_refused_and_left_alone(
    tmp_path: Path, make: Callable[[Path], Awaitable[None]], says: str
) -> None:
    file = tmp_path / "holdwell.sqlite3"
    await make(file)
    before = file.read_bytes()
    with pytest.raises(StoreUnusable, match=says):
        await open_sqlite(file, lambda _: None)
    assert file.read_bytes() == before


async def test_W8_a_migration_is_whole_or_not_at_all(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await push(store, fact_text(1))
    start = shipped_migrations()
    next_number = start[-1].number + 1
    broken = Migration(next_number, "broken", "CREATE TABLE half (x);\nINSERT INTO half VALUES (1);\nSELECT nothing;\n")
    file = tmp_path / "holdwell.sqlite3"
    with pytest.raises(StoreUnusable):
        await open_sqlite(file, lambda _: None, [*start, broken])
    good = Migration(next_number, "good", "CREATE TABLE half (x, y); -- it; is; commented\n")
    again = await open_sqlite(file, lambda _: None, [*start, good])
    try:
        columns = await again.writer.run(lambda c: c.execute("PRAGMA table_info(half)").fetchall())
        version = await again.writer.run(lambda c: c.execute("PRAGMA user_version").fetchone()[0])
        assert ([column[1] for column in columns], version) == (["x", "y"], next_number)
        assert await stored(again) == [fact_text(1)]
    finally:
        await again.close()
    with pytest.raises(StoreUnusable, match="newer"):
        await open_sqlite(file, lambda _: None)


def test_W8_migrations_are_numbered_without_a_gap_and_split_into_their_statements() -> None:
    migrations = shipped_migrations()
    assert [migration.number for migration in migrations] == list(range(1, len(migrations) + 1))
    pieces = list(statements_of(migrations[0].sql))
    assert sum("CREATE TABLE" in piece for piece in pieces) == migrations[0].sql.count("CREATE TABLE")


def test_W9_a_data_folder_has_one_user_at_a_time(tmp_path: Path) -> None:
    first = lock_folder(tmp_path)
    assert first is not None
    assert lock_folder(tmp_path) is None
    first.release()
    second = lock_folder(tmp_path)
    assert second is not None
    second.release()


async def test_erased_texts_are_left_out_and_keep_their_positions(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await push(store, fact_text(1), fact_text(2), fact_text(3))
        behind = (await store.page(PRACTICE, None, Wanted(None, 2, 10**6))).end
        await store.writer.run(
            lambda c: c.execute("UPDATE facts SET raw = NULL, digest = NULL WHERE fact_id = ?", (id_of(fact_text(2)),))
        )
        page = await store.page(PRACTICE, behind, Wanted(None, 10, 10**6))
        assert (page.fits, [fact.pos for fact in facts_of(page)]) == (True, [3])
        again = await handed_in(store, rows(fact_text(2)))
        assert (again.erased, again.clashes, again.receipts[0].count) == ([id_of(fact_text(2))], [], 2)


async def test_a_page_for_one_client_moves_past_what_it_may_not_see(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        facts = [FactRow(read_fact(fact_text(n)), "client-aa" if n % 3 == 0 else None) for n in range(1, 12)]
        await handed_in(store, facts)
        page = await store.page(PRACTICE, None, Wanted("client-aa", 2, 10**6))
        assert ([fact.pos for fact in facts_of(page)], page.more) == ([3, 6], True)
        rest = await store.page(PRACTICE, page.end, Wanted("client-aa", 2, 10**6))
        assert ([fact.pos for fact in facts_of(rest)], rest.more) == ([9], False)
        assert rest.end == store.head(PRACTICE)


async def test_a_copied_database_without_its_log_file_opens(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await push(store, fact_text(1))
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(tmp_path / "holdwell.sqlite3", other / "holdwell.sqlite3")
    async with open_store(other) as copy:
        assert await stored(copy) == [fact_text(1)]
