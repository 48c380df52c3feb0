"""Backups made and put back in this process, by whoever runs the server."""

import contextlib
import json
import sqlite3
from pathlib import Path

from holdwell.backup import back_up
from holdwell.restore import Restored, restore
from holdwell.store.opening import shipped_migrations
from worlds import FakeClock, fact_text, open_world

NEWEST = shipped_migrations()[-1].number


class SecondClock(FakeClock):
    """Of another process: it makes other ids than the server's did."""

    def __init__(self) -> None:
        super().__init__()
        self._made = 1000


def made(data: Path, target: Path, keep: int | None = None, clock: FakeClock | None = None) -> Path:
    return back_up(data, data / "holdwell.sqlite3", target, keep, clock or FakeClock()).file


def put_back(data: Path, backup: Path) -> Restored:
    return restore(data, data / "holdwell.sqlite3", backup, SecondClock())


def change(file: Path, statement: str, *values: object) -> None:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute(statement, values)
        connection.commit()


def asked(file: Path, question: str) -> list[tuple[object, ...]]:
    """What a database answers; looked at, never written to."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return connection.execute(question).fetchall()


def nonsense(file: Path) -> None:
    file.write_bytes(b"not the pages you look for" * 999)


def of_devices(texts: list[str]) -> list[str]:
    """Without what the server wrote itself."""
    return [text for text in texts if json.loads(text)["kind"] == "note_written"]


def notes_in(file: Path) -> list[str]:
    """The texts that devices wrote, as a database holds them."""
    rows = asked(file, "SELECT raw FROM facts WHERE kind = 'note_written' AND raw IS NOT NULL ORDER BY pos")
    return [str(row[0]) for row in rows]


async def some_facts(data: Path, *numbers: int) -> None:
    async with open_world(data) as world:
        await (await world.paired()).sync([fact_text(number) for number in numbers])


async def killed_after(data: Path, into: Path, *numbers: int) -> None:
    """A data folder as a power cut leaves it: what was written last stands in the log beside the database only."""
    into.mkdir()
    async with open_world(data) as world:
        await (await world.paired()).sync([fact_text(number) for number in numbers])
        for side in ("", "-wal"):
            (into / f"holdwell.sqlite3{side}").write_bytes((data / f"holdwell.sqlite3{side}").read_bytes())
