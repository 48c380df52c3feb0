"""Owns the live channel: tells open streams that there is more, never what. It must never carry a fact.

[Y12] A stream says only "more" (after another device's commit), a ping, and ends when the server stops.
[Y20] Of one device the latest streams stay: what is called up beyond them ends the oldest, since a network that is gone
leaves streams behind that nobody hears, and a device that means harm would open them without end.

A ping is an event: comments never reach the app, which has to notice a line that fell silent. The first one tells it
that this server pings; apps of earlier releases listen for no such event.
"""

import asyncio
from collections.abc import AsyncIterator

PING = b"event: ping\ndata: {}\n\n"
HELLO = b"retry: 3000\n\n" + PING
# Of one device: it needs one, and has more only where networks come and go, or tabs cannot share.
MOST_STREAMS = 8
MORE = b"event: more\ndata: {}\n\n"


class _Stream:
    def __init__(self, device_id: str) -> None:
        self.device_id = device_id
        self.wake = asyncio.Event()
        self.is_over = False


class Live:
    """Every open stream of this process, by practice."""

    def __init__(self, ping_s: float) -> None:
        self._ping_s = ping_s
        # By practice, the oldest first.
        self._streams: dict[str, dict[_Stream, None]] = {}
        self._is_closed = False

    def poke(self, practice_id: str, author_device_id: str) -> None:
        """Tell the practice's other devices that there is more."""
        for stream in self._streams.get(practice_id, ()):
            if stream.device_id != author_device_id:
                stream.wake.set()

    async def follow(self, practice_id: str, device_id: str) -> AsyncIterator[bytes]:
        """The stream of one device, until it leaves or the server stops."""
        stream = _Stream(device_id)
        streams = self._streams.setdefault(practice_id, {})
        own = [each for each in streams if each.device_id == device_id and not each.is_over]
        if len(own) >= MOST_STREAMS:
            _end(own[0])
        streams[stream] = None
        try:
            yield HELLO
            while not (self._is_closed or stream.is_over):
                try:
                    await asyncio.wait_for(stream.wake.wait(), self._ping_s)
                except TimeoutError:
                    yield PING
                    continue
                stream.wake.clear()
                if not (self._is_closed or stream.is_over):
                    yield MORE
        finally:
            streams.pop(stream, None)

    def hang_up(self, practice_id: str | None = None) -> None:
        """End every open stream, or a practice's: devices ask again by themselves, a moment later."""
        for named, streams in self._streams.items():
            for stream in streams if practice_id in (None, named) else ():
                _end(stream)

    @property
    def is_closed(self) -> bool:
        """Is the server on its way down?"""
        return self._is_closed

    def count(self) -> int:
        """How many streams are open."""
        return sum(len(streams) for streams in self._streams.values())

    def close(self) -> None:
        """End every stream, and those that are still to come."""
        self._is_closed = True
        self.hang_up()


def _end(stream: _Stream) -> None:
    stream.is_over = True
    stream.wake.set()
