"""Owns to whom a file belongs that a command makes: what root makes for a server belongs to the server's user.

A service has a user of its own, and its commands are typed by root. What root left in the data folder, or beside the
backups, the server could not read at its next start, or not write at its next backup.
"""

import os
import sys
from pathlib import Path


def open_private(file: Path, flags: int, data_dir: Path, mode: int = 0o600) -> int:
    """A descriptor of a file, made where it is missing, for its owner only. Raises OSError.

    That is the data folder's owner wherever the folder that the file stands in is theirs too.
    """
    # Whoever may write into the folder must not lead root out of it.
    descriptor = os.open(file, flags | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), mode)
    try:
        if is_root() and file.parent.stat().st_uid == data_dir.stat().st_uid:
            give(descriptor, data_dir)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def make_private_folder(folder: Path, data_dir: Path) -> None:
    """Make a folder for the data folder's owner, where it is missing; one that is there stays whose it is."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        give(folder, data_dir)


def give(made: int | Path, data_dir: Path) -> None:
    """Give what root has made to the owner of the data folder; nobody else can give, or needs to."""
    if sys.platform != "win32" and is_root():
        owner = data_dir.stat()
        os.chown(made, owner.st_uid, owner.st_gid)


def is_root() -> bool:
    """Is this process root's?"""
    return sys.platform != "win32" and os.geteuid() == 0
