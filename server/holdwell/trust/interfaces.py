"""Owns which private addresses this machine has in the network. It must only look, never send."""

import ifaddr

from holdwell.settings import EVERYWHERE, Settings, SettingsError, is_loopback
from holdwell.trust.authority import is_private

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
    return sorted(address for address in _seen() if (":" not in address or bound == "::"))


def _seen() -> set[str]:
    found = set()
    for adapter in ifaddr.get_adapters():
        if adapter.nice_name.startswith(_INSIDE):
            continue
        for each in adapter.ips:
            # An address of one link only (fe80::) has no place in a link or a certificate.
            address = each.ip if isinstance(each.ip, str) else each.ip[0]
            if is_private(address) and not is_loopback(address) and not address.lower().startswith("fe80"):
                found.add(address)
    return found
