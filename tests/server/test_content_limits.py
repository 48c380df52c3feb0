"""The house rules, each broken and each just kept, on cut-down shipped protocols.

`tests/vectors/limits.json` holds the same cases for the app: `of` says whether the break lies in the protocol itself
or in the content it carries. Regenerate: `HOLDWELL_WRITE_VECTORS=1 pytest tests/server/test_content_limits.py`.
"""

import copy
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from holdwell import wire
from holdwell.core.limits import condition_breaks, version_breaks
from holdwell.core.outline import clash_between
from holdwell.core.rules import RULES
from holdwell.library import load

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "limits.json"
LOADED = load(ROOT / "protocols")
POINTS = {point.id: msgspec.to_builtins(point) for point in LOADED.library.points}
ZONES = {zone.id: msgspec.to_builtins(zone) for zone in LOADED.library.zones}


def cut(protocol_id: str, *points: str) -> dict[str, Any]:
    """A shipped version with only the steps at these points, few questions and short texts."""
    digest = next(item.digest for item in LOADED.library.protocols if item.protocol.id == protocol_id)
    version: dict[str, Any] = json.loads(LOADED.versions[digest])
    version["protocol"]["steps"] = [s for s in version["protocol"]["steps"] if s["point"] in points]
    version["protocol"]["notes"] = []
    version["points"] = [p for p in version["points"] if p["id"] in points]
    nearby = {zone for p in version["points"] for zone in p["zones_nearby"]}
    version["zones"] = [z for z in version["zones"] if z["id"] in nearby]
    everybody = [q for q in version["screening"] if q["group"] == "all"][:1]
    for point in version["points"]:
        point |= {"search_area": "Shortened.", "referral": "Shortened.", "cautions": []}
    version["condition"]["evidence"]["statement"] = "Shortened."
    version["condition"]["who_must_not_use"] = []
    version["screening"] = everybody + [q for q in version["screening"] if q["group"] != "all"]
    return version


BASES = {
    # steps 0: upper-trapezius-top (both, 30 s x 3), 1: infraspinatus-central (both, 45 s)
    "self": cut("upper-back-pain-self-care", "upper-trapezius-top", "infraspinatus-central"),
    # steps 0: masseter-superficial (both, 30 s x 2), 1: medial-pterygoid-angle (affected, 15 s x 2),
    # 2: upper-trapezius-front (both, 45 s), 3: sternocleidomastoid-mid (affected, 20 s x 2)
    "therapist": cut(
        "tmj-pain-therapist",
        "masseter-superficial",
        "medial-pterygoid-angle",
        "upper-trapezius-front",
        "sternocleidomastoid-mid",
    ),
    # step 0: piriformis-medial (affected, 30 s x 2), in a zone that is for therapists only
    "buttock": cut("low-back-pain-therapist", "piriformis-medial"),
}
STRAP = POINTS["sternocleidomastoid-mid"]
OVER_INFRASPINATUS = {
    "id": "made-up",
    "name": "Made up",
    "outline": "back",
    "level": "never",
    "right": {"x0": 62.0, "x1": 63.0, "y0": 23.0, "y1": 24.0},
    "left": {"x0": 37.0, "x1": 38.0, "y0": 23.0, "y1": 24.0},
    "why": "Only for tests.",
}


class Change(NamedTuple):
    """A case: one of the bases with some places set to other values, and the rules it then breaks."""

    name: str
    base: str
    to: dict[str, Any]
    faults: str = ""
    of: str = "protocol"


