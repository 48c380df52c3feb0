"""The offline story, as a person lives it: load, the server is gone, reload, run a session, the log is kept.

Time is real here: what would take minutes is shortened with the buttons a person has for that.
"""

import re
import socket
import time
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from engine import BrowserError, poll

from running import Running

TITLE = "Jaw"
WITHIN_S = 15
# A second press within 300 ms counts as one double tap.
BETWEEN_PRESSES_S = 0.35
MOST_PRESSES = 120
HELD_S = 3

# The first thing in sight of this kind whose name matches.
FIND = """
const [selector, pattern] = arguments;
const name = new RegExp(pattern);
const name_of = (each) => each.getAttribute('aria-label') ?? (each.innerText ?? '').trim();
return [...document.querySelectorAll(selector)].find((each) => each.checkVisibility() && name.test(name_of(each)));
"""
KINDS = {"button": "button", "link": "a[href]", "heading": "h1, h2", "choice": "label", "phase": ".run *"}


class Engine(Protocol):
    """What a story needs of a browser."""

    name: str
    version: str

    def open(self, url: str) -> None: ...
    def run(self, script: str, *args: Any) -> Any: ...
    def click(self, element: dict[str, str]) -> None: ...
    def close(self) -> None: ...


class Story:
    """One person in one browser."""

    def __init__(self, engine: Engine, tell: Callable[[str], None]) -> None:
        self._engine = engine
        self._tell = tell

    def live(self, server: Running) -> None:
        """The whole story. AssertionError where it breaks."""
        url = server.url
        self._load(url)
        server.stop()
        self._reload_without_server(url)
        self._answer()
        held = self._hold_once()
        self._finish()
        self._look_back(url, held)

    # -- The chapters -------------------------------------------------------------------------------------------------

    def _load(self, url: str) -> None:
        self._engine.open(url)
        self._see("link", TITLE)
        poll(
            lambda: self._engine.run("return Boolean(navigator.serviceWorker?.controller)"),
            WITHIN_S,
            lambda: "no service worker took control of the page",
        )
        self._see_text("Ready offline")
        self._tell("loaded, a service worker is in control")

    def _reload_without_server(self, url: str) -> None:
        assert not _answers(url), "the server still answers"
        self._reload()
        self._see("link", TITLE)
        self._tell("reloaded without the server, the library is there")

    def _answer(self) -> None:
        self._press("choice", "For myself")
        self._press("link", TITLE)
        self._press("button", "Start")
        self._press("button", "None of these apply")
        if self._find("button", "Continue"):
            self._press("button", "Continue")
        self._press("choice", "Both")
        self._press("button", "Continue")
        self._press("button", "Skip")

    def _hold_once(self) -> str:
        """Holds the first point for real for a moment. The point's name."""
        self._press("button", "Begin now")
        self._see("phase", "^Hold$")
        point = str(self._engine.run("return document.querySelector('h1').innerText.split(/[,\\n]/)[0]"))
        time.sleep(HELD_S)
        self._press("button", "release now|Release now")
        self._tell(f"held {point!r} for {HELD_S} s")
        return point

    def _finish(self) -> None:
        for _ in range(MOST_PRESSES):
            time.sleep(BETWEEN_PRESSES_S)
            if button := self._find("button", "[Rr]elease now"):
                # The button may have gone with the phase it belonged to.
                self._click_if_there(button)
            elif self._find("button", "^Skip$") and not self._find("button", "Pause"):
                break
        self._press("button", "^Skip$")
        self._see("heading", "Session complete")
        self._tell("went through every hold to the summary")

    def _look_back(self, url: str, held: str) -> None:
        self._engine.open(f"{url}/history")
        self._see("link", TITLE)
        self._reload()
        self._press("link", TITLE)
        # That one hold with the time it was really held, of all that the plan had.
        self._see_text("1 of 20")
        self._see_text(rf"{re.escape(held)}[\s\S]{{0,60}}0:0[3-6] of 0:20")
        self._tell("after another reload the log still has the session and its holds")

    # -- What a person does -------------------------------------------------------------------------------------------

    def _reload(self) -> None:
        """As a person reloads. A driver's own "refresh" may go around the service worker, as a forced reload does."""
        before = self._engine.run("return performance.timeOrigin")
        self._engine.run("location.reload()")
        poll(lambda: self._is_new_since(before), WITHIN_S, lambda: "the page did not load again")

    def _is_new_since(self, before: float) -> bool:
        try:
            script = "return performance.timeOrigin !== arguments[0] && document.readyState === 'complete'"
            return bool(self._engine.run(script, before))
        except BrowserError:
            # Between two pages there is none to ask.
            return False

    def _find(self, kind: str, name: str) -> Any:
        return self._engine.run(FIND, KINDS[kind], name)

    def _see(self, kind: str, name: str) -> Any:
        return poll(lambda: self._find(kind, name), WITHIN_S, lambda: f"no {kind} {name!r} came; {self._screen()}")

    def _see_text(self, pattern: str) -> None:
        poll(
            lambda: self._engine.run("return new RegExp(arguments[0]).test(document.body.innerText)", pattern),
            WITHIN_S,
            lambda: f"never read {pattern!r}; {self._screen()}",
        )

    def _press(self, kind: str, name: str) -> None:
        end = time.monotonic() + WITHIN_S
        while not self._click_if_there(self._see(kind, name)):
            assert time.monotonic() < end, f"the {kind} {name!r} cannot be pressed"

    def _click_if_there(self, element: dict[str, str]) -> bool:
        try:
            self._engine.click(element)
        except BrowserError as error:
            if "stale" in str(error) or "no such element" in str(error):
                return False
            raise
        return True

    def _screen(self) -> str:
        text = str(self._engine.run("return `${location.pathname}: ${document.body.innerText}`"))
        return "the screen says: " + " | ".join(text.split("\n"))[:600]


def _answers(url: str) -> bool:
    address = urlsplit(url)
    try:
        socket.create_connection((address.hostname, address.port), timeout=2).close()
    except OSError:
        return False
    return True
