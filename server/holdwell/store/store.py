"""Owns the contract of every store: its operations, its row types, its errors.

One suite of tests runs on every store that keeps this contract. It must never import a database.

[W1] An operation that writes returns only once what it wrote is on disk; where it raises, nothing of it was written.
[W2] Every row belongs to one practice, and no operation reads across practices (codes and tokens, which find theirs,
apart).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from holdwell.core.audit import Stamp
from holdwell.core.cursor import Position
from holdwell.core.facts import ReadFact
from holdwell.core.measure import Measure
from holdwell.wire import Audited, Receipt, Role

# In the place of a practice: what the server published for everyone.
EVERYONE = ""


class StoreError(Exception):
    """What every error of a store is."""


class StoreFull(StoreError):
    """No space is left. Nothing of the operation was written; reading goes on, and writing once there is space."""


class StoreBroken(StoreError):
    """The database answered with an error of its own: damaged, or the disk failed."""


class StoreUnusable(StoreError):
    """The database cannot be opened as ours. The message is a plain sentence for the person who runs the server."""


class Practice(NamedTuple):
    """A tenant. `epoch` names its log in cursors."""

    practice_id: str
    name: str
    epoch: str


class FactRow(NamedTuple):
    """A fact on its way in, filed under `client_id`."""

    read: ReadFact
    client_id: str | None


class Push(NamedTuple):
    """Facts that a device hands in at one time; `measure` is None where it may hand in whatever it has."""

    practice_id: str
    device_id: str
    received_at: int
    facts: Sequence[FactRow]
    measure: Measure | None = None


class Word(NamedTuple):
    """Whose a session is (None: nobody's), said by the fact of this id; ids only."""

    subject: str
    fact_id: str
    client_id: str | None


class Sessions(NamedTuple):
    """What names a client: the subjects that are theirs, erased ones too, and the last word on those that are not."""

    theirs: list[str]
    others: list[Word]


class Erased(NamedTuple):
    """What an erasure came to: texts blanked, devices removed with it, every subject that ever went, and the last word
    on each that names the client and stays, being somebody else's.
    """

    facts: int
    devices: int
    subjects: list[str]
    others: list[Word]


class ErasedAmong(NamedTuple):
    """Those of some clients and subjects that were erased; and of these subjects those that are somebody else's by the
    last word, whomever their facts name.
    """

    clients: frozenset[str]
    subjects: frozenset[str]
    others: frozenset[str]


class Waiting(NamedTuple):
    """A removed device and how many of its facts wait for the owner's word."""

    device_id: str
    device_name: str
    removed_at: int
    facts: int


class Kept(NamedTuple):
    """A receipt over the facts of a hand-over that are held now, how many of them wait for the owner's word, the ids of
    those about somebody who was erased, and of those in whose place the log holds another text: none of them is kept.
    """

    facts: int
    digest: str
    waits: int
    erased: Sequence[str] = ()
    clashes: Sequence[str] = ()


class Wanted(NamedTuple):
    """What a page may hold: facts of one client only (None: of all), so many, and of so many bytes but at least one;
    and none of the kinds that are hidden.
    """

    only_client: str | None
    limit: int
    limit_bytes: int
    hidden: frozenset[str] = frozenset()


ALL_OF_IT = Wanted(None, 1_000_000, 1 << 40)


class Page(NamedTuple):
    """Facts after a position, as the text of a JSON array of `StoredFact`, and how far they reach.

    The database writes the text: what is only passed on is never taken apart. `fits` is False where the position is
    none of this log. `left` are the rows of the log behind the page, shown or not, where the whole practice is read.
    """

    facts: str
    end: Position
    more: bool
    fits: bool
    left: int = 0


class Older(NamedTuple):
    """Sessions of before a position, as such a text, whole; and where to go on, None where that was all.

    `left` are the rows of the log up to there, `recent` those of them that a device that just began reads by itself.
    """

    facts: str
    rest: Position | None
    fits: bool
    left: int
    recent: int = 0


class Since(NamedTuple):
    """From when on a record is recent; `is_end`: nothing of before that is wanted but what sessions bring along."""

    at: int
    is_end: bool


class Begun(NamedTuple):
    """Where a device begins to read backwards, and how many rows before that it reads by itself."""

    place: Position
    recent: int


class Clash(NamedTuple):
    """An id that stands for another text; `digest` is that text's, where the receipts of the push count it."""

    fact_id: str
    digest: str | None


class Pushed(NamedTuple):
    """What a push came to: the ids now held with the very text handed in, the receipts, what else is new.

    `clashes` are facts whose id stands for another text already, `erased` ids of those about somebody who was erased:
    none was taken. `moved` are held in sessions of others than the device's client; `anew` whose devices begin anew,
    with the mark. The page is of the moment after the push, without what is `held`; `head` is the log's end then.
    """

    held: frozenset[str]
    clashes: list[Clash]
    receipts: list[Receipt]
    page: Page
    head: Position
    erased: Sequence[str] = ()
    moved: Sequence[str] = ()
    anew: Sequence[tuple[str, str]] = ()


class DeviceRow(NamedTuple):
    """A paired browser. Times in epoch milliseconds."""

    practice_id: str
    device_id: str
    device_name: str
    role: Role
    client_id: str | None
    created_at: int
    last_seen_at: int
    renewed_at: int
    revoked_at: int | None


class CodeRow(NamedTuple):
    """A pairing code as it is kept: only its hash."""

    practice_id: str
    code_hash: bytes
    role: Role
    client_id: str | None
    made_by: str | None
    created_at: int
    expires_at: int


class Claim(NamedTuple):
    """By what a browser proves that a code was redeemed by itself: the hash of its claim, and which attempt this is."""

    claim_hash: bytes
    attempt: int


# Told after each commit that added facts: the practice, and the device that handed them in.
Listener = Callable[[str, str], None]


class Store(Protocol):
    """Where a server keeps everything. All times are handed in; a store reads no clock."""

    def head(self, practice_id: str, only_client: str | None = None) -> Position:
        """The end of the log, from memory, as this client's devices (None: staff's) name it, or KeyError."""
        ...

    def listen(self, listener: Listener) -> None:
        """Call `listener` after each commit that added facts."""
        ...

    async def practices(self) -> list[Practice]:
        """All practices, oldest first."""
        ...

    async def add_practice(self, practice: Practice, created_at: int) -> None:
        """Begin an empty log."""
        ...

    async def rename_practice(self, practice_id: str, name: str) -> None:
        """Change the name that devices see."""
        ...

    async def push(self, given: Push, after: Position | None, wanted: Wanted) -> Pushed:
        """Take facts in one transaction, a clash leaves the others untouched; and read what else came `after`.
        Raises TooMuchToday where a measure is passed."""
        ...

    async def page(self, practice_id: str, after: Position | None, wanted: Wanted) -> Page:
        """The facts after a position (None, or one that does not fit: from the beginning)."""
        ...

    async def begin_at_end(self, practice_id: str, since: int, fewest: int) -> Begun | None:
        """The beginning for a device that reads backwards, and by itself what was received after `since`.

        None where no more than `fewest` facts were before that.
        """
        ...

    async def older(
        self, practice_id: str, before: Position, wanted: Wanted, client_id: str | None, since: Since
    ) -> Older:
        """Sessions of up to a position, of everybody or of one client, the latest first."""
        ...

    async def fits(self, practice_id: str, place: Position, only_client: str | None) -> bool:
        """Is this a place of the practice's log, as cursors of this client's devices (None: of staff) name it?"""
        ...

    async def publish(self, versions: dict[str, bytes], published_at: int) -> None:
        """Keep protocol versions for everyone, by digest; those already there stay as they are."""
        ...

    async def version(self, practice_id: str | None, digest: str) -> bytes | None:
        """A protocol version from what was published or, with a practice, from what its devices handed in."""
        ...

    async def add_code(self, code: CodeRow) -> None:
        """Keep a new code."""
        ...

    async def open_code(self, code_hash: bytes, now: int, claim: Claim | None = None) -> CodeRow | None:
        """The code with this hash if it has not expired and was not used, or by this claim only."""
        ...

    async def redeem(
        self, code_hash: bytes, device: DeviceRow, token_hash: bytes, stamp: Stamp, claim: Claim | None = None
    ) -> DeviceRow | None:
        """Use up an open code, add the device and note it, in one transaction; role and practice are the code's.

        To a later attempt of the claim that used it up, the same device with a new token and this name. None where the
        code is neither at `device.created_at`.
        """
        ...

    async def device_by_token(self, token_hash: bytes) -> DeviceRow | None:
        """The device, revoked or not, that holds this token."""
        ...

    async def touch(self, practice_id: str, device_id: str, seen_at: int, renewed_at: int) -> None:
        """Note when a device was last seen and its cookie last handed out."""
        ...

    async def devices(self, practice_id: str) -> list[DeviceRow]:
        """The practice's devices that are not revoked, oldest first."""
        ...

    async def rename(self, practice_id: str, device_id: str, name: str, stamp: Stamp, by: str | None) -> bool:
        """Give a device another name and note it; False where the practice has no such device."""
        ...

    async def revoke(self, practice_id: str, device_id: str, stamp: Stamp, by: str | None) -> bool:
        """Remove a device and note it; False where the practice has no such device."""
        ...

    async def knows_client(self, practice_id: str, client_id: str) -> bool:
        """Does the practice have this client's document?"""
        ...

    # -- Audit facts, erasures, hand-overs

    async def note(self, practice_id: str, stamp: Stamp, subject: str, body: Audited) -> None:
        """Write an audit fact at the end of the practice's log."""
        ...

    def seal_key(self, practice_id: str) -> bytes | None:
        """The key of the practice's seals, from memory; None where nothing was ever sealed."""
        ...

    def erased_clients(self, practice_id: str) -> frozenset[str]:
        """The clients that were erased, from memory."""
        ...

    async def erased_among(
        self, practice_id: str, subjects: Collection[str | None], clients: Collection[str | None]
    ) -> ErasedAmong:
        """Which of these subjects and clients were erased."""
        ...

    async def elsewhere(self, practice_id: str, client_id: str, offered: Mapping[str, str]) -> frozenset[str]:
        """Those of facts, by id and digest, that are held to the letter in a session that is not this client's."""
        ...

    async def sessions_of(self, practice_id: str, client_id: str) -> Sessions:
        """What names the client: their document and sessions, and the sessions that are somebody else's."""
        ...

    async def named_in(self, practice_id: str, subjects: Collection[str]) -> frozenset[str]:
        """The clients whom facts of these subjects are filed under, or were ever said to be about."""
        ...

    async def remember(self, practice_id: str, words: Collection[Word]) -> None:
        """Know words that this log may lack, but on sessions that were erased."""
        ...

    async def erase(
        self, practice_id: str, client_id: str, stamp: Stamp, by: str | None, subjects: Collection[str] = ()
    ) -> Erased:
        """Blank every text about a client and of these subjects, remove the client's devices, and note it.

        A second time it does what is left to do.
        """
        ...

    async def scrub(self) -> bool:
        """Write the database anew, so that nothing of what was erased is left in its files.

        False where there was no room for it, or somebody kept reading: what was erased is then overwritten in place.
        """
        ...

    async def keep_handover(self, given: Push, most_facts: int, most_bytes: int) -> Kept:
        """Keep what a removed device had not sent, apart from the log. Raises HandoverTooLarge."""
        ...

    async def waiting(self, practice_id: str) -> list[Waiting]:
        """The removed devices whose facts wait for the owner's word."""
        ...

    async def end_handover(self, practice_id: str, device_id: str, take: bool, stamp: Stamp, by: str | None) -> int:
        """Take a hand-over into the log, or discard it, and note it; how many facts were taken, or discarded."""
        ...
