"""Owns GET /api/library and GET /api/protocols/{digest}: content for everyone, paired or not.

What a practice saved itself is read by its owner and therapists only [V5].
"""

from typing import Any

from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from holdwell.publisher import Publisher
from holdwell.web.door import Door
from holdwell.web.pages import FOR_EVER, has_match
from holdwell.web.problem import PROBLEMS, not_found
from holdwell.web.request import BoundedRequest
from holdwell.wire import Library, ProtocolVersion


def library_routes(publisher: Publisher, door: Door) -> list[HTTPRouteHandler]:
    """The library and its versions."""

    @get(
        "/api/library",
        summary="Every protocol, with the points, conditions, questions and zones they use",
        responses=PROBLEMS,
    )
    async def library(request: BoundedRequest) -> Response[Library]:
        shown = publisher.shown
        headers = {"etag": shown.etag, "cache-control": "no-cache", "vary": "accept-encoding"}
        if has_match(request.headers.get("if-none-match", ""), shown.etag):
            return _raw(b"", 304, headers)
        body, encoding = shown.body.choose(request.headers.get("accept-encoding", ""))
        if encoding is not None:
            headers["content-encoding"] = encoding
        return _raw(body, 200, headers)

    @get(
        "/api/protocols/{digest:str}",
        guards=[door.anyone],
        summary="One version of a protocol, as it was published",
        responses=PROBLEMS,
    )
    async def version(request: BoundedRequest, digest: FromPath[str]) -> Response[ProtocolVersion]:
        device = request.user
        is_staff = device is not None and device.role != "client"
        found = await publisher.version(device.practice_id if device is not None and is_staff else None, digest)
        if found is None:
            raise not_found("This server holds no protocol version with this digest.")
        etag = f'W/"{digest}"'
        headers = {"etag": etag, "cache-control": FOR_EVER if device is None else FOR_EVER.replace("public", "private")}
        if has_match(request.headers.get("if-none-match", ""), etag):
            return _raw(b"", 304, headers)
        return _raw(found, 200, headers)

    return [library, version]


def _raw(body: bytes, status: int, headers: dict[str, str]) -> Response[Any]:
    return Response(body, status_code=status, headers=headers, media_type=MediaType.JSON)
