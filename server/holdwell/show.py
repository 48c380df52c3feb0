"""`holdwell show`: the timeline a run of a protocol would have, with its minutes.

Owns the layout of the timeline in a terminal. It must never compute a time itself (`holdwell.core.plan` does).
"""

import sys
from pathlib import Path

from holdwell import wire
from holdwell.check import root_of
from holdwell.core.faults import suggestion
from holdwell.core.plan import MS_PER_S, Phase, plan_from, planned_holds, planned_minutes
from holdwell.core.shelf import Shelf
from holdwell.library import shelf_of


def run_show(protocol: str, directory: Path) -> int:
    """Print the timeline of a protocol: its id in the folder, or the path of its file. 0, or 1 where it cannot run."""
    path = Path(protocol)
    is_path = path.suffix == ".yaml"
    root = root_of(path) if is_path else directory
    if root is None:
        return _fail(f"{protocol} stands in no folder of protocols")
    shelf = shelf_of(root)
    file = path.resolve().relative_to(root.resolve()).as_posix() if is_path else ""
    for known in shelf.protocols:
        if known.id == protocol or shelf.files[known.id] == file:
            print("\n".join(timeline(known, {point.id: point for point in shelf.points})))
            return 0
    return _fail(*_reasons(protocol, file, shelf))


def _reasons(protocol: str, file: str, shelf: Shelf) -> list[str]:
    """Why there is no such protocol: its own faults, or what could have been meant."""
    name = file or shelf.files.get(protocol)
    own = [f"{f.file}:{f.line}:{f.column}: {f.message}" for f in shelf.faults if f.file == name]
    if own:
        return [*own, f"{protocol} is left out"]
    ids = [known.id for known in shelf.protocols]
    return [f'no protocol is named "{protocol}"{suggestion(protocol, ids)}', *(f"  {known}" for known in ids)]


def _fail(*lines: str) -> int:
    print("\n".join(lines), file=sys.stderr)
    return 1


def timeline(protocol: wire.Protocol, points: dict[str, wire.Point]) -> list[str]:
    """The lines of the timeline; times are minutes and seconds from the start."""
    lines = [
        f"{protocol.title}, {protocol.audience} ({protocol.id})",
        protocol.summary,
        "Draft, not reviewed by a clinician.",
        "",
    ]
    start_ms = 0
    for phase in plan_from(protocol, "left"):
        lines.append(f"{_clock(start_ms):>6}  {_line(phase, protocol, points[phase.point])}".rstrip())
        start_ms += phase.ms
    holds, minutes = planned_holds(protocol), planned_minutes(protocol)
    end = f"{_clock(start_ms):>6}  end: {minutes} minute{'s' * (minutes != 1)}, {holds} hold{'s' * (holds != 1)}"
    return [*lines, end, *(f"Note: {note}" for note in protocol.notes)]


_KINDS: dict[wire.HoldKind, str] = {
    "time": "hold",
    "until-eased": "until eased",
    "raise-and-hold": "raise, hold",
    "pulse": "pulse",
}


def _line(phase: Phase, protocol: wire.Protocol, point: wire.Point) -> str:
    step = protocol.steps[phase.step]
    # The affected side is asked for at the start; a timeline on paper leaves it open.
    side = "affected" if step.side == "affected" else phase.side
    where = f"{point.muscle.plain}, {side}" if phase.kind in ("setup", "hold") else ""
    kind = _KINDS[step.hold_kind] if phase.kind == "hold" else phase.kind
    low, high = step.target_nrs
    comfort = f"comfort {low} to {high}, ease off at {step.ceiling_nrs}" if phase.kind == "hold" else ""
    count = f"{phase.repeat} of {step.reps}" if phase.kind == "hold" and step.reps > 1 else ""
    return f"{kind:<11} {phase.ms // MS_PER_S:>3} s  {where:<44} {count:<6}  {comfort}"


def _clock(ms: int) -> str:
    minutes, seconds = divmod(ms // MS_PER_S, 60)
    return f"{minutes}:{seconds:02}"
