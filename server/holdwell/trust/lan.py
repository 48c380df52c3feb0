"""Owns https in a network of the practice's own: the stable name, the authority, and what is said about them.

[T4] The name is settled at the first start, kept with the authority, and never changes by itself: the app, its pairing
and its unsent sessions belong to the address it was opened at.
[T2] An authority is made for no name of the Internet: whoever stole its key could pose as a site of the world's.
[T10] An address in numbers is never offered without that warning.
[T11] Where the name cannot be announced for want of a private address, what is missing is said.
"""

import platform
import re
import unicodedata
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

from holdwell.address import Address, https_address, is_public_name, url_of
from holdwell.clock import Clock
from holdwell.listener import Certificate
from holdwell.settings import EVERYWHERE, Settings, SettingsError, is_loopback
from holdwell.terminal import qr_lines
from holdwell.trust.announcement import Announcement
from holdwell.trust.authority import DAY_MS, days_left, fingerprint_of, name_of
from holdwell.trust.folder import AuthorityFolder
from holdwell.trust.interfaces import hindrance, private_addresses, shared_addresses
from holdwell.trust.page import trust_pages
from holdwell.web.pages import Page

# So long before the authority itself runs out, the practice is told.
AUTHORITY_WARNING_DAYS = 180
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class LanReach:
    """The reach of `serve --lan`."""

    def __init__(self, settings: Settings, clock: Clock, port: int, trust_port: int, app_folder: Path | None) -> None:
        """Open or make what is needed. Raises TrustError or SettingsError."""
        self._settings = settings
        self._clock = clock
        self._port = port
        self._trust_port = trust_port
        self._app_folder = app_folder
        self._folder = AuthorityFolder(settings.data_dir)
        kept = self._folder.kept()
        known = name_of(kept.certificate) if kept else None
        wanted = name_from_host(settings.host)
        if wanted is not None and wanted != known and is_public_name(wanted):
            raise _refused_as_public(wanted)
        name = wanted or known or name_from_machine(platform.node())
        self._authority = self._folder.open(name, clock.now_ms())
        self._name = name
        self.addresses = private_addresses(settings)
        self._folder.renew_leaf(self._authority, self.addresses, clock.now_ms())
        self.address = self._address()
        self.certificate: Certificate | None = Certificate(self._folder.leaf_file, self._folder.leaf_file)
        self._pages = self._made_pages()
        self.pages: Mapping[str, Page] = self._pages
        # Where only this machine can come, nobody else should look.
        bound = settings.bind_address
        is_announced = name.endswith(".local") and not is_loopback(bound)
        interfaces = None if bound in (EVERYWHERE, "::") else [bound]
        self._announcement = Announcement(name, port, interfaces) if is_announced else None
        self._announced_at: list[str] = []
        self._hindrance: str | None = None
        self._told_at = clock.now_ms()

    def lines(self) -> list[str]:
        """How a device comes to trust the server, and where it is."""
        # Before all that relies on the name; what is said here is no news after.
        self._hindrance = self._hindrance_now()
        hindered = [] if self._hindrance is None else [f"holdwell: {self._hindrance}"]
        page = url_of("http", self._name, self._trust_port)
        groups = fingerprint_of(self._authority.certificate).split()
        lines = [
            *hindered,
            "holdwell: on each device of the practice, first open this page and follow its steps:",
            page,
            *qr_lines(page),
            "holdwell: its authority has this fingerprint (SHA-256), compare it with what the device shows:",
            *(f"  {' '.join(groups[at : at + 4])}" for at in (0, 4, 8, 12)),
        ]
        return [*lines, *self._numbers(), *self._end_of_authority()]

    async def announce(self) -> str | None:
        """Announce NAME.local at today's addresses. A sentence where that failed."""
        self._announced_at = self._where()
        return None if self._announcement is None else await self._announcement.say(self._announced_at)

    def look_again(self) -> bool:
        """See to addresses and certificate; True where the certificate was made anew. Raises TrustError."""
        before, self.addresses = self.addresses, private_addresses(self._settings)
        self.address = self._address()
        if self.addresses != before:
            self._pages.update(self._made_pages())
        return self._folder.renew_leaf(self._authority, self.addresses, self._clock.now_ms())

    async def news(self) -> list[str]:
        """What keeps devices from finding the name, once, and that nothing does any longer; the authority's end."""
        said = []
        if self._where() != self._announced_at:
            failure = await self.announce()
            said += [] if failure is None else [f"holdwell: {failure}"]
        before, self._hindrance = self._hindrance, self._hindrance_now()
        if self._hindrance is not None and self._hindrance != before:
            said.append(f"holdwell: {self._hindrance}")
        if self._hindrance is None and before is not None:
            said += [f"holdwell: this machine is at {', '.join(self.addresses)} now.", *self._numbers()]
        now_ms = self._clock.now_ms()
        if now_ms - self._told_at >= DAY_MS:
            self._told_at = now_ms
            said += self._end_of_authority()
        return said

    async def end(self) -> None:
        """Take the name back."""
        if self._announcement is not None:
            await self._announcement.end()

    def _where(self) -> list[str]:
        """At which addresses the name is announced: private ones, else those of a network that is shared."""
        return self.addresses or shared_addresses(self._settings)

    def _hindrance_now(self) -> str | None:
        is_found = self._announcement is None or bool(self.addresses)
        return None if is_found else hindrance(self._settings, self._name)

    def _numbers(self) -> list[str]:
        if not self.addresses:
            return []
        ways = " or ".join(
            f"{url_of('http', address, self._trust_port)}, then {url_of('https', address, self._port)}"
            for address in self.addresses
        )
        return [
            f"holdwell: where a device does not find that name: {ways}. Warning: the app belongs to the address it "
            "was opened at. When these numbers change, the device loses its pairing, and what it had not sent "
            "stays behind."
        ]

    def _end_of_authority(self) -> list[str]:
        left = days_left(self._authority.certificate, self._clock.now_ms())
        if left >= AUTHORITY_WARNING_DAYS:
            return []
        return [f"holdwell: the authority runs out in {left:.0f} days; each device will have to trust a new one."]

    def _made_pages(self) -> dict[str, Page]:
        numbers = [url_of("https", address, self._port) for address in self.addresses]
        return trust_pages(self._authority.certificate, self.address.url, numbers, self._app_folder)

    def _address(self) -> Address:
        return https_address(self._settings, self._port, self._name, self.addresses, is_publicly_trusted=False)


