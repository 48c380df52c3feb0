"""Owns under which names this server is found, and what follows from that: its link, the Hosts it answers to.

It must never ask the network or the disk: names and ports in, an Address out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from holdwell.settings import EVERYWHERE, LOOPBACK, Settings

_OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
_USUAL_PORTS = {"http": 80, "https": 443}
# Ends of names that mean another machine in each network: no authority that browsers bring vouches for them, so
# whatever is trusted there was made to be, on the devices of one practice.
_OF_ONE_NETWORK = frozenset(
    (
        *("local", "localhost", "localdomain", "lan", "home", "internal", "intranet", "corp", "private"),
        *("home.arpa", "test", "invalid"),
    )
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is: `url` as devices open it, `local` as this machine reaches it, both without a last slash.

    `hosts` are the Host headers it answers to. `public_host` is the one under which a proxy hands requests over, None
    where there is no proxy. `is_publicly_trusted` says whether any browser trusts the address as it comes.
    """

    url: str
    local: str
    hosts: frozenset[str]
    is_publicly_trusted: bool = False
    public_host: str | None = None


# Where the server is at this moment: what its address is worth may change while it runs.
AddressNow = Callable[[], Address]


def plain_address(settings: Settings, port: int) -> Address:
    """Plain http: for browsers on this machine; elsewhere they keep most of the app from working."""
    host = settings.host or "localhost"
    return Address(url_of("http", host, port), _local("http", settings, port), hosts_of("http", [host], port))


def https_address(
    settings: Settings, port: int, name: str, addresses: Iterable[str] = (), *, is_publicly_trusted: bool
) -> Address:
    """https under `name`, also reached at `addresses`. `is_publicly_trusted`: its certificate is."""
    hosts = hosts_of("https", [name, *addresses], port)
    is_trusted = is_publicly_trusted and is_public_name(name)
    return Address(url_of("https", name, port), _local("https", settings, port), hosts, is_trusted)


def proxy_address(settings: Settings, port: int, *, is_publicly_trusted: bool) -> Address:
    """Plain http on this machine behind a proxy that speaks https. Raises ValueError where no public URL is set.

    `is_publicly_trusted`: the proxy's certificate is.
    """
    if settings.public_url is None:
        raise ValueError("a proxy without a public URL")
    public = urlsplit(settings.public_url)
    hosts = hosts_of("http", [], port) | {public.netloc}
    is_trusted = is_publicly_trusted and is_public_name(public.hostname or "")
    return Address(settings.public_url, _local("http", settings, port), hosts, is_trusted, public.netloc)


def is_public_name(name: str) -> bool:
    """Can every browser trust this name as it comes? Never numbers, one label alone, or a name of one network [T8]."""
    labels = name.lower().removesuffix(".").split(".")
    last = labels[-1]
    # A browser reads a name that ends in a number as an address, in whatever way it is written.
    is_numbers = ":" in name or last.isdigit() or last.startswith("0x")
    return len(labels) > 1 and not is_numbers and not {last, ".".join(labels[-2:])} & _OF_ONE_NETWORK


def url_of(scheme: str, host: str, port: int) -> str:
    """An origin: `https://name:8443`, without the port where it is the scheme's own."""
    return f"{scheme}://{_bracketed(host)}" + ("" if port == _USUAL_PORTS[scheme] else f":{port}")


def hosts_of(scheme: str, names: Iterable[str], port: int) -> frozenset[str]:
    """The Host headers of a server on this port: those of its own machine, and `names`."""
    every = {*_OWN_NAMES, *(_bracketed(name).lower() for name in names)}
    hosts = {f"{name}:{port}" for name in every}
    return frozenset(hosts | every if port == _USUAL_PORTS[scheme] else hosts)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _local(scheme: str, settings: Settings, port: int) -> str:
    bound = settings.bind_address
    if bound == "::":
        return url_of(scheme, "::1", port)
    return url_of(scheme, "localhost" if bound in (EVERYWHERE, LOOPBACK) else bound, port)
