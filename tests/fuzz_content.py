"""Feeds spoiled protocol files to the library: no crash, no hang, and nothing unsafe is ever served.

    python tests/fuzz_content.py --count 100000 --seed 1

The suite runs a few hundred of them (`tests/server/test_content_fuzz.py`). What is unsafe is written here once more,
in the simplest words and on purpose not with the code under test. A failing seed prints its files' difference.
"""

import argparse
import functools
import random
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from holdwell import wire
from holdwell.core import shelf as shelf_module
from holdwell.library import library_from, read_files

ROOT = Path(__file__).parents[1] / "protocols"
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


def dangers(protocol: wire.Protocol, points: dict[str, wire.Point], forbidden: set[str], throat: set[str]) -> list[str]:
    """What must never be served, in plain words. `forbidden` in self-care; `throat`: never both sides."""
    found = []
    is_alone = protocol.audience == "self-care"
    total_s = 0
    dose: Counter[tuple[str, str]] = Counter()
    throat_sides = set()
    for step in protocol.steps:
        runs = 2 if step.side == "both" else 1
        around_s = protocol.ramp_s + protocol.release_s
        total_s += runs * (
            protocol.setup_s_per_run + step.reps * (around_s + step.hold_s) + (step.reps - 1) * step.rest_s
        )
        for side in {"both": "lr", "affected": "lr", "left": "l", "right": "r", "midline": "m"}[step.side]:
            dose[step.point, side] += step.hold_s * step.reps
        throat_sides |= {step.side} if step.point in throat else set()
        short = points[step.point].therapist.hold_s.max <= 30 or points[step.point].region in ("head", "hand")
        if step.hold_s > (30 if short else 60 if is_alone else 90):
            found.append(f"a hold of {step.hold_s} s at {step.point}")
        if step.ceiling_nrs > (6 if is_alone else 7) or step.target_nrs[1] >= step.ceiling_nrs:
            found.append(f"a band of {step.target_nrs} with a ceiling of {step.ceiling_nrs}")
        if is_alone and step.point in forbidden:
            found.append(f"{step.point} in self-care")
        if step.reps > 1 and step.rest_s < 10:
            found.append("no rest between repeats")
    if max(dose.values()) > 180:
        found.append(f"{max(dose.values())} s at one point and side")
    if total_s > (20 if is_alone else 60) * 60:
        found.append(f"a plan of {total_s} s")
    if throat_sides - {"left", "right", "affected"} or len(throat_sides) > 1:
        found.append("both sides of the front of the neck")
    if protocol.ramp_s > 10 or protocol.release_s > 5:
        found.append("pressure that goes on around the hold")
    return found


def fuzz(count: int, seed: int) -> Counter[str]:
    """Run `count` spoiled sets of files; how they ended. Raises AssertionError with the seed of a failing one."""
    good, _ = read_files(ROOT)
    plain = shelf_module.shelf_from(good)
    forbidden = {point.id for point in plain.points if point.self_care == "therapist-only"}
    throat = {point.id for point in plain.points if "anterior-neck" in point.zones_nearby}
    read = shelf_module.read
    ends: Counter[str] = Counter()
    shelf_module.read = functools.lru_cache(maxsize=200)(read)  # the files that are not spoiled are read once
    signal.signal(signal.SIGALRM, _hang)
    try:
        for number in range(count):
            files = spoiled(good, random.Random(f"{seed}/{number}"))
            signal.alarm(SECONDS_AT_MOST)
            try:
                ends[_run(files, forbidden, throat)] += 1
            except Exception as error:
                raise AssertionError(f"seed {seed}/{number}: {error!r}\n{_difference(good, files)}") from error
            finally:
                signal.alarm(0)
    finally:
        shelf_module.read = read
    return ends


def _hang(*_: Any) -> None:
    raise TimeoutError(f"longer than {SECONDS_AT_MOST} s")


def _run(files: dict[str, bytes], forbidden: set[str], throat: set[str]) -> str:
    shelf = shelf_module.shelf_from(files)
    library_from(shelf)
    lines = {name: len(LINE_END.findall(data)) + 2 for name, data in files.items()}
    for fault in shelf.faults:
        assert fault.file in files, fault
        assert 1 <= fault.line <= lines[fault.file], fault
        assert fault.column >= 1, fault
        assert fault.message, fault
    points = {point.id: point for point in shelf.points}
    for protocol in shelf.protocols:
        found = dangers(protocol, points, forbidden, throat)
        assert not found, f"{protocol.id}: {found}"
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
