"""Holdwell on a disk that a test disturbs while it runs: `python faulty.py FLAGS COMMAND ...`.

In the folder FLAGS a file named `full` fills the disk up, `readonly` takes no write, `fails-to-sync` fails every sync,
or, where a number stands in it, every one after so many.
The file `syncs` there grows by one byte with each attempt to sync, so that whoever looks can count them.
"""

import os
import sqlite3
import sys
from pathlib import Path

from disks import Disk, Sync, Write, disk_under_sqlite
from holdwell.cli import main


class FlaggedDisk(Disk):
    """Asks the folder before each write and each sync."""

    def __init__(self, flags: Path) -> None:
        super().__init__()
        self._flags = flags
        self._attempts = os.open(flags / "syncs", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def sync(self, real: Sync, file: int, flags: int) -> int:
        os.write(self._attempts, b".")
        failing = self._flags / "fails-to-sync"
        if failing.exists() and os.fstat(self._attempts).st_size > int(failing.read_text() or 0):
            return sqlite3.SQLITE_IOERR_FSYNC
        return super().sync(real, file, flags)

    def write(self, real: Write, file: int, data: int, size: int, at: int) -> int:
        if (self._flags / "full").exists():
            return sqlite3.SQLITE_FULL
        if (self._flags / "readonly").exists():
            return sqlite3.SQLITE_IOERR_WRITE
        return super().write(real, file, data, size, at)


if __name__ == "__main__":
    with disk_under_sqlite(FlaggedDisk(Path(sys.argv[1]))):
        code = main(sys.argv[2:])
    sys.exit(code)
