"""How much a device may hand in. Pure: the store keeps what was used, and when.

A measure empties evenly, all of it in a day, so that what waits follows by and by and never all at once.
"""

import math
from typing import NamedTuple

DAY_MS = 24 * 3600 * 1000


class HandoverTooLarge(Exception):
    """A removed device may not leave so much; nothing of it was kept."""


class TooMuchToday(Exception):
    """A device has handed in as much as it may for now; nothing of it was kept. After `wait_ms` there is room."""

    def __init__(self, wait_ms: int) -> None:
        super().__init__(wait_ms)
        self.wait_ms = wait_ms


class Measure(NamedTuple):
    """How much a device may hand in a day."""

    facts: int
    bytes: int


class Used(NamedTuple):
    """What of it is used up, as of a moment in epoch milliseconds."""

    facts: float
    bytes: float
    at: int


def used_after(measure: Measure, used: Used, facts: int, size: int, now: int) -> Used:
    """What is used up with so much more. Raises TooMuchToday where there is no room for it.

    An empty measure takes whatever comes, so that nothing waits for ever.
    """
    since_ms = now - used.at
    # A clock that was set back says nothing of how long ago it was, and must not keep anybody waiting.
    emptied = since_ms / DAY_MS if since_ms >= 0 else 1.0
    left = Used(max(0.0, used.facts - emptied * measure.facts), max(0.0, used.bytes - emptied * measure.bytes), now)
    wait_ms = max(_wait_ms(left.facts, facts, measure.facts), _wait_ms(left.bytes, size, measure.bytes))
    if wait_ms > 0:
        raise TooMuchToday(wait_ms)
    return Used(left.facts + facts, left.bytes + size, now)


def _wait_ms(used: float, more: int, a_day: int) -> int:
    """How long until there is room for so much more, or none is used; 0 where there is."""
    return math.ceil(min(used, max(0.0, used + more - a_day)) / a_day * DAY_MS)
