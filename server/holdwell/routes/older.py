"""Owns GET /api/sync/older: the part of the record before the place where a device of staff began to read [Y17]."""

from typing import cast

import msgspec
from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from holdwell.clock import Clock
from holdwell.core.cursor import cursor_from_position, position_from_cursor
from holdwell.core.parts import RECENT_MS
from holdwell.routes.sync import wanted_by
from holdwell.settings import Settings
from holdwell.store.store import Older, Since, Store
from holdwell.web.door import Door
from holdwell.web.problem import PROBLEMS
from holdwell.web.request import BoundedRequest
from holdwell.wire import OlderAnswer


def older_routes(store: Store, door: Door, settings: Settings, clock: Clock) -> list[HTTPRouteHandler]:
    """The one address of it."""

    @get(
        "/api/sync/older",
        guards=[door.staff_device],
        summary="Read sessions of before, where a device began with the newer ones",
        responses=PROBLEMS,
    )
    async def read_older(
        request: BoundedRequest,
        before: FromQuery[str],
        client_id: FromQuery[str | None] = None,
        recent: FromQuery[bool] = False,
    ) -> Response[OlderAnswer]:
        device, place = request.user, position_from_cursor(before)
        older = Older("[]", None, False, 0)
        if place is not None:
            older = await store.older(
                device.practice_id,
                place,
                wanted_by(device, settings),
                client_id,
                Since(clock.now_ms() - RECENT_MS, is_end=recent),
            )
        rest = None if older.rest is None else cursor_from_position(older.rest)
        facts = msgspec.Raw(older.facts.encode("utf-8"))
        # Its facts are JSON already.
        body = msgspec.json.encode(
            {"older": rest, "reset": not older.fits, "facts": facts, "left": older.left, "recent": older.recent}
        )
        return cast("Response[OlderAnswer]", Response(body, media_type=MediaType.JSON))

    return [read_older]
