"""Owns GET /api/live: server-sent events that say only "there is more"."""

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from holdwell.live import Live
from holdwell.web.door import Door
from holdwell.web.problem import PROBLEMS
from holdwell.web.request import BoundedRequest


def live_routes(live: Live, door: Door) -> list[HTTPRouteHandler]:
    """The live channel."""

    @get(
        "/api/live",
        guards=[door.paired],
        media_type="text/event-stream",
        summary="Be told when there is more",
        responses=PROBLEMS,
    )
    async def follow(request: BoundedRequest) -> Stream:
        device = request.user
        return Stream(
            live.follow(device.practice_id, device.device_id),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    return [follow]
