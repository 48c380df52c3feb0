"""What must never be served, in plain words, and on purpose not with the code under test.

Owns the judgement of the fuzz. It must never import the rules, nor be loosened to let a file pass. What is a calf, a
throat, or for therapists only is taken from the files as they were before they were spoiled, by the names of points.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple


class Closed(NamedTuple):
    """A box on an outline where nobody presses, or nobody alone."""

    name: str
    outline: str
    is_for_all: bool
    x: tuple[float, float]
    y: tuple[float, float]


class Known(NamedTuple):
    """What is known of points by their names, and of the body, from files that nobody spoiled."""

    deep: frozenset[str]
    throat: frozenset[str]
    calf: frozenset[str]
    face: frozenset[str]
    closed: tuple[Closed, ...]


def known_of(points: Iterable[Any], zones: Iterable[Any]) -> Known:
    """What must be known of these points and zones, which are good ones."""
    points = list(points)
    return Known(
        deep=frozenset(p.id for p in points if p.self_care == "therapist-only"),
        throat=frozenset(p.id for p in points if "anterior-neck" in p.zones_nearby),
        calf=frozenset(p.id for p in points if "gastrocnemius" in p.id or "soleus" in p.id),
        face=frozenset(p.id for p in points if p.region in ("head", "neck")),
        closed=tuple(
            Closed(zone.id, zone.outline, zone.level == "never", (box.x0, box.x1), (box.y0, box.y1))
            for zone in zones
            if zone.level != "gentle-only"
            for box in (zone.left, zone.right)
        ),
    )


def dangers_in(version: Any, known: Known) -> list[str]:
    """The dangers of a version: a protocol with its points and questions."""
    protocol = version.protocol
    points = {point.id: point for point in version.points}
    found = [*_of_plan(protocol), *_of_sides(protocol, known), *_of_pace(protocol)]
    for step in protocol.steps:
        found += _of_step(protocol, step, points[step.point])
        found += _of_place(protocol, step, points[step.point], known)
    found += _of_questions(version, known)
    return found


def _given(value: Any, otherwise: Any) -> Any:
    """An optional field of a file: what was written, or what stands in for it."""
    return otherwise if type(value).__name__ == "UnsetType" else value


def _around(protocol: Any, step: Any) -> tuple[int, int]:
    return _given(step.ramp_s, protocol.ramp_s), _given(step.release_s, protocol.release_s)


def _of_step(protocol: Any, step: Any, point: Any) -> list[str]:
    found = []
    is_alone = protocol.audience == "self-care"
    is_short = point.therapist.hold_s.max <= 30 or point.region in ("head", "hand")
    if step.hold_s > (30 if is_short else 60 if is_alone else 90):
        found.append(f"a hold of {step.hold_s} s at {step.point}")
    if step.ceiling_nrs > (6 if is_alone else 7) or step.target_nrs[1] >= step.ceiling_nrs:
        found.append(f"a band of {step.target_nrs} with a ceiling of {step.ceiling_nrs}")
    if is_alone and step.hold_kind not in ("time", "until-eased"):
        found.append(f"pressure that changes alone at home: {step.hold_kind}")
    if (levels := _given(step.levels, [])) and any(level.target_nrs[1] >= step.ceiling_nrs for level in levels):
        found.append("a level at the ceiling")
    if step.reps > 1 and step.rest_s < 10:
        found.append("no rest between repeats")
    ramp_s, release_s = _around(protocol, step)
    if not 5 <= ramp_s <= 10 or not 3 <= release_s <= 5:
        found.append("pressure that goes on around the hold, or comes too fast")
    is_alternate = step.reps > 1 and step.side == "both" and _given(protocol.side_order, "") == "alternate"
    if is_alternate and 2 * protocol.setup_s_per_run + ramp_s + release_s < 10:
        found.append("no rest between the sides")
    return found


def _of_pace(protocol: Any) -> list[str]:
    pace = protocol.frequency
    if protocol.audience != "self-care":
        return ["too often"] if pace.min_hours_between < 48 or pace.max_per_week > 3 else []
    found = ["for somebody under 18"] if protocol.minimum_age < 18 else []
    if pace.min_hours_between < 24 or pace.max_per_week > 4 or (pace.same_point_min_hours or 0) < 48:
        found.append("too often alone")
    return found


def _of_spot(point: Any, closed: Closed) -> bool:
    """Whether a marker of the point lies in this box."""
    (left, right), (top, bottom) = closed.x, closed.y
    spots = (point.position.left, point.position.right)
    return point.outline == closed.outline and any(left <= p.x <= right and top <= p.y <= bottom for p in spots)


def _of_place(protocol: Any, step: Any, point: Any, known: Known) -> list[str]:
    is_alone = protocol.audience == "self-care"
    inside = [each for each in known.closed if (each.is_for_all or is_alone) and _of_spot(point, each)]
    found = [f"{step.point} in the zone {each.name}" for each in inside]
    if is_alone:
        if step.point in known.deep:
            found.append(f"{step.point} in self-care")
        with_tool = [*point.self_use.tools, _given(step.tool, "fingers")] if point.self_use else ["nothing known"]
        if step.point in known.face and set(with_tool) != {"fingers"}:
            found.append(f"{step.point} pressed with {with_tool}")
        if _given(step.tool, with_tool[0]) not in with_tool[:-1]:
            found.append(f"{step.point} pressed with {step.tool}")
    return found


def _of_questions(version: Any, known: Known) -> list[str]:
    asked = {question.id for question in version.screening}
    found = []
    if not any(question.group == "all" for question in version.screening):
        found.append("nobody is asked anything")
    for point in version.points:
        again = _given(point.ask_again, [])
        if point.id in known.calf and "clot-signs" not in again:
            found.append(f"{point.id} without the clot question")
        if not set(again) | set(_given(point.screen, [])) <= asked:
            found.append(f"questions of {point.id} that nobody asks")
    if not set(version.condition.screen) <= asked:
        found.append("questions of the condition that nobody asks")
    for step in version.protocol.steps:
        if not set(_given(step.leave_out_on, [])) <= asked:
            found.append(f"{step.point} would never be left out")
    return found


def _of_sides(protocol: Any, known: Known) -> list[str]:
    sides = {step.side for step in protocol.steps if step.point in known.throat}
    if sides - {"left", "right", "affected"} or len(sides) > 1:
        return ["both sides of the front of the neck"]
    return []


def _of_plan(protocol: Any) -> list[str]:
    found = []
    dose: Counter[tuple[str, str]] = Counter()
    total_s = 0
    for step in protocol.steps:
        sides = {"both": "lr", "affected": "lr"}.get(step.side, step.side[0])
        for side in sides:
            dose[step.point, side] += step.hold_s * step.reps
        runs = 2 if step.side == "both" else 1
        setups, rests = 1, step.reps - 1
        if _given(protocol.side_order, "") == "alternate" and runs == 2:
            setups, rests = step.reps, 0
        each_s = sum(_around(protocol, step)) + step.hold_s
        total_s += runs * (setups * protocol.setup_s_per_run + step.reps * each_s + rests * step.rest_s)
    if max(dose.values()) > 180:
        found.append(f"{max(dose.values())} s at one point and side")
    total_s += _turns(protocol) * _given(protocol.position_change_s, 20)
    if total_s > (20 if protocol.audience == "self-care" else 60) * 60:
        found.append(f"a plan of {total_s} s")
    return found


def _turns(protocol: Any) -> int:
    """How often one turns over at most."""
    by_side = []
    for hurts in ("left", "right"):
        sides = [(hurts if step.side == "affected" else step.side, step) for step in protocol.steps]
        steps = [step for _, step in sides]
        if _given(protocol.side_order, "") == "all-left-first":
            steps = [step for side, step in sides if side != "right"]
            steps += [step for side, step in sides if side in ("right", "both")]
        named = [each for step in steps if (each := _given(step.body_position, None))]
        by_side.append(sum(a != b for a, b in pairwise(named)))
    return max(by_side)
