"""The cases of the house rules: fixed versions of protocols, each with some places set to other values.

The bases stand in `limit_bases.json`, as they were stored before holds could have levels, positions and own ramps: so
every case is also one of an old copy. Editing a shipped protocol does not touch them. Must never judge a case.
"""

import copy
import json
from pathlib import Path
from typing import Any, NamedTuple

BASES: dict[str, Any] = json.loads(Path(__file__).with_name("limit_bases.json").read_text("utf-8"))
# "self", steps 0: upper-trapezius-top (both, 30 s x 3), 1: infraspinatus-central (both, 45 s).
# "therapist", steps 0: masseter-superficial (both, 30 s x 2), 1: medial-pterygoid-angle (affected, 15 s x 2),
# 2: upper-trapezius-front (both, 45 s), 3: sternocleidomastoid-mid (affected, 20 s x 2).
# "buttock", step 0: piriformis-medial (affected, 30 s x 2), in a zone that is for therapists only.
POINTS: dict[str, Any] = {"rhomboid-major": BASES.pop("rhomboid-major")} | {
    point["id"]: point for base in BASES.values() for point in base["points"]
}
ZONES: dict[str, Any] = {zone["id"]: zone for base in BASES.values() for zone in base["zones"]}
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


# Step 1 of "self" as a hold in three levels, and as a pulsed one.
RAISED = BASES["self"]["protocol"]["steps"][1] | {
    "hold_kind": "raise-and-hold",
    "levels": [
        {"hold_s": 15, "target_nrs": [3, 3]},
        {"hold_s": 15, "target_nrs": [3, 4]},
        {"hold_s": 15, "target_nrs": [4, 5]},
    ],
}
PULSED = BASES["self"]["protocol"]["steps"][1] | {"hold_kind": "pulse", "pulse": {"press_s": 15, "ease_s": 6}}
# Step 2 of "therapist" likewise.
RAISED_2 = BASES["therapist"]["protocol"]["steps"][2] | {
    "hold_kind": "raise-and-hold",
    "levels": [{"hold_s": 15, "target_nrs": band} for band in ([4, 4], [4, 5], [5, 6])],
}
PULSED_2 = BASES["therapist"]["protocol"]["steps"][2] | {"hold_kind": "pulse", "pulse": {"press_s": 10, "ease_s": 5}}
CALF = {"right": {"x": 58.0, "y": 77.6}, "left": {"x": 42.0, "y": 77.6}}
SHIN = {"right": {"x": 42.0, "y": 77.6}, "left": {"x": 58.0, "y": 77.6}}
# "self" with the jaw muscle as its second step.
FACE = {
    "points.1": POINTS["masseter-superficial"],
    "protocol.steps.1": BASES["therapist"]["protocol"]["steps"][0]
    | {"hold_s": 20, "reps": 1, "target_nrs": [2, 3], "ceiling_nrs": 4},
    "zones": [zone for zone in ZONES.values() if zone["outline"] == "front"],
}


