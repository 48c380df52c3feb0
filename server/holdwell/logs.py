"""Owns the log: plain lines or JSON ones, on standard error. It must never say whose anything is.

[OP1] Nothing personal stands in the log: no address, no name, no id, no body; of an error its kind and its place, since
its own words may repeat what was sent. [OP2] A request is one line: method, the route as it is written in the program,
status, milliseconds.
"""

import asyncio
import contextlib
import datetime
import logging
import sys
import traceback
from typing import TextIO

import msgspec

from holdwell.settings import LogFormat

# Lines of requests wait this long for company: one write for many costs the server next to nothing.
GATHERED_FOR_S = 0.2
MOST_GATHERED = 500


def start_log(log_format: LogFormat) -> None:
    """Send what every part of the program logs to standard error in this format."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if log_format == "json" else PlainLines())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


class PlainLines(logging.Formatter):
    """One line a record: time, level, message."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        return f"{_moment(record.created)} {record.levelname} {_said(record)}"


class JsonLines(logging.Formatter):
    """One JSON document a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        line = {"at": _moment(record.created), "level": record.levelname.lower(), "message": _said(record)}
        return msgspec.json.encode(line).decode("utf-8")


def json_line(sentence: str) -> str:
    """A sentence for whoever runs the server, as a line of the log."""
    return JsonLines().format(logging.makeLogRecord({"name": "holdwell", "levelname": "ERROR", "msg": sentence}))


class RequestLog:
    """The lines of requests, written some at a time."""

    def __init__(self, log_format: LogFormat, out: TextIO) -> None:
        self._is_json = log_format == "json"
        self._out = out
        self._lines: list[str] = []

    def note(self, now_ms: int, method: str, route: str, status: int, took_ms: float) -> None:
        """One request that was answered."""
        at = _moment(now_ms / 1000)
        if self._is_json:
            self._lines.append(
                f'{{"at":"{at}","level":"info","message":"request","method":"{method}","route":"{route}",'
                f'"status":{status},"ms":{took_ms:.1f}}}\n'
            )
        else:
            self._lines.append(f"{at} INFO request method={method} route={route} status={status} ms={took_ms:.1f}\n")
        if len(self._lines) == 1:
            asyncio.get_running_loop().call_later(GATHERED_FOR_S, self.flush)
        elif len(self._lines) >= MOST_GATHERED:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._lines:
            lines, self._lines = self._lines, []
            # A log that takes nothing, on a full disk say, stops no request, nor the end of the server.
            with contextlib.suppress(OSError):
                self._out.write("".join(lines))
                self._out.flush()


def _moment(at_s: float) -> str:
    moment = datetime.datetime.fromtimestamp(at_s, datetime.UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


# What warnings of others mean to whoever runs the server, by logger and function.
_MEANINGS = {
    ("zeroconf", "log_exception_once"): (
        "the server's name could not be announced in one of this machine's networks: devices there may not find it"
    )
}


def _said(record: logging.LogRecord) -> str:
    """The message of ours as it is; of others' only what cannot repeat what was sent."""
    error = record.exc_info[1] if record.exc_info else None
    is_ours = record.name.split(".")[0] == "holdwell"
    source = (record.name, record.funcName or "")
    others = _MEANINGS.get(source, f"{record.name}: {record.levelname.lower()} in {record.funcName}")
    said = record.getMessage() if is_ours else others
    if error is None:
        return said
    # One that was never raised has no place.
    place = place_of(error)
    return f"{said} error={type(error).__name__}" + (f" at={place}" if place else "")


def place_of(error: BaseException) -> str:
    """Where an error came from, without its words."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in frames)
