"""Owns when the server backs up by itself, and who does it: a process of its own, so that no device waits meanwhile.

[BK7] Once a day, at the hour that the settings name or as soon after it as the server runs, a server that holds
anything is backed up, also on days on which the clocks are changed. A failure is remembered for the owner's status page
and tried again an hour later, also where nothing can be remembered.
"""

import asyncio
import contextlib
import datetime
import logging
import signal
import sys
from collections.abc import Awaitable, Callable

from holdwell.backup import Note, note_failure, read_note
from holdwell.clock import Clock
from holdwell.settings import Settings
from holdwell.typed import typed

_log = logging.getLogger("holdwell")
LOOK_EACH_S = 60.0
AGAIN_AFTER_MS = 3600 * 1000

# How the command ends where whoever stops the server stops it too.
_TOLD_TO_STOP = (-signal.SIGTERM, -signal.SIGINT, 130)
_SAID = "holdwell: "

# Does one backup; a sentence where it failed, an empty one where it was told to stop.
Backer = Callable[[Settings], Awaitable[str | None]]


class Schedule:
    """The daily backup of a running server. `has_facts` tells whether there is anything to back up."""

    def __init__(self, settings: Settings, clock: Clock, has_facts: Callable[[], bool], backer: Backer) -> None:
        self._settings = settings
        self._clock = clock
        self._has_facts = has_facts
        self._backer = backer
        self._rests_until_ms = clock.monotonic_ms()

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
        if self._clock.monotonic_ms() < self._rests_until_ms:
            return
        why = await self._backer(self._settings)
        if why == "":
            return
        # A disk that takes no note must not be asked for a whole backup every minute.
        self._rests_until_ms = self._clock.monotonic_ms() + AGAIN_AFTER_MS
        if why is None:
            _log.info("backed up")
            return
        # Why names a folder, and a folder may be named after somebody [OP1].
        _log.error("backup failed: the owner's page (Settings, Server) says why")
        note_failure(self._settings.data_dir, now, why)


def is_due(note: Note, hour: int, now: int) -> bool:
    """Is a backup due at `now` (epoch milliseconds)?"""
    if note.failed is not None and 0 <= now - note.failed.at < AGAIN_AFTER_MS:
        return False
    # A last backup that lies ahead was made by a clock that was wrong, and says nothing.
    return note.last is None or not last_hour(hour, now) <= note.last.at <= now


def last_hour(hour: int, now: int) -> int:
    """The last moment until `now` at which this machine's clock came to the full hour, epoch milliseconds.

    An hour that comes twice counts once, the first time; one that is left out counts as the next.
    """
    # Without a zone, so that each moment's own is asked for: the hour's distance to UTC may not be that of now.
    moment = datetime.datetime.fromtimestamp(now / 1000).replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    if moment.timestamp() * 1000 > now:
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
    return None if process.returncode == 0 else _why(process.returncode or 0, said.decode("utf-8", "replace"))


def _why(status: int, said: str) -> str:
    """Why there is no backup: the command's last sentence. Whatever else it printed is an error's own words."""
    if status in _TOLD_TO_STOP:
        return ""
    sentences = [line.removeprefix(_SAID) for line in said.splitlines() if line.startswith(_SAID)]
    if sentences:
        return sentences[-1]
    if status < 0:
        name = signal.Signals(-status).name
        return f"No backup was made: the system ended the command ({name}), perhaps for want of memory."
    return f"No backup was made, and why is not known: {typed('backup')} by hand shows it."
