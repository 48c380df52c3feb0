"""Owns GET /metrics: what was counted, and figures of this moment, for whoever watches the server.

[OP4] It is read on the server's own machine, and from elsewhere with the token that the settings name.
"""

import hmac
import os
from collections.abc import Iterator
from pathlib import Path

from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.handlers.base import BaseRouteHandler

from holdwell import __version__
from holdwell.backup import read_note
from holdwell.clock import Clock
from holdwell.live import Live
from holdwell.metrics import Gauge, Metrics
from holdwell.settings import Settings
from holdwell.space import Space
from holdwell.store.checking import Checking
from holdwell.store.sqlite import SqliteStore
from holdwell.web.door import Connection, is_loopback
from holdwell.web.problem import PROBLEMS, forbidden

_TYPE = "text/plain; version=0.0.4"


def metrics_routes(
    metrics: Metrics, store: SqliteStore, live: Live, settings: Settings, clock: Clock, space: Space, checking: Checking
) -> list[HTTPRouteHandler]:
    """The one address."""
    started_at = clock.now_ms()

    async def on_this_machine_or_with_token(connection: Connection, _: BaseRouteHandler) -> None:
        shown = connection.headers.get("authorization", "").removeprefix("Bearer ").encode("utf-8", "replace")
        token = settings.metrics_token
        if is_loopback(connection) or (token is not None and hmac.compare_digest(shown, token.encode("utf-8"))):
            return
        raise forbidden("Metrics are read on the server's own machine, or with the token of its settings.")

    def gauges() -> Iterator[Gauge]:
        yield Gauge("holdwell_info", "What runs.", 1, labels={"version": __version__})
        yield Gauge("holdwell_start_time_seconds", "When it was started.", started_at / 1000)
        yield Gauge("holdwell_facts", "Facts in all logs.", store.facts())
        yield Gauge("holdwell_live_streams", "Open live streams.", live.count())
        name, words = (
            "holdwell_store_failures_total",
            "Writes that the disk or the database refused, and readings that failed.",
        )
        for kind, count in sorted(store.failures().items()):
            yield Gauge(name, words, count, "counter", {"kind": kind})
        for part, suffix in (("database", ""), ("wal", "-wal")):
            size = _size_bytes(settings.database_file.with_name(settings.database_file.name + suffix))
            yield Gauge("holdwell_database_bytes", "Size on disk.", size, labels={"part": part})
        if checking.checked_at is not None:
            words = "When the database was looked through and found whole."
            yield Gauge("holdwell_database_checked_time_seconds", words, checking.checked_at / 1000)
        free_bytes = space.free_bytes()
        if free_bytes is not None:
            yield Gauge("holdwell_disk_free_bytes", "Free on the disk of the data folder.", free_bytes)
        note = read_note(settings.data_dir)
        if note.last is not None:
            yield Gauge(
                "holdwell_last_backup_time_seconds", "When the last good backup was begun.", note.last.at / 1000
            )
            age_s = (clock.now_ms() - note.last.at) / 1000
            yield Gauge("holdwell_last_backup_age_seconds", "How old the last good backup is.", age_s)
        yield Gauge("holdwell_backup_failed", "1 where the last daily backup failed.", int(note.failed is not None))
        yield Gauge("holdwell_memory_bytes", "Resident memory.", _memory_bytes())

    @get(
        "/metrics",
        guards=[on_this_machine_or_with_token],
        media_type=MediaType.TEXT,
        summary="What was counted, for Prometheus",
        responses=PROBLEMS,
    )
    async def read() -> Response[str]:
        return Response(metrics.text(gauges()), media_type=_TYPE)

    return [read]


def _size_bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _memory_bytes() -> int:
    """Resident memory; 0 on systems that do not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0
