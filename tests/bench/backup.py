"""What a backup costs: `holdwell backup` under load, beside a plain copy of the same file to the same disk."""

import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from server import ALL_FACTS, ROUNDS, fill, practice
from sessions import sessions
from table import Figure


def backup() -> list[Figure]:
    """Seconds of a whole backup: process, copy, fsync, every page and every text judged. Under a device that pushes."""
    with practice() as (served, _, folder):
        fill(served)
        database, stop = folder / "data" / "holdwell.sqlite3", threading.Event()
        waits_ms: list[float] = []

        def push_on() -> None:
            for texts in sessions(77, 100_000):
                if stop.is_set():
                    return
                began_s = time.monotonic()
                served.ask("/api/sync", served.owner, {"cursor": served_head, "facts": texts})
                waits_ms.append((time.monotonic() - began_s) * 1000)

        served_head = served.head(served.owner)
        pushing = threading.Thread(target=push_on)
        pushing.start()
        backups, copies = [], []
        try:
            for number in range(ROUNDS):
                copies.append(copied(database, folder / f"plain{number}"))
                began_s = time.monotonic()
                command = [sys.executable, "-m", "holdwell.cli", "backup", str(folder / f"{number}.sqlite3")]
                subprocess.run([*command, "--data", str(folder / "data")], check=True, stdout=subprocess.DEVNULL)
                backups.append(time.monotonic() - began_s)
        finally:
            stop.set()
            pushing.join()
    took_s, plain_s = statistics.median(backups), statistics.median(copies)
    waits = (
        f"meanwhile a push of 60 facts took {statistics.median(waits_ms):.0f} ms, the slowest {max(waits_ms):.0f} ms"
    )
    about = f"a backup of {ALL_FACTS:,} facts under load, read back whole"
    return [
        Figure(about, f"{took_s:.2f} s", note=waits),
        Figure(
            "of a plain copy of the file with its fsync", f"{took_s / plain_s:.1f}", note=f"which takes {plain_s:.2f} s"
        ),
    ]


def copied(source: Path, target: Path) -> float:
    """Seconds of copying a file and bringing it to the disk."""
    began_s = time.monotonic()
    shutil.copyfile(source, target)
    descriptor = os.open(target, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return time.monotonic() - began_s


FIGURES = {"backup": backup}
