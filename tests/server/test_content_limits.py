"""The house rules, each broken and each just kept, on cut-down protocols (`limit_cases.py`).

`tests/vectors/limits.json` holds the same cases for the app.
Regenerate: `HOLDWELL_WRITE_VECTORS=1 pytest tests/server/test_content_limits.py`.
"""

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from holdwell import wire
from holdwell.core.limits import condition_breaks, question_breaks, version_breaks
from holdwell.core.outline import clash_between
from holdwell.core.rules import RULES
from holdwell.library import load
from limit_cases import CHANGES, POINTS, STEP, Change, changed

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "limits.json"
LOADED = load(ROOT / "protocols")


def rules_broken(version: dict[str, Any]) -> list[str]:
    breaks = version_breaks(msgspec.convert(version, wire.ProtocolVersion))
    return sorted({found.rule for found in breaks}, key=lambda rule: int(rule[1:]))


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: f"[{c.faults or 'kept'}] {c.name}")
def test_the_house_rules(change: Change) -> None:
    assert rules_broken(changed(change)) == change.faults.split()


@pytest.mark.parametrize("rule", sorted(set(RULES) - {"L20", "L32", "L33"}, key=lambda rule: int(rule[1:])))
def test_every_rule_is_broken_by_a_case(rule: str) -> None:
    assert any(rule in change.faults.split() for change in CHANGES)


def test_the_limits_vectors_are_fresh() -> None:
    cases = [{"name": c.name, "faults": c.faults.split(), "version": changed(c)} for c in CHANGES]
    text = "[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n"
    if os.environ.get("HOLDWELL_WRITE_VECTORS") == "1":
        VECTORS.write_text(text, "utf-8")
    assert VECTORS.read_text("utf-8") == text


def test_a_break_names_its_place_and_the_number_that_was_expected() -> None:
    version = changed(Change("", "self", {f"{STEP}.1.hold_s": 61}))
    found = version_breaks(msgspec.convert(version, wire.ProtocolVersion))[0]
    assert (found.rule, found.path) == ("L4", ("protocol", "steps", 1, "hold_s"))
    assert found.sentence == "hold_s: expected at most 60 s in self-care, not 61"


@pytest.mark.parametrize("digest", LOADED.versions)
def test_every_shipped_version_keeps_every_rule(digest: str) -> None:
    assert rules_broken(json.loads(LOADED.versions[digest])) == []


def point_from(change: dict[str, Any], name: str) -> wire.Point:
    return msgspec.convert(POINTS[name] | change, wire.Point)


def test_L20_a_therapist_only_point_cannot_come_back_under_another_name() -> None:
    deep = point_from({}, "piriformis-medial")
    muscle = {"latin": "Musculus gluteus maximus", "plain": "Lower buttock"}
    copied = point_from(
        {"id": "lower-buttock", "muscle": muscle, "position": POINTS["piriformis-medial"]["position"]}, "rhomboid-major"
    )
    clash = clash_between(copied, deep)
    assert clash is not None
    assert clash.rule == "L20"
    assert "search area of piriformis-medial" in clash.sentence
    assert clash_between(deep, copied) is None
    near = {"right": {"x": 55.4, "y": 46.2}, "left": {"x": 44.6, "y": 46.2}}
    assert clash_between(point_from({"muscle": muscle, "position": near}, "rhomboid-major"), deep) is None


def test_L21_two_points_never_share_a_plain_name() -> None:
    one, other = point_from({}, "rhomboid-major"), point_from({"id": "other"}, "rhomboid-major")
    clash = clash_between(one, other)
    assert clash is not None
    assert clash.rule == "L21"


@pytest.mark.parametrize("condition", LOADED.library.conditions, ids=lambda c: c.id)
def test_L22_shipped_conditions_promise_nothing(condition: wire.Condition) -> None:
    assert condition_breaks(condition) == []


@pytest.mark.parametrize(
    ("fields", "place", "sentence"),
    [
        ({"if_yes": "modify"}, "if_yes", "if_yes: modify needs change: leave-out-sites, leave-out-zones or halve"),
        (
            {"if_yes": "emergency", "change": "halve"},
            "change",
            "change: belongs to if_yes: modify only, not to emergency",
        ),
        (
            {"if_yes": "modify", "change": "leave-out-zones"},
            "change",
            "change: leave-out-zones needs zones, at least one",
        ),
        (
            {"if_yes": "modify", "change": "halve", "zones": ["eyes"]},
            "zones",
            "zones: belongs to change: leave-out-zones only",
        ),
    ],
)
def test_L32_a_question_says_what_its_yes_changes(fields: dict[str, Any], place: str, sentence: str) -> None:
    question = msgspec.convert({"id": "sore", "group": "all", "ask": "Sore?"} | fields, wire.Question)
    assert [tuple(found) for found in question_breaks(question)] == [("L32", (place,), sentence)]


@pytest.mark.parametrize("change", [{"change": "halve"}, {"change": "leave-out-zones", "zones": ["eyes"]}])
def test_L32_a_question_that_says_it_is_kept(change: dict[str, Any]) -> None:
    question = {"id": "sore", "group": "all", "ask": "Sore?", "if_yes": "modify"} | change
    assert question_breaks(msgspec.convert(question, wire.Question)) == []


@pytest.mark.parametrize(
    ("place", "value", "path", "sentence"),
    [
        (
            "1.hold_kind",
            "pulse",
            ("hold_kind",),
            "hold_kind: pulse needs pulse (the seconds to press and to ease)",
        ),
        (
            "1.pulse",
            {"press_s": 1, "ease_s": 4},
            ("pulse", "press_s"),
            "press_s: expected at least 2 s, slow enough for a hand to follow, not 1",
        ),
        (
            "1.tool",
            "massage ball",
            ("tool",),
            'tool: at infraspinatus-central expected massage-ball, not "massage ball"; did you mean "massage-ball"?',
        ),
        (
            "1.leave_out_on",
            ["arm-signs"],
            ("leave_out_on", 0),
            "leave_out_on: arm-signs is not asked before this protocol, so that this step would never be left out; "
            "name it under screen, of the condition or of infraspinatus-central",
        ),
    ],
)
def test_a_step_that_cannot_be_given_says_why(place: str, value: Any, path: tuple[Any, ...], sentence: str) -> None:
    version = changed(Change("", "self", {f"{STEP}.{place}": value}))
    found = version_breaks(msgspec.convert(version, wire.ProtocolVersion))[0]
    assert (found.path, found.sentence) == (("protocol", "steps", 1, *path), sentence)