class Change(NamedTuple):
    """A case: one of the bases with some places set to other values, and the rules it then breaks."""

    name: str
    base: str
    to: dict[str, Any]
    faults: str = ""


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
    Change("another condition comes along", "self", {"condition.id": "tmj-pain"}, "L24"),
    Change("a zone does not come along", "self", {"zones": []}, "L24"),
    Change("two points under one name", "self", {"points.1.id": "upper-trapezius-top"}, "L24"),
    Change("a point of the face with 31 s", "therapist", {"points.0.therapist.hold_s.max": 31}, "L3"),
    Change(
        "the self-care use of a therapist-only point",
        "buttock",
        {"points.0.self": POINTS["rhomboid-major"]["self"]},
        "L3 L6",
    ),
    Change(
        "a gentle zone and a point for everybody",
        "self",
        {"zones.1": OVER_INFRASPINATUS | {"level": "gentle-only"}},
        "L7 L19",
    ),
    Change("a ceiling of 8 at a point", "self", {"points.1.therapist.pressure_nrs.ceiling": 8}, "L8"),
    Change("a self-care ceiling of 7 at a point", "self", {"points.1.self.pressure_nrs.ceiling": 7}, "L8"),
    Change("a point's range in the wrong order", "self", {"points.1.self.hold_s.default": 10}, "L9"),
    Change("a point's range beyond 90 s", "self", {"points.1.therapist.hold_s.max": 91}, "L9"),
    Change("a point's self-care range beyond 60 s", "self", {"points.1.self.hold_s.max": 61}, "L9"),
    Change(
        "self-care at the front of the neck",
        "therapist",
        {"points.3.self_care": "gentle-only", "points.3.self": POINTS["masseter-superficial"]["self"]},
        "L10",
    ),
    Change("left does not mirror right", "self", {"points.1.position.left.x": 38.4}, "L17"),
    Change(
        "left and right swapped",
        "self",
        {"points.1.position": {"left": {"x": 62.6, "y": 23.6}, "right": {"x": 37.4, "y": 23.6}}},
        "L17",
    ),
    Change("a zone without an inside", "self", {"zones.0.right.x0": 45.0}, "L17"),
    Change("a tool on the face in self-care", "therapist", {"points.0.self.tools": ["massage-ball"]}, "L18"),
    Change(
        "a zone that the search area touches is not named",
        "therapist",
        {"points.3.zones_nearby": ["anterior-neck"]},
        "L19",
    ),
    Change(
        "a plain name too long for the screen",
        "self",
        {"points.1.muscle.plain": "The flat of the shoulder blade, a thumb below"},
        "L21",
    ),
    Change("a condition that heals", "self", {"condition.may_say": "Heals the back."}, "L22"),
    Change("sinking in over 4 s at one step", "self", {f"{STEP}.1.ramp_s": 4}, "L11"),
    Change("coming off over 6 s at one step", "self", {f"{STEP}.1.release_s": 6}, "L11"),
    Change("a step's own slowness", "self", {f"{STEP}.1.ramp_s": 10, f"{STEP}.1.release_s": 3}),
    Change(
        "turning over makes a self-care plan longer than 20 minutes",
        "self",
        {
            f"{STEP}.1.hold_s": 44,
            "protocol.setup_s_per_run": 200,
            f"{STEP}.0.body_position": "seated",
            f"{STEP}.1.body_position": "standing",
            "protocol.position_change_s": 10,
        },
        "L5",
    ),
    Change(
        "finding the place again at every change of sides makes a plan too long",
        "self",
        {f"{STEP}.1.hold_s": 44, "protocol.setup_s_per_run": 120, "protocol.side_order": "alternate"},
        "L5",
    ),
    Change(
        "both sides of the strap muscle by turns",
        "therapist",
        {f"{STEP}.3.side": "both", "protocol.side_order": "alternate"},
        "L10",
    ),
    Change(
        "the strap muscle on the left first and on the right at the end",
        "therapist",
        {f"{STEP}.3.side": "left", f"{STEP}.1.side": "right", "protocol.side_order": "all-left-first"},
        "L10",
    ),
    Change("a caution that promises", "self", {"points.1.cautions": ["Toxins leave here."]}, "L22"),
    Change("a search area that promises", "self", {"points.1.search_area": "Where it heals."}, "L22"),
    Change("a claim in a cue", "self", {f"{STEP}.1.cue": "Toxins leave."}, "L22"),
    Change("a claim in a note of a step", "self", {f"{STEP}.1.note": "This heals."}, "L22"),
    Change("a question of a point is missing", "self", {"points.1.screen": ["shoulder-signs"]}, "L23"),
    Change("a question to ask again is missing", "self", {"points.1.ask_again": ["shoulder-signs"]}, "L23"),
    Change("questions of points are there", "self", {"points.1.ask_again": ["cord-signs"], "points.0.screen": []}),
    Change("pressure raised in self-care", "self", {f"{STEP}.1": RAISED}, "L34"),
    Change("a pulsed hold in self-care", "self", {f"{STEP}.1": PULSED}, "L34"),
    Change("a cap in breaths", "self", {f"{STEP}.1.hold_breaths": 6}),
    Change("pressure raised by a therapist", "therapist", {f"{STEP}.2": RAISED_2}),
    Change("a pulsed hold by a therapist", "therapist", {f"{STEP}.2": PULSED_2}),
    Change(
        "a level of 9 s",
        "therapist",
        {f"{STEP}.2": RAISED_2, f"{STEP}.2.levels.0.hold_s": 9, f"{STEP}.2.levels.1.hold_s": 21},
        "L25",
    ),
    Change("a press of 1 s", "therapist", {f"{STEP}.2": PULSED_2, f"{STEP}.2.pulse.press_s": 1}, "L25"),
    Change("an ease of 1 s", "therapist", {f"{STEP}.2": PULSED_2, f"{STEP}.2.pulse.ease_s": 1}, "L25"),
    Change("levels that are not given", "self", {f"{STEP}.1.hold_kind": "raise-and-hold"}, "L26 L34"),
    Change("a rhythm that is not given", "self", {f"{STEP}.1.hold_kind": "pulse"}, "L26 L34"),
    Change("levels in a timed hold", "self", {f"{STEP}.1": RAISED | {"hold_kind": "time"}}, "L26"),
    Change("a rhythm in a hold until eased", "self", {f"{STEP}.1": PULSED | {"hold_kind": "until-eased"}}, "L26"),
    Change("levels shorter than the hold", "self", {f"{STEP}.1": RAISED | {"hold_s": 46}}, "L26 L34"),
    Change("levels that fall", "self", {f"{STEP}.1": RAISED | {"levels": RAISED["levels"][::-1]}}, "L26 L34"),
    Change("levels that stay", "self", {f"{STEP}.1": RAISED | {"levels": RAISED["levels"][:1] * 3}}, "L26 L34"),
    Change("a level over the band", "self", {f"{STEP}.1": RAISED | {"target_nrs": [3, 4]}}, "L26 L34"),
    Change("a level under the band", "self", {f"{STEP}.1": RAISED | {"target_nrs": [4, 5]}}, "L26 L34"),
    Change("a rhythm longer than its hold", "self", {f"{STEP}.1": PULSED | {"hold_s": 20}}, "L26 L34"),
    Change("the back of the lower leg without the clot question", "self", {"points.1.position": CALF}, "L27"),
    Change("a point of the leg without the clot question", "self", {"points.1.region": "leg"}, "L27"),
    Change(
        "a calf muscle under another region and marker",
        "self",
        {"points.1.muscle.latin": "Musculus soleus"},
        "L27",
    ),
    Change(
        "another question is no clot question",
        "self",
        {"points.1.position": CALF, "points.1.ask_again": ["cord-signs"]},
        "L27",
    ),
    Change(
        "the clot question is named and does not come along",
        "self",
        {"points.1.position": CALF, "points.1.ask_again": ["clot-signs"]},
        "L23",
    ),
    Change(
        "the clot question again at the calf",
        "self",
        {"points.1.position": CALF, "points.1.ask_again": ["clot-signs"], "screening.0.id": "clot-signs"},
    ),
    Change("the front of the lower leg", "self", {"points.1.position": SHIN, "points.1.outline": "front"}),
    Change(
        "sides that alternate without a second in between",
        "self",
        {"protocol.side_order": "alternate", "protocol.setup_s_per_run": 0},
        "L28",
    ),
    Change(
        "sides that alternate, and 11 s in between",
        "self",
        {"protocol.side_order": "alternate", "protocol.setup_s_per_run": 1},
    ),
    Change(
        "sides that alternate, and a slow step in between",
        "self",
        {"protocol.side_order": "alternate", "protocol.setup_s_per_run": 0, f"{STEP}.0.ramp_s": 6},
    ),
    Change("a tool of the point", "self", {f"{STEP}.0.tool": "cane"}),
    Change("a tool of another point", "self", {f"{STEP}.1.tool": "cane"}, "L29"),
    Change("a technique in self-care", "self", {f"{STEP}.1.technique": "elbow (light)"}, "L29"),
    Change("a technique of the point", "therapist", {f"{STEP}.2.technique": "pincer", f"{STEP}.2.tool": "pincer"}),
    Change("a technique that the point does not know", "therapist", {f"{STEP}.2.technique": "elbow"}, "L29"),
    Change("a therapist's tool that the point does not know", "therapist", {f"{STEP}.0.tool": "cane"}, "L29"),
    Change("fingers on the face in self-care", "self", FACE | {f"{STEP}.1.tool": "fingers"}),
    Change("a ball on the face in self-care", "self", FACE | {f"{STEP}.1.tool": "massage-ball"}, "L18 L29"),
    Change(
        "positions that are left and come back to",
        "therapist",
        {f"{STEP}.{i}.body_position": each for i, each in ((0, "supine"), (1, "prone"), (3, "supine"))},
        "L30",
    ),
    Change(
        "positions in groups, and a step that names none",
        "therapist",
        {f"{STEP}.{i}.body_position": each for i, each in ((0, "supine"), (2, "supine"), (3, "prone"))},
    ),
    Change("9 s to turn over", "self", {"protocol.position_change_s": 9}, "L30"),
    Change("10 s to turn over", "self", {"protocol.position_change_s": 10}),
    Change("two minutes and a second to turn over", "therapist", {"protocol.position_change_s": 121}, "L30"),
    Change("a step left out on a question that is asked", "self", {f"{STEP}.1.leave_out_on": ["cord-signs"]}),
    Change("a step left out on a question never asked", "self", {f"{STEP}.1.leave_out_on": ["arm-signs"]}, "L31"),
    Change("nobody judges in self-care", "self", {f"{STEP}.1.leave_out_if": "An arm tingles."}, "L31"),
    Change("a therapist judges", "therapist", {f"{STEP}.1.leave_out_if": "The jaw is locked."}),
    Change("a step that may be left out", "self", {f"{STEP}.1.optional": True, f"{STEP}.0.optional": False}),
    Change("nothing that must stay", "self", {f"{STEP}.1.optional": True, f"{STEP}.0.optional": True}, "L31"),
]


def changed(change: Change) -> dict[str, Any]:
    version = copy.deepcopy(BASES[change.base])
    for place, value in change.to.items():
        *parents, last = [int(step) if step.isdigit() else step for step in place.split(".")]
        node: Any = version
        for step in parents:
            node = node[step]
        if isinstance(node, list) and last == len(node):
            node.append(copy.deepcopy(value))
        else:
            node[last] = copy.deepcopy(value)
    return version
