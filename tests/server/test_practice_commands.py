"""The commands that run a practice, beside a running server and without one."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from running import Running


def holdwell(*words: str) -> tuple[int, str, str]:
    """A command as typed: exit code, what it printed, what it complained of."""
    call = [sys.executable, "-c", "import sys; from holdwell.cli import main; sys.exit(main())", *words]
    done = subprocess.run(call, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


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
    assert (code, "--yes" in complaint) == (1, True)
    code, out, _ = holdwell("erase", "client-aa", "--yes", *data)
    assert (code, "0 facts are gone" in out) == (0, True)
    [line] = (tmp_path / "data" / "erasures.jsonl").read_text().splitlines()
    assert json.loads(line)["client_id"] == "client-aa"
    assert holdwell("erase", "NO ID", "--yes", *data)[0] == 1
