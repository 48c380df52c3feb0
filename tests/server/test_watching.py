"""What whoever runs a server sees of it: the log, the metrics, whether it is alive and ready. Nothing of anybody."""

import io
import json
import logging
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from disks import disk_under_sqlite
from holdwell.clock import CODE_LETTERS
from holdwell.logs import MOST_GATHERED, JsonLines, PlainLines, RequestLog
from holdwell.metrics import BUCKETS_S, Gauge, Metrics
from holdwell.process import serve
from holdwell.settings import Settings
from holdwell.store.store import StoreBroken
from running import Running
from worlds import CONTROL_TOKEN, Browser, World, fact_text, open_world

SECRET = "Quince"
ELSEWHERE = ("192.168.1.77", 50000)
# Each line of Prometheus's text format.
SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.]+(e[+-]?\d+)?')


async def live_with_secrets(world: World) -> list[str]:
    """Does whatever a practice does, everything named after one person; gives the secrets that there were."""
    owner = await world.paired()
    code = (await owner.write("/api/codes", {"role": "therapist"})).json()["code"]
    other = world.browser(client=ELSEWHERE)
    await other.write("/api/pair", {"code": code, "device_name": f"{SECRET}'s phone"})
    named = world.browser()
    await named.write("/api/pair", {"code": code, "device_name": f"{SECRET}'s tablet"})
    await owner.sync([fact_text(1, body={"text": f"sciatica of {SECRET}"}), fact_text(2, client_id=f"client-{SECRET}")])
    await owner.write("/api/sync", {"facts": [fact_text(1, body={"text": SECRET}), f"no fact of {SECRET}", "{}"]})
    await owner.post("/api/sync", content=f'{{"facts": "{SECRET}"', headers={"content-type": "application/json"})
    for path in (
        f"/api/{SECRET}",
        f"/api/protocols/{SECRET}",
        f"/history/{SECRET}",
        f"/{SECRET}.png",
        f"/api/?{SECRET}",
    ):
        await owner.get(path, headers={"user-agent": SECRET, "referer": SECRET})
    await owner.request(SECRET.upper(), "/api/sync")
    await owner.get("/api/sync", params={"cursor": SECRET})
    await owner.get("/api/health", headers={"host": f"{SECRET}.example"})
    cookie, device_id = world.token(owner), await named.device_id()
    await owner.write(f"/api/devices/{device_id}/revoke", {})
    return [
        device_id,
        SECRET,
        SECRET.lower(),
        SECRET.upper(),
        "sciatica",
        code,
        code.replace("-", ""),
        cookie,
        ELSEWHERE[0],
    ]


class Lines(logging.Handler):
    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(formatter)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.mark.parametrize("log_format", ["plain", "json"])
async def test_OP1_OP2_a_request_is_a_line_and_nothing_in_the_log_is_anybody_s(tmp_path: Path, log_format: Any) -> None:
    out, said = io.StringIO(), Lines(JsonLines() if log_format == "json" else PlainLines())
    logging.getLogger().addHandler(said)
    try:
        async with open_world(tmp_path, log=RequestLog(log_format, out)) as world:
            secrets = await live_with_secrets(world)
    finally:
        logging.getLogger().removeHandler(said)
    lines = out.getvalue().splitlines()
    assert len(lines) > 10
    whole = "\n".join([*lines, *said.lines])
    assert [secret for secret in secrets if secret in whole] == []
    if log_format == "json":
        documents = [json.loads(line) for line in [*lines, *said.lines]]
        requests = [each for each in documents if each["message"] == "request"]
        assert {tuple(sorted(each)) for each in requests} == {
            ("at", "level", "message", "method", "ms", "route", "status")
        }
        routes = {each["route"] for each in requests}
    else:
        pattern = re.compile(r"\d{4}-\d\d-\d\dT\S+Z INFO request method=\S+ route=(\S+) status=\d{3} ms=\d+\.\d")
        found = [pattern.fullmatch(line) for line in lines]
        routes = {match[1] for match in found if match}
        assert len([match for match in found if match]) == len(lines)
    wanted = {"/api/pair", "/api/codes", "/api/sync", "/api/protocols/{digest}", "(app)", "(unknown)"}
    assert wanted <= routes
    assert "facts refused" in "\n".join(said.lines)