STEP = "protocol.steps"
CHANGES = [
    Change("shipped, cut down: self-care", "self", {}),
    Change("shipped, cut down: therapist", "therapist", {}),
    Change("shipped, cut down: a therapist-only zone is open to a therapist", "buttock", {}),
    Change("90 s is the longest hold", "therapist", {f"{STEP}.2.hold_s": 90}),
    Change("a hold of 91 s", "therapist", {f"{STEP}.2.hold_s": 91}, "L1 L9"),
    Change(
        "180 s at a point and side", "therapist", {f"{STEP}.2.hold_s": 60, f"{STEP}.2.reps": 3, f"{STEP}.2.rest_s": 10}
    ),
    Change(
        "183 s at a point and side in one step",
        "therapist",
        {f"{STEP}.2.hold_s": 61, f"{STEP}.2.reps": 3, f"{STEP}.2.rest_s": 10},
        "L2",
    ),
    Change(
        "181 s on the left over two steps, since affected may be left",
        "therapist",
        {
            f"{STEP}.0": BASES["therapist"]["protocol"]["steps"][2] | {"side": "affected", "hold_s": 90},
            f"{STEP}.2": BASES["therapist"]["protocol"]["steps"][2]
            | {"side": "left", "hold_s": 46, "reps": 2, "rest_s": 10},
        },
        "L2",
    ),
    Change(
        "180 s left and 180 s right are two sides",
        "therapist",
        {
            f"{STEP}.0": BASES["therapist"]["protocol"]["steps"][2]
            | {"side": "right", "hold_s": 60, "reps": 3, "rest_s": 10},
            f"{STEP}.2": BASES["therapist"]["protocol"]["steps"][2]
            | {"side": "left", "hold_s": 60, "reps": 3, "rest_s": 10},
        },
    ),
    Change("31 s on the face", "therapist", {f"{STEP}.0.hold_s": 31}, "L3 L9"),
    Change("31 s near a nerve", "buttock", {f"{STEP}.0.hold_s": 31}, "L3 L9"),
    Change("60 s is the longest hold in self-care", "self", {f"{STEP}.1.hold_s": 60}),
    Change("61 s in self-care", "self", {f"{STEP}.1.hold_s": 61}, "L4 L9"),
    Change("a self-care plan of 20 minutes", "self", {f"{STEP}.1.hold_s": 44, "protocol.setup_s_per_run": 200}),
    Change(
        "a self-care plan of 20 minutes and 4 seconds",
        "self",
        {f"{STEP}.1.hold_s": 44, "protocol.setup_s_per_run": 201},
        "L5",
    ),
    Change(
        "a therapist-only point in self-care",
        "self",
        {
            f"{STEP}.1": BASES["therapist"]["protocol"]["steps"][3] | {"hold_s": 20},
            "points.1": STRAP,
            "zones": [ZONES["anterior-neck"], ZONES["supraclavicular"]],
        },
        "L6",
    ),
    Change("a self-care point without its self-care use", "self", {"points.1.self": None}, "L6"),
    Change(
        "a self-care point in a zone where nobody presses",
        "self",
        {"zones.1": OVER_INFRASPINATUS},
        "L7 L19",
        "protocol",
    ),
    Change(
        "a self-care point in a zone for therapists only",
        "self",
        {"zones.1": OVER_INFRASPINATUS | {"level": "therapist-only"}},
        "L7 L19",
    ),
    Change("a therapist's point in a zone where nobody presses", "buttock", {"zones.1.level": "never"}, "L7"),
    Change("the band turned round", "self", {f"{STEP}.1.target_nrs": [5, 3]}, "L8"),
    Change(
        "the band reaches the ceiling", "therapist", {f"{STEP}.2.target_nrs": [4, 6], f"{STEP}.2.ceiling_nrs": 6}, "L8"
    ),
    Change("a ceiling above the point's own", "therapist", {f"{STEP}.0.ceiling_nrs": 6}, "L8"),
    Change("a ceiling of 8", "therapist", {f"{STEP}.2.ceiling_nrs": 8}, "L8"),
    Change("a ceiling of 7 in self-care", "self", {f"{STEP}.1.ceiling_nrs": 7}, "L8"),
    Change(
        "a band as high as the point allows",
        "therapist",
        {f"{STEP}.1.target_nrs": [2, 4], f"{STEP}.3.target_nrs": [4, 4]},
    ),
    Change(
        "a band over the point's highest",
        "self",
        {f"{STEP}.1.target_nrs": [5, 5], f"{STEP}.0.target_nrs": [3, 6]},
        "L8",
    ),
    Change(
        "a gentler band and ceiling are always right",
        "self",
        {f"{STEP}.1.target_nrs": [0, 1], f"{STEP}.1.ceiling_nrs": 2},
    ),
    Change("a hold shorter than the point's range", "self", {f"{STEP}.1.hold_s": 19}, "L9"),
    Change("both sides of the strap muscle", "therapist", {f"{STEP}.3.side": "both"}, "L10"),
    Change(
        "the strap muscle left, the inner jaw right",
        "therapist",
        {f"{STEP}.3.side": "left", f"{STEP}.1.side": "right"},
        "L10",
    ),
    Change(
        "the strap muscle left, the inner jaw left", "therapist", {f"{STEP}.3.side": "left", f"{STEP}.1.side": "left"}
    ),
    Change("sinking in over 4 s", "self", {"protocol.ramp_s": 4}, "L11"),
    Change("sinking in over 10 s, coming off over 5 s", "self", {"protocol.ramp_s": 10, "protocol.release_s": 5}),
    Change("sinking in over 11 s", "self", {"protocol.ramp_s": 11}, "L11"),
    Change("coming off over 2 s", "self", {"protocol.release_s": 2}, "L11"),
    Change("coming off over a minute", "self", {"protocol.release_s": 60}, "L11"),
    Change("9 s of rest between repeats", "self", {f"{STEP}.0.rest_s": 9}, "L12"),
    Change("no rest after a single hold", "self", {f"{STEP}.1.rest_s": 0}),
    Change("a plan of more than an hour", "therapist", {"protocol.setup_s_per_run": 600}, "L13"),
    Change("self-care from 17", "self", {"protocol.minimum_age": 17}, "L14"),
    Change("a therapist decides about the age", "therapist", {"protocol.minimum_age": 12}),
    Change("self-care every 23 hours", "self", {"protocol.frequency.min_hours_between": 23}, "L15"),
    Change("self-care five times a week", "self", {"protocol.frequency.max_per_week": 5}, "L15"),
    Change("the same point again after 47 hours", "self", {"protocol.frequency.same_point_min_hours": 47}, "L15"),
    Change("nothing said of the same point", "self", {"protocol.frequency.same_point_min_hours": None}, "L15"),
    Change("a therapist every 47 hours", "therapist", {"protocol.frequency.min_hours_between": 47}, "L15"),
    Change("a therapist four times a week", "therapist", {"protocol.frequency.max_per_week": 4}, "L15"),
    Change("the midline of a point that has two sides", "self", {f"{STEP}.1.side": "midline"}, "L16"),
    Change("a cure promised", "self", {"protocol.summary": "Cures your back."}, "L22"),
    Change("a note that promises", "self", {"protocol.notes": ["Take care.", "Flushes toxins."]}, "L22"),
    Change("nobody is asked the questions for everybody", "self", {"screening.0.group": "neck"}, "L23"),
    Change("a question of the condition is missing", "self", {"screening.1.id": "something-else"}, "L23"),
    Change("a step at a point that does not come along", "self", {f"{STEP}.1.point": "rhomboid-major"}, "L24"),
    Change("another condition comes along", "self", {"condition.id": "tmj-pain"}, "L24", "content"),
    Change("a zone does not come along", "self", {"zones": []}, "L24", "content"),
    Change("two points under one name", "self", {"points.1.id": "upper-trapezius-top"}, "L24", "content"),
    Change("a point of the face with 31 s", "therapist", {"points.0.therapist.hold_s.max": 31}, "L3", "content"),
    Change(
        "the self-care use of a therapist-only point",
        "buttock",
        {"points.0.self": POINTS["rhomboid-major"]["self"]},
        "L3 L6",
        "content",
    ),
    Change(
        "a gentle zone and a point for everybody",
        "self",
        {"zones.1": OVER_INFRASPINATUS | {"level": "gentle-only"}},
        "L7 L19",
        "content",
    ),
    Change("a ceiling of 8 at a point", "self", {"points.1.therapist.pressure_nrs.ceiling": 8}, "L8", "content"),
    Change("a self-care ceiling of 7 at a point", "self", {"points.1.self.pressure_nrs.ceiling": 7}, "L8", "content"),
    Change("a point's range in the wrong order", "self", {"points.1.self.hold_s.default": 10}, "L9", "content"),
    Change("a point's range beyond 90 s", "self", {"points.1.therapist.hold_s.max": 91}, "L9", "content"),
    Change("a point's self-care range beyond 60 s", "self", {"points.1.self.hold_s.max": 61}, "L9", "content"),
    Change(
        "self-care at the front of the neck",
        "therapist",
        {"points.3.self_care": "gentle-only", "points.3.self": POINTS["masseter-superficial"]["self"]},
        "L10",
        "content",
    ),
    Change("left does not mirror right", "self", {"points.1.position.left.x": 38.4}, "L17", "content"),
    Change(
        "left and right swapped",
        "self",
        {"points.1.position": {"left": {"x": 62.6, "y": 23.6}, "right": {"x": 37.4, "y": 23.6}}},
        "L17",
        "content",
    ),
    Change("a zone without an inside", "self", {"zones.0.right.x0": 45.0}, "L17", "content"),
    Change("a tool on the face in self-care", "therapist", {"points.0.self.tools": ["massage-ball"]}, "L18", "content"),
    Change(
        "a zone that the search area touches is not named",
        "therapist",
        {"points.3.zones_nearby": ["anterior-neck"]},
        "L19",
        "content",
    ),
    Change(
        "a plain name too long for the screen",
        "self",
        {"points.1.muscle.plain": "The flat of the shoulder blade, a thumb below"},
        "L21",
        "content",
    ),
    Change("a condition that heals", "self", {"condition.may_say": "Heals the back."}, "L22", "content"),
]