def name_from_host(host: str | None) -> str | None:
    """The name that `--host` asks for: a bare one stands under `.local`. SettingsError where devices cannot open it."""
    if host is None:
        return None
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        labels = host.lower().removesuffix(".").split(".")
        if labels == ["localhost"] or not all(_LABEL.fullmatch(label) for label in labels) or len(host) > 240:
            raise SettingsError(f"host: expected a name that devices can open, like praxis, got {host!r}") from None
        return f"{labels[0]}.local" if len(labels) == 1 else ".".join(labels)
    raise SettingsError(
        f"host: --lan needs a name, got the address {host}: the app would be lost with the next address. A name like "
        "praxis will do; the address to listen on is --listen"
    )


def _refused_as_public(name: str) -> SettingsError:
    """[T2] No new authority is made for such a name. One that devices trust goes on: they would lose what is unsent."""
    return SettingsError(
        f"host: --lan vouches for a name of the practice's own network alone, and {name} may be one of the Internet: a "
        "name like praxis will do, or one that ends in .lan or .internal; or --cert, with a certificate that the world "
        "trusts"
    )


def name_from_machine(machine: str) -> str:
    """A name for a server on a machine of this name: never the machine's own, which the machine itself announces."""
    plain = unicodedata.normalize("NFKD", machine.partition(".")[0]).encode("ascii", "ignore").decode().lower()
    label = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    if label in ("", "localhost"):
        return "holdwell.local"
    return f"{label}-app.local" if label.startswith("holdwell") else f"holdwell-{label}.local"
