"""How a step may be given: its kind of hold, what it is pressed with, the order of sides and positions, leaving it out.

Owns the check of those house rules (`holdwell.core.rules`) that a single step, or the row of steps, is judged by. It
must never judge a dose or a comfort band (that is `holdwell.core.limits`).
"""

from collections.abc import Callable

from msgspec import UNSET, UnsetType

from holdwell import wire
from holdwell.core.faults import listed, quoted, suggestion
from holdwell.core.plan import position_change_s, seconds_around
from holdwell.core.rules import (
    FINGERS,
    LEVEL_S_AT_LEAST,
    POSITION_CHANGE_S,
    PULSE_S_AT_LEAST,
    REST_S_AT_LEAST,
    Case,
    Found,
    Path,
    RuleId,
    is_on_neck_or_face,
)

_OWN_FIELDS: tuple[tuple[wire.HoldKind, str, str], ...] = (
    ("raise-and-hold", "levels", "two or three levels, each higher than the one before"),
    ("pulse", "pulse", "the seconds to press and to ease"),
)


def _timed(case: Case) -> Found:
    for index, step in enumerate(case.protocol.steps):
        for place, level in enumerate([] if isinstance(step.levels, UnsetType) else step.levels):
            if level.hold_s < LEVEL_S_AT_LEAST:
                yield (
                    ("steps", index, "levels", place, "hold_s"),
                    f"hold_s: expected at least {LEVEL_S_AT_LEAST} s for a level, since a raise sinks in anew, "
                    f"not {level.hold_s}",
                )
        if isinstance(step.pulse, UnsetType):
            continue
        for name, seconds in (("press_s", step.pulse.press_s), ("ease_s", step.pulse.ease_s)):
            if seconds < PULSE_S_AT_LEAST:
                yield (
                    ("steps", index, "pulse", name),
                    f"{name}: expected at least {PULSE_S_AT_LEAST} s, slow enough for a hand to follow, not {seconds}",
                )


def _same_pressure(case: Case) -> Found:
    for index, step in enumerate(case.protocol.steps):
        if case.is_self_care and step.hold_kind in ("raise-and-hold", "pulse"):
            yield (
                ("steps", index, "hold_kind"),
                f"hold_kind: in self-care the pressure stays the same through a hold; use time or until-eased, "
                f"not {step.hold_kind}",
            )


def _fields_of_kinds(case: Case) -> Found:
    for index, step in enumerate(case.protocol.steps):
        for kind, name, what in _OWN_FIELDS:
            is_there = getattr(step, name) is not UNSET
            if is_there and step.hold_kind != kind:
                yield ("steps", index, name), f"{name}: belongs to hold_kind {kind} only, not to {step.hold_kind}"
            elif step.hold_kind == kind and not is_there:
                yield ("steps", index, "hold_kind"), f"hold_kind: {kind} needs {name} ({what})"
        if not isinstance(step.levels, UnsetType):
            yield from _levels(("steps", index, "levels"), step, step.levels)
        if not isinstance(step.pulse, UnsetType) and step.pulse.press_s + step.pulse.ease_s > step.hold_s:
            yield (
                ("steps", index, "pulse"),
                f"pulse: expected press_s and ease_s to fit into hold_s ({step.hold_s} s) at least once",
            )


def _levels(path: Path, step: wire.Step, levels: list[wire.Level]) -> Found:
    total = sum(level.hold_s for level in levels)
    if total != step.hold_s:
        yield path, f"levels: expected their hold_s to add up to that of the step, {step.hold_s} s, not {total}"
    least, most = step.target_nrs
    before: tuple[int, int] | None = None
    for index, level in enumerate(levels):
        low, high = level.target_nrs
        here = (*path, index, "target_nrs")
        if not least <= low <= high <= most or high >= step.ceiling_nrs:
            yield (
                here,
                f"target_nrs: expected a level within the step's own band, {least} to {most}, not [{low}, {high}]",
            )
        elif before and not (low >= before[0] and high >= before[1] and (low, high) != before):
            yield here, f"target_nrs: expected a level above the one before, {before[0]} to {before[1]}"
        before = (low, high)


