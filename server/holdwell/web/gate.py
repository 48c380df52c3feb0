"""Owns the outermost ring: hosts, origins, security headers, HEAD, compression of answers. A plain ASGI wrapper.

[A7] A Host this server does not go by is 421: another site's name pointed at this machine reads nothing.
[A8] A write needs JSON and an Origin that is this very host: no other site's page can write with a device's cookie.
[A9] Every answer carries the same strict headers; nothing on a page may load from, or send to, anywhere else.
"""

from collections.abc import Iterable

from holdwell.web.asgi import ASGIApp, Message, Receive, Scope, Send
from holdwell.web.encoding import SMALLEST_COMPRESSED_BYTES, accepted_encoding, pack
from holdwell.web.problem import MEDIA_TYPE, ProblemError

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "media-src 'self' blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = ", ".join(
    (
        "screen-wake-lock=(self)",
        "autoplay=(self)",
        "fullscreen=(self)",
        "camera=()",
        "geolocation=()",
        # A therapist's own words for a step, kept on the device.
        "microphone=(self)",
        "payment=()",
        "usb=()",
    )
)
_ALWAYS = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"permissions-policy", PERMISSIONS_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
# A HEAD of these would be answered for ever.
_ENDLESS = ("/api/live",)
_READING = ("GET", "HEAD", "OPTIONS")
_COMPRESSIBLE = (b"application/json", b"application/problem+json", b"text/html", b"application/vnd.oai.openapi+json")
# Where a route leaves a Set-Cookie value for the gate to add to its answer.
COOKIE_STATE = "holdwell_cookie"


class Gate:
    """Lets in what is meant for this server: `api` answers under /api and for /metrics, `pages` everything else."""

    def __init__(self, api: ASGIApp, pages: ASGIApp, hosts: Iterable[str]) -> None:
        self._api = api
        self._pages = pages
        self._hosts = frozenset(hosts)

    def answer_to(self, hosts: Iterable[str]) -> None:
        """Go by these Host headers from now on, and no others: this machine's addresses may change while it runs."""
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        answer = _Answer(scope, send, headers.get(b"accept-encoding", b"").decode("latin-1"))
        path = scope["path"]
        is_api = path == "/api" or path.startswith("/api/") or path == "/metrics"
        answer.is_api = is_api
        try:
            self._check(scope["method"], scope.get("scheme", "http"), headers, is_api)
        except ProblemError as error:
            await send_problem(answer.send, error)
            return
        if scope["method"] == "HEAD" and path not in _ENDLESS:
            answer.is_head = True
            scope["method"] = "GET"
        await (self._api if is_api else self._pages)(scope, receive, answer.send)

    def _check(self, method: str, scheme: str, headers: dict[bytes, bytes], is_api: bool) -> None:
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if host not in self._hosts:
            raise ProblemError(421, "wrong-host", "Wrong host", "This server does not go by the name in the address.")
        if method in _READING or not is_api:
            return
        origin = headers.get(b"origin", b"").decode("latin-1").lower()
        if origin != f"{scheme}://{host}":
            raise ProblemError(
                403,
                "wrong-origin",
                "Wrong origin",
                f"Writes need the header Origin: {scheme}://{host}, as its pages send.",
            )
        content_type = headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
        if content_type != "application/json":
            raise ProblemError(
                415,
                "wrong-content-type",
                "Wrong content type",
                "Writes need the header Content-Type: application/json.",
            )


class _Answer:
    """The way out of one answer: adds headers, compresses what is worth it, leaves the body of a HEAD away."""

    def __init__(self, scope: Scope, send: Send, accept_encoding: str) -> None:
        self._scope = scope
        self._send = send
        self._encoding = accepted_encoding(accept_encoding)
        self._start: Message | None = None
        self.is_api = False
        self.is_head = False

    async def send(self, message: Message) -> None:
        """One ASGI message of the answer."""
        if message["type"] == "http.response.start":
            message["headers"] = self._with_headers(message["headers"])
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        if self._start is not None:
            start, self._start = self._start, None
            if not message.get("more_body", False):
                self._compress(start, message)
            await self._send(start)
        if self.is_head:
            message["body"] = b""
        await self._send(message)

    def _with_headers(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        whole = [*headers, *_ALWAYS]
        if self.is_api and not any(name == b"cache-control" for name, _ in whole):
            whole.append((b"cache-control", b"no-store"))
        state = self._scope.get("state") or {}
        cookie = state.get(COOKIE_STATE)
        if cookie is not None:
            whole.append((b"set-cookie", cookie.encode("latin-1")))
        return whole

    def _compress(self, start: Message, message: Message) -> None:
        body = message["body"]
        if self._encoding is None or len(body) < SMALLEST_COMPRESSED_BYTES:
            return
        headers = dict(start["headers"])
        if b"content-encoding" in headers or not headers.get(b"content-type", b"").startswith(_COMPRESSIBLE):
            return
        message["body"] = pack(body, self._encoding)
        start["headers"] = [
            *((name, value) for name, value in start["headers"] if name != b"content-length"),
            (b"content-length", str(len(message["body"])).encode()),
            (b"content-encoding", self._encoding.encode()),
            (b"vary", b"accept-encoding"),
        ]


async def send_problem(send: Send, error: ProblemError) -> None:
    """Answer with a problem, outside any route."""
    headers = {"content-type": MEDIA_TYPE, **error.headers}
    await send_whole(send, error.problem.status, headers, error.body())


async def send_whole(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    """Answer with a whole body, outside any route."""
    fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    fields.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body, "more_body": False})
