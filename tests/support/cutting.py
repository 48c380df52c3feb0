"""Restores that are killed, each one step later than the one before. Run as a program: it does one in a fork for each
of the folders that it is given, until one comes to its end, and prints the exit status of each.
"""

import os
import sys
from pathlib import Path

from copies import put_back

KILLED = 9
# What a process does to files, as the interpreter tells of it.
STEPS = ("open", "os.rename", "os.remove", "os.mkdir", "sqlite3.connect")


def die_at(step: int, folder: Path) -> None:
    """End this process, with no warning at all, before its `step`th deed to a file in the folder."""
    left = step

    def look(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in STEPS and str(folder) in str(arguments[0]):
            left -= 1
            if left == 0:
                os._exit(KILLED)

    sys.addaudithook(look)


def restored_in(folder: Path, backup: Path, step: int) -> int:
    """The exit status of a restore there: KILLED, or 0 where it came to its end first."""
    child = os.fork()
    if child == 0:
        # A process that dies takes nothing with it that it wrote: to wait for the disk would prove nothing here.
        os.fsync = lambda descriptor: None
        die_at(step, folder)
        put_back(folder, backup)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    for number, name in enumerate(sys.argv[2:], 1):
        status = restored_in(Path(name), Path(sys.argv[1]), number)
        print(status, flush=True)
        if status != KILLED:
            break
