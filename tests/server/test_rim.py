"""The rim of HTTP: bodies that are too much or broken, encodings, headers, the app's files, the documents."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard

from access import ROUTES
from holdwell.web.encoding import accepted_encoding, packed
from holdwell.web.pages import read_folder
from worlds import Browser, World, fact_text, open_world

JSON = {"content-type": "application/json"}


def problem(answer: Any) -> tuple[int, str]:
    document = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(document) == {"type", "title", "status", "detail", "field", "limit"}
    assert document["status"] == answer.status_code
    return answer.status_code, document["type"]


async def send(browser: Browser, body: bytes, encoding: str | None = None) -> Any:
    headers = JSON if encoding is None else {**JSON, "content-encoding": encoding}
    return await browser.post("/api/sync", content=body, headers=headers)


def bomb(encoding: str, size: int) -> bytes:
    """`size` bytes of blanks in a JSON string, packed small."""
    content = b'{"facts": ["' + b" " * size + b'"]}'
    if encoding == "gzip":
        return gzip.compress(content)
    return zstandard.ZstdCompressor(write_content_size=True).compress(content)


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
async def test_A10_bodies_are_taken_packed(tmp_path: Path, encoding: str) -> None:
    content = json.dumps({"facts": [fact_text(1)]}).encode()
    packed = gzip.compress(content) if encoding == "gzip" else zstandard.compress(content)
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        assert (await send(phone, packed, encoding)).json()["receipts"][0]["count"] == 1
        assert (await send(phone, packed[:-9], encoding)).status_code == 400
        assert problem(await send(phone, content, encoding)) == (400, "invalid")
        assert problem(await send(phone, packed, "br")) == (415, "wrong-content-encoding")
        several = packed[:0].join([packed])  # one member
        assert (await send(phone, several, encoding)).status_code == 200


async def test_A10_a_body_in_several_gzip_members_is_one_body(tmp_path: Path) -> None:
    content = json.dumps({"facts": [fact_text(1)]}).encode()
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        halves = gzip.compress(content[:40]) + gzip.compress(content[40:])
        assert (await send(phone, halves, "gzip")).json()["receipts"][0]["count"] == 1


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
@pytest.mark.parametrize("size", [5_000_000, 400_000_000])
async def test_A10_a_bomb_is_put_out(tmp_path: Path, encoding: str, size: int) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        answer = await send(phone, bomb(encoding, size), encoding)
        assert problem(answer) == (413, "too-large")
        assert answer.json()["limit"] == 4 * 1024 * 1024
        assert (await phone.sync([fact_text(1)]))["refused"] == []


async def test_A10_a_zstd_frame_that_lies_about_its_size_is_put_out(tmp_path: Path) -> None:
    pieces = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    hidden = pieces.compress(b'"' + b" " * 50_000_000) + pieces.flush()
    # Packed with a window of 128 MB, which the reader would have to hold.
    widest = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=False)
    stream = zstandard.ZstdCompressor(compression_params=widest).compressobj()
    wide = stream.compress(b'{"facts": []}') + stream.flush()
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        assert problem(await send(phone, hidden, "zstd")) == (413, "too-large")
        assert (await send(phone, wide, "zstd")).status_code == 400


async def test_A10_a_huge_body_is_refused_before_it_is_read(tmp_path: Path) -> None:
    taken = 0

    async def endless() -> Any:
        nonlocal taken
        while taken < 100_000_000:
            taken += 65536
            yield b" " * 65536

    async with open_world(tmp_path) as world:
        phone = await world.paired()
        answer = await phone.post("/api/sync", content=endless(), headers=JSON)
        assert problem(answer) == (413, "too-large")
        assert answer.json()["limit"] == 2 * 1024 * 1024
        assert taken < 3_000_000
        taken = 0
        declared = {**JSON, "content-length": "100000000"}
        assert problem(await phone.post("/api/sync", content=endless(), headers=declared)) == (413, "too-large")
        assert taken <= 65536


async def test_too_many_facts_name_their_limit(tmp_path: Path) -> None:
    async with open_world(tmp_path, max_facts_per_push=3) as world:
        phone = await world.paired()
        answer = await phone.write("/api/sync", {"facts": [fact_text(number) for number in range(1, 5)]})
        assert problem(answer) == (413, "too-many-facts")
        assert (answer.json()["limit"], answer.json()["field"]) == (3, "$.facts")
        assert (await phone.sync())["facts"] == []


BROKEN = [
    (b"", "$"),
    (b"{", "$"),
    (b"null", "$"),
    (b"[]", "$"),
    (b'{"facts": 1}', "$.facts"),
    (b'{"facts": ["x", 1]}', "$.facts[1]"),
    (b'{"cursor": 5}', "$.cursor"),
    (b'{"facts": ["\xff"]}', "$"),
    (b"\xff\xfe{\x00}\x00", "$"),
    (b'\xef\xbb\xbf{"facts": []}', "$"),
    (b'{"facts": ["\xed\xa0\x80"]}', "$"),
    (b'{"facts": ["\\ud800"]}', "$"),
    (b'{"facts": ["\\udc00\\ud800 x"]}', "$"),
    (b'{"facts": ["a\x00b"]}', "$"),
    (b'{"a":' * 200_000, "$"),
    (b"[" * 1_000_000, "$"),
    (b'{"facts": [] }}', "$"),
    (b'{"x": 1' + b"0" * 5000 + b"}", "$"),
    (b'{"x": 1e999}', "$"),
]


@pytest.mark.parametrize(("body", "field"), BROKEN, ids=[str(number) for number in range(len(BROKEN))])
async def test_a_broken_body_is_a_clear_error(tmp_path: Path, body: bytes, field: str) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        answer = await send(phone, body)
        if answer.status_code == 200:
            # A number in a field that nobody reads is no error.
            assert body.startswith(b'{"x"')
            return
        assert problem(answer) == (400, "invalid")
        assert answer.json()["field"].startswith(field)
        assert (await phone.sync([fact_text(1)]))["refused"] == []


async def test_wrong_addresses_and_methods_are_problems(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        for path in (
            "/api",
            "/api/",
            "/api/nothing",
            "/api/protocols/" + "0" * 64,
            "/api/protocols/%00",
            "/a.txt",
        ):
            assert problem(await phone.get(path)) == (404, "not-found")
        assert problem(await phone.delete("/api/sync", headers=JSON)) == (405, "method-not-allowed")
        assert problem(await phone.post("/", headers=JSON)) == (405, "method-not-allowed")
        assert problem(await phone.write("/api/pair", {"code": "", "device_name": "x"})) == (400, "invalid")
        missing = await phone.write("/api/pair", {"code": "x"})
        assert problem(missing) == (400, "invalid")
        assert "device_name" in missing.json()["detail"]


async def test_a_head_is_a_get_without_its_body(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        for path in ("/", "/api/health", "/api/library"):
            whole, head = await phone.get(path), await phone.head(path)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["content-length"] == whole.headers["content-length"]
        assert (await phone.head("/api/live")).status_code == 405


async def requests(world: World, chance: random.Random, count: int) -> None:
    whole = json.dumps({"cursor": "x", "facts": [fact_text(1), fact_text(2)]}).encode()
    code = json.dumps({"code": "ABCD-EFGH", "device_name": "x", "role": "owner"}).encode()
    paths = [
        "/api/sync",
        "/api/pair",
        "/api/pair/preview",
        "/api/codes",
        "/api/me",
        "/api/library",
        "/api/%ff",
    ]
    phone = await world.paired()
    for _ in range(count):
        body = bytearray(chance.choice((whole, code, whole)))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(body) + 1)
            how = chance.randrange(4)
            if how == 0:
                body[at : at + chance.randint(1, 40)] = b""
            elif how == 1:
                body[at:at] = chance.randbytes(chance.randint(1, 4))
            elif how == 2:
                body[at:at] = chance.choice(
                    (b"null", b"[", b"{", b'"', b"\\u0000", b"\\ud800", b"1e400", b"-0", b"9" * 30)
                )
            else:
                body[at:at] = body[: chance.randint(0, 60)]
        headers = {
            "content-type": chance.choice(
                (
                    "application/json",
                    "application/json",
                    "application/json",
                    "application/json; charset=utf-16",
                    "text/json",
                )
            ),
            "content-encoding": chance.choice(("identity", "identity", "identity", "gzip", "zstd", "")),
            "accept-encoding": chance.choice(("gzip", "br;q=0, zstd", "*", ";;;,,", "\x7f")),
            "if-none-match": chance.choice(("*", 'W/"x"', "", '"', ",,")),
        }
        method = chance.choice(("POST", "POST", "POST", "GET", "PUT", "OPTIONS", "HEAD"))
        query = {"cursor": chance.choice(("", "x", "\x00", "é" * 300, "0.0.0"))} if chance.random() < 0.3 else {}
        browser = phone if chance.random() < 0.8 else world.browser()
        path = chance.choice(paths)
        answer = await browser.request(method, path, content=bytes(body), headers=headers, params=query)
        assert answer.status_code < 500, (method, path, answer.status_code, answer.text)
        if answer.status_code >= 400 and method != "HEAD":
            problem(answer)


@pytest.mark.parametrize("seed", range(4))
async def test_mutated_requests_never_end_in_a_fault_of_the_server(tmp_path: Path, seed: int) -> None:
    async with open_world(tmp_path) as world:
        await requests(world, random.Random(seed), 250)
        phone = await world.paired()
        assert (await phone.sync([fact_text(9, origin="origin-z")]))["refused"] == []


async def test_A9_every_answer_carries_the_strict_headers(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        for path in ("/", "/nothing.js", "/api/health", "/api/nothing", "/api/library", "/api/docs", "/api/sync"):
            headers = (await phone.get(path)).headers
            policy = headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
            assert "unsafe" not in policy
            assert "http" not in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cross-origin-opener-policy"] == "same-origin"
            assert "screen-wake-lock=(self)" in headers["permissions-policy"]
        assert (await phone.get("/api/me")).headers["cache-control"] == "no-store"


async def test_the_apps_files_and_its_own_addresses(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        browser = world.browser()
        page = await browser.get("/")
        assert page.text.startswith("<!doctype html>")
        for path in ("/pair", "/protocol/neck", "/history/2026/11"):
            assert (await browser.get(path)).content == page.content
        assert page.headers["cache-control"] == "no-cache"
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        again = await browser.get("/", headers={"if-none-match": page.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        asset = await browser.get("/assets/main-1a2b.js")
        assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert asset.headers["content-type"] == "text/javascript; charset=utf-8"
        assert (await browser.get("/sw.js")).headers["cache-control"] == "no-cache"
        manifest = await browser.get("/manifest.webmanifest")
        assert manifest.headers["content-type"] == "application/manifest+json"
        assert problem(await browser.get("/assets/gone.js")) == (404, "not-found")
        assert problem(await browser.get("/../holdwell.sqlite3")) == (404, "not-found")
        head = await browser.head("/")
        assert (head.status_code, head.content, head.headers["content-type"]) == (200, b"", "text/html; charset=utf-8")


@pytest.mark.parametrize("encoding", ["zstd", "br", "gzip", "identity"])
async def test_answers_come_in_the_encoding_that_was_asked_for(tmp_path: Path, encoding: str) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        await phone.sync([fact_text(number) for number in range(1, 40)])
        plain: dict[str, bytes] = {}
        # What is packed once for all is packed for browsers, and each of those takes brotli or gzip.
        packed_once = ("/", "/assets/main-1a2b.js", "/api/library") if encoding != "zstd" else ()
        for path in (*packed_once, "/api/docs", "/api/sync"):
            plain[path] = (await phone.get(path, headers={"accept-encoding": "identity"})).content
            answer = await phone.get(path, headers={"accept-encoding": encoding})
            assert answer.headers.get("content-encoding", "identity") == encoding, path
            assert answer.content == plain[path]
        small = await phone.get("/api/health", headers={"accept-encoding": encoding})
        assert "content-encoding" not in small.headers


def test_what_is_packed_once_goes_out_in_the_fewest_bytes_that_are_understood() -> None:
    body = b"".join(b"One sentence, and number %d.\n" % number for number in range(500))
    page = packed(body)
    assert len(page.by_encoding["br"]) < len(page.by_encoding["gzip"]) < len(body)
    for header, encoding in (("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None)):
        assert page.choose(header) == (page.by_encoding.get(encoding or "", body), encoding)


def test_what_the_build_packed_is_served_as_it_is_and_not_at_an_address_of_its_own(tmp_path: Path) -> None:
    content = b"let held_ms = 0;\n" * 100
    (tmp_path / "app.js").write_bytes(content)
    (tmp_path / "app.js.br").write_bytes(by_build := brotli.compress(content, quality=1))
    files = read_folder(tmp_path)
    assert list(files) == ["/app.js"]
    assert files["/app.js"].body.choose("br") == (by_build, "br")
    assert gzip.decompress(files["/app.js"].body.choose("gzip")[0]) == content


def test_an_encoding_is_chosen_among_those_named() -> None:
    chosen = {
        header: accepted_encoding(header) for header in ("gzip, deflate, br, zstd", "br;q=0.5, gzip", "zstd;q=0, gzip")
    }
    assert list(chosen.values()) == ["zstd", "br", "gzip"]
    assert [accepted_encoding(header) for header in ("", "*", "deflate", "gzip;q=0.000", "GZIP ; q=0.001")] == [
        None,
        None,
        None,
        None,
        "gzip",
    ]


async def test_the_library_is_readable_by_anyone_and_each_version_stays(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        stranger = world.browser()
        library = await stranger.get("/api/library")
        assert library.content == world.library.json
        again = await stranger.get("/api/library", headers={"if-none-match": library.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        (old_digest, old_text), *_ = world.library.versions.items()
        world.library.title = "two"
        await world.app.publisher.reload()
        assert (
            await stranger.get("/api/library", headers={"if-none-match": library.headers["etag"]})
        ).status_code == 200
        (new_digest, new_text), *_ = world.library.versions.items()
        for digest, text in ((old_digest, old_text), (new_digest, new_text)):
            version = await stranger.get(f"/api/protocols/{digest}")
            assert (version.content, version.headers["content-type"]) == (text, "application/json")
            assert version.headers["cache-control"] == "public, max-age=31536000, immutable"
            # A cookie of another server, or of a device that is gone, hides nothing that anyone may read.
            left_over = await stranger.get(f"/api/protocols/{digest}", headers={"cookie": "holdwell_device=left-over"})
            assert left_over.content == text


async def test_the_addresses_are_documented_without_script_or_strangers(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        document = (await world.browser().get("/api/docs/openapi.json")).json()
        served = {rule.path for rule in ROUTES}
        assert set(document["paths"]) == served
        taken = document["paths"]["/api/sync"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert taken["$ref"] == "#/components/schemas/SyncRequest"
        page = (await world.browser().get("/api/docs")).text
        assert all(path in page for path in served)
        for forbidden in ("<script", "<style", "<link", "style=", "http://", "https://", "//cdn"):
            assert forbidden not in page.lower()
