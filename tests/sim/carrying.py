"""A simulated practice as files: out of its server, in again, and into another one after its disk was lost."""

import asyncio
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from holdwell.carrying import CarryError, export, import_file, read_lines
from holdwell.store.carrying import CarriedIn, ErasureLine, FactLine, HandoverLine
from holdwell.wire import PracticeExported

if TYPE_CHECKING:
    from practice import Practice

Answer = dict[str, Any]


async def out(practice: "Practice", number: int) -> Answer:
    """A file of each practice of the server, while it runs; what is in them."""
    answer: Answer = {"file": number, "held": [], "waiting": [], "erased": []}
    for place, practice_id in enumerate(practice.practices):
        file = _file(practice, number, place)
        first = export(practice.data, practice.database, file, practice_id, lambda _: None)
        lines = list(read_lines(file))
        answer["held"].append([_id(line) for line in lines if isinstance(line, FactLine)])
        answer["waiting"].append([_id(line) for line in lines if isinstance(line, HandoverLine)])
        if place == 0:
            answer["erased"] = [line.client_id for line in lines if isinstance(line, ErasureLine)]
        await practice.app.auditor.note(practice_id, PracticeExported(None, first.facts))
    return answer


async def into(practice: "Practice", number: int) -> Answer:
    """Such files are taken in by a server that does not run, twice; what was new, and what should not have been."""
    found, again = CarriedIn(), ""
    for place in range(len(practice.practices)):
        file = _file(practice, number, place)
        try:
            done = await _taken_in(practice, file)
            second = await _taken_in(practice, file)
        except CarryError as fault:
            return {**_counted(found), "again": str(fault)}
        if second != CarriedIn(clashes=done.clashes):
            again = f"taken in a second time, {second} was new"
        found = CarriedIn(*(a + b for a, b in zip(_parts(found), _parts(done), strict=True)))
    return {**_counted(found), "again": again}


def lose_the_disk(practice: "Practice") -> None:
    """Another server stands in its place, with nothing; copies and files were kept elsewhere."""
    shutil.rmtree(practice.data)
    practice.lives += 1


async def _taken_in(practice: "Practice", file: Path) -> CarriedIn:
    return await asyncio.to_thread(import_file, practice.data, practice.database, file, practice.clock)


def _file(practice: "Practice", number: int, place: int) -> Path:
    return practice.folder / f"file-{number}-{place}.jsonl"


def _parts(done: CarriedIn) -> tuple[Any, ...]:
    return done.devices, done.versions, done.facts, done.clashes, done.handovers, done.erased


def _counted(done: CarriedIn) -> Answer:
    return {**msgspec.structs.asdict(done), "clashes": len(done.clashes)}


def _id(line: FactLine | HandoverLine) -> str:
    fact_id: str = msgspec.json.decode(line.raw)["id"]
    return fact_id
