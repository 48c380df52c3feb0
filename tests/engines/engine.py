"""Two browsers that are not Chromium, each driven in its own tongue: WebKitGTK over WebDriver, Firefox over Marionette.

Owns how they are started, spoken to and ended. Both tongues know the same few commands, so a story is told once. Real
clicks go through the browser itself: sound and storage see a person's gesture.
"""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
START_WITHIN_S = 30
ANSWER_WITHIN_S = 30
POLL_S = 0.1

T = TypeVar("T")


class BrowserError(Exception):
    """The browser refused a command; its own words."""


def poll(look: Callable[[], T], within_s: float, what: Callable[[], str]) -> T:
    """The first answer that says yes. AssertionError with `what` where none came in time."""
    end = time.monotonic() + within_s
    while not (answer := look()):
        assert time.monotonic() < end, what()
        time.sleep(POLL_S)
    return answer


class Process:
    """A program in a process group of its own, its words in a file, ended with everything it started."""

    def __init__(self, folder: Path, *command: str, **env: str) -> None:
        self.log = folder / "browser.log"
        # Whatever a browser keeps, it keeps in the folder that is thrown away.
        home = {name: str(folder) for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, **home, **env},
            )

    def is_over(self) -> bool:
        return self._process.poll() is not None

    def end(self) -> None:
        if not self.is_over():
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class WebKit:
    """WebKitGTK's MiniBrowser, driven by WebKitWebDriver over HTTP, on a screen that nobody sees."""

    name = "WebKitGTK"

    def __init__(self, minibrowser: Path) -> None:
        # Whatever was opened is closed, also where the start breaks off half-way.
        with contextlib.ExitStack() as opened:
            folder = opened.enter_context(_folder("webkit"))
            port = _free_port()
            command = ("xvfb-run", "-a", "-s", "-screen 0 1200x900x24", "WebKitWebDriver", f"--port={port}")
            # The inner sandbox needs rights of the kernel that a machine for tests seldom gives.
            env = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "NO_AT_BRIDGE": "1"}
            self._process = Process(Path(folder), *command, **env)
            opened.callback(self._process.end)
            self._http = opened.enter_context(
                httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=ANSWER_WITHIN_S)
            )
            poll(self._is_ready, START_WITHIN_S, lambda: "WebKitWebDriver did not start")
            options = {"binary": str(minibrowser), "args": ["--automation"]}
            asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
            session = self._post("/session", asked)
            self._session = f"/session/{session['sessionId']}"
            self.version = str(session["capabilities"].get("browserVersion", ""))
            self._opened = opened.pop_all()

    def open(self, url: str) -> None:
        self._post(f"{self._session}/url", {"url": url})

    def run(self, script: str, *args: Any) -> Any:
        return self._post(f"{self._session}/execute/sync", {"script": script, "args": list(args)})

    def click(self, element: dict[str, str]) -> None:
        self._post(f"{self._session}/element/{element[ELEMENT]}/click", {})

    def close(self) -> None:
        self._opened.close()

    def _is_ready(self) -> bool:
        assert not self._process.is_over(), self._process.log.read_text(errors="replace")
        try:
            return bool(self._http.get("/status").json()["value"]["ready"])
        except httpx.HTTPError:
            return False

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        answer = self._http.post(path, json=body).json()["value"]
        if isinstance(answer, dict) and "error" in answer:
            raise BrowserError(f"{answer['error']}: {answer.get('message', '')}")
        return answer


PREFERENCES = """
user_pref("marionette.port", 0);
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
"""


class Firefox:
    """Firefox without a window, driven by Marionette, which is built into it: `length:[0, id, name, {...}]`."""

    name = "Firefox"

    def __init__(self, firefox: Path) -> None:
        with contextlib.ExitStack() as opened:
            folder = Path(opened.enter_context(_folder("firefox")))
            profile = folder / "profile"
            profile.mkdir()
            (profile / "user.js").write_text(PREFERENCES)
            command = (str(firefox), "--headless", "--marionette", "--no-remote", "--profile", str(profile))
            self._process = Process(folder, *command, "about:blank", MOZ_CRASHREPORTER_DISABLE="1")
            opened.callback(self._process.end)
            # Firefox writes where it listens into its profile.
            listening = profile / "MarionetteActivePort"
            port = poll(lambda: self._port_from(listening), START_WITHIN_S, lambda: "Firefox did not start")
            self._socket = opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=ANSWER_WITHIN_S))
            self._stream = opened.enter_context(self._socket.makefile("rb"))
            self._asked = 0
            self._read()
            session = self._ask("NewSession", {})
            self.version = str(session["capabilities"]["browserVersion"])
            self._opened = opened.pop_all()

    def open(self, url: str) -> None:
        self._ask("Navigate", {"url": url})

    def run(self, script: str, *args: Any) -> Any:
        return self._ask("ExecuteScript", {"script": script, "args": list(args)})["value"]

    def click(self, element: dict[str, str]) -> None:
        self._ask("ElementClick", {"id": element[ELEMENT]})

    def close(self) -> None:
        self._opened.close()

    def _port_from(self, listening: Path) -> int | None:
        assert not self._process.is_over(), self._process.log.read_text(errors="replace")
        text = listening.read_text() if listening.exists() else ""
        return int(text) if re.fullmatch(r"\d+\s*", text) else None

    def _ask(self, command: str, parameters: dict[str, Any]) -> Any:
        self._asked += 1
        text = json.dumps([0, self._asked, f"WebDriver:{command}", parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(text), text))
        _, asked, error, answer = self._read()
        assert asked == self._asked, "an answer to another question"
        if error:
            raise BrowserError(f"{error['error']}: {error['message']}")
        return answer

    def _read(self) -> Any:
        length = b""
        while (byte := self._stream.read(1)) != b":":
            assert byte, "Firefox ended"
            length += byte
        return json.loads(self._stream.read(int(length)))


def _folder(name: str) -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix=f"holdwell-{name}-", ignore_cleanup_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
