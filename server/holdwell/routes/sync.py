"""Owns POST and GET /api/sync: push and pull in one request, and the cheap question whether there is anything new.

[Y5] A fact of an unknown kind is kept as it is. [Y6] A refused fact never blocks the others, and names its field.
[Y8] A poll with nothing new is answered from memory with 304 before any other work.
[Y11] The facts of a request are not sent back, unless the server holds another text under their id.
"""

import logging
from collections import Counter
from typing import cast

import msgspec
from litestar import MediaType, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, JSONBody

from holdwell.clock import Clock
from holdwell.core.cursor import Position, cursor_from_position, position_from_cursor
from holdwell.core.facts import FactFault, read_fact
from holdwell.core.visibility import Viewer, filed_under, may_write, only_client
from holdwell.settings import Settings
from holdwell.store.store import DeviceRow, FactRow, Page, Store, Wanted
from holdwell.web.door import Door
from holdwell.web.pages import has_match
from holdwell.web.problem import PROBLEMS, ProblemError
from holdwell.web.request import BoundedRequest
from holdwell.wire import Receipt, Refused, SyncAnswer, SyncRequest

_log = logging.getLogger("holdwell")


def sync_routes(store: Store, door: Door, settings: Settings, clock: Clock) -> list[HTTPRouteHandler]:
    """The two addresses of sync."""

    @post(
        "/api/sync",
        status_code=200,
        guards=[door.paired],
        summary="Hand in facts and read what is new",
        responses=PROBLEMS,
    )
    async def exchange(request: BoundedRequest, data: JSONBody[SyncRequest]) -> Response[SyncAnswer]:
        device = request.user
        if len(data.facts) > settings.max_facts_per_push:
            raise ProblemError(
                413,
                "too-many-facts",
                "Too many facts at once",
                f"One request may hold at most {settings.max_facts_per_push} facts.",
                field="$.facts",
                limit=settings.max_facts_per_push,
            )
        rows, refused = read_facts(data.facts, device)
        held: frozenset[str] = frozenset()
        receipts: list[Receipt] = []
        if rows:
            pushed = await store.push(device.practice_id, device.device_id, clock.now_ms(), rows)
            held, receipts = pushed.held, pushed.receipts
            refused += [_conflict(clash.fact_id, is_same_id=clash.is_same_id) for clash in pushed.clashes]
        if refused:
            _log.warning("facts refused %s", dict(Counter(fault.type for fault in refused)))
        page, is_reset = await _read(store, settings, device, data.cursor, held)
        return _answer(page, is_reset, receipts, refused)

    @get("/api/sync", guards=[door.paired], summary="Read what is new, 304 where nothing is", responses=PROBLEMS)
    async def poll(request: BoundedRequest, cursor: FromQuery[str | None] = None) -> Response[SyncAnswer]:
        device = request.user
        at_end = cursor_from_position(store.head(device.practice_id))
        if cursor == at_end and has_match(request.headers.get("if-none-match", ""), f'W/"{at_end}"'):
            return cast("Response[SyncAnswer]", Response(None, status_code=304, headers={"etag": f'W/"{at_end}"'}))
        page, is_reset = await _read(store, settings, device, cursor, frozenset())
        return _answer(page, is_reset, [], [])

    return [exchange, poll]


def read_facts(texts: list[str], device: DeviceRow) -> tuple[list[FactRow], list[Refused]]:
    """Sort the texts into facts that this device may hand in, and refusals."""
    rows: list[FactRow] = []
    refused: list[Refused] = []
    viewer = Viewer(device.role, device.client_id)
    for place, text in enumerate(texts):
        try:
            read = read_fact(text)
        except FactFault as fault:
            refused.append(Refused(fault.fact_id or f"#{place}", "invalid", "Not a fact", fault.detail))
            continue
        if not may_write(viewer, read.fact.client_id):
            detail = "$.client_id: expected the client of this device"
            refused.append(Refused(read.fact.id, "client-forbidden", "Another client", detail))
            continue
        rows.append(FactRow(read, filed_under(viewer, read.fact.client_id)))
    return rows, refused


def _conflict(fact_id: str, *, is_same_id: bool) -> Refused:
    detail = (
        "$.id: another text is held under this id, and stays"
        if is_same_id
        else "$.seq: another fact is held under this origin and number, and stays"
    )
    return Refused(fact_id, "fact-conflict", "Held with another text", detail)


async def _read(
    store: Store, settings: Settings, device: DeviceRow, cursor: str | None, held: frozenset[str]
) -> tuple[Page, bool]:
    position: Position | None = None if cursor is None else position_from_cursor(cursor)
    bound_to = only_client(Viewer(device.role, device.client_id))
    wanted = Wanted(bound_to, settings.page_facts, settings.page_bytes)
    page = await store.page(device.practice_id, position, wanted, held)
    is_foreign = cursor is not None and position is None
    return page, is_foreign or not page.fits


class _Answer(msgspec.Struct, frozen=True):
    """A `SyncAnswer` whose facts are JSON already."""

    cursor: str
    more: bool
    reset: bool
    facts: msgspec.Raw
    receipts: list[Receipt]
    refused: list[Refused]


def text_from_page(page: Page, is_reset: bool, receipts: list[Receipt], refused: list[Refused]) -> bytes:
    """A `SyncAnswer` as JSON."""
    cursor, facts = cursor_from_position(page.end), msgspec.Raw(page.facts.encode("utf-8"))
    return msgspec.json.encode(_Answer(cursor, page.more, is_reset, facts, receipts, refused))


def _answer(page: Page, is_reset: bool, receipts: list[Receipt], refused: list[Refused]) -> Response[SyncAnswer]:
    body = text_from_page(page, is_reset, receipts, refused)
    headers = {"etag": f'W/"{cursor_from_position(page.end)}"'}
    answer = Response(body, status_code=200, media_type=MediaType.JSON, headers=headers)
    return cast("Response[SyncAnswer]", answer)
