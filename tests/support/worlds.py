"""A whole server in this process, on a clock, ids and secrets that the test decides, and browsers that talk to it."""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import httpx
import msgspec

from holdwell import wire
from holdwell.access import COOKIE
from holdwell.address import Address, plain_address, proxy_address
from holdwell.app import App, Content, open_app
from holdwell.clock import CODE_LETTERS
from holdwell.logs import RequestLog
from holdwell.settings import Settings

START_MS = 1_800_000_000_000
PORT = 8000
ORIGIN = f"http://localhost:{PORT}"
CONTROL_TOKEN = "only this machine knows"
# A server behind a proxy of this machine, as every browser trusts it; and what its proxy says of a request.
PUBLIC_URL = "https://practice.example"
PUBLIC = {"public_url": PUBLIC_URL, "way": "proxy"}
FROM_PROXY = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}
_ADD_DEVICE = (
    "INSERT INTO devices (practice_id, device_id, device_name, role, client_id, token_hash, created_at, last_seen_at,"
    " renewed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class FakeClock:
    """Time stands still until a test moves it; ids, tokens and codes are counted."""

    def __init__(self) -> None:
        self.time_ms = START_MS
        self.sleeps_ms: list[int] = []
        self._made = 0

    def now_ms(self) -> int:
        return self.time_ms

    def monotonic_ms(self) -> int:
        return self.time_ms - START_MS

    def monotonic_us(self) -> int:
        return self.monotonic_ms() * 1000

    def new_id(self) -> str:
        return f"00000000-0000-4000-8000-{self._next():012x}"

    def token(self) -> str:
        return hashlib.sha256(f"token {self._next()}".encode()).hexdigest()

    def code(self) -> str:
        digest = hashlib.sha256(f"code {self._next()}".encode()).digest()
        return "".join(CODE_LETTERS[byte % 32] for byte in digest[:8])

    async def sleep(self, wait_ms: int) -> None:
        self.sleeps_ms.append(wait_ms)
        self.time_ms += wait_ms
        await asyncio.sleep(0)

    def _next(self) -> int:
        self._made += 1
        return self._made


@dataclass
class FakeLibrary:
    """What `library.load` would give, without files."""

    title: str = "one"
    faults: list[wire.Fault] = field(default_factory=list)

    @property
    def library(self) -> wire.Library:
        return wire.Library(self.digest, [], [], [], [], [])

    @property
    def json(self) -> bytes:
        return json.dumps({"digest": self.digest, "title": self.title, "padding": "holdwell " * 400}).encode()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.title.encode()).hexdigest()

    @property
    def versions(self) -> dict[str, bytes]:
        text = json.dumps({"version": self.title}).encode()
        return {hashlib.sha256(text).hexdigest(): text}


def fact_text(number: int, *, origin: str = "origin-a", body: Mapping[str, Any] | None = None, **changes: Any) -> str:
    """The text of a fact of the installation `origin`, its `number`th."""
    marks = hashlib.sha256(origin.encode()).hexdigest()[:12]
    fact = {
        "id": f"0190{number:04x}-{number % 65536:04x}-7000-8000-{marks}",
        "kind": "note_written",
        "subject": "session-0001",
        "client_id": None,
        "origin": origin,
        "seq": number,
        "at": START_MS,
        "body": {"text": f"note {number} é"} if body is None else body,
    }
    return json.dumps({**fact, **changes}, ensure_ascii=False)


def id_of(text: str) -> str:
    fact_id: str = json.loads(text)["id"]
    return fact_id


def receipt_of(texts: list[str]) -> str:
    """The digest that a receipt of these facts has."""
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in sorted(texts, key=id_of)]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


class Browser(httpx.AsyncClient):
    """A browser on this machine: one origin, one jar of cookies."""

    async def device_id(self) -> str:
        """The device that it is to the server."""
        device_id: str = (await self.get("/api/me")).json()["device_id"]
        return device_id

    async def write(self, path: str, document: Any, **headers: str) -> httpx.Response:
        return await self.post(path, json=document, headers=headers)

    async def sync(self, facts: Sequence[str] = (), cursor: str | None = None) -> dict[str, Any]:
        """Push and pull; the answer has to be a 200."""
        answer = await self.write("/api/sync", {"cursor": cursor, "facts": list(facts)})
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        msgspec.convert(document, type=wire.SyncAnswer)
        return document

    async def read_all(self, cursor: str | None = None) -> tuple[list[str], str]:
        """Every fact text after a cursor, page by page, and the cursor at the end."""
        texts: list[str] = []
        while True:
            answer = await self.sync(cursor=cursor)
            texts += [stored["raw"] for stored in answer["facts"]]
            cursor = answer["cursor"]
            if not answer["more"]:
                return texts, cursor


