"""Keeps a database of the schema of now for good: `python tests/server/upgrades/keep.py`, once for each release.

Beside the dump stands what its devices knew: a cookie, a cursor, every text, the receipts. A later schema has to open
the one and answer the others as if nothing had been (tests/server/test_upgrades.py).
"""

import asyncio
import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "support")]

from holdwell.store.opening import shipped_migrations  # noqa: E402 -- after the path above
from worlds import fact_text, open_world  # noqa: E402 -- found only through the path above


async def live(folder: Path) -> dict[str, object]:
    """Something of everything, and what a device knows of it in the end."""
    async with open_world(folder) as world:
        owner = await world.paired()
        await world.paired("therapist")
        await world.code("therapist")
        texts = [fact_text(number) for number in range(1, 30)]
        texts += [fact_text(n, origin="origin-b", subject="session-0002", client_id="client-aa") for n in range(1, 9)]
        texts += [fact_text(9, origin="origin-b", kind="of_a_newer_app", body={"x": [1, None, "é 𝄞"]})]
        answer = await owner.sync(texts)
        await world.app.store.writer.run(
            lambda c: c.execute("UPDATE facts SET raw = NULL, digest = NULL WHERE pos = 7").rowcount
        )
        del texts[6]
        receipts = (await owner.sync(texts))["receipts"]
        return {
            "cookie": world.token(owner),
            "cursor": answer["cursor"],
            "texts": texts,
            "receipts": receipts,
            "versions": sorted(world.library.versions),
        }


def main() -> None:
    name = f"{shipped_migrations()[-1].number:04d}"
    if (HERE / f"{name}.sql").exists():
        raise SystemExit(f"{name}.sql is kept already, and stays as it was released.")
    with tempfile.TemporaryDirectory() as folder:
        known = asyncio.run(live(Path(folder)))
        with closing(sqlite3.connect(Path(folder) / "holdwell.sqlite3")) as connection:
            marks = [
                f"PRAGMA {mark} = {connection.execute(f'PRAGMA {mark}').fetchone()[0]};"
                for mark in ("application_id", "user_version")
            ]
            lines = [*marks, *connection.iterdump()]
    (HERE / f"{name}.sql").write_text("\n".join([*lines, ""]), encoding="utf-8")
    (HERE / f"{name}.json").write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
