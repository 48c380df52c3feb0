"""Owns THE TABLE of access: who may ask which route, and who may write and read which kind of fact.

Pure: words in, a yes or no out. Tests ask a real server for every cell of it, and DESIGN.md shows it. It must never be
bypassed: a route or a kind that is not here is a failing test.

[A11] A route is answered for those who stand in its row, and for nobody else. [A12] A fact is taken from, and shown to,
the roles of its kind only; a kind that is not known is kept and shown as the facts of a session are [Y5].
"""

from typing import Literal, NamedTuple

from holdwell.core.audit import AUDIT_KINDS
from holdwell.wire import FACT_BODIES, Role

# Who may ask: nobody (a browser that was never paired), a removed device, a paired one by its role, and the command
# line on the server's own machine.
Caller = Literal["nobody", "removed", "owner", "therapist", "client", "server"]
CALLERS: tuple[Caller, ...] = ("nobody", "removed", "owner", "therapist", "client", "server")
ROLES: tuple[Role, ...] = ("owner", "therapist", "client")


class RouteRule(NamedTuple):
    """One route and who may ask it."""

    method: str
    path: str
    callers: frozenset[Caller]


class KindRule(NamedTuple):
    """Which roles may hand in facts of a kind, and which read them (a client's device: those of its own client)."""

    write: frozenset[Role]
    read: frozenset[Role]


_ANYONE: frozenset[Caller] = frozenset(CALLERS)
_PAIRED: frozenset[Caller] = frozenset(("owner", "therapist", "client"))
_OWNER: frozenset[Caller] = frozenset(("owner", "server"))
_OWNER_ONLY: frozenset[Role] = frozenset(("owner",))
_STAFF: frozenset[Role] = frozenset(("owner", "therapist"))
_ALL: frozenset[Role] = frozenset(ROLES)

ROUTES = (
    RouteRule("GET", "/api/health", _ANYONE),
    RouteRule("GET", "/api/health/live", _ANYONE),
    RouteRule("GET", "/api/health/ready", _ANYONE),
    RouteRule("GET", "/api/library", _ANYONE),
    RouteRule("GET", "/api/protocols/{digest}", _ANYONE),
    RouteRule("POST", "/api/pair/preview", _ANYONE),
    RouteRule("POST", "/api/pair", _ANYONE),
    RouteRule("GET", "/api/me", _PAIRED | {"nobody", "server"}),
    RouteRule("POST", "/api/sync", _PAIRED),
    RouteRule("GET", "/api/sync", _PAIRED),
    RouteRule("GET", "/api/sync/older", frozenset(("owner", "therapist"))),
    RouteRule("GET", "/api/live", _PAIRED),
    RouteRule("POST", "/api/handover", frozenset(("removed",))),
    RouteRule("POST", "/api/codes", _OWNER | {"therapist"}),
    RouteRule("GET", "/api/devices", _OWNER),
    RouteRule("POST", "/api/devices/{device_id}/rename", _OWNER),
    RouteRule("POST", "/api/devices/{device_id}/revoke", _OWNER),
    RouteRule("POST", "/api/devices/{device_id}/handover", _OWNER),
    RouteRule("POST", "/api/clients/{client_id}/erase", _OWNER),
    RouteRule("GET", "/api/status", _OWNER),
    RouteRule("GET", "/metrics", frozenset(("server",))),
    RouteRule("POST", "/api/exports", frozenset(("server",))),
    RouteRule("GET", "/api/practices", frozenset(("server",))),
    RouteRule("POST", "/api/practices", frozenset(("server",))),
)

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


def may_ask(caller: Caller, method: str, path: str) -> bool:
    """May this caller ask this route? KeyError for a route that is not in the table."""
    return caller in _BY_ROUTE[method, path].callers


def hidden_kinds(role: Role) -> frozenset[str]:
    """The kinds that a device of this role is never shown [A12]."""
    return _HIDDEN[role]


def may_make_code(caller: Role, wanted: Role) -> bool:
    """May a device of this role make a code for such a device? A therapist pairs the devices of clients only."""
    return caller == "owner" or (caller == "therapist" and wanted == "client")


_BY_ROUTE = {(rule.method, rule.path): rule for rule in ROUTES}


def table_text() -> str:
    """The table as DESIGN.md shows it."""
    lines = [f"| route | {' | '.join(CALLERS)} |", "|---" * (len(CALLERS) + 1) + "|"]
    for rule in ROUTES:
        marks = ["yes" if caller in rule.callers else "" for caller in CALLERS]
        lines.append(f"| `{rule.method} {rule.path}` | {' | '.join(marks)} |")
    lines += ["", f"| kind of fact | {' | '.join(ROLES)} |", "|---" * (len(ROLES) + 1) + "|"]
    for kind, kept in KINDS.items():
        cells = [_cell(role, kept) for role in ROLES]
        lines.append(f"| `{kind}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(role: Role, rule: KindRule) -> str:
    whose = " own" if role == "client" else ""
    words = [word for word, roles in (("write", rule.write), ("read", rule.read)) if role in roles]
    return " and ".join(words) + whose if words else ""
