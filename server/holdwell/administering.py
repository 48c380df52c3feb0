"""Owns what the command line does to a practice: codes, practices, erasing a client.

Each is done by the running server where there is one, else straight in the database, which has one writer at a time.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, TypeVar

import uvloop

from holdwell.access import Access
from holdwell.address import plain_address
from holdwell.app import practice_of
from holdwell.auditor import Auditor
from holdwell.clock import Clock, SystemClock
from holdwell.control import ControlError, ask, why_not_one
from holdwell.core.facts import is_id
from holdwell.core.visibility import WAY_TO_CLIENT_CODES
from holdwell.erasing import Erasing
from holdwell.memory import last_place
from holdwell.routes.practice import add_practice, erase_client, row_of
from holdwell.settings import Settings
from holdwell.store.copies import reading
from holdwell.store.erasing import Known, known_of
from holdwell.store.lock import lock_folder
from holdwell.store.opening import make_folder
from holdwell.store.sqlite import SqliteStore, open_sqlite
from holdwell.store.store import Practice, StoreError
from holdwell.typed import typed
from holdwell.web.problem import ProblemError
from holdwell.wire import (
    Code,
    CodeRequest,
    EraseOutcome,
    ExportNote,
    PracticeExported,
    PracticeMade,
    PracticeRequest,
    PracticeRow,
    Practices,
)

# A server that starts or stops needs a moment until it answers, or lets the folder go.
ANSWER_WITHIN_MS = 5000
STEP_MS = 50
T = TypeVar("T")
P = TypeVar("P", Practice, PracticeRow)


class Alone(NamedTuple):
    """The database in this process, where no server runs on it."""

    store: SqliteStore
    access: Access
    erasing: Erasing
    settings: Settings
    clock: Clock

    def practice(self, named: str | None) -> Practice:
        """The practice that is meant. Raises ControlError where that is not clear."""
        return _the_one(self.access.practices_named(named), named)


def pair(settings: Settings, request: CodeRequest, practice: str | None = None) -> Code:
    """A pairing code for a practice. Raises ControlError or StoreUnusable with a plain sentence."""

    if request.client_id is not None:
        _check_client_id(request.client_id)

    async def alone(here: Alone) -> Code:
        practice_id = here.practice(practice).practice_id
        if request.role == "client":
            raise ControlError(
                "No server runs here, so nobody knows whether every browser trusts its address, and codes for clients "
                f"are made only where that is so. Make the code while it runs. {WAY_TO_CLIENT_CODES}."
            )
        return await here.access.make_code(practice_id, request.role, None, client_id=request.client_id)

    return _do(settings, lambda: ask(settings.data_dir, "POST", "/api/codes", request, Code, practice), alone)


def practices(settings: Settings) -> list[PracticeRow]:
    """The practices of this server, oldest first. Raises ControlError or StoreUnusable."""

    async def alone(here: Alone) -> Practices:
        return Practices([await row_of(here.store, each) for each in await here.store.practices()])

    return _do(settings, lambda: ask(settings.data_dir, "GET", "/api/practices", None, Practices), alone).practices


def add(settings: Settings, name: str) -> PracticeMade:
    """One more practice, with a code for its owner. Raises ControlError or StoreUnusable."""

    async def alone(here: Alone) -> PracticeMade:
        made = await add_practice(here.store, here.access, here.clock, name)
        life_ms = here.settings.first_code_life_ms
        return PracticeMade(
            made.practice_id, made.name, await here.access.make_code(made.practice_id, "owner", None, life_ms)
        )

    request = PracticeRequest(name)
    return _do(settings, lambda: ask(settings.data_dir, "POST", "/api/practices", request, PracticeMade), alone)


def known(settings: Settings, client_id: str, practice: str | None = None) -> Known:
    """What a practice holds of a client. Raises ControlError or StoreUnusable."""
    _check_client_id(client_id)
    rows = [row for row in practices(settings) if practice in (None, row.practice_id, row.name)]
    practice_id = _the_one(rows, practice).practice_id
    with reading(settings.database_file) as connection:
        return known_of(connection, practice_id, client_id)


def erase(settings: Settings, client_id: str, practice: str | None = None) -> EraseOutcome:
    """Erase one client. Raises ControlError or StoreUnusable."""

    _check_client_id(client_id)

    async def alone(here: Alone) -> EraseOutcome:
        return await erase_client(here.erasing, here.practice(practice).practice_id, client_id, None)

    path = f"/api/clients/{client_id}/erase"
    return _do(settings, lambda: ask(settings.data_dir, "POST", path, {}, EraseOutcome, practice), alone)


def note_export(settings: Settings, practice_id: str, facts: int) -> None:
    """Write into a practice's log that so many of its facts are about to be handed out. Raises ControlError or
    StoreUnusable: then nothing may be.
    """
    note = ExportNote(practice_id, facts)

    async def alone(here: Alone) -> ExportNote:
        await Auditor(here.store, here.clock).note(practice_id, PracticeExported(None, facts))
        return note

    _do(settings, lambda: ask(settings.data_dir, "POST", "/api/exports", note, ExportNote), alone)


def forget_again(settings: Settings) -> None:
    """Erase what the list of erasures names from the database that is there. Raises ControlError or StoreUnusable."""

    async def alone(here: Alone) -> None:
        await here.erasing.apply_list()

    # A server that runs has done it at its start.
    _do(settings, lambda: None, alone)


def _the_one(found: Sequence[P], named: str | None) -> P:
    if len(found) == 1:
        return found[0]
    if named is None:
        raise ControlError("This server holds several practices: name the one you mean with --practice.")
    raise ControlError(why_not_one([(each.practice_id, each.name) for each in found]))


def _check_client_id(client_id: str) -> None:
    if not is_id(client_id):
        raise ControlError(
            f"Expected the id of a client, not a name, and got {client_id!r}. It stands at the foot of the client's "
            "page in the app (History, Show, the name, About): 8 to 64 small letters, digits and hyphens."
        )


def _do(settings: Settings, asked: Callable[[], T], alone: Callable[[Alone], Awaitable[T]]) -> T:
    if not settings.is_data_named and not settings.database_file.exists():
        raise ControlError(
            f"No practice stands in {settings.data_dir}. Start {typed('serve')} first, or name its folder with --data."
        )
    make_folder(settings.data_dir)
    return uvloop.run(_in_turn(settings, SystemClock(), asked, alone))


async def _in_turn(
    settings: Settings, clock: Clock, asked: Callable[[], T], alone: Callable[[Alone], Awaitable[T]]
) -> T:
    for tries_left in reversed(range(ANSWER_WITHIN_MS // STEP_MS)):
        lock = lock_folder(settings.data_dir)
        if lock is not None:
            try:
                return await _alone(settings, clock, alone)
            finally:
                lock.release()
        try:
            return await asyncio.to_thread(asked)
        except ControlError as error:
            # The server may be on its way up or down: its note is missing, or from an earlier start.
            if tries_left == 0 or error.is_answer:
                raise
        await clock.sleep(STEP_MS)
    raise ControlError(f"Another holdwell uses {settings.data_dir}.")


async def _alone(settings: Settings, clock: Clock, job: Callable[[Alone], Awaitable[T]]) -> T:
    store = await open_sqlite(settings.database_file, lambda _: None)
    try:
        await practice_of(store, settings, clock)
        # No server runs that could say where it is: the link names where it was.
        place = last_place(settings.data_dir)
        url = place.url if place else plain_address(settings, settings.port or 8000).url
        auditor = Auditor(store, clock)
        access = Access(store, auditor, clock, settings, url)
        await access.look_at_practices()
        erasing = Erasing(store, auditor, settings.data_dir, store.writer.give_up)
        return await job(Alone(store, access, erasing, settings, clock))
    except ProblemError as error:
        raise ControlError(f"The server refused: {error.problem.detail}") from None
    except (StoreError, OSError) as error:
        raise ControlError(f"It could not be stored ({error}).") from None
    finally:
        await store.close()
