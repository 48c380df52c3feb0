"""Owns the files of backups: written whole or not at all, judged before they count, kept by number, and remembered.

[BK3] A backup appears under its name only once it is on disk and judged good [BK1] [BK2]; whatever fails before leaves
what was there as it was. It is readable by its owner only.
[BK4] Of a folder's backups the newest are kept; nothing else in the folder is touched, and nothing goes before a new
one is there.

What is about to be erased again after a restore (`erasures.jsonl`) goes along beside a folder's backups, since it must
outlive the disk as they do. It must never open the database in a way that can write.
"""

import contextlib
import datetime
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from holdwell.clock import Clock
from holdwell.store.copies import Contents, copy_database, is_ours, judge
from holdwell.store.opening import shipped_migrations
from holdwell.store.store import StoreUnusable

# What stands beside the database that devices depend on: who they trust, and where they find it.
BESIDE = ("authority/authority.pem", "address.json")
ERASURES = "erasures.jsonl"
_NOTE = "backups.json"
_NAME = re.compile(r"holdwell-\d{8}-\d{6}Z\.sqlite3")
_UNFINISHED = re.compile(r"\..+\.unfinished(-journal)?")
_DAY_S = 24 * 3600


class BackupError(Exception):
    """There is no new backup; the message is a plain sentence. What was there is as it was."""


class Made(NamedTuple):
    """A backup that is good."""

    file: Path
    size_bytes: int
    contents: Contents


class Last(msgspec.Struct, frozen=True):
    """The last good backup. `at` is the moment it was begun, epoch milliseconds: what it holds was there then.

    `covers` names for each practice the epoch and the position up to which it holds the log.
    """

    at: int
    file: str
    size_bytes: int
    took_ms: int
    covers: dict[str, tuple[str, int]]


class Failed(msgspec.Struct, frozen=True):
    """A daily backup that failed, and why, in a sentence."""

    at: int
    why: str


class Note(msgspec.Struct, frozen=True):
    """What a data folder remembers of its backups; `failed` only where it is newer than the last good one."""

    last: Last | None = None
    failed: Failed | None = None


def back_up(data_dir: Path, database: Path, target: Path, keep: int | None, clock: Clock) -> Made:
    """Back the database up: into the file `target`, or into a folder under a name of its own.

    `keep` is how many of the folder's backups stay, None: all. Raises BackupError.
    """
    began_ms, began_at = clock.monotonic_ms(), clock.now_ms()
    if not database.exists():
        raise BackupError(f"No practice stands in {data_dir}. Name its folder with --data.")
    is_folder = keep is not None or target.is_dir()
    try:
        if is_folder:
            target.mkdir(parents=True, exist_ok=True, mode=0o700)
            _clear(target, began_at)
        made = _write(data_dir, database, _free_name(target, began_at) if is_folder else target)
    except StoreUnusable as error:
        raise BackupError(f"No backup was made: {error}") from None
    except OSError as error:
        raise BackupError(f"No backup was made: {error.filename or target}: {error.strerror}.") from None
    covers = {log.practice_id: (log.epoch, log.pos) for log in made.contents.logs}
    last = Last(began_at, str(made.file), made.size_bytes, clock.monotonic_ms() - began_ms, covers)
    try:
        write_note(data_dir, Note(last))
        if is_folder:
            _carry_erasures(data_dir, target)
            _rotate(target, keep)
    except OSError as error:
        raise BackupError(
            f"{made.file} was made and is good, but it could not be noted, or others not be cleared away: "
            f"{error.filename or target}: {error.strerror}."
        ) from None
    return made


def read_note(data_dir: Path) -> Note:
    """What the folder remembers of its backups; nothing where that cannot be read."""
    try:
        return msgspec.json.decode((data_dir / _NOTE).read_bytes(), type=Note)
    except (OSError, msgspec.MsgspecError):
        return Note()


def write_note(data_dir: Path, note: Note) -> None:
    """Remember it. Raises OSError. Readable by all who may enter the folder: whoever backs up may be another user."""
    new = data_dir / f"{_NOTE}.{os.getpid()}"
    new.write_bytes(msgspec.json.encode(note))
    new.replace(data_dir / _NOTE)


