"""Owns the lock of a data folder: one server, or one command, at a time. The system frees it when the process ends."""

import os
import sys
from pathlib import Path
from typing import IO

from holdwell.owned import open_private

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class FolderLock:
    """Held while a process may write to a data folder."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def release(self) -> None:
        """Let the next one in."""
        self._file.close()


def lock_folder(folder: Path) -> FolderLock | None:
    """Take the folder's lock, or None where another process holds it. OSError where the folder is not writable."""
    file = os.fdopen(open_private(folder / "lock", os.O_WRONLY | os.O_APPEND, folder, 0o666), "ab")
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return FolderLock(file)
