"""Points and zones: where they lie on the outline, how a point may be pressed, and what that forbids.

Owns the check of the house rules (`holdwell.core.rules`) on points and zones. Places are in percent of the outline,
which is twice as high as wide; distances in percent of its width. A marker is no place on a person: it only keeps
points out of zones. It must never judge a protocol.
"""

from collections.abc import Callable, Iterable, Sequence
from math import hypot
from typing import Literal

from msgspec import UNSET

from holdwell import wire
from holdwell.core.rules import (
    CEILING_NRS_AT_MOST,
    CLOT_QUESTION,
    FINGERS,
    HOLD_S_AT_MOST,
    NEAR_NERVE_HOLD_S_AT_MOST,
    PLAIN_NAME_AT_MOST,
    SELF_CARE_HOLD_S_AT_MOST,
    SIDES,
    Break,
    Found,
    RuleId,
    claims_in,
    is_calf,
    is_front_of_neck,
    is_near_nerve,
    is_on_neck_or_face,
)

HEIGHT_OF_WIDTH = 2
# Places are written with one decimal; less than half of it is no difference.
NO_DIFFERENCE = 0.05


def _spot(point: wire.Point, side: Literal["left", "right"]) -> wire.Spot:
    return point.position.left if side == "left" else point.position.right


def _box(zone: wire.Zone, side: Literal["left", "right"]) -> wire.Box:
    return zone.left if side == "left" else zone.right


def _distance(spot: wire.Spot, box: wire.Box) -> float:
    """From a spot to the nearest place of a box; 0 inside."""
    aside = max(box.x0 - spot.x, 0.0, spot.x - box.x1)
    above = max(box.y0 - spot.y, 0.0, spot.y - box.y1)
    return hypot(aside, above * HEIGHT_OF_WIDTH)


def _gap(point: wire.Point, zone: wire.Zone) -> float | None:
    """From the nearer marker of a point to a zone; None where they lie on different outlines."""
    if point.outline != zone.outline:
        return None
    # Either marker against either box: a marker put on the wrong side is in the zone all the same.
    return min(_distance(_spot(point, a), _box(zone, b)) for a in SIDES for b in SIDES)


def is_inside(point: wire.Point, zone: wire.Zone) -> bool:
    """Whether a marker of the point lies in the zone: either marker in either box."""
    if point.outline != zone.outline:
        return False
    spots, boxes = (point.position.left, point.position.right), (zone.left, zone.right)
    return any(box.x0 <= spot.x <= box.x1 and box.y0 <= spot.y <= box.y1 for spot in spots for box in boxes)


def is_touching(point: wire.Point, zone: wire.Zone) -> bool:
    """Whether the search area of the point reaches into the zone."""
    gap = _gap(point, zone)
    return gap is not None and gap < point.search_radius


def _self_use(point: wire.Point, _: Sequence[wire.Zone]) -> Found:
    if (point.self_care == "therapist-only") == (point.self_use is not None):
        expected = "no self" if point.self_use else "self (how a person alone presses here)"
        yield ("self_care",), f"self_care: {point.self_care} goes with {expected}"


def _forbidding_zones(point: wire.Point, zones: Sequence[wire.Zone]) -> Found:
    for zone in zones:
        if not is_inside(point, zone):
            continue
        if zone.level == "never":
            yield ("position",), f"position: lies in the zone {zone.id}, where nobody presses"
        elif zone.level == "therapist-only" and point.self_care != "therapist-only":
            yield ("self_care",), f"self_care: expected therapist-only, since the point lies in the zone {zone.id}"
        elif zone.level == "gentle-only" and point.self_care == "allowed":
            yield (
                ("self_care",),
                f"self_care: expected gentle-only or therapist-only, since the point lies in the zone {zone.id}",
            )


def _uses(point: wire.Point) -> Iterable[tuple[str, wire.Audience, wire.HoldRange, wire.Comfort]]:
    yield "therapist", "therapist", point.therapist.hold_s, point.therapist.pressure_nrs
    if point.self_use:
        yield "self", "self-care", point.self_use.hold_s, point.self_use.pressure_nrs


def _near_nerve(point: wire.Point, _: Sequence[wire.Zone]) -> Found:
    for name, _audience, hold, _comfort_of_use in _uses(point):
        if is_near_nerve(point) and hold.max > NEAR_NERVE_HOLD_S_AT_MOST:
            yield (
                (name, "hold_s", "max"),
                f"max: expected at most {NEAR_NERVE_HOLD_S_AT_MOST} s on the face, the hand or near a nerve, "
                f"not {hold.max}",
            )


def _comfort(point: wire.Point, _: Sequence[wire.Zone]) -> Found:
    for name, audience, _hold, comfort in _uses(point):
        most = CEILING_NRS_AT_MOST[audience]
        if not comfort.low <= comfort.high < comfort.ceiling <= most:
            yield (
                (name, "pressure_nrs"),
                f"pressure_nrs: expected low, high and ceiling in rising order, the ceiling at most {most}",
            )


def _hold_range(point: wire.Point, _: Sequence[wire.Zone]) -> Found:
    for name, audience, hold, _comfort_of_use in _uses(point):
        most = HOLD_S_AT_MOST if audience == "therapist" else SELF_CARE_HOLD_S_AT_MOST
        if not hold.min <= hold.default <= hold.max <= most:
            yield (name, "hold_s"), f"hold_s: expected min, default and max in rising order, max at most {most} s"