@dataclass
class World:
    """One server, its clock, and the way to its browsers."""

    app: App
    clock: FakeClock
    library: FakeLibrary
    broken: list[str]

    def browser(
        self, *, client: tuple[str, int] = ("127.0.0.1", 50000), url: str = ORIGIN, cookie: str | None = None
    ) -> Browser:
        """A browser that nobody paired, or one that has the cookie of a device."""
        origin = url.removesuffix("/")
        transport = httpx.ASGITransport(app=cast(Any, self.app.asgi), client=client)
        headers = {"origin": origin, **(FROM_PROXY if url == PUBLIC_URL else {})}
        browser = Browser(transport=transport, base_url=url, headers=headers)
        if cookie is not None:
            host = httpx.URL(url).host
            browser.cookies.set(COOKIE, cookie, domain=host if "." in host else f"{host}.local", path="/")
        return browser

    async def code(self, role: wire.Role = "owner") -> str:
        """A fresh pairing code."""
        return (await self.app.access.make_code(self.app.practice.practice_id, role, None)).code

    async def paired(
        self, role: wire.Role = "owner", client_id: str | None = None, practice_id: str | None = None, url: str = ORIGIN
    ) -> Browser:
        """A browser that was paired before this log began: its pairing is no fact there."""
        token, now = self.clock.token(), self.clock.now_ms()
        browser = self.browser(url=url, cookie=token)
        row = (
            practice_id or self.app.practice.practice_id, self.clock.new_id(), f"a {role}", role, client_id,
            hashlib.sha256(token.encode()).digest(), now, now, now,
        )  # fmt: skip
        await self.app.store.writer.run(lambda connection: connection.execute(_ADD_DEVICE, row) and None)
        return browser

    async def paired_by_code(self, code: str, url: str = ORIGIN, name: str = "a tablet") -> Browser:
        """A browser that was paired as a person does it."""
        browser = self.browser(url=url)
        answer = await browser.write("/api/pair", {"code": code, "device_name": name})
        assert answer.status_code == 201, answer.text
        return browser

    def token(self, browser: Browser) -> str:
        return browser.cookies[COOKIE]


@contextlib.asynccontextmanager
async def open_world(
    folder: Path,
    clock: FakeClock | None = None,
    log: RequestLog | None = None,
    is_trusted: Callable[[], bool] = lambda: True,
    **settings: Any,
) -> AsyncIterator[World]:
    """A server on the data in `folder`, closed at the end; open it again on the same folder to restart it.

    `is_trusted`: what the world makes of the certificate of its proxy, where it has one.
    """
    clock = clock or FakeClock()
    library = FakeLibrary()
    app_folder = folder / "app"
    (app_folder / "assets").mkdir(parents=True, exist_ok=True)
    (app_folder / "index.html").write_text("<!doctype html><title>Holdwell</title>" + " " * 2000)
    (app_folder / "sw.js").write_text("self.x = 1")
    (app_folder / "manifest.webmanifest").write_text("{}")
    (app_folder / "assets" / "main-1a2b.js").write_text("let x = 1;\n" * 300)
    broken: list[str] = []
    options = Settings(data_dir=folder, **{"port": PORT, "watch_s": 0.0, "live_ping_s": 0.02, **settings})
    content = Content(folder / "protocols", lambda _: library, app_folder)

    def address() -> Address:
        if options.public_url:
            return proxy_address(options, PORT, is_publicly_trusted=is_trusted())
        return plain_address(options, PORT)

    open_now = open_app(
        options,
        clock,
        content,
        address=address,
        control_token=CONTROL_TOKEN,
        on_broken=broken.append,
        log=log,
    )
    async with open_now as app:
        yield World(app, clock, library, broken)
