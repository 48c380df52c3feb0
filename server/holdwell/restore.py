"""Owns putting a backup in the place of the database.

[BK5] A restore happens only while no server runs; the backup is judged first, whole and as a copy; the database that it
replaces is kept beside it; where anything fails, what was there stays.
[BK6] Each log begins a new epoch: every device starts over, and offers again all that it holds. The list of erasures
stays, with what the list beside the backup adds, and is applied at the next start. Which devices are paired, and which
were removed, is taken over from the database that is replaced, where that can still be read.
"""

import contextlib
import datetime
import os
import shutil
from pathlib import Path
from typing import NamedTuple

from holdwell.backup import BESIDE, ERASURES, merge_erasures, sync_file
from holdwell.clock import Clock
from holdwell.core.audit import Stamp
from holdwell.store.copies import Contents, fold_in, judge, make_a_beginning, note_restored, take_devices
from holdwell.store.lock import lock_folder
from holdwell.store.opening import RESTORING, make_folder, shipped_migrations
from holdwell.store.store import StoreUnusable

_SIDES = ("-wal", "-shm")


class RestoreError(Exception):
    """Nothing was restored; the message is a plain sentence. What was there is as it was."""


class Restored(NamedTuple):
    """What is in place now, and where the database that was there before is kept (None: there was none).

    `knows_devices` says whether that one could still tell which devices are paired, and which were removed.
    """

    contents: Contents
    replaced: Path | None
    knows_devices: bool


def restore(data_dir: Path, database: Path, backup: Path, clock: Clock) -> Restored:
    """Put `backup` in the place of the database. Raises RestoreError."""
    if not backup.is_file():
        raise RestoreError(f"There is no backup at {backup}.")
    try:
        make_folder(data_dir)
        lock = lock_folder(data_dir)
        if lock is None:
            raise RestoreError(f"A server uses {data_dir}: stop it first. Nothing was restored.")
        with contextlib.ExitStack() as at_last:
            at_last.callback(lock.release)
            return _restore(data_dir, database, backup, clock)
    except StoreUnusable as error:
        raise RestoreError(f"Nothing was restored: {error}") from None
    except OSError as error:
        raise RestoreError(f"Nothing was restored: {error.filename or data_dir}: {error.strerror}.") from None


def _restore(data_dir: Path, database: Path, backup: Path, clock: Clock) -> Restored:
    if database.exists() and backup.samefile(database):
        raise RestoreError(f"{backup} is the database itself. Nothing was restored.")
    new = database.with_name(RESTORING)
    try:
        _copy(backup, new)
        contents = _judged(new, backup)
        beside = make_a_beginning(new, {log.practice_id: _epoch(clock) for log in contents.logs})
        knows_devices = database.exists() and take_devices(new, database)
        facts = {log.practice_id: log.facts for log in contents.logs}
        note_restored(new, {practice_id: _stamp(clock) for practice_id in facts}, facts)
        sync_file(new)
        if (backup.parent / ERASURES).is_file():
            merge_erasures(backup.parent / ERASURES, data_dir / ERASURES)
        _put_back(data_dir, beside)
    except BaseException:
        for side in ("", *_SIDES, "-journal"):
            new.with_name(new.name + side).unlink(missing_ok=True)
        raise
    replaced = _keep_aside(database, clock.now_ms())
    new.replace(database)
    sync_file(database)
    return Restored(contents, replaced, knows_devices)


def _copy(backup: Path, new: Path) -> None:
    """A copy that only its owner reads; with its write-ahead log, where somebody copied a database by hand."""
    for side in ("", *_SIDES):
        new.with_name(new.name + side).unlink(missing_ok=True)
    for side in ("", "-wal"):
        source, target = backup.with_name(backup.name + side), new.with_name(new.name + side)
        if source.is_file():
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with source.open("rb") as content, os.fdopen(descriptor, "wb") as out:
                shutil.copyfileobj(content, out, 1024 * 1024)


def _judged(new: Path, backup: Path) -> Contents:
    fold_in(new)
    try:
        return judge(new, shipped_migrations()[-1].number)
    except StoreUnusable as error:
        # What is at fault is the backup: its copy is gone by the time that this is read.
        raise StoreUnusable(str(error).replace(str(new), str(backup))) from None


def _put_back(data_dir: Path, beside: dict[str, bytes]) -> None:
    """What stood beside the database that was backed up, where nothing stands there now."""
    for name in BESIDE:
        file = data_dir / name
        if name not in beside or file.exists():
            continue
        file.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(beside[name])
        sync_file(file)


def _keep_aside(database: Path, now: int) -> Path | None:
    """Keep the database, with the log beside it, under another name.

    Whoever is stopped between this and the new one's taking its place leaves the new one where it was being made: then
    nothing starts before the restore is done again (`store/opening.py`).
    """
    if not database.exists():
        return None
    moment = datetime.datetime.fromtimestamp(now / 1000, datetime.UTC)
    kept = database.with_name(f"replaced-{moment:%Y%m%d-%H%M%S}Z.sqlite3")
    for side in ("", *_SIDES):
        beside = database.with_name(database.name + side)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + side))
    sync_file(kept)
    return kept


def _stamp(clock: Clock) -> Stamp:
    """An origin of its own: what it writes meets no number of a server's [U1]."""
    return Stamp(clock.new_id(), clock.new_id(), clock.now_ms(), clock.token().encode("ascii"))


def _epoch(clock: Clock) -> str:
    return clock.new_id().replace("-", "")[-12:]
