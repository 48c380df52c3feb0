"""Erasing one client: every text about them is gone from every file, and stays gone."""

import json
from pathlib import Path

from erased import OF_AA, OF_BB, SECRET, about, assigned, bytes_kept, erase, texts_of, word_of
from holdwell.core.cursor import position_from_cursor
from holdwell.erasing import LIST, Line, append_line
from holdwell.wire import PracticeExported
from worlds import fact_text, id_of, open_world, receipt_of


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
    names = {"practice_id", "client_id", "erased_at", "subjects", "others"}
    assert set(json.loads((tmp_path / LIST).read_text())) == names


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


async def test_U5_what_a_client_called_their_phone_goes_with_them(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync(OF_AA)
        phones = []
        practice_id = world.app.practice.practice_id
        for number in (1, 2):
            made = await world.app.access.make_code(practice_id, "client", None, client_id="client-aa")
            phones.append(await world.paired_by_code(made.code, name=f"{SECRET}'s phone {number}"))
        first = await phones[0].device_id()
        await owner.write(f"/api/devices/{first}/rename", {"device_name": f"Phone of {SECRET}"})
        # What one of them left, of a session that is somebody else's, waits for the owner's word all the same.
        await owner.write(f"/api/devices/{first}/revoke", {})
        await phones[0].write("/api/handover", {"facts": [fact_text(90, subject="session-cc", origin="origin-p")]})
        removed = (await owner.get("/api/devices")).json()["removed"]
        assert [each["device_name"] for each in removed] == [f"Phone of {SECRET}"]
        assert await erase(owner) == {"facts": len(OF_AA), "devices": 1}
        kinds = [json.loads(raw)["kind"] for raw in (await owner.read_all())[0]]
        assert kinds.count("device_paired") == kinds.count("device_revoked") == 2
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
