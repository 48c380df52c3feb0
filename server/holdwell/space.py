"""Owns the question how much room is left on the disk of the data folder. It must never write there.

[W10] With little room left clients' devices wait, so that the practice itself can go on: its tablets, an erasure, a
backup. A disk that cannot be asked keeps nobody waiting.
"""

import shutil
from pathlib import Path

from holdwell.clock import Clock

# Room does not go faster than bodies come in, and some disks are asked across a network.
ASKED_EACH_MS = 5000
# With less than this a push is not sure to be taken.
LEAST_BYTES = 1024 * 1024


class Space:
    """The room on one disk, asked from time to time."""

    def __init__(self, folder: Path, keep_bytes: int, clock: Clock) -> None:
        self._folder = folder
        self._keep_bytes = keep_bytes
        self._clock = clock
        self._asked_ms: int | None = None
        self._free_bytes: int | None = None
        self._total_bytes = 0

    def free_bytes(self) -> int | None:
        """How much is free, None where that is not known."""
        now_ms = self._clock.monotonic_ms()
        if self._asked_ms is None or now_ms - self._asked_ms >= ASKED_EACH_MS:
            self._asked_ms = now_ms
            try:
                usage = shutil.disk_usage(self._folder)
                self._free_bytes, self._total_bytes = usage.free, usage.total
            except OSError:
                self._free_bytes = None
        return self._free_bytes

    def is_out(self) -> bool:
        """Is there no room for what one push writes?"""
        free_bytes = self.free_bytes()
        return free_bytes is not None and free_bytes < LEAST_BYTES

    def is_low(self) -> bool:
        """Is what is left kept for the practice itself? Of a disk that is hardly larger than that, a quarter is."""
        free_bytes = self.free_bytes()
        return free_bytes is not None and free_bytes < min(self._keep_bytes, self._total_bytes // 4)
