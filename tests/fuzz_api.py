"""Asks the server what nobody would ask, again and again: `uv run python tests/fuzz_api.py --requests 50000`.

No answer may be a 5xx, lack its headers, or show somebody a marker of another practice or client, or of what the owner
alone may see. A failure prints the command that repeats its world.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))

from fuzzing import REQUESTS_A_WORLD, Found, fuzz


def main() -> int:
    """Run worlds until so many requests were made; 1 where one of them found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=50_000, help="how many requests to make (50000)")
    parser.add_argument("--seed", type=int, default=1, help="the first world's seed (1)")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    started, left, seed = time.monotonic(), options.requests, options.seed
    statuses: Counter[int] = Counter()
    while left > 0:
        count = min(left, REQUESTS_A_WORLD)
        with tempfile.TemporaryDirectory() as folder:
            try:
                statuses.update(asyncio.run(fuzz(Path(folder), seed, count)))
            except Found as found:
                print(f"{found}\nagain: uv run python tests/fuzz_api.py --seed {seed} --requests {count}")
                return 1
        left, seed = left - count, seed + 1
    print(f"{options.requests} requests in {time.monotonic() - started:.0f} s: {dict(sorted(statuses.items()))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
