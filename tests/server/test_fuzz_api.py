"""What nobody would ask, and that the asking itself notices a fault."""

import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import pytest

from fuzz_world import Somebody
from fuzzing import Found, check, fuzz
from holdwell.live import HELLO, Live, _Stream
from holdwell.store.sqlite import SqliteStore
from worlds import Browser

STRICT = {"content-security-policy": "default-src 'none'", "x-content-type-options": "nosniff"}


async def test_nothing_sent_breaks_the_server_or_leaks(tmp_path: Path) -> None:
    statuses = await fuzz(tmp_path, seed=7, requests=300)
    assert sum(statuses.values()) == 300
    assert {200, 400, 401, 403} <= set(statuses)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, headers=STRICT, content=b'{"status":500}'),
        httpx.Response(200, content=b"{}"),
        httpx.Response(200, headers=STRICT, content=b'{"raw":"marker-1-aa"}'),
        httpx.Response(200, headers={**STRICT, "etag": "marker-1-aa"}),
        httpx.Response(404, headers=STRICT, content=b'{"status":400}'),
    ],
)
def test_every_kind_of_fault_is_noticed(answer: httpx.Response) -> None:
    who = Somebody("client-bb 1", Browser(), frozenset({"marker-1-aa"}), {})
    with pytest.raises(Found):
        check(who, "GET /api/sync", answer)
    check(who, "GET /api/sync", httpx.Response(200, headers=STRICT, content=b'{"raw":"marker-1-bb"}'))


def shown_to_all(role: str) -> frozenset[str]:
    return frozenset()


def of_the_whole_practice(viewer: Any) -> None:
    return None


async def of_any_practice(store: SqliteStore, practice_id: str | None, digest: str) -> bytes | None:
    sql = "SELECT raw FROM protocols WHERE digest = ?"
    row = await store._readers.run(lambda connection: connection.execute(sql, (digest,)).fetchone())
    return bytes(row[0]) if row else None


async def never_over(live: Live, practice_id: str, device_id: str) -> AsyncIterator[bytes]:
    live._streams.setdefault(practice_id, set()).add(_Stream(device_id))
    yield HELLO


def breaking(body: bytes, encoding: str, limit_bytes: int) -> bytes:
    return zlib.decompress(body, wbits=31) if encoding == "gzip" else body


@pytest.mark.parametrize(
    ("broken", "by", "says"),
    [
        ("holdwell.routes.sync.hidden_kinds", shown_to_all, r"as therapist \d.* shows .*marker-\d-(owner|removed)"),
        ("holdwell.routes.sync.only_client", of_the_whole_practice, r"as client-.. \d.* shows .*marker-\d-"),
        ("holdwell.store.sqlite.SqliteStore.version", of_any_practice, r"shows .*marker-\d-protocol"),
        ("holdwell.live.Live.follow", never_over, "a stream that was cut is still written to"),
        ("holdwell.web.request.unpack", breaking, r"request \d+ of seed"),
    ],
)
async def test_a_server_that_leaks_or_breaks_is_found(
    tmp_path: Path, broken: str, by: Callable[..., Any], says: str
) -> None:
    with mock.patch(broken, by), pytest.raises(Found, match=says):
        await fuzz(tmp_path, seed=1, requests=1000)
