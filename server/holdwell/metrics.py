"""Owns the counting: requests, their time, what the store could not do; and all of it as Prometheus reads it.

[OP3] No metric says whose anything is: labels are methods, routes as they are written in the program, statuses, kinds.
It must cost a request next to nothing: a few additions, no lock, no allocation worth speaking of.
"""

import bisect
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
# A stream is open for hours: it has no latency.
ENDLESS = "/api/live"
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Gauge(NamedTuple):
    """A figure of this moment. `kind` is Prometheus's word for it."""

    name: str
    help: str
    value: float
    kind: str = "gauge"
    labels: Mapping[str, str] = {}


class Metrics:
    """What was counted since the start."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: dict[str, list[int]] = {}
        self._sums_s: dict[str, float] = {}
        self._refused: Counter[str] = Counter()
        self._put_off: Counter[str] = Counter()

    def count_request(self, method: str, route: str, status: int, took_s: float) -> None:
        """A request that was answered. The route is the program's own, never an address as it was asked for."""
        self._requests[(method, route, status)] += 1
        if route == ENDLESS:
            return
        buckets = self._buckets.get(route)
        if buckets is None:
            buckets = self._buckets[route] = [0] * (len(BUCKETS_S) + 1)
        buckets[bisect.bisect_left(BUCKETS_S, took_s)] += 1
        self._sums_s[route] = self._sums_s.get(route, 0.0) + took_s

    def count_refused(self, kinds: Mapping[str, int]) -> None:
        """Facts that were refused, by the kind of refusal."""
        self._refused.update(kinds)

    def count_put_off(self, why: str) -> None:
        """A push of a client's device that has to wait."""
        self._put_off[why] += 1

    def text(self, gauges: Iterable[Gauge]) -> str:
        """Everything, in the text format of Prometheus (version 0.0.4)."""
        lines = _head("holdwell_requests_total", "counter", "Requests answered.")
        for (method, route, status), count in sorted(self._requests.items()):
            lines.append(_line("holdwell_requests_total", {"method": method, "route": route, "status": status}, count))
        lines += self._durations()
        lines += _head("holdwell_facts_refused_total", "counter", "Facts that were refused, by the kind of refusal.")
        lines += [_line("holdwell_facts_refused_total", {"kind": kind}, n) for kind, n in sorted(self._refused.items())]
        name = "holdwell_pushes_put_off_total"
        lines += _head(
            name, "counter", "Pushes of clients' devices that wait: for another day, or for room on the disk."
        )
        lines += [_line(name, {"why": why}, n) for why, n in sorted(self._put_off.items())]
        named = ""
        for gauge in gauges:
            if gauge.name != named:
                named = gauge.name
                lines += _head(gauge.name, gauge.kind, gauge.help)
            lines.append(_line(gauge.name, gauge.labels, gauge.value))
        return "\n".join([*lines, ""])

    def _durations(self) -> list[str]:
        name = "holdwell_request_duration_seconds"
        lines = _head(name, "histogram", "Time from a request to the end of its answer.")
        for route, buckets in sorted(self._buckets.items()):
            total = 0
            for bound, count in zip((*BUCKETS_S, "+Inf"), buckets, strict=True):
                total += count
                lines.append(_line(f"{name}_bucket", {"route": route, "le": bound}, total))
            lines.append(_line(f"{name}_sum", {"route": route}, self._sums_s[route]))
            lines.append(_line(f"{name}_count", {"route": route}, total))
        return lines


def _head(name: str, kind: str, words: str) -> list[str]:
    return [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]


def _line(name: str, labels: Mapping[str, object], value: float) -> str:
    pairs = ",".join(f'{key}="{_escaped(str(text))}"' for key, text in labels.items())
    shown = f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return f"{name}{{{pairs}}} {shown}" if pairs else f"{name} {shown}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
