"""The real process: `holdwell serve` and `holdwell pair` as a person runs them."""

import contextlib
import http.client
import json
import os
import re
import shlex
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from running import Running
from worlds import fact_text

# The exit code counts here, so it is the module that runs.
COMMAND = (sys.executable, "-m", "holdwell.cli")
STOPS_WITHIN_S = 2.0


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=30, env={**os.environ, **environment}
    )


OPEN = contextlib.ExitStack()


@pytest.fixture(autouse=True)
def everything_closed() -> Iterator[None]:
    with OPEN:
        yield


def browser_of(server: Running, code: str | None = None) -> httpx.Client:
    browser = OPEN.enter_context(httpx.Client(base_url=server.url, headers={"origin": server.url}))
    paired = browser.post("/api/pair", json={"code": code or server.pairing_code, "device_name": "a browser"})
    assert paired.status_code == 201, paired.text
    return browser


def push(browser: httpx.Client, *texts: str) -> dict[str, Any]:
    answer = browser.post("/api/sync", json={"cursor": None, "facts": list(texts)})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def connection_to(server: Running) -> http.client.HTTPConnection:
    address = httpx.URL(server.url)
    return OPEN.enter_context(contextlib.closing(http.client.HTTPConnection(address.host, address.port, timeout=10)))


def follow(server: Running, browser: httpx.Client) -> http.client.HTTPResponse:
    """An open event stream, its first line read."""
    connection = connection_to(server)
    connection.request("GET", "/api/live", headers={"cookie": f"holdwell_device={browser.cookies['holdwell_device']}"})
    answer = OPEN.enter_context(connection.getresponse())
    assert answer.status == 200
    assert answer.readline() == b"retry: 3000\n"
    return answer


def test_W1_what_was_answered_survives_kill_9(start_server: Any, tmp_path: Path) -> None:
    first = start_server(tmp_path / "data", command=COMMAND)
    browser = browser_of(first)
    # The server has written one itself by then, with its answer to the code.
    log = [fact["raw"] for fact in browser.get("/api/sync").json()["facts"]]
    assert ['"kind":"device_paired"' in raw for raw in log] == [True]
    for number in range(1, 60):
        log.append(fact_text(number))
        push(browser, log[-1])
    first.kill()
    second = start_server(tmp_path / "data", command=COMMAND)
    browser.base_url, browser.headers["origin"] = httpx.URL(second.url), second.url
    document = browser.get("/api/sync").json()
    assert [fact["raw"] for fact in document["facts"]] == log
    assert "/pair#" not in "\n".join(second.lines)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_Y12_it_stops_cleanly_with_open_streams_and_stuck_clients(
    start_server: Any, tmp_path: Path, number: signal.Signals
) -> None:
    server = start_server(tmp_path / "data", command=COMMAND)
    browser = browser_of(server)
    streams = [follow(server, browser) for _ in range(5)]
    stuck = connection_to(server)
    stuck.putrequest("POST", "/api/sync")
    cookie = f"holdwell_device={browser.cookies['holdwell_device']}"
    sent = {"origin": server.url, "content-type": "application/json", "content-length": "1000", "cookie": cookie}
    for name, value in sent.items():
        stuck.putheader(name, value)
    stuck.endheaders(b'{"facts": [')
    push(browser, fact_text(1))
    assert server.stop(how=number, within_s=STOPS_WITHIN_S) == 0
    for stream in streams:
        assert b"event: more" not in stream.read()
    assert not (tmp_path / "data" / "server.json").exists()
    assert not (tmp_path / "data" / "holdwell.sqlite3-wal").exists()


def test_Y12_a_poke_reaches_an_open_stream_within_a_second(start_server: Any, tmp_path: Path) -> None:
    server = start_server(tmp_path / "data", command=COMMAND)
    owner = browser_of(server)
    made = owner.post("/api/codes", json={"role": "therapist"}).json()
    stream = follow(server, browser_of(server, made["code"]))
    waits_s = []
    for number in range(1, 8):
        began_s = time.monotonic()
        push(owner, fact_text(number))
        while (line := stream.readline()) != b"event: more\n":
            assert line in (b"\n", b"event: ping\n", b"data: {}\n")
        waits_s.append(time.monotonic() - began_s)
        assert stream.readline() == b"data: {}\n"
    # The median: what else the machine does in a moment is not the server's matter.
    assert statistics.median(waits_s) < 1


def test_a_new_link_is_printed_until_an_owner_is_paired(start_server: Any, tmp_path: Path) -> None:
    first = start_server(tmp_path / "data", command=COMMAND)
    link = first.pairing_link
    assert f"holdwell: serving on {first.url}\n" in first.lines
    assert link + "\n" in first.lines
    assert re.fullmatch(rf"{first.url}/pair#[0-9A-Z]{{4}}-[0-9A-Z]{{4}}", link)
    assert first.wait_for(re.compile("(type the code)"))
    # No other device opens a link to localhost: there is nothing to scan.
    assert not any("█" in line for line in first.lines)
    first.kill()
    second = start_server(tmp_path / "data", command=COMMAND)
    assert second.url
    assert second.pairing_link != link
    browser_of(second)


