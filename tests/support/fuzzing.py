"""Requests that nobody would send on purpose, made from the server's own OpenAPI document, and what no answer may be.

One seed makes one world and its requests, always the same. Who asks, and what each must never see: `fuzz_world.py`.
"""

import gzip
import hashlib
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import brotli
import httpx
import zstandard

from fuzz_world import CLIENTS, FOLDER, Markers, Planted, Somebody, plant, saved_body
from streams import opened_and_cut
from worlds import PUBLIC, fact_text, open_world

# After so many requests a world is made anew: some of them remove devices and erase clients.
REQUESTS_A_WORLD = 1000
LIVE = "/api/live"
ODD_TEXTS = (
    "", " ", "\x00", "\u2028", "é" * 90, "a" * 5000, "'; DROP TABLE facts; --", "../../etc/passwd", "%00", "null", "0",
    "-1", "{}", "\ud800", "😀" * 20, "<script>", "{{7*7}}", "client-aa", "0" * 64, "A" * 64, "session-0001\n",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, 2**64, -(2**63), 1e308, 0.1, [], {}, [[]], [None], {"a": {}},
)  # fmt: skip
ODD_BODIES = (
    b"", b"null", b"[]", b"{", b'"', b"\xff\xfe", b"\xef\xbb\xbf{}", b"NaN", b'{"a":1e999}', b"[" * 5000, b"{}" * 9,
    b'{"facts":[' + b"[" * 2000, b'{"cursor":"\\ud800","facts":[]}', b'{"facts":["\\ud800"]}', b"\x00", b" " * 3000,
    b'{"facts":null}', b'{"facts":[1]}', b'{"facts":{}}', b'{"role":"client","role":"owner"}', b"1" * 5000,
)  # fmt: skip
ODD_COOKIES = (
    b"", b"holdwell_device=", b"holdwell_device=x; holdwell_device=y", b"\xff=\xfe", b"a" * 5000, b"holdwell_device",
    b"holdwell_device=\x00", b"=; ;=; holdwell_device=" + b"0" * 64, b"holdwell_device=%00;holdwell_device=\xc3",
    b"; " * 2000, b'holdwell_device="' + b"f" * 64 + b'"',
)  # fmt: skip
SAVED = ("protocol_saved", "protocol_put_away")
PACKING: dict[bytes, Callable[[bytes], bytes]] = {
    b"gzip": lambda body: gzip.compress(body, mtime=0),
    b"zstd": zstandard.compress,
    b"br": brotli.compress,
    b"identity": bytes,
}
ODD_ENCODINGS = (b"", b"\xff", b"deflate", b"gzip, gzip", b"gzip, zstd", b"GZIP ", b"x-gzip", b"*", b"gzip;q=1")
# More than a server takes, in few bytes.
_MUCH = b'{"facts":[' + b" " * 6_000_000
BOMBS = {name: pack(_MUCH) for name, pack in PACKING.items() if name in (b"gzip", b"zstd")}


class Found(AssertionError):
    """A request that broke the server or showed somebody what is not theirs."""


