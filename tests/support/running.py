"""A `holdwell serve` of its own for a test: started, watched and stopped as a person would."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from starting import Copy

_SERVING = re.compile(r"serving on (https?://\S+)")
_LINK = re.compile(r"(https?://\S+/pair#\S+)")


class Running:
    """A server process. `url` has no slash at its end; `lines` is what it printed so far, errors included."""

    def __init__(
        self,
        data: Path,
        *,
        port: int = 0,
        host: str | None = "localhost",
        args: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        command: Sequence[str] = (sys.executable, "-c", "from holdwell.cli import main; main()"),
        is_copy: bool = False,
    ) -> None:
        """Starts it, by the command or, for whom its start is no matter, as a copy of one that is loaded already."""
        self.data = data
        self.lines: list[str] = []
        self._more = threading.Condition()
        self._is_over = False
        named = [] if host is None else ["--host", host]
        words = ["serve", *named, "--port", str(port), "--data", str(data), *args]
        # No backup in the midst of a test that is about something else.
        env = {**os.environ, "PYTHONUNBUFFERED": "1", "HOLDWELL_BACKUP_HOUR": "off", **(env or {})}
        self._process = Copy(words, env) if is_copy else _started([*command, *words], env)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def url(self) -> str:
        """Where it answers, as it printed."""
        return self.wait_for(_SERVING).rstrip("/")

    @property
    def pairing_link(self) -> str:
        """The owner's one-time link, printed by the first start on new data."""
        return self.wait_for(_LINK)

    @property
    def pairing_code(self) -> str:
        return self.pairing_link.partition("#")[2]

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_for(self, pattern: re.Pattern[str], within_s: float = 30) -> str:
        """The pattern's first group in what the server prints, now or soon. AssertionError with all it printed."""
        with self._more:
            found = self._more.wait_for(lambda: self._find(pattern) or self._is_over, within_s) and self._find(pattern)
        assert found, f"the server never printed {pattern.pattern!r}; it printed:\n{''.join(self.lines)}"
        return found

    def stop(self, *, how: signal.Signals = signal.SIGTERM, within_s: float = 10) -> int:
        """Ends it and gives its exit status; a server that does not go is killed and is an error."""
        self._process.send_signal(how)
        return self.wait(within_s)

    def kill(self) -> None:
        """Ends it with no warning at all, as a power cut would."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join()

    def wait(self, within_s: float = 10) -> int:
        """Its exit status, once it is over."""
        try:
            status = self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(
                f"the server did not stop in {within_s} s; it printed:\n{''.join(self.lines)}"
            ) from None
        self._reader.join()
        return status

    def _find(self, pattern: re.Pattern[str]) -> str | None:
        return next((match[1] for line in self.lines if (match := pattern.search(line))), None)

    def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        with stdout:
            for line in stdout:
                with self._more:
                    self.lines.append(line)
                    self._more.notify_all()
        with self._more:
            self._is_over = True
            self._more.notify_all()


def _started(command: Sequence[str], env: Mapping[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        env=env,
    )
