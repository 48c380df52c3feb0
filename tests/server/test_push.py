"""A push over HTTP: repeats, conflicts, receipts, and what comes back with it."""

import gzip
import hashlib
import json
import random
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from holdwell.access import Access
from holdwell.store.store import StoreFull
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
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        cursor = (await phone.sync(before))["cursor"]
        mixed = chance.sample(facts[1:], count - 1)
        answer = await phone.sync([*mixed, conflict, mixed[0]], cursor)
        assert [(one["id"], one["type"]) for one in answer["refused"]] == [
            (id_of(conflict), "fact-conflict"),
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


async def test_Y3_a_refusal_names_the_text_that_the_receipt_counts_in_its_place(tmp_path: Path) -> None:
    held, more = fact_text(1), fact_text(2)
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        cursor = (await phone.sync([held]))["cursor"]
        answer = await tablet.sync([fact_text(1, body={"text": "another"}), more], cursor)
        assert [fault["digest"] for fault in answer["refused"]] == [hashlib.sha256(held.encode()).hexdigest()]
        assert [(one["count"], one["digest"]) for one in answer["receipts"]] == [(2, receipt_of([held, more]))]
        # Where the receipt over its subject and origin counts no such text, none is named.
        for changes in ({"subject": "session-0002"}, {"origin": "origin-b"}):
            text = json.dumps({**json.loads(held), **changes})
            answer = await tablet.sync([text, fact_text(3, **changes)], cursor)
            assert [(fault["type"], fault["digest"]) for fault in answer["refused"]] == [("fact-conflict", None)]


async def test_Y3_nobody_is_told_of_a_text_that_it_may_not_see(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        tablet, phone = await world.paired("therapist"), await world.paired("client", "client-aa")
        await tablet.sync([fact_text(1, client_id="client-bb"), fact_text(2, client_id="client-aa")])
        mine = [fact_text(number, client_id="client-aa", body={"text": "mine"}) for number in (1, 2)]
        refused = (await phone.sync(mine))["refused"]
        seen = hashlib.sha256(fact_text(2, client_id="client-aa").encode()).hexdigest()
        assert [(fault["type"], fault["digest"]) for fault in refused] == [
            ("fact-conflict", None),
            ("fact-conflict", seen),
        ]


async def test_Y3_two_texts_of_one_id_in_one_request_keep_the_first(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        answer = await phone.sync([fact_text(1), fact_text(1, body={"text": "second"})])
        assert [fault["type"] for fault in answer["refused"]] == ["fact-conflict"]
        assert (await phone.read_all())[0] == [fact_text(1)]


async def test_Y3_a_number_that_a_device_gives_again_after_it_was_put_back_is_taken(tmp_path: Path) -> None:
    again = [fact_text(number, seq=1) for number in (3, 4)]
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        await phone.sync([fact_text(1), fact_text(2)])
        answer = await phone.sync([*again, fact_text(1)])
        assert answer["refused"] == []
        assert answer["receipts"][0]["digest"] == receipt_of([fact_text(1), fact_text(2), *again])
        assert (await tablet.read_all())[0] == [fact_text(1), fact_text(2), *again]


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


async def test_Y9_a_receipt_covers_what_the_device_may_see(tmp_path: Path) -> None:
    of_client = [fact_text(number, client_id="client-aa") for number in (1, 2)]
    others = [fact_text(3), fact_text(4, client_id="client-bb")]
    async with open_world(tmp_path) as world:
        tablet, phone = await world.paired("therapist"), await world.paired("client", "client-aa")
        assert (await tablet.sync([*of_client, *others]))["receipts"][0]["count"] == 4
        # It heals a server with what it was shown, and can tell that this is there.
        receipt = (await phone.sync(of_client[:1]))["receipts"][0]
        assert (receipt["count"], receipt["digest"]) == (2, receipt_of(of_client))


async def test_Y11_the_facts_of_a_request_are_not_sent_back_but_a_conflicting_text_is(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        phone, tablet = await world.paired(), await world.paired()
        await phone.sync([fact_text(1), fact_text(2)])
        answer = await tablet.sync([fact_text(1), fact_text(2, body={"text": "mine"}), fact_text(3)])
        assert [fact["raw"] for fact in answer["facts"]] == [fact_text(2)]
        assert not answer["more"]
        assert (await tablet.sync(cursor=answer["cursor"]))["facts"] == []


def body_of(*facts: str, cursor: str | None = None) -> bytes:
    return json.dumps({"cursor": cursor, "facts": facts}).encode()


PUSHES: list[tuple[bytes, dict[str, str]]] = [
    (body_of(fact_text(1), fact_text(2)), {}),
    (body_of(fact_text(1), fact_text(2, body={"text": "another"}), "no fact", fact_text(4)), {}),
    (body_of(fact_text(5), cursor="of another log"), {}),
    (body_of(*(fact_text(number, body={"text": "long " * 100}) for number in range(6, 11))), {}),
    (gzip.compress(body_of(fact_text(11))), {"content-encoding": "gzip"}),
    (gzip.compress(body_of(fact_text(12)))[:-9], {"content-encoding": "gzip"}),
    (body_of(fact_text(13)), {"content-encoding": "x"}),
    (body_of(fact_text(14)), {"content-length": "9" * 12}),
    (body_of(*map(fact_text, range(15, 36))), {}),
    (b"", {}),
    (b"[" * 90_000, {}),
    (b'{"facts": [1]}', {}),
    (body_of(fact_text(15), "x" * 200_000), {}),
    (body_of(), {}),
]


async def answers(folder: Path) -> list[tuple[int, bytes, list[tuple[str, str]]]]:
    async with open_world(folder, max_facts_per_push=20, max_body_bytes=100_000, page_facts=2) as world:
        phone = await world.paired()
        assert (await phone.get("/api/me")).status_code == 200
        got: list[httpx.Response] = []
        for body, headers in PUSHES:
            got.append(
                await phone.post("/api/sync", content=body, headers={"content-type": "application/json", **headers})
            )
        return [(one.status_code, one.content, sorted(one.headers.items())) for one in got]


async def test_a_push_is_answered_alike_on_the_quick_way_and_by_the_routes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = await answers(tmp_path / "quick")
    with monkeypatch.context() as patch:
        patch.setattr(Access, "device_at_hand", lambda self, headers: None)
        assert await answers(tmp_path / "routes") == quick
    assert [status for status, _, _ in quick] == [200] * 5 + [400, 415, 413, 413, 400, 400, 400, 413, 200]


async def test_a_known_device_is_answered_without_the_routes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_world(tmp_path) as world:
        phone = await world.paired()
        first = await phone.sync([fact_text(1)])
        monkeypatch.setattr(Litestar, "__call__", None)
        assert (await phone.sync([fact_text(2)], first["cursor"]))["receipts"][0]["count"] == 2


async def test_an_error_on_the_quick_way_is_answered_by_the_routes_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise StoreFull("the disk is full")

    async with open_world(tmp_path) as world:
        phone = await world.paired()
        await phone.sync([fact_text(1)])
        with monkeypatch.context() as patch:
            patch.setattr(world.app.store, "push", full)
            answer = await phone.write("/api/sync", {"facts": [fact_text(2)]})
            assert (answer.status_code, answer.json()["type"]) == (507, "storage-full")
        assert (await phone.sync([fact_text(2)]))["receipts"][0]["count"] == 2


async def test_Y13_a_fact_that_is_brought_back_is_filed_as_it_was(tmp_path: Path) -> None:
    """Written by a client's phone before it was paired: its text names nobody."""
    own, clash = fact_text(1), fact_text(2, kind="protocol_put_away", body={"replaces": id_of(fact_text(9))})
    async with open_world(tmp_path / "one") as world:
        tablet, phone = await world.paired("therapist"), await world.paired("client", "client-aa")
        await phone.sync([own])
        read = (await tablet.sync())["facts"]
        assert [(each["raw"], each["client_id"]) for each in read] == [(own, "client-aa")]
    async with open_world(tmp_path / "other") as world:
        tablet, phone = await world.paired("therapist"), await world.paired("client", "client-aa")
        other = await world.paired("client", "client-bb")
        filed = {id_of(own): read[0]["client_id"], id_of(clash): "client-aa"}
        answer = await tablet.write("/api/sync", {"cursor": None, "facts": [own, clash], "filed": filed})
        assert answer.json()["refused"] == []
        assert (await phone.read_all())[0] == [own]
        # What belongs to the practice is filed under nobody, and a client's device files under its own client only.
        await other.write(
            "/api/sync", {"cursor": None, "facts": [fact_text(3)], "filed": {id_of(fact_text(3)): "client-aa"}}
        )
        assert (await phone.read_all())[0] == [own]
        assert (await other.read_all())[0] == [fact_text(3)]
        # Whoever was erased is found by it.
        await (await world.paired()).write("/api/clients/client-aa/erase", {})
        refused = (
            await tablet.write("/api/sync", {"facts": [fact_text(4)], "filed": {id_of(fact_text(4)): "client-aa"}})
        ).json()
        assert [each["type"] for each in refused["refused"]] == ["erased"]
