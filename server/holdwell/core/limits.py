"""What no protocol may pass, wherever it comes from: file, import, or a copy stored by a device.

Owns the check of the house rules (`holdwell.core.rules`) on protocols and on whole protocol versions. `holdwell check`
and the server's library ask here, and the app mirrors it; `tests/vectors/limits.json` pins both. It must never read
a file or decide what to do about a broken rule.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import get_args

from msgspec import UNSET, UnsetType

from holdwell import wire
from holdwell.core.faults import listed
from holdwell.core.outline import is_inside, point_breaks, zone_breaks
from holdwell.core.plan import planned_ms
from holdwell.core.rules import (
    CEILING_NRS_AT_MOST,
    HOLD_S_AT_MOST,
    HOURS_BETWEEN_AT_LEAST,
    NEAR_NERVE_HOLD_S_AT_MOST,
    PER_WEEK_AT_MOST,
    PLAN_MS_AT_MOST,
    POINT_AND_SIDE_S_AT_MOST,
    RAMP_S,
    RELEASE_S,
    REST_S_AT_LEAST,
    SAME_POINT_HOURS_AT_LEAST,
    SELF_CARE_AGE_AT_LEAST,
    SELF_CARE_HOLD_S_AT_MOST,
    SELF_CARE_PLAN_MS_AT_MOST,
    SIDES,
    Break,
    Case,
    Found,
    Path,
    RuleId,
    claims_in,
    is_front_of_neck,
    is_near_nerve,
    use_of,
)
from holdwell.core.steps import STEP_RULES


def _hold(case: Case) -> Found:
    for index, step in enumerate(case.protocol.steps):
        if step.hold_s > HOLD_S_AT_MOST:
            yield ("steps", index, "hold_s"), f"hold_s: expected at most {HOLD_S_AT_MOST} s, not {step.hold_s}"


def _dose(case: Case) -> Found:
    seconds: dict[tuple[str, str], int] = defaultdict(int)
    reported = set()
    for index, step in enumerate(case.protocol.steps):
        # The affected side may be either: it counts on both.
        for side in SIDES if step.side in ("both", "affected") else (step.side,):
            seconds[step.point, side] += step.hold_s * step.reps
        most = max(seconds[step.point, side] for side in (*SIDES, "midline"))
        if most > POINT_AND_SIDE_S_AT_MOST and step.point not in reported:
            reported.add(step.point)
            yield (
                ("steps", index),
                f"expected at most {POINT_AND_SIDE_S_AT_MOST} s of holds a side at {step.point} in one session, "
                f"over all steps and repeats; up to here they are {most} s",
            )


def _hold_near_nerve(case: Case) -> Found:
    for index, step, point in case.steps():
        if is_near_nerve(point) and step.hold_s > NEAR_NERVE_HOLD_S_AT_MOST:
            yield (
                ("steps", index, "hold_s"),
                f"hold_s: expected at most {NEAR_NERVE_HOLD_S_AT_MOST} s on the face, the hand or near a nerve, "
                f"not {step.hold_s}",
            )


def _hold_in_self_care(case: Case) -> Found:
    for index, step in enumerate(case.protocol.steps):
        if case.is_self_care and step.hold_s > SELF_CARE_HOLD_S_AT_MOST:
            yield (
                ("steps", index, "hold_s"),
                f"hold_s: expected at most {SELF_CARE_HOLD_S_AT_MOST} s in self-care, not {step.hold_s}",
            )


def _plan_in_self_care(case: Case) -> Found:
    if case.is_self_care and (length := planned_ms(case.protocol)) > SELF_CARE_PLAN_MS_AT_MOST:
        yield (
            ("steps",),
            f"expected at most 20 minutes in self-care; this plan takes {_clock(length)}. Leave out repeats first",
        )


def _plan(case: Case) -> Found:
    length = planned_ms(case.protocol)
    if length > PLAN_MS_AT_MOST:
        yield ("steps",), f"expected at most 60 minutes; this plan takes {_clock(length)}"


def _clock(ms: int) -> str:
    minutes, rest = divmod(ms // 1000, 60)
    return f"{minutes} min {rest} s"


def _therapist_only(case: Case) -> Found:
    for index, step, point in case.steps():
        if case.is_self_care and use_of(point, "self-care") is None:
            yield (
                ("steps", index, "point"),
                f"point: {step.point} is for therapists only and is never part of self-care",
            )


def _zones(case: Case) -> Found:
    forbidden = [z for z in case.zones if z.level == "never" or (case.is_self_care and z.level == "therapist-only")]
    for index, step, point in case.steps():
        for zone in forbidden:
            if is_inside(point, zone):
                whom = "where nobody presses" if zone.level == "never" else "where no self-care is allowed"
                yield ("steps", index, "point"), f"point: {step.point} lies in the zone {zone.id}, {whom}"


def _comfort(case: Case) -> Found:
    most = CEILING_NRS_AT_MOST[case.protocol.audience]
    for index, step in enumerate(case.protocol.steps):
        low, high = step.target_nrs
        point = case.points.get(step.point)
        use = use_of(point, case.protocol.audience) if point else None
        if not low <= high < step.ceiling_nrs:
            yield (
                ("steps", index, "target_nrs"),
                f"target_nrs: expected the lower number first and both below the ceiling of {step.ceiling_nrs}, "
                f"not [{low}, {high}]",
            )
        elif use and high > use.pressure_nrs.high:
            yield (
                ("steps", index, "target_nrs"),
                f"target_nrs: expected at most {use.pressure_nrs.high} at {step.point}, not {high}",
            )
        ceiling = min(most, use.pressure_nrs.ceiling) if use else most
        if step.ceiling_nrs > ceiling:
            yield (
                ("steps", index, "ceiling_nrs"),
                f"ceiling_nrs: expected at most {ceiling} at {step.point}, not {step.ceiling_nrs}",
            )


def _hold_range(case: Case) -> Found:
    for index, step, point in case.steps():
        use = use_of(point, case.protocol.audience)
        if use and not use.hold_s.min <= step.hold_s <= use.hold_s.max:
            yield (
                ("steps", index, "hold_s"),
                f"hold_s: expected {use.hold_s.min} to {use.hold_s.max} s at {step.point}, not {step.hold_s}",
            )


def _front_of_neck(case: Case) -> Found:
    sides: set[wire.PlannedSide] = set()
    for index, step, point in case.steps():
        if not is_front_of_neck(point):
            continue
        sides.add(step.side)
        if step.side not in ("left", "right", "affected") or len(sides) > 1:
            yield (
                ("steps", index, "side"),
                "side: expected one and the same side (affected, left or right) for all holds at the front of the "
                "neck in this protocol",
            )


def _slowness(case: Case) -> Found:
    protocol = case.protocol
    yield from _slow_enough((), protocol.ramp_s, protocol.release_s)
    for index, step in enumerate(protocol.steps):
        yield from _slow_enough(("steps", index), step.ramp_s, step.release_s)


def _slow_enough(path: Path, ramp_s: int | UnsetType, release_s: int | UnsetType) -> Found:
    for name, value, (low, high) in (("ramp_s", ramp_s, RAMP_S), ("release_s", release_s, RELEASE_S)):
        if not isinstance(value, UnsetType) and not low <= value <= high:
            yield (*path, name), f"{name}: expected {low} to {high} s, not {value}"


def _rest(case: Case) -> Found:
    for index, step in enumerate(case.protocol.steps):
        if step.reps > 1 and step.rest_s < REST_S_AT_LEAST:
            yield (
                ("steps", index, "rest_s"),
                f"rest_s: expected at least {REST_S_AT_LEAST} s between repeats, not {step.rest_s}",
            )


def _age(case: Case) -> Found:
    if case.is_self_care and case.protocol.minimum_age < SELF_CARE_AGE_AT_LEAST:
        yield (
            ("minimum_age",),
            f"minimum_age: expected {SELF_CARE_AGE_AT_LEAST} or more in self-care, not {case.protocol.minimum_age}",
        )


def _frequency(case: Case) -> Found:
    audience, frequency = case.protocol.audience, case.protocol.frequency
    hours, times = HOURS_BETWEEN_AT_LEAST[audience], PER_WEEK_AT_MOST[audience]
    if frequency.min_hours_between < hours:
        yield ("frequency", "min_hours_between"), f"min_hours_between: expected at least {hours} for {audience}"
    if frequency.max_per_week > times:
        yield ("frequency", "max_per_week"), f"max_per_week: expected at most {times} for {audience}"
    same = frequency.same_point_min_hours
    if case.is_self_care and (same is None or same < SAME_POINT_HOURS_AT_LEAST):
        yield (
            ("frequency", "same_point_min_hours"),
            f"same_point_min_hours: expected at least {SAME_POINT_HOURS_AT_LEAST} in self-care",
        )


def _sides(case: Case) -> Found:
    for index, step, point in case.steps():
        is_single = point.position.left == point.position.right
        if is_single != (step.side == "midline"):
            expected = "midline, since this point has no sides" if is_single else "left, right, both or affected"
            yield ("steps", index, "side"), f"side: expected {expected}, not {step.side}"


def _protocol_claims(case: Case) -> Found:
    protocol = case.protocol
    yield from claims_in({"title": protocol.title, "summary": protocol.summary})
    for index, note in enumerate(protocol.notes):
        yield from ((("notes", index), sentence) for _, sentence in claims_in({"notes": note}))
    for index, step in enumerate(protocol.steps):
        said = {name: str(text) for name in ("note", "cue") if (text := getattr(step, name)) is not UNSET}
        yield from ((("steps", index, *path), sentence) for path, sentence in claims_in(said))


_PROTOCOL_RULES: tuple[tuple[RuleId, Callable[[Case], Found]], ...] = (
    ("L1", _hold),
    ("L2", _dose),
    ("L3", _hold_near_nerve),
    ("L4", _hold_in_self_care),
    ("L5", _plan_in_self_care),
    ("L6", _therapist_only),
    ("L7", _zones),
    ("L8", _comfort),
    ("L9", _hold_range),
    ("L10", _front_of_neck),
    ("L11", _slowness),
    ("L12", _rest),
    ("L13", _plan),
    ("L14", _age),
    ("L15", _frequency),
    ("L16", _sides),
    ("L22", _protocol_claims),
    *STEP_RULES,
)


def protocol_breaks(
    protocol: wire.Protocol,
    points: Mapping[str, wire.Point],
    zones: Sequence[wire.Zone],
    asked: Collection[str] | None,
) -> list[Break]:
    """Every rule this protocol does not keep. `points` by id; `zones`: all there are; `asked`: see `Case`."""
    case = Case(protocol, points, zones, asked)
    return [Break(rule, path, sentence) for rule, check in _PROTOCOL_RULES for path, sentence in check(case)]


def condition_breaks(condition: wire.Condition) -> list[Break]:
    """Every rule this condition does not keep."""
    texts = {"title": condition.title, "may_say": condition.may_say}
    return [Break("L22", path, sentence) for path, sentence in claims_in(texts)]


def question_breaks(question: wire.Question) -> list[Break]:
    """Every rule this question does not keep. A stored version is not judged by it: before `change` was written down,
    every `modify` asked for the sites to leave out, and that is what a question without it still does."""
    found = []
    if question.if_yes == "modify" and question.change is UNSET:
        found.append(Break("L32", ("if_yes",), f"if_yes: modify needs change: {listed(get_args(wire.Change))}"))
    if question.if_yes != "modify" and question.change is not UNSET:
        found.append(Break("L32", ("change",), f"change: belongs to if_yes: modify only, not to {question.if_yes}"))
    has_zones = bool(question.zones)
    if question.change == "leave-out-zones" and not has_zones:
        found.append(Break("L32", ("change",), "change: leave-out-zones needs zones, at least one"))
    if question.change != "leave-out-zones" and question.zones is not UNSET:
        found.append(Break("L32", ("zones",), "zones: belongs to change: leave-out-zones only"))
    return found


def version_breaks(version: wire.ProtocolVersion) -> list[Break]:
    """Every rule that a protocol and all it carries do not keep: the check before any Start. Paths: of the version."""
    points = {point.id: point for point in version.points}
    asked = {question.id for question in version.screening}
    parts: list[tuple[Path, list[Break]]] = [
        (("protocol",), protocol_breaks(version.protocol, points, version.zones, asked)),
        (("condition",), condition_breaks(version.condition)),
        *((("points", i), point_breaks(point, version.zones)) for i, point in enumerate(version.points)),
        *((("zones", i), zone_breaks(zone)) for i, zone in enumerate(version.zones)),
    ]
    found = [Break(b.rule, (*path, *b.path), b.sentence) for path, breaks in parts for b in breaks]
    found += [Break("L23", path, sentence) for path, sentence in _unasked(version)]
    found += [Break("L24", path, sentence) for path, sentence in _not_carried(version)]
    return found


def _unasked(version: wire.ProtocolVersion) -> Found:
    asked = {question.id for question in version.screening}
    if not any(question.group == "all" for question in version.screening):
        yield ("screening",), "expected the questions for everybody (group all)"
    for question in version.condition.screen:
        if question not in asked:
            yield ("screening",), f"expected the question {question}, which the condition asks"
    for point in version.points:
        for own in (point.screen, point.ask_again):
            for question in [] if isinstance(own, UnsetType) else own:
                if question not in asked:
                    yield ("screening",), f"expected the question {question}, which is asked for {point.id}"


def _not_carried(version: wire.ProtocolVersion) -> Found:
    points = [point.id for point in version.points]
    zones = {zone.id for zone in version.zones}
    if version.condition.id != version.protocol.condition:
        yield ("condition",), f"expected the condition {version.protocol.condition}"
    for index, step in enumerate(version.protocol.steps):
        if points.count(step.point) != 1:
            yield ("protocol", "steps", index, "point"), f"expected one point {step.point} to come with the protocol"
    for index, point in enumerate(version.points):
        for zone in point.zones_nearby:
            if zone not in zones:
                yield ("points", index, "zones_nearby"), f"expected the zone {zone} to come with the protocol"
