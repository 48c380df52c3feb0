"""The figures of content: checking a thousand protocols as one does at a terminal, and the library as it is sent."""

import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from table import Figure

from holdwell.library import load
from holdwell.web.encoding import packed

PROTOCOLS = Path(__file__).parents[2] / "protocols"
MANY = 1000
ROUNDS = 5
LIBRARY_KB = 60


def thousand_in(folder: Path) -> int:
    """The shipped files, with copies of their protocols under other ids until there are a thousand."""
    shutil.copytree(PROTOCOLS, folder, dirs_exist_ok=True)
    shipped = [path for path in sorted(folder.glob("conditions/*/*.yaml")) if path.name != "condition.yaml"]
    for number in range(MANY - len(shipped)):
        path, copy = shipped[number % len(shipped)], number // len(shipped)
        text = re.sub(r"^id: (\S+)$", rf"id: \1-{copy}", path.read_text("utf-8"), count=1, flags=re.MULTILINE)
        path.with_name(f"{path.stem}-{copy}.yaml").write_text(text, "utf-8")
    return len(list(folder.glob("conditions/*/*.yaml")))


def check() -> list[Figure]:
    """`holdwell check` on a thousand protocols, with all that it takes to start."""
    with tempfile.TemporaryDirectory() as name:
        files = thousand_in(Path(name))
        took = []
        for _ in range(ROUNDS):
            before, began_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
            done = subprocess.run(
                [Path(sys.executable).with_name("holdwell"), "check", name], capture_output=True, text=True, check=True
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            took.append((time.monotonic() - began_s, cpu_s))
            assert f"no faults: {MANY} protocols" in done.stdout
    wall_s, cpu_s = min(took)
    note = f"{cpu_s:.2f} s of processor; {files} files, each read, checked and judged by every rule"
    return [Figure(f"`holdwell check`, {MANY:,} protocols", f"{wall_s:.2f} s", "under 2 s", wall_s < 2, note)]


def library() -> list[Figure]:
    """All content on the wire, as a browser of today asks for it, and as any does."""
    loaded = load(PROTOCOLS)
    bodies = packed(loaded.json).by_encoding
    best_kb = min(map(len, bodies.values())) / 1000
    shown = ", ".join(f"{name} {len(body) / 1000:.1f} KB" for name, body in bodies.items())
    count = len(loaded.library.protocols)
    return [
        Figure(
            f"the library on the wire, {count} protocols", f"{best_kb:.1f} KB", f"under {LIBRARY_KB} KB",
            best_kb < LIBRARY_KB, shown,
        )
    ]  # fmt: skip


FIGURES = {"check": check, "library": library}
