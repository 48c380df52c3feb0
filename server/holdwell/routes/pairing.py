"""Owns the addresses of pairing: codes, preview, redeeming, and who this browser is."""

from typing import cast

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from holdwell.access import SERVER_ID, Access
from holdwell.address import AddressNow
from holdwell.core.permissions import may_make_code
from holdwell.core.visibility import WAY_TO_CLIENT_CODES, reason_against_code
from holdwell.store.store import DeviceRow, Store
from holdwell.web.door import Door, put_cookie
from holdwell.web.problem import PROBLEMS, forbidden, invalid
from holdwell.web.request import BoundedRequest
from holdwell.wire import Code, CodeRequest, Paired, PairPreview, PairPreviewRequest, PairRequest


def pairing_routes(store: Store, access: Access, door: Door, address: AddressNow) -> list[HTTPRouteHandler]:
    """Pairing."""

    def told(device: DeviceRow) -> Paired:
        return msgspec.structs.replace(access.paired(device), is_publicly_trusted=address().is_publicly_trusted)

    @post("/api/codes", guards=[door.staff], summary="A code for one more device", responses=PROBLEMS)
    async def make_code(request: BoundedRequest, data: JSONBody[CodeRequest]) -> Code:
        device = request.user
        if not may_make_code(device.role, data.role):
            raise forbidden("Only a device of the owner makes codes for owners and therapists.")
        reason = reason_against_code(data.role, is_publicly_trusted=address().is_publicly_trusted)
        if reason is not None:
            way = f". {WAY_TO_CLIENT_CODES}" if device.device_id == SERVER_ID else ""
            raise invalid(f"$.role: {reason}{way}", "$.role")
        await _check_client(store, device.practice_id, data)
        made_by = None if device.device_id == SERVER_ID else device.device_id
        return await access.make_code(device.practice_id, data.role, made_by, client_id=data.client_id)

    @post(
        "/api/pair/preview",
        status_code=200,
        guards=[door.pairing],
        summary="Who would this code pair with?",
        responses=PROBLEMS,
    )
    async def preview(data: JSONBody[PairPreviewRequest]) -> PairPreview:
        return await access.preview(data.code, data.claim)

    @post("/api/pair", guards=[door.pairing], summary="Redeem a code for this browser", responses=PROBLEMS)
    async def pair(request: BoundedRequest, data: JSONBody[PairRequest]) -> Paired:
        device, token = await access.pair(data.code, data.device_name, data.claim, data.attempt)
        put_cookie(request, token)
        return told(device)

    @get("/api/me", guards=[door.paired_or_new], summary="Who this browser is to the server", responses=PROBLEMS)
    async def me(request: BoundedRequest) -> Response[Paired]:
        device = cast("DeviceRow | None", request.user)
        if device is None:
            return cast("Response[Paired]", Response(None, status_code=204))
        return Response(told(device))

    return [make_code, preview, pair, me]


async def _check_client(store: Store, practice_id: str, data: CodeRequest) -> None:
    """A client's device is bound to one client, whom the practice knows; no other device is bound."""
    if data.role != "client":
        if data.client_id is not None:
            raise invalid(
                "$.client_id: expected null, since only a client's device is bound to a client", "$.client_id"
            )
        return
    if data.client_id is None or not await store.knows_client(practice_id, data.client_id):
        raise invalid("$.client_id: expected a client whom the server knows: sync first, then try again", "$.client_id")
