"""A protocol flattened for one run: the list of timed phases, and its length.

Owns the one formula of a plan's length. The app computes the same in TypeScript; `tests/vectors/plan.json` pins both.
It must never read a clock or judge whether a protocol is safe (that is `holdwell.core.limits`).

A run is one step on one side. `both` is left, then right; `affected` is the side asked for at the start.

- Phases: `setup` once a run, then for each repeat `ramp`, `hold`, `release`, and `rest` after each repeat but the last.
  A step's own `ramp_s` and `release_s` stand in for those of the protocol.
- Order: by step, each step's sides one after the other; with `all-left-first` every run on the left and in the middle
  in the order of steps, then every run on the right; with `alternate` a `both` step changes sides after every hold:
  `setup`, `ramp`, `hold`, `release` on the left, the same on the right, repeat by repeat. Each hold then begins with
  its own `setup`, since the hand has left the place, and no `rest` follows, since the other side's hold is the rest.
- Positions: a run whose step names another `body_position` than the last one named before it begins with
  `position_change_s` (20 s where the protocol says none) on top of its `setup`. The first one is taken before the run
  begins, and a step that names none is pressed as the person already lies.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgspec import UNSET, UnsetType

from holdwell import wire

PhaseKind = Literal["setup", "ramp", "hold", "release", "rest"]
MS_PER_S = 1000
MS_PER_MINUTE = 60_000
POSITION_CHANGE_S = 20


class Phase(NamedTuple):
    """One timed stretch of a run. `step` counts from 0, `repeat` from 1; `setup` belongs to the hold it leads to."""

    kind: PhaseKind
    step: int
    point: str
    side: wire.Side
    repeat: int
    ms: int


class _Run(NamedTuple):
    """One step on one side: these repeats of it, one after the other."""

    step: int
    side: wire.Side
    repeats: range


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


def position_change_s(protocol: wire.Protocol) -> int:
    """The seconds it takes to turn over, as the protocol says or as is usual."""
    return POSITION_CHANGE_S if isinstance(protocol.position_change_s, UnsetType) else protocol.position_change_s


def seconds_around(protocol: wire.Protocol, step: wire.Step) -> tuple[int, int]:
    """Sinking in and coming off at this step: its own seconds, or those of the protocol."""
    ramp_s = protocol.ramp_s if isinstance(step.ramp_s, UnsetType) else step.ramp_s
    release_s = protocol.release_s if isinstance(step.release_s, UnsetType) else step.release_s
    return ramp_s, release_s


def _runs_of(protocol: wire.Protocol, affected_side: Literal["left", "right"] | None) -> list[_Run]:
    """All runs in the order they are gone through."""
    runs = []
    for index, step in enumerate(protocol.steps):
        sides = sides_of(step.side, affected_side)
        whole = range(1, step.reps + 1)
        if protocol.side_order == "alternate" and len(sides) > 1:
            runs += [_Run(index, side, range(repeat, repeat + 1)) for repeat in whole for side in sides]
        else:
            runs += [_Run(index, side, whole) for side in sides]
    if protocol.side_order == "all-left-first":
        runs.sort(key=lambda run: run.side == "right")
    return runs


def _phases_of(protocol: wire.Protocol, run: _Run, turning_s: int) -> Iterator[Phase]:
    """The phases of one run; `turning_s` stands on top of its setup."""
    step = protocol.steps[run.step]
    ramp_s, release_s = seconds_around(protocol, step)

    def phase(kind: PhaseKind, repeat: int, seconds: int) -> Phase:
        return Phase(kind, run.step, step.point, run.side, repeat, seconds * MS_PER_S)

    yield phase("setup", run.repeats[0], protocol.setup_s_per_run + turning_s)
    for repeat in run.repeats:
        yield phase("ramp", repeat, ramp_s)
        yield phase("hold", repeat, step.hold_s)
        yield phase("release", repeat, release_s)
        if repeat < run.repeats[-1]:
            yield phase("rest", repeat, step.rest_s)


def plan_from(protocol: wire.Protocol, affected_side: Literal["left", "right"] | None) -> list[Phase]:
    """All phases of a run in order. Raises ValueError as `sides_of` does."""
    phases: list[Phase] = []
    lying: wire.BodyPosition | UnsetType = UNSET
    for run in _runs_of(protocol, affected_side):
        named = protocol.steps[run.step].body_position
        is_turning = named is not UNSET and lying is not UNSET and named != lying
        lying = lying if named is UNSET else named
        phases += _phases_of(protocol, run, position_change_s(protocol) if is_turning else 0)
    return phases


def planned_ms(protocol: wire.Protocol) -> int:
    """The length of a run in milliseconds. With all left sides first, positions change more or less often by the side
    that is affected: then the longer of the two."""
    sides: tuple[Literal["left", "right"], ...] = ("left", "right")
    if protocol.side_order != "all-left-first":
        sides = ("left",)
    return max(sum(phase.ms for phase in plan_from(protocol, side)) for side in sides)


def planned_holds(protocol: wire.Protocol) -> int:
    """How many holds a run has."""
    return sum(phase.kind == "hold" for phase in plan_from(protocol, "left"))


def minutes_from_ms(ms: int) -> int:
    """The minutes to show: rounded to the nearest whole minute (a half goes up), at least 1."""
    return max(1, (ms + MS_PER_MINUTE // 2) // MS_PER_MINUTE)


def planned_minutes(protocol: wire.Protocol) -> int:
    """The minutes to show before a side is chosen."""
    return minutes_from_ms(planned_ms(protocol))