def test_OP1_an_error_s_own_words_are_not_repeated() -> None:
    said = Lines(PlainLines())
    for name in ("holdwell", "asyncio"):
        logger = logging.Logger(name)
        logger.addHandler(said)
        try:
            int(SECRET)
        except ValueError as error:
            logger.error("%s", "failed" if name == "holdwell" else repr(error), exc_info=True)
        logger.warning("a request failed" if name == "holdwell" else f"about {SECRET}")
    assert len(said.lines) == 4
    assert "failed error=ValueError at=test_OP1_an_error_s" in said.lines[0]
    assert "asyncio: error in" in said.lines[2]
    assert SECRET not in "\n".join(said.lines)


def test_OP1_a_name_that_is_announced_nowhere_is_told_in_words() -> None:
    record = logging.LogRecord(
        "zeroconf", logging.WARNING, "x", 1, "%s", ("Error with socket",), None, "log_exception_once"
    )
    record.exc_info = (OSError, OSError(101, "secret"), None)
    for lines in (PlainLines(), JsonLines()):
        line = lines.format(record)
        assert "the server's name could not be announced in one of this machine's networks" in line
        assert "error=OSError" in line
        assert "at=" not in line
        assert "secret" not in line
    record.funcName = "add_multicast_member"
    assert "zeroconf: warning in add_multicast_member" in PlainLines().format(record)


