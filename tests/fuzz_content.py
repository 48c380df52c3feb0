"""Feeds spoiled protocol files to the library: no crash, no hang, and nothing unsafe is ever served.

    python tests/fuzz_content.py --count 100000 --seed 1

The suite runs a few hundred of them (`tests/server/test_content_fuzz.py`). What is unsafe stands in
`tests/support/dangers.py`, apart from the code under test. A failing seed prints its files' difference.
"""

import argparse
import random
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from holdwell import wire
from holdwell.core import shelf as shelf_module
from holdwell.library import library_from, read_files

# As a command it runs without pytest, which knows that folder.
sys.path.insert(0, str(Path(__file__).parent / "support"))

from dangers import Known, dangers_in, known_of

ROOT = Path(__file__).parents[1] / "protocols"
# Of processor time: what else the machine does meanwhile is no hang.
SECONDS_AT_MOST = 5
# All that YAML takes for the end of a line.
LINE_END = re.compile(b"\r\n|\n|\r|\xc2\x85|\xe2\x80\xa8|\xe2\x80\xa9")

JUNK = [
    *("no", "1:30", "012", "null", "~", "[]", "{}", "*a", "&a 1", "!!int 3", "!x", "|", ">", "---", "...", "? ", ": "),
    *(
        "- ",
        "\t",
        "\u2028",
        "\ufeff",
        "\x00",
        "\x85",
        "'",
        '"',
        "#",
        "%",
        "@",
        "`",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\\",
        "\r",
    ),
    *(
        "1e9",
        "-1",
        "0",
        "90",
        "91",
        "180",
        "61",
        "31",
        "7",
        "8",
        "10",
        "11",
        "9" * 20,
        "0.5",
        ".5",
        "NaN",
        "\U0001f600",
    ),
    *("both", "affected", "midline", "left", "self-care", "therapist", "therapist-only", "allowed", "never", "pulse"),
    *("gentle-only", "until-eased", "piriformis-medial", "sternocleidomastoid-mid", "medial-pterygoid-angle"),
    *("raise-and-hold", "hold_breaths: 9", "ask_again: []", "tool: cane", "body_position: prone", "optional: true"),
    *("side_order: alternate", "side_order: all-left-first", "clot-signs", "leave_out_on: [x]", "format: 2"),
    *("ramp_s: 600", "ramp_s: 0", "release_s: 90", "hold_s: 90", "reps: 10", "rest_s: 0", "side: both"),
    "{x: 42.0, y: 9.5}",
]


