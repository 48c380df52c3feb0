"""Erasing one client: every text about them is gone from every file, and stays gone."""

import asyncio
import json
from pathlib import Path
from typing import Any

from holdwell.core.audit import AUDIT_KINDS
from holdwell.core.cursor import position_from_cursor
from holdwell.erasing import LIST, Line, append_line
from holdwell.routes.sync import hand_in, read_facts
from holdwell.settings import Settings
from holdwell.store.store import DeviceRow, Push
from holdwell.wire import PracticeExported, SyncRequest
from worlds import START_MS, Browser, FakeClock, World, fact_text, id_of, open_world, receipt_of

SECRET = "zebra-of-aa"
NAMED = {"replaces": None, "name": f"A. {SECRET}"}


def about(number: int, *, client_id: str | None = "client-aa", subject: str = "session-aa", **changes: Any) -> str:
    return fact_text(number, client_id=client_id, subject=subject, body={"text": f"{SECRET} {number}"}, **changes)


OF_AA = [
    fact_text(1, kind="client_saved", subject="client-aa", client_id="client-aa", body=NAMED),
    *(about(number) for number in range(2, 30)),
]
OF_BB = [fact_text(number, subject="session-bb", client_id="client-bb") for number in range(40, 44)]


async def erase(owner: Browser, client_id: str = "client-aa") -> dict[str, Any]:
    answer = await owner.write(f"/api/clients/{client_id}/erase", {})
    assert answer.status_code == 200, answer.text
    outcome: dict[str, Any] = answer.json()
    return outcome


async def device_of(world: World, browser: Browser) -> DeviceRow:
    """What the server knows of a browser."""
    devices = await world.app.store.devices(world.app.practice.practice_id)
    device_id = await browser.device_id()
    return next(device for device in devices if device.device_id == device_id)


async def texts_of(browser: Browser) -> list[str]:
    """What a device reads, without what the server says itself."""
    return [raw for raw in (await browser.read_all())[0] if json.loads(raw)["kind"] not in AUDIT_KINDS]


async def word_of(browser: Browser) -> dict[str, Any]:
    """The last word of an erasure in the log."""
    facts = [json.loads(raw) for raw in (await browser.read_all())[0]]
    body: dict[str, Any] = [fact["body"] for fact in facts if fact["kind"] == "client_erased"][-1]
    return body


def bytes_kept(folder: Path) -> bytes:
    return b"".join(
        file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file() and "app" not in file.parts
    )


