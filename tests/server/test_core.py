"""The pure parts: receipts by the shared vectors, cursors, facts."""

import hashlib
import json
from pathlib import Path

import pytest

from holdwell import wire
from holdwell.core.cursor import EMPTY_CHAIN, Position, chain_after, cursor_from_position, position_from_cursor
from holdwell.core.digest import digest_from_text
from holdwell.core.facts import FactFault, read_fact
from holdwell.core.receipts import receipt_digest
from worlds import fact_text, id_of

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "receipt.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=[str(number) for number in range(len(VECTORS))])
def test_Y9_a_receipt_is_what_the_shared_vectors_say(vector: dict[str, object]) -> None:
    texts = vector["facts"]
    assert isinstance(texts, list)
    assert len(texts) == vector["count"]
    assert receipt_digest("".join(digest_from_text(text) for text in sorted(texts, key=id_of))) == vector["digest"]


def test_Y9_the_vectors_hold_text_that_is_not_ascii_and_ids_out_of_order() -> None:
    texts = [vector["facts"] for vector in VECTORS]
    assert any(not text.isascii() for facts in texts for text in facts)
    assert any([id_of(text) for text in facts] != sorted(id_of(text) for text in facts) for facts in texts)
    assert any(vector["count"] == 0 for vector in VECTORS)


def test_Y7_a_cursor_reads_back_and_nothing_else_does() -> None:
    chain = chain_after(EMPTY_CHAIN, "0190aaaa")
    position = Position("0123456789ab", 41, chain)
    cursor = cursor_from_position(position)
    assert position_from_cursor(cursor) == position
    for other in (cursor + "\n", " " + cursor, cursor.upper(), cursor[:-1], cursor.replace(".41.", ".041."), "٣.1.a"):
        assert position_from_cursor(other) is None


def test_Y7_the_chain_tells_any_other_past() -> None:
    pasts = [[], ["a"], ["b"], ["a", "b"], ["b", "a"], ["ab"], ["a", "b", "c"]]
    chains = set()
    for past in pasts:
        chain = EMPTY_CHAIN
        for fact_id in past:
            chain = chain_after(chain, fact_id)
        chains.add(chain)
    assert len(chains) == len(pasts)


def test_Y1_a_read_fact_keeps_its_text_and_its_digest() -> None:
    text = fact_text(1, body={"text": "grüß dich 🌿"})
    read = read_fact(text)
    assert read.raw is text
    assert read.digest == hashlib.sha256(text.encode()).hexdigest()


HOLD = {"step": 0, "point": "hip", "side": "left", "repeat": 1, "attempt": 1}
ENDED = {"planned_ms": 9, "held_ms": 9, "observed_ms": 9, "paused_ms": 0, "ended_by": "time", "ratings": []}
RATED = HOLD | {"after_ms": 61_000, "nrs": 3}
FITTED = {"left_ms": 600_000, "planned_holds": 7, "planned_ms": 580_000} | {
    "fitted": [{"step": 2, "holds": 0, "hold_ms": 0}]
}
ADDED = {"step": 4, "point": "hip", "sides": ["left", "right"], "hold_ms": 30_000, "planned_ms": 118_000} | {
    "target_nrs": [3, 5],
    "ceiling_nrs": 6,
}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("hold_ended", HOLD | ENDED),
        ("hold_ended", HOLD | ENDED | {"level": 2, "breaths": 6}),
        ("hold_rated", RATED),
        ("step_added", ADDED),
        ("plan_fitted", FITTED),
    ],
)
def test_what_a_hold_may_say_of_its_kind_and_what_follows_it_is_read(kind: str, body: dict[str, object]) -> None:
    assert read_fact(fact_text(1, kind=kind, body=body)).fact.kind == kind


@pytest.mark.parametrize(
    ("kind", "body", "place"),
    [
        ("hold_ended", HOLD | ENDED | {"level": 0}, "$.body.level"),
        ("hold_ended", HOLD | ENDED | {"breaths": -1}, "$.body.breaths"),
        ("hold_rated", RATED | {"nrs": 11}, "$.body.nrs"),
        ("step_added", ADDED | {"sides": []}, "$.body.sides"),
        ("plan_fitted", FITTED | {"fitted": []}, "$.body.fitted"),
        ("plan_fitted", FITTED | {"left_ms": -1}, "$.body.left_ms"),
        ("step_added", ADDED | {"sides": ["both"]}, "$.body.sides"),
    ],
)
def test_Y6_what_cannot_be_is_refused_with_its_place(kind: str, body: dict[str, object], place: str) -> None:
    with pytest.raises(FactFault) as caught:
        read_fact(fact_text(1, kind=kind, body=body))
    assert caught.value.detail.startswith(place)


@pytest.mark.parametrize("kind", sorted(wire.FACT_BODIES))
def test_Y6_every_known_kind_has_its_body_looked_at(kind: str) -> None:
    with pytest.raises(FactFault) as caught:
        read_fact(fact_text(1, kind=kind, body={"nonsense": 1}))
    assert caught.value.detail.startswith("$.body")
    assert caught.value.fact_id == id_of(fact_text(1))
