"""Owns the library as it is handed out: read at start and when a file changes, packed once, each version kept for good.

It must never change what a version says: a digest, once published, names the same text for ever.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from holdwell.clock import Clock
from holdwell.store.store import Store, StoreError
from holdwell.web.encoding import Packed, packed
from holdwell.wire import Fault, Library

_log = logging.getLogger("holdwell")


class Loaded(Protocol):
    """What `library.load` gives: the good files' library, and the faults of the others."""

    @property
    def library(self) -> Library:
        """The library itself."""
        ...

    @property
    def json(self) -> bytes:
        """The library as JSON, encoded once."""
        ...

    @property
    def digest(self) -> str:
        """Changes with any of its content."""
        ...

    @property
    def versions(self) -> dict[str, bytes]:
        """Each protocol's canonical JSON text, by digest."""
        ...

    @property
    def faults(self) -> list[Fault]:
        """What is wrong in the files that were left out."""
        ...


class Shown(NamedTuple):
    """One state of the library, ready to be sent."""

    loaded: Loaded
    body: Packed
    etag: str


class Publisher:
    """The library of this server."""

    def __init__(self, store: Store, clock: Clock, folder: Path, load: Callable[[Path], Loaded]) -> None:
        self._store = store
        self._clock = clock
        self._folder = folder
        self._load = load
        self._signature = _signature(folder)
        self.shown = _show(load(folder))

    async def publish(self) -> None:
        """Keep every version of the library in force, and name its faults in the log."""
        await self._store.publish(self.shown.loaded.versions, self._clock.now_ms())
        for fault in self.shown.loaded.faults:
            _log.warning("protocol file left out: %s:%d:%d: %s", fault.file, fault.line, fault.column, fault.message)

    async def watch(self, each_s: float) -> None:
        """Look every `each_s` seconds whether a file changed, and take the new library once the files stood still from
        one look to the next: a file that is being saved is never read by halves. Runs until cancelled."""
        seen = self._signature
        while True:
            await asyncio.sleep(each_s)
            try:
                signature = await asyncio.to_thread(_signature, self._folder)
            except OSError as error:
                _log.warning("protocol files cannot be looked at error=%s", type(error).__name__)
                continue
            if signature == seen != self._signature:
                self._signature = signature
                await self.reload()
            seen = signature

    async def reload(self) -> None:
        """Read the files again; every version stays readable."""
        self.shown = await asyncio.to_thread(lambda: _show(self._load(self._folder)))
        _log.info("library read again protocols=%d", len(self.shown.loaded.library.protocols))
        try:
            await self.publish()
        except StoreError as error:
            # The running library serves its versions from memory; the next change or start stores them.
            _log.error("versions not stored error=%s", type(error).__name__)

    async def version(self, practice_id: str | None, digest: str) -> bytes | None:
        """A protocol version of this library, of any earlier one, or handed in by the practice's devices."""
        found = self.shown.loaded.versions.get(digest)
        return found if found is not None else await self._store.version(practice_id, digest)


def _show(loaded: Loaded) -> Shown:
    return Shown(loaded, packed(loaded.json), f'W/"{loaded.digest}"')


def _signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    return tuple(sorted(_marks(folder)))


def _marks(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in folder.rglob("*.y*ml"):
        try:
            stat = path.stat()
        except OSError:
            continue
        yield str(path), stat.st_mtime_ns, stat.st_size