def test_pair_makes_codes_with_and_without_a_running_server(start_server: Any, tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    alone = run("pair", "--role", "owner", "--json", "--data", data)
    assert alone.returncode == 0, alone.stderr
    early = json.loads(alone.stdout)
    server = start_server(tmp_path / "data", command=COMMAND)
    assert server.url
    beside = run("pair", "--role", "therapist", "--json", "--data", data)
    assert beside.returncode == 0, beside.stderr
    code = json.loads(beside.stdout)
    assert set(code) == {"code", "url", "expires_at"}
    assert code["url"] == f"{server.url}/pair#{code['code']}"
    assert browser_of(server, code["code"]).get("/api/me").json()["role"] == "therapist"
    assert browser_of(server, early["code"]).get("/api/me").json()["role"] == "owner"
    shown = run("pair", "--role", "owner", HOLDWELL_DATA=data)
    assert f"{server.url}/pair#" in shown.stdout
    assert (tmp_path / "data" / "server.json").stat().st_mode & 0o077 == 0


def test_health_says_whether_the_server_is_ready(start_server: Any, tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    nobody = run("health", "--data", data)
    assert (nobody.returncode, "No server left a note" in nobody.stderr) == (1, True)
    server = start_server(tmp_path / "data", command=COMMAND)
    assert server.url
    ready = run("health", "--data", data)
    assert (ready.returncode, ready.stdout.startswith("holdwell: alive and ready, version ")) == (0, True)
    server.kill()
    dead = run("health", "--data", data)
    assert (dead.returncode, "did not answer" in dead.stderr) == (1, True)


def test_pair_in_the_default_place_needs_a_practice_there(tmp_path: Path) -> None:
    nowhere = run("pair", "--role", "therapist", HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path / "share"))
    assert nowhere.returncode == 1
    assert "No practice stands in" in nowhere.stderr
    assert "--data" in nowhere.stderr
    assert not (tmp_path / "share").exists()


def test_serve_says_where_the_data_stands(start_server: Any, tmp_path: Path) -> None:
    server = start_server(tmp_path / "data", command=COMMAND)
    assert server.pairing_link
    assert f"holdwell: the data stands in {tmp_path / 'data'}\n" in server.lines


def test_a_start_pays_only_for_what_it_uses() -> None:
    asked_for_later = {"segno", "urllib.request", "cryptography", "zeroconf", "ifaddr"}
    said = subprocess.run(
        [sys.executable, "-c", "import sys, holdwell.cli, holdwell.process; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked_for_later & set(said.stdout.split()) == set()


def test_a_reader_that_has_read_enough_ends_a_command_in_peace() -> None:
    words = f"{shlex.join(COMMAND)} show upper-back-pain-therapist | head -1"
    done = subprocess.run(["bash", "-c", words], capture_output=True, text=True, timeout=60)
    assert done.stdout
    assert done.stderr == ""


def test_W9_a_second_server_on_the_same_data_is_told(start_server: Any, tmp_path: Path) -> None:
    server = start_server(tmp_path / "data", command=COMMAND)
    assert server.url
    second = run("serve", "--port", "0", "--data", str(tmp_path / "data"))
    assert second.returncode == 1
    assert "another holdwell uses" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_that_is_taken_is_a_plain_sentence(start_server: Any, tmp_path: Path) -> None:
    server = start_server(tmp_path / "data", command=COMMAND)
    port = str(httpx.URL(server.url).port)
    second = run("serve", "--port", port, "--data", str(tmp_path / "other"))
    assert second.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in second.stderr
    assert "Traceback" not in second.stderr


def test_W7_a_damaged_database_is_a_plain_sentence(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "holdwell.sqlite3").write_bytes(b"no database " * 1000)
    for command in (("serve", "--port", "0"), ("pair", "--role", "owner")):
        refused = run(*command, "--data", str(data))
        assert refused.returncode == 1
        assert "cannot be read as a Holdwell database" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert (data / "holdwell.sqlite3").read_bytes() == b"no database " * 1000


def test_a_data_folder_that_cannot_be_is_a_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    refused = run("serve", "--port", "0", "--data", str(tmp_path / "file" / "data"))
    assert refused.returncode == 1
    assert "cannot be written" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(("name", "value"), [("HOLDWELL_PORT", "many"), ("HOLDWELL_MAX_BODY_BYTES", "1")])
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    refused = run("serve", "--data", str(tmp_path), **{name: value})
    assert refused.returncode == 1
    assert name in refused.stderr


def test_the_log_holds_nothing_personal(start_server: Any, tmp_path: Path) -> None:
    server = start_server(tmp_path / "data", command=COMMAND)
    browser = browser_of(server)
    push(browser, fact_text(1, body={"text": "sciatica of Mrs Quince"}), fact_text(2, body={"text": 5}))
    push(browser, fact_text(1, body={"text": "sciatica again"}))
    browser.post("/api/pair", json={"code": "QQQQ-QQQQ", "device_name": "Quince's phone"})
    browser.get("/api/quince")
    server.stop()
    said = "\n".join(server.lines)
    assert "facts refused" in said
    for personal in ("Quince", "quince", "sciatica", "QQQQ", browser.cookies["holdwell_device"], "a browser"):
        assert personal not in said
