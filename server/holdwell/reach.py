"""Owns what `serve` needs to know of the way devices reach it, and the ways that need no certificate.

A reach has an address, perhaps a certificate and pages of its own; it may announce itself, and is asked from time to
time whether something changed. The ways with https stand in `trust/`, imported only where they are used.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from holdwell.address import Address, plain_address
from holdwell.clock import Clock
from holdwell.listener import Certificate
from holdwell.settings import Settings
from holdwell.web.pages import Page


class TrustError(Exception):
    """https cannot be served; the message is a plain sentence that says what to do."""


class Reach(Protocol):
    """How devices reach the server."""

    @property
    def address(self) -> Address:
        """Where the server is now."""
        ...

    @property
    def addresses(self) -> list[str]:
        """The private addresses of this machine that matter to devices; empty where none does."""
        ...

    @property
    def certificate(self) -> Certificate | None:
        """What https is served with, None for plain http."""
        ...

    @property
    def pages(self) -> Mapping[str, Page]:
        """Pages by which devices learn to trust the server; none where they need not."""
        ...

    def lines(self) -> list[str]:
        """What people should read when it starts, line by line."""
        ...

    async def announce(self) -> str | None:
        """Make the server known in the network. A sentence where that failed."""
        ...

    def look_again(self) -> bool:
        """Did something change, so that https must be served anew? Raises TrustError: it stays as it was."""
        ...

    async def news(self) -> list[str]:
        """What people should read now, while it runs, in sentences; asked from the start on, from time to time."""
        ...

    async def end(self) -> None:
        """Take back what was announced."""
        ...


def open_reach(settings: Settings, clock: Clock, port: int, trust_port: int | None, app_folder: Path | None) -> Reach:
    """The reach that the settings ask for. Raises TrustError or SettingsError."""
    if settings.way == "lan":
        from holdwell.trust.lan import LanReach

        return LanReach(settings, clock, port, trust_port or settings.trust_port, app_folder)
    if settings.way == "certificate":
        from holdwell.trust.brought import BroughtReach

        return BroughtReach(settings, clock, port)
    if settings.way == "proxy":
        from holdwell.trust.proxied import ProxiedReach

        return ProxiedReach(settings, clock, port)
    return PlainReach(plain_address(settings, port))


class StillReach:
    """What a way is that shows no certificate of its own and is announced by nobody here."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.certificate: Certificate | None = None
        self.pages: Mapping[str, Page] = {}

    def lines(self) -> list[str]:
        """Nothing beyond the address."""
        return []

    async def announce(self) -> str | None:
        """Nobody looks for it by a name of its own."""
        return None

    def look_again(self) -> bool:
        """No certificate of ours changes."""
        return False

    async def news(self) -> list[str]:
        """Nor is there any news of it."""
        return []

    async def end(self) -> None:
        """Nothing was announced."""


class PlainReach(StillReach):
    """Plain http: for this machine."""

    def __init__(self, address: Address) -> None:
        super().__init__()
        self.address = address
