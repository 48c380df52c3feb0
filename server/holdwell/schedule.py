"""Owns when the server backs up by itself, and who does it: a process of its own, so that no device waits meanwhile.

[BK7] Once a day, at the hour that the settings name or as soon after it as the server runs, a server that holds
anything is backed up. A failure is remembered for the owner's status page and tried again an hour later.
"""

import asyncio
import contextlib
import datetime
import logging
import sys
from collections.abc import Awaitable, Callable

from holdwell.backup import Note, note_failure, read_note
from holdwell.clock import Clock
from holdwell.settings import Settings

_log = logging.getLogger("holdwell")
LOOK_EACH_S = 60.0
AGAIN_AFTER_MS = 3600 * 1000

# Does one backup; a sentence where it failed.
Backer = Callable[[Settings], Awaitable[str | None]]


class Schedule:
    """The daily backup of a running server. `has_facts` tells whether there is anything to back up."""

    def __init__(self, settings: Settings, clock: Clock, has_facts: Callable[[], bool], backer: Backer) -> None:
        self._settings = settings
        self._clock = clock
        self._has_facts = has_facts
        self._backer = backer

    async def watch(self) -> None:
        """Look from time to time whether it is time. Runs until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EACH_S)

    async def look(self) -> None:
        """Back up where that is due."""
        hour, note, now = self._settings.backup_hour, read_note(self._settings.data_dir), self._clock.now_ms()
        if hour is None or not self._has_facts() or not is_due(note, hour, now):
            return
        why = await self._backer(self._settings)
        if why is None:
            _log.info("backed up to folder=%s", self._settings.backups_dir)
            return
        _log.error("backup failed: %s", why)
        note_failure(self._settings.data_dir, now, why)


def is_due(note: Note, hour: int, now: int) -> bool:
    """Is a backup due at `now` (epoch milliseconds)?"""
    if note.failed is not None and 0 <= now - note.failed.at < AGAIN_AFTER_MS:
        return False
    # A last backup that lies ahead was made by a clock that was wrong, and says nothing.
    return note.last is None or not last_hour(hour, now) <= note.last.at <= now


def last_hour(hour: int, now: int) -> int:
    """The last moment before `now` at which this machine's clock showed the full hour, epoch milliseconds."""
    local = datetime.datetime.fromtimestamp(now / 1000).astimezone()
    moment = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    if moment > local:
        moment -= datetime.timedelta(days=1)
    return int(moment.timestamp() * 1000)


async def back_up_beside(settings: Settings) -> str | None:
    """Run `holdwell backup` on the server's data in a process of its own; a sentence where it failed."""
    command = [sys.executable, "-m", "holdwell.cli", "backup", "--data", str(settings.data_dir)]
    if settings.config_file is not None:
        command += ["--config", str(settings.config_file)]
    nothing, heard = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(*command, stdin=nothing, stdout=nothing, stderr=heard)
    except OSError as error:
        return f"No backup was made: {sys.executable} cannot be started ({error.strerror})."
    try:
        _, said = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    if process.returncode == 0:
        return None
    lines = said.decode("utf-8", "replace").strip().splitlines() or [
        "No backup was made: the command ended without a word."
    ]
    return lines[-1].removeprefix("holdwell: ")
