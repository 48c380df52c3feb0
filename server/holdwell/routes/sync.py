"""Owns POST and GET /api/sync: push and pull in one request, and the cheap question whether there is anything new.

[Y5] A fact of an unknown kind is kept as it is. [Y6] A refused fact never blocks the others, and names its field.
[Y8] A poll with nothing new is answered from memory with 304 before any other work.
[Y13] A fact that is brought back is filed under the client that it was filed under, also where its text is silent.
[Y11] The facts of a request are not sent back, unless the server holds another text under their id.
"""

import functools
import logging
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, cast

import msgspec
from litestar import MediaType, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, JSONBody

from holdwell.clock import Clock
from holdwell.core.audit import AUDIT_KINDS, is_sealed
from holdwell.core.cursor import Position, cursor_from_position, position_from_cursor
from holdwell.core.digest import digest_from_text
from holdwell.core.facts import About, Envelope, FactFault, ReadFact, about_in, read_fact
from holdwell.core.measure import Measure, TooMuchToday
from holdwell.core.parts import RECENT_MS
from holdwell.core.permissions import KINDS, hidden_kinds, kind_rule
from holdwell.core.saved import reason_against_filing
from holdwell.core.visibility import Viewer, filed_under, may_write, only_client
from holdwell.erasing import Erasing
from holdwell.metrics import Metrics
from holdwell.settings import Settings
from holdwell.space import Space
from holdwell.store.store import DeviceRow, FactRow, Page, Push, Store, Wanted
from holdwell.web.door import Door
from holdwell.web.pages import has_match
from holdwell.web.problem import PROBLEMS, ProblemError, storage_low, too_much_today
from holdwell.web.request import BoundedRequest
from holdwell.wire import Receipt, Refused, SyncAnswer, SyncRequest

_log = logging.getLogger("holdwell")
_NOBODY: Mapping[str, str] = MappingProxyType({})


