"""Owns POST and GET /api/sync: push and pull in one request, and the cheap question whether there is anything new.

[Y5] A fact of an unknown kind is kept as it is. [Y6] A refused fact never blocks the others, and names its field.
[Y8] A poll with nothing new is answered from memory with 304 before any other work.
[Y11] The facts of a request are not sent back, unless the server holds another text under their id.
"""

import functools
import logging
from collections import Counter
from typing import NamedTuple, cast

import msgspec
from litestar import MediaType, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, JSONBody

from holdwell.clock import Clock
from holdwell.core.cursor import Position, cursor_from_position, position_from_cursor
from holdwell.core.facts import FactFault, read_fact
from holdwell.core.saved import reason_against_saving
from holdwell.core.visibility import Viewer, filed_under, may_write, only_client
from holdwell.metrics import Metrics
from holdwell.settings import Settings
from holdwell.store.store import DeviceRow, FactRow, Page, Push, Store, Wanted
from holdwell.web.door import Door
from holdwell.web.pages import has_match
from holdwell.web.problem import PROBLEMS, ProblemError
from holdwell.web.request import BoundedRequest
from holdwell.wire import Receipt, Refused, SyncAnswer, SyncRequest

_log = logging.getLogger("holdwell")


def sync_routes(store: Store, door: Door, settings: Settings, clock: Clock, metrics: Metrics) -> list[HTTPRouteHandler]:
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
        outcome = await hand_in(store, settings, clock.now_ms(), device, data)
        note_refused(metrics, outcome.refused)
        return _answer(outcome)

    @get("/api/sync", guards=[door.paired], summary="Read what is new, 304 where nothing is", responses=PROBLEMS)
    async def poll(request: BoundedRequest, cursor: FromQuery[str | None] = None) -> Response[SyncAnswer]:
        device = request.user
        at_end = cursor_from_position(store.head(device.practice_id))
        if cursor == at_end and has_match(request.headers.get("if-none-match", ""), f'W/"{at_end}"'):
            return cast("Response[SyncAnswer]", Response(None, status_code=304, headers={"etag": f'W/"{at_end}"'}))
        after, is_foreign = _place(cursor)
        page = await store.page(device.practice_id, after, _wanted(device, settings))
        return _answer(Outcome(page, is_foreign or not page.fits, [], []))

    return [exchange, poll]


class Outcome(NamedTuple):
    """What an exchange came to; a `SyncAnswer` before it is text."""

    page: Page
    is_reset: bool
    receipts: list[Receipt]
    refused: list[Refused]


async def hand_in(store: Store, settings: Settings, now_ms: int, device: DeviceRow, data: SyncRequest) -> Outcome:
    """Take a device's facts, and read what is new to it. Raises StoreError, with nothing taken."""
    rows, refused = read_facts(data.facts, device)
    after, is_foreign = _place(data.cursor)
    wanted = _wanted(device, settings)
    receipts: list[Receipt] = []
    if rows:
        pushed = await store.push(Push(device.practice_id, device.device_id, now_ms, rows), after, wanted)
        receipts, page = pushed.receipts, pushed.page
        refused += [_conflict(clash.fact_id, is_same_id=clash.is_same_id) for clash in pushed.clashes]
    else:
        page = await store.page(device.practice_id, after, wanted)
    return Outcome(page, is_foreign or not page.fits, receipts, refused)


def note_refused(metrics: Metrics, refused: list[Refused]) -> None:
    """Say that facts were refused, by the kind of refusal only."""
    if refused:
        kinds = dict(Counter(fault.type for fault in refused))
        metrics.count_refused(kinds)
        _log.warning("facts refused %s", kinds)


def read_facts(texts: list[str], device: DeviceRow) -> tuple[list[FactRow], list[Refused]]:
    """Sort the texts into facts that this device may hand in, and refusals."""
    rows: list[FactRow] = []
    refused: list[Refused] = []
    viewer = Viewer(device.role, device.client_id)
    # Asked once for each client: nearly all facts of a request name the same.
    may_write_for = functools.cache(functools.partial(may_write, viewer))
    file_under = functools.cache(functools.partial(filed_under, viewer))
    for place, text in enumerate(texts):
        try:
            read = read_fact(text)
        except FactFault as fault:
            refused.append(Refused(fault.fact_id or f"#{place}", "invalid", "Not a fact", fault.detail))
            continue
        client_id = read.fact.client_id
        if not may_write_for(client_id):
            detail = "$.client_id: expected the client of this device"
            refused.append(Refused(read.fact.id, "client-forbidden", "Another client", detail))
            continue
        reason = reason_against_saving(device.role, read.fact.kind, client_id)
        if reason is not None:
            refused.append(Refused(read.fact.id, "practice-only", "Belongs to the practice", reason))
            continue
        rows.append(FactRow(read, file_under(client_id)))
    return rows, refused


def _conflict(fact_id: str, *, is_same_id: bool) -> Refused:
    detail = (
        "$.id: another text is held under this id, and stays"
        if is_same_id
        else "$.seq: another fact is held under this origin and number, and stays"
    )
    return Refused(fact_id, "fact-conflict", "Held with another text", detail)


def _place(cursor: str | None) -> tuple[Position | None, bool]:
    """The position that a device has read up to, and whether its cursor was never one of ours."""
    position = None if cursor is None else position_from_cursor(cursor)
    return position, cursor is not None and position is None


def _wanted(device: DeviceRow, settings: Settings) -> Wanted:
    bound_to = only_client(Viewer(device.role, device.client_id))
    return Wanted(bound_to, settings.page_facts, settings.page_bytes)


class _Answer(msgspec.Struct, frozen=True):
    """A `SyncAnswer` whose facts are JSON already."""

    cursor: str
    more: bool
    reset: bool
    facts: msgspec.Raw
    receipts: list[Receipt]
    refused: list[Refused]


def text_from_outcome(outcome: Outcome) -> bytes:
    """A `SyncAnswer` as JSON."""
    page = outcome.page
    cursor, facts = cursor_from_position(page.end), msgspec.Raw(page.facts.encode("utf-8"))
    return msgspec.json.encode(_Answer(cursor, page.more, outcome.is_reset, facts, outcome.receipts, outcome.refused))


def _answer(outcome: Outcome) -> Response[SyncAnswer]:
    body = text_from_outcome(outcome)
    headers = {"etag": f'W/"{cursor_from_position(outcome.page.end)}"'}
    answer = Response(body, status_code=200, media_type=MediaType.JSON, headers=headers)
    return cast("Response[SyncAnswer]", answer)
