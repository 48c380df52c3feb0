"""Servers that answer sooner: copies of a process that has read holdwell's code already. Reading it takes a second of a
processor, and more than a hundred tests start a server without asking how one starts.

A copy has its own arguments, environment, folder, output, session and exit status, as a command has; what it inherits
is code. `python starting.py` is the process that is copied: it is asked over its standard input, a socket, and ends
once nobody holds the other end.
"""

import atexit
import contextlib
import functools
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


class Copy:
    """One such server, with what is needed of `subprocess.Popen`."""

    def __init__(self, arguments: Sequence[str], env: Mapping[str, str]) -> None:
        output, its_output = os.pipe()
        self._said, its_word = os.pipe()
        asked = json.dumps({"arguments": arguments, "env": dict(env), "folder": str(Path.cwd())}).encode()
        socket.send_fds(_line(), [asked + b"\n"], [its_output, its_word])
        os.close(its_output)
        os.close(its_word)
        self.stdout = os.fdopen(output, encoding="utf-8")
        self._status: int | None = None
        self.pid = self._number()

    def poll(self) -> int | None:
        """Its exit status, if it is over."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, within_s: float | None = None) -> int:
        """Its exit status, once it is over. TimeoutExpired where it is not by then."""
        if self._status is None:
            if not select.select([self._said], [], [], within_s)[0]:
                raise subprocess.TimeoutExpired("a copy", within_s or 0)
            self._status = self._number()
            os.close(self._said)
        return self._status

    def send_signal(self, number: signal.Signals) -> None:
        """Sends it a signal, unless it is over."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def _number(self) -> int:
        """The next that it says: its pid, and at its end its status."""
        said = b""
        while not said.endswith(b"\n"):
            said += (more := os.read(self._said, 1))
            assert more, "nothing is there to be copied any more"
        return int(said)


@functools.cache
def _line() -> socket.socket:
    """The line to the process that is copied, which is started by the first who asks."""
    ours, its = socket.socketpair()
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen([sys.executable, __file__], stdin=its, env=env, start_new_session=True)
    its.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def main() -> int:
    """Makes copies until nobody can ask for more. In a copy: the exit status of its server."""
    import holdwell.process  # noqa: F401 -- what every copy has read already
    from holdwell import cli

    line = socket.socket(fileno=os.dup(0))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    while True:
        asked, passed, _, _ = socket.recv_fds(line, 1 << 16, 2)
        while asked and not asked.endswith(b"\n"):
            asked += line.recv(1 << 16)
        if not asked:
            return 0
        if os.fork() == 0:
            line.close()
            return cli.main(_as_asked(json.loads(asked), *passed))
        for each in passed:
            os.close(each)


def _as_asked(asked: dict[str, object], output: int, word: int) -> list[str]:
    """Makes this process what a command would be, beside one that waits for its end; the command's arguments."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if server := os.fork():
        os.close(output)
        os.write(word, f"{os.waitstatus_to_exitcode(os.waitpid(server, 0)[1])}\n".encode())
        os._exit(0)
    os.setsid()
    os.write(word, f"{os.getpid()}\n".encode())
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    os.close(word)
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["folder"])
    return asked["arguments"]


if __name__ == "__main__":
    sys.exit(main())
