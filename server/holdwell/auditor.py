"""Owns who the server is when it writes audit facts itself: one origin for each of its starts, since a database that
was put back must never meet the numbers of the one it replaced.

Whoever exports, imports or restores a practice calls `note` with the body of wire.py that says so.
"""

from holdwell.clock import Clock
from holdwell.core.audit import Stamp
from holdwell.store.store import Store
from holdwell.wire import Audited


class Auditor:
    """Writes what was done to a practice into its log."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._origin = clock.new_id()

    def stamp(self) -> Stamp:
        """What the server brings to the next audit fact."""
        clock = self._clock
        return Stamp(self._origin, clock.new_id(), clock.now_ms(), clock.token().encode("ascii"))

    async def note(self, practice_id: str, body: Audited, subject: str | None = None) -> None:
        """Write that it happened; the subject is the practice itself unless another is named. Raises StoreError."""
        await self._store.note(practice_id, self.stamp(), subject or practice_id, body)
