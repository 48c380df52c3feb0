"""The practice's server in a simulated world: the real application on a real SQLite file, killed, copied and restored.

Time comes with every command, ids and secrets are counted: the same commands give the same answers. A kill abandons the
database as it lies on the disk at that moment: its file and its write-ahead log are copied, and the next server opens
the copy.
"""

import contextlib
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import carrying
import msgspec
import quick

from holdwell import restore
from holdwell.access import letters_from_text
from holdwell.address import plain_address
from holdwell.app import App, Content, open_app
from holdwell.backup import BackupError, back_up
from holdwell.core.cursor import epoch_after
from holdwell.erasing import LIST
from holdwell.store import erasing, log
from holdwell.store.copies import judge
from holdwell.store.opening import shipped_migrations
from holdwell.store.store import CodeRow
from holdwell.store.store import Practice as Tenant
from worlds import CONTROL_TOKEN, ORIGIN, PORT, START_MS, FakeClock, FakeLibrary

SIDES = ("", "-wal")
Answer = dict[str, Any]


class Cut(Exception):
    """The server was killed inside a transaction."""


@dataclass
class Practice:
    """One server through its lives. `folder` holds a data folder for each of them."""

    folder: Path
    limits: dict[str, int]
    clock: FakeClock = field(default_factory=quick.clock)
    # Of this server, the one of the world first.
    practices: list[str] = field(default_factory=list)
    lives: int = 0
    copies: int = 0
    files: int = 0
    dies_inside: bool = False
    rests: list[Callable[[], Any]] = field(default_factory=list)

    async def start(self) -> None:
        """Open the application on the data folder of this life."""
        self._open = contextlib.AsyncExitStack()
        settings = quick.settings(data_dir=self.data, port=PORT, watch_s=0.0, **self.limits)
        self.settings = settings
        content = Content(self.data / "protocols", lambda _: FakeLibrary(), None)
        broken: list[str] = []
        opening = open_app(
            settings,
            self.clock,
            content,
            address=lambda: plain_address(settings, PORT),
            control_token=CONTROL_TOKEN,
            on_broken=broken.append,
        )
        with quick.starting():
            self.app: App = await self._open.enter_async_context(opening)
        self.app.store.listen(self._grows)

    def _grows(self, practice_id: str, author: str) -> None:
        self.has_grown = True

    async def begin(self, count: int) -> list[str]:
        """The first start, with so many practices."""
        await self.start()
        self.practices = [self.app.practice.practice_id]
        for number in range(1, count):
            another = Tenant(self.clock.new_id(), f"Practice {number}", self.clock.new_id()[-12:])
            await self.app.store.add_practice(another, self.clock.now_ms())
            self.practices.append(another.practice_id)
        await self.app.access.look_at_practices()
        return self.practices

    async def stop(self) -> None:
        """An orderly end."""
        await self._open.aclose()

    @property
    def data(self) -> Path:
        folder = self.folder / f"life-{self.lives}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def database(self) -> Path:
        return self.data / "holdwell.sqlite3"

    # -- Requests -----------------------------------------------------------------------------------------------------

    async def request(self, given: Answer) -> Answer:
        """One request. `dies`: the server is killed inside its transaction, or after its answer left it."""
        self.clock.time_ms = START_MS + given["now"]
        self.dies_inside = given["dies"] == "inside"
        image = self.folder / f"image-{self.lives}"
        answer: Answer = {"status": 0}
        self.has_grown = False
        with contextlib.suppress(Cut), self._watching_writes(image):
            answer = await ask(self.app, given)
        answer["has_grown"] = self.has_grown
        if self.dies_inside and image.exists():
            answer = {"status": 0, "has_grown": False}
            await self._live_again(image)
        elif given["dies"]:
            self._image(image)
            await self._live_again(image)
        practice_id, only_client = await self._asker(given)
        answer["practice"] = practice_id
        answer["lies"] = await self._lies(answer, given["body"] or "", practice_id, only_client)
        return answer

    @contextlib.contextmanager
    def _watching_writes(self, image: Path) -> Any:
        """An image of the disk is taken inside a push, and inside an erasure, before either is committed."""
        if not self.dies_inside:
            yield
            return

        def watched(real: Any) -> Any:
            def write(*given: Any) -> Any:
                done = real(*given)
                self._image(image)
                return done

            return write

        with (
            mock.patch.object(log, "push", watched(log.push)),
            mock.patch.object(erasing, "erase", watched(erasing.erase)),
        ):
            yield

    async def _asker(self, given: Answer) -> tuple[str, str | None]:
        """The practice of the device that asks, and the one client whose facts it may see."""
        _, _, token = given["headers"].get("cookie", "").partition("=")
        rows = await self._rows(
            "SELECT practice_id, client_id FROM devices WHERE token_hash = ?",
            (hashlib.sha256(token.encode()).digest(),),
        )
        return rows[0] if rows else ("", None)

    async def _lies(self, answer: Answer, asked: str, practice_id: str, only_client: str | None) -> list[str]:
        """Receipts of an answer that are not what the database on the disk proves, and facts that were sent back."""
        if answer["status"] != 200 or '"receipts"' not in answer["body"]:
            return []
        document = msgspec.json.decode(answer["body"])
        lies = []
        for receipt in document["receipts"]:
            rows = await self._rows(
                "SELECT raw FROM facts WHERE practice_id = ? AND subject = ? AND origin = ? AND raw IS NOT NULL"
                " AND (client_id = ? OR ? IS NULL) ORDER BY fact_id",
                (practice_id, receipt["subject"], receipt["origin"], only_client, only_client),
            )
            digests = "".join(hashlib.sha256(raw.encode()).hexdigest() for (raw,) in rows)
            if (receipt["count"], receipt["digest"]) != (len(rows), hashlib.sha256(digests.encode()).hexdigest()):
                lies.append(f"a receipt for {receipt['count']} of {receipt['subject']}, where {len(rows)} are held")
        refused = {each["id"] for each in document["refused"]}
        facts = msgspec.json.decode(asked)["facts"] if asked else []
        sent = {raw for raw in facts if msgspec.json.decode(raw)["id"] not in refused}
        lies += [f"position {each['pos']} was sent back" for each in document["facts"] if each["raw"] in sent]
        return lies

    # -- What is held -------------------------------------------------------------------------------------------------

    async def dump(self, given: Answer) -> Answer:
        """The whole log of a practice as it lies on the disk."""
        practice_id = self.practices[given["place"]]
        of_it = "WHERE practice_id = ?", (practice_id,)

        async def found(columns: str, rest: str = "") -> list[Any]:
            return await self._rows(f"SELECT {columns} {of_it[0]} {rest}", of_it[1])

        ((epoch,),) = await found("epoch FROM practices")
        rows = await found("pos, fact_id, client_id, raw, hex(chain) FROM facts", "ORDER BY pos")
        names = ("pos", "id", "client_id", "raw", "chain")
        return {
            "epoch": epoch,
            "practice_id": practice_id,
            "epochs": {
                client_id: epoch_after(epoch, mark)
                for client_id, mark in await found("client_id, mark FROM begun_anew")
            },
            "facts": [dict(zip(names, row, strict=True)) for row in rows],
            "waiting": [fact_id for (fact_id,) in await found("DISTINCT fact_id FROM handovers")],
            "versions": [digest for (digest,) in await found("digest FROM protocols")],
        }

    async def judge(self) -> Answer:
        """Is the file sound? Raises StoreUnusable with what is wrong."""
        judge(self.database, shipped_migrations()[-1].number)
        return {}

    async def code(self, given: Answer) -> Answer:
        """A pairing code for a device of this role."""
        letters = self.clock.code()
        now = self.clock.now_ms()
        code_hash = hashlib.sha256(letters_from_text(letters).encode()).digest()
        practice_id = self.practices[given["place"]]
        row = CodeRow(practice_id, code_hash, given["role"], given["client_id"], None, now, now + 10**13)
        await self.app.store.add_code(row)
        return {"code": letters}

    async def _rows(self, sql: str, values: tuple[object, ...] = ()) -> list[Any]:
        return await self.app.store._readers.run(lambda connection: connection.execute(sql, values).fetchall())

    # -- What befalls a server ----------------------------------------------------------------------------------------

    async def crash(self) -> Answer:
        """Killed now, and started again."""
        image = self.folder / f"image-{self.lives}"
        self._image(image)
        await self._live_again(image)
        return {}

    async def copy(self) -> Answer:
        """Somebody copies the database's file by hand, with its log."""
        self.copies += 1
        self._image(self.folder / f"copy-{self.copies}")
        return {"copy": self.copies}

    async def put_back(self, given: Answer) -> Answer:
        """Such a copy is put back, as no one should: the log forgets, and keeps its name."""
        await self._live_again(self.folder / f"copy-{given['copy']}", keep=True)
        return {}

    async def back_up(self) -> Answer:
        """A backup while the server runs."""
        self.copies += 1
        target = self.folder / f"backup-{self.copies}.sqlite3"
        try:
            back_up(self.data, self.database, target, None, self.clock)
        except BackupError as fault:
            return {"copy": 0, "fault": str(fault)}
        return {"copy": self.copies}

    async def restore(self, given: Answer) -> Answer:
        """A backup is restored, as one should."""
        await self.stop()
        restore.restore(self.data, self.database, self.folder / f"backup-{given['copy']}.sqlite3", self.clock)
        await self.start()
        return {}

    async def carry_out(self) -> Answer:
        """The practice as a file, while the server runs."""
        self.files += 1
        return await carrying.out(self, self.files)

    async def carry_in(self, given: Answer) -> Answer:
        """Such a file is taken in, beside what there is."""
        await self.stop()
        done = await carrying.into(self, given["file"])
        await self.start()
        return done

    async def move(self, given: Answer) -> Answer:
        """The disk is lost, and another server begins with a file."""
        await self.stop()
        carrying.lose_the_disk(self)
        done = await carrying.into(self, given["file"])
        await self.start()
        return done

    def _image(self, target: Path) -> None:
        target.mkdir(parents=True, exist_ok=True)
        for side in SIDES:
            source = self.database.with_name(self.database.name + side)
            if source.exists():
                shutil.copyfile(source, target / source.name)
        if (self.data / LIST).exists():
            shutil.copyfile(self.data / LIST, target / LIST)

    async def _live_again(self, image: Path, *, keep: bool = False) -> None:
        await self.stop()
        # Who puts a database back leaves the list that stands beside it; after a kill it is as it was then.
        erased = (self.data / LIST).read_bytes() if keep and (self.data / LIST).exists() else None
        shutil.rmtree(self.data)
        self.lives += 1
        (shutil.copytree if keep else shutil.move)(image, self.folder / f"life-{self.lives}")
        if erased is not None:
            (self.data / LIST).write_bytes(erased)
        await self.start()


async def ask(app: App, given: Answer) -> Answer:
    """One request through the application, without a network. `cut_at`: the body breaks off after so many bytes."""
    path, _, query = given["path"].partition("?")
    body = (given["body"] or "").encode()
    cut_at = given.get("cut_at")
    parts: list[Answer] = [{"type": "http.request", "body": body, "more_body": False}]
    if cut_at is not None:
        parts = [{"type": "http.request", "body": body[:cut_at], "more_body": True}, {"type": "http.disconnect"}]
    told: Answer = {"status": 0, "headers": {}, "body": ""}
    chunks: list[bytes] = []

    async def receive() -> Answer:
        return parts.pop(0) if parts else {"type": "http.disconnect"}

    async def send(message: Answer) -> None:
        if message["type"] == "http.response.start":
            told["status"] = message["status"]
            told["headers"] = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        elif message["type"] == "http.response.body":
            chunks.append(message.get("body", b""))

    headers = {"host": f"localhost:{PORT}", "origin": ORIGIN, **given["headers"], "content-length": str(len(body))}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": given["method"],
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("localhost", PORT),
    }
    await app.asgi(scope, receive, send)  # type: ignore[arg-type]  # plain dicts are what every server hands in
    told["body"] = b"".join(chunks).decode()
    return told
