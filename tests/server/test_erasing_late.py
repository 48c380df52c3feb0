"""Erasing where something comes late: what was on its way, what an older database does not know, word of devices."""

import asyncio
import json
from pathlib import Path

from erased import OF_AA, OF_BB, SECRET, about, bytes_kept, device_of, erase, put_in_place, texts_of, word_of
from holdwell.erasing import LIST
from holdwell.routes.sync import hand_in, read_facts
from holdwell.settings import Settings
from holdwell.store.store import Push
from holdwell.wire import PracticeExported, SyncRequest
from worlds import START_MS, FakeClock, fact_text, id_of, open_world, receipt_of


async def test_ER7_a_push_that_was_read_before_the_erasure_is_judged_where_it_is_written(tmp_path: Path) -> None:
    """The erasure stands before them in the writer's line, and nobody knew of it when they were read."""
    async with open_world(tmp_path) as world:
        owner, tablet = await world.paired(), await world.paired("therapist")
        await owner.sync(OF_AA)
        new = [about(80, origin="origin-t"), about(81, origin="origin-t", subject="session-new"), *OF_BB]
        practice_id = world.app.practice.practice_id
        store, device = world.app.store, await device_of(world, tablet)
        gone, answer = await asyncio.gather(
            store.erase(practice_id, "client-aa", world.app.auditor.stamp(), None),
            hand_in(store, Settings(tmp_path), START_MS, device, SyncRequest(None, new), world.app.erasing),
        )
        assert gone.facts == len(OF_AA)
        assert [each.type for each in answer.refused] == ["erased"] * 2
        assert await texts_of(tablet) == OF_BB
        assert {receipt.subject: receipt.count for receipt in answer.receipts} == {"session-bb": 4}


