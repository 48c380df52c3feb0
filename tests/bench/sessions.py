"""Facts as the app writes them: sessions of 60, from a seed, with ids that look like those of devices."""

import json
import random
from collections.abc import Iterator

FACTS_A_SESSION = 60
START_MS = 1_790_000_000_000
POINTS = ("upper-trapezius", "levator-scapulae", "infraspinatus", "suboccipitals", "rhomboids", "splenius-capitis")
SCREENING = ("numbness", "fever", "recent-injury", "blood-thinners", "pregnancy", "skin", "unexplained-weight-loss")


def sessions(seed: int, count: int) -> Iterator[list[str]]:
    """`count` sessions of one installation, each a list of 60 texts of about 300 bytes, with no gap in `seq`."""
    chance = random.Random(seed)
    author = Author(chance)
    for _ in range(count):
        yield list(session(author, chance))


class Author:
    """One installation: its origin, how far it has written, and what time it is there."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.at_ms = START_MS + chance.randrange(10**9)
        self.origin = self.new_id()
        self.seq = 0

    def new_id(self) -> str:
        """A UUID of version 7: when it was made, and 74 bits of chance."""
        chance = self.chance.getrandbits(74)
        text = f"{self.at_ms:012x}7{chance >> 62:03x}{8 + (chance >> 60 & 3):x}{chance & (1 << 60) - 1:015x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def write(self, kind: str, subject: str, body: dict[str, object]) -> str:
        self.seq += 1
        fact = {"id": self.new_id(), "kind": kind, "subject": subject, "client_id": None, "origin": self.origin}
        fact |= {"seq": self.seq, "at": self.at_ms, "body": body}
        return json.dumps(fact, separators=(",", ":"), ensure_ascii=False)


def session(author: Author, chance: random.Random) -> Iterator[str]:
    """The 60 facts of one session: its start, the questions, the holds with their ratings, pain, and the end."""
    subject = author.new_id()
    started = {"protocol_id": "upper-back-pain-self", "protocol_digest": f"{chance.getrandbits(256):064x}"}
    started |= {"audience": "self-care", "planned_holds": 48, "planned_ms": 2_592_000, "time_zone": "Europe/Vienna"}
    yield author.write("session_started", subject, {**started, "title": "Upper back pain"})
    for question in SCREENING:
        author.at_ms += chance.randrange(900, 4000)
        yield author.write(
            "screening_answered", subject, {"question": question, "answer": "no", "action": "refer-first"}
        )
    yield author.write("pain_rated", subject, {"when": "before", "nrs": 6, "region": "upper-back"})
    for number in range(FACTS_A_SESSION - len(SCREENING) - 4):
        held_ms = 30_000 if chance.random() < 0.7 else chance.randrange(4_000, 30_000)
        author.at_ms += held_ms + chance.randrange(14_000, 19_000)
        hold = {"step": number // 6, "point": POINTS[number // 6 % 6], "side": ("left", "right")[number // 3 % 2]}
        hold |= {"repeat": number % 3 + 1, "attempt": 1, "planned_ms": 30_000, "held_ms": held_ms}
        hold |= {"observed_ms": held_ms, "paused_ms": 0, "ended_by": "time" if held_ms == 30_000 else "released"}
        ratings = [{"after_ms": chance.randrange(3_000, held_ms), "nrs": chance.randint(3, 7)}]
        yield author.write("hold_ended", subject, {**hold, "ratings": ratings if chance.random() < 0.5 else []})
    author.at_ms += 8_000
    yield author.write("pain_rated", subject, {"when": "after", "nrs": 4, "region": "upper-back"})
    yield author.write("session_ended", subject, {"reason": "completed"})
