"""A session that names an erased client and is somebody else's by the last word is the other's record, and whole."""

import json
from pathlib import Path

from erased import OF_AA, OF_BB, SECRET, about, assigned, bytes_kept, erase, put_in_place, texts_of, word_of
from holdwell.erasing import LIST
from holdwell.wire import PracticeExported
from worlds import Browser, FakeClock, fact_text, id_of, open_world

S = "session-moved"
FIRST = [about(number, subject=S, origin="origin-t") for number in (60, 61)]
IS_OF_BB = assigned(62, S, "client-bb", client_id="client-bb", origin="origin-o")
OF_SESSION = [*FIRST, IS_OF_BB, fact_text(63, subject=S, client_id="client-bb", origin="origin-o")]
LATE = about(64, subject=S, origin="origin-t")


async def refused(device: Browser, texts: list[str]) -> list[str]:
    return [each["type"] for each in (await device.sync(texts))["refused"]]


async def moved_and_erased(folder: Path, *, before: list[str]) -> tuple[bytes, str, FakeClock]:
    """The database that holds only `before` of it; the owner's token; time. Since then all came, and A was erased."""
    async with open_world(folder) as world:
        owner = await world.paired()
        await owner.sync([*OF_AA, *OF_BB, *before])
        await world.app.auditor.note(world.app.practice.practice_id, PracticeExported(None, 0))
        token = world.token(owner)
    database = (folder / "holdwell.sqlite3").read_bytes()
    async with open_world(folder, world.clock) as world:
        owner = world.browser(cookie=token)
        await owner.sync(OF_SESSION)
        await erase(owner)
        assert await texts_of(owner) == [*OF_BB, *OF_SESSION]
    return database, token, world.clock


async def test_ER13_a_database_of_before_the_word_keeps_the_others_session(tmp_path: Path) -> None:
    before, token, clock = await moved_and_erased(tmp_path, before=FIRST)
    put_in_place(tmp_path, before)
    async with open_world(tmp_path, clock) as again:
        owner = again.browser(cookie=token)
        assert await texts_of(owner) == [*OF_BB, *FIRST]
        # Devices bring back what it lacks, the word last.
        assert await refused(owner, [LATE, OF_SESSION[3]]) == []
        assert await refused(owner, [IS_OF_BB]) == []
        assert await texts_of(owner) == [*OF_BB, *FIRST, LATE, OF_SESSION[3], IS_OF_BB]
        assert await refused(owner, OF_AA[:1]) == ["erased"]


async def test_ER13_a_database_of_before_the_session_takes_it_back_in_any_order(tmp_path: Path) -> None:
    before, token, clock = await moved_and_erased(tmp_path, before=[])
    put_in_place(tmp_path, before)
    async with open_world(tmp_path, clock) as again:
        owner = again.browser(cookie=token)
        for text in OF_SESSION:
            assert await refused(owner, [text]) == []
        assert await texts_of(owner) == [*OF_BB, *OF_SESSION]


