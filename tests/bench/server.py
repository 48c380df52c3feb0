"""The server's figures: a real `holdwell serve` on loopback, loaded by another process, beside its limits."""

import base64
import contextlib
import gzip
import itertools
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import limits
import zstandard
from load import length_of
from sessions import FACTS_A_SESSION, sessions
from table import Figure

from running import Running

HERE = Path(__file__).parent
DEVICES = 16
PUSHES = 24
ROUNDS = 3
SPELL_S = 1.5
ALL_FACTS = 100_000
NEWS = 100
# What a device is handed at once, unless somebody has set it otherwise.
PAGE_FACTS = 1000
# What a browser of today accepts on a secure address.
ACCEPT = "gzip, deflate, br, zstd"


class Load:
    """The process that makes the load (load.py)."""

    def __init__(self) -> None:
        command = [sys.executable, str(HERE / "load.py")]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, port: int, lanes: list[list[bytes]], s: float | None = None) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        texts = [[base64.b64encode(each).decode() for each in lane] for lane in lanes]
        print(json.dumps({"port": port, "lanes": texts, "s": s}), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


class Practice:
    """A server with its owner's device paired, and as many more as one asks for."""

    def __init__(self, data: Path, **env: str) -> None:
        self.running = Running(data, env=env)
        self.port = int(self.running.url.rpartition(":")[2])
        self.owner = self._pair(self.running.pairing_code)

    def device(self) -> str:
        """The cookie of one more paired device."""
        code = json.loads(self.ask("/api/codes", self.owner, {"role": "therapist"})[1])["code"]
        return self._pair(code)

    def ask(self, path: str, cookie: str, document: object = None) -> tuple[Any, bytes]:
        """Head and body of one request, outside any measuring."""
        body = None if document is None else json.dumps(document).encode()
        headers = {"Origin": self.running.url, "Content-Type": "application/json", "Cookie": cookie}
        request = urllib.request.Request(self.running.url + path, body, headers)
        with urllib.request.urlopen(request) as answer:
            return answer.headers, answer.read()

    def request(self, path: str, cookie: str, body: bytes | None = None, **more: str) -> bytes:
        """A whole request as a browser sends it, ready for the load."""
        head = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", f"Host: localhost:{self.port}"]
        head += [f"Cookie: {cookie}", f"Accept-Encoding: {ACCEPT}"]
        head += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
        if body is not None:
            head += [f"Origin: {self.running.url}", "Content-Type: application/json", f"Content-Length: {len(body)}"]
        return "\r\n".join([*head, "", ""]).encode() + (body or b"")

    def head(self, cookie: str) -> str:
        """The cursor at the end of the log: a push of nothing from a cursor that is read on until there is no more."""
        cursor, more = None, True
        while more:
            answer = json.loads(self.ask("/api/sync", cookie, {"cursor": cursor, "facts": []})[1])
            cursor, more = answer["cursor"], answer["more"]
        return str(cursor)

    def _pair(self, code: str) -> str:
        headers, _ = self.ask("/api/pair", "", {"code": code, "device_name": "a device"})
        return str(headers["set-cookie"]).partition(";")[0]

    def cpu_ms(self) -> float:
        """The processor time that the server process took so far, in milliseconds."""
        fields = Path(f"/proc/{self.running.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Resident memory of the server process."""
        status = Path(f"/proc/{self.running.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


@contextlib.contextmanager
def practice(**env: str) -> Iterator[tuple[Practice, Load, Path]]:
    """A server on new data, a load process, and a folder; all gone at the end."""
    with tempfile.TemporaryDirectory() as folder:
        served, load = Practice(Path(folder) / "data", **env), Load()
        try:
            yield served, load, Path(folder)
        finally:
            load.stop()
            served.running.kill()


def push_body(texts: list[str], cursor: str | None) -> bytes:
    """A push as the app sends it, packed."""
    return gzip.compress(json.dumps({"cursor": cursor, "facts": texts}, ensure_ascii=False).encode(), 6)


def expect(answer: dict[str, Any], status: int) -> dict[str, Any]:
    """The load's answer, which has to be of this status only: a figure of refusals says nothing."""
    if set(answer["statuses"]) != {str(status)}:
        raise SystemExit(f"expected {status} only, got {answer['statuses']}")
    return answer


def push() -> list[Figure]:
    """Facts a second from 16 devices, each answered once on disk, against sqlite3 with the very same facts.

    A push also reads: what the other devices wrote comes back with its answer. Here an answer holds one such fact at
    most (a page of one), so that the figure is of writing; reading has figures of its own.
    """
    rates, alone, grouped, costs = [], [], [], []
    for number in range(ROUNDS):
        with practice(HOLDWELL_PAGE_FACTS="1") as (served, load, folder):
            devices = [served.device() for _ in range(DEVICES)]
            head = served.head(served.owner)
            written = [list(sessions(100 * number + device, PUSHES)) for device in range(DEVICES)]
            lanes = [
                [served.request("/api/sync", cookie, push_body(texts, head), Content_Encoding="gzip") for texts in mine]
                for cookie, mine in zip(devices, written, strict=True)
            ]
            in_turn = [mine[each] for each in range(PUSHES) for mine in written]
            alone.append(limits.sqlite_full(folder / "alone.sqlite3", in_turn, 1))
            cpu_ms = served.cpu_ms()
            answer = expect(load(served.port, lanes), 200)
            costs.append((served.cpu_ms() - cpu_ms) / len(in_turn))
            grouped.append(limits.sqlite_full(folder / "grouped.sqlite3", in_turn, DEVICES))
            rates.append(len(in_turn) * FACTS_A_SESSION / answer["s"])
    share, harder = median_ratio(rates, alone), median_ratio(rates, grouped)
    rate, limit, hard_limit = map(statistics.median, (rates, alone, grouped))
    about = f"{DEVICES} devices, {FACTS_A_SESSION} facts a push, synchronous FULL"
    return [
        Figure(f"push, {about}", f"{rate:,.0f} facts/s", note=f"{statistics.median(costs):.2f} ms of CPU a push"),
        Figure(
            "of sqlite3 in one process, one commit a push",
            f"{share:.2f}",
            "at least 0.5",
            share >= 0.5,
            f"which takes {limit:,.0f} facts/s",
        ),
        Figure(
            f"of the same, one commit for {DEVICES} pushes",
            f"{harder:.2f}",
            note=f"which takes {hard_limit:,.0f} facts/s",
        ),
    ]


def poll() -> list[Figure]:
    """The question whether there is anything new, answered no, against an answer of nothing at all."""
    rates, bare, costs = [], [], []
    with practice() as (served, load, _), bare_server() as bare_port:
        devices = [served.device() for _ in range(DEVICES)]
        served.ask("/api/sync", served.owner, {"cursor": None, "facts": next(sessions(1, 1))})
        head = served.head(served.owner)
        path = f"/api/sync?cursor={head}"
        lanes = [[served.request(path, cookie, If_None_Match=f'W/"{head}"')] for cookie in devices]
        nothing = f"GET /nothing HTTP/1.1\r\nHost: localhost:{bare_port}\r\n\r\n".encode()
        for _ in range(ROUNDS):
            bare.append(expect(load(bare_port, [[nothing]] * DEVICES, SPELL_S), 204)["count"] / SPELL_S)
            cpu_ms = served.cpu_ms()
            answer = expect(load(served.port, lanes, SPELL_S), 304)
            rates.append(answer["count"] / SPELL_S)
            costs.append((served.cpu_ms() - cpu_ms) / answer["count"])
    share = median_ratio(rates, bare)
    return [
        Figure(
            "empty poll, 304",
            f"{statistics.median(rates):,.0f} requests/s",
            note=f"{statistics.median(costs):.3f} ms of CPU a poll",
        ),
        Figure(
            "of a bare Litestar 204 on granian",
            f"{share:.2f}",
            "at least 0.7",
            share >= 0.7,
            f"which gives {statistics.median(bare):,.0f} requests/s",
        ),
    ]


def delta() -> list[Figure]:
    """100 new facts out of 100,000, the first 10,000 of a new device, and the memory after all that work."""
    with practice() as (served, load, folder), bare_server() as bare_port:
        devices = [served.device() for _ in range(DEVICES)]
        cursors = fill(served)
        middle = cursors[-NEWS - 1]
        asked_alike = [[served.request(f"/api/sync?cursor={middle}", cookie)] for cookie in devices]
        asked_apart = [
            [
                served.request(f"/api/sync?cursor={each}", cookie)
                for each in shuffled(cursors[-NEWS * 3 // 2 :][:NEWS], turn)
            ]
            for turn, cookie in enumerate(devices)
        ]
        nothing = f"GET /nothing HTTP/1.1\r\nHost: localhost:{bare_port}\r\n\r\n".encode()
        bare, alike, apart, costs, sizes = [], [], [], [], []
        for _ in range(ROUNDS):
            bare.append(expect(load(bare_port, [[nothing]] * DEVICES, SPELL_S), 204)["count"] / SPELL_S)
            answer = expect(load(served.port, asked_alike, SPELL_S), 200)
            alike.append(answer["count"] / SPELL_S)
            sizes.append(answer["wire_bytes"] / answer["count"])
            cpu_ms = served.cpu_ms()
            answer = expect(load(served.port, asked_apart, SPELL_S), 200)
            costs.append((served.cpu_ms() - cpu_ms) / answer["count"])
            apart.append(answer["count"] / SPELL_S)
        of_first = first_figures(served, cursors[-1], folder / "data" / "holdwell.sqlite3")
        memory_mb = served.memory_mb()
    rate, apart_rate, size_kb = statistics.median(alike), statistics.median(apart), statistics.median(sizes) / 1000
    cost = f"{median_ratio(apart, bare):.2f} of the bare 204; {statistics.median(costs):.2f} ms of CPU each"
    return [
        Figure(
            f"{NEWS} new facts out of {ALL_FACTS:,}, {DEVICES} devices after one commit",
            f"{rate:,.0f} requests/s",
            "at least 2,000",
            rate >= 2000,
            f"{median_ratio(alike, bare):.2f} of the bare 204; they share one reading",
        ),
        Figure(
            f"about {NEWS} new facts, each device from a place of its own",
            f"{apart_rate:,.0f} requests/s",
            "at least 2,000",
            apart_rate >= 2000,
            cost,
        ),
        Figure(f"bytes of {NEWS} on the wire, head and all", f"{size_kb:.1f} KB", "at most 6 KB", size_kb <= 6),
        *of_first,
        Figure("memory after that, 100,000 facts", f"{memory_mb:.0f} MB", "under 90 MB", memory_mb < 90),
    ]


def first_figures(served: Practice, cursor: str, file: Path) -> list[Figure]:
    """A new device's first 10,000 facts, each time right beside sqlite3 reading the same rows of the same file."""
    took_s, alone_s, size_mb = [], [], 0.0
    for texts in sessions(DEVICES, 2 * ROUNDS + 1):
        # Something new each time, so that nothing is answered from memory.
        served.ask("/api/sync", served.owner, {"cursor": cursor, "facts": texts[:1]})
        first_s, size = first_sync(served, 10_000)
        took_s.append(first_s)
        alone_s.append(limits.sqlite_read(file, 10_000, PAGE_FACTS))
        size_mb = size_mb or size / 1e6
    first_s, times = statistics.median(took_s), median_ratio(took_s, alone_s)
    beside = (
        f"{times:.1f} times sqlite3 in one process, which reads the same rows in {statistics.median(alone_s):.3f} s"
    )
    return [
        Figure("the first 10,000 facts of a new device", f"{first_s:.2f} s", "at most 0.15 s", first_s <= 0.15, beside),
        Figure("their bytes on the wire", f"{size_mb:.2f} MB", "at most 0.4 MB", size_mb <= 0.4),
    ]


def shuffled(cursors: list[str], seed: int) -> list[str]:
    """The same in another order."""
    return random.Random(seed).sample(cursors, len(cursors))


def start() -> list[Figure]:
    """From the process's start to its first answer, on data that is there, with warm caches."""
    waits, bare = [], []
    # Python keeps what it compiled, as it does for people, whatever this shell says.
    os.environ["PYTHONDONTWRITEBYTECODE"] = ""
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2 * ROUNDS + 1):
            began_s = time.monotonic()
            subprocess.run([sys.executable, "-c", "import litestar, granian.server.embed"], check=True)
            bare.append(time.monotonic() - began_s)
            began_s = time.monotonic()
            running = Running(Path(folder) / "data")
            try:
                with urllib.request.urlopen(running.url + "/api/health") as answer:
                    answer.read()
                waits.append(time.monotonic() - began_s)
            finally:
                running.stop()
    wait_s = statistics.median(waits[1:])
    return [
        Figure(
            "process start to the first answer",
            f"{wait_s:.2f} s",
            "under 1 s",
            wait_s < 1,
            f"importing Litestar and granian alone: {statistics.median(bare[1:]):.2f} s",
        )
    ]


def median_ratio(rates: list[float], limit: list[float]) -> float:
    """The median of each round's ratio: what else the machine did in a round weighed on both."""
    return statistics.median(rate / most for rate, most in zip(rates, limit, strict=True))


def fill(served: Practice) -> list[str]:
    """Puts 100,000 facts in; the cursors after each push. The last 150 facts come one by one."""
    texts = [text for device in range(10) for each in sessions(device, 167) for text in each][:ALL_FACTS]
    cursors = [served.head(served.owner)]
    for start_at, end_at in itertools.pairwise([*range(0, ALL_FACTS, 1000), *range(ALL_FACTS - 150, ALL_FACTS + 1)]):
        body = {"cursor": cursors[-1], "facts": texts[start_at:end_at]}
        cursors.append(json.loads(served.ask("/api/sync", served.owner, body)[1])["cursor"])
    return cursors


def first_sync(served: Practice, count: int) -> tuple[float, int]:
    """Seconds and bytes until a new device has its first `count` facts: page after page on one connection."""
    with socket.create_connection(("127.0.0.1", served.port)) as connection:
        began_s = time.monotonic()
        facts, whole, path = 0, 0, "/api/sync"
        while facts < count:
            connection.sendall(served.request(path, served.owner))
            got, wanted = bytearray(), -1
            while wanted < 0 or len(got) < wanted:
                got += connection.recv(1 << 18)
                end = got.find(b"\r\n\r\n")
                if wanted < 0 <= end:
                    wanted = end + 4 + length_of(bytes(got[:end]).lower())
            whole += wanted
            page = zstandard.decompress(got[end + 4 :])
            facts += page.count(b'"pos":')
            path = "/api/sync?cursor=" + re.findall(rb'^{"cursor":"([^"]+)"', page)[0].decode()
        return time.monotonic() - began_s, whole


@contextlib.contextmanager
def bare_server() -> Iterator[int]:
    """The bare Litestar route in a process of its own; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, str(HERE / "limits.py"), "http", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        for _ in range(400):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


FIGURES = {"push": push, "poll": poll, "delta": delta, "start": start}
