"""Faults that sync is known to fail by, put into the running server only, to prove that worlds find them."""

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
from practice import Practice

from holdwell.core import facts
from holdwell.core.cursor import Position
from holdwell.erasing import Erasing
from holdwell.store import carrying, devices, erased, filing, log, parts
from holdwell.store.sqlite import SqliteStore
from holdwell.store.store import Older, Page, Pushed

# What is planted on the devices' side stands in plants.ts.
ON_DEVICES = (
    *("outbox-cleared-on-401", "held-let-go-unasked", "held-kept-after-removal", "all-let-go-after-removal"),
    *("an-edit-overwritten", "an-edit-never-shown", "nobody-shown", "edits-merged-while-they-wait"),
    *("others-kept-by-a-clients-phone", "handed-to-whichever-practice"),
)


def answer_before_commit() -> Any:
    """A push is answered from a transaction that is rolled back; what it took is written with the next one."""
    real = SqliteStore.push
    waiting: list[Any] = []

    class Answered(Exception):
        pass

    async def push(store: Any, given: Any, after: Any, wanted: Any) -> Pushed:
        for earlier in waiting[:]:
            waiting.remove(earlier)
            with contextlib.suppress(Exception):
                await real(store, *earlier)

        def job(connection: Any) -> None:
            raise Answered(log.push(connection, given, after, wanted))

        try:
            await store.writer.run(job)
        except Answered as answered:
            waiting.append((given, after, wanted))
            pushed: Pushed = answered.args[0]
            return pushed
        raise AssertionError

    return mock.patch.object(SqliteStore, "push", push)


def cursor_by_time() -> Any:
    """A page holds what was received later than the row the cursor names."""

    def page(connection: Any, practice_id: str, after: Any, wanted: Any, left_out: Any = ()) -> Page:
        end = log.head(connection, practice_id)
        fits = after is None or log._fits(connection, practice_id, after, end)
        start = after.pos if after is not None and fits else 0
        received = connection.execute(
            "SELECT received_at FROM facts WHERE practice_id = ? AND pos = ?", (practice_id, start)
        ).fetchone()
        since = received[0] if received else -1
        rows = connection.execute(
            "SELECT pos, device_id, received_at, raw, fact_id FROM facts WHERE practice_id = ? AND received_at > ?"
            " AND raw IS NOT NULL AND (? IS NULL OR client_id = ?) ORDER BY pos",
            (practice_id, since, wanted.only_client, wanted.only_client),
        ).fetchall()
        names = ("pos", "device_id", "received_at", "raw")
        documents = [dict(zip(names, row[:4], strict=True)) for row in rows if row[4] not in left_out]
        return Page(msgspec.json.encode(documents).decode(), end, False, fits)

    return mock.patch.object(log, "page", page)


def lost_update() -> Any:
    """Of what people edit only the version that came last is kept."""
    real = log.push

    def push(connection: Any, given: Any, after: Any, wanted: Any) -> Pushed:
        for row in given.facts:
            fact = row.read.fact
            if fact.kind == "client_saved":
                connection.execute(
                    "UPDATE facts SET raw = NULL, digest = NULL"
                    " WHERE kind = 'client_saved' AND subject = ? AND fact_id <> ?",
                    (fact.subject, fact.id),
                )
        return real(connection, given, after, wanted)

    return mock.patch.object(log, "push", push)


def digest_over_wrong_bytes() -> Any:
    """A fact's digest is made over its text as another program would have written it."""

    def digest(text: str) -> str:
        return hashlib.sha256(text.encode("ascii", "backslashreplace")).hexdigest()

    return mock.patch.object(facts, "digest_from_text", digest)


def filtered_cursor_skips() -> Any:
    """A page for a client's device is cut before the filter, and its cursor goes to the end all the same."""
    real = log.page

    def page(connection: Any, practice_id: str, after: Any, wanted: Any, left_out: Any = ()) -> Page:
        found = real(connection, practice_id, after, wanted, left_out)
        end: Position = log.head(connection, practice_id)
        return found if wanted.only_client is None else found._replace(end=end, more=False)

    return mock.patch.object(log, "page", page)


