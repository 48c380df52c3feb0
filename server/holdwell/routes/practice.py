"""Owns the addresses by which a practice is run: its devices, hand-overs of removed ones, erasing a client, and the
practices of this server.
"""

from collections.abc import Awaitable

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from holdwell.access import SERVER_ID, Access, kept_name
from holdwell.address import AddressNow
from holdwell.auditor import Auditor
from holdwell.clock import Clock
from holdwell.core.cursor import position_from_cursor
from holdwell.core.facts import is_id
from holdwell.core.measure import HandoverTooLarge
from holdwell.erasing import Erasing, ErasingOwed, NotKnownListed
from holdwell.live import Live
from holdwell.routes.sync import (
    read_facts,
    refused_as_clashing,
    refused_as_erased,
    those_let_go_of,
)
from holdwell.settings import Settings
from holdwell.space import Space
from holdwell.store.store import DeviceRow, Practice, Push, Store, StoreError
from holdwell.web.door import Door
from holdwell.web.problem import (
    PROBLEMS,
    erasing_failed,
    erasing_not_known,
    erasing_owed,
    handover_too_large,
    invalid,
    not_found,
    other_device,
    storage_low,
)
from holdwell.web.request import BoundedRequest
from holdwell.wire import (
    DeviceName,
    Devices,
    EraseOutcome,
    ExportNote,
    HandedOver,
    Handover,
    HandoverOutcome,
    HandoverWord,
    PracticeExported,
    PracticeMade,
    PracticeRequest,
    PracticeRow,
    Practices,
)


def device_routes(access: Access, door: Door, live: Live, address: AddressNow) -> list[HTTPRouteHandler]:
    """The practice's devices."""

    async def told(listed: Awaitable[Devices]) -> Devices:
        return msgspec.structs.replace(await listed, is_publicly_trusted=address().is_publicly_trusted)

    @get("/api/devices", guards=[door.owner], summary="The practice's devices", responses=PROBLEMS)
    async def devices(request: BoundedRequest) -> Devices:
        return await told(access.devices(request.user))

    @post(
        "/api/devices/{device_id:str}/rename",
        status_code=200,
        guards=[door.owner],
        summary="Give a device another name",
        responses=PROBLEMS,
    )
    async def rename(request: BoundedRequest, device_id: FromPath[str], data: JSONBody[DeviceName]) -> Devices:
        return await told(access.rename(request.user, device_id, data.device_name))

    @post(
        "/api/devices/{device_id:str}/revoke",
        status_code=200,
        guards=[door.owner],
        summary="Remove a device from the practice",
        responses=PROBLEMS,
    )
    async def revoke(request: BoundedRequest, device_id: FromPath[str]) -> Devices:
        left = await told(access.revoke(request.user, device_id))
        live.hang_up(request.user.practice_id)
        return left

    return [devices, rename, revoke]


def handover_routes(
    store: Store, auditor: Auditor, door: Door, settings: Settings, clock: Clock, erasing: Erasing, space: Space
) -> list[HTTPRouteHandler]:
    """What removed devices had not sent.

    [A13] A removed device may hand over what it never sent, so much and no more; it is kept apart from the log until
    the owner takes or discards it, and the device lets go of it only upon a receipt. [A15] What it held is let go of
    only where its cursor fits the log: after an older file was put back it offers that too, and what is there is told.
    [A14] What it left of one practice is taken by no other, which its browser was paired with, and removed from, since.
    """

    @post(
        "/api/handover",
        status_code=200,
        guards=[door.removed],
        summary="Hand over what a removed device had not sent",
        responses=PROBLEMS,
    )
    async def hand_over(request: BoundedRequest, data: JSONBody[Handover]) -> HandedOver:
        device = request.user
        if data.practice_id not in (None, device.practice_id):
            raise other_device()
        if device.role == "client" and data.facts and space.is_low():
            raise storage_low()
        rows, refused = read_facts(data.facts, device, store, data.filed)
        await erasing.heed_words(device.practice_id, rows)
        given = Push(device.practice_id, device.device_id, clock.now_ms(), rows)
        try:
            kept = await store.keep_handover(given, settings.handover_facts, settings.handover_bytes)
        except HandoverTooLarge:
            raise handover_too_large(settings.handover_facts, settings.handover_bytes) from None
        refused += [refused_as_clashing(fact_id) for fact_id in kept.clashes]
        refused = await those_let_go_of(store, device, data.facts, refused)
        place = None if data.cursor is None else position_from_cursor(data.cursor)
        fits = place is not None and await store.fits(device.practice_id, place, device.client_id)
        refused += map(refused_as_erased, kept.erased)
        return HandedOver(kept.facts, kept.digest, refused, kept.waits, fits)

    @post(
        "/api/devices/{device_id:str}/handover",
        status_code=200,
        guards=[door.owner],
        summary="Take what a removed device handed over, or discard it",
        responses=PROBLEMS,
    )
    async def end(request: BoundedRequest, device_id: FromPath[str], data: JSONBody[HandoverWord]) -> HandoverOutcome:
        practice_id = request.user.practice_id
        waiting = {each.device_id: each.facts for each in await store.waiting(practice_id)}
        if device_id not in waiting:
            raise not_found("No removed device of this practice waits with facts of its own.")
        count = await store.end_handover(practice_id, device_id, data.take, auditor.stamp(), _by(request.user))
        if data.take:
            # Among them may be word that a session was an erased client's.
            await erasing.apply_list()
        taken = count if data.take else 0
        return HandoverOutcome(taken, waiting[device_id] - taken)

    return [hand_over, end]


