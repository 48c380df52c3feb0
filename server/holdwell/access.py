"""Owns who a browser is: pairing codes, device tokens, their cookie. It must never keep or log a code or a token.

[A1] A pairing code is 8 letters of Crockford's base 32 (40 bits), good for 10 minutes (the first owner's for an hour)
and for one device; only its hash is kept.
[A2] Wrong, used and expired codes answer alike, one after the other, each more slowly than the last.
[A16] The browser that used a code up may use it again while it lasts, since the answer may have been lost: it proves by
the claim that it sent with it, of which only the hash is kept, that it was the one. It becomes the same device, and the
cookie of the lost answer is nobody's.
[A3] A device is its cookie: a random token, HttpOnly, SameSite=Strict, for the whole site, 400 days, Secure on https;
the server keeps only its hash.
[A14] A request that names its device (`Holdwell-Device`) is answered only where the cookie is that device's: a browser
that is paired anew meanwhile, with another practice even, hands nothing of the one to the other.
[A4] A cookie is handed out anew once it is older than a day, with the same token: an answer that is lost locks nobody
out.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import msgspec

from holdwell.auditor import Auditor
from holdwell.clock import CODE_LENGTH, CODE_LETTERS, Clock
from holdwell.settings import Settings
from holdwell.store.store import Claim, CodeRow, DeviceRow, Practice, Store, StoreError
from holdwell.web.problem import (
    code_not_valid,
    device_revoked,
    forbidden,
    invalid,
    not_found,
    not_paired,
    other_device,
    too_many_attempts,
)
from holdwell.wire import Code, Device, Devices, Paired, PairPreview, RemovedDevice, Role

COOKIE = "holdwell_device"
# The device for which a request was written, beside the cookie that the browser adds.
DEVICE_HEADER = "holdwell-device"
_DEVICE_FIELD = DEVICE_HEADER.encode("ascii")
# In the place of a device: the command line on the server's own machine.
SERVER_ID = "server"
COOKIE_LIFE_S = 400 * 24 * 3600
# How stale "last seen" may be: the owner's screen shows minutes.
SEEN_EVERY_MS = 60 * 1000
DAY_MS = 24 * 3600 * 1000

FIRST_DELAY_MS = 250
LONGEST_DELAY_MS = 4000
FORGIVEN_AFTER_MS = 10 * 60 * 1000
MOST_WAITING = 8

# What a tired eye reads for what was printed.
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})

_log = logging.getLogger("holdwell")
T = TypeVar("T")


class Patience:
    """Slows the guessing of codes: one attempt at a time, and each failure makes the next answer later."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._waiting = 0
        self._failures = 0
        self._failed_at_ms = 0

    async def try_once(self, attempt: Callable[[], Awaitable[T | None]]) -> T:
        """Make an attempt in turn. Raises `code-not-valid`, late, where it finds nothing; 429 where too many wait."""
        if self._waiting >= MOST_WAITING:
            raise too_many_attempts(LONGEST_DELAY_MS * MOST_WAITING // 1000)
        self._waiting += 1
        try:
            async with self._one_at_a_time:
                found = await attempt()
                if found is None:
                    await self._clock.sleep(self._delay_after_failure_ms())
                    raise code_not_valid()
                return found
        finally:
            self._waiting -= 1

    def _delay_after_failure_ms(self) -> int:
        now = self._clock.monotonic_ms()
        if now - self._failed_at_ms > FORGIVEN_AFTER_MS:
            self._failures = 0
        self._failures, self._failed_at_ms = self._failures + 1, now
        return min(LONGEST_DELAY_MS, FIRST_DELAY_MS << min(self._failures - 1, 10))


class Access:
    """Pairing and recognising devices."""

    def __init__(self, store: Store, auditor: Auditor, clock: Clock, settings: Settings, url: str) -> None:
        self._store = store
        self._auditor = auditor
        self._clock = clock
        self._settings = settings
        self._url = url
        self._patience = Patience(clock)
        self._practices: dict[str, Practice] = {}
        # Devices by the hash of their token: nearly every request asks, and only this process writes devices.
        self._known: dict[bytes, DeviceRow] = {}

    async def look_at_practices(self) -> list[Practice]:
        """Know every practice of the store from now on; oldest first."""
        practices = await self._store.practices()
        self._practices = {practice.practice_id: practice for practice in practices}
        return practices

    def practice(self, practice_id: str) -> Practice:
        """A practice of this server. KeyError where it has none of this id."""
        return self._practices[practice_id]

    def practices_named(self, name_or_id: str | None) -> list[Practice]:
        """The practices that go by this name or id; with None all, oldest first."""
        all_of_them = list(self._practices.values())
        return [each for each in all_of_them if name_or_id in (None, each.practice_id, each.name)]

    async def make_code(
        self,
        practice_id: str,
        role: Role,
        made_by: str | None,
        life_ms: int | None = None,
        client_id: str | None = None,
    ) -> Code:
        """A new pairing code, with its link."""
        now = self._clock.now_ms()
        expires_at = now + (self._settings.code_life_ms if life_ms is None else life_ms)
        letters = self._clock.code()
        await self._store.add_code(CodeRow(practice_id, _hash(letters), role, client_id, made_by, now, expires_at))
        _log.info("code made role=%s", role)
        return msgspec.structs.replace(code_from_letters(letters, role, expires_at, self._url), client_id=client_id)

    async def preview(self, text: str, claim: str | None = None) -> PairPreview:
        """Who a code would pair with; redeems nothing. Raises `code-not-valid`."""
        code_hash, claimed = _hash(letters_from_text(text)), _claim(claim)
        code = await self._patience.try_once(lambda: self._store.open_code(code_hash, self._clock.now_ms(), claimed))
        name = self._practices[code.practice_id].name
        return PairPreview(code.practice_id, name, code.role, code.client_id)

    async def pair(
        self, text: str, device_name: str, claim: str | None = None, attempt: int = 1
    ) -> tuple[DeviceRow, str]:
        """Redeem a code for a new device, or again for the one that it became [A16]; the device and its token.

        Raises `code-not-valid`.
        """
        code_hash, token, now = _hash(letters_from_text(text)), self._clock.token(), self._clock.now_ms()
        name, stamp, claimed = kept_name(device_name), self._auditor.stamp(), _claim(claim, attempt)
        wanted = DeviceRow("", self._clock.new_id(), name, "therapist", None, now, now, now, None)
        device = await self._patience.try_once(
            lambda: self._store.redeem(code_hash, wanted, _hash(token), stamp, claimed)
        )
        is_again = device.device_id != wanted.device_id
        if is_again:
            # The token of the answer that was lost may be known from a request that went before.
            self.forget_devices()
        _log.info("device paired%s role=%s", " again" if is_again else "", device.role)
        return device, token

    async def device_from_token(self, token: str | None, meant: str | None = None) -> DeviceRow:
        """The device that a cookie belongs to; `meant`: for which one the request was written [A14].

        Raises `not-paired`, `other-device` or `device-revoked`.
        """
        if not token:
            raise not_paired()
        token_hash = _hash(token)
        device = self._known.get(token_hash)
        if device is None:
            known = self._known
            device = await self._store.device_by_token(token_hash)
            if device is None:
                raise not_paired()
            # Not where devices changed meanwhile: this one may have been removed after it was read.
            if device.revoked_at is None and known is self._known:
                self._known[token_hash] = device
        if meant is not None and meant != device.device_id:
            raise other_device()
        if device.revoked_at is not None:
            raise device_revoked()
        return device

    async def removed_from_token(self, token: str | None) -> DeviceRow:
        """The removed device that a cookie belongs to. Raises `not-paired` or `forbidden`."""
        device = await self._store.device_by_token(_hash(token)) if token else None
        if device is None:
            raise not_paired()
        if device.revoked_at is None:
            raise forbidden("Only a device that was removed hands over what it has not sent.")
        return device

    async def rename(self, asking: DeviceRow, device_id: str, name: str) -> Devices:
        """Give a device another name; the devices then. Raises `not-found`."""
        is_there = await self._store.rename(
            asking.practice_id, device_id, kept_name(name), self._auditor.stamp(), _by(asking)
        )
        if not is_there:
            raise not_found("This practice has no such device.")
        self.forget_devices()
        return await self.devices(asking)

    async def revoke(self, asking: DeviceRow, device_id: str) -> Devices:
        """Remove a device; the devices then. Raises `not-found`, and `invalid` for the owner's last device."""
        devices = await self._store.devices(asking.practice_id)
        owners = [row.device_id for row in devices if row.role == "owner"]
        if owners == [device_id] and asking.device_id == device_id:
            raise invalid("This is the owner's only device. Pair another one as owner first.", "$.device_id")
        if not await self._store.revoke(asking.practice_id, device_id, self._auditor.stamp(), _by(asking)):
            raise not_found("This practice has no such device.")
        self.forget_devices()
        _log.info("device removed")
        return await self.devices(asking)

    def forget_devices(self) -> None:
        """Ask the store anew who a device is: something about devices has changed."""
        self._known = {}

    def device_at_hand(self, headers: Mapping[bytes, bytes]) -> DeviceRow | None:
        """The device that asks, where that is known without asking the store and nothing has to be noted of it."""
        device = self._known.get(_hash(token_from_cookies(headers.get(b"cookie", b"").decode("latin-1"))))
        if device is None or headers.get(_DEVICE_FIELD, device.device_id.encode()) != device.device_id.encode():
            return None
        is_quiet = device.revoked_at is None and not _is_due(device, self._clock.now_ms())
        return device if is_quiet else None

    async def note_seen(self, device: DeviceRow, token: str) -> bool:
        """Note that a device is there, at most once a minute; True where its cookie is due to be handed out anew."""
        now = self._clock.now_ms()
        if not _is_due(device, now):
            return False
        is_due = now - device.renewed_at > DAY_MS
        seen = device._replace(last_seen_at=now, renewed_at=now if is_due else device.renewed_at)
        if _hash(token) in self._known:
            self._known[_hash(token)] = seen
        try:
            await self._store.touch(seen.practice_id, seen.device_id, seen.last_seen_at, seen.renewed_at)
        except StoreError as error:
            _log.warning("last seen not noted error=%s", type(error).__name__)
        return is_due

    def paired(self, device: DeviceRow) -> Paired:
        """Who a device is, as it is told itself."""
        practice = self._practices[device.practice_id]
        of_practice = (practice.practice_id, practice.name)
        return Paired(device.device_id, *of_practice, device.role, device.client_id, device.device_name)

    async def devices(self, asking: DeviceRow) -> Devices:
        """The practice's devices, as its owner sees them."""
        rows = await self._store.devices(asking.practice_id)
        return Devices(
            [
                Device(
                    device_id=row.device_id,
                    device_name=row.device_name,
                    role=row.role,
                    client_id=row.client_id,
                    created_at=row.created_at,
                    last_seen_at=row.last_seen_at,
                    is_this=row.device_id == asking.device_id,
                )
                for row in rows
            ],
            [RemovedDevice(*row) for row in await self._store.waiting(asking.practice_id)],
        )


def kept_name(text: str) -> str:
    """A device's name as it is kept: one line."""
    return " ".join(text.split()) or "Unnamed device"


def _by(asking: DeviceRow) -> str | None:
    """The device that asked for something, as audit facts name it; None for the command line."""
    return None if asking.device_id == SERVER_ID else asking.device_id


def token_from_cookies(cookies: str) -> str:
    """The token in a Cookie header; empty where there is none."""
    for cookie in cookies.split("; "):
        name, _, token = cookie.partition("=")
        if name == COOKIE:
            return token
    return ""


def cookie_text(token: str, *, is_https: bool) -> str:
    """The Set-Cookie value that makes a browser a device [A3]."""
    secure = "; Secure" if is_https else ""
    return f"{COOKIE}={token}; Path=/; Max-Age={COOKIE_LIFE_S}; HttpOnly; SameSite=Strict{secure}"


def code_from_letters(letters: str, role: Role, expires_at: int, url: str) -> Code:
    """A code as it is shown, XXXX-XXXX, and as a link: in the fragment, which no browser sends anywhere."""
    shown = f"{letters[:4]}-{letters[4:]}"
    return Code(code=shown, url=f"{url}/pair#{shown}", role=role, expires_at=expires_at)


def letters_from_text(text: str) -> str:
    """The letters of a code as someone typed it: case, hyphens, blanks and look-alikes do not matter."""
    letters = text.upper().translate(_MISREAD)
    is_code = len(letters) == CODE_LENGTH and all(letter in CODE_LETTERS for letter in letters)
    return letters if is_code else ""


def _is_due(device: DeviceRow, now: int) -> bool:
    """Is anything to be noted: that it was seen, or that its cookie goes out anew?"""
    return now - device.renewed_at > DAY_MS or now - device.last_seen_at > SEEN_EVERY_MS


def _claim(text: str | None, attempt: int = 1) -> Claim | None:
    """A claim as it is kept."""
    return None if text is None else Claim(_hash(text), attempt)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
