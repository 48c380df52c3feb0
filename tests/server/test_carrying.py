"""A practice as a file: out beside a running server, in once, twice, beside what is there, and never by halves."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from carried import exported, imported
from holdwell.carrying import CarryError, read_lines
from holdwell.store.carrying import CarriedIn, DeviceLine, FactLine, VersionLine
from holdwell.store.copies import judge
from holdwell.store.lock import lock_folder
from holdwell.store.opening import shipped_migrations
from worlds import World, fact_text, id_of, open_world

NEWEST = shipped_migrations()[-1].number


def lines_of(text: str) -> list[str]:
    """Only a line feed ends a line: texts hold other separators."""
    return re.findall(r".*\n", text)


FACTS = [fact_text(1), fact_text(2, client_id="client-aa"), fact_text(3, kind="of_a_newer_app", body={"x": [1, None]})]


async def live(world: World) -> None:
    owner, therapist = await world.paired(), await world.paired("therapist")
    await owner.sync(FACTS)
    await therapist.sync([fact_text(1, origin="origin-b", body={"text": "é ü 𝄞 \u2028"})])


async def of_all(data: Path) -> list[str]:
    async with open_world(data) as world:
        return (await (await world.paired()).read_all())[0]


async def test_I1_everything_of_a_practice_comes_out_and_no_secret(tmp_path: Path) -> None:
    async with open_world(tmp_path / "data") as world:
        await live(world)
        first = exported(tmp_path / "data", tmp_path / "practice.jsonl")
        secrets = [
            row[0].hex()
            for row in await world.app.store.writer.run(
                lambda c: c.execute("SELECT token_hash FROM devices").fetchall()
            )
        ]
    assert (tmp_path / "practice.jsonl").stat().st_mode & 0o777 == 0o600
    assert (first.name, first.devices, first.versions, first.facts) == ("My practice", 2, 1, 4)
    lines = list(read_lines(tmp_path / "practice.jsonl"))
    assert [line.raw for line in lines if isinstance(line, FactLine)][:3] == FACTS
    assert [line.client_id for line in lines if isinstance(line, FactLine)] == [None, "client-aa", None, None]
    assert {line.role for line in lines if isinstance(line, DeviceLine)} == {"owner", "therapist"}
    assert [line.raw for line in lines if isinstance(line, VersionLine)] == [json.dumps({"version": "one"})]
    text = (tmp_path / "practice.jsonl").read_text(encoding="utf-8")
    assert len(secrets) == 2
    assert [secret for secret in secrets if secret in text] == []
    assert "token" not in text
    # Any program reads it: a line is a document, and the last one vouches for all before it.
    documents = [json.loads(line) for line in text.rstrip("\n").split("\n")]
    assert documents[0]["format"] == "holdwell-practice-1"
    before = text[: text.rindex('{"line":"end"')]
    assert documents[-1] == {"line": "end", "digest": hashlib.sha256(before.encode()).hexdigest()}


async def test_I2_taken_in_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    file = tmp_path / "practice.jsonl"
    async with open_world(tmp_path / "data") as world:
        await live(world)
        exported(tmp_path / "data", file)
        practice_id = world.app.practice.practice_id
    new = tmp_path / "new"
    assert await imported(new, file) == CarriedIn(2, 1, 4, [])
    before = judge(new / "holdwell.sqlite3", NEWEST)
    # Its four facts, and one that says that it was taken in.
    assert (before.facts, before.logs[0].practice_id, before.logs[0].name) == (5, practice_id, "My practice")
    assert await imported(new, file) == CarriedIn(0, 0, 0, [])
    assert judge(new / "holdwell.sqlite3", NEWEST) == before
    assert (await of_all(new))[:3] == FACTS
    # What comes out of the copy is the same facts again.
    exported(new, tmp_path / "again.jsonl")
    texts = [line.raw for line in read_lines(tmp_path / "again.jsonl") if isinstance(line, FactLine)]
    assert json.loads(texts.pop())["kind"] == "practice_imported"
    assert texts == [line.raw for line in read_lines(file) if isinstance(line, FactLine)]


async def test_I2_beside_what_is_there_it_is_a_union_and_a_clash_is_told(tmp_path: Path) -> None:
    file, data = tmp_path / "practice.jsonl", tmp_path / "data"
    async with open_world(data) as world:
        await live(world)
        exported(data, file)
        phone = await world.paired()
        await phone.sync([fact_text(9)])
        cursor = (await phone.sync())["cursor"]
    text = file.read_text(encoding="utf-8")
    # The same practice elsewhere went on from there: another text under a known id, and one that is new.
    other = text.replace(
        json.dumps(FACTS[0], ensure_ascii=False)[1:-1],
        json.dumps(fact_text(1, body={"text": "another"}), ensure_ascii=False)[1:-1],
    )
    assert other != text
    file.write_text(ended(other), encoding="utf-8")
    done = await imported(data, file)
    assert (done.facts, done.clashes) == (0, [5])
    assert sorted(await of_all(data), key=id_of)[0] != fact_text(1, body={"text": "another"})
    async with open_world(data) as world:
        again = world.browser()
        again.cookies = phone.cookies
        # Nothing was lost or begun anew: who had read to the end goes on from there.
        assert (await again.sync(cursor=cursor))["reset"] is False


async def test_I2_imported_devices_cannot_come_in_and_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "practice.jsonl"
    async with open_world(tmp_path / "data") as world:
        phone = await world.paired()
        await phone.sync(FACTS)
        exported(tmp_path / "data", file)
    await imported(tmp_path / "new", file)
    async with open_world(tmp_path / "new") as world:
        again = world.browser()
        again.cookies = phone.cookies
        answer = await again.get("/api/sync")
        # Not "revoked", on which a device would wipe what it holds.
        assert (answer.status_code, answer.json()["type"]) == (401, "not-paired")


def ended(text: str) -> str:
    """The file with an end that fits what stands before it."""
    before = text[: text.rindex('{"line":"end"')]
    return before + json.dumps({"line": "end", "digest": hashlib.sha256(before.encode()).hexdigest()}) + "\n"


def cut(text: str) -> str:
    return text[: len(text) // 2]


def without_end(text: str) -> str:
    return text[: text.rindex('{"line":"end"')]


def one_letter(text: str) -> str:
    return text.replace("note 2 ", "note 7 ")


def no_json(text: str) -> str:
    lines = lines_of(text)
    lines[3] = "{ this is not JSON }\n"
    return ended("".join(lines))


def no_fact(text: str) -> str:
    return ended(text.replace('\\"seq\\": 2', '\\"seq\\": \\"two\\"'))


def wrong_version(text: str) -> str:
    return ended(text.replace('\\"one\\"', '\\"two\\"'))


def two_practices(text: str) -> str:
    lines = lines_of(text)
    return ended("".join([*lines[:2], lines[0], *lines[2:]]))


def more(text: str) -> str:
    return text + text


def fewer(text: str) -> str:
    lines = lines_of(text)
    return ended("".join([*lines[:-2], lines[-1]]))


def of_tomorrow(text: str) -> str:
    return ended(text.replace("holdwell-practice-1", "holdwell-practice-2"))


@pytest.mark.parametrize(
    ("damage", "line", "says"),
    [
        (cut, 6, "this is no line of a practice"),
        (without_end, 8, "the file was cut off here"),
        (one_letter, 9, "some line before this is not the one that was written"),
        (no_json, 4, "this is no line of a practice"),
        (no_fact, 6, r"this is no fact \(\$\.seq"),
        (wrong_version, 4, "the version's text has another digest"),
        (two_practices, 3, "expected the practice in the first line"),
        (more, 10, "there is more after the end"),
        (fewer, 8, "the file was cut off here"),
        (of_tomorrow, 1, "this is no line of a practice"),
    ],
)
async def test_I3_a_damaged_file_names_its_line_and_nothing_is_taken_in(
    tmp_path: Path, damage: Callable[[str], str], line: int, says: str
) -> None:
    file, data = tmp_path / "practice.jsonl", tmp_path / "data"
    async with open_world(data) as world:
        await live(world)
        exported(data, file)
    file.write_text(damage(file.read_text(encoding="utf-8")), encoding="utf-8")
    before = judge(data / "holdwell.sqlite3", NEWEST)
    for folder in (data, tmp_path / "new"):
        with pytest.raises(CarryError, match=rf"Nothing was imported: .*practice\.jsonl:{line}: .*{says}"):
            await imported(folder, file)
    assert judge(data / "holdwell.sqlite3", NEWEST) == before
    assert not (tmp_path / "new" / "holdwell.sqlite3").exists()


async def test_I4_nothing_is_written_over_and_a_server_is_stopped_first(tmp_path: Path) -> None:
    file, data = tmp_path / "practice.jsonl", tmp_path / "data"
    async with open_world(data) as world:
        await live(world)
    exported(data, file)
    for target, says in ((file, "is there already"), (tmp_path / "none" / "x", "There is no"), (data, "there already")):
        with pytest.raises(CarryError, match=says):
            exported(data, target)
    with pytest.raises(CarryError, match=r"Name one practice with --practice. There are: .*\(My practice\)"):
        exported(data, tmp_path / "other.jsonl", "nobody's")
    with pytest.raises(CarryError, match="No practice stands in"):
        exported(tmp_path / "empty", tmp_path / "other.jsonl")
    lock = lock_folder(data)
    assert lock is not None
    with pytest.raises(CarryError, match=r"a server uses .*, stop it first"):
        await imported(data, file)
    lock.release()
    with pytest.raises(CarryError, match="No such file"):
        await imported(data, tmp_path / "missing.jsonl")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "practice.jsonl"]


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "holdwell.cli", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ})

    data, file = str(tmp_path / "data"), str(tmp_path / "practice.jsonl")
    assert run("pair", "--role", "owner", "--data", data).returncode == 0
    out = run("export", file, "--data", data)
    assert (out.returncode, out.stderr) == (0, "")
    assert "My practice: 0 facts, 0 devices" in out.stdout
    again = run("export", file, "--data", data)
    assert (again.returncode, "is there already" in again.stderr) == (1, True)
    assert "practice_exported" not in Path(file).read_text()
    noted = run("export", f"{file}.later", "--data", data)
    assert noted.returncode == 0
    assert Path(f"{file}.later").read_text().count("practice_exported") == 1
    taken = run("import", file, "--data", str(tmp_path / "new"))
    assert (taken.returncode, taken.stderr) == (0, "")
    assert "0 facts" in taken.stdout
    assert "pair each" not in taken.stdout
    Path(file).write_text("{}\n")
    refused = run("import", file, "--data", str(tmp_path / "new"))
    assert (refused.returncode, "practice.jsonl:1: " in refused.stderr) == (1, True)
    assert "Traceback" not in refused.stderr


async def test_I2_what_was_erased_here_is_not_taken_in_again(tmp_path: Path) -> None:
    file, data = tmp_path / "practice.jsonl", tmp_path / "data"
    secret = "zebra-of-aa"
    of_aa = [fact_text(number, client_id="client-aa", body={"text": secret}) for number in (50, 51)]
    async with open_world(data) as world:
        owner = await world.paired()
        await owner.sync([*of_aa, fact_text(52, subject="session-0002")])
        exported(data, file)
        assert (await owner.write("/api/clients/client-aa/erase", {})).json()["facts"] == 2
    assert secret in file.read_text(encoding="utf-8")
    assert await imported(data, file) == CarriedIn(0, 0, 0, [])
    assert [at for at in data.rglob("holdwell.sqlite3*") if secret.encode() in at.read_bytes()] == []


async def test_I2_ER13_a_session_that_is_somebody_elses_is_taken_in_wherever_the_file_says_so(tmp_path: Path) -> None:
    file, data = tmp_path / "practice.jsonl", tmp_path / "data"
    of_session = [fact_text(number, client_id="client-aa", subject="session-moved") for number in (60, 61)]
    word = {"client_id": "client-bb"}
    async with open_world(data) as world:
        owner = await world.paired()
        await owner.sync([fact_text(50, client_id="client-aa")])
        token = world.token(owner)
    before = (data / "holdwell.sqlite3").read_bytes()
    async with open_world(data, world.clock) as world:
        await world.browser(cookie=token).sync(
            [*of_session, fact_text(62, kind="session_assigned", subject="session-moved", body=word)]
        )
        exported(data, file)
    (data / "holdwell.sqlite3").write_bytes(before)
    async with open_world(data, world.clock) as world:
        await world.browser(cookie=token).write("/api/clients/client-aa/erase", {})
    assert (await imported(data, file)).facts == len(of_session) + 1
    assert judge(data / "holdwell.sqlite3", NEWEST).facts >= len(of_session) + 1
