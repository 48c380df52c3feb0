"""Where this machine is in the network: at loopback everybody is the server's own machine, which may do more."""

from typing import NamedTuple

import ifaddr


class Here(NamedTuple):
    """An address at which this machine reaches itself."""

    address: str
    is_loopback: bool


def address_here() -> Here:
    """An address that other machines would use, of any adapter; loopback where there is none, which is said at the end
    of the tests (`conftest.py`).
    """
    every = sorted(each.ip for adapter in ifaddr.get_adapters() for each in adapter.ips if isinstance(each.ip, str))
    others = [each for each in every if not each.startswith(("127.", "169.254."))]
    return Here(others[0], is_loopback=False) if others else Here("127.0.0.1", is_loopback=True)
