"""What makes a simulated server cheap, and changes nothing that it does.

Its statements run where they are asked for: no thread is woken for each, since nothing else goes on meanwhile. Its
routes are made once, since making them takes longer than all else of a start: so each of its parts is one object, which
begins anew with each life.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import litestar

import holdwell.app
from holdwell.access import Access
from holdwell.auditor import Auditor
from holdwell.erasing import Erasing
from holdwell.live import Live
from holdwell.metrics import Metrics
from holdwell.settings import Settings
from holdwell.store.sqlite import SqliteStore
from holdwell.web.door import Door
from worlds import FakeClock

# What the devices of simulated worlds ask for.
_DEVICE = "/api/devices/{device_id:str}"
PATHS = {
    *("/api/sync", "/api/sync/older", "/api/handover", "/api/clients/{client_id:str}/erase"),
    *("/api/pair", "/api/pair/preview", "/api/me"),
    *("/api/devices", f"{_DEVICE}/revoke", f"{_DEVICE}/handover"),
}
T = TypeVar("T")


class AtOnce:
    """What `aiosqlite.connect` gives, without its thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._conn = connection

    async def _execute(self, call: Callable[[], Any]) -> Any:
        return call()

    async def close(self) -> None:
        """Close it; the last one out writes the WAL back."""
        self._conn.close()


async def connect(file: Path, **settings: Any) -> AtOnce:
    """In the place of aiosqlite's."""
    return AtOnce(sqlite3.connect(file, **settings))


def the_only(kind: Callable[..., T]) -> Callable[..., T]:
    """Makes one object of this kind, and begins it anew each time that it is made."""
    thing: Any = object.__new__(kind)  # type: ignore[arg-type]  # every kind here is a class

    def made(*words: Any, **named: Any) -> T:
        thing.__init__(*words, **named)
        return thing

    return made


def once(routes: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """Makes the routes of a kind at the first start; those that no device here asks for are left away."""
    made: list[list[Any]] = []

    def of_first_start(*parts: Any) -> list[Any]:
        if not made:
            made.append([each for each in routes(*parts) if PATHS & each.paths])
        return made[0]

    return of_first_start


def the_only_api() -> Callable[..., litestar.Litestar]:
    """Makes the one application of routes at the first start."""
    made: list[litestar.Litestar] = []

    def api(*, state: Any, **words: Any) -> litestar.Litestar:
        if not made:
            made.append(litestar.Litestar(**words))
        made[0].state = state
        return made[0]

    return api


_PARTS = {kind.__name__: the_only(kind) for kind in (Access, Auditor, Door, Erasing, Live, Metrics)}
_ROUTES = {name: once(routes) for name, routes in vars(holdwell.app).items() if name.endswith("_routes")}
_store, _api = the_only(SqliteStore), the_only_api()
settings, clock = the_only(Settings), the_only(FakeClock)


@contextlib.contextmanager
def starting() -> Iterator[None]:
    """An application that is opened inside the block, on the settings and clock from here, is a cheap one."""
    with (
        mock.patch("aiosqlite.connect", connect),
        mock.patch("holdwell.store.sqlite.SqliteStore", _store),
        mock.patch.multiple("holdwell.app", Litestar=_api, openapi_config=lambda: None, **_ROUTES, **_PARTS),
    ):
        yield
