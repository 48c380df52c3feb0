"""What no complaint may do: lead nowhere, lead past a red flag, promise, or name a point twice.

Owns the rules of a complaint alone; whether what it names exists is asked in `holdwell.core.shelf`. It must never read
a file, nor decide which point stands first: that is the app's (`pwa/src/core/finder.ts`).
"""

from msgspec import UNSET, UnsetType

from holdwell import wire
from holdwell.core.rules import Break, claims_in


def candidates_of(complaint: wire.Complaint) -> list[wire.Candidate]:
    """Its points, likeliest first; none where it is a stop."""
    return [] if isinstance(complaint.candidates, UnsetType) else complaint.candidates


def complaint_breaks(complaint: wire.Complaint) -> list[Break]:
    """Every rule this complaint does not keep."""
    found = _direction(complaint)
    seen: set[str] = set()
    for index, candidate in enumerate(candidates_of(complaint)):
        if candidate.point in seen:
            sentence = f"point: {candidate.point} stands here already; a point is named once, with its best reason"
            found.append(Break("L33", ("candidates", index, "point"), sentence))
        seen.add(candidate.point)
        for _, sentence in claims_in({"why": candidate.why}):
            found.append(Break("L22", ("candidates", index, "why"), sentence))
    found += [Break("L22", path, sentence) for path, sentence in claims_in({"words": complaint.words})]
    for index, words in enumerate([] if isinstance(complaint.also_said, UnsetType) else complaint.also_said):
        found += [Break("L22", ("also_said", index), sentence) for _, sentence in claims_in({"also_said": words})]
    if not isinstance(complaint.stop, UnsetType):
        said = claims_in({"what_to_do": complaint.stop.what_to_do})
        found += [Break("L22", ("stop", *path), sentence) for path, sentence in said]
    return found


def _direction(complaint: wire.Complaint) -> list[Break]:
    """To points, or to a stop: where it is a red flag, nothing is offered to press."""
    if complaint.stop is UNSET and not candidates_of(complaint):
        path = () if complaint.candidates is UNSET else ("candidates",)
        return [Break("L33", path, "candidates: expected at least one point, or a stop where this is a red flag")]
    if complaint.stop is not UNSET and complaint.candidates is not UNSET:
        return [Break("L33", ("candidates",), "candidates: a complaint with a stop is a red flag and shows no point")]
    return []
