"""The live channel, and the library that is read again when a file changes."""

import asyncio
from pathlib import Path

from holdwell.live import HELLO, MORE, MOST_STREAMS, PING, Live
from holdwell.publisher import Publisher
from worlds import FakeClock, FakeLibrary, fact_text, open_world


async def test_Y12_others_are_told_that_there_is_more_and_nothing_else(tmp_path: Path) -> None:
    async with open_world(tmp_path, live_ping_s=30.0) as world:
        author, reader = await world.paired(), await world.paired("therapist")
        practice = world.app.practice.practice_id
        author_id = (await author.get("/api/me")).json()["device_id"]
        reader_id = (await reader.get("/api/me")).json()["device_id"]
        to_reader = world.app.live.follow(practice, reader_id)
        to_author = world.app.live.follow(practice, author_id)
        elsewhere = world.app.live.follow("another practice", "another device")
        for stream in (to_reader, to_author, elsewhere):
            assert await anext(stream) == HELLO
        waiting = {
            name: asyncio.ensure_future(anext(stream))
            for name, stream in {"reader": to_reader, "author": to_author, "elsewhere": elsewhere}.items()
        }
        await asyncio.sleep(0)
        await author.sync([fact_text(1)])
        assert await waiting["reader"] == MORE
        assert not waiting["author"].done()
        assert not waiting["elsewhere"].done()
        waiting["again"] = asyncio.ensure_future(anext(to_reader))
        await author.sync([fact_text(1)])
        await reader.sync([fact_text(2, origin="origin-b")])
        assert await waiting["author"] == MORE
        assert not waiting["again"].done()
        for left in waiting.values():
            left.cancel()


async def test_Y12_a_quiet_stream_is_kept_alive_and_ends_with_the_server() -> None:
    live = Live(ping_s=0.001)
    stream = live.follow("practice-1", "device-1")
    assert [await anext(stream) for _ in range(3)] == [HELLO, PING, PING]
    # An event that the app hears: comments never reach it. The first tells that this server is one that pings.
    assert PING == b"event: ping\ndata: {}\n\n"
    assert HELLO.endswith(PING)
    live.close()
    assert [piece async for piece in stream] in ([], [PING])
    assert [piece async for piece in live.follow("practice-1", "device-1")] == [HELLO]


async def test_Y20_a_device_keeps_its_latest_streams_and_no_other_loses_one() -> None:
    live = Live(ping_s=30.0)
    others = live.follow("practice-1", "device-2")
    streams = [live.follow("practice-1", "device-1") for _ in range(MOST_STREAMS + 2)]
    assert [await anext(stream) for stream in (others, *streams)] == [HELLO] * (MOST_STREAMS + 3)
    # Those that were called up first end, as when the server stops: whoever still listens calls again.
    assert [[piece async for piece in stream] for stream in streams[:2]] == [[], []]
    assert live.count() == MOST_STREAMS + 1
    waiting = [asyncio.ensure_future(anext(stream)) for stream in (others, *streams[2:])]
    await asyncio.sleep(0)
    live.poke("practice-1", "device-3")
    assert [await each for each in waiting] == [MORE] * (MOST_STREAMS + 1)
    live.close()
    assert [[piece async for piece in stream] for stream in (others, *streams[2:])] == [[]] * (MOST_STREAMS + 1)


async def test_Y12_only_paired_devices_may_listen(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        assert (await world.browser().get("/api/live")).status_code == 401


async def test_the_library_is_read_again_when_a_file_changes(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        folder = tmp_path / "files"
        folder.mkdir()
        library = FakeLibrary()
        publisher = Publisher(world.app.store, FakeClock(), folder, lambda _: library)
        first = publisher.shown.etag
        watching = asyncio.create_task(publisher.watch(0.001))
        library.title = "two"
        (folder / "neck.yaml").write_text("id: neck")
        while publisher.shown.etag == first:
            await asyncio.sleep(0.001)
        assert publisher.shown.loaded.json == library.json
        watching.cancel()


async def test_a_file_that_is_still_being_written_is_not_read_by_halves(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        folder = tmp_path / "files"
        folder.mkdir()
        library = FakeLibrary()
        read: list[str] = []

        def load(_: Path) -> FakeLibrary:
            read.append("".join(path.read_text() for path in folder.iterdir()))
            return library

        publisher = Publisher(world.app.store, FakeClock(), folder, load)
        watching = asyncio.create_task(publisher.watch(0.03))
        for piece in ("id:", " ne", "ck\n", "title: Neck\n"):
            with (folder / "neck.yaml").open("a") as file:
                file.write(piece)
            await asyncio.sleep(0.02)
        while len(read) < 2:
            await asyncio.sleep(0.001)
        assert read == ["", "id: neck\ntitle: Neck\n"]
        watching.cancel()
