"""A load on a server of this machine, from a process of its own: `python load.py`, told by JSON lines on its input.

Each line is one load: `{"port", "lanes": [[request, ...], ...], "s"}`, the requests in base64. Each lane is one
connection that sends its requests one after the other, waiting for each answer, and again from the start until the
time is up (`s` null: once). The answer is one JSON line: what came back, how long it took. Reads as little of HTTP as
it can, so that it costs the server's core next to nothing.
"""

import asyncio
import base64
import json
import sys
import time
from typing import Any

import uvloop

LONGEST_S = 30.0


class Lane(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, requests: list[bytes], until_s: float | None) -> None:
        self.requests = requests
        self.until_s = until_s
        self.is_over = asyncio.get_running_loop().create_future()
        self.statuses: dict[int, int] = {}
        self.took_ms: list[float] = []
        self.wire_bytes = 0
        self.last = b""
        self._sent = 0
        self._got = bytearray()
        self._wanted = -1

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def send_next(self) -> None:
        """The next request, or the end."""
        is_late = self.until_s is not None and time.monotonic() >= self.until_s
        if is_late or (self.until_s is None and self._sent == len(self.requests)):
            self.is_over.set_result(None)
            return
        self._began_s = time.monotonic()
        self._transport.write(self.requests[self._sent % len(self.requests)])
        self._sent += 1

    def data_received(self, data: bytes) -> None:
        self._got += data
        if self._wanted < 0:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return
            self._wanted = end + 4 + length_of(self._got[:end].lower())
        if len(self._got) < self._wanted:
            return
        self.took_ms.append((time.monotonic() - self._began_s) * 1000)
        status = int(self._got[9:12])
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.wire_bytes += self._wanted
        self.last = bytes(self._got)
        self._got.clear()
        self._wanted = -1
        self.send_next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.is_over.done():
            self.is_over.set_exception(error or ConnectionError("the server hung up"))


def length_of(head: bytes) -> int:
    """The body's length by an answer's head in lower case; none for a 204 or 304."""
    if head[9:12] in (b"204", b"304"):
        return 0
    return int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])


async def run(told: dict[str, Any]) -> dict[str, Any]:
    """One load, from connected to the last answer; the time to connect does not count."""
    loop = asyncio.get_running_loop()
    plans = [[base64.b64decode(each) for each in lane] for lane in told["lanes"]]
    lanes = []
    for plan in plans:
        lane: Lane
        _, lane = await loop.create_connection(lambda plan=plan: Lane(plan, None), "127.0.0.1", told["port"])
        lanes.append(lane)
    began_s = time.monotonic()
    for lane in lanes:
        lane.until_s = None if told["s"] is None else began_s + min(told["s"], LONGEST_S)
        lane.send_next()
    async with asyncio.timeout(LONGEST_S + 5):
        await asyncio.gather(*(lane.is_over for lane in lanes))
    took_s = time.monotonic() - began_s
    statuses: dict[int, int] = {}
    for lane in lanes:
        for status, count in lane.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
        lane._transport.close()
    took_ms = sorted(each for lane in lanes for each in lane.took_ms)
    return {
        "s": took_s,
        "count": len(took_ms),
        "statuses": statuses,
        "wire_bytes": sum(lane.wire_bytes for lane in lanes),
        "median_ms": took_ms[len(took_ms) // 2],
        "worst_ms": took_ms[-1],
        "last": [base64.b64encode(lane.last).decode() for lane in lanes],
    }


def main() -> None:
    for line in sys.stdin:
        print(json.dumps(uvloop.run(run(json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
