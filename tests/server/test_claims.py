"""A pairing whose answer is lost: the same browser tries the same code again, and nobody else may."""

import hashlib
import json
from pathlib import Path

from worlds import ORIGIN, Browser, World, fact_text, open_world

MINE, ANOTHER = "1a" * 32, "2b" * 32
LIFE_MS = 10 * 60 * 1000


async def pair(
    world: World, code: str, claim: str | None = MINE, attempt: int = 1, name: str = "a tablet"
) -> tuple[Browser, int]:
    """One attempt of a browser that has no cookie of before; with what the server answered."""
    browser = world.browser(url=ORIGIN)
    body = {"code": code, "device_name": name, "claim": claim, "attempt": attempt}
    answer = await browser.write("/api/pair", body)
    assert answer.status_code == 201 or answer.json()["type"] == "code-not-valid"
    return browser, answer.status_code


async def noted(owner: Browser) -> list[str]:
    """The kinds of audit facts, in the order of the log."""
    return [json.loads(text)["kind"] for text in (await owner.read_all())[0]]


async def test_A16_the_same_browser_tries_a_code_again_and_becomes_the_same_device(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        code = await world.code("therapist")
        lost, _ = await pair(world, code)
        # It was heard of, as where only the end of the answer was cut off.
        await lost.sync([fact_text(1)])
        tablet, status = await pair(world, code, attempt=2)
        assert status == 201
        device_id = await tablet.device_id()
        listed = (await owner.get("/api/devices")).json()["devices"]
        assert [each["device_id"] for each in listed if not each["is_this"]] == [device_id]
        assert await noted(owner) == ["device_paired", "note_written"]
        # The cookie of the answer that was lost is nobody's, and this one is good.
        assert world.token(lost) != world.token(tablet)
        assert (await lost.get("/api/sync")).json()["type"] == "not-paired"
        assert (await lost.write("/api/sync", {"facts": [fact_text(2)]})).json()["type"] == "not-paired"
        assert (await tablet.sync([fact_text(2)]))["refused"] == []
        # So often as it takes.
        again, status = await pair(world, code, attempt=9)
        assert (status, await again.device_id()) == (201, device_id)


async def test_A16_a_client_comes_to_its_own_client_again(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        practice_id = world.app.practice.practice_id
        code = await world.app.access.make_code(practice_id, "client", None, client_id="client-aa")
        await pair(world, code.code)
        phone, _ = await pair(world, code.code, attempt=2)
        me = (await phone.get("/api/me")).json()
        assert (me["role"], me["client_id"]) == ("client", "client-aa")


async def test_A16_only_who_redeemed_a_code_is_told_whose_it_was(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        code = await world.code("therapist")
        fresh = (await world.browser().write("/api/pair/preview", {"code": code, "claim": MINE})).json()
        await pair(world, code)
        answers = [
            await world.browser().write("/api/pair/preview", {"code": code, **claimed})
            for claimed in ({"claim": MINE}, {"claim": ANOTHER}, {"claim": None}, {})
        ]
        assert [answer.status_code for answer in answers] == [200, 403, 403, 403]
        assert answers[0].json() == fresh


async def test_A16_anybody_else_with_a_used_code_is_refused_alike_and_slowed(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        code = await world.code()
        mine, _ = await pair(world, code)
        refused = [
            await world.browser().write("/api/pair", {"code": text, "device_name": "x", **claimed})
            for text, claimed in (
                (code, {}),
                (code, {"claim": None, "attempt": 2}),
                (code, {"claim": ANOTHER, "attempt": 2}),
                ("0000-0000", {"claim": MINE, "attempt": 2}),
            )
        ]
        assert {(answer.status_code, answer.content) for answer in refused} == {(403, refused[0].content)}
        assert world.clock.sleeps_ms == [250, 500, 1000, 2000]
        assert (await mine.get("/api/me")).status_code == 200


async def test_A16_a_code_that_was_redeemed_without_a_claim_is_used_up_for_all(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        code = await world.code()
        assert (await pair(world, code, None))[1] == 201
        assert [(await pair(world, code, claim, 2))[1] for claim in (None, MINE)] == [403, 403]


async def test_A16_a_code_is_tried_again_while_it_lasts_and_no_longer(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        code = await world.code()
        await pair(world, code)
        world.clock.time_ms += LIFE_MS - 1
        assert (await pair(world, code, attempt=2))[1] == 201
        world.clock.time_ms += 1
        assert (await pair(world, code, attempt=3))[1] == 403
        preview = await world.browser().write("/api/pair/preview", {"code": code, "claim": MINE})
        assert preview.status_code == 403


async def test_A16_a_device_that_was_removed_meanwhile_is_not_given_back(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        code = await world.code("therapist")
        gone, _ = await pair(world, code)
        await owner.write(f"/api/devices/{await gone.device_id()}/revoke", {})
        assert (await pair(world, code, attempt=2))[1] == 403
        assert len((await owner.get("/api/devices")).json()["devices"]) == 1
        assert (await gone.get("/api/sync")).json()["type"] == "device-revoked"


async def test_A16_an_attempt_that_was_held_up_takes_the_cookie_from_no_later_one(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        code = await world.code()
        tablet, _ = await pair(world, code, attempt=2)
        assert [(await pair(world, code, attempt=late))[1] for late in (1, 2)] == [403, 403]
        assert (await tablet.get("/api/me")).status_code == 200


async def test_A16_another_name_at_the_second_attempt_is_its_name_and_is_noted(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        code = await world.code()
        await pair(world, code, name="a tablet")
        tablet, _ = await pair(world, code, attempt=2, name=" the  tablet ")
        assert (await tablet.get("/api/me")).json()["device_name"] == "the tablet"
        assert await noted(owner) == ["device_paired", "device_renamed"]


async def test_A16_a_claim_is_kept_as_a_hash_only_and_has_128_bits_or_more(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        code = await world.code()
        await pair(world, code)
        kept = b"".join(file.read_bytes() for file in tmp_path.glob("holdwell.sqlite3*"))
        assert hashlib.sha256(MINE.encode()).digest() in kept
        assert MINE.encode() not in kept
        assert bytes.fromhex(MINE) not in kept
        for claim in ("", "1a" * 15, "1A" * 32, "é" * 40, "1a" * 65):
            body = {"code": code, "device_name": "x", "claim": claim, "attempt": 2}
            answer = await world.browser().write("/api/pair", body)
            assert (answer.status_code, answer.json()["type"]) == (400, "invalid")
