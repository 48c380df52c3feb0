"""What goes along with a practice as a file besides its facts: who was erased, what was handed over, old records."""

import hashlib
import resource
from pathlib import Path

import pytest

from carried import OtherClock, exported, imported
from holdwell.carrying import CarryError, _chosen
from holdwell.core import facts
from holdwell.core.saved import SavedFault
from holdwell.erasing import OWED
from holdwell.library import load
from holdwell.store import erasing
from holdwell.store.carrying import CarriedIn
from holdwell.store.copies import judge
from holdwell.store.opening import shipped_migrations
from worlds import fact_text, id_of, open_world

PROTOCOLS = Path(__file__).parents[2] / "protocols"
NEWEST = shipped_migrations()[-1].number


async def test_I5_who_was_erased_stays_erased_wherever_the_practice_goes(tmp_path: Path) -> None:
    file, data, new = tmp_path / "practice.jsonl", tmp_path / "data", tmp_path / "new"
    of_aa = [fact_text(number, client_id="client-aa", body={"text": "zebra-of-aa"}) for number in (50, 51)]
    of_session = fact_text(60, client_id="client-aa", subject="session-moved")
    word = fact_text(62, kind="session_assigned", subject="session-moved", body={"client_id": "client-bb"})
    async with open_world(data) as world:
        owner = await world.paired()
        await owner.sync([*of_aa, word])
        assert (await owner.write("/api/clients/client-aa/erase", {})).json()["facts"] == 2
        assert exported(data, file).erasures == 1
    await imported(new, file)
    before = judge(new / "holdwell.sqlite3", NEWEST)
    assert await imported(new, file) == CarriedIn()
    assert judge(new / "holdwell.sqlite3", NEWEST) == before
    async with open_world(new, OtherClock(9000)) as world:
        owner = await world.paired()
        answer = await owner.sync([*of_aa, of_session])
        assert {each["type"] for each in answer["refused"]} == {"erased"}
        assert {each["id"] for each in answer["refused"]} == {id_of(text) for text in of_aa}
        assert not [text for text in (await owner.read_all())[0] if "zebra-of-aa" in text]
    # An older copy of its database, put there by hand, forgets again: it stands on the list.
    assert "client-aa" in (new / "erasures.jsonl").read_text(encoding="utf-8")


async def test_I5_what_stood_here_of_somebody_whom_the_file_names_as_erased_goes(tmp_path: Path) -> None:
    before, file, data = tmp_path / "before.jsonl", tmp_path / "practice.jsonl", tmp_path / "data"
    of_aa = [fact_text(number, client_id="client-aa", body={"text": "zebra-of-aa"}) for number in (50, 51)]
    async with open_world(data) as world:
        owner = await world.paired()
        await owner.sync([*of_aa, fact_text(52, subject="session-0002")])
        exported(data, before)
        await owner.write("/api/clients/client-aa/erase", {})
        exported(data, file)
    new = tmp_path / "new"
    assert (await imported(new, before)).facts == 3
    assert (await imported(new, file)).erased == 2
    assert [at for at in new.rglob("holdwell.sqlite3*") if b"zebra-of-aa" in at.read_bytes()] == []


async def test_I5_ER14_what_could_not_be_written_anew_after_an_import_is_owed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, file, data, new = (tmp_path / name for name in ("before.jsonl", "practice.jsonl", "data", "new"))
    async with open_world(data) as world:
        owner = await world.paired()
        await owner.sync([fact_text(50, client_id="client-aa", body={"text": "zebra-of-aa"})])
        exported(data, before)
        await owner.write("/api/clients/client-aa/erase", {})
        exported(data, file)
    await imported(new, before)
    with monkeypatch.context() as busy:
        busy.setattr(erasing, "scrub", lambda _: False)
        assert (await imported(new, file)).erased == 1
    assert (new / OWED).exists()
    async with open_world(new, OtherClock(9000)):
        assert not (new / OWED).exists()


async def test_I1_what_a_removed_device_handed_over_waits_on_the_new_server_too(tmp_path: Path) -> None:
    file, data, new = tmp_path / "practice.jsonl", tmp_path / "data", tmp_path / "new"
    async with open_world(data) as world:
        owner, phone = await world.paired(), await world.paired("therapist")
        await owner.write(f"/api/devices/{await phone.device_id()}/revoke", {})
        await phone.write("/api/handover", {"facts": [fact_text(70), fact_text(71)]})
        assert exported(data, file).handovers == 2
    assert (await imported(new, file)).handovers == 2
    assert await imported(new, file) == CarriedIn()
    async with open_world(new, OtherClock(9000)) as world:
        owner = await world.paired()
        (waits,) = (await owner.get("/api/devices")).json()["removed"]
        assert (waits["device_name"], waits["facts"]) == ("a therapist", 2)
        assert (await owner.write(f"/api/devices/{waits['device_id']}/handover", {"take": True})).json()["taken"] == 2


def test_a_practice_is_named_by_its_name_as_everywhere(tmp_path: Path) -> None:
    assert _chosen([("id-1", "North"), ("id-2", "South")], "South") == "id-2"
    assert _chosen([("id-1", "North"), ("id-2", "South")], "id-1") == "id-1"
    with pytest.raises(CarryError, match="Name one practice"):
        _chosen([("id-1", "North"), ("id-2", "North")], "North")


async def test_V4_a_rule_that_came_later_makes_no_record_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, data = tmp_path / "practice.jsonl", tmp_path / "data"
    library = load(PROTOCOLS)
    digest = next(each.digest for each in library.library.protocols if each.protocol.audience == "therapist")
    text = library.versions[digest].decode("utf-8")
    body = {"replaces": None, "digest": hashlib.sha256(text.encode()).hexdigest(), "version": text}
    saved, waits = (fact_text(number, kind="protocol_saved", body=body) for number in (80, 81))
    async with open_world(data) as world:
        owner, tablet = await world.paired(), await world.paired("therapist")
        await owner.sync([saved])
        device_id = await tablet.device_id()
        await owner.write(f"/api/devices/{device_id}/revoke", {})
        await tablet.write("/api/handover", {"facts": [waits]})
        exported(data, file)

    def refuse(version: object) -> None:
        raise SavedFault("version", "a rule of tomorrow")

    monkeypatch.setattr(facts, "check_saved", refuse)
    done = await imported(tmp_path / "new", file)
    assert (done.facts, done.handovers) == (2, 1)
    async with open_world(tmp_path / "new", OtherClock(9000)) as world:
        owner = await world.paired()
        assert saved in (await owner.read_all())[0]
        assert [fault["type"] for fault in (await owner.sync([waits]))["refused"]] == ["invalid"]
        assert (await owner.write(f"/api/devices/{device_id}/handover", {"take": True})).json()["taken"] == 1


async def test_I4_a_disk_that_fails_is_named_and_nothing_is_left_behind(tmp_path: Path) -> None:
    file, data, new = tmp_path / "practice.jsonl", tmp_path / "data", tmp_path / "new"
    async with open_world(data) as world:
        owner = await world.paired()
        await owner.sync([fact_text(number, body={"text": "x" * 9000}) for number in range(100)])
        exported(data, file)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, limits[1]))
    try:
        with pytest.raises(CarryError) as told:
            await imported(new, file)
        assert str(told.value).startswith(f"Nothing was imported: the disk of {new} failed, or takes no more (")
        assert not new.exists()
        new.mkdir()
        (new / "holdwell.toml").write_text("")
        with pytest.raises(CarryError):
            await imported(new, file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(new.glob("*sqlite3*")) == []
    assert (new / "holdwell.toml").exists()