def sync_routes(
    store: Store, door: Door, settings: Settings, clock: Clock, metrics: Metrics, erasing: Erasing, space: Space
) -> list[HTTPRouteHandler]:
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
        if device.role == "client" and data.facts and space.is_low():
            metrics.count_put_off("disk")
            raise storage_low()
        try:
            outcome = await hand_in(store, settings, clock.now_ms(), device, data, erasing)
        except TooMuchToday as much:
            metrics.count_put_off("day")
            raise too_much_today(settings.client_facts_a_day, -(-much.wait_ms // 1000)) from None
        note_refused(metrics, outcome.refused)
        return _answer(outcome)

    @get("/api/sync", guards=[door.paired], summary="Read what is new, 304 where nothing is", responses=PROBLEMS)
    async def poll(
        request: BoundedRequest, cursor: FromQuery[str | None] = None, recent: FromQuery[bool] = False
    ) -> Response[SyncAnswer]:
        device = request.user
        after, is_foreign = _place(cursor)
        is_at_end = after is not None and after._replace(floor=None) == store.head(device.practice_id, device.client_id)
        if is_at_end and has_match(request.headers.get("if-none-match", ""), f'W/"{cursor}"'):
            return cast("Response[SyncAnswer]", Response(None, status_code=304, headers={"etag": f'W/"{cursor}"'}))
        begun = None
        if recent and cursor is None and device.role != "client":
            since = clock.now_ms() - RECENT_MS
            begun = await store.begin_at_end(device.practice_id, since, settings.page_facts)
        page = await store.page(
            device.practice_id, after if begun is None else begun.place, wanted_by(device, settings)
        )
        older = _floor_of(page.end) if begun is not None else None
        recent_rows = 0 if begun is None else begun.recent
        return _answer(Outcome(page, is_foreign or not page.fits, [], [], older, recent_rows))

    return [exchange, poll]


class Outcome(NamedTuple):
    """What an exchange came to; a `SyncAnswer` before it is text."""

    page: Page
    is_reset: bool
    receipts: list[Receipt]
    refused: list[Refused]
    # Where a device that begins at the end reads backwards from, and how many rows before that it reads by itself.
    older: Position | None = None
    recent: int = 0


async def hand_in(
    store: Store, settings: Settings, now_ms: int, device: DeviceRow, data: SyncRequest, erasing: Erasing
) -> Outcome:
    """Take a device's facts, and read what is new to it. Raises StoreError or TooMuchToday, with nothing taken."""
    rows, refused = read_facts(data.facts, device, store, data.filed)
    after, is_foreign = _place(data.cursor)
    wanted = wanted_by(device, settings)
    receipts: list[Receipt] = []
    if rows:
        is_measured = device.role == "client"
        measure = Measure(settings.client_facts_a_day, settings.client_bytes_a_day) if is_measured else None
        given = Push(device.practice_id, device.device_id, now_ms, rows, measure)
        await erasing.heed_words(device.practice_id, rows)
        pushed = await store.push(given, after, wanted)
        if await erasing.heed_named(device.practice_id, [row for row in rows if row.read.fact.id in pushed.held]):
            # What was erased by it was held for a moment only: the same once more says what is left [ER8].
            pushed = await store.push(given, after, wanted)
        receipts, page = pushed.receipts, pushed.page
        refused += [refused_as_clashing(*clash) for clash in pushed.clashes]
        refused += [refused_as_erased(fact_id) for fact_id in pushed.erased]
        refused += [_refused_as_moved(fact_id) for fact_id in pushed.moved]
    else:
        page = await store.page(device.practice_id, after, wanted)
    refused = await those_let_go_of(store, device, data.facts, refused)
    return Outcome(page, is_foreign or not page.fits, receipts, refused)


async def those_let_go_of(store: Store, device: DeviceRow, texts: list[str], refused: list[Refused]) -> list[Refused]:
    """The refusals, as those upon which the device lets go of a fact where it may keep it no longer."""
    return await _those_moved(store, device, texts, await _those_of_erased(store, device, texts, refused))


async def _those_of_erased(store: Store, device: DeviceRow, texts: list[str], refused: list[Refused]) -> list[Refused]:
    """The refusals, as `erased` where a text is about somebody who was erased [ER9]: the device lets go of these."""
    erased = store.erased_clients(device.practice_id)
    if not refused or not erased:
        return refused
    if device.client_id in erased:
        return [refused_as_erased(each.id) for each in refused]
    about: dict[str, About] = {}
    for place, text in enumerate(texts):
        about[f"#{place}"] = said = about_in(text)
        if said.id is not None:
            about[said.id] = said
    meant = [about.get(each.id, About()) for each in refused]
    gone = await store.erased_among(
        device.practice_id, {said.subject for said in meant}, {said.client_id for said in meant}
    )
    return [
        refused_as_erased(each.id) if said.client_id in gone.clients or said.subject in gone.subjects else each
        for each, said in zip(refused, meant, strict=True)
    ]


async def _those_moved(store: Store, device: DeviceRow, texts: list[str], refused: list[Refused]) -> list[Refused]:
    """The refusals; where the log holds the text in a session that is another client's now, the one upon which a
    client's device lets go of it [Y19].
    """
    if device.client_id is None or not refused:
        return refused
    digests = {said.id: digest_from_text(text) for text in texts if (said := about_in(text)).id is not None}
    asked = {each.id: digests[each.id] for each in refused if each.type != "erased" and each.id in digests}
    moved = await store.elsewhere(device.practice_id, device.client_id, asked) if asked else ()
    return [_refused_as_moved(each.id) if each.id in moved else each for each in refused]


def note_refused(metrics: Metrics, refused: list[Refused]) -> None:
    """Say that facts were refused, by the kind of refusal only."""
    if refused:
        kinds = dict(Counter(fault.type for fault in refused))
        metrics.count_refused(kinds)
        _log.warning("facts refused %s", kinds)


def read_facts(
    texts: list[str], device: DeviceRow, store: Store, filed: Mapping[str, str] = _NOBODY
) -> tuple[list[FactRow], list[Refused]]:
    """Sort the texts into facts that this device may hand in, and refusals. `filed`: under whom it knows them filed."""
    rows: list[FactRow] = []
    refused: list[Refused] = []
    reading = _Reading(device, store, filed)
    for place, text in enumerate(texts):
        try:
            read = read_fact(text)
        except FactFault as fault:
            refused.append(Refused(fault.fact_id or f"#{place}", "invalid", "Not a fact", fault.detail))
            continue
        reason = reading.reason_against(read)
        if reason is not None:
            refused.append(reason)
            continue
        rows.append(FactRow(read, reading.client_of(read.fact)))
    return rows, refused


class _Reading:
    """What one device may hand in, looked up once for a request: nearly all its facts name the same client."""

    def __init__(self, device: DeviceRow, store: Store, filed: Mapping[str, str]) -> None:
        viewer = Viewer(device.role, device.client_id)
        self._role = device.role
        self._key = store.seal_key(device.practice_id)
        self._may_write_for = functools.cache(functools.partial(may_write, viewer))
        self._filed_under = functools.cache(functools.partial(filed_under, viewer))
        self._filed = filed

    def client_of(self, fact: Envelope) -> str | None:
        """The client under whom a fact is filed: whom it was filed under where this device read it [Y13]."""
        is_for_one = fact.kind not in AUDIT_KINDS and reason_against_filing(fact.kind, "") is None
        return self._filed_under(self._filed.get(fact.id, fact.client_id) if is_for_one else fact.client_id)

    def reason_against(self, read: ReadFact) -> Refused | None:
        """Why this fact is not taken from this device, None where it is."""
        fact = read.fact
        client_id = fact.client_id
        if fact.kind in AUDIT_KINDS:
            # The server's own word, brought back to it after it was restored.
            is_own = self._role != "client" and self._key is not None and is_sealed(read.raw, self._key)
            return None if is_own else _refused(fact.id, "server-only", "$.kind: the server itself writes this kind")
        if not self._may_write_for(client_id):
            return _refused(fact.id, "client-forbidden", "$.client_id: expected the client of this device")
        if self._role not in (KINDS.get(fact.kind) or kind_rule(fact.kind)).write:
            detail = f"$.kind: {fact.kind} is for the devices of the practice's owner and therapists"
            return _refused(fact.id, "practice-only", detail)
        reason = reason_against_filing(fact.kind, client_id)
        if reason is not None:
            return _refused(fact.id, "practice-only", reason)
        return None


_TITLES = {
    "server-only": "Written by the server only",
    "client-forbidden": "Another client",
    "practice-only": "Belongs to the practice",
    "erased": "Erased",
}


def _refused(fact_id: str, type: str, detail: str) -> Refused:
    return Refused(fact_id, type, _TITLES[type], detail)


def refused_as_erased(fact_id: str) -> Refused:
    """The one refusal upon which a device lets go of the fact [ER3]."""
    return _refused(fact_id, "erased", "the practice has erased the person this is about")


def _refused_as_moved(fact_id: str) -> Refused:
    """Devices of each release let go by this type and no other; what the log holds is not gone [Y19]."""
    detail = "held, in a session that was last said to be another client's: this device lets go of it"
    return Refused(fact_id, "erased", "Another client's session", detail)


def refused_as_clashing(fact_id: str, digest: str | None = None) -> Refused:
    """In the place of this fact another text is held, which stays [Y3]; `digest` is that text's."""
    detail = "$.id: another text is held under this id, and stays"
    return Refused(fact_id, "fact-conflict", "Held with another text", detail, digest)


def _place(cursor: str | None) -> tuple[Position | None, bool]:
    """The position that a device has read up to, and whether its cursor was never one of ours."""
    position = None if cursor is None else position_from_cursor(cursor)
    return position, cursor is not None and position is None


def wanted_by(device: DeviceRow, settings: Settings) -> Wanted:
    """What this device may be shown on one page."""
    bound_to = only_client(Viewer(device.role, device.client_id))
    return Wanted(bound_to, settings.page_facts, settings.page_bytes, hidden_kinds(device.role))


class _Answer(msgspec.Struct, frozen=True):
    """A `SyncAnswer` whose facts are JSON already."""

    cursor: str
    more: bool
    reset: bool
    facts: msgspec.Raw
    receipts: list[Receipt]
    refused: list[Refused]
    left: int
    older: str | None
    recent: int


def text_from_outcome(outcome: Outcome) -> bytes:
    """A `SyncAnswer` as JSON."""
    page = outcome.page
    cursor, facts = cursor_from_position(page.end), msgspec.Raw(page.facts.encode("utf-8"))
    older = None if outcome.older is None else cursor_from_position(outcome.older)
    return msgspec.json.encode(
        _Answer(
            cursor,
            page.more,
            outcome.is_reset,
            facts,
            outcome.receipts,
            outcome.refused,
            page.left,
            older,
            outcome.recent,
        )
    )


def _floor_of(position: Position) -> Position | None:
    """The place before which a device that reads on from here has read nothing; None where there is none."""
    floor = position.floor
    return None if floor is None else Position(position.epoch, floor.pos, floor.chain)


def _answer(outcome: Outcome) -> Response[SyncAnswer]:
    body = text_from_outcome(outcome)
    headers = {"etag": f'W/"{cursor_from_position(outcome.page.end)}"'}
    answer = Response(body, status_code=200, media_type=MediaType.JSON, headers=headers)
    return cast("Response[SyncAnswer]", answer)