def changed(change: Change) -> dict[str, Any]:
    version = copy.deepcopy(BASES[change.base])
    for place, value in change.to.items():
        *parents, last = [int(step) if step.isdigit() else step for step in place.split(".")]
        node: Any = version
        for step in parents:
            node = node[step]
        if isinstance(node, list) and last == len(node):
            node.append(value)
        else:
            node[last] = value
    return version


def rules_broken(version: dict[str, Any]) -> list[str]:
    breaks = version_breaks(msgspec.convert(version, wire.ProtocolVersion))
    return sorted({found.rule for found in breaks}, key=lambda rule: int(rule[1:]))


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: f"[{c.faults or 'kept'}] {c.name}")
def test_the_house_rules(change: Change) -> None:
    assert rules_broken(changed(change)) == change.faults.split()


@pytest.mark.parametrize("rule", sorted(set(RULES) - {"L20"}, key=lambda rule: int(rule[1:])))
def test_every_rule_is_broken_by_a_case(rule: str) -> None:
    assert any(rule in change.faults.split() for change in CHANGES)


def test_the_limits_vectors_are_fresh() -> None:
    cases = [{"name": c.name, "of": c.of, "faults": c.faults.split(), "version": changed(c)} for c in CHANGES]
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
    near = {"right": {"x": 56.9, "y": 46.2}, "left": {"x": 43.1, "y": 46.2}}
    assert clash_between(point_from({"muscle": muscle, "position": near}, "rhomboid-major"), deep) is None


def test_L21_two_points_never_share_a_plain_name() -> None:
    one, other = point_from({}, "rhomboid-major"), point_from({"id": "other"}, "rhomboid-major")
    clash = clash_between(one, other)
    assert clash is not None
    assert clash.rule == "L21"


@pytest.mark.parametrize("condition", LOADED.library.conditions, ids=lambda c: c.id)
def test_L22_shipped_conditions_promise_nothing(condition: wire.Condition) -> None:
    assert condition_breaks(condition) == []
