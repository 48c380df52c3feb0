"""Owns the socket, granian and the signals: serving an ASGI application until told to stop, then stopping cleanly.

granian runs inside this process and event loop, so that there is one process to start, watch and kill.
"""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from granian.constants import Interfaces
from granian.server.embed import Server

from holdwell.web.asgi import ASGIApp

_log = logging.getLogger("holdwell")

BACKLOG = 1024
# Ending streams need a moment to reach their readers.
LAST_WORDS_S = 0.1
LONGEST_STOP_S = 0.8
STARTED_WITHIN_S = 10.0


class PortTaken(Exception):
    """The address cannot be listened on; the message is a plain sentence."""


class Certificate(NamedTuple):
    """What https is served with: files in PEM, the certificate with its chain, the key without a password."""

    file: Path
    key_file: Path


class HeldPort:
    """A port that is ours from now on, though nothing listens yet: so it can be named before the first answer."""

    def __init__(self, address: str, port: int, setting: str = "--port") -> None:
        """Take the port; 0 takes any free one. `setting` names it to people. Raises PortTaken."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        # granian shares its port with whoever asks for sharing, so a second server would not notice the first. This
        # probe does not share.
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            _bind(probe, address, port, setting)
        self.address = address
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        if hasattr(socket, "SO_REUSEPORT"):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        _bind(self._socket, address, port, setting)
        self.port: int = self._socket.getsockname()[1]
        if not hasattr(socket, "SO_REUSEPORT"):
            self.release()

    def release(self) -> None:
        """Let go: granian listens, or nobody will."""
        self._socket.close()


async def listen(
    app: ASGIApp,
    held: HeldPort,
    stop: asyncio.Event,
    on_listening: Callable[[], None],
    certificate: Certificate | None = None,
) -> None:
    """Serve until `stop` is set, https where there is a certificate; the port stays held, so that one may listen again.

    `on_listening` is called once connections are answered.
    """
    server = Server(
        app,
        address=held.address,
        port=held.port,
        interface=Interfaces.ASGINL,
        websockets=False,
        backlog=BACKLOG,
        log_enabled=False,
        ssl_cert=None if certificate is None else certificate.file,
        ssl_key=None if certificate is None else certificate.key_file,
    )
    end_serving: Callable[[], None] = server.stop
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    try:
        await _until_answering(held, serving)
        on_listening()
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not serving.done():
            await asyncio.sleep(LAST_WORDS_S)
            end_serving()
        await asyncio.wait({serving}, timeout=LONGEST_STOP_S)
        if not serving.done():
            _log.warning("stopped with requests unanswered")
            serving.cancel()
        elif serving.exception() is not None:
            raise PortTaken(f"Cannot listen on {held.address}:{held.port} ({serving.exception()}).")
    finally:
        stopping.cancel()


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Call `stop` on SIGTERM and SIGINT (Ctrl-C)."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)


def _bind(sock: socket.socket, address: str, port: int, setting: str) -> None:
    try:
        sock.bind((address, port))
    except OSError as error:
        raise PortTaken(
            f"Cannot listen on {address}:{port} ({error.strerror}). Name another one with {setting}; "
            f"{setting} 0 takes any free one."
        ) from None


async def _until_answering(held: HeldPort, serving: "asyncio.Task[None]") -> None:
    async with asyncio.timeout(STARTED_WITHIN_S):
        while not serving.done():
            try:
                _, writer = await asyncio.open_connection(held.address, held.port)
            except OSError:
                await asyncio.sleep(0.005)
                continue
            writer.close()
            return
