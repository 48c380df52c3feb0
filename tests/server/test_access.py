"""Pairing, cookies, roles, and the gate in front of every write."""

import asyncio
import hashlib
import sqlite3
from pathlib import Path

import pytest

from holdwell.access import COOKIE, DAY_MS, MOST_WAITING, letters_from_text
from holdwell.core.visibility import Viewer, filed_under, may_write, only_client
from holdwell.routes.practice import add_practice
from worlds import CONTROL_TOKEN, ORIGIN, PUBLIC, PUBLIC_URL, Browser, World, fact_text, open_world


async def pair(browser: Browser, code: str) -> tuple[int, str]:
    answer = await browser.write("/api/pair", {"code": code, "device_name": "a phone"})
    return answer.status_code, answer.json().get("type", "paired")


def everything_kept(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("holdwell.sqlite3*"))


async def test_A1_a_code_pairs_one_device_and_only_once(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        code = await world.code("therapist")
        preview = await world.browser().write("/api/pair/preview", {"code": code})
        named = {"practice_id": world.app.practice.practice_id, "practice_name": "My practice"}
        assert preview.json() == {**named, "role": "therapist", "client_id": None}
        first = world.browser()
        answer = await first.write("/api/pair", {"code": code, "device_name": "  the \n tablet "})
        assert answer.status_code == 201
        assert answer.json() == (await first.get("/api/me")).json()
        assert await pair(world.browser(), code) == (403, "code-not-valid")
        assert (await world.browser().write("/api/pair/preview", {"code": code})).status_code == 403


async def test_A1_two_at_once_cannot_share_a_code(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        code = await world.code()
        outcomes = await asyncio.gather(*(pair(world.browser(), code) for _ in range(5)))
        assert sorted(outcomes) == [(201, "paired")] + [(403, "code-not-valid")] * 4


async def test_A1_a_code_is_good_for_ten_minutes(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        early, late = await world.code(), await world.code()
        world.clock.time_ms += 10 * 60 * 1000 - 1
        assert await pair(world.browser(), early) == (201, "paired")
        world.clock.time_ms += 1
        assert await pair(world.browser(), late) == (403, "code-not-valid")


async def test_A1_a_code_is_read_as_people_type_it(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        code = await world.code()
        assert await pair(world.browser(), f" {code.lower().replace('-', ' ')} ") == (201, "paired")
    assert letters_from_text("oil0-1abc") == "01101ABC"
    assert letters_from_text("ABCD-EFG") == letters_from_text("ABCD-EFGU") == letters_from_text("") == ""


async def test_A1_A3_codes_and_tokens_are_kept_as_hashes_only(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        code = await world.code()
        phone = await world.paired()
        token = world.token(phone)
        kept = everything_kept(tmp_path)
        assert hashlib.sha256(token.encode()).digest() in kept
        assert hashlib.sha256(code.replace("-", "").encode()).digest() in kept
        for secret in (code, code.replace("-", ""), token):
            assert secret.encode() not in kept


async def test_A2_wrong_used_and_expired_codes_answer_alike_and_ever_more_slowly(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        used, expired = await world.code(), await world.code()
        await pair(world.browser(), used)
        world.clock.time_ms += 11 * 60 * 1000
        answers = [
            await world.browser().write("/api/pair", {"code": text, "device_name": "x"})
            for text in (used, expired, "0000-0000", "nonsense", "é" * 60)
        ]
        assert {answer.content for answer in answers} == {answers[0].content}
        assert {answer.status_code for answer in answers} == {403}
        assert world.clock.sleeps_ms == [250, 500, 1000, 2000, 4000]
        world.clock.time_ms += 11 * 60 * 1000
        await pair(world.browser(), "1111-1111")
        assert world.clock.sleeps_ms[-1] == 250


async def test_A2_guesses_go_one_by_one_and_too_many_are_turned_away(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        outcomes = await asyncio.gather(*(pair(world.browser(), f"{n:08d}") for n in range(30)))
        assert {kind for _, kind in outcomes} == {"code-not-valid", "too-many-attempts"}
        assert sum(status == 403 for status, _ in outcomes) >= MOST_WAITING
        assert await pair(world.browser(), await world.code()) == (201, "paired")


async def test_A3_the_cookie_is_what_it_should_be(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        body = {"code": await world.code(), "device_name": "x"}
        answer = await world.browser().write("/api/pair", body)
        parts = answer.headers["set-cookie"].split("; ")
        assert parts[0].startswith(f"{COOKIE}=")
        assert parts[1:] == ["Path=/", "Max-Age=34560000", "HttpOnly", "SameSite=Strict"]
        secure = world.browser(url="https://localhost:8000", client=("192.168.1.7", 1))
        answer = await secure.write("/api/pair", {"code": await world.code(), "device_name": "x"})
        assert answer.headers["set-cookie"].endswith("; Secure")


async def test_A3_a_foreign_cookie_is_nobody(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.paired()
        for token in ("", "x", "0" * 64, "é" * 40, "a" * 3000, '"'):
            stranger = world.browser()
            answer = await stranger.get("/api/me", headers={"cookie": f"{COOKIE}={token}".encode()})
            assert (answer.status_code, answer.json()["type"]) == (401, "not-paired")


async def test_a_browser_without_a_cookie_is_nobody_and_that_is_no_error(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        answer = await world.browser().get("/api/me")
        assert (answer.status_code, answer.content) == (204, b"")


async def test_A4_an_old_cookie_is_handed_out_anew(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        token = world.token(phone)
        assert "set-cookie" not in (await phone.get("/api/me")).headers
        world.clock.time_ms += DAY_MS + 1
        assert (await phone.get("/api/me")).headers["set-cookie"].startswith(f"{COOKIE}={token};")
        assert "set-cookie" not in (await phone.get("/api/me")).headers
        devices = (await phone.get("/api/devices")).json()["devices"]
        assert devices[0]["last_seen_at"] == world.clock.time_ms


async def test_A5_over_plain_http_only_this_machine_pairs(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        code = await world.code()
        neighbour = world.browser(client=("192.168.1.7", 40000))
        assert await pair(neighbour, code) == (403, "https-needed")
        preview = await neighbour.write("/api/pair/preview", {"code": code})
        assert preview.json()["type"] == "https-needed"
        assert await pair(world.browser(client=("::1", 40000)), code) == (201, "paired")


async def test_A6_who_asks_comes_before_what_is_sent(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        read = []

        async def receive() -> dict[str, object]:
            read.append(1)
            return {"type": "http.request", "body": b"x", "more_body": False}

        sent: list[dict[str, object]] = []

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        headers = [(b"host", b"localhost:8000"), (b"origin", b"http://localhost:8000")]
        headers.append((b"content-type", b"application/json"))
        for path in ("/api/sync", "/api/codes"):
            scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b""}
            scope |= {"headers": headers, "scheme": "http", "client": ("127.0.0.1", 1), "http_version": "1.1"}
            await world.app.asgi({**scope, "server": ("127.0.0.1", 8000), "root_path": ""}, receive, send)
        assert [message["status"] for message in sent if message["type"] == "http.response.start"] == [401, 401]
        assert read == []


@pytest.mark.parametrize("host", ["evil.example", "localhost", "localhost:8001", "127.0.0.1.evil.example:8000", ""])
async def test_A7_an_unknown_host_is_turned_away(tmp_path: Path, host: str) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        for path in ("/", "/api/health", "/api/me", "/api/library"):
            answer = await phone.get(path, headers={"host": host})
            assert (answer.status_code, answer.json()["type"]) == (421, "wrong-host")


async def test_A7_the_machines_own_names_are_known(tmp_path: Path) -> None:
    async with open_world(tmp_path, host="practice.example") as world:
        for name in ("localhost", "127.0.0.1", "[::1]", "practice.example", "Practice.Example"):
            answer = await world.browser().get("/api/health", headers={"host": f"{name}:8000"})
            assert answer.status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", "https://localhost:8000", "http://localhost:8001"]
)
async def test_A8_a_foreign_origin_cannot_write(tmp_path: Path, origin: str) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        answer = await phone.write("/api/sync", {"facts": [fact_text(1)]}, origin=origin)
        assert (answer.status_code, answer.json()["type"]) == (403, "wrong-origin")
        del phone.headers["origin"]
        assert (await phone.write("/api/sync", {"facts": [fact_text(1)]})).status_code == 403
        assert (await phone.get("/api/sync")).json()["facts"] == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_A8_a_form_cannot_write(tmp_path: Path, kind: str) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        answer = await phone.post("/api/sync", content=b'{"facts": []}', headers={"content-type": kind})
        assert (answer.status_code, answer.json()["type"]) == (415, "wrong-content-type")


async def test_only_the_owner_makes_codes_and_sees_devices_and_status(tmp_path: Path) -> None:
    async with open_world(tmp_path, practice_name="Praxis Süd") as world:
        owner, therapist = await world.paired("owner"), await world.paired("therapist")
        for path in ("/api/devices", "/api/status"):
            assert (await owner.get(path)).status_code == 200
            assert (await therapist.get(path)).json()["type"] == "forbidden"
            assert (await world.browser().get(path)).json()["type"] == "not-paired"
        assert (await therapist.write("/api/codes", {"role": "owner"})).status_code == 403
        made = (await owner.write("/api/codes", {"role": "therapist"})).json()
        assert made["url"] == f"http://localhost:8000/pair#{made['code']}"
        assert await pair(world.browser(), made["code"]) == (201, "paired")
        refused = await owner.write("/api/codes", {"role": "client"})
        assert (refused.status_code, refused.json()["field"]) == (400, "$.role")
        devices = (await owner.get("/api/devices")).json()["devices"]
        assert [(device["role"], device["is_this"]) for device in devices] == [
            ("owner", True),
            ("therapist", False),
            ("therapist", False),
        ]
        status = (await owner.get("/api/status")).json()
        assert (status["practice_name"], status["devices"], status["facts"]) == ("Praxis Süd", 3, 1)


async def test_the_command_line_on_this_machine_makes_codes_too(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        shown = {"authorization": f"Bearer {CONTROL_TOKEN}"}
        assert (await world.browser().write("/api/codes", {"role": "therapist"}, **shown)).status_code == 201
        far = world.browser(client=("10.0.0.9", 1))
        assert (await far.write("/api/codes", {"role": "owner"}, **shown)).status_code == 401
        near = world.browser(client=("10.0.0.4", 1))
        assert (await near.write("/api/codes", {"role": "owner"}, **shown)).status_code == 401
        wrong = {"authorization": "Bearer guess"}
        assert (await world.browser().write("/api/codes", {"role": "owner"}, **wrong)).status_code == 401


async def test_the_command_line_reaches_a_server_that_listens_at_one_address_only(tmp_path: Path) -> None:
    async with open_world(tmp_path, listen="10.0.0.4") as world:
        shown = {"authorization": f"Bearer {CONTROL_TOKEN}"}
        for address, status in (("10.0.0.4", 201), ("10.0.0.9", 401)):
            browser = world.browser(client=(address, 1))
            assert (await browser.write("/api/codes", {"role": "owner"}, **shown)).status_code == status


async def test_a_revoked_device_is_told_so(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        token = world.token(await world.paired())
    revoke(tmp_path)
    async with open_world(tmp_path, world.clock) as again:
        assert await refusal_of(again, token) == "device-revoked"


def revoke(folder: Path) -> None:
    connection = sqlite3.connect(folder / "holdwell.sqlite3")
    connection.execute("UPDATE devices SET revoked_at = 1")
    connection.commit()
    connection.close()


async def refusal_of(world: World, token: str) -> str:
    answer = await world.browser().get("/api/sync", headers={"cookie": f"{COOKIE}={token}"})
    assert answer.status_code == 401
    kind: str = answer.json()["type"]
    return kind


def test_Y10_a_clients_device_sees_and_writes_its_own_client_only() -> None:
    client, owner, therapist = Viewer("client", "c1"), Viewer("owner", None), Viewer("therapist", None)
    written = {who: [may_write(who, named) for named in ("c1", "c2", None)] for who in (client, owner)}
    assert written == {client: [True, False, True], owner: [True] * 3}
    assert (filed_under(client, None), filed_under(owner, None), filed_under(owner, "c2")) == ("c1", None, "c2")
    assert [only_client(who) for who in (client, owner, therapist)] == ["c1", None, None]
    with pytest.raises(ValueError, match="without a client"):
        only_client(Viewer("client", None))


async def test_Y10_a_clients_device_is_held_to_its_client_over_http(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, phone = await world.paired(), await world.paired("therapist")
        await owner.sync([fact_text(1, client_id="client-aa"), fact_text(2, client_id="client-bb"), fact_text(3)])
        me = (await phone.get("/api/me")).json()["device_id"]
        await world.app.store.writer.run(
            lambda c: c.execute("UPDATE devices SET role='client', client_id='client-aa' WHERE device_id=?", (me,))
        )
        token = world.token(phone)
    async with open_world(tmp_path, world.clock) as again:
        phone = again.browser()
        phone.cookies.set(COOKIE, token)
        own = fact_text(1, origin="origin-c")
        answer = await phone.sync([own, fact_text(2, origin="origin-c", client_id="client-bb")])
        assert [fault["type"] for fault in answer["refused"]] == ["client-forbidden"]
        assert (await phone.read_all())[0] == [fact_text(1, client_id="client-aa"), own]
        # A page that one device has just read is not shared with one that may see less.
        therapist = await again.paired("therapist")
        begin = answer["cursor"].partition(".")[0] + ".0." + "0" * 32
        await therapist.sync(cursor=begin)
        all_texts, own_texts = [
            [fact["raw"] for fact in (await each.get("/api/sync", params={"cursor": begin})).json()["facts"]]
            for each in (therapist, phone)
        ]
        assert (len(all_texts), own_texts) == (4, [fact_text(1, client_id="client-aa"), own])


async def test_A14_what_was_written_for_another_device_is_not_taken_by_this_one(
    tmp_path: Path,
) -> None:
    async with open_world(tmp_path) as world:
        other = await add_practice(world.app.store, world.app.access, world.clock, "Elsewhere")
        before, now = await world.paired(), await world.paired(practice_id=other.practice_id)
        mine = {"holdwell-device": await now.device_id()}
        not_mine = {"holdwell-device": await before.device_id()}
        # Once as the routes answer it, once more as it is answered to a device that is known.
        for number in (1, 2):
            push = {"cursor": None, "facts": [fact_text(number)]}
            for answer in (
                await now.write("/api/sync", push, **not_mine),
                await now.get("/api/sync", headers=not_mine),
                await now.get("/api/sync", params={"cursor": "x.0." + "0" * 32}, headers=not_mine),
                await now.get("/api/sync/older", params={"before": "x"}, headers=not_mine),
            ):
                assert (answer.status_code, answer.json()["type"]) == (401, "other-device")
            assert (await now.read_all())[0] == [fact_text(each) for each in range(1, number)]
            assert (await now.write("/api/sync", push, **mine)).json()["refused"] == []
        # A removal is told to the device that it is about, and to no other.
        owner = await world.paired(practice_id=other.practice_id)
        await owner.write(f"/api/devices/{mine['holdwell-device']}/revoke", {})
        told = [(await now.get("/api/sync", headers=each)).json()["type"] for each in (mine, not_mine)]
        assert told == ["device-revoked", "other-device"]


async def test_A14_what_a_device_left_of_one_practice_is_handed_over_to_no_other(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        other = await add_practice(world.app.store, world.app.access, world.clock, "Elsewhere")
        owner = await world.paired(practice_id=other.practice_id)
        # Its cookie is that of the other practice by now, which has removed it as well.
        device = await world.paired("therapist", practice_id=other.practice_id)
        await owner.write(f"/api/devices/{await device.device_id()}/revoke", {})
        of_first = {"facts": [fact_text(1)], "practice_id": world.app.practice.practice_id}
        refused = await device.write("/api/handover", of_first)
        assert (refused.status_code, refused.json()["type"]) == (401, "other-device")
        assert (await owner.get("/api/devices")).json()["removed"] == []
        # An app of before does not say of which practice it is.
        for of_other in ({"practice_id": other.practice_id}, {}):
            taken = await device.write("/api/handover", {"facts": [fact_text(2)], **of_other})
            assert (taken.status_code, taken.json()["count"]) == (200, 1)


async def test_T8_whoever_may_make_codes_is_told_whether_any_can_be_made_for_clients(tmp_path: Path) -> None:
    for way, url in ({"way": "plain"}, ORIGIN), (PUBLIC, PUBLIC_URL):
        async with open_world(tmp_path / str(way["way"]), **way) as world:
            for role in ("owner", "therapist"):
                device = await world.paired(role, url=url)
                assert (await device.get("/api/me")).json()["is_publicly_trusted"] == (url == PUBLIC_URL)
