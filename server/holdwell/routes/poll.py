"""Owns the empty poll: a known device asks whether there is anything new, and there is not [Y8].

Every open app asks this again and again, so it is answered from memory, before any route is looked for. Whatever is not
exactly that question (a device not seen since the start, a cookie that is due, an unknown cursor) goes on to the
routes, which know all answers, this one too. It must never answer anything but 304.
"""

from holdwell.access import COOKIE, Access
from holdwell.core.cursor import cursor_from_position
from holdwell.store.store import Store
from holdwell.web.asgi import ASGIApp, Receive, Scope, Send
from holdwell.web.gate import send_whole

_COOKIE_NAME = COOKIE.encode("ascii") + b"="


class QuietPoll:
    """An ASGI application in front of `api`."""

    def __init__(self, api: ASGIApp, store: Store, access: Access) -> None:
        self._api = api
        self._store = store
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        etag = self._unchanged(scope) if scope["path"] == "/api/sync" and scope["method"] == "GET" else None
        if etag is None:
            await self._api(scope, receive, send)
        else:
            await send_whole(send, 304, {"etag": etag}, b"")

    def _unchanged(self, scope: Scope) -> str | None:
        """The ETag of the log's end, where that is what the device has; None where anything is not as expected."""
        headers = dict(scope["headers"])
        token = _token_from_cookies(headers.get(b"cookie", b""))
        device = None if token is None else self._access.device_at_hand(token)
        if device is None:
            return None
        at_end = cursor_from_position(self._store.head(device.practice_id))
        etag = f'W/"{at_end}"'
        has_all = scope["query_string"] == b"cursor=" + at_end.encode("ascii")
        return etag if has_all and headers.get(b"if-none-match") == etag.encode("ascii") else None


def _token_from_cookies(cookies: bytes) -> str | None:
    for cookie in cookies.split(b"; "):
        if cookie.startswith(_COOKIE_NAME):
            return cookie[len(_COOKIE_NAME) :].decode("latin-1")
    return None
