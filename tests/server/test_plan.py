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
from holdwell.core.plan import minutes_from_ms, plan_from, planned_holds, planned_minutes, planned_ms
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
    "levels, pulses and breaths take the whole of their hold": made(
        [
            step(
                "left",
                60,
                1,
                0,
                hold_kind="raise-and-hold",
                levels=[{"hold_s": 40, "target_nrs": [3, 4]}, {"hold_s": 20, "target_nrs": [4, 5]}],
            ),
            step("both", 50, 2, 10, hold_kind="pulse", pulse={"press_s": 8, "ease_s": 4}),
            step("right", 45, 1, 0, hold_breaths=6),
        ]
    ),
    "half a minute rounds up": made([step("left", 61, 1, 0)]),
    "shorter than a minute shows one": made([step("left", 1, 1, 0)], ramp_s=0, release_s=0, setup_s_per_run=0),
    "a step's own ramp and release": made(
        [step("both", 30, 2, 15, ramp_s=10, release_s=5), step("left", 30, 1, 0), step("left", 30, 1, 0, ramp_s=7)]
    ),
    "by step, said": made([step("both", 45, 2, 15), step("left", 30, 1, 0)], side_order="by-step"),
    "all left sides first, then the right ones": made(
        [step("both", 45, 2, 15), step("right", 20, 1, 0), step("midline", 30, 1, 0), step("left", 40, 1, 0)],
        side_order="all-left-first",
    ),
    "all left sides first, on the affected side": made(
        [step("affected", 45, 1, 0), step("both", 30, 2, 10), step("affected", 20, 1, 0)], side_order="all-left-first"
    ),
    "sides that alternate, repeat by repeat": made([step("both", 30, 3, 15)], side_order="alternate"),
    "alternate, with steps on one side as ever": made(
        [step("both", 30, 1, 0), step("affected", 20, 2, 10), step("midline", 30, 2, 10), step("both", 45, 2, 10)],
        side_order="alternate",
    ),
    "turning over takes 20 s": made(
        [step("both", 30, 1, 0, body_position="prone"), step("both", 30, 1, 0, body_position="supine")]
    ),
    "turning over takes what the protocol says": made(
        [step("left", 30, 2, 10, body_position="seated"), step("left", 30, 1, 0, body_position="side-lying")],
        position_change_s=45,
    ),
    "turning over takes no time": made(
        [step("left", 30, 1, 0, body_position="seated"), step("left", 30, 1, 0, body_position="standing")],
        position_change_s=0,
    ),
    "the same position, and a step that names none": made(
        [
            step("left", 30, 1, 0),
            step("left", 30, 1, 0, body_position="prone"),
            step("right", 30, 1, 0),
            step("left", 30, 1, 0, body_position="prone"),
            step("midline", 30, 1, 0),
            step("left", 30, 1, 0, body_position="supine"),
        ]
    ),
    "two positions with all left sides first are turned over three times": made(
        [step("both", 30, 1, 0, body_position="prone"), step("both", 30, 1, 0, body_position="supine")],
        side_order="all-left-first",
        position_change_s=30,
    ),
    "with all left sides first the affected side decides how often one turns over": made(
        [
            step("affected", 30, 1, 0, body_position="prone"),
            step("left", 30, 1, 0, body_position="supine"),
            step("right", 30, 1, 0, body_position="prone"),
        ],
        side_order="all-left-first",
    ),
    "sides that alternate after turning over": made(
        [step("left", 30, 1, 0, body_position="prone"), step("both", 20, 2, 10, body_position="supine")],
        side_order="alternate",
    ),
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
                    "planned_ms": sum(phase.ms for phase in phases),
                    "planned_holds": planned_holds(protocol),
                    "planned_minutes": minutes_from_ms(sum(phase.ms for phase in phases)),
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


def test_every_shipped_protocol_stands_in_the_vectors() -> None:
    ids = {case["protocol"]["id"] for case in json.loads(VECTORS.read_text("utf-8"))}
    shipped = {item.protocol.id for item in load(ROOT / "protocols").library.protocols}
    assert ids == shipped | {"made-by-hand"}
    assert {"low-back-pain-therapist", "low-back-pain-self-care"} < shipped


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


def sequence(protocol: wire.Protocol, affected_side: Any = None) -> list[tuple[int, str, int]]:
    return [(p.step, p.side, p.repeat) for p in plan_from(protocol, affected_side) if p.kind == "hold"]


def test_sides_that_alternate_rest_while_the_other_side_is_pressed() -> None:
    phases = plan_from(MADE["sides that alternate, repeat by repeat"], None)
    assert [(p.side, p.repeat) for p in phases if p.kind == "hold"] == [
        ("left", 1),
        ("right", 1),
        ("left", 2),
        ("right", 2),
        ("left", 3),
        ("right", 3),
    ]
    assert [p.kind for p in phases] == ["setup", "ramp", "hold", "release"] * 6


def test_all_left_sides_come_first_and_the_middle_with_them() -> None:
    assert sequence(MADE["all left sides first, then the right ones"]) == [
        (0, "left", 1),
        (0, "left", 2),
        (2, "midline", 1),
        (3, "left", 1),
        (0, "right", 1),
        (0, "right", 2),
        (1, "right", 1),
    ]


def setups(protocol: wire.Protocol, affected_side: Any = None) -> list[int]:
    return [p.ms // 1000 for p in plan_from(protocol, affected_side) if p.kind == "setup"]


def test_turning_over_takes_its_time_where_another_position_is_named() -> None:
    assert setups(MADE["turning over takes 20 s"]) == [20, 20, 40, 20]
    assert setups(MADE["the same position, and a step that names none"]) == [20, 20, 20, 20, 20, 40]
    assert setups(MADE["two positions with all left sides first are turned over three times"]) == [20, 50, 50, 50]


def test_the_planned_length_is_that_of_the_longer_side() -> None:
    protocol = MADE["with all left sides first the affected side decides how often one turns over"]
    assert setups(protocol, "left") == [20, 40, 40]
    assert setups(protocol, "right") == [20, 40, 20]
    assert planned_ms(protocol) == sum(p.ms for p in plan_from(protocol, "left"))
