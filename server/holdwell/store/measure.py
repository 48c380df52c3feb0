"""Owns the SQL of how much a device has handed in of late. It runs inside the transaction of its push.

[A18] Beyond the measure nothing is taken, and nothing refused: it waits on its device until there is room again. Only
what is new counts, so that what is held is proven at any time.
"""

import sqlite3
from collections.abc import Sequence

from holdwell.core.measure import Used, used_after
from holdwell.store.store import FactRow, Push


def take(connection: sqlite3.Connection, given: Push, new: Sequence[FactRow]) -> None:
    """Count what was just added. Raises TooMuchToday where it is more than the measure takes."""
    if given.measure is None or not new:
        return
    whose = (given.practice_id, given.device_id)
    row = connection.execute(
        "SELECT used_facts, used_bytes, used_at FROM devices WHERE practice_id = ? AND device_id = ?", whose
    ).fetchone()
    size = sum(len(each.read.raw.encode("utf-8")) for each in new)
    used = used_after(given.measure, Used(*row), len(new), size, given.received_at)
    connection.execute(
        "UPDATE devices SET used_facts = ?, used_bytes = ?, used_at = ? WHERE practice_id = ? AND device_id = ?",
        (*used, *whose),
    )
