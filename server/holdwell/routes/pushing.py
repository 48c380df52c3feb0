"""Owns the quick way through POST /api/sync, for the devices that hand in facts again and again.

A known device's push is taken before any route is looked for: a tenth more of them in the same time. Whatever is not
exactly that (a client's device, whose pushes are measured [A18], one not seen since the start, a cookie that is due, a
body that is too large or not understood, any error) goes on to the routes with the same body, since they know all
answers. A push may be asked twice: what was taken the first time is only found again [Y2].

It must never read a body before it knows the device [A6], nor more of it than the routes would [A10].
"""

import logging

import msgspec

from holdwell.access import Access
from holdwell.clock import Clock
from holdwell.core.cursor import cursor_from_position
from holdwell.erasing import Erasing
from holdwell.metrics import Metrics
from holdwell.routes.sync import hand_in, note_refused, text_from_outcome
from holdwell.settings import Settings
from holdwell.store.store import DeviceRow, Store
from holdwell.web.asgi import ASGIApp, Message, Receive, Scope, Send
from holdwell.web.gate import send_whole
from holdwell.web.problem import ProblemError
from holdwell.web.request import read_body
from holdwell.wire import SyncRequest

_log = logging.getLogger("holdwell")
_requests = msgspec.json.Decoder(SyncRequest)


class QuickPusher:
    """An ASGI application in front of `api`."""

    def __init__(
        self,
        api: ASGIApp,
        store: Store,
        access: Access,
        settings: Settings,
        clock: Clock,
        metrics: Metrics,
        erasing: Erasing,
    ) -> None:
        self._api = api
        self._metrics = metrics
        self._store = store
        self._access = access
        self._settings = settings
        self._clock = clock
        self._erasing = erasing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        is_push = scope["path"] == "/api/sync" and scope["method"] == "POST"
        headers = dict(scope["headers"]) if is_push else {}
        device = self._access.device_at_hand(headers) if is_push else None
        if device is None or device.role == "client":
            await self._api(scope, receive, send)
            return
        heard = _Heard(receive)
        data = await self._request(headers, heard.hear)
        answer = None if data is None else await self._answer(device, data)
        if answer is None:
            await self._api(scope, heard.hear_again, send)
            return
        body, etag = answer
        await send_whole(send, 200, {"content-type": "application/json", "etag": etag}, body)

    async def _request(self, headers: dict[bytes, bytes], receive: Receive) -> SyncRequest | None:
        """The request in the body; None where it is none that is taken here."""
        encoding = headers.get(b"content-encoding", b"identity").decode("latin-1")
        length = headers.get(b"content-length", b"").decode("latin-1")
        try:
            data = _requests.decode(await read_body(encoding, length, receive, self._settings))
        except (ProblemError, msgspec.DecodeError, UnicodeError, RecursionError):
            return None
        return data if len(data.facts) <= self._settings.max_facts_per_push else None

    async def _answer(self, device: DeviceRow, data: SyncRequest) -> tuple[bytes, str] | None:
        """The answer and its ETag, or None after an error, which the routes meet again and answer."""
        try:
            outcome = await hand_in(self._store, self._settings, self._clock.now_ms(), device, data, self._erasing)
        except Exception as error:
            _log.warning("a push goes the long way error=%s", type(error).__name__)
            return None
        note_refused(self._metrics, outcome.refused)
        return text_from_outcome(outcome), f'W/"{cursor_from_position(outcome.page.end)}"'


class _Heard:
    """The messages of a request, kept so that they can be heard again."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._messages: list[Message] = []

    async def hear(self) -> Message:
        """The next message."""
        self._messages.append(await self._receive())
        return self._messages[-1]

    async def hear_again(self) -> Message:
        """The messages that were heard, from the first one on, then those that are still to come."""
        return self._messages.pop(0) if self._messages else await self._receive()
