"""Owns the file of a practice: JSON lines, one for the practice and one for each client who was erased, each device,
version, fact and fact that waits, and an end.

[I3] A file whose end is missing, or whose lines are not those that were written, is refused whole, with the line's
number.
[I4] A file appears under its name once it is whole, readable by its owner only; taking one in is one transaction.
"""

import asyncio
import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from holdwell.auditor import Auditor
from holdwell.backup import SIDES
from holdwell.clock import Clock
from holdwell.erasing import Erasing
from holdwell.erasing import Line as ListLine
from holdwell.store.carrying import (
    CarriedIn,
    ErasureLine,
    FactLine,
    HandoverLine,
    Line,
    LineFault,
    PracticeLine,
    carry_in,
    carry_out,
    check_line,
    practices_of,
)
from holdwell.store.copies import reading
from holdwell.store.lock import lock_folder
from holdwell.store.opening import make_folder
from holdwell.store.sqlite import open_sqlite
from holdwell.store.store import StoreBroken, StoreError, StoreFull


class EndLine(msgspec.Struct, frozen=True, tag_field="line", tag="end"):
    """The last line: the SHA-256 of all bytes before it, in hex."""

    digest: str


class CarryError(Exception):
    """Nothing was carried; the message is a plain sentence."""


_lines = msgspec.json.Decoder(Line | EndLine)


def export(
    data_dir: Path, database: Path, target: Path, practice_id: str | None, note: Callable[[PracticeLine], None]
) -> PracticeLine:
    """Write a practice into a file, also while a server runs; what its first line says. `practice_id`: its id or name.

    `note` writes into the practice's log that it is handed out; where it raises, nothing is. Raises CarryError.
    """
    if not database.exists():
        raise CarryError(f"No practice stands in {data_dir}. Name its folder with --data.")
    if target.exists() or not target.parent.is_dir():
        raise CarryError(
            f"{target} is there already, and was left as it is." if target.exists() else f"There is no {target.parent}."
        )
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with reading(database) as connection:
            chosen = _chosen(practices_of(connection), practice_id)
            first = _write(unfinished, carry_out(connection, chosen))
        note(first)
        unfinished.rename(target)
    except StoreError as error:
        raise CarryError(f"Nothing was exported: {error}") from None
    except OSError as error:
        raise CarryError(f"Nothing was exported: {error.filename or target}: {error.strerror}.") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return first


def import_file(data_dir: Path, database: Path, file: Path, clock: Clock) -> CarriedIn:
    """Take a practice in from a file, whole or not at all. Raises CarryError."""
    try:
        erasures = [line for line in read_lines(file) if isinstance(line, ErasureLine)]
        is_new_folder = not data_dir.exists()
        make_folder(data_dir)
        lock = lock_folder(data_dir)
        if lock is None:
            raise CarryError(f"Nothing was imported: a server uses {data_dir}, stop it first.")
        try:
            with _nothing_left_behind(data_dir, database, is_new_folder=is_new_folder):
                return asyncio.run(_import(data_dir, database, file, erasures, clock))
        finally:
            lock.release()
    except LineFault as fault:
        raise CarryError(f"Nothing was imported: {file}{fault}.") from None
    except StoreFull:
        raise CarryError(f"Nothing was imported: the disk of {data_dir} is full.") from None
    except StoreBroken as error:
        raise CarryError(f"Nothing was imported: the disk of {data_dir} failed, or takes no more ({error}).") from None
    except StoreError as error:
        raise CarryError(f"Nothing was imported: {str(error).removesuffix('.')}.") from None
    except OSError as error:
        raise CarryError(f"Nothing was imported: {error.filename or file}: {error.strerror}.") from None


@contextlib.contextmanager
def _nothing_left_behind(data_dir: Path, database: Path, *, is_new_folder: bool) -> Iterator[None]:
    """Where it fails, what was not there before is not there after; while the folder is locked."""
    is_new = not database.exists()
    try:
        yield
    except BaseException:
        if is_new_folder:
            shutil.rmtree(data_dir, ignore_errors=True)
        elif is_new:
            for side in ("", *SIDES):
                database.with_name(database.name + side).unlink(missing_ok=True)
        raise


