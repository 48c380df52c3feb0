"""Counts what really crosses the wire: a proxy on loopback between a browser and a server, heads and all."""

import contextlib
import socket
import threading
import time
from urllib.parse import urlsplit


class Counter:
    """A proxy to one server, which keeps when how much of which answer was carried."""

    def __init__(self, url: str) -> None:
        self._origin = url
        self._server_port = int(url.rpartition(":")[2])
        self._carried: list[tuple[float, str, int]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def bytes_by_path(self, until_ms: float = float("inf")) -> dict[str, int]:
        """What was answered until then (epoch milliseconds), each answer under the path asked for."""
        found: dict[str, int] = {}
        for at_ms, path, size in list(self._carried):
            if at_ms <= until_ms:
                found[path] = found.get(path, 0) + size
        return found

    def stop(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(browser,), daemon=True).start()

    def _carry(self, browser: socket.socket) -> None:
        asked = [""]
        with browser, socket.create_connection(("127.0.0.1", self._server_port)) as server:
            threading.Thread(target=self._answer, args=(server, browser, asked), daemon=True).start()
            with contextlib.suppress(OSError):
                while data := browser.recv(1 << 16):
                    # A browser names the whole address to a proxy; one request at a time on one connection.
                    method, _, rest = data.partition(b" ")
                    address, _, more = rest.partition(b" ")
                    if address.startswith(self._origin.encode()):
                        asked[0] = urlsplit(address.decode()).path
                        data = b" ".join((method, address[len(self._origin) :] or b"/", more))
                    server.sendall(data)

    def _answer(self, server: socket.socket, browser: socket.socket, asked: list[str]) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(1 << 16):
                self._carried.append((time.time() * 1000, asked[0], len(data)))
                browser.sendall(data)