async def test_ER13_what_a_device_that_had_not_heard_writes_of_it_is_taken(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, tablet = await world.paired(), await world.paired("therapist")
        await owner.sync([*OF_AA, *OF_SESSION])
        await erase(owner)
        assert await refused(tablet, [LATE, about(65, subject="session-new")]) == ["erased"]
        assert LATE in await texts_of(owner)


async def test_ER13_the_word_may_come_along_and_is_known_from_then_on(tmp_path: Path) -> None:
    """Nobody knew of the session when its first client was erased."""
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync([*OF_AA, *OF_BB])
        token = world.token(owner)
        await erase(owner)
    before = (tmp_path / "holdwell.sqlite3").read_bytes()
    async with open_world(tmp_path, world.clock) as world:
        assert await refused(world.browser(cookie=token), FIRST) == ["erased"] * 2
        assert await refused(world.browser(cookie=token), [*FIRST, IS_OF_BB]) == []
    put_in_place(tmp_path, before)
    async with open_world(tmp_path, world.clock) as world:
        assert await refused(world.browser(cookie=token), FIRST) == []


async def test_ER13_a_word_under_an_id_that_another_text_has_says_nothing(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync([*OF_AA, fact_text(62, origin="origin-o")])
        await erase(owner)
        answer = await owner.sync([*FIRST, IS_OF_BB])
        assert {each["id"]: each["type"] for each in answer["refused"]} == {
            **{id_of(text): "erased" for text in FIRST},
            id_of(IS_OF_BB): "fact-conflict",
        }
        # Of two texts of one id in one request the first counts.
        word = assigned(66, S, None, origin="origin-o")
        answer = await owner.sync([fact_text(66, origin="origin-o"), word, *FIRST])
        assert sorted(each["type"] for each in answer["refused"]) == ["erased", "erased", "fact-conflict"]


async def test_ER6_a_session_that_is_theirs_again_goes_whoever_the_word_is_filed_under(tmp_path: Path) -> None:
    before, token, clock = await moved_and_erased(tmp_path, before=FIRST)
    async with open_world(tmp_path, clock) as world:
        owner = world.browser(cookie=token)
        # An older word comes late, and changes nothing.
        older, later = (assigned(n, S, "client-aa", client_id="client-aa", origin="origin-o") for n in (50, 70))
        assert await refused(owner, [older]) == []
        assert set(OF_SESSION) < set(await texts_of(owner))
        assert await refused(owner, [later]) == ["erased"]
        assert await texts_of(owner) == OF_BB
    put_in_place(tmp_path, before)
    async with open_world(tmp_path, clock) as world:
        owner = world.browser(cookie=token)
        assert await texts_of(owner) == OF_BB
        assert await refused(owner, OF_SESSION) == ["erased"] * 4
    assert SECRET.encode() not in bytes_kept(tmp_path)


async def test_ER6_a_session_of_nobody_goes_by_a_word_that_names_them(tmp_path: Path) -> None:
    """The app files a word under whom it names."""
    async with open_world(tmp_path) as world:
        owner, tablet = await world.paired(), await world.paired("therapist")
        await owner.sync(OF_AA)
        await erase(owner)
        of_nobody = about(80, client_id=None, subject="session-late", origin="origin-t")
        word = assigned(81, "session-late", "client-aa", client_id="client-aa", origin="origin-t")
        assert await refused(tablet, [of_nobody, word]) == ["erased"] * 2
        assert await texts_of(owner) == []
    assert SECRET.encode() not in bytes_kept(tmp_path)


async def test_ER13_who_is_erased_too_takes_the_session_along_also_where_only_the_list_knows(tmp_path: Path) -> None:
    before, token, clock = await moved_and_erased(tmp_path, before=FIRST)
    put_in_place(tmp_path, before)
    async with open_world(tmp_path, clock) as world:
        owner = world.browser(cookie=token)
        assert await refused(owner, FIRST) == []
        await erase(owner, "client-bb")
        assert S in (await word_of(owner))["subjects"]
        assert await refused(owner, OF_SESSION) == ["erased"] * 4
    put_in_place(tmp_path, before)
    async with open_world(tmp_path, clock) as world:
        owner = world.browser(cookie=token)
        assert await texts_of(owner) == []
        assert await refused(owner, OF_SESSION) == ["erased"] * 4
    assert SECRET.encode() not in bytes_kept(tmp_path)


async def test_ER13_every_later_word_on_it_is_known_from_then_on(tmp_path: Path) -> None:
    before, token, clock = await moved_and_erased(tmp_path, before=FIRST)
    async with open_world(tmp_path, clock) as world:
        latest = assigned(90, S, None, client_id=None, origin="origin-o")
        assert await refused(world.browser(cookie=token), [latest]) == []
    put_in_place(tmp_path, before)
    async with open_world(tmp_path, clock) as world:
        owner = world.browser(cookie=token)
        # Later than the word of then, and not the last.
        assert await refused(owner, [assigned(80, S, "client-aa", origin="origin-o")]) == []
        assert set(FIRST) < set(await texts_of(owner))


async def test_ER13_a_device_brings_word_of_the_erasure_and_of_whose_the_session_is(tmp_path: Path) -> None:
    before, token, clock = await moved_and_erased(tmp_path, before=FIRST)
    async with open_world(tmp_path, clock) as world:
        read = (await world.browser(cookie=token).read_all())[0]
    put_in_place(tmp_path, before)
    (tmp_path / LIST).unlink()
    async with open_world(tmp_path, clock) as again:
        owner = again.browser(cookie=token)
        erasure = [text for text in read if json.loads(text)["kind"] == "client_erased"]
        assert await refused(owner, [*OF_AA, *erasure, IS_OF_BB]) == ["erased"] * len(OF_AA)
        assert await texts_of(owner) == [*OF_BB, *FIRST, IS_OF_BB]
    assert id_of(IS_OF_BB) in (tmp_path / LIST).read_text()


async def test_ER13_a_list_of_before_is_completed_from_the_database(tmp_path: Path) -> None:
    before, token, clock = await moved_and_erased(tmp_path, before=FIRST)
    lines = [json.loads(line) for line in (tmp_path / LIST).read_text().splitlines()]
    assert [line["others"] for line in lines] == [[[S, id_of(IS_OF_BB), "client-bb"]]]
    for line in lines:
        del line["others"]
    (tmp_path / LIST).write_text("".join(json.dumps(line) + "\n" for line in lines))
    async with open_world(tmp_path, clock):
        assert id_of(IS_OF_BB) in (tmp_path / LIST).read_text()
    put_in_place(tmp_path, before)
    async with open_world(tmp_path, clock) as again:
        assert await texts_of(again.browser(cookie=token)) == [*OF_BB, *FIRST]


async def test_what_waits_of_an_erased_client_goes_also_where_it_is_no_fact_any_more(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, tablet = await world.paired(), await world.paired("therapist")
        gone = await tablet.device_id()
        await owner.write(f"/api/devices/{gone}/revoke", {})
        await tablet.write("/api/handover", {"facts": [about(90, origin="origin-t"), OF_BB[0]]})
        of_earlier = (
            f"UPDATE handovers SET raw = '{SECRET}, by the rules of an earlier release' WHERE client_id = 'client-aa'"
        )
        assert await world.app.store.writer.run(lambda connection: connection.execute(of_earlier).rowcount) == 1
        await erase(owner)
        assert (await owner.get("/api/devices")).json()["removed"][0]["facts"] == 1
    assert SECRET.encode() not in bytes_kept(tmp_path)


async def test_ER13_what_waits_of_a_removed_device_stays_and_is_taken(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, tablet = await world.paired(), await world.paired("therapist")
        await owner.sync([*OF_AA, *OF_BB, IS_OF_BB])
        gone = await tablet.device_id()
        await owner.write(f"/api/devices/{gone}/revoke", {})
        of_aa = about(90, origin="origin-t")
        await tablet.write("/api/handover", {"facts": [FIRST[0], of_aa]})
        await erase(owner)
        assert (await owner.get("/api/devices")).json()["removed"][0]["facts"] == 1
        handed = (await tablet.write("/api/handover", {"facts": [FIRST[1], about(91, origin="origin-t")]})).json()
        assert (handed["count"], [each["type"] for each in handed["refused"]]) == (1, ["erased"])
        await owner.write(f"/api/devices/{gone}/handover", {"take": True})
        assert await texts_of(owner) == [*OF_BB, IS_OF_BB, *FIRST]
