"""Owns who may see and write which fact, and for whom a code may be made. Pure: roles and ids in, a yes or no out.

[Y10] Owner and therapist see and write the facts of every client of their practice. A client's device is bound to one
client for good: it sees only facts filed under that client, its own facts are filed there (but of a session that was
last said to be somebody else's [Y18]), and a fact for another client is refused.
[T8] Codes for clients are made only where the address is publicly trusted: a client must never install the authority of
a practice, which could then vouch for other addresses of the client's home.
"""

from typing import NamedTuple

from holdwell.wire import Role


class Viewer(NamedTuple):
    """A device as far as visibility goes. `client_id` is set for the role `client` only."""

    role: Role
    client_id: str | None


def only_client(viewer: Viewer) -> str | None:
    """The one client whose facts this device may see, or None where it may see the whole practice.

    Raises ValueError for a client's device that is bound to nobody: it must never see everything.
    """
    if viewer.role != "client":
        return None
    if viewer.client_id is None:
        raise ValueError("a client's device without a client")
    return viewer.client_id


def may_write(viewer: Viewer, client_id: str | None) -> bool:
    """May this device hand in a fact that names the client `client_id` (None: names nobody)?"""
    bound_to = only_client(viewer)
    return bound_to is None or client_id is None or client_id == bound_to


def filed_under(viewer: Viewer, client_id: str | None) -> str | None:
    """The client under whom a fact of this device is filed, given the one it names."""
    bound_to = only_client(viewer)
    return client_id if bound_to is None else bound_to


# For who runs the server.
WAY_TO_CLIENT_CODES = "Serve with --cert or --public-url, under a name of the public Internet"


def reason_against_code(role: Role, *, is_publicly_trusted: bool) -> str | None:
    """Why no code may be made for this role, as the end of a sentence about it; None where one may [T8]."""
    if role != "client" or is_publicly_trusted:
        return None
    return (
        "codes for clients are made only where every browser trusts the server's address as it comes, and this one is "
        "not known to be; a client must never install a practice's authority"
    )
