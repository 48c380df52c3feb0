"""A push over HTTP: repeats, conflicts, receipts, and what comes back with it."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from worlds import fact_text, id_of, open_world, receipt_of

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "receipt.json").read_text(encoding="utf-8"))


async def test_Y2_a_repeated_push_changes_nothing_and_moves_no_cursor(tmp_path: Path) -> None:
    facts = [fact_text(number) for number in range(1, 6)]
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        first = await phone.sync(facts)
        _, cursor = await tablet.read_all()
        head = world.app.store.head(world.app.practice.practice_id)
        world.clock.time_ms += 5000
        again = await phone.sync(facts, first["cursor"])
        assert again == first
        assert world.app.store.head(world.app.practice.practice_id) == head
        assert await tablet.read_all(cursor) == ([], cursor)


async def test_Y2_repeats_among_new_facts_burn_no_position(tmp_path: Path) -> None:
    facts = [fact_text(number) for number in range(1, 7)]
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        await phone.sync(facts[:3])
        await phone.sync([facts[0], facts[3], facts[3], facts[1], facts[4]])
        await phone.sync(facts)
        stored = (await tablet.sync())["facts"]
        assert [fact["pos"] for fact in stored] == [1, 2, 3, 4, 5, 6]
        assert [fact["raw"] for fact in stored] == facts


@pytest.mark.parametrize("count", [3, 63, 64, 65, 130, 200])
async def test_Y2_Y3_repeats_and_conflicts_are_told_apart_in_a_push_of_any_size(tmp_path: Path, count: int) -> None:
    chance = random.Random(count)
    facts = [fact_text(number) for number in range(1, count + 1)]
    before, conflict = facts[::3], fact_text(1, body={"text": "another"})
    number_taken = fact_text(2 * count, seq=1)
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        cursor = (await phone.sync(before))["cursor"]
        mixed = chance.sample(facts[1:], count - 1)
        answer = await phone.sync([*mixed, conflict, number_taken, mixed[0]], cursor)
        assert [(one["id"], one["type"]) for one in answer["refused"]] == [
            (id_of(conflict), "fact-conflict"),
            (id_of(number_taken), "fact-conflict"),
        ]
        assert answer["facts"] == []
        assert answer["receipts"][0]["digest"] == receipt_of(facts)
        stored, _ = await tablet.read_all()
        assert stored == before + [text for text in mixed if text not in before]
        assert world.app.store.head(world.app.practice.practice_id).pos == count


async def test_a_push_by_who_has_read_everything_is_answered_with_its_own_end(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        first = await phone.sync([fact_text(1)])
        second = await phone.sync([fact_text(2)], first["cursor"])
        assert (second["facts"], second["more"], second["reset"]) == ([], False, False)
        assert (await tablet.read_all(first["cursor"])) == ([fact_text(2)], second["cursor"])
        late = await tablet.sync([fact_text(3)], first["cursor"])
        assert [fact["raw"] for fact in late["facts"]] == [fact_text(2)]


async def test_Y3_the_same_id_with_another_text_is_refused_and_nothing_overwritten(tmp_path: Path) -> None:
    original, other = fact_text(1), fact_text(1, body={"text": "forged"})
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        await phone.sync([original])
        answer = await tablet.sync([other, fact_text(2)])
        assert [(fault["id"], fault["type"]) for fault in answer["refused"]] == [(id_of(original), "fact-conflict")]
        texts, _ = await phone.read_all()
        assert texts == [original, fact_text(2)]


async def test_Y3_two_texts_of_one_id_in_one_request_keep_the_first(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        answer = await phone.sync([fact_text(1), fact_text(1, body={"text": "second"})])
        assert [fault["type"] for fault in answer["refused"]] == ["fact-conflict"]
        assert (await phone.read_all())[0] == [fact_text(1)]


async def test_Y3_an_origin_never_says_one_number_twice(tmp_path: Path) -> None:
    clash = fact_text(1, id="0190ffff-0000-7000-8000-000000000000")
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        answer = await phone.sync([fact_text(1), clash, fact_text(2)])
        assert [(fault["id"], fault["type"]) for fault in answer["refused"]] == [(id_of(clash), "fact-conflict")]
        assert "$.seq" in answer["refused"][0]["detail"]
        assert (await phone.read_all())[0] == [fact_text(1), fact_text(2)]


@pytest.mark.parametrize("vector", [vector for vector in VECTORS if vector["count"]], ids=lambda one: str(one["count"]))
async def test_Y9_a_push_is_answered_with_the_receipt_of_the_shared_vectors(
    tmp_path: Path, vector: dict[str, Any]
) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        receipts = (await phone.sync(vector["facts"]))["receipts"]
        assert [(one["count"], one["digest"]) for one in receipts] == [(vector["count"], vector["digest"])]


async def test_Y9_receipts_cover_every_subject_and_origin_that_a_request_touches(tmp_path: Path) -> None:
    mine = [fact_text(number) for number in (3, 1, 2)]
    theirs = [fact_text(1, origin="origin-b")]
    elsewhere = [fact_text(4, subject="session-0002")]
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        await phone.sync(mine[:2])
        answer = await phone.sync([mine[2], mine[0], *theirs, *elsewhere])
        assert answer["receipts"] == [
            {"subject": "session-0001", "origin": "origin-a", "count": 3, "digest": receipt_of(mine)},
            {"subject": "session-0001", "origin": "origin-b", "count": 1, "digest": receipt_of(theirs)},
            {"subject": "session-0002", "origin": "origin-a", "count": 1, "digest": receipt_of(elsewhere)},
        ]


async def test_Y11_the_facts_of_a_request_are_not_sent_back_but_a_conflicting_text_is(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        await phone.sync([fact_text(1), fact_text(2)])
        answer = await tablet.sync([fact_text(1), fact_text(2, body={"text": "mine"}), fact_text(3)])
        assert [fact["raw"] for fact in answer["facts"]] == [fact_text(2)]
        assert not answer["more"]
        assert (await tablet.sync(cursor=answer["cursor"]))["facts"] == []
