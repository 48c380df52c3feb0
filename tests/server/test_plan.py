"""The length of a plan, pinned by tests/vectors/plan.json, which the app's tests read too.

Regenerate with `HOLDWELL_WRITE_VECTORS=1 pytest tests/server/test_plan.py`.
"""

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from holdwell import wire
from holdwell.core.plan import plan_from, planned_holds, planned_minutes, planned_ms
from holdwell.library import load

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "plan.json"


def made(steps: list[dict[str, Any]], **fields: Any) -> wire.Protocol:
    document: dict[str, Any] = {
        "id": "made-by-hand",
        "condition": "upper-back-pain",
        "audience": "therapist",
        "title": "Made by hand",
        "summary": "Only for tests.",
        "minimum_age": 18,
        "setup_s_per_run": 20,
        "frequency": {"min_hours_between": 48, "max_per_week": 2, "stop_if_no_change_after_weeks": 4},
        "steps": steps,
    } | fields
    return msgspec.convert(document, wire.Protocol)


def step(side: str, hold_s: int, reps: int, rest_s: int, **fields: Any) -> dict[str, Any]:
    known = {"point": "rhomboid-major", "side": side, "hold_s": hold_s, "reps": reps, "rest_s": rest_s}
    return known | {"target_nrs": [3, 5], "ceiling_nrs": 6} | fields


MADE = {
    "one hold on one side": made([step("left", 30, 1, 0)]),
    "midline, once": made([step("midline", 30, 1, 0)]),
    "three repeats on the right": made([step("right", 20, 3, 10)]),
    "three repeats without rest": made([step("left", 20, 3, 0)]),
    "a rest beside a single repeat does not count": made([step("left", 45, 1, 15)]),
    "both sides, left first": made([step("both", 45, 2, 15)]),
    "the affected side, then both": made([step("affected", 30, 2, 15), step("both", 60, 1, 0)]),
    "own ramp and release, no setup": made([step("right", 30, 2, 10)], ramp_s=8, release_s=3, setup_s_per_run=0),
    "until it eases counts its cap": made([step("left", 60, 1, 0, hold_kind="until-eased")]),
    "half a minute rounds up": made([step("left", 61, 1, 0)]),
    "shorter than a minute shows one": made([step("left", 1, 1, 0)], ramp_s=0, release_s=0, setup_s_per_run=0),
}


def vectors() -> list[dict[str, Any]]:
    shipped = {item.protocol.id: item.protocol for item in load(ROOT / "protocols").library.protocols}
    cases = []
    for name, protocol in {**shipped, **MADE}.items():
        asks = any(line.side == "affected" for line in protocol.steps)
        for affected_side in ("left", "right") if asks else (None,):
            phases = plan_from(protocol, affected_side)
            cases.append(
                {
                    "name": f"{name}, {affected_side} side" if affected_side else name,
                    "protocol": msgspec.to_builtins(protocol),
                    "affected_side": affected_side,
                    "planned_ms": planned_ms(protocol),
                    "planned_holds": planned_holds(protocol),
                    "planned_minutes": planned_minutes(protocol),
                    "phases": [phase._asdict() for phase in phases],
                }
            )
    return cases


def text_of(cases: list[dict[str, Any]]) -> str:
    """One phase a line, so that a change is read in a diff."""
    lines = []
    for case in cases:
        head = {key: value for key, value in case.items() if key != "phases"}
        phases = ",\n".join("  " + json.dumps(phase) for phase in case["phases"])
        lines.append(json.dumps(head)[:-1] + f', "phases": [\n{phases}\n]}}')
    return "[\n" + ",\n".join(lines) + "\n]\n"


def test_the_plan_vectors_are_fresh() -> None:
    text = text_of(vectors())
    if os.environ.get("HOLDWELL_WRITE_VECTORS") == "1":
        VECTORS.write_text(text, "utf-8")
    assert VECTORS.read_text("utf-8") == text


def test_the_six_shipped_protocols_stand_in_the_vectors() -> None:
    ids = {case["protocol"]["id"] for case in json.loads(VECTORS.read_text("utf-8"))}
    conditions = ("low-back-pain", "upper-back-pain", "tmj-pain")
    assert ids == {f"{c}-{a}" for c in conditions for a in ("therapist", "self-care")} | {"made-by-hand"}


def test_a_plan_is_setup_then_ramp_hold_release_with_rest_between_repeats() -> None:
    phases = plan_from(made([step("both", 30, 2, 15)]), None)
    one_side = [
        ("setup", 1, 20_000),
        ("ramp", 1, 5000),
        ("hold", 1, 30_000),
        ("release", 1, 4000),
        ("rest", 1, 15_000),
        ("ramp", 2, 5000),
        ("hold", 2, 30_000),
        ("release", 2, 4000),
    ]
    assert [(p.kind, p.repeat, p.ms) for p in phases if p.side == "left"] == one_side
    assert [(p.kind, p.repeat, p.ms) for p in phases] == one_side * 2
    assert [p.side for p in phases] == ["left"] * 8 + ["right"] * 8


def test_the_length_is_the_sum_of_all_phases() -> None:
    # 2 sides x (20 setup + 2 x (5 + 30 + 4) + 15 rest)
    assert planned_ms(made([step("both", 30, 2, 15)])) == 2 * (20 + 2 * 39 + 15) * 1000


@pytest.mark.parametrize(("hold_s", "minutes"), [(1, 1), (60, 1), (61, 2), (120, 2), (121, 3)])
def test_minutes_are_rounded_to_the_nearest_and_at_least_one(hold_s: int, minutes: int) -> None:
    # 29 s stand around the one hold: 61 + 29 is a minute and a half, which rounds up
    assert planned_minutes(made([step("left", hold_s, 1, 0)])) == minutes


def test_nobody_guesses_the_affected_side() -> None:
    with pytest.raises(ValueError, match="affected side"):
        plan_from(made([step("affected", 30, 1, 0)]), None)
