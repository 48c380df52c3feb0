"""Owns the life of the server's process: lock, port, app, printed links, stop. Answers with an exit code.

[W9] One process at a time writes to a data folder; a second one is told so and changes nothing.
"""

import asyncio
import logging
import sys

import uvloop

from holdwell import __version__, files, library
from holdwell.access import Access
from holdwell.app import App, Content, has_owner, open_app, practice_of
from holdwell.clock import Clock, SystemClock
from holdwell.control import ControlError, Note, ask_for_code, remove_note, write_note
from holdwell.listener import HeldPort, PortTaken, listen, stop_on_signals
from holdwell.settings import Settings
from holdwell.store.lock import lock_folder
from holdwell.store.opening import make_folder
from holdwell.store.sqlite import open_sqlite
from holdwell.store.store import StoreError, StoreUnusable
from holdwell.terminal import complain, say, say_code
from holdwell.wire import Code, Role

_log = logging.getLogger("holdwell")


# A command holds the folder for a moment, and a server that starts needs a moment until it answers.
LOCK_WITHIN_MS = 2000
ANSWER_WITHIN_MS = 5000
STEP_MS = 50


def serve(settings: Settings) -> int:
    """Run the server until it is told to stop. The exit code: 0 after a clean stop, 1 with a sentence otherwise."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    clock = SystemClock()
    try:
        make_folder(settings.data_dir)
        return uvloop.run(_serve_locked(settings, clock))
    except (StoreUnusable, PortTaken, FileNotFoundError) as error:
        complain(str(error))
        return 1


async def _serve_locked(settings: Settings, clock: Clock) -> int:
    lock = lock_folder(settings.data_dir)
    for _ in range(LOCK_WITHIN_MS // STEP_MS):
        if lock is not None:
            break
        await clock.sleep(STEP_MS)
        lock = lock_folder(settings.data_dir)
    if lock is None:
        complain(f"another holdwell uses {settings.data_dir}. Stop it, or name another folder with --data.")
        return 1
    try:
        remove_note(settings.data_dir)
        return await _serve(settings, clock, HeldPort(settings.bind_address, settings.port))
    finally:
        lock.release()


async def _serve(settings: Settings, clock: Clock, held: HeldPort) -> int:
    stop = asyncio.Event()
    broken: list[str] = []

    def break_off(reason: str) -> None:
        broken.append(reason)
        stop.set()

    token = clock.token()
    content = Content(settings.protocols_dir or files.protocols_dir(), library.load, files.app_dir())
    try:
        async with open_app(settings, clock, content, port=held.port, control_token=token, on_broken=break_off) as app:

            def stop_now() -> None:
                app.live.close()
                stop.set()

            stop_on_signals(stop_now)
            url = settings.url(held.port)
            code = None
            if not await has_owner(app.store, app.practice):
                code = await _first_code(app, settings)

            def on_listening() -> None:
                write_note(settings.data_dir, Note(url, _local(settings, held.port), token))
                _announce(url, code)
                _log.info("serving version=%s port=%d", __version__, held.port)

            await listen(app.asgi, held, stop, on_listening)
            _log.info("stopped")
    finally:
        remove_note(settings.data_dir)
    if broken:
        complain(f"stopped: {broken[0]}. Nothing acknowledged is lost; look at the disk before starting again.")
    return 1 if broken else 0


async def _first_code(app: App, settings: Settings) -> Code:
    return await app.access.make_code(app.practice.practice_id, "owner", None, settings.first_code_life_ms)


def _announce(url: str, code: Code | None) -> None:
    say(f"holdwell: serving on {url}")
    if code is not None:
        say_code(code, "holdwell: pair the owner's device, open this link in its browser:")


def _local(settings: Settings, port: int) -> str:
    if settings.bind_address in ("0.0.0.0", "127.0.0.1"):
        return f"http://localhost:{port}"
    if settings.bind_address == "::":
        return f"http://[::1]:{port}"
    return settings.url(port)


def pair(settings: Settings, role: Role) -> Code:
    """A pairing code: from the running server where there is one, else straight into the database.

    Raises ControlError or StoreUnusable with a plain sentence.
    """
    make_folder(settings.data_dir)
    return uvloop.run(_pair(settings, SystemClock(), role))


async def _pair(settings: Settings, clock: Clock, role: Role) -> Code:
    for tries_left in reversed(range(ANSWER_WITHIN_MS // STEP_MS)):
        lock = lock_folder(settings.data_dir)
        if lock is not None:
            try:
                return await _make_code_alone(settings, clock, role)
            finally:
                lock.release()
        try:
            return await asyncio.to_thread(ask_for_code, settings.data_dir, role)
        except ControlError:
            # The server may be on its way up or down: its note is missing, or from an earlier start.
            if tries_left == 0:
                raise
        await clock.sleep(STEP_MS)
    raise ControlError(f"Another holdwell uses {settings.data_dir}.")


async def _make_code_alone(settings: Settings, clock: Clock, role: Role) -> Code:
    store = await open_sqlite(settings.database_file, lambda _: None)
    try:
        practice = await practice_of(store, settings, clock)
        access = Access(store, clock, settings, settings.url(settings.port or 8000), [practice])
        return await access.make_code(practice.practice_id, role, None)
    except StoreError as error:
        raise ControlError(f"The code could not be stored ({error}).") from None
    finally:
        await store.close()
