"""What a practice keeps as a protocol of its own: checked to its last field, held to the rules of the house, and read
by nobody outside.
"""

import copy
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from holdwell.access import COOKIE
from holdwell.core.rules import claims_in
from holdwell.core.saved import VERSION_CHARACTERS_AT_MOST, SavedFault, check_saved
from holdwell.library import load
from holdwell.wire import ProtocolSaved
from worlds import Browser, World, fact_text, open_world

FOLDER = Path(__file__).parents[2] / "protocols"
PUT_AWAY = {"replaces": "0190aaaa-0000-7000-8000-000000000000"}


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    """A version of the shipped library for therapists, as a document."""
    library = load(FOLDER)
    digest = next(p.digest for p in library.library.protocols if p.protocol.id == "low-back-pain-therapist")
    version: dict[str, Any] = json.loads(library.versions[digest])
    return version


def body_of(document: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The body of a fact that saves this version, as an app writes it: its own JSON, not the server's."""
    text = json.dumps(document, ensure_ascii=False, separators=(", ", ": "))
    return {"replaces": None, "digest": hashlib.sha256(text.encode()).hexdigest(), "version": text, **changes}


def changed(version: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The document with another value at a path; None takes the field away."""
    copied = copy.deepcopy(version)
    at: Any = copied
    for part in path[:-1]:
        at = at[part]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return copied


def refusal(body: dict[str, Any]) -> str:
    with pytest.raises(SavedFault) as caught:
        check_saved(ProtocolSaved(**body))
    return f"$.body.{caught.value.field}: {caught.value.sentence}"


def test_V1_a_digest_of_another_text_is_refused(shipped: dict[str, Any]) -> None:
    check_saved(ProtocolSaved(**body_of(shipped)))
    assert refusal(body_of(shipped, digest="0" * 64)).startswith("$.body.digest: expected the SHA-256")


def test_V2_a_text_that_is_no_whole_version_is_refused(shipped: dict[str, Any]) -> None:
    for path in (("protocol",), ("condition",), ("points",), ("screening",), ("zones",), ("protocol", "title")):
        assert refusal(body_of(changed(shipped, path, None))).startswith("$.body.version: expected a whole protocol")
    extra = body_of(changed(shipped, ("protocol", "steps", 0, "hold_h"), 1))
    assert "hold_h" in refusal(extra)
    assert "$.protocol.steps[0]" in refusal(extra)
    assert "valid JSON" in refusal(body_of(shipped, version="[]"))
    assert "valid JSON" in refusal(body_of(shipped, version="{" * 3000))
    assert "characters" in refusal(body_of(shipped, version=" " * (VERSION_CHARACTERS_AT_MOST + 1)))


def test_V3_a_protocol_for_self_care_is_never_saved(shipped: dict[str, Any]) -> None:
    said = refusal(body_of(changed(shipped, ("protocol", "audience"), "self-care")))
    assert "expected therapist" in said
    assert "$.protocol.audience" in said


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        (("protocol", "steps", 0, "hold_s"), 91, "L1"),
        (("protocol", "steps", 0, "reps"), 10, "L2"),
        (("protocol", "steps", 0, "ceiling_nrs"), 8, "L8"),
        (("protocol", "ramp_s"), 0, "L11"),
        (("protocol", "frequency", "min_hours_between"), 0, "L15"),
        (("protocol", "steps", 0, "pulse"), {"press_s": 1, "ease_s": 5}, "L25"),
        (("protocol", "title"), "It cures the back", "L22"),
        (("condition", "screen"), ["not-carried"], "L23"),
        (("points",), [], "L24"),
        (("protocol", "condition"), "another", "L24"),
    ],
)
def test_V4_a_broken_rule_of_the_house_is_named_with_its_place(
    shipped: dict[str, Any], path: tuple[str | int, ...], value: Any, rule: str
) -> None:
    assert f"[{rule}] - at $" in refusal(body_of(changed(shipped, path, value)))


@asynccontextmanager
async def world_with_client(folder: Path) -> AsyncIterator[tuple[World, Browser]]:
    """A world with a paired device of the client `client-aa`: bound to it as the server will bind one."""
    async with open_world(folder) as world:
        phone = await world.paired()
        me = (await phone.get("/api/me")).json()["device_id"]
        await world.app.store.writer.run(
            lambda c: c.execute("UPDATE devices SET role='client', client_id='client-aa' WHERE device_id=?", (me,))
        )
        token = world.token(phone)
    async with open_world(folder, world.clock) as again:
        client = again.browser()
        client.cookies.set(COOKIE, token)
        yield again, client


def test_V4_what_a_name_promises_is_what_the_app_refuses_too() -> None:
    cases = json.loads((Path(__file__).parents[1] / "vectors" / "claims.json").read_text("utf-8"))
    found = [{"text": case["text"], "is_promise": any(claims_in({"title": case["text"]}))} for case in cases]
    assert found == cases


async def test_V5_what_a_practice_saved_is_read_by_its_staff_only(tmp_path: Path, shipped: dict[str, Any]) -> None:
    body = body_of(shipped)
    saved = fact_text(1, kind="protocol_saved", body=body)
    away = fact_text(2, kind="protocol_put_away", body=PUT_AWAY)
    async with world_with_client(tmp_path) as (world, client):
        tablet, phone, stranger = await world.paired("therapist"), await world.paired("owner"), world.browser()
        assert (await tablet.sync([saved, away]))["refused"] == []
        assert (await phone.read_all())[0] == [saved, away]
        assert (await client.read_all())[0] == []
        path = f"/api/protocols/{body['digest']}"
        found = await phone.get(path)
        assert (found.status_code, found.text) == (200, body["version"])
        assert "private" in found.headers["cache-control"]
        assert [(await other.get(path)).status_code for other in (client, stranger)] == [404, 404]


async def test_V5_a_clients_device_saves_nothing_and_nothing_saved_is_filed_under_a_client(
    tmp_path: Path, shipped: dict[str, Any]
) -> None:
    bodies = {"protocol_saved": body_of(shipped), "protocol_put_away": PUT_AWAY}
    async with world_with_client(tmp_path) as (world, client):
        tablet = await world.paired("therapist")
        for number, (kind, body) in enumerate(bodies.items(), 1):
            for_nobody = fact_text(number, kind=kind, body=body)
            for_client = fact_text(number, kind=kind, body=body, client_id="client-aa")
            for browser, text, field in ((client, for_nobody, "$.kind"), (tablet, for_client, "$.client_id")):
                [fault] = (await browser.sync([text]))["refused"]
                assert (fault["type"], fault["detail"].partition(":")[0]) == ("practice-only", field)
        assert (await tablet.read_all())[0] == []


async def test_V4_a_refused_version_names_field_and_rule_and_blocks_no_other(
    tmp_path: Path, shipped: dict[str, Any]
) -> None:
    bad = fact_text(1, kind="protocol_saved", body=body_of(changed(shipped, ("protocol", "steps", 0, "hold_s"), 91)))
    good = fact_text(2, kind="protocol_saved", body=body_of(shipped))
    async with open_world(tmp_path) as world:
        tablet = await world.paired("therapist")
        [fault] = (await tablet.sync([bad, good]))["refused"]
        assert fault["type"] == "invalid"
        assert fault["detail"].startswith("$.body.version: ")
        assert "[L1] - at $.protocol.steps[0].hold_s" in fault["detail"]
        assert (await tablet.read_all())[0] == [good]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"when": "next-day", "regions": []}, "$.body.when"),
        ({"when": "before"}, "$.body"),
        ({"when": "after", "regions": ["Left arm"]}, "$.body.regions[0]"),
        ({"when": "after", "regions": ["left-shoulder-back"] * 81}, "$.body.regions"),
    ],
)
async def test_Y6_a_pain_drawing_is_checked_by_field(tmp_path: Path, body: dict[str, Any], path: str) -> None:
    good = fact_text(2, kind="pain_drawn", body={"when": "before", "regions": ["left-shoulder-back"]})
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        answer = await phone.sync([fact_text(1, kind="pain_drawn", body=body), good])
        assert [fault["detail"].partition(":")[0] for fault in answer["refused"]] == [path]
        assert (await phone.read_all())[0] == [good]
