"""Owns which addresses this machine has in the network, and which are private. It must only look, never send."""

from ipaddress import ip_address, ip_network

import ifaddr

from holdwell.settings import EVERYWHERE, Settings, SettingsError, is_loopback
from holdwell.trust.authority import is_private

_SHARED = ip_network("100.64.0.0/10")
# Networks inside this machine: containers and virtual machines. No tablet reaches it there.
_INSIDE = ("docker", "br-", "veth", "virbr", "vboxnet", "vmnet", "lxc", "lxd", "cni", "podman")


def private_addresses(settings: Settings) -> list[str]:
    """The addresses at which devices of the network reach this server, in a steady order.

    HOLDWELL_ADDRESSES decides where it is set, as in a container, which does not see its machine's own. Raises
    SettingsError where that names an address of the public Internet, for which no authority here may vouch.
    """
    if settings.addresses is not None:
        for address in settings.addresses:
            if not is_private(address):
                raise SettingsError(f"HOLDWELL_ADDRESSES: expected addresses of a private network, got {address}")
        return list(settings.addresses)
    bound = settings.bind_address
    if bound not in (EVERYWHERE, "::"):
        return [bound] if is_private(bound) and not is_loopback(bound) else []
    return sorted(each for each in _seen() if is_private(each) and (":" not in each or bound == "::"))


def shared_addresses(settings: Settings) -> list[str]:
    """Addresses of a network that is behind a provider's, or laid over others (100.64.0.0/10).

    No authority here may vouch for them, but the name may stand there: nobody on the public Internet has them.
    """
    return [each for each in _reached(settings) if ip_address(each) in _SHARED]


def hindrance(settings: Settings, name: str) -> str:
    """What is missing where the server is reached at no private address, and what to do, in a sentence."""
    reached, shared = _reached(settings), shared_addresses(settings)
    of_ipv6 = sorted(each for each in _seen() if is_private(each) and ":" in each)
    if shared:
        return (
            f"the server is reached at no address of a private network, only at {', '.join(shared)}. {name} is "
            "announced there; for a device that does not find it there are no numbers, so connect this machine to the "
            "practice's own network."
        )
    if of_ipv6 and settings.bind_address == EVERYWHERE:
        return (
            f"this machine's private addresses are of IPv6 only ({', '.join(of_ipv6)}), where the server does not "
            f"listen, so {name} is not announced. Start it with --listen :: as well."
        )
    if reached:
        return (
            f"the server is reached at no address of a private network, only at {', '.join(reached)}, so {name} is not "
            "announced. Connect this machine to the practice's own network, whose addresses begin with 192.168, 10 or "
            "172.16 to 172.31, or serve a name of the public Internet with --cert."
        )
    return (
        f"this machine has no address in a network, so {name} is not announced. Connect it to the practice's own "
        "network: the name is announced as soon as there is an address."
    )


def _reached(settings: Settings) -> list[str]:
    """Where the server is reached from other machines, at whatever addresses."""
    bound = settings.bind_address
    if bound not in (EVERYWHERE, "::"):
        return [bound]
    return sorted(each for each in _seen() if ":" not in each or bound == "::")


def _seen() -> set[str]:
    """Every address of this machine in a network, but those that hold on one link only."""
    found = set()
    for adapter in ifaddr.get_adapters():
        if adapter.nice_name.startswith(_INSIDE):
            continue
        for each in adapter.ips:
            # An address of one link only (fe80::) has no place in a link or a certificate.
            address = each.ip if isinstance(each.ip, str) else each.ip[0]
            if not is_loopback(address) and not address.lower().startswith("fe80"):
                found.add(address)
    return found
