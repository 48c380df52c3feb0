"""The disk under SQLite, counted and disturbed.

A VFS is registered as the default in the very SQLite library that Python's `sqlite3` is linked with, in front of the
system's own: every sync and write of the code under test goes through here, with nothing of that code changed.
"""

import _sqlite3
import contextlib
import ctypes
import sqlite3
import threading
from collections.abc import Iterator
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path

# A test that fails while it holds the disk must still end.
LONGEST_HOLD_S = 10

_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
Sync = CFUNCTYPE(c_int, c_void_p, c_int)
Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("iVersion", c_int),
        ("szOsFile", c_int),
        ("mxPathname", c_int),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        ("pAppData", c_void_p),
        ("xOpen", c_void_p),
        ("rest", c_void_p * 15),
    )


class _Methods(ctypes.Structure):
    _fields_ = (
        ("iVersion", c_int),
        ("xClose", c_void_p),
        ("xRead", c_void_p),
        ("xWrite", c_void_p),
        ("xTruncate", c_void_p),
        ("xSync", c_void_p),
        ("rest", c_void_p * 13),
    )


class _File(ctypes.Structure):
    _fields_ = (("pMethods", POINTER(_Methods)),)


class Disk:
    """What the disk saw (`synced`: names of files), and what it is told to do."""

    def __init__(self) -> None:
        self.synced: list[str] = []
        # Files of SQLite's own, without a name for us and for a moment only: where they stood.
        self.unnamed: list[Path] = []
        self.is_full = False
        # Full for all but the logs beside databases.
        self.is_full_beside_logs = False
        self.fails_to_sync = False
        self.fails_to_sync_database = False
        self.failed = 0
        self.may_sync = threading.Event()
        self.may_sync.set()
        self.is_syncing = threading.Event()
        self._names: dict[int, str] = {}
        self._kept: list[object] = []
        self._wrapped: dict[int, _Methods] = {}

    def wal_syncs(self) -> int:
        """How often the write-ahead log was brought to the disk."""
        return sum(name.endswith("-wal") for name in self.synced)

    def open(self, real: _Open, vfs: int, name: int, file: int, flags: int, out: int) -> int:
        """SQLite opens a file: wrap its methods."""
        answer = int(real(vfs, name, file, flags, out))
        methods = _File.from_address(file).pMethods
        if not name:
            self.unnamed += [path.parent for path in open_files() if path.name.startswith("etilqs_")]
        if answer == sqlite3.SQLITE_OK and methods:
            self._names[file] = ctypes.string_at(name).decode() if name else ""
            _File.from_address(file).pMethods = ctypes.pointer(self._wrap(methods.contents))
        return answer

    def _wrap(self, methods: _Methods) -> _Methods:
        key = ctypes.addressof(methods)
        if key not in self._wrapped:
            real_sync, real_write = Sync(methods.xSync), Write(methods.xWrite)
            sync = Sync(lambda file, flags: self.sync(real_sync, file, flags))
            write = Write(lambda file, data, size, at: self.write(real_write, file, data, size, at))
            copy = _Methods.from_buffer_copy(methods)
            copy.xSync = ctypes.cast(sync, c_void_p)
            copy.xWrite = ctypes.cast(write, c_void_p)
            self._kept += [sync, write, real_sync, real_write]
            self._wrapped[key] = copy
        return self._wrapped[key]

    def sync(self, real: Sync, file: int, flags: int) -> int:
        """SQLite brings a file to the disk."""
        self.is_syncing.set()
        self.may_sync.wait(LONGEST_HOLD_S)
        self.is_syncing.clear()
        is_database = self._names[file].endswith(".sqlite3")
        if self.fails_to_sync or (self.fails_to_sync_database and is_database):
            self.failed += 1
            return sqlite3.SQLITE_IOERR_FSYNC
        self.synced.append(self._names[file])
        return int(real(file, flags))

    def write(self, real: Write, file: int, data: int, size: int, at: int) -> int:
        """SQLite writes into a file."""
        if self.is_full or (self.is_full_beside_logs and not self._names[file].endswith("-wal")):
            return sqlite3.SQLITE_FULL
        return int(real(file, data, size, at))


def open_files() -> list[Path]:
    """What this process has open, where the system tells."""
    links = Path("/proc/self/fd")
    found = []
    for link in links.iterdir() if links.is_dir() else ():
        with contextlib.suppress(OSError):
            found.append(link.readlink())
    return found


@contextlib.contextmanager
def disk_under_sqlite(disk: Disk | None = None) -> Iterator[Disk]:
    """Every database opened meanwhile stands on this disk; close them before leaving."""
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    library.sqlite3_vfs_register.argtypes = (c_void_p, c_int)
    library.sqlite3_vfs_unregister.argtypes = (c_void_p,)
    system = library.sqlite3_vfs_find(None)
    disk = disk or Disk()
    real = _Open(system.contents.xOpen)
    opened = _Open(lambda vfs, name, file, flags, out: disk.open(real, vfs, name, file, flags, out))
    ours = _Vfs.from_buffer_copy(system.contents)
    ours.pNext, ours.zName, ours.xOpen = None, b"holdwell-test", ctypes.cast(opened, c_void_p)
    assert library.sqlite3_vfs_register(ctypes.addressof(ours), 1) == sqlite3.SQLITE_OK
    try:
        yield disk
    finally:
        library.sqlite3_vfs_unregister(ctypes.addressof(ours))
        library.sqlite3_vfs_register(ctypes.cast(system, c_void_p), 1)