def erased_healed_back() -> Any:
    """What a device offers of somebody who was erased is taken like anything else, also where its text was blanked."""
    real = log.push

    def push(connection: Any, given: Any, after: Any, wanted: Any) -> Pushed:
        connection.executemany(
            "UPDATE facts SET raw = ?, digest = ? WHERE practice_id = ? AND fact_id = ? AND raw IS NULL",
            [
                (row.read.raw, bytes.fromhex(row.read.digest), given.practice_id, row.read.fact.id)
                for row in given.facts
            ],
        )
        with mock.patch.object(log, "told_from_erased", lambda connection, practice_id, facts: (facts, [])):
            return real(connection, given, after, wanted)

    return mock.patch.object(log, "push", push)


def erasures_forgotten_by_a_restore() -> Any:
    """The list of erasures is not applied to the database that a start finds."""

    async def apply_list(erasing: Erasing) -> None:
        del erasing

    return mock.patch.object(Erasing, "apply_list", apply_list)


def all_that_names_them_refused() -> Any:
    """What names somebody who was erased is refused, whosever its session is."""
    return mock.patch.object(erased, "_others", return_value=frozenset())


def filing_that_stays() -> Any:
    """A session stays filed as it came in, whoever it is said to be with later."""
    return mock.patch.object(filing, "file_new", return_value={})


def moved_without_beginning_anew() -> Any:
    """A session is filed anew, and the devices of either client read on as if nothing had been."""
    return mock.patch.object(filing, "_begin_anew", return_value=None)


def moved_without_a_word() -> Any:
    """Of a session that is another's, a client's device is not told what to let go of."""
    return mock.patch.object(filing, "elsewhere", return_value=frozenset())


def older_part_skips_one() -> Any:
    """A page of the older part names a place from which to go on that lies one too low."""
    real = parts.older_page

    def older_page(connection: Any, practice_id: str, *given: Any) -> Older:
        found = real(connection, practice_id, *given)
        if found.rest is None or found.rest.pos < 2:
            return found
        pos = found.rest.pos - 1
        return found._replace(rest=found.rest._replace(pos=pos, chain=parts._chain_at(connection, practice_id, pos)))

    return mock.patch.object(parts, "older_page", older_page)


def older_part_without_beginnings() -> Any:
    """What is new of an old session comes without the rest of it."""
    real = parts.newer_page

    def newer_page(*given: Any) -> Page:
        with mock.patch.object(parts, "_whole", return_value={}):
            return real(*given)

    return mock.patch.object(parts, "newer_page", newer_page)


def claims_forgotten() -> Any:
    """A code is used up for everybody, also for the browser whose answer was lost."""
    real = devices.redeem

    def redeem(*given: Any) -> Any:
        return real(*given[:-1], None)

    return mock.patch.object(devices, "redeem", redeem)


def protocols_shown_to_clients() -> Any:
    """A page for a client's device holds what is the practice's own."""
    real = log.page

    def page(connection: Any, practice_id: str, after: Any, wanted: Any, left_out: Any = ()) -> Page:
        found = real(connection, practice_id, after, wanted, left_out)
        if wanted.only_client is None:
            return found
        start = after.pos if after is not None and found.fits else 0
        rows = connection.execute(
            "SELECT pos, device_id, client_id, received_at, raw FROM facts"
            " WHERE practice_id = ? AND pos > ? AND pos <= ? AND kind = 'protocol_saved'",
            (practice_id, start, found.end.pos),
        )
        names = ("pos", "device_id", "client_id", "received_at", "raw")
        facts = [*msgspec.json.decode(found.facts), *(dict(zip(names, row, strict=True)) for row in rows)]
        return found._replace(facts=msgspec.json.encode(facts).decode())

    return mock.patch.object(log, "page", page)


