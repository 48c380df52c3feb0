"""A Chromium spoken to over its own pipe (CDP), one page at a time, with nothing between: its pages can be hidden.

Playwright keeps every page visible, which is what it is for; here a page may be hidden, and stand still.
"""

import contextlib
import itertools
import json
import os
import queue
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from chromium import find_chromium

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
    "--autoplay-policy=document-user-activation-required",
    "--window-size=390,844",
)
WITHIN_S = 30.0


class Browser:
    """A browser with a profile of its own in `folder`, ended with `stop`."""

    def __init__(self, folder: Path, *more: str) -> None:
        chromium = find_chromium()
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        high = [os.dup(to_browser), os.dup(from_browser)]
        # The browser reads what it is told from 3 and answers on 4; the shell puts our pipes there.
        script = f'exec "$0" "$@" 3<&{high[0]} 4>&{high[1]}'
        command = [str(chromium.executable), *FLAGS, f"--user-data-dir={folder}", *more, "about:blank"]
        self._process = subprocess.Popen(
            ["bash", "-c", script, *command],
            pass_fds=high,
            env={**os.environ, **chromium.env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for each in (to_browser, from_browser, *high):
            os.close(each)
        self._numbers = itertools.count(1)
        self._answers: dict[int, queue.SimpleQueue[dict[str, Any]]] = {}
        threading.Thread(target=self._listen, daemon=True).start()

    def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """One CDP command and its result. RuntimeError where the browser refuses, or says nothing for 30 s."""
        number = next(self._numbers)
        answer = self._answers[number] = queue.SimpleQueue()
        message = {"id": number, "method": method, "params": params, **({"sessionId": session} if session else {})}
        os.write(self._write, json.dumps(message).encode() + b"\0")
        try:
            said = answer.get(timeout=WITHIN_S)
        except queue.Empty:
            raise RuntimeError(f"{method} was not answered") from None
        finally:
            del self._answers[number]
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error']}")
        result: dict[str, Any] = said["result"]
        return result

    def page(self, *, before: str = "") -> "Page":
        """A new page in front of the others; `before` is a script that runs ahead of the page's own."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, target, session, before)

    def stop(self) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            self.call("Browser.close")
        self._process.kill()
        self._process.wait()
        os.close(self._write)

    def _listen(self) -> None:
        rest = b""
        while piece := os.read(self._read, 1 << 16):
            *messages, rest = (rest + piece).split(b"\0")
            for message in map(json.loads, messages):
                if (answer := self._answers.get(message.get("id", 0))) is not None:
                    answer.put(message)
        os.close(self._read)


class Page:
    """One tab."""

    def __init__(self, browser: Browser, target: str, session: str, before: str) -> None:
        self._browser = browser
        self._target = target
        self._session = session
        self.call("Page.enable")
        self.call("Page.setBypassCSP", enabled=True)
        self.call("Performance.enable", timeDomain="threadTicks")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=before)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        return self._browser.call(method, self._session, **params)

    def open(self, url: str) -> None:
        self.call("Page.navigate", url=url)

    def slow_down(self, times: int) -> None:
        """The processor seems so many times slower to this page."""
        self.call("Emulation.setCPUThrottlingRate", rate=times)

    def hide(self) -> None:
        """Takes the page out of sight, as another app in front does: without a screen each page has its own window."""
        self._set_window("minimized")

    def show(self) -> None:
        """Brings it back into sight."""
        self._set_window("normal")

    def _set_window(self, state: str) -> None:
        window = self._browser.call("Browser.getWindowForTarget", targetId=self._target)["windowId"]
        self._browser.call("Browser.setWindowBounds", windowId=window, bounds={"windowState": state})

    def close(self) -> None:
        self._browser.call("Target.closeTarget", targetId=self._target)

    def ask(self, script: str) -> Any:
        """The value of an expression in the page, awaited. Not a gesture."""
        said = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in said:
            raise RuntimeError(f"{script}: {said['exceptionDetails']}")
        return said["result"].get("value")

    def wait(self, script: str, within_s: float = WITHIN_S) -> Any:
        """The expression's value, once it is true."""
        until_s = time.monotonic() + within_s
        while time.monotonic() < until_s:
            with contextlib.suppress(RuntimeError):
                if value := self.ask(script):
                    return value
            time.sleep(0.05)
        raise RuntimeError(f"never true: {script}; the page says: {self.ask('document.body.innerText')[:800]}")

    def press(self, *names: str) -> None:
        """Taps what first bears one of these names and can be seen. A mouse would stay, and be sought each frame."""
        find = FIND % json.dumps(names)
        place = None
        # Nobody touches what still moves: text that arrives above a key shifts it away under the finger.
        while (now := self.wait(find)) != place:
            place = now
            time.sleep(0.05)
        for kind, touched in (("touchStart", [{"x": place[0], "y": place[1]}]), ("touchEnd", [])):
            self.call("Input.dispatchTouchEvent", type=kind, touchPoints=touched)

    def spent_ms(self) -> tuple[float, float]:
        """What the page's main thread has spent on tasks, and what its whole process has had of a processor."""
        metrics = {each["name"]: each["value"] * 1000 for each in self.call("Performance.getMetrics")["metrics"]}
        return metrics["TaskDuration"], metrics["ProcessTime"]


# The middle of the first element that says one of the names, scrolled into sight.
FIND = """(() => {
  const names = %s;
  const all = [...document.querySelectorAll('button, a, label, [role=button], input')];
  const said = (e) => (e.getAttribute('aria-label') ?? e.textContent ?? '').trim();
  for (const name of names) {
    const found = all.find((e) => said(e).startsWith(name) && e.getClientRects().length > 0 && !e.disabled);
    if (!found) continue;
    found.scrollIntoView({ block: 'center', behavior: 'instant' });
    const box = found.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }
  return null;
})()"""