def _rest_between_sides(case: Case) -> Found:
    protocol = case.protocol
    if protocol.side_order != "alternate":
        return
    for step in protocol.steps:
        # The hold on the other side may end at once, so that only what stands around it is sure to pass.
        rest_s = 2 * protocol.setup_s_per_run + sum(seconds_around(protocol, step))
        if step.side == "both" and step.reps > 1 and rest_s < REST_S_AT_LEAST:
            yield (
                ("side_order",),
                f"side_order: with alternate sides expected at least {REST_S_AT_LEAST} s before a side's next hold, "
                f"also when the other side is over at once; here they are {rest_s} s. Raise setup_s_per_run",
            )
            return


def _pressed_with(case: Case) -> Found:
    for index, step, point in case.steps():
        allowed = point.therapist.technique
        if case.is_self_care:
            allowed = point.self_use.tools if point.self_use else []
            if step.technique is not UNSET:
                yield (
                    ("steps", index, "technique"),
                    f"technique: in self-care a step names a tool, not a technique; at {point.id} {_offered(allowed)}",
                )
        for name, word in (("tool", step.tool), ("technique", step.technique)):
            if isinstance(word, UnsetType) or word in allowed or (case.is_self_care and name == "technique"):
                continue
            yield (
                ("steps", index, name),
                f"{name}: at {point.id} {_offered(allowed)}, not {quoted(word)}{suggestion(word, allowed)}",
            )


def _offered(allowed: list[str]) -> str:
    return f"expected {listed(allowed)}" if allowed else "nothing is allowed"


def _fingers_only(case: Case) -> Found:
    for index, step, point in case.steps():
        if case.is_self_care and is_on_neck_or_face(point) and step.tool not in (UNSET, FINGERS):
            yield (
                ("steps", index, "tool"),
                f"tool: expected {FINGERS} only on neck and face, not {quoted(str(step.tool))}",
            )


def _positions(case: Case) -> Found:
    seen: list[wire.BodyPosition] = []
    for index, step in enumerate(case.protocol.steps):
        named = step.body_position
        if isinstance(named, UnsetType) or (seen and seen[-1] == named):
            continue
        if named in seen:
            yield (
                ("steps", index, "body_position"),
                f"body_position: {named} was left before this step; put all steps in one position together, so that "
                "nobody turns over twice",
            )
            return
        seen.append(named)
    low, high = POSITION_CHANGE_S
    if case.protocol.position_change_s is not UNSET and not low <= position_change_s(case.protocol) <= high:
        yield (
            ("position_change_s",),
            f"position_change_s: expected {low} to {high} s, not {position_change_s(case.protocol)}",
        )


def _left_out(case: Case) -> Found:
    steps = case.protocol.steps
    for index, step in enumerate(steps):
        for place, question in enumerate([] if isinstance(step.leave_out_on, UnsetType) else step.leave_out_on):
            if case.asked is not None and question not in case.asked:
                yield (
                    ("steps", index, "leave_out_on", place),
                    f"leave_out_on: {question} is not asked before this protocol, so that this step would never be "
                    f"left out; name it under screen, of the condition or of {step.point}",
                )
        if case.is_self_care and step.leave_out_if is not UNSET:
            yield (
                ("steps", index, "leave_out_if"),
                "leave_out_if: in self-care nobody trained is there to judge it; name a question under leave_out_on",
            )
    if all(step.optional is True for step in steps):
        yield ("steps",), "steps: expected at least one step that is not optional"


STEP_RULES: tuple[tuple[RuleId, Callable[[Case], Found]], ...] = (
    ("L18", _fingers_only),
    ("L25", _timed),
    ("L26", _fields_of_kinds),
    ("L28", _rest_between_sides),
    ("L29", _pressed_with),
    ("L30", _positions),
    ("L31", _left_out),
    ("L34", _same_pressure),
)