class Asking:
    """Draws requests from the OpenAPI document, by one seed."""

    def __init__(self, document: dict[str, Any], planted: Planted, chance: random.Random) -> None:
        self._document = document
        self._planted = planted
        self._chance = chance
        self._operations = [
            (method.upper(), path, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ]
        # What shows a record is asked most.
        self._reading = [each for each in self._operations if each[1].startswith(("/api/sync", "/api/protocols"))]

    async def ask(self) -> tuple[Somebody, str, httpx.Response]:
        """One request of somebody's: who, what it was, and the answer."""
        chance = self._chance
        who = chance.choice(self._planted.everybody)
        method, path, operation = chance.choice(self._reading if chance.random() < 0.4 else self._operations)
        if chance.random() < 0.05:
            method = chance.choice(("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "GET", "POST", "TRACE"))
        body = self._body(operation) if method not in ("GET", "HEAD") or chance.random() < 0.05 else b""
        headers, body = self._headers(who, body)
        url = self._address(path, who)
        request = who.browser.build_request(method, url, content=body, headers=headers)
        asked = f"{method} {url} as {who.name}"
        if path != LIVE:
            return who, asked, await who.browser.send(request)
        app = self._planted.world.app
        answer = await opened_and_cut(app.asgi, request, chance.choice((0, 1, 1, 1, 1, 2)))
        if app.live.count() > 0:
            raise Found(f"{asked}: a stream that was cut is still written to")
        return who, asked, answer

    def _address(self, path: str, who: Somebody) -> str:
        chance = self._chance
        for name in ("device_id", "client_id", "digest"):
            value = chance.choice((*self._planted.ids, *ODD_TEXTS)) if chance.random() < 0.9 else self._text()
            path = path.replace(f"{{{name}}}", quoted(value))
        if chance.random() < 0.03:
            path += chance.choice(("/", "//", "/..", "?", "#x", ";x=1", "%2e%2e", "/%00"))
        if chance.random() < 0.7 and path.startswith("/api/sync"):
            path += "?" + "&".join(self._questions(path, who))
        return path

    def _questions(self, path: str, who: Somebody) -> list[str]:
        """What a question of sync may name: places, whose, and whether only what is recent."""
        chance = self._chance
        odd = (*ODD_TEXTS, "0123456789ab.0." + "0" * 32, self._text())
        places = who.cursors if who.cursors and chance.random() < 0.5 else self._planted.cursors
        place = chance.choice((*places, *places, *odd) if chance.random() < 0.5 else places)
        if chance.random() < 0.2:
            # With a place to begin at, of this log or of another.
            place += "." + chance.choice((*self._planted.cursors, *odd)).partition(".")[2]
        asked = [("before" if path.startswith("/api/sync/older") else "cursor") + "=" + quoted(place)]
        if chance.random() < 0.3:
            asked.append("client_id=" + quoted(chance.choice((*CLIENTS, *ODD_TEXTS, self._text()))))
        if chance.random() < 0.3:
            asked.append("recent=" + quoted(chance.choice(("true", "false", "1", "", "\x00", self._text()))))
            asked = asked[chance.randrange(2) :]
        return asked

    def _body(self, operation: dict[str, Any]) -> bytes:
        chance = self._chance
        if chance.random() < 0.15:
            return chance.choice(ODD_BODIES)
        content = operation.get("requestBody", {}).get("content", {})
        schema = next(iter(content.values()), {}).get("schema", {})
        value = self._value(schema, 0)
        if isinstance(value, dict) and "facts" in value and chance.random() < 0.8:
            value["facts"] = [self._fact() for _ in range(chance.randrange(4))]
            ids = [id_in(text) for text in value["facts"]]
            value["filed"] = {name: chance.choice((*CLIENTS, *ODD_TEXTS)) for name in ids if chance.random() < 0.4}
            value["cursor"] = chance.choice((*self._planted.cursors, None, "nonsense"))
        text = json.dumps(self._bent(value) if chance.random() < 0.4 else value, ensure_ascii=chance.random() < 0.5)
        body = text.encode("utf-8", "surrogatepass")
        return body[: chance.randrange(len(body) + 1)] if chance.random() < 0.05 else body

    def _fact(self) -> str:
        chance = self._chance
        client = chance.choice((*CLIENTS, None, None, "client-new"))
        kinds = (
            *("note_written", "client_saved", "session_assigned", "client_erased", "device_paired", "unheard_of"),
            *("protocol_saved", "protocol_put_away"),
        )
        bodies: tuple[Any, ...] = ({"text": "x"}, {"replaces": None, "name": "N"}, {"client_id": client}, {}, None, 7)
        changes = {"kind": chance.choice(kinds), "client_id": client, "body": chance.choice(bodies)}
        if changes["kind"] in SAVED:
            changes |= self._saved(changes["kind"])
        text = fact_text(chance.randrange(1, 400), origin=f"origin-{chance.randrange(6)}", **changes)
        if chance.random() < 0.3:
            text = json.dumps(self._bent(json.loads(text)), ensure_ascii=chance.random() < 0.9)
        return text[: chance.randrange(len(text))] if chance.random() < 0.05 else text

    def _saved(self, kind: str) -> dict[str, Any]:
        """What somebody says of a protocol of a practice's own: a whole one, or one with something in it wrong."""
        chance = self._chance
        replaces = chance.choice((None, None, *self._planted.ids))
        body = {**saved_body("Ours"), "replaces": replaces} if kind == SAVED[0] else {"replaces": replaces}
        if kind == SAVED[0] and chance.random() < 0.5:
            body["version"] = json.dumps(self._bent(json.loads(body["version"])), ensure_ascii=chance.random() < 0.5)
        if kind == SAVED[0] and chance.random() < 0.5:
            body["digest"] = digest_of(body["version"])
        return {"subject": f"protocol-{chance.randrange(5)}", "client_id": None, "body": body}

    def _value(self, schema: dict[str, Any], depth: int) -> Any:
        chance = self._chance
        if "$ref" in schema:
            schema = self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        for several in ("oneOf", "anyOf"):
            if several in schema:
                return self._value(chance.choice(schema[several]), depth)
        if "enum" in schema:
            return chance.choice(schema["enum"])
        kind = schema.get("type")
        if kind == "object":
            fields = schema.get("properties", {}).items()
            return {name: self._value(part, depth + 1) for name, part in fields if chance.random() < 0.95}
        if kind == "array":
            return [self._value(schema.get("items", {}), depth + 1) for _ in range(chance.randrange(3))]
        plain: dict[str, Callable[[], Any]] = {
            "string": self._text,
            "integer": lambda: chance.randrange(100),
            "number": chance.random,
            "boolean": lambda: chance.random() < 0.5,
        }
        return plain.get(str(kind), lambda: None)()

    def _text(self) -> str:
        chance = self._chance
        if chance.random() < 0.3:
            return chance.choice((*self._planted.ids, *self._planted.cursors))
        return "".join(chance.choice("abcdefghij0123456789-_ .ZÄ😀") for _ in range(chance.randrange(1, 40)))

    def _bent(self, value: Any) -> Any:
        """The same with one thing in it wrong."""
        chance = self._chance
        if isinstance(value, dict) and value and chance.random() < 0.8:
            name = chance.choice(sorted(value))
            if chance.random() < 0.2:
                return {key: kept for key, kept in value.items() if key != name}
            return {**value, name: self._bent(value[name])}
        if isinstance(value, list) and value and chance.random() < 0.7:
            place = chance.randrange(len(value))
            return [self._bent(each) if at == place else each for at, each in enumerate(value)]
        return chance.choice((*ODD_VALUES, *ODD_TEXTS))

    def _headers(self, who: Somebody, body: bytes) -> tuple[list[tuple[str, bytes]], bytes]:
        chance = self._chance
        headers: dict[str, bytes] = {"content-type": b"application/json"}
        headers |= {name: value.encode() for name, value in who.headers.items()}
        if body and chance.random() < 0.3:
            headers["content-encoding"], body = self._packed(body)
        odd: Sequence[tuple[str, Sequence[bytes]]] = (
            (
                "content-type",
                (b"", b"text/plain", b"application/json; charset=utf-16", b"\xe9", b"multipart/a"),
            ),
            ("origin", (b"", b"null", b"https://evil.example", b"http://localhost:8000", b"\xff")),
            ("host", (b"", b"evil.example", b"localhost", b"practice.example:443", b"\xff" * 20, b"[::1")),
            ("cookie", ODD_COOKIES),
            ("content-length", (b"0", b"1", b"-1", b"9" * 30, b"1e3", b"\xff", b"", "٣".encode())),
            ("accept-encoding", (b"", b"zstd", b"gzip;q=0", b"br, zstd, gzip", b"\xff", b"*;q=x")),
            ("if-none-match", (b"*", b'""', b"W/", b"\xff", b'W/"' + self._planted.cursors[0].encode() + b'"')),
            ("authorization", (b"Bearer", b"Bearer x", b"\xff", b"Basic eDp4")),
            ("holdwell-device", (b"", b"\xff", b"server", *(each.encode() for each in self._planted.ids))),
            ("x-forwarded-for", (b"", b"127.0.0.1", b"::1", b"\xff", b"a, b, c")),
            ("x-forwarded-proto", (b"", b"http", b"https, http", b"\xff")),
            ("holdwell-practice", (b"", b"%ff", b"\xff", Markers(1).name.encode(), self._planted.ids[1].encode())),
            ("last-event-id", (b"", b"\xff", b"0", self._planted.cursors[0].encode())),
            ("accept", (b"", b"text/event-stream", b"*/*;q=x", b"\xff")),
        )
        if chance.random() < 0.25:
            name, values = chance.choice(odd)
            headers[name] = chance.choice(values)
        return list(headers.items()), body

    def _packed(self, body: bytes) -> tuple[bytes, bytes]:
        """The name of a way to pack, and a body packed by it: or cut off, spoiled, too much, by another way."""
        chance = self._chance
        name = chance.choice(sorted(PACKING))
        packed = PACKING[name](body)
        share = chance.random()
        if share < 0.3:
            packed = packed[: chance.randrange(len(packed) + 1)]
        elif share < 0.4 and packed:
            place = chance.randrange(len(packed))
            packed = packed[:place] + bytes([packed[place] ^ 1 << chance.randrange(8)]) + packed[place + 1 :]
        elif share < 0.5:
            packed += chance.choice((packed, b"\x00", b"more", PACKING[b"gzip"](b"{}")))
        elif share < 0.53:
            packed = BOMBS.get(name, packed)
        return (chance.choice((*PACKING, *ODD_ENCODINGS)) if chance.random() < 0.3 else name), packed


def digest_of(text: str) -> str:
    """The SHA-256 of a text, also of one that is none in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def id_in(text: str) -> str:
    """The id of a fact's text, or a text that is none."""
    try:
        return str(json.loads(text)["id"])
    except (ValueError, KeyError, TypeError):
        return "none"


def quoted(text: str) -> str:
    """A part of an address, percent-encoded, whatever it is."""
    return "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 else f"%{byte:02X}"
        for byte in text.encode("utf-8", "surrogatepass")
    )


def check(who: Somebody, asked: str, answer: httpx.Response) -> None:
    """Raises Found where the server broke, answered without its headers, or showed what is not theirs."""
    if answer.status_code >= 500:
        raise Found(f"{asked}: {answer.status_code} {answer.text[:300]}")
    if "content-security-policy" not in answer.headers or "nosniff" not in answer.headers["x-content-type-options"]:
        raise Found(f"{asked}: an answer without the strict headers")
    if answer.status_code >= 400 and answer.content and json.loads(answer.content)["status"] != answer.status_code:
        raise Found(f"{asked}: no problem document")
    whole = answer.text + str(answer.headers)
    leaked = [marker for marker in who.forbidden if marker in whole]
    if leaked:
        raise Found(f"{asked}: {answer.status_code} shows {leaked}")


async def fuzz(folder: Path, seed: int, requests: int) -> dict[int, int]:
    """So many requests to a world of this seed; how often each status was answered. Raises Found."""
    statuses: dict[int, int] = {}
    more = {"practice_name": Markers(1).name, "backup_folder": folder / FOLDER}
    async with open_world(folder, page_facts=4, **more, **PUBLIC) as world:
        planted = await plant(world)
        document = (await world.browser().get("/api/docs/openapi.json")).json()
        asking = Asking(document, planted, random.Random(seed))
        for number in range(requests):
            try:
                who, asked, answer = await asking.ask()
                check(who, asked, answer)
            except Exception as error:
                raise Found(f"request {number} of seed {seed}: {error!r}") from error
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
    return statuses