def client_routes(erasing: Erasing, door: Door) -> list[HTTPRouteHandler]:
    """What is done to a client's record as a whole."""

    @post(
        "/api/clients/{client_id:str}/erase",
        status_code=200,
        guards=[door.owner],
        summary="Erase one client for good",
        responses=PROBLEMS,
    )
    async def erase(request: BoundedRequest, client_id: FromPath[str]) -> EraseOutcome:
        if not is_id(client_id):
            raise invalid("client_id: expected the id of a client", "client_id")
        return await erase_client(erasing, request.user.practice_id, client_id, _by(request.user))

    return [erase]


async def erase_client(erasing: Erasing, practice_id: str, client_id: str, by: str | None) -> EraseOutcome:
    """Erase one client. Where that failed, the problem tells what of it is done."""
    try:
        erased = await erasing.erase(practice_id, client_id, by)
    except ErasingOwed:
        raise erasing_owed() from None
    except NotKnownListed:
        raise erasing_not_known() from None
    except StoreError:
        raise erasing_failed() from None
    return EraseOutcome(erased.facts, erased.devices)


def practice_routes(
    store: Store, access: Access, auditor: Auditor, door: Door, clock: Clock, code_life_ms: int
) -> list[HTTPRouteHandler]:
    """The practices of this server, for its own command line."""

    @get("/api/practices", guards=[door.control], summary="The practices of this server", responses=PROBLEMS)
    async def practices() -> Practices:
        return Practices([await row_of(store, practice) for practice in await store.practices()])

    @post("/api/practices", guards=[door.control], summary="One more practice on this server", responses=PROBLEMS)
    async def add(data: JSONBody[PracticeRequest]) -> PracticeMade:
        made = await add_practice(store, access, clock, data.name)
        code = await access.make_code(made.practice_id, "owner", None, code_life_ms)
        return PracticeMade(made.practice_id, made.name, code)

    @post("/api/exports", guards=[door.control], summary="An export is about to be handed out", responses=PROBLEMS)
    async def note_export(data: JSONBody[ExportNote]) -> ExportNote:
        if data.practice_id not in {practice.practice_id for practice in await store.practices()}:
            raise not_found("This server has no such practice.")
        await auditor.note(data.practice_id, PracticeExported(None, data.facts))
        return data

    return [practices, add, note_export]


async def add_practice(store: Store, access: Access, clock: Clock, name: str) -> Practice:
    """One more practice. Raises `invalid` where one goes by this name already."""
    kept = kept_name(name)
    if access.practices_named(kept):
        raise invalid("$.name: a practice of this server goes by this name already", "$.name")
    practice = Practice(clock.new_id(), kept, clock.new_id().replace("-", "")[-12:])
    await store.add_practice(practice, clock.now_ms())
    await access.look_at_practices()
    return practice


async def row_of(store: Store, practice: Practice) -> PracticeRow:
    """A practice as it is listed."""
    devices = await store.devices(practice.practice_id)
    return PracticeRow(practice.practice_id, practice.name, store.head(practice.practice_id).pos, len(devices))


def _by(asking: DeviceRow) -> str | None:
    return None if asking.device_id == SERVER_ID else asking.device_id