async def test_ER1_texts_go_and_places_stay(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, reader = await world.paired(), await world.paired("therapist")
        await owner.sync([*OF_AA, *OF_BB])
        _, cursor = await reader.read_all()
        assert await erase(owner) == {"facts": len(OF_AA), "devices": 0}
        assert await texts_of(owner) == OF_BB
        # Nobody starts over: the cursor of before still fits, and all that is new is the word of it.
        answer = await reader.sync(cursor=cursor)
        assert (answer["reset"], len(answer["facts"])) == (False, 1)
        place = position_from_cursor(answer["cursor"])
        assert place is not None
        assert place.pos == len(OF_AA) + len(OF_BB) + 1
        # Receipts are computed anew: of what is left.
        assert (await owner.sync(OF_BB))["receipts"][0]["digest"] == receipt_of(OF_BB)


async def test_ER5_not_a_byte_of_it_is_left_in_any_file(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        # Between others, over pages that split and grew, and some of it still in the WAL.
        for start in range(0, 600, 60):
            rows = [
                fact_text(1000 + n, subject=f"session-{n}", client_id="client-bb") for n in range(start, start + 60)
            ]
            await owner.sync([*rows, *(about(5000 + n) for n in range(start, start + 60))])
        assert SECRET.encode() in bytes_kept(tmp_path)
        assert (await erase(owner))["facts"] == 600
        assert SECRET.encode() not in bytes_kept(tmp_path)
        assert len(await texts_of(owner)) == 600
    assert SECRET.encode() not in bytes_kept(tmp_path)


async def test_ER2_a_session_goes_with_whoever_it_was_said_to_be_last(tmp_path: Path) -> None:
    def assigned(number: int, subject: str, client_id: str | None) -> str:
        return fact_text(number, kind="session_assigned", subject=subject, body={"client_id": client_id})

    async with open_world(tmp_path) as world:
        owner = await world.paired()
        told_later = [about(1, client_id=None, subject="session-01"), assigned(2, "session-01", "client-aa")]
        somebody_elses = [about(3, subject="session-02"), assigned(4, "session-02", "client-bb")]
        back_again = [about(5, subject="session-03"), assigned(6, "session-03", None)]
        back_again.append(assigned(7, "session-03", "client-aa"))
        await owner.sync([*told_later, *somebody_elses, *back_again])
        await erase(owner)
        assert await texts_of(owner) == somebody_elses
        assert (await word_of(owner))["subjects"] == ["client-aa", "session-01", "session-03"]


async def test_ER3_later_offers_are_refused_as_erased_and_block_no_others(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, tablet = await world.paired(), await world.paired("therapist")
        await owner.sync(OF_AA)
        await erase(owner)
        the_same, of_the_subject = OF_AA[3], about(50, client_id=None)
        of_the_client = about(51, subject="session-new", origin="origin-z")
        other = fact_text(52, origin="origin-z")
        answer = await tablet.sync([the_same, of_the_subject, of_the_client, other])
        assert {each["id"]: each["type"] for each in answer["refused"]} == {
            id_of(text): "erased" for text in (the_same, of_the_subject, of_the_client)
        }
        assert await texts_of(owner) == [other]
        assert SECRET.encode() not in bytes_kept(tmp_path)


async def test_ER6_a_session_that_is_later_said_to_be_theirs_goes_too(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, offline = await world.paired(), await world.paired("therapist")
        await owner.sync(OF_AA)
        await offline.sync([about(60, client_id=None, subject="session-late", origin="origin-o")])
        await erase(owner)
        assert len(await texts_of(owner)) == 1
        word = {"client_id": "client-aa"}
        late = fact_text(61, kind="session_assigned", subject="session-late", origin="origin-o", body=word)
        await offline.sync([late])
        assert await texts_of(owner) == []
        assert "session-late" in (await word_of(owner))["subjects"]
        assert SECRET.encode() not in bytes_kept(tmp_path)


async def test_ER4_a_database_of_before_forgets_again_at_the_next_start(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync([*OF_AA, *OF_BB])
        token = world.token(owner)
    backup = (tmp_path / "holdwell.sqlite3").read_bytes()
    async with open_world(tmp_path, world.clock) as world:
        await erase(world.browser(cookie=token))
    for file in tmp_path.glob("holdwell.sqlite3*"):
        file.unlink()
    (tmp_path / "holdwell.sqlite3").write_bytes(backup)
    async with open_world(tmp_path, world.clock) as again:
        owner = again.browser(cookie=token)
        assert await texts_of(owner) == OF_BB
        assert [each["type"] for each in (await owner.sync(OF_AA[:1]))["refused"]] == ["erased"]
    assert SECRET.encode() not in bytes_kept(tmp_path)
    assert set(json.loads((tmp_path / LIST).read_text())) == {"practice_id", "client_id", "erased_at", "subjects"}


async def test_ER4_a_line_that_a_crash_cut_off_harms_no_other(tmp_path: Path) -> None:
    file = tmp_path / LIST
    append_line(file, Line("practice-1", "client-aa", 1))
    file.write_text(file.read_text() + '{"practice_id":"prac')
    append_line(file, Line("practice-1", "client-bb", 2))
    async with open_world(tmp_path) as world:
        assert [line.client_id for line in world.app.erasing._lines()] == ["client-aa", "client-bb"]


async def test_ER4_where_the_list_cannot_be_written_nothing_is_erased(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync(OF_AA)
        (tmp_path / LIST).mkdir()
        answer = await owner.write("/api/clients/client-aa/erase", {})
        assert (answer.status_code, answer.json()["type"]) == (503, "storage-failed")
        assert await texts_of(owner) == OF_AA


async def test_ER6_a_device_brings_a_restored_server_word_of_an_erasure(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync(OF_AA)
        await world.app.auditor.note(world.app.practice.practice_id, PracticeExported(None, 0))
        token = world.token(owner)
    backup = (tmp_path / "holdwell.sqlite3").read_bytes()
    async with open_world(tmp_path, world.clock) as world:
        owner = world.browser(cookie=token)
        await erase(owner)
        kept = (await owner.read_all())[0]
    for file in (*tmp_path.glob("holdwell.sqlite3*"), tmp_path / LIST):
        file.unlink()
    (tmp_path / "holdwell.sqlite3").write_bytes(backup)
    async with open_world(tmp_path, world.clock) as again:
        owner = again.browser(cookie=token)
        assert await texts_of(owner) == OF_AA
        assert (await owner.sync(kept))["refused"] == []
        assert await texts_of(owner) == []
        assert "client-aa" in (tmp_path / LIST).read_text()


async def test_erasing_removes_the_clients_own_devices_and_what_they_handed_over(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, phone, old = await world.paired(), *[await world.paired("client", "client-aa") for _ in range(2)]
        await owner.sync(OF_AA)
        gone = await old.device_id()
        await owner.write(f"/api/devices/{gone}/revoke", {})
        await old.write("/api/handover", {"facts": [about(70, origin="origin-old")]})
        assert await erase(owner) == {"facts": len(OF_AA), "devices": 1}
        assert (await phone.get("/api/sync")).json()["type"] == "device-revoked"
        assert (await owner.get("/api/devices")).json()["removed"] == []
        handed = (await phone.write("/api/handover", {"facts": [about(71, origin="origin-p")]})).json()
        assert (handed["count"], [each["type"] for each in handed["refused"]]) == (0, ["erased"])
        assert SECRET.encode() not in bytes_kept(tmp_path)


async def test_erasing_twice_says_it_once(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync(OF_AA)
        await erase(owner)
        assert await erase(owner) == {"facts": 0, "devices": 0}
        kinds = [json.loads(raw)["kind"] for raw in (await owner.read_all())[0]]
        assert kinds == ["client_erased"]
        assert len((tmp_path / LIST).read_text().splitlines()) == 1


async def test_only_an_id_is_erased(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        for text in ("x", "UPPER-CASE", "a" * 80, "client%0Aaa"):
            assert (await owner.write(f"/api/clients/{text}/erase", {})).status_code == 400


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


def put_in_place(folder: Path, database: bytes) -> None:
    for file in folder.glob("holdwell.sqlite3*"):
        file.unlink()
    (folder / "holdwell.sqlite3").write_bytes(database)


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
