"""Owns the life of the server's process: lock, port, app, printed links, stop. Answers with an exit code.

[W9] One process at a time writes to a data folder; a second one is told so and changes nothing.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable
from typing import NoReturn

import uvloop

from holdwell import __version__, files, library
from holdwell.app import App, Content, has_owner, holds_anything, open_app
from holdwell.clock import Clock, SystemClock
from holdwell.control import Note, remove_note, write_note
from holdwell.listener import HeldPort, PortTaken, listen, stop_on_signals
from holdwell.logs import RequestLog, json_line, start_log
from holdwell.memory import Place, changes, last_place, remember
from holdwell.reach import TrustError, open_reach
from holdwell.schedule import Schedule, back_up_beside
from holdwell.settings import Settings
from holdwell.store.lock import lock_folder
from holdwell.store.opening import make_folder
from holdwell.store.store import StoreError
from holdwell.terminal import complain, say, say_code
from holdwell.web.trust import TrustPages
from holdwell.wire import Code

_log = logging.getLogger("holdwell")


# A command holds the folder for a moment, and a server that starts needs a moment until it answers.
LOCK_WITHIN_MS = 2000
STEP_MS = 50
# The status of a process that its disk ended (EX_IOERR): whatever starts servers by itself must not try again.
DISK_FAILED = 74


def serve(settings: Settings) -> int:
    """Run the server until it is told to stop. The exit code: 0 after a clean stop, 1 with a sentence otherwise."""
    start_log(settings.log_format)
    clock = SystemClock()
    try:
        make_folder(settings.data_dir)
        return uvloop.run(_serve_locked(settings, clock))
    except (StoreError, PortTaken, TrustError, FileNotFoundError) as error:
        _complain(settings, str(error))
        return 1
    except OSError as error:
        _complain(settings, f"{error.filename or settings.data_dir}: {error.strerror or error}. The server stopped.")
        return 1


async def _serve_locked(settings: Settings, clock: Clock) -> int:
    lock = lock_folder(settings.data_dir)
    for _ in range(LOCK_WITHIN_MS // STEP_MS):
        if lock is not None:
            break
        await clock.sleep(STEP_MS)
        lock = lock_folder(settings.data_dir)
    if lock is None:
        _complain(settings, f"another holdwell uses {settings.data_dir}. Stop it, or name another folder with --data.")
        return 1
    held: list[HeldPort] = []
    try:
        remove_note(settings.data_dir)
        held.append(HeldPort(settings.bind_address, settings.port))
        if settings.way == "lan":
            held.append(HeldPort(settings.bind_address, settings.trust_port, "--trust-port"))
        return await Serving(settings, clock, *held).run()
    finally:
        for port in held:
            port.release()
        lock.release()


class Serving:
    """One run of the server. `trust_held` is the port of the page for trusting it, where there is one."""

    def __init__(self, settings: Settings, clock: Clock, held: HeldPort, trust_held: HeldPort | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._held = held
        self._trust_held = trust_held
        self._app_folder = files.app_dir()
        trust_port = None if trust_held is None else trust_held.port
        self._reach = open_reach(settings, clock, held.port, trust_port, self._app_folder)
        self._token = clock.token()
        self._stop = asyncio.Event()
        # Set to end one life of the listener: for good, or to begin another with a new certificate.
        self._end_life = asyncio.Event()
        self._listens = asyncio.Event()
        self._broken: list[str] = []
        # Is the database open, and all that stands on it?
        self._is_open = False

    async def run(self) -> int:
        """Serve until told to stop; the exit code."""
        settings, reach = self._settings, self._reach
        content = Content(settings.protocols_dir or files.protocols_dir(), library.load, self._app_folder, reach.pages)
        try:
            async with open_app(
                settings,
                self._clock,
                content,
                address=lambda: reach.address,
                control_token=self._token,
                on_broken=self._break_off,
                log=RequestLog(settings.log_format, sys.stderr) if settings.log_requests else None,
            ) as app:
                self._is_open = True
                stop_on_signals(lambda: self._stop_now(app))
                try:
                    await self._serve(app)
                except StoreError:
                    if not self._broken:
                        raise
                if self._broken:
                    await self._end_at_once()
                _log.info("stopped")
        finally:
            await reach.end()
            remove_note(settings.data_dir)
        return 0

    async def _end_at_once(self) -> NoReturn:
        """Take back what was announced, and end."""
        await self._reach.end()
        self._exit()

    def _exit(self) -> NoReturn:
        """End the process as it is [W6] [W11]: closing the database would bring the same pages to that disk once more,
        and might be told that they are there though they are not; or write them into a file that is damaged.
        """
        remove_note(self._settings.data_dir)
        _complain(self._settings, f"stopped: {self._broken[0]}")
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(DISK_FAILED)

    async def _serve(self, app: App) -> None:
        code = None
        if not await has_owner(app.store, app.practice):
            code = await _first_code(app, self._settings)
        schedule = Schedule(self._settings, self._clock, lambda: holds_anything(app), back_up_beside)
        watching = [asyncio.create_task(self._watch(app)), asyncio.create_task(schedule.watch())]
        watching.append(asyncio.create_task(app.erasing.watch()))
        watching.append(asyncio.create_task(self._look_through(app)))
        beside = [*watching]
        try:
            if self._trust_held is not None:
                trust_listens = asyncio.Event()
                trusting = listen(TrustPages(self._reach.pages), self._trust_held, self._stop, trust_listens.set)
                beside.append(asyncio.create_task(trusting))
                await first_of(trust_listens.wait(), *beside)
            await first_of(self._listen(app, code), *beside)
        finally:
            self._stop.set()
            for task in watching:
                task.cancel()
            await asyncio.wait(beside)

    async def _listen(self, app: App, code: Code | None) -> None:
        def on_listening() -> None:
            self._write_note()
            _log.info("serving version=%s port=%d", __version__, self._held.port)
            self._listens.set()

        def on_first_listening() -> None:
            self._announce(code)
            on_listening()

        called = on_first_listening
        while not self._stop.is_set():
            self._end_life.clear()
            await listen(app.asgi, self._held, self._end_life, called, self._reach.certificate)
            called = on_listening

    async def _watch(self, app: App) -> None:
        """Announce the server, and from time to time see to its addresses and its certificate."""
        reach = self._reach
        self._say_if(await reach.announce())
        known = reach.addresses
        await self._say_news()
        while not await _is_set_within(self._stop, self._settings.renew_s):
            try:
                is_new = reach.look_again()
            except TrustError as error:
                _complain(self._settings, f"{error} The server goes on with what it has.")
                continue
            if reach.addresses != known:
                known = reach.addresses
                app.gate.answer_to(reach.address.hosts)
                self._say_changes()
                self._say_if(await reach.announce())
            await self._say_news()
            if is_new:
                _log.info("certificate renewed")
                app.live.hang_up()
                self._end_life.set()

    def _announce(self, code: Code | None) -> None:
        say(f"holdwell: serving on {self._reach.address.url}")
        say(f"holdwell: the data stands in {self._settings.data_dir}")
        self._say_changes()
        for line in self._reach.lines():
            say(line)
        if code is not None:
            say_code(code, "holdwell: pair the owner's device, open this link in its browser:")

    def _say_changes(self) -> None:
        folder, place = self._settings.data_dir, Place(self._reach.address.url, self._reach.addresses)
        for sentence in changes(last_place(folder), place, is_port_asked=self._settings.port != 0):
            say(f"holdwell: {sentence}")
        try:
            remember(folder, place)
        except OSError as error:
            _complain(self._settings, f"the address could not be remembered in {folder} ({error.strerror}).")

    async def _say_news(self) -> None:
        """Once people were told where the server is, they are told what becomes of that."""
        await self._listens.wait()
        for line in await self._reach.news():
            say(line)

    def _write_note(self) -> None:
        address, certificate = self._reach.address, self._reach.certificate
        file = None if certificate is None else str(certificate.file)
        write_note(self._settings.data_dir, Note(address.url, address.local, self._token, file))

    def _break_off(self, reason: str) -> None:
        self._break_up(f"{reason}. Nothing acknowledged is lost; look at the disk before starting again.")

    def _break_up(self, sentence: str) -> None:
        self._broken.append(sentence)
        # While the server starts nothing was announced, and what fails there is followed by a close.
        if not self._is_open:
            self._exit()
        self._end()

    async def _look_through(self, app: App) -> None:
        """Once the server answers, look through a database that was too large for its start."""
        await self._listens.wait()
        damage = await app.checking.run()
        if damage is not None:
            app.store.writer.take_no_more()
            app.live.close()
            self._break_up(damage)

    def _stop_now(self, app: App) -> None:
        app.live.close()
        self._end()

    def _end(self) -> None:
        self._stop.set()
        self._end_life.set()

    def _say_if(self, sentence: str | None) -> None:
        if sentence is not None:
            _complain(self._settings, sentence)


def _complain(settings: Settings, sentence: str) -> None:
    """One sentence on standard error, as a line of the log where every line there is a document."""
    if settings.log_format == "json":
        print(json_line(sentence), file=sys.stderr, flush=True)
    else:
        complain(sentence)


async def first_of(awaited: Awaitable[object], *beside: "asyncio.Task[None]") -> None:
    """Wait for `awaited`; but where one of the tasks beside it ends first, by an error, that error is raised."""
    main = asyncio.ensure_future(awaited)
    try:
        waiting = {main, *beside}
        while not main.done():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        main.cancel()


async def _is_set_within(event: asyncio.Event, wait_s: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), wait_s)
    except TimeoutError:
        return False
    return True


async def _first_code(app: App, settings: Settings) -> Code:
    return await app.access.make_code(app.practice.practice_id, "owner", None, settings.first_code_life_ms)
