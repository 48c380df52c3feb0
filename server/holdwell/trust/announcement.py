"""Owns the announcing of NAME.local by multicast DNS, so that devices find the server whatever its address is today.

[T9] A name that another machine answers to is not announced, and that is said; nothing is announced where only this
machine can reach the server.
"""

import contextlib
import socket
from collections.abc import Sequence
from ipaddress import ip_address

from zeroconf import AddressResolver, DNSQuestionType, Error, InterfaceChoice, IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

ASK_FOR_MS = 1000
_SERVICE = "_https._tcp.local."


class Announcement:
    """One name in the network. `interfaces` are the addresses of this machine to announce at; None means all."""

    def __init__(self, name: str, port: int, interfaces: Sequence[str] | None = None) -> None:
        self._name = name
        self._port = port
        self._interfaces = interfaces
        self._zeroconf: AsyncZeroconf | None = None

    async def say(self, addresses: Sequence[str]) -> str | None:
        """Announce that the name stands at these addresses, and no longer at others. A sentence where that failed."""
        await self.end()
        if not addresses:
            return None
        try:
            self._zeroconf = AsyncZeroconf(
                interfaces=InterfaceChoice.All if self._interfaces is None else list(self._interfaces),
                ip_version=IPVersion.All if any(":" in each for each in addresses) else IPVersion.V4Only,
            )
            taken_by = await self._others_under_this_name(addresses)
            if taken_by:
                await self.end()
                return (
                    f"another machine in this network already goes by {self._name} (at {', '.join(taken_by)}). The "
                    "name is not announced, and devices may reach the other one: rename that machine."
                )
            await (await self._zeroconf.async_register_service(self._service(addresses), allow_name_change=True))
        except (OSError, Error) as error:
            await self.end()
            return (
                f"{self._name} could not be announced in this network ({error}). Devices find it "
                "only if the router knows that name."
            )
        return None

    async def end(self) -> None:
        """Take the name back."""
        zeroconf, self._zeroconf = self._zeroconf, None
        if zeroconf is not None:
            with contextlib.suppress(OSError, Error):
                await zeroconf.async_unregister_all_services()
            await zeroconf.async_close()

    async def _others_under_this_name(self, own: Sequence[str]) -> list[str]:
        if self._zeroconf is None:
            return []
        asking = AddressResolver(f"{self._name}.")
        # To be answered to all: an answer to this machine alone may reach another program here that listens as well.
        await asking.async_request(self._zeroconf.zeroconf, ASK_FOR_MS, DNSQuestionType.QM)
        return sorted(set(asking.parsed_addresses()) - set(own))

    def _service(self, addresses: Sequence[str]) -> AsyncServiceInfo:
        label = self._name.removesuffix(".local")
        return AsyncServiceInfo(
            _SERVICE,
            f"{label}.{_SERVICE}",
            port=self._port,
            server=f"{self._name}.",
            addresses=[_packed(address) for address in addresses],
        )


def _packed(address: str) -> bytes:
    return socket.inet_pton(socket.AF_INET if ip_address(address).version == 4 else socket.AF_INET6, address)
