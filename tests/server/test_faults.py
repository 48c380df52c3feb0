"""Real faults on a real server: killed under load, a full disk, a read-only one, an fsync that fails, a rotten file."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from holdwell.erasing import LIST, Line, append_line
from holdwell.process import DISK_FAILED
from holdwell.store.copies import judge, reading
from holdwell.store.opening import shipped_migrations
from running import Running
from worlds import fact_text

TESTS = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "holdwell.cli")
NEWEST = shipped_migrations()[-1].number


def killing() -> Any:
    spec = importlib.util.spec_from_file_location("kill", TESTS / "kill.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_W1_killed_again_and_again_under_load_nothing_acknowledged_is_missing(app: Path, tmp_path: Path) -> None:
    kill = killing()
    assert kill.kill_again_and_again(tmp_path / "data", 5, seed=5) > 0
    # What looks for losses finds one: the last fact of a log, and a text that is another.
    database = tmp_path / "data" / "holdwell.sqlite3"
    with pytest.raises(kill.Lost, match="1 acknowledged facts are missing"):
        kill.look(database, {"0190ffff-0000-7000-8000-000000000000": "never sent"}, "now")


class Disturbed:
    """A server on a disk that is disturbed by flags, and a paired device of it."""

    def __init__(self, start_server: Any, folder: Path) -> None:
        self.flags, self.data = folder / "flags", folder / "data"
        self.flags.mkdir()
        self.command = (sys.executable, str(TESTS / "support" / "faulty.py"), str(self.flags))
        self.server: Running = start_server(self.data, command=self.command)
        body = {"code": self.server.pairing_code, "device_name": "a device"}
        answer = httpx.post(f"{self.server.url}/api/pair", json=body, headers={"origin": self.server.url})
        self.headers = {"origin": self.server.url, "cookie": f"holdwell_device={answer.cookies['holdwell_device']}"}

    def push(self, *numbers: int) -> httpx.Response:
        texts = [fact_text(number) for number in numbers]
        return httpx.post(f"{self.server.url}/api/sync", json={"facts": texts}, headers=self.headers)

    def held(self) -> int:
        """Notes that the server hands out: what it writes itself is not counted."""
        facts = httpx.get(f"{self.server.url}/api/sync", headers=self.headers).json()["facts"]
        return sum('"note_written"' in fact["raw"] for fact in facts)

    def stored(self) -> int:
        """Notes in the database, once that was found whole."""
        judge(self.data / "holdwell.sqlite3", NEWEST)
        with reading(self.data / "holdwell.sqlite3") as connection:
            row = connection.execute("SELECT count(*) FROM facts WHERE kind = 'note_written'").fetchone()
        return int(row[0])

    def status_of(self, path: str) -> int:
        return httpx.get(f"{self.server.url}{path}", headers=self.headers).status_code

    def syncs(self) -> int:
        return (self.flags / "syncs").stat().st_size


@pytest.mark.parametrize(("flag", "status"), [("full", 507), ("readonly", 503)])
def test_W5_a_disk_that_takes_no_write_is_told_and_it_goes_on_after(
    start_server: Any, tmp_path: Path, flag: str, status: int
) -> None:
    disturbed = Disturbed(start_server, tmp_path)
    assert disturbed.push(1).status_code == 200
    (disturbed.flags / flag).touch()
    assert [disturbed.push(number).status_code for number in (2, 3)] == [status] * 2
    assert (disturbed.held(), disturbed.status_of("/api/health/live")) == (1, 200)
    assert disturbed.status_of("/api/health/ready") == 503
    (disturbed.flags / flag).unlink()
    assert disturbed.status_of("/api/health/ready") == 200
    assert disturbed.push(2, 3).json()["receipts"][0]["count"] == 3
    assert disturbed.server.stop() == 0
    assert disturbed.stored() == 3


def test_W6_an_fsync_that_fails_ends_the_process_and_is_never_tried_again(start_server: Any, tmp_path: Path) -> None:
    disturbed = Disturbed(start_server, tmp_path)
    assert disturbed.push(1).status_code == 200
    before = disturbed.syncs()
    (disturbed.flags / "fails-to-sync").touch()
    assert disturbed.push(2).status_code == 503
    assert disturbed.server.wait(within_s=10) == DISK_FAILED
    # One attempt, the one that failed: neither a second push nor the end of the process made another.
    assert disturbed.syncs() == before + 1
    said = "".join(disturbed.server.lines)
    assert "a write could not be brought to the disk (fsync failed)" in said
    assert "Nothing acknowledged is lost" in said
    assert "Traceback" not in said
    assert not (disturbed.data / "server.json").exists()
    again = start_server(disturbed.data, command=COMMAND)
    assert again.url
    disturbed.server, disturbed.headers["origin"] = again, again.url
    held = disturbed.held()
    assert held in (1, 2)
    assert disturbed.push(2).json()["receipts"][0]["count"] == 2
    assert again.stop() == 0
    assert disturbed.stored() == 2


def test_W6_an_fsync_that_fails_while_the_server_starts_is_not_tried_again_either(
    start_server: Any, tmp_path: Path
) -> None:
    disturbed = Disturbed(start_server, tmp_path)
    assert disturbed.push(1).status_code == 200
    assert disturbed.server.stop() == 0
    # Something for the start to write: somebody is to be erased.
    with reading(disturbed.data / "holdwell.sqlite3") as connection:
        (practice_id,) = connection.execute("SELECT practice_id FROM practices").fetchone()
    for client_id in ("client-aa", "client-bb", "client-cc", "client-dd"):
        append_line(disturbed.data / LIST, Line(practice_id, client_id, 1))
    # What was written before it lies in the log beside the database: whoever closes that brings it over.
    good = disturbed.syncs() + 3
    (disturbed.flags / "fails-to-sync").write_text(str(good))
    words = ("serve", "--data", str(disturbed.data), "--port", "0")
    ended = subprocess.run([*disturbed.command, *words], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == DISK_FAILED
    assert disturbed.syncs() == good + 1
    assert "a write could not be brought to the disk (fsync failed)" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_W7_a_rotten_database_is_refused_with_the_way_out_and_the_way_out_works(
    start_server: Any, tmp_path: Path
) -> None:
    disturbed = Disturbed(start_server, tmp_path)
    data, backup = disturbed.data, tmp_path / "backup.sqlite3"
    disturbed.push(*range(1, 200))

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *words, "--data", str(data)], capture_output=True, text=True, timeout=60, check=False
        )

    assert run("backup", str(backup)).returncode == 0
    assert disturbed.server.stop() == 0
    database = data / "holdwell.sqlite3"
    content = bytearray(database.read_bytes())
    content[8192:40960] = b"\xa5" * 32768
    database.write_bytes(content)
    refused = run("serve", "--port", "0")
    assert refused.returncode == 1
    way_out = "put the last good backup in its place with `uv run holdwell restore FILE`"
    assert f"It was left as it is: {way_out}" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert database.read_bytes() == bytes(content)
    assert run("restore", str(backup)).returncode == 0
    assert [kept.read_bytes() for kept in data.glob("replaced-*.sqlite3")] == [bytes(content)]
    again = start_server(data, command=COMMAND)
    disturbed.headers["origin"] = again.url
    disturbed.server = again
    assert disturbed.held() == 199