def read_lines(file: Path) -> Iterator[Line]:
    """Each line of a file but its end, every one checked. Raises OSError, or LineFault that starts with the number."""
    summed, counts, first, is_over, number = hashlib.sha256(), dict[type, int](), None, False, 0
    with file.open("rb") as lines:
        for number, text in enumerate(lines, 1):
            if is_over:
                raise LineFault(f":{number}: there is more after the end")
            line = _line_of(text, number)
            if isinstance(line, EndLine):
                if line.digest != summed.hexdigest():
                    raise LineFault(f":{number}: some line before this is not the one that was written")
                is_over = True
                continue
            if (number == 1) != isinstance(line, PracticeLine):
                raise LineFault(f":{number}: expected the practice in the first line, and there only")
            first = line if isinstance(line, PracticeLine) else first
            summed.update(text)
            counts[type(line)] = counts.get(type(line), 0) + 1
            yield line
    if not is_over or first is None or not _has_all(first, counts):
        raise LineFault(f":{number}: the file was cut off here: its end is missing")


def _has_all(first: PracticeLine, counts: dict[type, int]) -> bool:
    told = {FactLine: first.facts, ErasureLine: first.erasures, HandoverLine: first.handovers}
    return all(counts.get(kind, 0) == many for kind, many in told.items())


def _line_of(text: bytes, number: int) -> Line | EndLine:
    try:
        line: Line | EndLine = _lines.decode(text)
        if not isinstance(line, EndLine):
            check_line(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise LineFault(f":{number}: this is no line of a practice ({error})") from None
    except LineFault as fault:
        raise LineFault(f":{number}: {fault}") from None
    return line


def _chosen(practices: list[tuple[str, str]], practice_id: str | None) -> str:
    if practice_id is None and len(practices) == 1:
        return practices[0][0]
    meant = [known for known, name in practices if practice_id in (known, name)]
    if len(meant) == 1:
        return meant[0]
    names = ", ".join(f"{known} ({name})" for known, name in practices) or "none"
    raise CarryError(f"Name one practice with --practice. There are: {names}.")


def _write(unfinished: Path, lines: Iterator[Line]) -> PracticeLine:
    unfinished.unlink(missing_ok=True)
    summed, first = hashlib.sha256(), next(lines)
    assert isinstance(first, PracticeLine)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:

        def put(line: Line | EndLine) -> None:
            text = msgspec.json.encode(line) + b"\n"
            summed.update(text)
            out.write(text)

        put(first)
        for line in lines:
            put(line)
        put(EndLine(summed.hexdigest()))
        out.flush()
        os.fsync(out.fileno())
    return first


async def _import(
    data_dir: Path, database: Path, file: Path, erasures: Sequence[ErasureLine], clock: Clock
) -> CarriedIn:
    store = await open_sqlite(database, lambda _: None)
    try:
        auditor = Auditor(store, clock)
        stamp = auditor.stamp()
        epoch = clock.new_id().replace("-", "")[-12:]
        erasing = Erasing(store, auditor, data_dir, store.writer.give_up)
        if erasures:
            practice_id = _practice_of(file).practice_id
            erasing.take_over(
                ListLine(practice_id, line.client_id, line.erased_at, line.subjects, line.others) for line in erasures
            )
        done = await store.writer.run(
            lambda connection: carry_in(connection, read_lines(file), erasures, epoch, stamp, _secrets(clock))
        )
        if done.erased:
            await erasing.write_anew()
        return done
    finally:
        await store.close()


def _practice_of(file: Path) -> PracticeLine:
    first = next(read_lines(file))
    assert isinstance(first, PracticeLine)
    return first


def _secrets(clock: Clock) -> Callable[[], bytes]:
    return lambda: hashlib.sha256(clock.token().encode("utf-8")).digest()
