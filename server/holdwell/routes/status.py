"""Owns GET /api/health, its parts live and ready, and GET /api/status: the server about itself.

[A17] Where things stand on the machine is shown to its keeper only: the owner of the first practice, who started the
server, and the command line. Owners of other practices are told all that concerns them, without a path.
"""

from pathlib import PurePath

import msgspec
from litestar import get
from litestar.handlers import HTTPRouteHandler

from holdwell import __version__
from holdwell.access import SERVER_ID, Access
from holdwell.address import AddressNow
from holdwell.backup import read_note
from holdwell.clock import Clock
from holdwell.live import Live
from holdwell.publisher import Publisher
from holdwell.settings import Settings
from holdwell.space import Space
from holdwell.store.checking import Checking
from holdwell.store.sqlite import SqliteStore
from holdwell.web.door import Door
from holdwell.web.problem import PROBLEMS, not_ready
from holdwell.web.request import BoundedRequest
from holdwell.wire import Backups, Fault, Health, Status


def status_routes(
    store: SqliteStore,
    live: Live,
    access: Access,
    publisher: Publisher,
    door: Door,
    settings: Settings,
    address: AddressNow,
    clock: Clock,
    keepers_practice: str,
    space: Space,
    checking: Checking,
) -> list[HTTPRouteHandler]:
    """Health for anyone, status for the owner; with paths for those of the keeper's practice."""
    started_at = clock.now_ms()

    @get("/api/health", summary="Is the server there?", responses=PROBLEMS)
    async def health() -> Health:
        return Health("ok", __version__, clock.now_ms())

    @get("/api/health/live", summary="Does the process answer?", responses=PROBLEMS)
    async def health_live() -> Health:
        return Health("ok", __version__, clock.now_ms())

    @get(
        "/api/health/ready",
        summary="Is nothing known that keeps a push from being taken? 503 where the disk is full, the last write or a "
        "reading failed and fails still, or the server is stopping",
        responses=PROBLEMS,
    )
    async def health_ready() -> Health:
        why = await _why_not_ready(store, live, space)
        if why is not None:
            raise not_ready(why)
        return Health("ok", __version__, clock.now_ms())

    @get("/api/status", guards=[door.owner], summary="What the owner may want to know", responses=PROBLEMS)
    async def status(request: BoundedRequest) -> Status:
        practice_id = request.user.practice_id
        loaded = publisher.shown.loaded
        is_keeper = practice_id == keepers_practice or request.user.device_id == SERVER_ID
        return Status(
            version=__version__,
            practice_name=access.practice(practice_id).name,
            started_at=started_at,
            facts=store.head(practice_id).pos,
            devices=len(await store.devices(practice_id)),
            data_path=str(settings.data_dir) if is_keeper else "",
            protocols=len(loaded.library.protocols),
            faults=loaded.faults if is_keeper else [_without_path(fault) for fault in loaded.faults],
            is_publicly_trusted=address().is_publicly_trusted,
            address=address().url,
            backups=_backups(settings) if is_keeper else _without_paths(_backups(settings)),
            is_disk_low=space.is_low(),
            checked_at=checking.checked_at,
        )

    return [health, health_live, health_ready, status]


async def _why_not_ready(store: SqliteStore, live: Live, space: Space) -> str | None:
    """What is known to keep a push from being taken. It costs nothing where nothing failed."""
    if live.is_closed:
        return "The server is stopping."
    if not await store.can_write():
        return "The server's disk takes no writes: it is full, or it failed. The log says which."
    if space.is_out():
        return "The server's disk is full."
    if not await store.can_read():
        return "The server's database cannot be read. The log says what failed."
    return None


def _backups(settings: Settings) -> Backups:
    note = read_note(settings.data_dir)
    last, failed = note.last, note.failed
    return Backups(
        folder=str(settings.backups_dir),
        hour=settings.backup_hour,
        last_at=None if last is None else last.at,
        last_file="" if last is None else last.file,
        failed_at=None if failed is None else failed.at,
        failure="" if failed is None else failed.why,
    )


def _without_path(fault: Fault) -> Fault:
    """Files are named from their folder on; where the folder itself is at fault, by its name alone."""
    place = PurePath(fault.file)
    return msgspec.structs.replace(fault, file=place.name) if place.is_absolute() else fault


def _without_paths(backups: Backups) -> Backups:
    failure = backups.failure and "No backup was made. Whoever keeps this server is shown why."
    return msgspec.structs.replace(backups, folder="", last_file="", failure=failure)