def versions_not_kept() -> Any:
    """A saved protocol is a fact like any other, and cannot be read by its digest."""
    return mock.patch.object(log, "_keep_version")


def file_without_erasures() -> Any:
    """What a file says of who was erased is passed over."""
    return mock.patch.multiple(
        "holdwell.carrying", Erasing=mock.MagicMock(), carry_in=_without_erasures(carrying.carry_in)
    )


def _without_erasures(real: Callable[..., Any]) -> Callable[..., Any]:
    def carry_in(connection: Any, lines: Any, erasures: Any, *given: Any) -> Any:
        return real(connection, lines, (), *given)

    return carry_in


def log_begins_anew_by_a_file() -> Any:
    """What is taken in beside a log gives it another name, so that every device begins it anew."""
    real = carrying._begin

    def begin(connection: Any, practice: Any, epoch: str) -> None:
        real(connection, practice, epoch)
        connection.execute("UPDATE practices SET epoch = ? WHERE practice_id = ?", (epoch, practice.practice_id))

    return mock.patch.object(carrying, "_begin", begin)


def transaction_by_half() -> Any:
    """Of the last transaction before a kill the counter has come to the disk, and not what it counts."""

    def damage(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM facts WHERE rowid = (SELECT max(rowid) FROM facts)")

    return _killed_with(damage)


def page_lost() -> Any:
    """A page of the file never came to the disk before a kill."""

    def damage(connection: sqlite3.Connection) -> None:
        ((page,),) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'facts'").fetchall()
        ((size,),) = connection.execute("PRAGMA page_size").fetchall()
        ((_, _, name),) = connection.execute("PRAGMA database_list").fetchall()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with Path(name).open("r+b") as file:
            file.seek((page - 1) * size)
            file.write(bytes(size))

    return _killed_with(damage)


def _killed_with(damage: Callable[[sqlite3.Connection], None]) -> Any:
    """Each kill does this damage to the image of the disk that the next start finds."""
    real = Practice._live_again

    async def live_again(practice: Practice, image: Path, *, keep: bool = False) -> None:
        # What somebody copied by hand was not killed.
        if not keep:
            with contextlib.closing(
                sqlite3.connect(image / practice.database.name, isolation_level=None)
            ) as connection:
                damage(connection)
        await real(practice, image, keep=keep)

    return mock.patch.object(Practice, "_live_again", live_again)


PLANTS: dict[str, Callable[[], Any]] = {
    "answer-before-commit": answer_before_commit,
    "cursor-by-time": cursor_by_time,
    "lost-update": lost_update,
    "transaction-by-half": transaction_by_half,
    "page-lost-in-a-kill": page_lost,
    "digest-over-wrong-bytes": digest_over_wrong_bytes,
    "filtered-cursor-skips": filtered_cursor_skips,
    "erased-healed-back": erased_healed_back,
    "erasures-forgotten-by-a-restore": erasures_forgotten_by_a_restore,
    "all-that-names-them-refused": all_that_names_them_refused,
    "filing-that-stays": filing_that_stays,
    "moved-without-beginning-anew": moved_without_beginning_anew,
    "moved-without-a-word": moved_without_a_word,
    "older-part-skips-one": older_part_skips_one,
    "older-sessions-without-their-beginning": older_part_without_beginnings,
    "claims-forgotten": claims_forgotten,
    "protocols-shown-to-clients": protocols_shown_to_clients,
    "versions-not-kept": versions_not_kept,
    "file-without-erasures": file_without_erasures,
    "log-begins-anew-by-a-file": log_begins_anew_by_a_file,
}
NAMES = [*PLANTS, *ON_DEVICES]


@contextlib.contextmanager
def planted(name: str | None) -> Iterator[None]:
    """The server has this fault inside the block."""
    with PLANTS[name]() if name in PLANTS else contextlib.nullcontext():
        yield
