"""What the shipped content must go on holding, whatever is edited: who is asked what, what is never pressed alone."""

import re
from pathlib import Path

import pytest

from holdwell import wire
from holdwell.core.plan import planned_ms
from holdwell.core.shelf import Shelf, shelf_from
from holdwell.library import read_files

ROOT = Path(__file__).parents[2] / "protocols"
MINUTE_MS = 60_000
CONDITIONS = {
    "carpal-tunnel", "general-tension", "hip-pain", "low-back-pain", "nerve-compression", "postural-distortion",
    "reduced-blood-flow", "tmj-pain", "upper-back-pain", "whiplash",
}  # fmt: skip
THERAPIST_ONLY = {
    "fibularis-longus", "flexor-carpi-ulnaris", "flexor-digitorum-superficialis", "gluteus-maximus-ischial",
    "iliacus-inner-rim", "medial-pterygoid-angle", "piriformis-lateral", "piriformis-medial", "pronator-teres",
    "quadratus-lumborum-deep", "quadratus-lumborum-upper", "scalene-middle", "sternocleidomastoid-mid",
}  # fmt: skip
CALF = {"gastrocnemius-medial", "gastrocnemius-lateral", "soleus-lower"}
# How a point's own words name each position of the body.
NAMED_BY = {
    "supine": ("supine", "face up"),
    "prone": ("prone",),
    "side-lying": ("side-lying",),
    "seated": ("seated",),
    "standing": ("standing", "leaning"),
}
NERVE = re.compile(r"numb|tingl|burn|shoot|electric", re.IGNORECASE)
PRESSED_ON = re.compile(r"\b(shift|move|slide|roll|ease|lighter|less|carry on|go on|keep)\b", re.IGNORECASE)
CHANGES = {
    "skin-or-device": "leave-out-sites",
    "cannot-feel": "leave-out-sites",
    "heart-history": "leave-out-zones",
    "widespread-pain": "halve",
}


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    files, unread = read_files(ROOT)
    shelf = shelf_from(files, unread)
    assert shelf.faults == []
    return shelf


def asked_before(protocol: wire.Protocol, shelf: Shelf) -> set[str]:
    """The questions of a protocol besides those for everybody."""
    condition = next(c for c in shelf.conditions if c.id == protocol.condition)
    pressed = {step.point for step in protocol.steps}
    of_points = [p.screen for p in shelf.points if p.id in pressed and isinstance(p.screen, list)]
    return {*condition.screen, *(question for screen in of_points for question in screen)}


def use_at(step: wire.Step, audience: wire.Audience, shelf: Shelf) -> wire.TherapistUse | wire.SelfUse:
    point = next(point for point in shelf.points if point.id == step.point)
    use = point.therapist if audience == "therapist" else point.self_use
    assert use is not None
    return use


def test_ten_conditions_each_with_a_therapists_way_and_a_way_alone(shelf: Shelf) -> None:
    assert {condition.id for condition in shelf.conditions} == CONDITIONS
    assert len(shelf.protocols) == 22
    for condition in CONDITIONS:
        ways = [protocol.audience for protocol in shelf.protocols if protocol.condition == condition]
        assert sorted(ways) == sorted(("self-care", "therapist") * (2 if condition == "nerve-compression" else 1))


def test_sixty_points_and_which_of_them_are_for_therapists_only(shelf: Shelf) -> None:
    assert len(shelf.points) == 60
    assert {point.id for point in shelf.points if point.self_care == "therapist-only"} == THERAPIST_ONLY


def test_the_calf_asks_for_a_clot_again_before_every_step_and_no_other_point_interrupts(shelf: Shelf) -> None:
    again = {point.id: point.ask_again for point in shelf.points if isinstance(point.ask_again, list)}
    assert again == {point: ["clot-signs"] for point in CALF}


def test_who_is_pressed_at_the_neck_is_asked_for_its_vessels_in_any_protocol(shelf: Shelf) -> None:
    for point in shelf.points:
        if point.region in ("neck", "upper-back"):
            assert isinstance(point.screen, list)
            assert {"neck-vascular", "cord-signs"} <= set(point.screen), point.id
        if "anterior-neck" in point.zones_nearby:
            assert isinstance(point.screen, list)
            assert "heart-history" in point.screen, point.id


def test_every_question_is_asked_before_some_protocol(shelf: Shelf) -> None:
    asked = {question for protocol in shelf.protocols for question in asked_before(protocol, shelf)}
    own = {question.id for question in shelf.questions if question.group != "all"}
    assert own == asked
    assert len(shelf.questions) == 47


def test_every_modify_says_what_it_changes(shelf: Shelf) -> None:
    changes = {question.id: question.change for question in shelf.questions if question.if_yes == "modify"}
    assert changes == CHANGES
    heart = next(question for question in shelf.questions if question.id == "heart-history")
    assert heart.zones == ["anterior-neck", "supraclavicular"]


