"""What years and a crowd do to a server: 2,000,000 facts beside 100,000, and 200 devices in sessions, ten minutes."""

import itertools
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from server import ALL_FACTS, DEVICES, NEWS, ROUNDS, SPELL_S, Load, Practice, expect, practice, shuffled
from sessions import FACTS_A_SESSION, sessions
from table import Figure

HERE = Path(__file__).parent
MANY_FACTS = 2_000_000
FACTS_A_PUSH = 1000
CROWD = 200
CROWD_S = 600
# A server that has just started still grows into its work.
WARM_S = 120
SAMPLE_S = 5


def years() -> list[Figure]:
    """The delta of about 100 facts, each device from a place of its own, with 100,000 facts and with 2,000,000."""
    with practice() as (served, load, _):
        devices = [served.device() for _ in range(DEVICES)]
        cursor = served.head(served.owner)
        cursors, first = filled(served, cursor, 0, ALL_FACTS)
        few = [asked_apart(served, load, devices, cursors) for _ in range(ROUNDS)]
        cursors, _ = filled(served, cursors[-1], first, MANY_FACTS - ALL_FACTS)
        many = [asked_apart(served, load, devices, cursors) for _ in range(ROUNDS)]
        memory_mb = served.memory_mb()
    few_ms, many_ms = statistics.median(few), statistics.median(many)
    return [
        Figure(
            f"about {NEWS} new facts with {MANY_FACTS:,} facts, of the same with {ALL_FACTS:,}",
            f"{many_ms / few_ms:.2f}",
            "under 1.3",
            many_ms / few_ms < 1.3,
            f"{many_ms:.2f} and {few_ms:.2f} ms of CPU each",
        ),
        Figure(f"memory with {MANY_FACTS:,} facts", f"{memory_mb:.0f} MB", "under 120 MB", memory_mb < 120),
    ]


def filled(served: Practice, cursor: str, first: int, count: int) -> tuple[list[str], int]:
    """Hands in `count` facts of installations from number `first` on, the last 150 one by one.

    The cursors after each push, and the number of the next installation.
    """
    cursors = [cursor]
    numbers = itertools.count(first)
    texts = (text for number in numbers for each in sessions(10_000 + number, 100) for text in each)
    sizes = [FACTS_A_PUSH] * ((count - 150) // FACTS_A_PUSH) + [(count - 150) % FACTS_A_PUSH] + [1] * 150
    for size in sizes:
        body = {"cursor": cursors[-1], "facts": list(itertools.islice(texts, size))}
        cursors.append(json.loads(served.ask("/api/sync", served.owner, body)[1])["cursor"])
    return cursors, first + count // (100 * FACTS_A_SESSION) + 1


def asked_apart(served: Practice, load: Load, devices: list[str], cursors: list[str]) -> float:
    """Milliseconds of the server's processor for one delta, of devices that share no place."""
    places = cursors[-NEWS * 3 // 2 :][:NEWS]
    lanes = [
        [served.request(f"/api/sync?cursor={each}", cookie) for each in shuffled(places, turn)]
        for turn, cookie in enumerate(devices)
    ]
    cpu_ms = served.cpu_ms()
    answer = expect(load(served.port, lanes, SPELL_S), 200)
    return (served.cpu_ms() - cpu_ms) / answer["count"]


def crowd() -> list[Figure]:
    """200 devices of one practice, all in sessions, for ten minutes: how long a sync takes, and what memory does."""
    with practice() as (served, _, _):
        told = {
            "port": served.port,
            "cookies": [served.device() for _ in range(CROWD)],
            "cursor": served.head(served.owner),
            "s": CROWD_S,
            "seed": 1,
        }
        process = subprocess.Popen(
            [sys.executable, str(HERE / "crowd_load.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdin is not None
        print(json.dumps(told), file=process.stdin, flush=True)
        cpu_ms, memory_mb = served.cpu_ms(), []
        for _ in range(CROWD_S // SAMPLE_S):
            time.sleep(SAMPLE_S)
            memory_mb.append(served.memory_mb())
        cpu_share = (served.cpu_ms() - cpu_ms) / (CROWD_S * 1000)
        answer = json.loads(process.communicate(timeout=60)[0])
        missing = unread(served, answer)
    took_ms, statuses = answer["took_ms"], answer["statuses"]
    if not set(statuses) <= {"200", "304"} or missing:
        raise SystemExit(f"expected 200 and 304 only and nothing unread, got {statuses}, {missing} facts unread")
    p99_ms = took_ms[len(took_ms) * 99 // 100]
    at_first, at_last = statistics.mean(memory_mb[WARM_S // SAMPLE_S :][:12]), statistics.mean(memory_mb[-12:])
    return [
        Figure(
            f"syncs of {CROWD} devices in sessions for {CROWD_S // 60} minutes, 99 of 100",
            f"within {p99_ms:.0f} ms",
            "under 250 ms",
            p99_ms < 250,
            f"{len(took_ms):,} syncs, {sum(answer['pushed']):,} facts, each read by all the others; half within "
            f"{took_ms[len(took_ms) // 2]:.0f} ms, the slowest {took_ms[-1]:.0f} ms; {cpu_share:.0%} of a core",
        ),
        Figure(
            "memory at the end, of that after 2 minutes",
            f"{at_last / at_first:.2f}",
            "under 1.1",
            at_last / at_first < 1.1,
            f"{at_first:.0f} and {at_last:.0f} MB",
        ),
    ]


def unread(served: Practice, answer: dict[str, Any]) -> int:
    """How many facts were handed to a device never or twice: 0 where none is skipped.

    A device reads all that the others handed in, but for what lies behind its last cursor; its own is not sent back.
    """
    pushed, missing = sum(answer["pushed"]), 0
    for own, read, cursor in zip(answer["pushed"], answer["read"], answer["cursors"], strict=True):
        behind = len(json.loads(served.ask(f"/api/sync?cursor={cursor}", served.owner)[1])["facts"])
        missing += abs(pushed - own - read - behind)
    return missing


LONG = {"years": years, "crowd": crowd}
