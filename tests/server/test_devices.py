"""Devices: named, removed, and what a removed one hands over; and the audit facts that tell of it."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import httpx

from holdwell.core.audit import AUDIT_KINDS, Place, Stamp, audit_text, is_sealed, rising_id
from holdwell.core.facts import read_fact
from holdwell.wire import AUDIT_BODIES, DeviceRevoked, PracticeExported
from worlds import START_MS, Browser, World, fact_text, id_of, open_world, receipt_of

STAMP = Stamp("origin-server", "00000000-0000-4000-8000-00000000000a", START_MS, b"k" * 32)


async def removed(world: World, owner: Browser) -> tuple[Browser, str]:
    """A therapist's device that the owner has removed."""
    device = await world.paired("therapist")
    device_id = await device.device_id()
    assert (await owner.write(f"/api/devices/{device_id}/revoke", {})).status_code == 200
    return device, device_id


async def audit_of(owner: Browser) -> list[dict[str, Any]]:
    facts = [json.loads(raw) for raw in (await owner.read_all())[0]]
    return [fact for fact in facts if fact["kind"] in AUDIT_KINDS]


async def hand_over(device: Browser, facts: list[str]) -> httpx.Response:
    return await device.write("/api/handover", {"facts": facts})


async def test_a_device_is_renamed_by_the_owner(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        device_id = await (await world.paired("therapist")).device_id()
        answer = await owner.write(f"/api/devices/{device_id}/rename", {"device_name": "  Tablet \n in room 2 "})
        names = {row["device_id"]: row["device_name"] for row in answer.json()["devices"]}
        assert names[device_id] == "Tablet in room 2"
        assert (await owner.write("/api/devices/nobody/rename", {"device_name": "x"})).status_code == 404
        empty = await owner.write(f"/api/devices/{device_id}/rename", {"device_name": ""})
        assert (empty.status_code, empty.json()["field"]) == (400, "$.device_name")
        told = [(fact["kind"], fact["body"]["device_name"], fact["body"]["before"]) for fact in await audit_of(owner)]
        assert told == [("device_renamed", "Tablet in room 2", "a therapist")]


async def test_a_removed_device_is_told_so_at_once_and_listed_no_more(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        device = await world.paired("therapist")
        device_id = await device.device_id()
        await device.sync([fact_text(1)])
        code = await world.app.access.make_code(world.app.practice.practice_id, "owner", device_id)
        left = (await owner.write(f"/api/devices/{device_id}/revoke", {})).json()
        assert [row["device_id"] for row in left["devices"]] == [await owner.device_id()]
        for answer in (await device.get("/api/sync"), await device.write("/api/sync", {"facts": []})):
            assert (answer.status_code, answer.json()["type"]) == (401, "device-revoked")
        # A code that it made would be a way back.
        tried = await world.browser().write("/api/pair", {"code": code.code, "device_name": "x"})
        assert tried.json()["type"] == "code-not-valid"
        assert (await owner.write(f"/api/devices/{device_id}/revoke", {})).status_code == 404


async def test_the_owners_only_device_is_not_removed_by_itself(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        answer = await owner.write(f"/api/devices/{await owner.device_id()}/revoke", {})
        assert (answer.status_code, answer.json()["type"]) == (400, "invalid")
        assert (await owner.get("/api/me")).status_code == 200


async def test_A13_what_a_removed_device_had_not_sent_waits_for_the_owner_who_takes_it(tmp_path: Path) -> None:
    facts = [fact_text(number, origin="origin-r") for number in range(1, 4)]
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        device, device_id = await removed(world, owner)
        kept = (await hand_over(device, [*facts, "no fact"])).json()
        assert (kept["count"], kept["digest"]) == (3, receipt_of(facts))
        assert [each["id"] for each in kept["refused"]] == ["#3"]
        # A reply may be lost: again is the same.
        assert (await hand_over(device, facts)).json()["digest"] == receipt_of(facts)
        assert not set(facts) & set((await owner.read_all())[0])
        waiting = (await owner.get("/api/devices")).json()["removed"]
        assert [(row["device_id"], row["device_name"], row["facts"]) for row in waiting] == [
            (device_id, "a therapist", 3)
        ]
        outcome = await owner.write(f"/api/devices/{device_id}/handover", {"take": True})
        assert outcome.json() == {"taken": 3, "left_out": 0}
        stored = [row for row in (await owner.sync())["facts"] if row["raw"] in facts]
        assert [(row["raw"], row["device_id"]) for row in stored] == [(text, device_id) for text in facts]
        assert (await owner.get("/api/devices")).json()["removed"] == []
        assert [fact["kind"] for fact in await audit_of(owner)] == ["device_revoked", "handover_taken"]


async def test_A13_a_text_in_whose_place_the_log_holds_another_stays_on_its_device(tmp_path: Path) -> None:
    facts, clash = [fact_text(1), fact_text(3)], fact_text(2, body={"text": "another"})
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync([fact_text(2), fact_text(3)])
        device, device_id = await removed(world, owner)
        kept = (await hand_over(device, [*facts, clash])).json()
        assert (kept["count"], kept["digest"], kept["waits"]) == (2, receipt_of(facts), 1)
        assert [(each["id"], each["type"]) for each in kept["refused"]] == [(id_of(clash), "fact-conflict")]
        outcome = await owner.write(f"/api/devices/{device_id}/handover", {"take": True})
        assert outcome.json() == {"taken": 1, "left_out": 0}


async def test_A13_the_owner_discards_it_just_as_well(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        device, device_id = await removed(world, owner)
        await hand_over(device, [fact_text(1)])
        outcome = await owner.write(f"/api/devices/{device_id}/handover", {"take": False})
        assert outcome.json() == {"taken": 0, "left_out": 1}
        assert fact_text(1) not in (await owner.read_all())[0]
        assert (await owner.write(f"/api/devices/{device_id}/handover", {"take": True})).status_code == 404


async def test_A13_a_hand_over_is_bounded_and_nothing_of_too_much_is_kept(tmp_path: Path) -> None:
    async with open_world(tmp_path, handover_facts=3) as world:
        owner = await world.paired()
        device, _ = await removed(world, owner)
        await hand_over(device, [fact_text(1), fact_text(2)])
        answer = await hand_over(device, [fact_text(3), fact_text(4)])
        assert (answer.status_code, answer.json()["type"], answer.json()["limit"]) == (413, "handover-too-large", 3)
        assert (await owner.get("/api/devices")).json()["removed"][0]["facts"] == 2


async def test_A15_a_removed_device_is_told_whether_the_log_is_still_the_one_it_has_read(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, device = await world.paired(), await world.paired("therapist")
        first, second = fact_text(1), fact_text(2, client_id=None, subject="session-0002")
        before = (await device.sync([first]))["cursor"]
        cursor = (await device.sync([second], before))["cursor"]
        await owner.write(f"/api/devices/{await device.device_id()}/revoke", {})
        told = [
            (await device.write("/api/handover", {"facts": [], "cursor": each})).json()["fits"]
            for each in (cursor, before, None, "nonsense", cursor[:-1] + "x")
        ]
        assert told == [True, True, False, False, False]
        token, owns = world.token(device), world.token(owner)
    # An older file, which knows of the removal, and not of the second fact.
    forget(
        tmp_path, "DELETE FROM facts WHERE pos > 1", "UPDATE counters SET pos = 1, chain = (SELECT chain FROM facts)"
    )
    async with open_world(tmp_path, world.clock) as again:
        owner, device = again.browser(cookie=owns), again.browser(cookie=token)
        offered = {"facts": [first, second], "cursor": cursor, "filed": {json.loads(second)["id"]: "client-aa"}}
        kept = (await device.write("/api/handover", offered)).json()
        assert (kept["fits"], kept["waits"], kept["count"], kept["digest"]) == (
            False,
            1,
            2,
            receipt_of([first, second]),
        )
        # Only what the log lacks waits for the owner's word; it comes back under whom it was filed.
        assert [each["facts"] for each in (await owner.get("/api/devices")).json()["removed"]] == [1]
        await owner.write(f"/api/devices/{await removed_id(owner)}/handover", {"take": True})
        phone = await again.paired("client", "client-aa")
        assert (await phone.read_all())[0] == [second]


async def removed_id(owner: Browser) -> str:
    """The removed device that waits with facts of its own."""
    return str((await owner.get("/api/devices")).json()["removed"][0]["device_id"])


async def test_A13_a_clients_removed_device_hands_over_facts_of_its_client_only(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, phone = await world.paired(), await world.paired("client", "client-aa")
        kept_of = await phone.device_id()
        await owner.write(f"/api/devices/{kept_of}/revoke", {})
        kept = (await hand_over(phone, [fact_text(1), fact_text(2, client_id="client-bb")])).json()
        assert (kept["count"], [each["type"] for each in kept["refused"]]) == (1, ["client-forbidden"])
        await owner.write(f"/api/devices/{kept_of}/handover", {"take": True})
        sibling = await world.paired("client", "client-aa")
        assert (await sibling.read_all())[0] == [fact_text(1)]


async def test_U1_pairing_is_noted_with_who_made_the_code(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        made = (await owner.write("/api/codes", {"role": "therapist"})).json()
        await world.paired_by_code(made["code"], name="Tablet")
        await world.paired_by_code(await world.code(), name="Laptop")
        told = await audit_of(owner)
        assert [(fact["kind"], fact["body"]["device_name"], fact["body"]["by"]) for fact in told] == [
            ("device_paired", "Tablet", await owner.device_id()),
            ("device_paired", "Laptop", None),
        ]
        assert len({fact["origin"] for fact in told}) == 1
        assert [fact["seq"] for fact in told] == [1, 2]
        assert sorted(fact["id"] for fact in told) == [fact["id"] for fact in told]


async def test_U1_each_start_of_the_server_is_an_author_of_its_own(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.paired_by_code(await world.code())
        token = world.token(await world.paired())
    async with open_world(tmp_path, world.clock) as again:
        await again.paired_by_code(await again.code())
        told = await audit_of(again.browser(cookie=token))
        assert len({fact["origin"] for fact in told}) == 2
        assert [fact["seq"] for fact in told] == [1, 1]


async def test_U1_whoever_exports_a_practice_notes_it(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, practice_id = await world.paired(), world.app.practice.practice_id
        await world.app.auditor.note(practice_id, PracticeExported(None, 7))
        told = await audit_of(owner)
        assert [(fact["kind"], fact["subject"], fact["body"]["facts"]) for fact in told] == [
            ("practice_exported", practice_id, 7)
        ]


async def test_U2_a_restored_server_gets_its_own_audit_facts_back(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await world.app.auditor.note(world.app.practice.practice_id, PracticeExported(None, 7))
        kept = (await owner.read_all())[0]
        token = world.token(owner)
    forget(tmp_path, "DELETE FROM facts", "UPDATE counters SET pos = 0, chain = zeroblob(16)")
    async with open_world(tmp_path, world.clock) as again:
        owner, therapist = again.browser(cookie=token), await again.paired("therapist")
        assert (await owner.read_all())[0] == []
        assert (await therapist.sync(kept))["refused"] == []
        assert (await owner.read_all())[0] == kept


def forget(folder: Path, *statements: str) -> None:
    """What a backup of before would not know."""
    connection = sqlite3.connect(folder / "holdwell.sqlite3")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_U2_a_seal_covers_every_letter_before_it() -> None:
    text = audit_text(STAMP, Place(0, ""), "device-1", DeviceRevoked(None, 'Tablet "2" é'), b"key")
    assert is_sealed(text, b"key")
    assert not is_sealed(text, b"another key")
    for place in range(len(text)):
        assert not is_sealed(text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :], b"key")
    assert not any(is_sealed(part, b"key") for part in ("", '"seal":"', text[:-1], text + " "))
    assert read_fact(text).fact.kind == "device_revoked"


def test_U1_ids_rise_whatever_the_clock_does() -> None:
    first = rising_id(START_MS, "", STAMP.random_id)
    later = rising_id(START_MS - 5000, first, STAMP.random_id)
    assert first < later < rising_id(START_MS, later, STAMP.random_id)
    assert set(AUDIT_BODIES) == AUDIT_KINDS