def _spoil_bytes(text: str, rng: random.Random) -> str:
    data = bytearray(text.encode())
    for _ in range(rng.randint(1, 4)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return data.decode("latin-1")


def _insert(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(JUNK) + text[at:]


def _replace_word(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    words[rng.randrange(len(words))] = rng.choice([*JUNK, rng.choice(words)])
    return " ".join(words)


def _replace_number(text: str, rng: random.Random) -> str:
    places = [i for i, c in enumerate(text) if c.isdigit()]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + str(rng.choice([rng.randrange(10), rng.randrange(100), rng.randrange(1000)])) + text[at + 1 :]


def _lines(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    how = rng.randrange(5)
    if how == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif how == 1:
        lines.insert(one, lines[other])
    elif how == 2:
        del lines[one]
    elif how == 3:
        lines[one] = " " * rng.randint(1, 3) + lines[one]
    else:
        lines[one] = lines[one].lstrip()
    return "\n".join(lines)


def _cut(text: str, rng: random.Random) -> str:
    start, end = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
    return text[:start] if rng.random() < 0.3 else text[:start] + text[end:]


def _repeat(text: str, rng: random.Random) -> str:
    return text + rng.choice(["[", "{", "- ", "? ", "&a ", "a: ", "!", "'", " ", "\n"]) * rng.randint(1, 20_000)


SPOILERS: list[Callable[[str, random.Random], str]] = [
    _spoil_bytes, _insert, _insert, _replace_word, _replace_word, _replace_word, _replace_number, _replace_number,
    _replace_number, _replace_number, _lines, _lines, _cut, _repeat,
]  # fmt: skip


def spoiled(files: dict[str, bytes], rng: random.Random) -> dict[str, bytes]:
    """The files with one to three things changed, mostly in one of them."""
    files = dict(files)
    name = rng.choice(sorted(files))
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        if rng.random() < 0.1:
            name = rng.choice(sorted(files))
        text = files[name].decode("utf-8", "replace")
        files[name] = rng.choice(SPOILERS)(text, rng).encode("utf-8", "surrogatepass") if text else b""
    return files


class Remembered:
    """A check of the library, with its answers for content it was asked about before: what stands in the files that are
    not spoiled is the same objects each time. Content never changes, so neither do the answers."""

    def __init__(self, check: Callable[..., Any], parts: Callable[..., Iterable[Any]]) -> None:
        self.check = check
        self.parts = parts
        self.answers: dict[tuple[int | str, ...], tuple[Any, Any]] = {}

    def __call__(self, *content: Any) -> Any:
        parts = list(self.parts(*content))
        key = tuple(part if isinstance(part, str) else id(part) for part in parts)
        if key not in self.answers:
            if len(self.answers) >= 5000:
                self.answers.clear()
            # The parts are kept too, so that no other object ever gets their place.
            self.answers[key] = (self.check(*content), parts)
        return self.answers[key][0]


def _parts_of_protocol(
    protocol: Any, points: dict[str, Any], zones: list[Any], asked: set[str] | None
) -> Iterable[Any]:
    used = [points[step.point] for step in protocol.steps if step.point in points]
    return [protocol, *used, *zones, "?" if asked is None else " ".join(sorted(asked))]


REMEMBERED: dict[str, Callable[..., Iterable[Any]]] = {
    "read": lambda data, kind: [data, kind],
    "point_breaks": lambda point, zones: [point, *zones],
    "protocol_breaks": _parts_of_protocol,
    "complaint_breaks": lambda complaint: [complaint],
}


def fuzz(count: int, seed: int) -> Counter[str]:
    """Run `count` spoiled sets of files; how they ended. Raises AssertionError with the seed of a failing one."""
    good, _ = read_files(ROOT)
    untouched = shelf_module.shelf_from(good)
    known = known_of(untouched.points, untouched.zones)
    ends: Counter[str] = Counter()
    checks = {name: getattr(shelf_module, name) for name in REMEMBERED}
    for name, parts in REMEMBERED.items():
        setattr(shelf_module, name, Remembered(checks[name], parts))
    signal.signal(signal.SIGPROF, _hang)
    harmless: set[bytes] = set()
    try:
        for number in range(count):
            files = spoiled(good, random.Random(f"{seed}/{number}"))
            signal.setitimer(signal.ITIMER_PROF, SECONDS_AT_MOST)
            try:
                ends[_run(files, known, harmless)] += 1
            except Exception as error:
                raise AssertionError(f"seed {seed}/{number}: {error!r}\n{_difference(good, files)}") from error
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
    finally:
        for name, check in checks.items():
            setattr(shelf_module, name, check)
    return ends


def _hang(*_: Any) -> None:
    raise TimeoutError(f"longer than {SECONDS_AT_MOST} s")


def _run(files: dict[str, bytes], known: Known, harmless: set[bytes]) -> str:
    """How one set of files ended. `harmless`: texts of versions that were judged already; a text never changes."""
    shelf = shelf_module.shelf_from(files)
    faulty = {fault.file for fault in shelf.faults}
    lines = {name: len(LINE_END.findall(data)) + 2 for name, data in files.items() if name in faulty}
    for fault in shelf.faults:
        assert fault.file in files, fault
        assert 1 <= fault.line <= lines[fault.file], fault
        assert fault.column >= 1, fault
        assert fault.message, fault
    for text in set(library_from(shelf).versions.values()) - harmless:
        version = msgspec.json.decode(text, type=wire.ProtocolVersion)
        found = dangers_in(version, known)
        assert not found, f"{version.protocol.id}: {found}"
        harmless.add(text)
    if not shelf.faults:
        return "still good"
    return "left out in part" if shelf.protocols else "left out whole"


def _difference(good: dict[str, bytes], files: dict[str, bytes]) -> str:
    return "\n".join(f"--- {name}\n{data!r}" for name, data in files.items() if data != good[name])


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Spoil protocol files and check that nothing unsafe is served.")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    taken = parser.parse_args()
    print(dict(fuzz(taken.count, taken.seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
