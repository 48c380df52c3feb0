"""The composition root: the only file that connects the parts. It must hold no rule of its own."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from litestar import Litestar
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler

from holdwell.access import Access
from holdwell.address import Address, AddressNow
from holdwell.auditor import Auditor
from holdwell.clock import Clock
from holdwell.erasing import Erasing
from holdwell.live import Live
from holdwell.logs import RequestLog
from holdwell.metrics import Metrics
from holdwell.publisher import Loaded, Publisher
from holdwell.routes.docs import openapi_config
from holdwell.routes.library import library_routes
from holdwell.routes.live import live_routes
from holdwell.routes.metrics import metrics_routes
from holdwell.routes.older import older_routes
from holdwell.routes.pairing import pairing_routes
from holdwell.routes.practice import client_routes, device_routes, handover_routes, practice_routes
from holdwell.routes.pushing import QuickPusher
from holdwell.routes.reading import QuickReader
from holdwell.routes.status import status_routes
from holdwell.routes.sync import sync_routes
from holdwell.settings import Settings, SettingsError
from holdwell.space import Space
from holdwell.store.checking import Checking
from holdwell.store.sqlite import SqliteStore, open_sqlite
from holdwell.store.store import Practice, Store
from holdwell.web.answer import EXCEPTION_HANDLERS
from holdwell.web.asgi import ASGIApp
from holdwell.web.door import Door
from holdwell.web.gate import Gate
from holdwell.web.pages import Page, Pages
from holdwell.web.proxy import BehindProxy
from holdwell.web.request import BoundedRequest
from holdwell.web.watch import Watch

_log = logging.getLogger("holdwell")


@dataclass(frozen=True, slots=True)
class Content:
    """Where the content stands and how it is read. `app_folder` is None where the app was not built; `more_pages` are
    served beside the app's own files.
    """

    protocols_folder: Path
    load: Callable[[Path], Loaded]
    app_folder: Path | None
    more_pages: Mapping[str, Page] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class App:
    """A running server without its socket."""

    asgi: ASGIApp
    gate: Gate
    practice: Practice
    store: SqliteStore
    access: Access
    auditor: Auditor
    erasing: Erasing
    publisher: Publisher
    live: Live
    checking: Checking


@contextlib.asynccontextmanager
async def open_app(
    settings: Settings,
    clock: Clock,
    content: Content,
    *,
    address: AddressNow,
    control_token: str,
    on_broken: Callable[[str], None],
    log: RequestLog | None = None,
) -> AsyncIterator[App]:
    """Everything connected, on an open database; all closed again at the end. Raises StoreUnusable."""
    checking = Checking(settings.database_file, clock)
    store = await open_sqlite(settings.database_file, on_broken)
    live, metrics = Live(settings.live_ping_s), Metrics()
    space = Space(settings.data_dir, settings.keep_free_bytes, clock)
    store.listen(live.poke)
    watching: asyncio.Task[None] | None = None
    try:
        practice = await practice_of(store, settings, clock)
        auditor = Auditor(store, clock)
        access = await _access_to(store, auditor, clock, settings, address().url)
        erasing = await _erasing_on(Erasing(store, auditor, settings.data_dir, store.writer.give_up), access, live)
        publisher = Publisher(store, clock, content.protocols_folder, content.load)
        await publisher.publish()
        first = practice.practice_id
        door = Door(access, control_token, first, settings.bind_address)
        api = _api(
            settings,
            [
                *sync_routes(store, door, settings, clock, metrics, erasing, space),
                *older_routes(store, door, settings, clock),
                *live_routes(live, door),
                *library_routes(publisher, door),
                *pairing_routes(store, access, door, address),
                *device_routes(access, door, live, address),
                *handover_routes(store, auditor, door, settings, clock, erasing, space),
                *client_routes(erasing, door),
                *practice_routes(store, access, auditor, door, clock, settings.first_code_life_ms),
                *metrics_routes(metrics, store, live, settings, clock, space, checking),
                *status_routes(store, live, access, publisher, door, settings, address, clock, first, space, checking),
            ],
        )
        if settings.watch_s > 0:
            watching = asyncio.create_task(publisher.watch(settings.watch_s))
        quick = QuickReader(cast(ASGIApp, api), store, access, settings)
        gate = Gate(
            QuickPusher(quick, store, access, settings, clock, metrics, erasing),
            Pages(content.app_folder, content.more_pages),
            address().hosts,
        )
        asgi = Watch(_behind_proxy(gate, address()), metrics, log, clock)
        yield App(asgi, gate, practice, store, access, auditor, erasing, publisher, live, checking)
    finally:
        if watching is not None:
            watching.cancel()
        live.close()
        await store.close()
        if log is not None:
            log.flush()


def _behind_proxy(gate: Gate, address: Address) -> ASGIApp:
    """The gate, told by a proxy of whom it speaks for, where there is one."""
    return gate if address.public_host is None else BehindProxy(gate, address.public_host)


def _api(settings: Settings, routes: list[HTTPRouteHandler]) -> Litestar:
    return Litestar(
        route_handlers=routes,
        request_class=BoundedRequest,
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=openapi_config(),
        state=State({"settings": settings}),
        logging_config=None,
    )


async def _erasing_on(erasing: Erasing, access: Access, live: Live) -> Erasing:
    """What erases, with everybody forgotten again whom a database of before may still hold.

    Devices that go with their client are known no more, and hear nothing more.
    """

    def let_go(practice_id: str) -> None:
        access.forget_devices()
        live.hang_up(practice_id)

    erasing.on_removed(let_go)
    await erasing.apply_list()
    return erasing


async def _access_to(store: Store, auditor: Auditor, clock: Clock, settings: Settings, url: str) -> Access:
    """What pairs and recognises devices, knowing every practice."""
    access = Access(store, auditor, clock, settings, url)
    await access.look_at_practices()
    return access


async def practice_of(store: Store, settings: Settings, clock: Clock) -> Practice:
    """The practice of this server, made at the first start, named as the settings say.

    Raises SettingsError where another practice goes by that name: it could not be told apart on the command line.
    """
    practices = await store.practices()
    if not practices:
        name = settings.practice_name or "My practice"
        practice = Practice(clock.new_id(), name, clock.new_id().replace("-", "")[-12:])
        await store.add_practice(practice, clock.now_ms())
        return practice
    practice = practices[0]
    if settings.practice_name is not None and settings.practice_name != practice.name:
        if settings.practice_name in {each.name for each in practices[1:]}:
            raise SettingsError(f"name: another practice of this server is called {settings.practice_name} already")
        await store.rename_practice(practice.practice_id, settings.practice_name)
        practice = practice._replace(name=settings.practice_name)
    return practice


async def has_owner(store: Store, practice: Practice) -> bool:
    """Is a device of the owner paired?"""
    return any(device.role == "owner" for device in await store.devices(practice.practice_id))


def holds_anything(app: App) -> bool:
    """Is there a fact in any log?"""
    return app.store.facts() > 0
