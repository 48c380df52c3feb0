"""Owns the app's own files: read once at start, packed once, served from memory. Nothing is read per request.

Every address that is no file is the app's index page, since the app has addresses of its own; a missing file (a last
part with a dot) is 404. `/assets/` never changes under one name; everything else is asked for anew each time.
"""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from holdwell.core.digest import digest_from_bytes
from holdwell.web.asgi import Receive, Scope, Send
from holdwell.web.encoding import Packed, packed
from holdwell.web.gate import send_problem, send_whole
from holdwell.web.problem import ProblemError, not_found

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
}
# Beside a file: the same in brotli, packed by the build.
_BROTLI = ".br"
_PACKED_ALREADY = (".png", ".ico", ".woff2", ".mp3", ".jpg", ".webp")
FOR_EVER = "public, max-age=31536000, immutable"

# Addresses that machines ask for and no screen of the app has: they are told the truth, not handed the app.
NO_SCREENS = {"/favicon.ico", "/robots.txt"}


class Page(NamedTuple):
    """One file as it is served."""

    body: Packed
    type: str
    etag: str
    cache: str


class Pages:
    """The built app as an ASGI application."""

    def __init__(self, folder: Path | None, more: Mapping[str, Page] | None = None) -> None:
        """`more` may change while it is served, and goes before the folder's own."""
        self._files = {} if folder is None else read_folder(folder)
        self._more = more or {}

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """One request for a file or for one of the app's own addresses."""
        try:
            file = self._find(scope["method"], scope["path"])
        except ProblemError as error:
            await send_problem(send, error)
            return
        headers = dict(scope["headers"])
        fields = {"etag": file.etag, "cache-control": file.cache, "vary": "accept-encoding"}
        if has_match(headers.get(b"if-none-match", b"").decode("latin-1"), file.etag):
            await send_whole(send, 304, fields, b"")
            return
        body, encoding = file.body.choose(headers.get(b"accept-encoding", b"").decode("latin-1"))
        fields["content-type"] = file.type
        if encoding is not None:
            fields["content-encoding"] = encoding
        await send_whole(send, 200, fields, body)

    def _find(self, method: str, path: str) -> Page:
        if method != "GET":
            raise ProblemError(
                405,
                "method-not-allowed",
                "Not possible here",
                "Pages can only be read.",
                headers={"allow": "GET, HEAD"},
            )
        found = self._more.get(path) or self._files.get(path)
        if found is not None:
            return found
        if "." in path.rpartition("/")[2] or path in NO_SCREENS:
            raise not_found()
        if "/index.html" not in self._files:
            raise ProblemError(
                503, "app-not-built", "The app is not here", "This server was started without the built app."
            )
        return self._files["/index.html"]


def has_match(if_none_match: str, etag: str) -> bool:
    """Does an If-None-Match header name this ETag? Weak and strong compare alike, as RFC 9110 asks for here."""
    bare = etag.removeprefix("W/")
    return any(part.strip().removeprefix("W/") in (bare, "*") for part in if_none_match.split(",") if part.strip())


def read_folder(folder: Path) -> dict[str, Page]:
    """Every file of a built app by its address, packed. Raises OSError where one cannot be read."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != _BROTLI:
            name = "/" + path.relative_to(folder).as_posix()
            files[name] = _read_file(path, name)
    return files


def _read_file(path: Path, name: str) -> Page:
    suffix = path.suffix.lower()
    beside = path.with_name(path.name + _BROTLI)
    kind = _TYPES.get(suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return page_from_bytes(
        path.read_bytes(),
        kind,
        cache=FOR_EVER if name.startswith("/assets/") else "no-cache",
        is_compressible=suffix not in _PACKED_ALREADY,
        brotli_body=beside.read_bytes() if beside.is_file() else None,
    )


def page_from_bytes(
    content: bytes,
    kind: str,
    *,
    cache: str = "no-cache",
    is_compressible: bool = True,
    brotli_body: bytes | None = None,
) -> Page:
    """A page of this content; `kind` is its Content-Type, `brotli_body` the same content in brotli."""
    body = packed(content, is_compressible=is_compressible, brotli_body=brotli_body)
    return Page(body, kind, f'W/"{digest_from_bytes(content)[:32]}"', cache)
