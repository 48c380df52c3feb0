"""What nobody would ask, and that the asking itself notices a fault."""

from pathlib import Path

import httpx
import pytest

from fuzzing import Found, Somebody, check, fuzz
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
