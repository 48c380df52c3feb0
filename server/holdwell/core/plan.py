"""A protocol flattened for one run: the list of timed phases, and its length.

Owns the one formula of a plan's length. The app computes the same in TypeScript; `tests/vectors/plan.json` pins both.
It must never read a clock or judge whether a protocol is safe (that is `holdwell.core.limits`).

For each step and each of its sides: `setup` once, then for each repeat `ramp`, `hold`, `release`, and `rest` after
every repeat but the last. `both` is left, then right. `affected` is the side asked for at the start.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from holdwell import wire

PhaseKind = Literal["setup", "ramp", "hold", "release", "rest"]
MS_PER_S = 1000
MS_PER_MINUTE = 60_000


class Phase(NamedTuple):
    """One timed stretch of a run. `step` counts from 0, `repeat` from 1; `setup` belongs to the first repeat."""

    kind: PhaseKind
    step: int
    point: str
    side: wire.Side
    repeat: int
    ms: int


def sides_of(planned: wire.PlannedSide, affected_side: Literal["left", "right"] | None) -> list[wire.Side]:
    """The sides one step is run on, in order.

    Raises ValueError for `affected` when no affected side was given: nobody may guess where it hurts.
    """
    if planned == "both":
        return ["left", "right"]
    if planned == "affected":
        if affected_side is None:
            raise ValueError("this protocol asks for the affected side, and none was given")
        return [affected_side]
    return [planned]


def _phases_of(protocol: wire.Protocol, index: int, side: wire.Side) -> Iterator[Phase]:
    """The phases of one step on one side."""
    step = protocol.steps[index]
    yield Phase("setup", index, step.point, side, 1, protocol.setup_s_per_run * MS_PER_S)
    for repeat in range(1, step.reps + 1):
        yield Phase("ramp", index, step.point, side, repeat, protocol.ramp_s * MS_PER_S)
        yield Phase("hold", index, step.point, side, repeat, step.hold_s * MS_PER_S)
        yield Phase("release", index, step.point, side, repeat, protocol.release_s * MS_PER_S)
        if repeat < step.reps:
            yield Phase("rest", index, step.point, side, repeat, step.rest_s * MS_PER_S)


def plan_from(protocol: wire.Protocol, affected_side: Literal["left", "right"] | None) -> list[Phase]:
    """All phases of a run in order. Raises ValueError as `sides_of` does."""
    return [
        phase
        for index, step in enumerate(protocol.steps)
        for side in sides_of(step.side, affected_side)
        for phase in _phases_of(protocol, index, side)
    ]


def planned_ms(protocol: wire.Protocol) -> int:
    """The length of a run in milliseconds; either affected side gives the same."""
    return sum(phase.ms for phase in plan_from(protocol, "left"))


def planned_holds(protocol: wire.Protocol) -> int:
    """How many holds a run has."""
    return sum(phase.kind == "hold" for phase in plan_from(protocol, "left"))


def planned_minutes(protocol: wire.Protocol) -> int:
    """The minutes to show: rounded to the nearest whole minute (a half goes up), at least 1."""
    return max(1, (planned_ms(protocol) + MS_PER_MINUTE // 2) // MS_PER_MINUTE)
