"""Owns the files of backups: written whole or not at all, judged before they count, kept by number, and remembered.

[BK3] A backup appears under its name only once it is on disk and judged good [BK1] [BK2]; whatever fails before leaves
what was there as it was. It is readable by its owner only.
[BK4] Of a folder's backups of one server the newest are kept; nothing else in the folder is touched, and nothing goes
before a new one is there.

What is about to be erased again after a restore (`erasures.jsonl`) goes along beside a folder's backups, since it must
outlive the disk as they do. It must never open the database in a way that can write.
"""

import contextlib
import datetime
import os
import re
from pathlib import Path
from typing import NamedTuple

import msgspec

from holdwell.clock import Clock
from holdwell.owned import make_private_folder, open_private
from holdwell.store.copies import Contents, copy_database, held_by, judge
from holdwell.store.opening import shipped_migrations
from holdwell.store.store import StoreUnusable

# What stands beside the database that devices depend on: who they trust, and where they find it.
BESIDE = ("authority/authority.pem", "address.json")
ERASURES = "erasures.jsonl"
_NOTE = "backups.json"
_NAME = re.compile(r"holdwell-\d{8}-\d{6}Z\.sqlite3")
_UNFINISHED = re.compile(r"\.(holdwell-\d{8}-\d{6}Z\.sqlite3|erasures\.jsonl)\.unfinished(-journal)?")
# What was not written to for so long is nobody's work any more.
_STALE_S = 3600
# SQLite takes what lies beside a database under these names for a part of it, whatever it was once a part of.
SIDES = ("-wal", "-shm", "-journal")


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
            make_private_folder(target, data_dir)
            _clear(target, began_at)
        made = _write(data_dir, database, _free_name(target, began_at, data_dir) if is_folder else target)
    except StoreUnusable as error:
        raise BackupError(f"No backup was made: {error}") from None
    except OSError as error:
        raise BackupError(f"No backup was made: {error.filename or target}: {error.strerror}.") from None
    covers = {log.practice_id: (log.epoch, log.pos) for log in made.contents.logs}
    last = Last(began_at, str(made.file), made.size_bytes, clock.monotonic_ms() - began_ms, covers)
    try:
        if is_folder:
            _rotate(made, keep)
            _carry_erasures(data_dir, target)
        write_note(data_dir, Note(last))
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
    try:
        with os.fdopen(open_private(new, os.O_WRONLY | os.O_TRUNC, data_dir, 0o644), "wb") as out:
            out.write(msgspec.json.encode(note))
        new.replace(data_dir / _NOTE)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def note_failure(data_dir: Path, at: int, why: str) -> None:
    """Remember that a daily backup failed; the last good one stays in mind."""
    with contextlib.suppress(OSError):
        write_note(data_dir, Note(read_note(data_dir).last, Failed(at, why)))


def sync_file(file: Path) -> None:
    """Bring a file, and its name in its folder, to the disk. Raises OSError."""
    _sync(file, os.O_RDWR)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system lets one. Raises OSError."""
    if os.name != "nt":
        _sync(folder, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def merge_erasures(source: Path, target: Path, data_dir: Path) -> None:
    """Add to the list `target` what only the list `source` names. Raises OSError."""
    there = target.read_bytes() if target.exists() else b""
    known = set(there.splitlines())
    new = [line for line in source.read_bytes().splitlines() if line and line not in known]
    if new and not (target.exists() and target.samefile(source)):
        gap = b"" if not there or there.endswith(b"\n") else b"\n"
        write_whole(target, there + gap + b"\n".join([*new, b""]), data_dir)


def write_whole(file: Path, content: bytes, data_dir: Path) -> None:
    """Write a file for its owner only, whole and on disk, or leave what was there. Raises OSError."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with os.fdopen(open_private(unfinished, os.O_WRONLY | os.O_TRUNC, data_dir), "wb") as out:
            out.write(content)
        sync_file(unfinished)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_file(file)


