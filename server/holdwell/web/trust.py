"""Owns the plain-http listener of a server that speaks https: it serves the page for trusting it.

[T5] Over plain http the network sees that page, its style and font, the certificate and the profile, and nothing else:
no app, no address of the API, no write. What it shows is public; whether it is genuine, the fingerprint tells.
"""

from collections.abc import Mapping

from holdwell.web.asgi import Receive, Scope, Send
from holdwell.web.gate import send_whole
from holdwell.web.pages import Page

PAGE = "/trust"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# In this order: Android says that it is a Linux, too.
_SAID_BY = (
    ("iPad", "ipad"),
    ("iPhone", "ipad"),
    ("Android", "android"),
    ("Windows", "windows"),
    ("Macintosh", "mac"),
    ("Linux", "linux"),
    ("CrOS", "linux"),
)
_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


class TrustPages:
    """The plain-http listener as an ASGI application: a few files from memory, also at the bare address."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        """`pages` may change while they are served, as addresses do."""
        self._pages = pages

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """One request. No Host is checked: the page is the same for everyone, and names may not work yet."""
        if scope["type"] != "http":
            return
        fields_in = dict(scope["headers"])
        path = PAGE if scope["path"] == "/" else scope["path"]
        if path == PAGE:
            path = _page_for(fields_in.get(b"user-agent", b"").decode("latin-1"))
        page = self._pages.get(path)
        if page is None:
            await _send(send, 404, {"content-type": "text/plain; charset=utf-8"}, b"Only /trust is here.\n")
            return
        if scope["method"] not in ("GET", "HEAD"):
            await _send(send, 405, {"allow": "GET, HEAD"}, b"")
            return
        body, encoding = page.body.choose(fields_in.get(b"accept-encoding", b"").decode("latin-1"))
        # Never kept: after a new authority, an old page would show an old fingerprint.
        fields = {"content-type": page.type, "cache-control": "no-store", "vary": "accept-encoding, user-agent"}
        if encoding is not None:
            fields["content-encoding"] = encoding
        await _send(send, 200, fields, body)


def _page_for(browser: str) -> str:
    """The page with this device's own steps open, by what its browser says of itself."""
    if "Macintosh" in browser and not any(each in browser for each in ("Chrome/", "Firefox/")):
        return f"{PAGE}/apple"
    return next((f"{PAGE}/{system}" for word, system in _SAID_BY if word in browser), PAGE)


async def _send(send: Send, status: int, fields: Mapping[str, str], body: bytes) -> None:
    await send_whole(send, status, {**fields, **_HEADERS}, body)
