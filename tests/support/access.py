"""THE TABLE of access: who may ask which route. A real server is asked for every cell of it, and DESIGN.md shows it.

[A11] A route is answered for those who stand in its row, and for nobody else.
"""

from typing import Literal, NamedTuple

from holdwell.core.permissions import KINDS, ROLES, KindRule
from holdwell.wire import Role

# Who may ask: nobody (a browser that was never paired), a removed device, a paired one by its role, and the command
# line on the server's own machine.
Caller = Literal["nobody", "removed", "owner", "therapist", "client", "server"]
CALLERS: tuple[Caller, ...] = ("nobody", "removed", "owner", "therapist", "client", "server")


class RouteRule(NamedTuple):
    """One route and who may ask it."""

    method: str
    path: str
    callers: frozenset[Caller]


_ANYONE: frozenset[Caller] = frozenset(CALLERS)
_PAIRED: frozenset[Caller] = frozenset(("owner", "therapist", "client"))
_OWNER: frozenset[Caller] = frozenset(("owner", "server"))

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


_BY_ROUTE = {(rule.method, rule.path): rule for rule in ROUTES}


def may_ask(caller: Caller, method: str, path: str) -> bool:
    """May this caller ask this route? KeyError for a route that is not in the table."""
    return caller in _BY_ROUTE[method, path].callers


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