def _write(data_dir: Path, database: Path, target: Path) -> Made:
    unfinished = _unfinished(target)
    try:
        _refuse_what_stands_there(database, target)
        os.close(open_private(unfinished, os.O_RDWR | os.O_TRUNC, data_dir))
        beside = {name: (data_dir / name).read_bytes() for name in BESIDE if (data_dir / name).is_file()}
        copied = copy_database(database, unfinished, beside)
        sync_file(unfinished)
        found = judge(unfinished, shipped_migrations()[-1].number)
        if found != copied:
            raise BackupError(f"No backup was made: what was written to {target.parent} is not what was read.")
        size_bytes = unfinished.stat().st_size
        unfinished.replace(target)
        sync_file(target)
    except StoreUnusable as error:
        raise StoreUnusable(str(error).replace(str(unfinished), str(target))) from None
    finally:
        for leftover in (unfinished, unfinished.with_name(f"{unfinished.name}-journal")):
            leftover.unlink(missing_ok=True)
    return Made(target, size_bytes, found)


def _refuse_what_stands_there(database: Path, target: Path) -> None:
    """Only an earlier backup of the same practice gives way to a new one."""
    if not target.parent.is_dir():
        raise BackupError(f"No backup was made: there is no folder {target.parent}.")
    if target.exists():
        there, ours = held_by(target), held_by(database).practices
        if target.samefile(database) or not there.is_backup:
            raise BackupError(f"No backup was made: {target} is something else, and was left as it is.")
        if there.practices != ours and not there.practices & ours:
            raise BackupError(
                f"No backup was made: {target} is one of another practice, and was left as it is. Name another file."
            )
    for side in SIDES:
        beside = target.with_name(target.name + side)
        if beside.exists():
            raise BackupError(
                f"No backup was made: {beside} would be taken for a part of it, and was left as it is. Name another "
                "file, or move that one away."
            )


def copies_kept(data_dir: Path, backups_dir: Path) -> list[Path]:
    """The copies of the database that are known here: backups in their folders, and what restores kept aside."""
    last = read_note(data_dir).last
    # Where the settings named another folder only later, the first ones stand in the default one still.
    folders = {backups_dir, data_dir / "backups", *([Path(last.file).parent] if last else [])}
    backups = {file for folder in folders if folder.is_dir() for file in folder.iterdir() if _NAME.fullmatch(file.name)}
    one_more = {Path(last.file)} if last and Path(last.file).is_file() else set()
    return [*sorted(backups | one_more), *sorted(data_dir.glob("replaced-*Z.sqlite3"))]


def _unfinished(target: Path) -> Path:
    return target.with_name(f".{target.name}.unfinished")


def _free_name(folder: Path, at: int, data_dir: Path) -> Path:
    """A name that nobody has, nor is about to: the file under which it is made is there from now on."""
    while True:
        moment = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC)
        file = folder / f"holdwell-{moment:%Y%m%d-%H%M%S}Z.sqlite3"
        # Another backup of this second may be at it, or come to its end just now.
        with contextlib.suppress(FileExistsError):
            os.close(open_private(_unfinished(file), os.O_RDWR | os.O_EXCL, data_dir))
            if not file.exists():
                return file
            _unfinished(file).unlink()
        at += 1000


def _clear(folder: Path, now: int) -> None:
    """Throw away what a backup that was cut off left behind; one of this hour may still be at it."""
    for file in folder.iterdir():
        # Whoever is at it may come to its end meanwhile.
        with contextlib.suppress(FileNotFoundError):
            if _UNFINISHED.fullmatch(file.name) and now / 1000 - file.stat().st_mtime > _STALE_S:
                file.unlink()


def _rotate(made: Made, keep: int | None) -> None:
    """Let the oldest backups of these practices go. Those of others in the same folder are not ours to count: another
    server may keep its own there, and one that began anew after a loss must not outnumber what is left of before.
    """
    if keep is None:
        return
    ours = {log.practice_id for log in made.contents.logs}
    named = (file for file in made.file.parent.iterdir() if _NAME.fullmatch(file.name) and file != made.file)
    before = [file for file in named if ours & held_by(file).practices]
    # What is named later than the new one was made by a clock that ran ahead: it is older.
    before.sort(key=lambda file: (file.name < made.file.name, file.name))
    for file in before[: max(0, len(before) - (keep - 1))]:
        file.unlink(missing_ok=True)


def _carry_erasures(data_dir: Path, folder: Path) -> None:
    if (data_dir / ERASURES).is_file():
        merge_erasures(data_dir / ERASURES, folder / ERASURES, data_dir)
