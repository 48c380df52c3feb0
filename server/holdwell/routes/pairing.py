"""Owns the addresses of pairing: codes, preview, redeeming, and who this browser is."""

from typing import cast

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from holdwell.access import Access
from holdwell.address import Address
from holdwell.core.visibility import reason_against_code
from holdwell.store.store import DeviceRow
from holdwell.web.door import Door, put_cookie
from holdwell.web.problem import PROBLEMS, invalid
from holdwell.web.request import BoundedRequest
from holdwell.wire import Code, CodeRequest, Devices, Paired, PairPreview, PairPreviewRequest, PairRequest


def pairing_routes(access: Access, door: Door, address: Address) -> list[HTTPRouteHandler]:
    """Pairing and devices."""

    @post("/api/codes", guards=[door.owner], summary="A code for one more device", responses=PROBLEMS)
    async def make_code(request: BoundedRequest, data: JSONBody[CodeRequest]) -> Code:
        reason = reason_against_code(data.role, is_publicly_trusted=address.is_publicly_trusted)
        if reason is not None:
            raise invalid(f"$.role: {reason}", "$.role")
        device = request.user
        return await access.make_code(device.practice_id, data.role, device.device_id)

    @post(
        "/api/pair/preview",
        status_code=200,
        guards=[door.pairing],
        summary="Who would this code pair with?",
        responses=PROBLEMS,
    )
    async def preview(data: JSONBody[PairPreviewRequest]) -> PairPreview:
        return await access.preview(data.code)

    @post("/api/pair", guards=[door.pairing], summary="Redeem a code for this browser", responses=PROBLEMS)
    async def pair(request: BoundedRequest, data: JSONBody[PairRequest]) -> Paired:
        device, token = await access.pair(data.code, data.device_name)
        put_cookie(request, token)
        return access.paired(device)

    @get("/api/me", guards=[door.paired_or_new], summary="Who this browser is to the server", responses=PROBLEMS)
    async def me(request: BoundedRequest) -> Response[Paired]:
        device = cast("DeviceRow | None", request.user)
        if device is None:
            return cast("Response[Paired]", Response(None, status_code=204))
        return Response(access.paired(device))

    @get("/api/devices", guards=[door.owner], summary="The practice's devices", responses=PROBLEMS)
    async def devices(request: BoundedRequest) -> Devices:
        return await access.devices(request.user)

    return [make_code, preview, pair, me, devices]
