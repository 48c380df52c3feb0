"""Owns who may write and read which kind of fact, and make a code for whom.

Pure: words in, a yes or no out. It must never be bypassed: a kind that is not here is a failing test. Who may ask which
route is said where the route stands (Litestar's guards); a table in the tests holds a real server to every cell [A11],
and DESIGN.md shows both.

[A12] A fact is taken from, and shown to, the roles of its kind only; a kind that is not known is kept and shown as the
facts of a session are [Y5].
"""

from typing import NamedTuple

from holdwell.core.audit import AUDIT_KINDS
from holdwell.wire import FACT_BODIES, Role

ROLES: tuple[Role, ...] = ("owner", "therapist", "client")


class KindRule(NamedTuple):
    """Which roles may hand in facts of a kind, and which read them (a client's device: those of its own client)."""

    write: frozenset[Role]
    read: frozenset[Role]


_OWNER_ONLY: frozenset[Role] = frozenset(("owner",))
_STAFF: frozenset[Role] = frozenset(("owner", "therapist"))
_ALL: frozenset[Role] = frozenset(ROLES)

# What only staff writes of a session: who it was with, and going on against advice.
_STAFF_WRITES = frozenset(("session_assigned", "advice_set_aside", "client_saved"))
_STAFF_ONLY = frozenset(("protocol_saved", "protocol_put_away"))
# The one audit fact that more than its page reads: each device of staff lets go of what it names.
_ERASURE = "client_erased"


def kind_rule(kind: str) -> KindRule:
    """Who may write and read facts of this kind."""
    if kind in AUDIT_KINDS:
        return KindRule(frozenset(), _STAFF if kind == _ERASURE else _OWNER_ONLY)
    if kind in _STAFF_ONLY:
        return KindRule(_STAFF, _STAFF)
    return KindRule(_STAFF if kind in _STAFF_WRITES else _ALL, _ALL)


KINDS = {kind: kind_rule(kind) for kind in FACT_BODIES}
_HIDDEN = {role: frozenset(kind for kind, rule in KINDS.items() if role not in rule.read) for role in ROLES}


def hidden_kinds(role: Role) -> frozenset[str]:
    """The kinds that a device of this role is never shown [A12]."""
    return _HIDDEN[role]


def may_make_code(caller: Role, wanted: Role) -> bool:
    """May a device of this role make a code for such a device? A therapist pairs the devices of clients only."""
    return caller == "owner" or (caller == "therapist" and wanted == "client")
