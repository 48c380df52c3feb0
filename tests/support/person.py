"""Somebody in front of the app: finds everything by the names that assistive technology hears, and waits as people do.

The page's clock is moved, never slept through: `let_pass` walks it on in steps shorter than what the app takes for sleep,
`sleep` jumps over the time in one go, as a device does that slept.
"""

import contextlib
import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 1180, "height": 820}
STEP_MS = 500


class Person:
    """One browser profile with one page. `requests` is every address asked for."""

    def __init__(self, browser: Browser, url: str, viewport: dict[str, int], **options: Any) -> None:
        self.url = url
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.context: BrowserContext = browser.new_context(viewport=viewport, has_touch=True, **options)
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page: Page = self._new_page()

    def _new_page(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.clock.install()
        return page

    def open(self, path: str = "/") -> None:
        """Opens the app and waits until it can live without the network."""
        self.page.goto(self.url + path)
        self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")

    def is_offline(self, offline: bool) -> None:
        self.context.set_offline(offline)

    def be_killed(self) -> None:
        """The page dies with no warning, as when the system takes the memory, and is opened again."""
        url = self.page.url
        with contextlib.suppress(Error):
            self.page.goto("chrome://crash")
        self.page.close()
        self.page = self._new_page()
        self.page.goto(url)

    # -- Finding things -----------------------------------------------------------------------------------------------

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def heading(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("heading", name=name)

    @property
    def timer(self) -> Locator:
        return self.page.get_by_role("timer", name="Time left")

    @property
    def status(self) -> Locator:
        return self.page.get_by_role("status")

    def press(self, name: str) -> None:
        self.button(name).click()

    def rate(self, nrs: int) -> None:
        group = self.page.get_by_role("radiogroup", name="Discomfort, 0 to 10")
        group.get_by_role("radio", name=re.compile(rf"^{nrs}\b")).click()

    # -- The way to a run ---------------------------------------------------------------------------------------------

    def pick(self, title: str, *, with_client: bool = False) -> None:
        """From the library to the first question, by the protocol's title."""
        audience = "With a client" if with_client else "For myself"
        self.page.get_by_text(audience, exact=True).first.click()
        self.page.get_by_role("link", name=title).first.click()
        self.press("Start")

    def none_apply(self) -> None:
        self.press("None of these apply")
        carry_on = self.button("Continue")
        if carry_on.count() and carry_on.is_visible():
            carry_on.click()

    def say_pain(self, nrs: int) -> None:
        group = self.page.get_by_role("radiogroup", name="Pain now, 0 to 10")
        group.get_by_role("radio", name=re.compile(rf"^{nrs}\b")).click()
        self.press("Continue")

    # -- Time ---------------------------------------------------------------------------------------------------------

    def let_pass(self, seconds: float) -> None:
        """Time goes by while the app is awake."""
        left_ms = round(seconds * 1000)
        while left_ms > 0:
            self.page.clock.run_for(min(STEP_MS, left_ms))
            left_ms -= STEP_MS

    def sleep(self, seconds: float) -> None:
        """The device sleeps: the clocks go on and nothing runs."""
        self.page.clock.fast_forward(round(seconds * 1000))

    def seconds_left(self) -> int:
        minutes, seconds = self.timer.inner_text().strip().split(":")[-2:]
        return int(minutes[-2:]) * 60 + int(seconds[:2])

    def to_phase(self, name: str, within_s: int = 60) -> None:
        """Lets time pass until this phase is on the screen."""
        shown = self.page.get_by_text(name, exact=True).first
        for _ in range(within_s):
            if shown.is_visible():
                return
            self.let_pass(1)
        expect(shown).to_be_visible()

    def finish_by_releasing(self, most: int = 80) -> None:
        """Releases hold after hold until the session is over."""
        after = self.heading(re.compile("Session complete|How is the pain"))
        for _ in range(most):
            if self.page.get_by_role("radiogroup", name="Pain now, 0 to 10").count() or after.count():
                return
            self.press("Release now")
            self.let_pass(1)
        raise AssertionError("the session never came to its end")