def note_failure(data_dir: Path, at: int, why: str) -> None:
    """Remember that a daily backup failed; the last good one stays in mind."""
    with contextlib.suppress(OSError):
        write_note(data_dir, Note(read_note(data_dir).last, Failed(at, why)))


def sync_file(file: Path) -> None:
    """Bring a file, and its name in its folder, to the disk. Raises OSError."""
    for path in (file, file.parent):
        if path.is_dir() and os.name == "nt":
            continue
        descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def merge_erasures(source: Path, target: Path) -> None:
    """Add to the list `target` what only the list `source` names. Raises OSError."""
    there = target.read_bytes() if target.exists() else b""
    known = set(there.splitlines())
    new = [line for line in source.read_bytes().splitlines() if line and line not in known]
    if not new:
        return
    gap = b"" if not there or there.endswith(b"\n") else b"\n"
    unfinished = target.with_name(f".{target.name}.unfinished")
    with _created(unfinished) as descriptor:
        os.write(descriptor, there + gap + b"\n".join([*new, b""]))
    sync_file(unfinished)
    unfinished.replace(target)
    sync_file(target)


def _write(data_dir: Path, database: Path, target: Path) -> Made:
    if target.exists():
        if target.samefile(database) or not is_ours(target):
            raise BackupError(f"No backup was made: {target} is something else, and was left as it is.")
    elif not target.parent.is_dir():
        raise BackupError(f"No backup was made: there is no folder {target.parent}.")
    unfinished = target.with_name(f".{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with _created(unfinished):
            pass
        beside = {name: (data_dir / name).read_bytes() for name in BESIDE if (data_dir / name).is_file()}
        copied = copy_database(database, unfinished, beside)
        sync_file(unfinished)
        found = judge(unfinished, shipped_migrations()[-1].number)
        if found != copied:
            raise BackupError(f"No backup was made: what was written to {target.parent} is not what was read.")
        size_bytes = unfinished.stat().st_size
        unfinished.replace(target)
        sync_file(target)
    finally:
        for leftover in (unfinished, unfinished.with_name(f"{unfinished.name}-journal")):
            leftover.unlink(missing_ok=True)
    return Made(target, size_bytes, found)


@contextlib.contextmanager
def _created(file: Path) -> Iterator[int]:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def copies_kept(data_dir: Path, backups_dir: Path) -> list[Path]:
    """The copies of the database that are known here: backups in their folders, and what restores kept aside."""
    last = read_note(data_dir).last
    folders = {backups_dir, *([Path(last.file).parent] if last else [])}
    backups = {file for folder in folders if folder.is_dir() for file in folder.iterdir() if _NAME.fullmatch(file.name)}
    one_more = {Path(last.file)} if last and Path(last.file).is_file() else set()
    return [*sorted(backups | one_more), *sorted(data_dir.glob("replaced-*Z.sqlite3"))]


def _free_name(folder: Path, at: int) -> Path:
    while True:
        moment = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC)
        file = folder / f"holdwell-{moment:%Y%m%d-%H%M%S}Z.sqlite3"
        if not file.exists():
            return file
        at += 1000


def _clear(folder: Path, now: int) -> None:
    """Throw away what a backup that was cut off left behind; one of today may still be at it."""
    for file in folder.iterdir():
        if _UNFINISHED.fullmatch(file.name) and now / 1000 - file.stat().st_mtime > _DAY_S:
            file.unlink(missing_ok=True)


def _rotate(folder: Path, keep: int | None) -> None:
    if keep is not None:
        backups = sorted(file for file in folder.iterdir() if _NAME.fullmatch(file.name))
        for file in backups[:-keep]:
            file.unlink(missing_ok=True)


def _carry_erasures(data_dir: Path, folder: Path) -> None:
    if (data_dir / ERASURES).is_file():
        merge_erasures(data_dir / ERASURES, folder / ERASURES)
