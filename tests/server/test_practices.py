"""Several practices on one server: each statement names one, and nothing of one is ever seen in another."""

import ast
import re
from pathlib import Path

import pytest

from carried import exported, imported
from holdwell import store
from holdwell.administering import _the_one
from holdwell.backup import Failed, Last, Note, write_note
from holdwell.control import PRACTICE_HEADER, ControlError
from holdwell.settings import SettingsError
from holdwell.store import devices
from holdwell.wire import Fault, PracticeRow
from worlds import CONTROL_TOKEN, Browser, FakeClock, World, fact_text, open_world

STORE = Path(store.__file__).parent
SHOWN = {"authorization": f"Bearer {CONTROL_TOKEN}"}
STATEMENT = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE)\b.*\b(FROM|INTO|UPDATE|SET|JOIN)\b", re.DOTALL)
TABLES = re.compile(
    r"\b(?:FROM|INTO|UPDATE|JOIN)\s+"
    r"(facts|assigned|devices|codes|counters|protocols|seals|erasures|erased_subjects|handovers)\b"
)
# A code or a cookie finds its practice; lists of columns and conditions that begin with it stand beside the statement.
ACROSS = ("WHERE code_hash = ?", "WHERE token_hash = ?", "{_DEVICE}", "{_CODE}", "{condition}", "{looked_at}")


