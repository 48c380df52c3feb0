"""What the figures are held against: the least that HTTP and the disk cost on this machine, in the same run.

`python limits.py http PORT` is a bare Litestar route on granian, set up as the server's own listener is.
"""

import asyncio
import sqlite3
import sys
import time
import uuid
from pathlib import Path

import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar, get

from holdwell.core.digest import digest_from_text
from holdwell.core.facts import read_fact
from holdwell.store.opening import make_ready, shipped_migrations

FILED = (
    "INSERT INTO facts (practice_id, pos, fact_id, origin, seq, kind, subject, client_id, at, device_id, received_at,"
    " digest, chain, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
READ = (
    "SELECT pos, device_id, received_at, raw FROM facts"
    " WHERE practice_id = ? AND pos > ? AND raw IS NOT NULL ORDER BY pos LIMIT ?"
)


def sqlite_full(file: Path, pushes: list[list[str]], pushes_a_commit: int) -> float:
    """Facts a second that sqlite3 takes in this process: the server's own schema and settings, synchronous FULL.

    The texts are read, checked and laid out as rows before the clock starts, with a practice and devices whose ids are
    as long as the server's: each stands in every row, the practice in every index too.
    """
    practice_id, rows, pos = str(uuid.uuid4()), [], 0
    devices: dict[str, str] = {}
    for push in pushes:
        group = []
        for text in push:
            pos, fact = pos + 1, read_fact(text).fact
            digest = bytes.fromhex(digest_from_text(text))
            device_id = devices.setdefault(fact.origin, str(uuid.uuid4()))
            about = (fact.id, fact.origin, fact.seq, fact.kind, fact.subject, fact.client_id, fact.at)
            group.append((practice_id, pos, *about, device_id, fact.at, digest, digest[:16], text))
        rows.append(group)
    connection = sqlite3.connect(file, isolation_level=None)
    make_ready(connection, shipped_migrations())
    began_s = time.monotonic()
    for start in range(0, len(rows), pushes_a_commit):
        connection.execute("BEGIN IMMEDIATE")
        for group in rows[start : start + pushes_a_commit]:
            connection.executemany(FILED, group)
        connection.execute("COMMIT")
    took_s = time.monotonic() - began_s
    connection.close()
    return pos / took_s


def sqlite_read(file: Path, count: int, page: int) -> float:
    """Seconds in which sqlite3 reads the first `count` facts of a server's database in this process, page after page.

    The rows alone, as they lie there: nobody asks over HTTP, none is left out, and nothing is packed or handed on.
    """
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    practice_id = connection.execute("SELECT practice_id FROM facts LIMIT 1").fetchone()[0]
    began_s = time.monotonic()
    read, pos = 0, 0
    while read < count:
        rows = connection.execute(READ, (practice_id, pos, page)).fetchall()
        read, pos = read + len(rows), rows[-1][0]
    took_s = time.monotonic() - began_s
    connection.close()
    return took_s


@get("/nothing", status_code=204)
async def nothing() -> None:
    """The least an answer can be."""


async def serve_bare(port: int) -> None:
    """The bare route until this process is ended."""
    server = Server(
        Litestar([nothing], openapi_config=None, logging_config=None),
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        log_enabled=False,
    )
    serving = asyncio.create_task(server.serve())
    await serving


if __name__ == "__main__":
    uvloop.run(serve_bare(int(sys.argv[2])))
