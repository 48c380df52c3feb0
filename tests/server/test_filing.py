"""Whose a session is, by the last word on that, decides whose devices are shown it: all of it, and nobody else's."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from erased import assigned
from holdwell.carrying import export, import_file
from worlds import Browser, World, fact_text, id_of, open_world, receipt_of

S = "session-moved"
A, B, C = "client-aa", "client-bb", "client-cc"


def of(number: int, client_id: str | None = A, **changes: Any) -> str:
    """A fact of the session, written on the tablet unless another origin is named."""
    return fact_text(number, **{"client_id": client_id, "subject": S, "origin": "origin-t", **changes})


def word(number: int, said: str | None, **changes: Any) -> str:
    return assigned(number, S, said, **{"client_id": said, "origin": "origin-o", **changes})


FIRST = [of(10, kind="pain_rated", body={"when": "before", "nrs": 4, "region": "neck"}), of(11), of(12)]
OTHER_A = [fact_text(20, client_id=A, subject="session-of-aa"), fact_text(21, client_id=A, subject="session-of-aa")]
OTHER_B = [fact_text(30, client_id=B, subject="session-of-bb")]


async def read(browser: Browser, cursor: str | None = None) -> list[str]:
    return (await browser.read_all(cursor))[0]


async def offered(browser: Browser, texts: list[str], cursor: str | None = None) -> dict[str, str]:
    """What is refused of these, by what."""
    return {each["id"]: each["type"] for each in (await browser.sync(texts, cursor))["refused"]}


def let_go(texts: list[str]) -> dict[str, str]:
    return {id_of(text): "erased" for text in texts}


async def three(world: World) -> tuple[Browser, Browser, Browser]:
    """The owner's device, and the phones of two clients."""
    return await world.paired(), await world.paired("client", A), await world.paired("client", B)


async def test_Y18_Y19_a_session_goes_to_the_client_it_was_last_said_to_be_with_and_leaves_the_other(
    tmp_path: Path,
) -> None:
    async with open_world(tmp_path, page_facts=3) as world:
        owner, of_aa, of_bb = await three(world)
        third = await world.paired("client", C)
        await owner.sync([*OTHER_A, *OTHER_B, *FIRST])
        (texts, at_aa), (_, at_bb) = await of_aa.read_all(), await of_bb.read_all()
        assert texts == [*OTHER_A, *FIRST]
        (_, at_cc), (_, at_end) = await third.read_all(), await owner.read_all()
        moved = word(40, B)
        assert (await owner.sync([moved], at_end))["reset"] is False
        # Both begin anew, once; to the one it is shown whole, to the other not at all.
        answer = await of_aa.sync(cursor=at_aa)
        assert (answer["reset"], [each["raw"] for each in answer["facts"]]) == (True, OTHER_A)
        answer = await of_bb.sync(cursor=at_bb)
        assert answer["reset"] is True
        assert [each["raw"] for each in answer["facts"]] + await read(of_bb, answer["cursor"]) == [
            *OTHER_B, *FIRST, moved
        ]  # fmt: skip
        assert {each["client_id"] for each in answer["facts"]} == {B}
        # With nothing new it is answered from memory again [Y8].
        _, cursor = await of_aa.read_all()
        headers = {"if-none-match": f'W/"{cursor}"'}
        assert (await of_aa.get(f"/api/sync?cursor={cursor}", headers=headers)).status_code == 304
        # Newly paired, they are shown the same.
        assert await read(await world.paired("client", A)) == OTHER_A
        assert await read(await world.paired("client", B)) == [*OTHER_B, *FIRST, moved]
        assert (await third.sync(cursor=at_cc))["reset"] is False
        # The one phone offers what it was not shown again, and is told to let it go; nothing of it is gone.
        cursor = (await of_aa.read_all())[1]
        answer = await of_aa.sync([*OTHER_A, *FIRST], cursor)
        assert (answer["reset"], {each["id"]: each["type"] for each in answer["refused"]}) == (False, let_go(FIRST))
        assert "held" in answer["refused"][0]["detail"]
        assert await read(owner) == [*OTHER_A, *OTHER_B, *FIRST, moved]
        # For staff nothing has changed, and receipts go on over all of it.
        receipts = (await owner.sync([FIRST[0]]))["receipts"]
        assert [(each["count"], each["digest"]) for each in receipts] == [(len(FIRST), receipt_of(FIRST))]
        receipts = (await of_bb.sync([of(50, None, origin="origin-b")]))["receipts"]
        assert [each["count"] for each in receipts] == [1]