def samples_of(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in lines if not SAMPLE.fullmatch(line)] == []
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def test_OP3_the_metrics_count_and_tell_nothing_of_anybody(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        secrets = await live_with_secrets(world)
        answer = await world.browser().get("/metrics")
        assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        told, facts = samples_of(answer.text), world.app.store.facts()
        assert [secret for secret in secrets if secret in answer.text] == []
    # One push through the routes and one the quick way: both are counted.
    assert told['holdwell_requests_total{method="POST",route="/api/sync",status="200"}'] == 2
    assert told['holdwell_requests_total{method="POST",route="/api/sync",status="400"}'] == 1
    assert [told[key] for key in told if key.startswith('holdwell_requests_total{method="(unknown)"')] == [1]
    assert told['holdwell_request_duration_seconds_count{route="/api/sync"}'] == 5
    assert told['holdwell_request_duration_seconds_bucket{route="/api/sync",le="+Inf"}'] == 5
    assert told['holdwell_facts_refused_total{kind="invalid"}'] == 3
    assert told['holdwell_facts_refused_total{kind="fact-conflict"}'] == 1
    assert (told["holdwell_facts"], told["holdwell_live_streams"], told["holdwell_backup_failed"]) == (facts, 0, 0)
    assert told['holdwell_database_bytes{part="database"}'] > 0
    assert told["holdwell_memory_bytes"] > 10_000_000
    assert "holdwell_last_backup_age_seconds" not in told


def test_OP3_a_histogram_adds_up() -> None:
    metrics = Metrics()
    for took_s in (0.0004, 0.001, 0.003, 0.2, 99.0):
        metrics.count_request("GET", "/api/x", 200, took_s)
    metrics.count_request("GET", "/api/live", 200, 7200.0)
    told = samples_of(
        metrics.text([Gauge("holdwell_a", "A.", 1.5), Gauge("holdwell_b", 'B "\\', 2, labels={"c": "d"})])
    )
    name = "holdwell_request_duration_seconds"
    buckets = [told[f'{name}_bucket{{route="/api/x",le="{bound}"}}'] for bound in (*BUCKETS_S, "+Inf")]
    assert buckets == [2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5]
    assert told[f'{name}_sum{{route="/api/x"}}'] == pytest.approx(99.2044)
    assert told['holdwell_requests_total{method="GET",route="/api/live",status="200"}'] == 1
    assert [key for key in told if key.startswith(name) and "live" in key] == []
    assert (told["holdwell_a"], told['holdwell_b{c="d"}']) == (1.5, 2)


async def test_OP4_the_metrics_are_read_on_this_machine_or_with_the_token(tmp_path: Path) -> None:
    token = "0123456789abcdef"
    async with open_world(tmp_path / "one") as world:
        assert (await world.browser().get("/metrics")).status_code == 200
        for shown in ("", CONTROL_TOKEN, token):
            far = await world.browser(client=ELSEWHERE).get("/metrics", headers={"authorization": f"Bearer {shown}"})
            assert far.status_code == 403
    async with open_world(tmp_path / "two", metrics_token=token) as world:
        far = world.browser(client=ELSEWHERE)
        assert (await far.get("/metrics")).status_code == 403
        assert (await far.get("/metrics", headers={"authorization": "Bearer " + token[:-1]})).status_code == 403
        assert (await far.get("/metrics", headers={"authorization": f"Bearer {token}"})).status_code == 200
        assert (await world.browser().get("/metrics")).status_code == 200


async def readiness(browser: Browser) -> tuple[int, int]:
    return (await browser.get("/api/health/live")).status_code, (await browser.get("/api/health/ready")).status_code


async def test_alive_is_not_ready_while_the_disk_is_full_and_ready_again_after(tmp_path: Path) -> None:
    with disk_under_sqlite() as disk:
        async with open_world(tmp_path) as world:
            phone = await world.paired()
            assert await readiness(phone) == (200, 200)
            disk.is_full = True
            assert (await phone.write("/api/sync", {"facts": [fact_text(1)]})).status_code == 507
            assert await readiness(phone) == (200, 503)
            told = samples_of((await phone.get("/metrics")).text)
            assert told['holdwell_store_failures_total{kind="full"}'] >= 1
            disk.is_full = False
            assert await readiness(phone) == (200, 200)
            world.app.live.close()
            stopping = await phone.get("/api/health/ready")
            assert (stopping.status_code, stopping.json()["type"]) == (503, "not-ready")


async def test_a_log_that_takes_nothing_stops_no_request(tmp_path: Path) -> None:
    class FullDisk(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    log = RequestLog("plain", FullDisk())
    async with open_world(tmp_path, log=log) as world:
        for _ in range(MOST_GATHERED + 1):
            assert (await world.browser().get("/api/health")).status_code == 200


def test_the_log_of_a_real_server_is_what_its_settings_say(start_server: Any, tmp_path: Path) -> None:
    server: Running = start_server(tmp_path / "data", env={"HOLDWELL_LOG_FORMAT": "json"})
    httpx.get(f"{server.url}/api/health")
    server.wait_for(re.compile(r'("message":"request","method":"GET","route":"/api/health","status":200)'))
    assert json.loads(server.wait_for(re.compile(r"(\{.*serving version.*\})")))["level"] == "info"
    server.stop()
    assert not set("".join(server.lines).split()) & set(CODE_LETTERS)
    quiet: Running = start_server(tmp_path / "data", env={"HOLDWELL_LOG_REQUESTS": "no"})
    httpx.get(f"{quiet.url}/api/health")
    quiet.stop()
    assert "method=GET" not in "".join(quiet.lines)


async def test_what_cannot_be_read_is_not_ready_and_counted_until_it_can(tmp_path: Path) -> None:
    is_broken = [True]

    def reading(_: sqlite3.Connection) -> None:
        if is_broken[0]:
            raise sqlite3.DatabaseError("database disk image is malformed")

    async with open_world(tmp_path) as world:
        phone, store = world.browser(), world.app.store
        assert await readiness(phone) == (200, 200)
        with pytest.raises(StoreBroken):
            await store._readers.run(reading)
        await store.practices()
        assert await readiness(phone) == (200, 503)
        assert samples_of((await phone.get("/metrics")).text)['holdwell_store_failures_total{kind="read"}'] == 1
        is_broken[0] = False
        assert await readiness(phone) == (200, 200)


async def test_a_disk_without_room_is_not_ready_before_any_push_meets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_world(tmp_path) as world:
        real = shutil.disk_usage(tmp_path)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: real._replace(free=4096))
        assert await readiness(world.browser()) == (200, 503)


def test_the_last_word_of_a_server_is_json_as_its_log_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    assert serve(Settings(tmp_path / "file" / "data", log_format="json")) == 1
    (line,) = capsys.readouterr().err.splitlines()
    document = json.loads(line)
    assert (sorted(document), document["level"]) == (["at", "level", "message"], "error")
    assert "Not a directory" in document["message"]
