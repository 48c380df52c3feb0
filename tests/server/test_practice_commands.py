"""The commands that run a practice, beside a running server and without one."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from holdwell.terminal import counted
from holdwell.typed import typed
from running import Running
from worlds import fact_text, open_world


def holdwell(*words: str) -> tuple[int, str, str]:
    """A command as typed: exit code, what it printed, what it complained of."""
    call = [sys.executable, "-c", "import sys; from holdwell.cli import main; sys.exit(main())", *words]
    done = subprocess.run(call, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def in_a_terminal(typing: bytes, *words: str) -> tuple[int, str]:
    """The same with a terminal to answer at: exit code, and all that it says."""
    ours, its = pty.openpty()
    call = [sys.executable, "-c", "import sys; from holdwell.cli import main; sys.exit(main())", *words]
    command = subprocess.Popen(call, stdin=its, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    os.close(its)
    os.write(ours, typing)
    said, _ = command.communicate(timeout=60)
    os.close(ours)
    return command.returncode, said


def test_practices_are_added_listed_and_paired_beside_a_running_server(
    start_server: Callable[..., Running], tmp_path: Path
) -> None:
    server = start_server()
    data = ("--data", str(server.data))
    assert server.url
    code, out, _ = holdwell("practice", "add", "Praxis Süd", *data)
    assert (code, f"{server.url}/pair#" in out) == (0, True)
    assert holdwell("practice", "add", "Praxis Süd", *data)[0] == 1
    code, out, _ = holdwell("practice", "list", "--json", *data)
    assert [row["name"] for row in json.loads(out)] == ["My practice", "Praxis Süd"]
    code, _, complaint = holdwell("pair", "--role", "owner", *data)
    assert (code, "--practice" in complaint) == (1, True)
    code, out, _ = holdwell("pair", "--role", "owner", "--practice", "Praxis Süd", "--json", *data)
    assert (code, sorted(json.loads(out))) == (0, ["code", "expires_at", "url"])
    code, _, complaint = holdwell(
        "pair", "--role", "client", "--client", "client-aa", "--practice", "Praxis Süd", *data
    )
    assert (code, "publicly" in complaint or "trusts" in complaint) == (1, True)
    assert holdwell("pair", "--role", "client", *data)[0] == 1


def test_the_same_without_a_server(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    assert holdwell("practice", "list", *data)[0] == 0
    assert holdwell("practice", "add", "Zwei", *data)[0] == 0
    code, out, _ = holdwell("practice", "list", *data)
    assert (code, out.count("\n"), "Zwei  (0 facts, 0 devices)" in out) == (0, 2, True)
    assert holdwell("practice", "add", *data)[0] == 1
    assert holdwell("pair", "--role", "owner", *data)[0] == 1
    assert holdwell("pair", "--role", "owner", "--practice", "Zwei", *data)[0] == 0
    assert holdwell("pair", "--role", "owner", "--practice", "Drei", *data)[0] == 1


def test_erasing_asks_to_be_sure(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    assert holdwell("practice", "list", *data)[0] == 0
    code, _, complaint = holdwell("erase", "client-aa", *data)
    assert (code, "nobody of this id is here" in complaint, "--yes" in complaint) == (1, True, True)
    assert not (tmp_path / "data" / "erasures.jsonl").exists()
    code, out, _ = holdwell("erase", "client-aa", "--yes", *data)
    assert (code, "remembered, and erased from any backup" in out) == (0, True)
    [line] = (tmp_path / "data" / "erasures.jsonl").read_text().splitlines()
    assert json.loads(line)["client_id"] == "client-aa"
    code, _, complaint = holdwell("erase", "A. B.", "--yes", *data)
    assert (code, "not a name" in complaint, "foot of the client's page" in complaint) == (1, True, True)
    code, _, complaint = holdwell("pair", "--role", "client", "--client", "A. B.", *data)
    assert (code, "not a name" in complaint, "[0-9a-z]" in complaint) == (1, True, False)


async def test_in_a_terminal_erasing_says_who_and_how_much_and_asks(tmp_path: Path) -> None:
    saved = fact_text(1, kind="client_saved", subject="client-aa", body={"replaces": None, "name": "A. B."})
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync([saved, *(fact_text(number, client_id="client-aa") for number in range(2, 5))])
    aside = tmp_path / "replaced-20261128-210000Z.sqlite3"
    aside.touch()
    backup = tmp_path / "backups" / "holdwell-20261128-030000Z.sqlite3"
    backup.parent.mkdir()
    backup.touch()
    words = ("erase", "client-aa", "--data", str(tmp_path))
    for typing in (b"\n", b"y\n", b"\x04"):
        code, said = in_a_terminal(typing, *words)
        assert ("A. B. for good, on every device: 4 facts" in said, "nothing was erased" in said) == (True, True), said
        assert code == 1
    assert not (tmp_path / "erasures.jsonl").exists()
    code, said = in_a_terminal(b"yes\n", *words)
    assert (code, "erased. Gone: 4 facts." in said) == (0, True), said
    assert [str(copy) in said for copy in (backup, aside)] == [True, True]
    assert "the newest 7 stay" in said
    code, said = in_a_terminal(b"no\n", *words)
    assert (code, "nobody of this id is here" in said) == (1, True), said


def test_erasing_beside_a_running_server_says_who_it_is(start_server: Callable[..., Running]) -> None:
    server = start_server()
    data = ("--data", str(server.data))
    assert server.url
    code, _, complaint = holdwell("erase", "client-aa", *data)
    assert (code, "nobody of this id is here" in complaint) == (1, True)
    assert holdwell("erase", "client-aa", "--yes", *data)[0] == 0
    code, out, _ = holdwell("settings", *data)
    assert (code, out.splitlines()[0].startswith(f"holdwell: a server runs on this data, at {server.url}.")) == (
        0,
        True,
    )
    server.stop()
    assert holdwell("settings", *data)[1].startswith("setting")


def test_a_command_is_named_as_it_is_typed(tmp_path: Path) -> None:
    (tmp_path / "server" / "holdwell").mkdir(parents=True)
    assert typed("serve", tmp_path / ".venv") == "`uv run holdwell serve`"
    assert typed("serve", tmp_path / "opt") == "`holdwell serve`"
    assert typed("serve", tmp_path / "elsewhere" / ".venv") == "`holdwell serve`"


def test_what_is_counted_is_said_as_people_count() -> None:
    assert [counted(count, "fact") for count in (0, 1, 2, 12_000)] == ["0 facts", "1 fact", "2 facts", "12,000 facts"]
