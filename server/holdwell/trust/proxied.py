"""Owns the reach behind a proxy that speaks https, and the question what the world makes of the proxy's certificate.

[T8] A public URL alone says nothing: the proxy may have an authority of its own. So its certificate is asked for, and
until one is seen that this machine trusts as it comes, no codes for clients are made.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from holdwell.address import Address, is_public_name, proxy_address
from holdwell.clock import Clock
from holdwell.reach import StillReach
from holdwell.settings import LOOPBACK, Settings
from holdwell.trust.authority import DAY_MS

ANSWER_WITHIN_S = 5.0
MINUTE_MS = 60 * 1000
# Why a browser of this machine would not open https at this name and port; None where it would.
Asking = Callable[[str, int], Awaitable[str | None]]


class ProxiedReach(StillReach):
    """The reach of `serve --public-url URL`: the proxy sees to its certificate, the world to its name."""

    def __init__(self, settings: Settings, clock: Clock, port: int, ask: Asking | None = None) -> None:
        """Nothing is asked yet. ValueError where the settings name no URL."""
        super().__init__()
        self._settings = settings
        self._clock = clock
        self._port = port
        self._ask = ask or distrust_of
        self._is_trusted = False
        self._ask_at = clock.now_ms()
        self._said: str | None = None
        url = urlsplit(self.address.url)
        self._name, self._public_port = url.hostname or "", url.port or 443

    @property
    def address(self) -> Address:
        """The public URL, worth what was last seen of its certificate."""
        return proxy_address(self._settings, self._port, is_publicly_trusted=self._is_trusted)

    async def news(self) -> list[str]:
        """What hinders codes for clients, and that nothing does any longer: each once, until it is another."""
        now_ms = self._clock.now_ms()
        if now_ms < self._ask_at:
            return []
        sentence = await self._hindrance()
        self._is_trusted = sentence is None
        # A proxy that has just started fetches its certificate in these minutes; one that has it keeps it for weeks.
        self._ask_at = now_ms + (DAY_MS if self._is_trusted else MINUTE_MS)
        before, self._said = self._said, sentence
        if sentence == before:
            return []
        return [sentence or f"holdwell: {self._settings.public_url} is trusted now as it comes: clients can get codes."]

    async def _hindrance(self) -> str | None:
        if not is_public_name(self._name):
            return (
                f"holdwell: {self._name} is a name of one network only, so that no codes for clients are made. For "
                "those, give the proxy a name of the public Internet."
            )
        distrust = await self._ask(self._name, self._public_port)
        if distrust is None:
            return None
        return (
            f"holdwell: no codes for clients are made until this machine sees a certificate at "
            f"{self._settings.public_url} that it trusts as it comes ({distrust}). Is the proxy running, with a "
            "certificate of a public authority? It is asked again each minute."
        )


async def distrust_of(name: str, port: int) -> str | None:
    """Shake hands with `name` as a browser of this machine would; the reason where it would refuse, or gets no answer.

    Where the name leads nowhere from here, as behind many a router, the proxy is asked on this machine, where it is.
    """
    try:
        return await _distrust_at(name, name, port)
    except ValueError:
        # A label that is empty, or too long.
        return f"{name} is no name"
    except OSError as error:
        try:
            return await _distrust_at(LOOPBACK, name, port)
        except OSError:
            return "no answer" if isinstance(error, TimeoutError) else str(error)


async def _distrust_at(host: str, name: str, port: int) -> str | None:
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            _, writer = await asyncio.open_connection(
                host, port, ssl=ssl.create_default_context(), server_hostname=name
            )
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    except ssl.SSLError as error:
        return error.reason or str(error)
    writer.close()
    return None
