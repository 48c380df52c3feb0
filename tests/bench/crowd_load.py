"""A crowd of devices on a server of this machine, from a process of its own: `crowd_load.py`, told by one JSON line.

`{"port", "cookies", "cursor", "s", "seed"}`. Each cookie is a device in a session of its own for that many seconds: it
hands in what a session writes (a few facts, about every 20 s), holds the live channel open, and reads what is new as
the app does: 0.4 s after it was told that there is more. The answer is one JSON line: how long each sync took, in
milliseconds, the statuses, and by device how many facts it handed in and read, and where it ended.
"""

import asyncio
import gzip
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import uvloop
import zstandard
from load import length_of
from sessions import sessions

# The app's own wait: shell/sync.ts, NUDGE_MS.
NUDGE_S = 0.4
BETWEEN_PUSHES_S = (15.0, 25.0)
FACTS_A_PUSH = 3
ACCEPT = "gzip, deflate, br, zstd"


class Device:
    """One device of the crowd, from `begun_s` on, on asyncio's clock."""

    def __init__(self, port: int, cookie: str, cursor: str, facts: Iterator[str], chance: random.Random) -> None:
        self.port, self.cookie, self.cursor, self.facts, self.chance = port, cookie, cursor, facts, chance
        self.took_ms: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.pushed = self.read = 0
        self._more = asyncio.Event()

    async def live(self, until_s: float) -> None:
        """The live channel, held open to the end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(self._head("GET", "/api/live") + b"\r\n")
        try:
            async with asyncio.timeout_at(until_s):
                while line := await reader.readline():
                    if line.startswith(b"event: more"):
                        self._more.set()
            raise ConnectionError("the live channel ended")
        except TimeoutError:
            pass
        finally:
            writer.close()

    async def sync(self, until_s: float) -> None:
        """Pushes when it is time, reads when it was told, and never both at once."""
        now = asyncio.get_running_loop().time
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        push_s = now() + self.chance.uniform(0, BETWEEN_PUSHES_S[1])
        while now() < until_s:
            try:
                async with asyncio.timeout_at(min(push_s, until_s)):
                    await self._more.wait()
                await asyncio.sleep(NUDGE_S)
            except TimeoutError:
                pass
            self._more.clear()
            texts = []
            if now() >= push_s:
                texts = [next(self.facts) for _ in range(self.chance.randint(1, FACTS_A_PUSH))]
                push_s = now() + self.chance.uniform(*BETWEEN_PUSHES_S)
            await self._exchange(reader, writer, texts)
        writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, texts: list[str]) -> None:
        """One sync, and further ones while there is more to read."""
        is_more = True
        while is_more:
            began_s = time.monotonic()
            writer.write(self._push(texts) if texts else self._poll())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            body = await reader.readexactly(length_of(head))
            self.took_ms.append((time.monotonic() - began_s) * 1000)
            status = int(head[9:12])
            self.statuses[status] += 1
            is_more = False
            if status == 200:
                answer = json.loads(unpacked(head, body))
                self.cursor, is_more = answer["cursor"], answer["more"]
                self.read += len(answer["facts"])
                self.pushed += len(texts)
            texts = []

    def _poll(self) -> bytes:
        head = self._head("GET", f"/api/sync?cursor={self.cursor}")
        return head + f'If-None-Match: W/"{self.cursor}"\r\n\r\n'.encode()

    def _push(self, texts: list[str]) -> bytes:
        body = gzip.compress(json.dumps({"cursor": self.cursor, "facts": texts}, ensure_ascii=False).encode(), 6)
        head = self._head("POST", "/api/sync")
        told = f"Origin: http://localhost:{self.port}\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
        return head + told.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body

    def _head(self, method: str, path: str) -> bytes:
        host = f"localhost:{self.port}"
        words = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {self.cookie}\r\nAccept-Encoding: {ACCEPT}\r\n"
        return words.encode()


def unpacked(head: bytes, body: bytes) -> bytes:
    """An answer's body as text, by its head in lower case."""
    packing = re.search(rb"content-encoding: *(\w+)", head)
    if packing is None:
        return body
    if packing[1] == b"zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(body)
    assert packing[1] == b"gzip", packing[1]
    return gzip.decompress(body)


async def crowd(told: dict[str, Any]) -> dict[str, Any]:
    """Everybody at once, to the end."""
    chance = random.Random(told["seed"])
    until_s = asyncio.get_running_loop().time() + told["s"]
    devices = []
    for turn, cookie in enumerate(told["cookies"]):
        facts = written(1000 * told["seed"] + turn)
        devices.append(Device(told["port"], cookie, told["cursor"], facts, random.Random(chance.random())))
    async with asyncio.TaskGroup() as together:
        for device in devices:
            together.create_task(device.live(until_s))
            together.create_task(device.sync(until_s))
    statuses: Counter[int] = Counter()
    for device in devices:
        statuses += device.statuses
    return {
        "took_ms": sorted(round(each, 2) for device in devices for each in device.took_ms),
        "statuses": statuses,
        "pushed": [device.pushed for device in devices],
        "read": [device.read for device in devices],
        "cursors": [device.cursor for device in devices],
    }


def written(seed: int) -> Iterator[str]:
    """What one device's sessions write, fact after fact."""
    for texts in sessions(seed, 100):
        yield from texts


if __name__ == "__main__":
    print(json.dumps(uvloop.run(crowd(json.loads(sys.stdin.readline())))), flush=True)
