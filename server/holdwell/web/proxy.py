"""Owns what is believed of a proxy: an ASGI wrapper that puts the browser's own scheme and address into the scope.

[T7] X-Forwarded-Proto and X-Forwarded-For are believed only where a public URL is set, and only from this machine. A
request under the public name that does not say where it comes from counts as plain http from somewhere else.
"""

from ipaddress import ip_address

from holdwell.web.asgi import ASGIApp, Receive, Scope, Send


class BehindProxy:
    """Hands requests on as the browser sent them. `public_host` is the Host header of the public URL."""

    def __init__(self, app: ASGIApp, public_host: str) -> None:
        self._app = app
        self._public_host = public_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and _is_from_this_machine(scope):
            self._believe(scope)
        await self._app(scope, receive, send)

    def _believe(self, scope: Scope) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        came_for = headers.get(b"x-forwarded-for")
        is_public = headers.get(b"host", "").lower() == self._public_host
        if came_for is None and not is_public:
            return
        # The last address is the one that this machine's proxy saw; those before it are anybody's word.
        scope["client"] = (_address(came_for), 0)
        says = headers.get(b"x-forwarded-proto", "").rpartition(",")[2].strip().lower()
        scope["scheme"] = "https" if says == "https" else "http"


def _is_from_this_machine(scope: Scope) -> bool:
    client = scope.get("client")
    try:
        return client is not None and ip_address(client[0]).is_loopback
    except ValueError:
        return False


def _address(came_for: str | None) -> str:
    """The last address of X-Forwarded-For; `unknown`, which is never this machine, where there is none."""
    last = (came_for or "").rpartition(",")[2].strip()
    try:
        return str(ip_address(last.strip("[]")))
    except ValueError:
        return "unknown"
