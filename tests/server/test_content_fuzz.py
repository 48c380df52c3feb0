"""A few hundred spoiled sets of protocol files; the command `tests/fuzz_content.py` runs as many as one likes."""

import runpy
from pathlib import Path
from typing import Any

import msgspec
import pytest

from holdwell import wire
from holdwell.library import load

FUZZ = runpy.run_path(str(Path(__file__).parents[1] / "fuzz_content.py"))


def test_spoiled_files_never_crash_hang_or_lead_to_a_hold_that_should_not_be() -> None:
    ends = FUZZ["fuzz"](count=400, seed=2)
    assert ends.total() == 400
    # The spoiling does reach the rules: some files stay good, most are left out.
    assert set(ends) == {"still good", "left out in part", "left out whole"}


def version_of(name: str) -> Any:
    loaded = load(FUZZ["ROOT"])
    digest = next(entry.digest for entry in loaded.library.protocols if entry.protocol.id == name)
    return msgspec.json.decode(loaded.versions[digest], type=wire.ProtocolVersion)


# What a shipped protocol would be, were it spoiled and no rule asked: the protocol, the change, and the danger.
DANGERS: list[tuple[str, dict[str, Any], str]] = [
    ("low-back-pain-self-care", {"hold_s": 61}, "a hold of 61 s"),
    ("low-back-pain-self-care", {"ceiling_nrs": 7}, "with a ceiling of 7"),
    ("low-back-pain-self-care", {"hold_kind": "pulse"}, "changes alone at home: pulse"),
    ("low-back-pain-self-care", {"hold_kind": "raise-and-hold"}, "changes alone at home: raise-and-hold"),
    ("tmj-pain-therapist", {"levels": [wire.Level(10, (2, 3)), wire.Level(10, (5, 7))]}, "a level at the ceiling"),
    ("low-back-pain-self-care", {"reps": 2, "rest_s": 5}, "no rest between repeats"),
    ("low-back-pain-self-care", {"release_s": 9}, "goes on around the hold"),
    ("low-back-pain-self-care", {"tool": "elbow"}, "pressed with elbow"),
    ("low-back-pain-self-care", {"point": "piriformis-medial"}, "piriformis-medial in self-care"),
    ("low-back-pain-self-care", {"reps": 9}, "s at one point and side"),
    ("low-back-pain-self-care", {"leave_out_on": ["unheard-of"]}, "never be left out"),
    ("tmj-pain-therapist", {"point": "sternocleidomastoid-mid", "side": "both"}, "both sides of the front"),
]


@pytest.mark.parametrize(("name", "change", "danger"), DANGERS, ids=lambda value: str(value))
def test_the_fuzz_would_see_a_danger(name: str, change: dict[str, Any], danger: str) -> None:
    points = {point.id: point for point in load(FUZZ["ROOT"]).library.points}
    known = FUZZ["known_of"](points.values(), load(FUZZ["ROOT"]).library.zones)
    version = version_of(name)
    assert FUZZ["dangers_in"](version, known) == []
    steps = [msgspec.structs.replace(version.protocol.steps[0], **change), *version.protocol.steps[1:]]
    spoiled = msgspec.structs.replace(
        version,
        protocol=msgspec.structs.replace(version.protocol, steps=steps),
        points=list({step.point: points[step.point] for step in steps}.values()),
    )
    assert any(danger in said for said in FUZZ["dangers_in"](spoiled, known))


def test_the_fuzz_would_see_a_calf_without_its_question_and_a_plan_that_turns_too_long() -> None:
    library = load(FUZZ["ROOT"]).library
    known = FUZZ["known_of"](library.points, library.zones)
    assert known.calf
    version = version_of("reduced-blood-flow-self-care")
    assert FUZZ["dangers_in"](version, known) == []
    unasked = [msgspec.structs.replace(point, ask_again=[]) for point in version.points]
    assert any("clot" in said for said in FUZZ["dangers_in"](msgspec.structs.replace(version, points=unasked), known))
    steps = [
        msgspec.structs.replace(step, body_position=("prone", "supine")[i % 2])
        for i, step in enumerate(version.protocol.steps)
    ]
    slow = msgspec.structs.replace(version.protocol, steps=steps, position_change_s=600)
    said = FUZZ["dangers_in"](msgspec.structs.replace(version, protocol=slow), known)
    assert any("a plan of" in each for each in said)


def test_the_fuzz_would_see_a_point_moved_to_where_nobody_presses_and_a_pace_that_is_too_quick() -> None:
    library = load(FUZZ["ROOT"]).library
    known = FUZZ["known_of"](library.points, library.zones)
    version = version_of("low-back-pain-self-care")
    for zone, is_seen in (("coccyx", True), ("kidney", True), ("suboccipital", False)):
        box = next(each for each in library.zones if each.id == zone)
        spots = [wire.Spot(x=(side.x0 + side.x1) / 2, y=(side.y0 + side.y1) / 2) for side in (box.left, box.right)]
        moved = [
            msgspec.structs.replace(point, position=wire.Spots(left=spots[0], right=spots[1]))
            for point in version.points
        ]
        said = FUZZ["dangers_in"](msgspec.structs.replace(version, points=moved), known)
        assert any(f"in the zone {zone}" in each for each in said) == is_seen
    paces = {"min_hours_between": 12, "max_per_week": 7, "same_point_min_hours": 24}
    for name, value in paces.items():
        pace = msgspec.structs.replace(version.protocol.frequency, **{name: value})
        quick = msgspec.structs.replace(version.protocol, frequency=pace)
        said = FUZZ["dangers_in"](msgspec.structs.replace(version, protocol=quick), known)
        assert said == ["too often alone"]
    young = msgspec.structs.replace(version.protocol, minimum_age=16)
    said = FUZZ["dangers_in"](msgspec.structs.replace(version, protocol=young), known)
    assert said == ["for somebody under 18"]
