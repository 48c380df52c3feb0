"""Owns the look at every request as it passes: counted, and a line in the log. A plain ASGI wrapper, around all others.

It must never look into a request beyond its method and the route it came to.
"""

from holdwell.clock import Clock
from holdwell.logs import RequestLog
from holdwell.metrics import METHODS, Metrics
from holdwell.web.asgi import ASGIApp, Message, Receive, Scope, Send

# Routes of requests that no handler of ours was found for.
APP_PAGES = "(app)"
UNKNOWN = "(unknown)"
# Answered before any route is looked for.
QUICK = "/api/sync"


class Watch:
    """Hands requests on; `log` is None where requests are not logged."""

    def __init__(self, app: ASGIApp, metrics: Metrics, log: RequestLog | None, clock: Clock) -> None:
        self._app = app
        self._metrics = metrics
        self._log = log
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method, began_us, status = scope["method"], self._clock.monotonic_us(), 0

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            took_us = self._clock.monotonic_us() - began_us
            method, route = method if method in METHODS else UNKNOWN, route_of(scope)
            self._metrics.count_request(method, route, status, took_us / 1e6)
            if self._log is not None:
                self._log.note(self._clock.now_ms(), method, route, status, took_us / 1000)

    def flush(self) -> None:
        """Write the lines that wait."""
        if self._log is not None:
            self._log.flush()


def route_of(scope: Scope) -> str:
    """The route that a request came to, as it is written in the program; never what was asked for."""
    template = scope.get("path_template")
    if template is not None:
        return str(template) or "/"
    path = scope["path"]
    if path == QUICK:
        return QUICK
    return UNKNOWN if path.startswith("/api/") else APP_PAGES