def _front_of_neck(point: wire.Point, _: Sequence[wire.Zone]) -> Found:
    if is_front_of_neck(point) and point.self_care != "therapist-only":
        yield ("self_care",), "self_care: expected therapist-only at the front of the neck"


def _is_own_side(right_x: float, outline: Literal["front", "back"]) -> bool:
    """Whether the person's right lies where the outline shows it: seen from the front on the left of the image."""
    return right_x <= 50 if outline == "front" else right_x >= 50


def _mirrored(point: wire.Point, _: Sequence[wire.Zone]) -> Found:
    right, left = point.position.right, point.position.left
    if abs(right.x + left.x - 100) > NO_DIFFERENCE or abs(right.y - left.y) > NO_DIFFERENCE:
        yield (
            ("position",),
            f"position: expected the left place to mirror the right one: {{x: {100 - right.x:g}, y: {right.y:g}}}",
        )
    elif not _is_own_side(right.x, point.outline):
        yield ("position",), "position: left and right are swapped; they are the person's own sides"


def _tools(point: wire.Point, _: Sequence[wire.Zone]) -> Found:
    if point.self_use and is_on_neck_or_face(point) and point.self_use.tools != [FINGERS]:
        yield ("self", "tools"), "tools: expected [fingers] only on neck and face"


def _named_zones(point: wire.Point, zones: Sequence[wire.Zone]) -> Found:
    for zone in zones:
        if is_touching(point, zone) and zone.id not in point.zones_nearby:
            yield ("zones_nearby",), f"zones_nearby: expected {zone.id} too, since the search area touches it"


def _clot_question(point: wire.Point, _: Sequence[wire.Zone]) -> Found:
    if is_calf(point) and (point.ask_again is UNSET or CLOT_QUESTION not in point.ask_again):
        yield (
            ("ask_again",),
            f"ask_again: expected {CLOT_QUESTION} at the calf, so that a clot is asked for again before every step",
        )


def _plain_name(point: wire.Point, _: Sequence[wire.Zone]) -> Found:
    plain = point.muscle.plain
    if len(plain) > PLAIN_NAME_AT_MOST or plain[0] != plain[0].upper():
        yield (
            ("muscle", "plain"),
            f"plain: expected a short name with a capital, at most {PLAIN_NAME_AT_MOST} characters",
        )


def _claims(point: wire.Point, _: Sequence[wire.Zone]) -> Found:
    yield from claims_in({"search_area": point.search_area, "referral": point.referral})
    for index, caution in enumerate(point.cautions):
        yield from ((("cautions", index), sentence) for _, sentence in claims_in({"cautions": caution}))


_POINT_RULES: tuple[tuple[RuleId, Callable[[wire.Point, Sequence[wire.Zone]], Found]], ...] = (
    ("L3", _near_nerve),
    ("L6", _self_use),
    ("L7", _forbidding_zones),
    ("L8", _comfort),
    ("L9", _hold_range),
    ("L10", _front_of_neck),
    ("L17", _mirrored),
    ("L18", _tools),
    ("L19", _named_zones),
    ("L21", _plain_name),
    ("L22", _claims),
    ("L27", _clot_question),
)


def point_breaks(point: wire.Point, zones: Sequence[wire.Zone]) -> list[Break]:
    """Every rule this point does not keep. `zones`: all there are."""
    return [Break(rule, path, sentence) for rule, check in _POINT_RULES for path, sentence in check(point, zones)]


def zone_breaks(zone: wire.Zone) -> list[Break]:
    """Every rule this zone does not keep."""
    found = []
    right, left = zone.right, zone.left
    for name, box in (("right", right), ("left", left)):
        if box.x0 >= box.x1 or box.y0 >= box.y1:
            found.append(Break("L17", (name,), f"{name}: expected x0 below x1 and y0 below y1"))
    if not _is_own_side((right.x0 + right.x1) / 2, zone.outline):
        found.append(Break("L17", ("right",), "right: left and right are swapped; they are the person's own sides"))
    aside = max(abs(right.x0 + left.x1 - 100), abs(right.x1 + left.x0 - 100))
    if max(aside, abs(right.y0 - left.y0), abs(right.y1 - left.y1)) > NO_DIFFERENCE:
        mirrored = f"{{x0: {100 - right.x1:g}, x1: {100 - right.x0:g}, y0: {right.y0:g}, y1: {right.y1:g}}}"
        found.append(Break("L17", ("left",), f"left: expected the mirror of right: {mirrored}"))
    return found


def clash_between(point: wire.Point, other: wire.Point) -> Break | None:
    """The rule that two points of one library do not keep between them, said of the first; None where all is well."""
    if point.muscle.plain.casefold() == other.muscle.plain.casefold():
        sentence = f"plain: {other.id} has the same plain name; on the run screen nobody could tell them apart"
        return Break("L21", ("muscle", "plain"), sentence)
    if point.self_care == "therapist-only" or other.self_care != "therapist-only" or point.outline != other.outline:
        return None
    ours, theirs = ((p.position.left, p.position.right) for p in (point, other))
    gap = min(hypot(a.x - b.x, HEIGHT_OF_WIDTH * (a.y - b.y)) for a in ours for b in theirs)
    if gap < other.search_radius:
        sentence = f"self_care: expected therapist-only, since it lies in the search area of {other.id}, which is"
        return Break("L20", ("self_care",), sentence)
    return None
