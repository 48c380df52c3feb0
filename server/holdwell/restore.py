"""Owns putting a backup in the place of the database.

[BK5] A restore happens only while no server runs; the backup is judged first, whole and as a copy; the database that it
replaces is kept beside it; where anything fails, what was there stays.
[BK6] Each log begins a new epoch: every device starts over, and offers again all that it holds. The list of erasures
stays, with what the list beside the backup adds, and is applied at the next start. Which devices are paired, which were
removed and what those had handed over is taken over from the database that is replaced, where that can still be read.

What lies beside a database as its write-ahead log is a part of it, whoever wrote it: so nothing may lie there when a
new one takes the place.
"""

import contextlib
import datetime
import os
import shutil
from pathlib import Path
from typing import NamedTuple

from holdwell.backup import BESIDE, ERASURES, SIDES, merge_erasures, sync_file, write_whole
from holdwell.clock import Clock
from holdwell.core.audit import Stamp
from holdwell.owned import make_private_folder, open_private
from holdwell.store.copies import (
    Contents,
    TakenOver,
    fold_in,
    judge,
    make_a_beginning,
    note_restored,
    settle,
    take_over,
)
from holdwell.store.lock import lock_folder
from holdwell.store.opening import RESTORING, make_folder, shipped_migrations
from holdwell.store.store import StoreUnusable

_KEPT = "replaced-*Z.sqlite3"


class RestoreError(Exception):
    """Nothing was restored; the message is a plain sentence. What was there is as it was."""


class Restored(NamedTuple):
    """What is in place now, and where the database that was there before is kept (None: there was none).

    `found` is what that one, or one that a restore which was cut off had put aside, could still tell; None: nothing.
    """

    contents: Contents
    replaced: Path | None
    found: TakenOver | None


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
    new = database.with_name(RESTORING)
    for ours, what in ((database, "the database itself"), (new, "what a restore left that was cut off")):
        if ours.exists() and backup.samefile(ours):
            raise RestoreError(f"{backup} is {what}. Name a backup. Nothing was restored.")
    before = _standing_before(database, new)
    try:
        _copy(backup, new, data_dir)
        contents = _judged(new, backup)
        beside = make_a_beginning(new, {log.practice_id: _epoch(clock) for log in contents.logs})
        facts = {log.practice_id: log.facts for log in contents.logs}
        note_restored(new, {practice_id: _stamp(clock) for practice_id in facts}, facts)
        found = None if before is None else take_over(new, before)
        settle(new)
        sync_file(new)
        if (backup.parent / ERASURES).is_file():
            merge_erasures(backup.parent / ERASURES, data_dir / ERASURES, data_dir)
        _put_back(data_dir, beside)
        if found is not None and before == database:
            # One file goes aside in one step.
            fold_in(database)
    except BaseException:
        for side in ("", *SIDES):
            new.with_name(new.name + side).unlink(missing_ok=True)
        raise
    return Restored(contents, _exchange(new, database, clock.now_ms()), found)


def _standing_before(database: Path, new: Path) -> Path | None:
    """The database that is replaced: the one in place, or the one that a restore had put aside when it was cut off."""
    if database.exists():
        return database
    return max(database.parent.glob(_KEPT), default=None) if new.exists() else None


def _copy(backup: Path, new: Path, data_dir: Path) -> None:
    """A copy that only its owner reads; with its write-ahead log, where somebody copied a database by hand."""
    for side in ("", *SIDES):
        new.with_name(new.name + side).unlink(missing_ok=True)
    for side in ("", "-wal"):
        source, target = backup.with_name(backup.name + side), new.with_name(new.name + side)
        if source.is_file():
            descriptor = open_private(target, os.O_WRONLY | os.O_EXCL, data_dir)
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
        if name in beside and not file.exists():
            make_private_folder(file.parent, data_dir)
            write_whole(file, beside[name], data_dir)


def _exchange(new: Path, database: Path, now: int) -> Path | None:
    """Keep the database, with the log beside it, under another name, and put the new one in its place.

    Whoever is stopped in between leaves the new one where it was being made: then nothing starts before the restore is
    done again (`store/opening.py`).
    """
    kept = _free_name(database, now)
    there = [side for side in ("", *SIDES) if database.with_name(database.name + side).exists()]
    try:
        for side in there:
            database.with_name(database.name + side).replace(kept.with_name(kept.name + side))
        if "" in there:
            sync_file(kept)
        new.replace(database)
        sync_file(database)
    except OSError as error:
        if new.exists() and database.exists():
            new.unlink()
            raise
        raise RestoreError(
            f"The restore was cut off: {error.filename or database}: {error.strerror}. See to that disk, then do it "
            f"again, with the same backup. What was there before is kept as {kept}."
        ) from None
    return kept if "" in there else None


def _free_name(database: Path, now: int) -> Path:
    """A name that nothing has that was ever put aside, nor a part of it."""
    while True:
        moment = datetime.datetime.fromtimestamp(now / 1000, datetime.UTC)
        kept = database.with_name(f"replaced-{moment:%Y%m%d-%H%M%S}Z.sqlite3")
        if not any(kept.with_name(kept.name + side).exists() for side in ("", *SIDES)):
            return kept
        now += 1000


def _stamp(clock: Clock) -> Stamp:
    """An origin of its own: what it writes meets no number of a server's [U1]."""
    return Stamp(clock.new_id(), clock.new_id(), clock.now_ms(), clock.token().encode("ascii"))


def _epoch(clock: Clock) -> str:
    return clock.new_id().replace("-", "")[-12:]
