"""All figures of server, content and app by one command; the table goes into README.md, with its date and this command.

    python tests/bench/run.py                 everything: about 7 minutes on two cores
    python tests/bench/run.py push poll       only these, shown and not written down
    python tests/bench/run.py session         one that takes long, by its name alone: a section of its own

Every load is bounded, goes to this machine only, and ends by itself. A machine that is busy with something else slows a
figure and its limit alike. So a limit is measured in the same run wherever there is a least that the same work costs:
sqlite3 in this process for a push and for the first 10,000 facts, a bare 204 for poll and delta, the imports for the
start, a copy of the file for a backup, a bare page for a hold's processor time. Everything else stands beside its goal
alone, if it has one: bytes and memory, the lateness of cues, and the times of opening, checking and drawing, which are
to be read with the machine's load that the table names. Not a part of the suite.
"""

import argparse
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support"), str(HERE.parents[1] / "pwa")]

import app  # noqa: E402 -- found only through the paths above
import backup  # noqa: E402 -- found only through the paths above
import body  # noqa: E402 -- found only through the paths above
import content  # noqa: E402 -- found only through the paths above
import growth  # noqa: E402 -- found only through the paths above
import server  # noqa: E402 -- found only through the paths above
import table  # noqa: E402 -- found only through the paths above

PARTS = {"Server": server.FIGURES | backup.FIGURES, "Content": content.FIGURES, "App": app.FIGURES | body.FIGURES}
# Only by name: each takes many minutes.
LONG = {"Server": growth.LONG, "Content": {}, "App": app.LONG}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [name for figures in (*PARTS.values(), *LONG.values()) for name in figures]
    parser.add_argument("names", nargs="*", choices=[*names, []], metavar="name", help=f"of: {', '.join(names)}")
    asked = parser.parse_args().names
    began_s, machine = time.monotonic(), table.machine()
    parts = []
    for title, figures in PARTS.items():
        measured = []
        known = figures | LONG[title] if asked else figures
        for name in known:
            if not asked or name in asked:
                print(f"measuring: {name} ...", file=sys.stderr, flush=True)
                measured += known[name]()
        if measured:
            parts.append((title, measured))
    command = " ".join(["python tests/bench/run.py", *asked])
    title = table.title_of(asked)
    text = table.section(title or table.TITLE, parts, command, machine, time.monotonic() - began_s)
    print(text)
    if title is not None:
        table.write(title, text)


if __name__ == "__main__":
    main()
