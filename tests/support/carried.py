"""A practice taken out of one folder and into another, as the commands do it."""

import asyncio
from pathlib import Path

from holdwell.carrying import export, import_file
from holdwell.store.carrying import CarriedIn, PracticeLine
from worlds import FakeClock


def exported(data: Path, target: Path, practice_id: str | None = None) -> PracticeLine:
    return export(data, data / "holdwell.sqlite3", target, practice_id, lambda _: None)


class OtherClock(FakeClock):
    """Of another process: what it makes up is not what the server made up."""

    def __init__(self, made: int = 5000) -> None:
        super().__init__()
        self._made = made


async def imported(data: Path, file: Path) -> CarriedIn:
    return await asyncio.to_thread(import_file, data, data / "holdwell.sqlite3", file, OtherClock())
