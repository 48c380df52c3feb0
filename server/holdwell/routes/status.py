"""Owns GET /api/health, its parts live and ready, and GET /api/status: the server about itself."""

from litestar import get
from litestar.handlers import HTTPRouteHandler

from holdwell import __version__
from holdwell.access import Access
from holdwell.address import Address
from holdwell.backup import read_note
from holdwell.clock import Clock
from holdwell.live import Live
from holdwell.publisher import Publisher
from holdwell.settings import Settings
from holdwell.store.sqlite import SqliteStore
from holdwell.web.door import Door
from holdwell.web.problem import PROBLEMS, not_ready
from holdwell.web.request import BoundedRequest
from holdwell.wire import Backups, Health, Status


def status_routes(
    store: SqliteStore,
    live: Live,
    access: Access,
    publisher: Publisher,
    door: Door,
    settings: Settings,
    address: Address,
    clock: Clock,
) -> list[HTTPRouteHandler]:
    """Health for anyone, status for the owner."""
    started_at = clock.now_ms()

    @get("/api/health", summary="Is the server there?", responses=PROBLEMS)
    async def health() -> Health:
        return Health("ok", __version__, clock.now_ms())

    @get("/api/health/live", summary="Does the process answer?", responses=PROBLEMS)
    async def health_live() -> Health:
        return Health("ok", __version__, clock.now_ms())

    @get(
        "/api/health/ready",
        summary="Would a push be taken now? 503 where the disk takes nothing, or the server is stopping",
        responses=PROBLEMS,
    )
    async def health_ready() -> Health:
        if live.is_closed:
            raise not_ready("The server is stopping.")
        if not await store.can_write():
            raise not_ready("The server's disk takes no writes: it is full, or it failed. The log says which.")
        return Health("ok", __version__, clock.now_ms())

    @get("/api/status", guards=[door.owner], summary="What the owner may want to know", responses=PROBLEMS)
    async def status(request: BoundedRequest) -> Status:
        practice_id = request.user.practice_id
        loaded = publisher.shown.loaded
        return Status(
            version=__version__,
            practice_name=access.practice(practice_id).name,
            started_at=started_at,
            facts=store.head(practice_id).pos,
            devices=len(await store.devices(practice_id)),
            data_path=str(settings.data_dir),
            protocols=len(loaded.library.protocols),
            faults=loaded.faults,
            is_publicly_trusted=address.is_publicly_trusted,
            address=address.url,
            backups=_backups(settings),
        )

    return [health, health_live, health_ready, status]


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