@pytest.mark.parametrize("said", [None, C])
async def test_Y18_nobody_elses_phone_is_shown_it(tmp_path: Path, said: str | None) -> None:
    async with open_world(tmp_path) as world:
        owner, of_aa, of_bb = await three(world)
        await owner.sync([*FIRST, word(40, B), word(41, said)])
        assert (await read(of_aa), await read(of_bb)) == ([], [])
        assert len(await read(owner)) == len(FIRST) + 2


@pytest.mark.parametrize("words", [[word(41, B), word(40, A)], [word(40, A), word(41, B)]])
@pytest.mark.parametrize("is_one_request", [True, False])
async def test_Y18_the_last_word_is_the_one_with_the_highest_id_in_whatever_order_they_come(
    tmp_path: Path, words: list[str], *, is_one_request: bool
) -> None:
    async with open_world(tmp_path) as world:
        owner, of_aa, of_bb = await three(world)
        pushes = [[*words, *FIRST]] if is_one_request else [FIRST, words[:1], words[1:]]
        for texts in pushes:
            await owner.sync(texts)
        assert await read(of_aa) == []
        assert sorted(await read(of_bb)) == sorted([*FIRST, *words])


async def test_Y18_what_comes_late_goes_where_the_session_is_whomever_it_names(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, of_aa, of_bb = await three(world)
        tablet = await world.paired("therapist")
        await owner.sync([*FIRST, word(40, B)])
        _, cursor = await of_bb.read_all()
        late = [of(60), of(61, None), of(62, C), word(39, A)]
        await tablet.sync(late[:2])
        filed = {id_of(text): A for text in late[2:]}
        answer = await tablet.write("/api/sync", {"cursor": None, "facts": late[2:], "filed": filed})
        assert answer.json()["refused"] == []
        # Nobody begins anew for that: it lies ahead of every place.
        answer = await of_bb.sync(cursor=cursor)
        assert (answer["reset"], [each["raw"] for each in answer["facts"]]) == (False, late)
        assert await read(of_aa) == []


async def test_Y19_what_a_phone_writes_of_a_session_that_is_anothers_is_taken_and_let_go_of(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, of_aa, of_bb = await three(world)
        await owner.sync([*FIRST, word(40, B)])
        own, alone = of(70, origin="origin-a"), fact_text(71, client_id=None, subject="session-x", origin="origin-a")
        assert await offered(of_aa, [own, alone]) == let_go([own])
        # Its reply was lost: the same once more.
        assert await offered(of_aa, [own, alone]) == let_go([own])
        assert (own in await read(of_bb), await read(of_aa)) == (True, [alone])
        assert own in await read(owner)


async def test_Y19_what_a_phone_may_not_write_is_let_go_of_where_the_log_holds_it_to_the_letter(tmp_path: Path) -> None:
    staff_only = of(13, kind="advice_set_aside", body={"advice": ["sore"], "why": "asked"})
    names_b = of(14, B)
    async with open_world(tmp_path) as world:
        owner, of_aa, _ = await three(world)
        await owner.sync([*FIRST, staff_only, names_b, word(40, A)])
        assert len(await read(of_aa)) == len(FIRST) + 3
        await owner.sync([word(41, B)])
        assert await offered(of_aa, [staff_only, names_b, word(40, A)]) == let_go([staff_only, names_b, word(40, A)])
        # Another text, or one that the log lacks, stays where it is: nobody else may have it.
        lacking = of(15, B)
        changed = names_b.replace("note 14", "note 15")
        assert await offered(of_aa, [lacking, changed]) == dict.fromkeys(
            map(id_of, (lacking, changed)), "client-forbidden"
        )
        # Nor does a word on one session tell anything of the others.
        of_bb = fact_text(31, client_id=B, subject="session-of-bb")
        await owner.sync([of_bb])
        assert await offered(of_aa, [of_bb]) == {id_of(of_bb): "client-forbidden"}


async def test_Y18_what_is_of_no_session_stays_filed_where_it_was(tmp_path: Path) -> None:
    """Nobody says whose a client's name is."""
    named = fact_text(80, kind="client_saved", subject=A, client_id=A, body={"replaces": None, "name": "A. A."})
    async with open_world(tmp_path) as world:
        owner, of_aa, of_bb = await three(world)
        await owner.sync([named, assigned(81, A, B, client_id=B)])
        assert (await read(of_aa), named in await read(of_bb)) == ([named], False)


@pytest.mark.parametrize("first", ["facts", "words", "phone"])
async def test_Y18_a_log_that_was_put_back_files_it_as_before_whoever_brings_it_first(
    tmp_path: Path, first: str
) -> None:
    async with open_world(tmp_path) as world:
        owner, of_aa, of_bb = await three(world)
        tokens = [world.token(each) for each in (owner, of_aa, of_bb)]
    before = (tmp_path / "holdwell.sqlite3").read_bytes()
    words = [word(40, A), word(41, B)]
    async with open_world(tmp_path, world.clock) as world:
        owner, of_aa, of_bb = (world.browser(cookie=token) for token in tokens)
        await owner.sync([*FIRST, words[0]])
        places = [(await each.read_all())[1] for each in (of_aa, of_bb)]
        await owner.sync(words[1:])
    for file in tmp_path.glob("holdwell.sqlite3*"):
        file.unlink()
    (tmp_path / "holdwell.sqlite3").write_bytes(before)
    async with open_world(tmp_path, world.clock) as world:
        owner, of_aa, of_bb = (world.browser(cookie=token) for token in tokens)
        filed = {id_of(text): B for text in FIRST}
        if first == "phone":
            # What it has read it brings back, as far as it may: nobody has said yet that it is another's.
            assert (await of_aa.sync(cursor=places[0]))["reset"] is True
            assert await offered(of_aa, [*FIRST, words[0]]) == {id_of(words[0]): "practice-only"}
            assert await read(of_aa) == FIRST
            places[0] = (await of_aa.read_all())[1]
        pushes = [words, FIRST] if first == "words" else [FIRST, words]
        for texts in pushes:
            await owner.write("/api/sync", {"cursor": None, "facts": texts, "filed": filed})
        assert (await of_aa.sync(cursor=places[0]))["reset"] is True
        assert await offered(of_aa, [*FIRST, words[0]]) == let_go([*FIRST, words[0]])
        assert await read(of_aa) == []
        assert sorted(await read(of_bb)) == sorted([*FIRST, *words])


async def test_Y18_Y19_what_removed_devices_hand_over_is_filed_so_too(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, of_aa, of_bb = await three(world)
        tablet = await world.paired("therapist")
        await owner.sync([*FIRST, of(14, B), word(40, A)])
        await owner.sync([word(41, B)])
        late, own = of(60), of(70, origin="origin-a")
        for device, texts in ((tablet, [late]), (of_aa, [own, of(14, B)])):
            device_id = await device.device_id()
            await owner.write(f"/api/devices/{device_id}/revoke", {})
            handed = (await device.write("/api/handover", {"facts": texts})).json()
            assert (handed["count"], handed["waits"]) == (1, 1)
            assert [each["type"] for each in handed["refused"]] == ["erased"] * (len(texts) - 1)
            await owner.write(f"/api/devices/{device_id}/handover", {"take": True})
        assert (await read(of_bb))[-2:] == [late, own]


async def test_Y18_I2_what_is_taken_in_from_a_file_is_filed_by_the_last_word_here(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "practice.jsonl"
    async with open_world(data) as world:
        owner, of_aa, of_bb = await three(world)
        await owner.sync([word(40, A)])
        tokens = [world.token(each) for each in (owner, of_aa, of_bb)]
    before = (data / "holdwell.sqlite3").read_bytes()
    async with open_world(data, world.clock) as world:
        await world.browser(cookie=tokens[0]).sync([*FIRST, OTHER_B[0]])
        export(data, data / "holdwell.sqlite3", file, None, lambda _: None)
    for each in data.glob("holdwell.sqlite3*"):
        each.unlink()
    (data / "holdwell.sqlite3").write_bytes(before)
    async with open_world(data, world.clock) as world:
        await world.browser(cookie=tokens[0]).sync([word(41, B)])
    taken = await asyncio.to_thread(import_file, data, data / "holdwell.sqlite3", file, world.clock)
    assert (taken.facts, taken.clashes) == (4, [])
    async with open_world(data, world.clock) as world:
        of_aa, of_bb = (world.browser(cookie=token) for token in tokens[1:])
        assert await read(of_aa) == []
        assert await read(of_bb) == [word(40, A), word(41, B), *FIRST, OTHER_B[0]]