async def test_ER7_a_hand_over_that_was_read_before_the_erasure_keeps_nothing(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync(OF_AA)
        practice_id = world.app.practice.practice_id
        device = await device_of(world, await world.paired("therapist"))
        facts = [about(80, origin="origin-t", subject="session-new"), *OF_BB]
        rows, _ = read_facts(facts, device, world.app.store)
        given = Push(practice_id, device.device_id, 1, rows)
        _, kept = await asyncio.gather(
            world.app.store.erase(practice_id, "client-aa", world.app.auditor.stamp(), None),
            world.app.store.keep_handover(given, 100, 10_000),
        )
        assert (kept.facts, kept.digest, kept.erased) == (len(OF_BB), receipt_of(OF_BB), [id_of(facts[0])])
        await world.app.store.scrub()
        assert SECRET.encode() not in bytes_kept(tmp_path)


async def test_ER8_a_receipt_covers_nothing_that_the_same_request_lost_to_an_erasure(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, tablet = await world.paired(), await world.paired("therapist")
        await owner.sync(OF_AA)
        await erase(owner)
        of_session = [about(number, client_id=None, subject="session-x", origin="origin-x") for number in (90, 91)]
        word = fact_text(
            92, kind="session_assigned", subject="session-x", origin="origin-x", body={"client_id": "client-aa"}
        )
        answer = await tablet.sync([*of_session, word, *OF_BB])
        assert {each["id"]: each["type"] for each in answer["refused"]} == {
            id_of(text): "erased" for text in (*of_session, word)
        }
        held = {(each["subject"], each["count"]) for each in answer["receipts"] if each["count"]}
        assert held == {("session-bb", len(OF_BB))}
        # The answer is of the moment after: it has the word by which other devices let go.
        assert await texts_of(owner) == OF_BB
        assert [json.loads(each["raw"])["kind"] for each in answer["facts"]].count("client_erased") == 2


async def test_ER9_what_is_no_fact_but_about_an_erased_client_is_refused_as_erased(tmp_path: Path) -> None:
    too_long = {"text": f"{SECRET} {'x' * 10_000}"}
    of_client = fact_text(93, client_id="client-aa", subject="session-y", body=too_long)
    of_session = fact_text(94, subject="session-aa", body=too_long)
    unnamed = json.dumps({**json.loads(of_client), "id": "x"})
    other = fact_text(95, subject="session-bb", client_id="client-bb", body=too_long)
    no_text = "{"
    async with open_world(tmp_path) as world:
        owner, tablet, removed = await world.paired(), await world.paired("therapist"), await world.paired("therapist")
        await owner.sync(OF_AA)
        offered = [other, of_client, no_text, of_session, unnamed]
        assert {each["type"] for each in (await tablet.sync(offered))["refused"]} == {"invalid"}
        await erase(owner)
        gone = await removed.device_id()
        await owner.write(f"/api/devices/{gone}/revoke", {})
        answers = [await tablet.sync(offered), (await removed.write("/api/handover", {"facts": offered})).json()]
        for answer in answers:
            assert {each["id"]: each["type"] for each in answer["refused"]} == {
                id_of(other): "invalid",
                id_of(of_client): "erased",
                "#2": "invalid",
                id_of(of_session): "erased",
                "#4": "erased",
            }


async def test_ER9_all_that_an_erased_clients_own_device_hands_over_is_refused_as_erased(tmp_path: Path) -> None:
    too_long = fact_text(97, body={"text": "x" * 10_001})
    async with open_world(tmp_path) as world:
        owner, phone = await world.paired(), await world.paired("client", "client-aa")
        assert [each["type"] for each in (await phone.sync([too_long]))["refused"]] == ["invalid"]
        await erase(owner)
        handed = (await phone.write("/api/handover", {"facts": [too_long, about(98, client_id=None)]})).json()
        assert (handed["count"], [each["type"] for each in handed["refused"]]) == (0, ["erased"] * 2)


async def test_ER6_who_is_erased_by_word_of_a_device_is_removed_at_once(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync(OF_AA)
        await erase(owner)
        phone, tablet = await world.paired("client", "client-aa"), await world.paired("therapist")
        assert (await phone.get("/api/sync")).status_code == 200
        word = fact_text(96, kind="session_assigned", subject="session-z", body={"client_id": "client-aa"})
        await tablet.sync([word])
        assert (await phone.get("/api/sync?cursor=x")).json()["type"] == "device-revoked"


OF_SESSION = [about(number, client_id=None, subject="session-s", origin="origin-s") for number in (100, 101)]
IS_OF_AA = fact_text(
    102, kind="session_assigned", subject="session-s", origin="origin-s", body={"client_id": "client-aa"}
)


async def a_session_that_was_erased(folder: Path) -> tuple[bytes, str, list[str], FakeClock]:
    """The database of before anybody knew whose the session was; the owner's token; what the owner read after; time."""
    async with open_world(folder) as world:
        owner = await world.paired()
        await owner.sync([*OF_BB, *OF_SESSION])
        await world.app.auditor.note(world.app.practice.practice_id, PracticeExported(None, 0))
        token = world.token(owner)
    before = (folder / "holdwell.sqlite3").read_bytes()
    async with open_world(folder, world.clock) as world:
        owner = world.browser(cookie=token)
        await owner.sync([*OF_AA, IS_OF_AA])
        await erase(owner)
        read = (await owner.read_all())[0]
    return before, token, read, world.clock


async def test_ER10_a_database_that_does_not_know_whose_a_session_was_forgets_it_all_the_same(tmp_path: Path) -> None:
    before, token, _, clock = await a_session_that_was_erased(tmp_path)
    put_in_place(tmp_path, before)
    async with open_world(tmp_path, clock) as again:
        owner = again.browser(cookie=token)
        assert await texts_of(owner) == OF_BB
        assert [each["type"] for each in (await owner.sync(OF_SESSION))["refused"]] == ["erased"] * 2
        assert "session-s" in (await word_of(owner))["subjects"]
    assert SECRET.encode() not in bytes_kept(tmp_path)


async def test_ER10_a_list_of_before_is_completed_from_the_database(tmp_path: Path) -> None:
    before, token, _, clock = await a_session_that_was_erased(tmp_path)
    lines = [json.loads(line) for line in (tmp_path / LIST).read_text().splitlines()]
    (tmp_path / LIST).write_text("".join(json.dumps({**line, "subjects": []}) + "\n" for line in lines))
    async with open_world(tmp_path, clock):
        assert "session-s" in (tmp_path / LIST).read_text()
    put_in_place(tmp_path, before)
    async with open_world(tmp_path, clock) as again:
        assert await texts_of(again.browser(cookie=token)) == OF_BB


async def test_ER10_a_devices_word_names_the_sessions_that_the_database_does_not_know(tmp_path: Path) -> None:
    before, token, read, clock = await a_session_that_was_erased(tmp_path)
    put_in_place(tmp_path, before)
    (tmp_path / LIST).unlink()
    async with open_world(tmp_path, clock) as again:
        owner = again.browser(cookie=token)
        assert await texts_of(owner) == [*OF_BB, *OF_SESSION]
        answer = await owner.sync([*OF_SESSION, *read])
        assert {each["id"]: each["type"] for each in answer["refused"]} == {
            id_of(text): "erased" for text in OF_SESSION
        }
        assert await texts_of(owner) == OF_BB
    assert "session-s" in (tmp_path / LIST).read_text()
    assert SECRET.encode() not in bytes_kept(tmp_path)


async def test_ER11_what_went_from_under_another_client_leaves_that_clients_device_too(tmp_path: Path) -> None:
    """It was said first to be the other's; no word of an erasure reaches a client's device."""
    mistaken = [about(number, client_id="client-bb", subject="session-m", origin="origin-m") for number in (110, 111)]
    word = fact_text(
        112, kind="session_assigned", subject="session-m", origin="origin-m", body={"client_id": "client-aa"}
    )
    async with open_world(tmp_path, page_facts=2) as world:
        owner, phone = await world.paired(), await world.paired("client", "client-bb")
        await owner.sync([*OF_AA, *OF_BB, *mistaken])
        texts, cursor = await phone.read_all()
        assert texts == [*OF_BB, *mistaken]
        await owner.sync([word])
        await erase(owner)
        # It reads from the beginning, once and to the end, and offers what is no longer there.
        answer = await phone.sync(cursor=cursor)
        assert (answer["reset"], [each["raw"] for each in answer["facts"]]) == (True, OF_BB[:2])
        texts, cursor = await phone.read_all(answer["cursor"])
        assert texts == OF_BB[2:]
        answer = await phone.sync(mistaken, cursor)
        assert (answer["reset"], [each["type"] for each in answer["refused"]]) == (False, ["erased"] * 2)
        assert (await phone.get(f"/api/sync?cursor={cursor}")).json()["reset"] is False
        # A push is no way around it, and nobody else begins anew.
        other = await world.paired("client", "client-cc")
        _, cursor = await other.read_all()
        assert (await other.sync([fact_text(120, origin="origin-cc")], cursor))["reset"] is False


async def test_ER12_what_is_held_of_a_session_that_became_somebody_elses_stays_with_its_author(tmp_path: Path) -> None:
    """Its reply was lost; meanwhile whom it names was erased, and its session is another's by the last word."""
    async with open_world(tmp_path) as world:
        owner, tablet = await world.paired(), await world.paired("therapist")
        first = about(80, origin="origin-t", subject="session-moved")
        word = {"client_id": "client-bb"}
        moved = fact_text(81, origin="origin-o", kind="session_assigned", subject="session-moved", body=word)
        await tablet.sync([first])
        await owner.sync([moved])
        await erase(owner, "client-aa")
        again = await tablet.sync([first])
        assert again["refused"] == []
        assert [(each["count"], each["digest"]) for each in again["receipts"]] == [(1, receipt_of([first]))]
        # What is new of that name is refused as ever, but in that session.
        new = about(82, origin="origin-t", subject="session-new")
        assert [each["type"] for each in (await tablet.sync([new]))["refused"]] == ["erased"]
        assert first in await texts_of(tablet)