def test_every_source_of_the_evidence_is_there_and_says_whether_it_was_read(shelf: Shelf) -> None:
    known = {source.key: source for source in shelf.sources}
    for condition in shelf.conditions:
        assert condition.evidence.sources, condition.id
        assert set(condition.evidence.sources) <= set(known), condition.id
    assert {key for key, source in known.items() if not source.is_read} == {"CHO19", "MOY04"}


def test_no_way_alone_takes_more_than_twenty_minutes(shelf: Shelf) -> None:
    lengths = {p.id: planned_ms(p) / MINUTE_MS for p in shelf.protocols if p.audience == "self-care"}
    assert len(lengths) == 11
    assert {name: length for name, length in lengths.items() if not 7 <= length <= 20} == {}


def test_every_step_says_how_the_body_lies_as_its_point_describes_it(shelf: Shelf) -> None:
    for protocol in shelf.protocols:
        for step in protocol.steps:
            assert isinstance(step.body_position, str), (protocol.id, step.point)
            described = use_at(step, protocol.audience, shelf).position
            assert any(word in described for word in NAMED_BY[step.body_position]), (protocol.id, step.point)


def test_every_step_has_a_short_cue_and_alone_a_tool(shelf: Shelf) -> None:
    for protocol in shelf.protocols:
        for step in protocol.steps:
            assert isinstance(step.cue, str), (protocol.id, step.point)
            assert len(step.cue) <= 70, (protocol.id, step.point)
            if protocol.audience == "self-care":
                assert isinstance(step.tool, str), (protocol.id, step.point)


def test_a_nerve_that_is_felt_ends_the_hold_and_nobody_is_told_to_press_on_beside_it(shelf: Shelf) -> None:
    """FACTS 4.5, rule 2: what names such a feeling says nothing of another place, or of less."""
    cues = [(protocol.id, step.cue) for protocol in shelf.protocols for step in protocol.steps]
    cautions = [(point.id, caution) for point in shelf.points for caution in point.cautions]
    said = [(name, words) for name, words in (*cues, *cautions) if isinstance(words, str) and NERVE.search(words)]
    assert len(said) > 40
    assert [(name, words) for name, words in said if PRESSED_ON.search(words)] == []


def test_nerve_symptoms_keep_off_the_deep_rotators_and_the_scalenes(shelf: Shelf) -> None:
    for protocol in shelf.protocols:
        if protocol.condition == "nerve-compression":
            assert not {"piriformis-medial", "piriformis-lateral", "scalene-middle"} & {s.point for s in protocol.steps}


def test_the_inner_end_of_the_deep_rotator_lies_beside_the_lower_edge_of_the_sacrum(shelf: Shelf) -> None:
    """By its own words just outside that edge: the bone narrows downwards, so nearer the middle than what is above."""
    places = {point.id: point.position for point in shelf.points}
    zones = {zone.id: zone for zone in shelf.zones}
    inner, outer, above = (
        places[each].right for each in ("piriformis-medial", "piriformis-lateral", "gluteus-maximus-sacral")
    )
    assert zones["coccyx"].right.x1 + 1 <= inner.x < above.x
    # A third of the way in from the hip knob lies the outer end: the edge is twice that way further in.
    assert outer.x - inner.x > 6.5
    assert zones["sciatic"].right.x0 <= inner.x <= zones["sciatic"].right.x1


def test_pregnancy_leaves_out_the_legs_and_fragile_bones_the_ribs(shelf: Shelf) -> None:
    regions = {point.id: point.region for point in shelf.points}
    for protocol in shelf.protocols:
        if protocol.audience != "therapist":
            continue
        for step in protocol.steps:
            left_out_on = step.leave_out_on if isinstance(step.leave_out_on, list) else []
            if regions[step.point] in ("thigh", "leg", "foot"):
                assert "pregnant" in left_out_on, (protocol.id, step.point)
            if step.point in ("rhomboid-major", "lower-trapezius", "iliocostalis-thoracis-t6", "pectoralis-minor"):
                assert "bone-fragility" in left_out_on, (protocol.id, step.point)
            if regions[step.point] == "neck":
                assert {"joint-laxity", "stiff-or-fused-spine"} <= set(left_out_on), (protocol.id, step.point)


def test_titles_are_for_people(shelf: Shelf) -> None:
    for title in [item.title for item in (*shelf.conditions, *shelf.protocols)]:
        assert "source wording" not in title
        assert len(title) <= 60, title


def test_every_file_names_its_schema_to_an_editor() -> None:
    kinds = {"points": "points", "screening": "questions", "complaints": "complaints"}
    for file in ROOT.rglob("*.yaml"):
        place = file.relative_to(ROOT)
        kind = kinds.get(place.parts[0]) or ("condition" if file.stem == "condition" else "protocol")
        kind = file.stem if len(place.parts) == 1 else kind
        up = "../" * (len(place.parts) - 1)
        line = file.read_text("utf-8").splitlines()[1]
        assert line == f"# yaml-language-server: $schema={up}schema/{kind}.v1.json", place
