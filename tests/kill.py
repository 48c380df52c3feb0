"""Kills a server under load, again and again, with no warning: nothing that was acknowledged may be missing.

    python tests/kill.py              300 kills, some minutes
    python tests/kill.py 20 --seed 7  as many as one asks for, at the moments of this seed

After each kill every log is looked at whole (positions, chain, digests, SQLite's own integrity check), and every fact
that was ever answered for has to be in it, as the very text that was sent. The suite does a few of these.
"""

import argparse
import contextlib
import http.client
import json
import random
import sys
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "support")]

from holdwell.store.copies import judge, reading  # noqa: E402 -- found only through the path above
from holdwell.store.opening import shipped_migrations  # noqa: E402 -- found only through the path above
from running import Running  # noqa: E402 -- found only through the path above
from worlds import fact_text, id_of  # noqa: E402 -- found only through the path above

WRITERS = 4
FACTS_A_PUSH = 5
LONGEST_LIFE_S = 0.6


class Lost(AssertionError):
    """What was acknowledged is not there, or not as it was sent."""


class Writer(threading.Thread):
    """Pushes until the server is gone; `acknowledged` is what was answered for, text by id."""

    def __init__(self, name: str, first: int, url: str, cookie: str, gate: threading.Semaphore) -> None:
        super().__init__(daemon=True)
        self.origin = name
        self.next = first
        self.acknowledged: dict[str, str] = {}
        self.fault: str | None = None
        self._url = url
        self._cookie = cookie
        self._gate = gate

    def run(self) -> None:
        host, _, port = self._url.removeprefix("http://").partition(":")
        with contextlib.closing(http.client.HTTPConnection(host, int(port), timeout=10)) as connection:
            while self._push(connection):
                self._gate.release()

    def _push(self, connection: http.client.HTTPConnection) -> bool:
        """One push; False once there is no more to be had of this server."""
        headers = {"origin": self._url, "content-type": "application/json", "cookie": self._cookie}
        numbers = range(self.next, self.next + FACTS_A_PUSH)
        texts = [fact_text(number, origin=self.origin, subject=f"session-{self.origin}") for number in numbers]
        # These numbers are used up, answered or not: another text under them would be refused.
        self.next += FACTS_A_PUSH
        try:
            connection.request("POST", "/api/sync", json.dumps({"facts": texts}), headers)
            with connection.getresponse() as answer:
                document = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return False
        if answer.status != 200 or document["refused"]:
            self.fault = f"answered {answer.status} with {document.get('refused')}"
            return False
        self.acknowledged |= {id_of(text): text for text in texts}
        return True


def pair(server: Running) -> str:
    """The cookie of the owner's device."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    body = json.dumps({"code": server.pairing_code, "device_name": "a device"})
    with contextlib.closing(http.client.HTTPConnection(host, int(port), timeout=10)) as connection:
        connection.request("POST", "/api/pair", body, {"origin": server.url, "content-type": "application/json"})
        with connection.getresponse() as answer:
            assert (answer.status, answer.read()[:1]) == (201, b"{")
            return str(answer.headers["set-cookie"]).partition(";")[0]


def kill_again_and_again(data: Path, rounds: int, seed: int) -> int:
    """So many lives and deaths of a server on `data`; how many facts were acknowledged. Raises Lost."""
    chance, cookie, acknowledged = random.Random(seed), "", dict[str, str]()
    numbers = {f"origin-{number}": 1 for number in range(WRITERS)}
    for count in range(1, rounds + 1):
        server, gate = Running(data), threading.Semaphore(0)
        cookie = cookie or pair(server)
        writers = [Writer(name, first, server.url, cookie, gate) for name, first in numbers.items()]
        for writer in writers:
            writer.start()
        # Some die at the first push, most in the midst of many.
        for _ in range(chance.choice((0, 1, 2, 5, 10, 20))):
            gate.acquire(timeout=10)
        threading.Event().wait(chance.random() * LONGEST_LIFE_S / 10)
        server.kill()
        for writer in writers:
            writer.join()
            if writer.fault is not None:
                raise Lost(f"kill {count} of seed {seed}: {writer.fault}")
            numbers[writer.origin] = writer.next
            acknowledged |= writer.acknowledged
        look(data / "holdwell.sqlite3", acknowledged, f"kill {count} of seed {seed}")
    return len(acknowledged)


def look(database: Path, acknowledged: dict[str, str], when: str) -> None:
    """Is the database whole, and everything acknowledged in it? Raises Lost, or StoreUnusable."""
    judge(database, shipped_migrations()[-1].number)
    with reading(database) as connection:
        held = dict(connection.execute("SELECT fact_id, raw FROM facts").fetchall())
    missing = [fact_id for fact_id, text in acknowledged.items() if held.get(fact_id) != text]
    if missing:
        raise Lost(f"{when}: {len(missing)} acknowledged facts are missing, the first is {missing[0]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        facts = kill_again_and_again(Path(folder) / "data", asked.rounds, asked.seed)
    print(f"{asked.rounds} kills (seed {asked.seed}): {facts:,} acknowledged facts, none missing; the database whole")


if __name__ == "__main__":
    main()
