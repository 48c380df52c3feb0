"""Backups as whoever runs a server makes them: by command beside a server under load, by the server, and put back."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx

from running import Running
from worlds import fact_text

COMMAND = (sys.executable, "-m", "holdwell.cli")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=60, env={**os.environ, **environment}
    )


def paired(server: Running, code: str | None = None) -> dict[str, str]:
    """The headers of a newly paired browser."""
    answer = httpx.post(
        f"{server.url}/api/pair",
        json={"code": code or server.pairing_code, "device_name": "a browser"},
        headers={"origin": server.url},
    )
    assert answer.status_code == 201, answer.text
    return {"origin": server.url, "cookie": f"holdwell_device={answer.cookies['holdwell_device']}"}


def push(server: Running, headers: dict[str, str], *texts: str) -> dict[str, Any]:
    answer = httpx.post(
        f"{server.url}/api/sync", json={"facts": list(texts)}, headers={**headers, "origin": server.url}
    )
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def test_BK1_BK6_backed_up_under_load_the_disk_lost_and_put_back(start_server: Any, tmp_path: Path) -> None:
    data, folder, acknowledged, stop = tmp_path / "data", tmp_path / "copies", [], threading.Event()
    server = start_server(data, command=COMMAND)
    phone = paired(server)

    def write_on() -> None:
        number = 1
        while not stop.is_set():
            texts = [fact_text(each) for each in range(number, number + 10)]
            push(server, phone, *texts)
            acknowledged.extend(texts)
            number += 10

    writing = threading.Thread(target=write_on)
    writing.start()
    try:
        while not acknowledged:
            stop.wait(0.01)
        at_least = len(acknowledged)
        done = [run("backup", str(folder), "--keep", "2", "--data", str(data)) for _ in range(3)]
    finally:
        stop.set()
        writing.join()
    assert [(each.returncode, each.stderr) for each in done] == [(0, "")] * 3
    assert len(list(folder.glob("*.sqlite3"))) == 2
    said = re.search(r"My practice: ([\d,]+) facts", done[-1].stdout)
    assert said
    held = int(said[1].replace(",", ""))
    # Beside them stands what the server wrote itself: that a device was paired.
    assert at_least <= held <= len(acknowledged) + 1
    refused = run("restore", str(folder), "--data", str(data))
    assert (refused.returncode, "There is no backup at" in refused.stderr) == (1, True)
    newest = max(folder.glob("*.sqlite3"))
    refused = run("restore", str(newest), "--data", str(data))
    assert (refused.returncode, "stop it first" in refused.stderr) == (1, True)
    server.kill()
    shutil.rmtree(data)
    back = run("restore", str(newest), "--data", str(data))
    assert (back.returncode, back.stderr) == (0, "")
    assert f"My practice: {held:,} facts" in back.stdout
    assert "start the server: each device offers again" in back.stdout
    again = start_server(data, command=COMMAND)
    assert again.url
    healed = push(again, phone, *acknowledged[: held + 50])
    assert (healed["refused"], healed["receipts"][0]["count"]) == ([], min(held + 50, len(acknowledged)))


def test_BK7_the_server_backs_up_by_itself_and_says_where_it_could_not(start_server: Any, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = start_server(data, command=COMMAND)
    headers = paired(first)
    push(first, headers, fact_text(1))
    first.stop()
    (tmp_path / "file").write_text("in the way")
    env = {"HOLDWELL_BACKUP_HOUR": "0", "HOLDWELL_BACKUP_FOLDER": str(tmp_path / "file" / "copies")}
    second = start_server(data, command=COMMAND, env=env)
    assert str(tmp_path) not in second.wait_for(re.compile(r"(.*backup failed.*)"))
    status = httpx.get(f"{second.url}/api/status", headers=headers).json()["backups"]
    assert status["failure"] == f"No backup was made: {tmp_path}/file/copies: Not a directory."
    assert (status["last_at"], status["hour"], status["folder"]) == (None, 0, env["HOLDWELL_BACKUP_FOLDER"])
    second.stop()
    (data / "backups.json").unlink()
    third = start_server(data, command=COMMAND, env={"HOLDWELL_BACKUP_HOUR": "0", "HOLDWELL_BACKUP_KEEP": "1"})
    third.wait_for(re.compile(r"(backed up)"))
    status = httpx.get(f"{third.url}/api/status", headers=headers).json()["backups"]
    made = list((data / "backups").iterdir())
    assert [str(file) for file in made] == [status["last_file"]]
    assert status["failure"] == ""
    note = json.loads((data / "backups.json").read_text())["last"]
    assert [pos for _, pos in note["covers"].values()] == [2]


def test_a_backup_with_no_server_and_no_name_goes_where_the_settings_say(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run("pair", "--role", "owner", "--data", str(data)).returncode == 0
    done = run("backup", "--data", str(data), HOLDWELL_BACKUP_FOLDER=str(tmp_path / "copies"))
    assert done.returncode == 0, done.stderr
    assert [str(file) in done.stdout for file in (tmp_path / "copies").iterdir()] == [True]
    wrong = run("backup", str(tmp_path / "copies"), "--keep", "0", "--data", str(data))
    assert (wrong.returncode, "--keep: expected at least 1" in wrong.stderr) == (1, True)
    nothing = run("backup", "--data", str(tmp_path / "none"))
    assert (nothing.returncode, "No practice stands in" in nothing.stderr) == (1, True)
