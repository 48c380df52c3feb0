"""A live stream that is opened and cut at once, as networks cut them."""

import asyncio
from typing import Any, cast

import httpx

LONGEST_S = 5.0


class GoesOn(AssertionError):
    """A stream that was cut is still there."""


async def opened_and_cut(asgi: Any, request: httpx.Request, pieces: int) -> httpx.Response:
    """What came of it until it was cut after so many pieces. Raises GoesOn where the server does not notice."""
    told: dict[str, Any] = {"status": 0, "headers": [], "body": [], "is_asked": False}
    cut = asyncio.Event()
    if pieces == 0:
        cut.set()

    async def receive() -> dict[str, Any]:
        if not told["is_asked"]:
            told["is_asked"] = True
            return {"type": "http.request", "body": request.content, "more_body": False}
        await cut.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            told.update(status=message["status"], headers=message["headers"])
        elif message["type"] == "http.response.body":
            told["body"].append(message.get("body", b""))
            if len(told["body"]) >= pieces or not message.get("more_body", False):
                cut.set()

    served = asyncio.ensure_future(asgi(_scope(request), receive, send))
    await asyncio.wait({served}, timeout=LONGEST_S)
    if not served.done():
        served.cancel()
        raise GoesOn(f"{request.url} goes on after it was cut")
    served.result()
    return httpx.Response(told["status"], headers=told["headers"], content=b"".join(told["body"]), request=request)


def _scope(request: httpx.Request) -> dict[str, Any]:
    raw_path, _, query = request.url.raw_path.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in cast("list[tuple[bytes, bytes]]", request.headers.raw)],
        "client": ("127.0.0.1", 50000),
        "server": (request.url.host, request.url.port),
    }