def statements() -> list[tuple[str, str]]:
    """Every SQL text of the store that touches a table of a practice, with where it stands."""
    found = []
    for path in sorted(STORE.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        parts = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in nodes:
            if not isinstance(node, ast.Constant | ast.JoinedStr) or id(node) in parts:
                continue
            text = ast.unparse(node)
            if STATEMENT.search(text) and TABLES.search(text):
                found.append((f"{path.name}:{node.lineno}", text))
    return found


def test_W2_every_statement_names_a_practice() -> None:
    faults = [
        f"{place}: {text}"
        for place, text in statements()
        if "practice_id" not in text and not any(part in text for part in ACROSS)
    ]
    assert len(statements()) > 20
    assert faults == []
    assert devices._DEVICE.startswith("practice_id, ")
    assert devices._CODE.startswith("practice_id, ")
    beside = (STORE / "log.py").read_text(encoding="utf-8")
    assert re.findall(r'condition, values = "(.*?) AND', beside) == ["practice_id = ?"]


def test_W2_every_table_carries_its_practice() -> None:
    for path in sorted((STORE / "migrations").glob("*.sql")):
        for table in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", path.read_text(encoding="utf-8"), re.DOTALL):
            assert "practice_id TEXT NOT NULL" in table[1], table[0]


async def second(world: World) -> tuple[str, Browser]:
    """One more practice, and its owner's browser."""
    answer = await world.browser().write("/api/practices", {"name": "Praxis Zwei"}, **SHOWN)
    assert answer.status_code == 201
    made = answer.json()
    return made["practice_id"], await world.paired_by_code(made["code"]["code"])


async def test_a_second_practice_has_its_own_owner_log_and_devices(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        first = await world.paired()
        practice_id, owner = await second(world)
        assert (await owner.get("/api/me")).json() | {"device_id": ""} == {
            "device_id": "", "practice_id": practice_id, "practice_name": "Praxis Zwei", "role": "owner",
            "client_id": None, "device_name": "a tablet", "is_publicly_trusted": False,
        }  # fmt: skip
        await first.sync([fact_text(1, body={"text": "of the first"})])
        await owner.sync([fact_text(1, body={"text": "of the second"})])
        assert (await first.read_all())[0] == [fact_text(1, body={"text": "of the first"})]
        assert "of the first" not in str((await owner.read_all())[0])
        names = [
            [row["device_name"] for row in (await each.get("/api/devices")).json()["devices"]]
            for each in (first, owner)
        ]
        assert names == [["a owner"], ["a tablet"]]
        rows = (await world.browser().get("/api/practices", headers=SHOWN)).json()["practices"]
        assert [(row["name"], row["facts"], row["devices"]) for row in rows] == [
            ("My practice", 1, 1),
            ("Praxis Zwei", 2, 1),
        ]


async def test_no_route_reaches_into_another_practice(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        first = await world.paired()
        _, owner = await second(world)
        named = {"replaces": None, "name": "A. B."}
        await first.sync([fact_text(1, kind="client_saved", subject="client-aa", client_id="client-aa", body=named)])
        theirs = (await first.get("/api/me")).json()["device_id"]
        for path, body in (("rename", {"device_name": "x"}), ("revoke", {}), ("handover", {"take": True})):
            answer = await owner.write(f"/api/devices/{theirs}/{path}", body)
            assert (answer.status_code, answer.json()["type"]) == (404, "not-found")
        # Erasing a client of this id here touches nobody elsewhere.
        assert (await owner.write("/api/clients/client-aa/erase", {})).json() == {"facts": 0, "devices": 0}
        assert len((await first.read_all())[0]) == 1
        # A cursor of another practice is none of this log.
        cursor = (await first.read_all())[1]
        assert (await owner.sync(cursor=cursor))["reset"]
        assert (await first.get("/api/me")).status_code == 200


async def test_the_command_line_says_which_practice_it_means(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        practice_id, _ = await second(world)
        unnamed = await world.browser().write("/api/codes", {"role": "therapist"}, **SHOWN)
        assert (unnamed.status_code, "--practice" in unnamed.json()["detail"]) == (400, True)
        for named in ("Praxis%20Zwei", practice_id):
            headers = {**SHOWN, "holdwell-practice": named}
            made = await world.browser().write("/api/codes", {"role": "therapist"}, **headers)
            phone = await world.paired_by_code(made.json()["code"])
            assert (await phone.get("/api/me")).json()["practice_id"] == practice_id
        unknown = await world.browser().write("/api/codes", {"role": "owner"}, **SHOWN, **{"holdwell-practice": "Eins"})
        assert unknown.status_code == 404


@pytest.mark.parametrize("name", ["My practice", " My  practice "])
async def test_two_practices_never_go_by_one_name(tmp_path: Path, name: str) -> None:
    async with open_world(tmp_path) as world:
        answer = await world.browser().write("/api/practices", {"name": name}, **SHOWN)
        assert (answer.status_code, answer.json()["field"]) == (400, "$.name")


async def test_nor_by_the_name_that_the_settings_give_the_first(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        assert (await world.browser().write("/api/practices", {"name": "Zwei"}, **SHOWN)).status_code == 201
    with pytest.raises(SettingsError, match="another practice of this server is called Zwei already"):
        async with open_world(tmp_path, practice_name="Zwei"):
            pass


async def test_a_practice_stands_after_a_restart(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        practice_id, owner = await second(world)
        token = world.token(owner)
    async with open_world(tmp_path, world.clock) as again:
        browser = again.browser(cookie=token)
        assert (await browser.get("/api/me")).json()["practice_id"] == practice_id


async def test_A17_where_things_stand_on_the_machine_is_shown_to_its_keeper_only(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        keeper = await world.paired()
        practice_id, owner = await second(world)
        why = f"No backup was made: {tmp_path}/copies: No space left on device."
        write_note(tmp_path, Note(Last(5, f"{tmp_path}/copies/one", 5, 1, {}), Failed(7, why)))
        world.library.faults = [
            Fault(f"{tmp_path}/protocols", 1, 1, "this folder cannot be read"), Fault("neck.yaml", 2, 3, "a slip"),
        ]  # fmt: skip
        shown = (await keeper.get("/api/status")).json()
        assert (shown["data_path"], shown["backups"]["failure"]) == (str(tmp_path), why)
        assert shown["backups"]["folder"] == f"{tmp_path}/backups"
        assert shown["backups"]["last_file"] == f"{tmp_path}/copies/one"
        assert [fault["file"] for fault in shown["faults"]] == [f"{tmp_path}/protocols", "neck.yaml"]

        answer = await owner.get("/api/status")
        other = answer.json()
        assert str(tmp_path) not in answer.text
        assert (other["practice_name"], other["data_path"]) == ("Praxis Zwei", "")
        # What concerns them is told all the same: when, that it failed, and what is left out.
        backups = other["backups"]
        assert (backups["last_at"], backups["failed_at"], backups["folder"], backups["last_file"]) == (5, 7, "", "")
        assert backups["failure"] == "No backup was made. Whoever keeps this server is shown why."
        assert [(fault["file"], fault["message"]) for fault in other["faults"]] == [
            ("protocols", "this folder cannot be read"), ("neck.yaml", "a slip"),
        ]  # fmt: skip

        # The command line is on the machine, whichever practice it asks about.
        by_command = (await world.browser().get("/api/status", headers=SHOWN | {PRACTICE_HEADER: practice_id})).json()
        assert (by_command["practice_name"], by_command["data_path"]) == ("Praxis Zwei", str(tmp_path))


async def test_a_practice_that_is_imported_beside_one_of_its_name_is_told_apart(tmp_path: Path) -> None:
    async with open_world(tmp_path / "one") as world:
        await (await world.paired()).sync([fact_text(1)])
        exported(tmp_path / "one", tmp_path / "practice.jsonl")
    clock = FakeClock()
    for _ in range(100):
        clock.new_id()
    clock.time_ms += 1000
    async with open_world(tmp_path / "two", clock):
        pass
    assert (await imported(tmp_path / "two", tmp_path / "practice.jsonl")).named == "My practice (2)"
    assert (await imported(tmp_path / "two", tmp_path / "practice.jsonl")).named is None
    async with open_world(tmp_path / "two", clock) as world:
        assert [each.name for each in await world.app.store.practices()] == ["My practice (2)", "My practice"]


def test_a_name_that_several_go_by_is_answered_with_their_ids() -> None:
    rows = [PracticeRow("practice-1", "Linden", 0, 0), PracticeRow("practice-2", "Linden", 0, 0)]
    with pytest.raises(ControlError, match="by its id, practice-1 or practice-2"):
        _the_one(rows, "Linden")
