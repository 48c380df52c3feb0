"""Owns the quick way through GET /api/sync, for the devices that ask again and again.

A known device that asks for what is new after a cursor of ours is answered before any route is looked for: with 304
from memory where there is nothing [Y8], else with a page that all who ask the same at the same time share, since one
commit makes every other device of the practice ask. Whatever is not exactly that question (a device not seen since the
start, a cookie that is due, a cursor of another log, an error) goes on to the routes, which know all answers.

It must never share a page between those who may see different facts, nor keep one beyond the next fact.
"""

import asyncio
from collections import OrderedDict
from typing import NamedTuple

from holdwell.access import Access
from holdwell.core.cursor import Position, cursor_from_position, position_from_cursor
from holdwell.routes.sync import Outcome, text_from_outcome, wanted_by
from holdwell.settings import Settings
from holdwell.store.store import Store, StoreError, Wanted
from holdwell.web.asgi import ASGIApp, Receive, Scope, Send
from holdwell.web.encoding import SMALLEST_COMPRESSED_BYTES, accepted_encoding, pack
from holdwell.web.gate import send_whole

_CURSOR_NAME = b"cursor="
MOST_PAGES = 16
# A larger page belongs to a device's first reading, which no other device shares.
LARGEST_SHARED_BYTES = 32 * 1024


class _Question(NamedTuple):
    """What is asked, and all that the answer depends on: whoever asks the same gets the same."""

    practice_id: str
    wanted: Wanted
    after: Position
    end: Position
    encoding: str | None


class _Answer(NamedTuple):
    body: bytes
    fields: dict[str, str]


class QuickReader:
    """An ASGI application in front of `api`."""

    def __init__(self, api: ASGIApp, store: Store, access: Access, settings: Settings) -> None:
        self._api = api
        self._store = store
        self._access = access
        self._settings = settings
        self._pages: OrderedDict[_Question, asyncio.Task[_Answer]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        is_read = scope["path"] == "/api/sync" and scope["method"] == "GET"
        headers = dict(scope["headers"]) if is_read else {}
        device = self._access.device_at_hand(headers) if is_read else None
        query = scope["query_string"]
        if device is None or not query.startswith(_CURSOR_NAME):
            await self._api(scope, receive, send)
            return
        end = self._store.head(device.practice_id, device.client_id)
        at_end, if_none_match = cursor_from_position(end), headers.get(b"if-none-match")
        if if_none_match == f'W/"{at_end}"'.encode("ascii") and query == _CURSOR_NAME + at_end.encode("ascii"):
            await send_whole(send, 304, {"etag": f'W/"{at_end}"'}, b"")
            return
        cursor = query[len(_CURSOR_NAME) :].decode("latin-1")
        after = position_from_cursor(cursor)
        is_at_end = after is not None and after._replace(floor=None) == end
        if is_at_end and if_none_match == f'W/"{cursor}"'.encode("latin-1"):
            await send_whole(send, 304, {"etag": f'W/"{cursor}"'}, b"")
            return
        if after is None or (is_at_end and if_none_match is not None):
            await self._api(scope, receive, send)
            return
        encoding = accepted_encoding(headers.get(b"accept-encoding", b"").decode("latin-1"))
        question = _Question(device.practice_id, wanted_by(device, self._settings), after, end, encoding)
        try:
            answer = await asyncio.shield(self._shared(question))
        except StoreError:
            await self._api(scope, receive, send)
            return
        await send_whole(send, 200, answer.fields, answer.body)

    def _shared(self, question: _Question) -> "asyncio.Task[_Answer]":
        """The page being made for this question, or just made; a new one where there is none."""
        page = self._pages.get(question)
        if page is None:
            page = self._pages[question] = asyncio.create_task(self._read(question))
            page.add_done_callback(lambda done: self._let_go(question, done))
            if len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        return page

    def _let_go(self, question: _Question, done: "asyncio.Task[_Answer]") -> None:
        """Keep only what is worth it: no error, and nothing large."""
        is_kept = not done.cancelled() and done.exception() is None
        if (not is_kept or len(done.result().body) > LARGEST_SHARED_BYTES) and self._pages.get(question) is done:
            del self._pages[question]

    async def _read(self, question: _Question) -> _Answer:
        page = await self._store.page(question.practice_id, question.after, question.wanted)
        body = text_from_outcome(Outcome(page, not page.fits, [], []))
        fields = {"content-type": "application/json", "etag": f'W/"{cursor_from_position(page.end)}"'}
        if question.encoding is not None and len(body) >= SMALLEST_COMPRESSED_BYTES:
            body = pack(body, question.encoding)
            fields |= {"content-encoding": question.encoding, "vary": "accept-encoding"}
        return _Answer(body, fields)
