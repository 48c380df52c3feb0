"""Owns the reading of request bodies: bounded, unpacked, decoded; every fault a problem that names what is wrong."""

from typing import Any, cast

import msgspec
from litestar import Request
from litestar.types import Empty

from holdwell.core.facts import field_and_message
from holdwell.settings import Settings
from holdwell.store.store import DeviceRow
from holdwell.web.asgi import Receive
from holdwell.web.encoding import TooMuch, Unpackable, unpack
from holdwell.web.problem import ProblemError, invalid, too_large


class BoundedRequest(Request[DeviceRow, Any, Any]):
    """Litestar's request with a body that is bounded as sent and as unpacked."""

    async def body(self) -> bytes:
        """The body without its Content-Encoding. Raises ProblemError: 413, 415, or 400 for an empty or broken one."""
        if self._body is Empty:
            encoding = self.headers.get("content-encoding", "identity")
            length = self.headers.get("content-length", "")
            self._body = await read_body(encoding, length, cast(Receive, self.receive), self.app.state.settings)
        return self._body

    async def json(self) -> Any:
        """The body as JSON. Raises ProblemError where it is none."""
        return decode(await self.body(), Any)


async def read_body(encoding: str, declared_length: str, receive: Receive, settings: Settings) -> bytes:
    """A whole body without its encoding, given its headers Content-Encoding and Content-Length (empty where missing).

    Raises ProblemError: 413, 415, or 400 for an empty or broken one.
    """
    encoding = encoding.strip().lower()
    if encoding not in ("identity", "gzip", "zstd"):
        raise ProblemError(
            415,
            "wrong-content-encoding",
            "Encoding not known",
            "A body may be sent as it is, with gzip, or with zstd.",
            headers={"accept-encoding": "gzip, zstd"},
        )
    sent = await _receive_at_most(declared_length, receive, settings.max_body_bytes)
    try:
        body = unpack(sent, encoding, settings.max_push_bytes)
    except TooMuch:
        raise too_large("The body, unpacked,", settings.max_push_bytes) from None
    except Unpackable:
        raise invalid(f"The body is not {encoding}, as its Content-Encoding says.") from None
    if not body:
        raise invalid("The body is empty: expected a JSON object.", "$")
    return body


async def _receive_at_most(declared_length: str, receive: Receive, limit_bytes: int) -> bytes:
    is_number = declared_length.isascii() and declared_length.isdecimal()
    if is_number and int(declared_length[:20]) > limit_bytes:
        raise too_large("The body", limit_bytes)
    whole = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise invalid("The body was cut off.")
        whole += message.get("body", b"")
        if len(whole) > limit_bytes:
            raise too_large("The body", limit_bytes)
        if not message.get("more_body", False):
            return bytes(whole)


def decode(body: bytes, type: Any) -> Any:
    """JSON bytes as `type`. Raises ProblemError naming the field."""
    try:
        return msgspec.json.decode(body, type=type)
    except msgspec.ValidationError as error:
        field, message = field_and_message(error, "$")
        raise invalid(f"{field}: {message}", field) from None
    except msgspec.DecodeError:
        raise invalid("The body is not valid JSON.", "$") from None
    except UnicodeError:
        raise invalid("The body is not valid UTF-8.", "$") from None
    except RecursionError:
        raise invalid("The body is nested too deeply.", "$") from None
