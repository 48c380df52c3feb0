"""What is said of a session later: the day after, the review, advice set aside. Checked by field, kept as it came, and
held to the client it is about.
"""

from pathlib import Path
from typing import Any

import pytest

from holdwell.access import COOKIE
from worlds import fact_text, open_world

CHECKED_IN = {"feeling": "worse", "is_sore": True, "signs": ["numb", "bruise"]}
SET_ASIDE = {"advice": ["hours-between", "same-point"], "why": "Another area than last time"}
REVIEWED = {"protocol_id": "low-back-pain-self-care", "change": "same"}
SEEN = {"question": "seen-by-clinician", "answer": "yes", "action": "refer-first"}
NEXT_DAY = {"when": "next-day", "nrs": 4, "region": "low-back-pain"}
SAID: list[tuple[str, dict[str, Any]]] = [
    ("checked_in", CHECKED_IN),
    ("checked_in", {"feeling": "better", "is_sore": False}),
    ("advice_set_aside", SET_ASIDE),
    ("review_answered", REVIEWED),
    ("screening_answered", SEEN),
    ("pain_rated", NEXT_DAY),
]
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("checked_in", {**CHECKED_IN, "feeling": "fine"}, "$.body.feeling"),
    ("checked_in", {**CHECKED_IN, "is_sore": "yes"}, "$.body.is_sore"),
    ("checked_in", {"feeling": "better"}, "$.body"),
    ("checked_in", {**CHECKED_IN, "signs": ["Dark urine"]}, "$.body.signs[0]"),
    ("checked_in", {**CHECKED_IN, "signs": ["numb"] * 21}, "$.body.signs"),
    ("advice_set_aside", {**SET_ASIDE, "advice": []}, "$.body.advice"),
    ("advice_set_aside", {**SET_ASIDE, "why": ""}, "$.body.why"),
    ("advice_set_aside", {**SET_ASIDE, "why": "x" * 501}, "$.body.why"),
    ("review_answered", {**REVIEWED, "change": "none"}, "$.body.change"),
    ("review_answered", {"change": "same"}, "$.body"),
]


async def test_Y1_what_is_said_later_comes_back_as_the_very_text_it_was(tmp_path: Path) -> None:
    texts = [fact_text(n, kind=kind, body=body) for n, (kind, body) in enumerate(SAID, 1)]
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired("therapist")
        assert (await phone.sync(texts))["refused"] == []
        assert (await tablet.read_all())[0] == texts


@pytest.mark.parametrize(("kind", "body", "path"), BAD, ids=[str(number) for number in range(len(BAD))])
async def test_Y6_what_is_said_later_is_checked_by_field_and_blocks_no_other(
    tmp_path: Path, kind: str, body: dict[str, Any], path: str
) -> None:
    good = fact_text(2, kind="checked_in", body=CHECKED_IN)
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        answer = await phone.sync([fact_text(1, kind=kind, body=body), good])
        assert [fault["detail"].partition(":")[0] for fault in answer["refused"]] == [path]
        assert (await phone.read_all())[0] == [good]


@pytest.mark.parametrize(("kind", "body"), SAID, ids=[str(number) for number in range(len(SAID))])
async def test_Y10_a_clients_device_says_it_of_its_own_client_and_reads_no_other(
    tmp_path: Path, kind: str, body: dict[str, Any]
) -> None:
    async with open_world(tmp_path) as world:
        owner, phone = await world.paired(), await world.paired("therapist")
        of_own, of_other = (fact_text(n, kind=kind, body=body, client_id=f"client-{'ab'[n - 1] * 2}") for n in (1, 2))
        await owner.sync([of_own, of_other])
        me = (await phone.get("/api/me")).json()["device_id"]
        await world.app.store.writer.run(
            lambda c: c.execute("UPDATE devices SET role='client', client_id='client-aa' WHERE device_id=?", (me,))
        )
        token = world.token(phone)
    async with open_world(tmp_path, world.clock) as again:
        phone = again.browser()
        phone.cookies.set(COOKIE, token)
        own = fact_text(1, origin="origin-c", kind=kind, body=body)
        foreign = fact_text(2, origin="origin-c", kind=kind, body=body, client_id="client-bb")
        refused = [fault["type"] for fault in (await phone.sync([own, foreign]))["refused"]]
        # That advice was set aside is for a practice's staff to say.
        is_staffs = kind == "advice_set_aside"
        assert refused == (["practice-only", "client-forbidden"] if is_staffs else ["client-forbidden"])
        assert (await phone.read_all())[0] == ([of_own] if is_staffs else [of_own, own])
