"""What is wrong in a file, where, and how it is said.

Owns places, findings, and the small words that sentences are made of. It must never know what a protocol is.
A sentence says what was expected in words a therapist can act on, then what stands there instead.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from holdwell import wire

# More findings than this in one file help nobody: the first ones are the cause of the rest.
FINDINGS_AT_MOST = 50
# The end of what is said of something that is good itself, and left out with what it needs.
HAS_FAULTS = " has faults"


class Place(NamedTuple):
    """A place in a text. Lines and columns count from 1."""

    line: int
    column: int


START = Place(1, 1)


class Finding(NamedTuple):
    """One thing wrong in one file."""

    place: Place
    sentence: str


def fault_from(file: str, finding: Finding) -> wire.Fault:
    """The finding as it is reported: with its file."""
    return wire.Fault(file=file, line=finding.place.line, column=finding.place.column, message=finding.sentence)


def causes_first(faults: Iterable[wire.Fault]) -> list[wire.Fault]:
    """In order of files and places, and what only follows from a fault of another file last: nobody looks there first.
    What follows says so by its end."""
    return sorted(faults, key=lambda fault: (fault.message.endswith(HAS_FAULTS), fault.file, fault.line, fault.column))


def trimmed(findings: Iterable[Finding]) -> list[Finding]:
    """In order of their place, each once, and no flood."""
    ordered = sorted(set(findings))
    if len(ordered) <= FINDINGS_AT_MOST:
        return ordered
    rest = len(ordered) - FINDINGS_AT_MOST
    last = Finding(ordered[FINDINGS_AT_MOST].place, f"and {rest} more faults in this file, from here on")
    return [*ordered[:FINDINGS_AT_MOST], last]


def quoted(text: str) -> str:
    """The text as it stands in a sentence: in quotes, on one line, shortened when long."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f'"{flat[:57]}..."' if len(flat) > 60 else f'"{flat}"'


def listed(words: Iterable[str]) -> str:
    """`a, b or c`."""
    *head, last = words
    return f"{', '.join(head)} or {last}" if head else last


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, or None."""
    by_letters = {each.lower(): each for each in known}
    close = get_close_matches(name[:100].lower(), list(by_letters), n=1, cutoff=0.6)
    return by_letters[close[0]] if close else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """`; did you mean "x"?`, or nothing."""
    close = nearest(name, known)
    return f"; did you mean {quoted(close)}?" if close else ""
