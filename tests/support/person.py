"""Somebody in front of the app: finds everything by the names that assistive technology hears, and waits as people do.

The page's clock is moved, never slept through: `let_pass` walks it on from timer to timer, as while the app is awake,
`sleep` jumps over the time in one go, as a device does that slept.
"""

import contextlib
import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 1180, "height": 820}
# So often somebody looks up meanwhile: the page is drawn, and what it asked of a disk or a server is answered.
STEP_MS = 1000
# Each ends by the clock, and the time that is left of it is shown.
PHASES = ("Find the place", "Sink in", "Hold", "Release", "Rest")
# In one question: the app's own policy keeps a page from being asked again and again by a script in words.
CONTROLLED = """() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null
  || new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', () => resolve(true))))"""
KEPT = """([store]) => new Promise((resolve, reject) => {
  const opening = indexedDB.open('holdwell');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const all = opening.result.transaction(store).objectStore(store).getAll();
    all.onsuccess = () => { opening.result.close(); resolve(JSON.stringify(all.result)); };
  };
})"""
ALL_HELD = re.compile(r"([1-9]\d*) of \1 on the server")


class Person:
    """One browser profile with one page. `requests` is every address asked for.

    With `service_workers="block"` the app lives from the network alone, as at its very first load: for whoever never
    loses it, and has not to wait until all is kept.
    """

    def __init__(self, browser: Browser, url: str, viewport: dict[str, int], **options: Any) -> None:
        self.url = url
        self.requests: list[str] = []
        self.errors: list[str] = []
        self._is_kept = options.get("service_workers") != "block"
        self.context: BrowserContext = browser.new_context(viewport=viewport, has_touch=True, **options)
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page: Page = self._new_page()

    def _new_page(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.clock.install()
        return page

    def open(self, path: str = "/") -> None:
        """Opens the app and waits until it can live without the network, where it ever can."""
        self.page.goto(self.url + path)
        if self._is_kept:
            self.page.evaluate(CONTROLLED)

    def is_offline(self, offline: bool) -> None:
        self.context.set_offline(offline)

    def another_tab(self, path: str = "/") -> Page:
        """Opens the app in one more tab of this browser, in front of the others."""
        page = self._new_page()
        page.goto(self.url + path)
        return page

    def be_killed(self) -> None:
        """The page dies with no warning, as when the system takes the memory, and is opened again."""
        url = self.page.url
        with contextlib.suppress(Error):
            self.page.goto("chrome://crash")
        self.page.close()
        self.page = self._new_page()
        self.page.goto(url)

    def until_kept(self, store: str, words: str, most: int = 800) -> None:
        """Waits until these words stand on the disk: writing takes a moment, and a page may die before it is over."""
        for _ in range(most):
            if words in self.page.evaluate(KEPT, [store]):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(f"{words} was never kept in {store}")

    def until_let_go(self, store: str, words: str, most: int = 800) -> None:
        """Waits until these words stand on the disk no longer."""
        for _ in range(most):
            if words not in self.page.evaluate(KEPT, [store]):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(f"{words} is still kept in {store}")

    # -- Finding things -----------------------------------------------------------------------------------------------

    def button(self, name: str | re.Pattern[str]) -> Locator:
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

    def press_until(self, key: str, role: Any, name: str, most: int = 120) -> None:
        """Moves the focus with one key until it stands on this control."""
        self.focus_by(key, self.page.get_by_role(role, name=name), most)

    def focus_by(self, key: str, wanted: Locator, most: int = 250) -> None:
        """Presses one key until the focus stands on one of these."""
        expect(wanted.first).to_be_attached()
        focused = wanted.and_(self.page.locator(":focus"))
        for _ in range(most):
            if focused.count():
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{wanted} cannot be reached by {key}")

    def rate(self, nrs: int) -> None:
        group = self.page.get_by_role("radiogroup", name="Discomfort, 0 to 10")
        group.get_by_role("radio", name=re.compile(rf"^{nrs}\b")).click()

    # -- Pairing ------------------------------------------------------------------------------------------------------

    def pair(self, link: str, *, send_all: bool = False) -> None:
        """Opens a pairing link and says yes; `send_all` ticks every session that waits on the device."""
        self.open(link.removeprefix(self.url))
        expect(self.button("Pair")).to_be_visible()
        for box in self.page.get_by_role("checkbox").all() if send_all else []:
            box.check(force=True)
        self.press("Pair")
        expect(self.heading(re.compile("Paired with"))).to_be_visible()

    def code_for(self, role: str) -> str:
        """As the owner: makes a code for one more device, and gives the link one would open there."""
        self.open("/devices")
        self.press(role)
        code = self.page.get_by_text(re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")).first.inner_text()
        return f"{self.url}/pair#{code}"

    # -- The way to a run ---------------------------------------------------------------------------------------------

    def pick(self, title: str, *, with_client: bool = False) -> None:
        """From the library to the first question, by the protocol's title."""
        audience = "With a client" if with_client else "For myself"
        self.page.get_by_text(audience, exact=True).first.click()
        self.page.get_by_role("link", name=title).first.click()
        self.press("Start")

    def none_apply(self, side: str = "Both") -> None:
        """Says no to what has no answer yet and goes on, over the question which side today, where it is asked."""
        others = self.button("No to all the others")
        expect(self.button("None of these apply").or_(others)).to_be_visible()
        self.press("No to all the others" if others.count() else "None of these apply")
        self.press("Continue")
        expect(self.heading("First, a few questions")).to_have_count(0)
        if self.heading("Which side today?").count():
            self.choose_side(side)

    def choose_side(self, side: str) -> None:
        self.page.get_by_role("radiogroup", name="Which side today?").get_by_role("radio", name=side).check(force=True)
        self.press("Continue")

    def to_the_last_question(self) -> None:
        """Upper back pain, alone, and nothing applies: only how strong the pain is stands before the run."""
        self.open("/")
        self.pick("Upper back pain")
        self.none_apply()
        expect(self.button("Skip")).to_be_visible()

    def to_the_run(self) -> None:
        """The same, and on into the run."""
        self.to_the_last_question()
        self.press("Skip")
        expect(self.timer).to_be_visible()

    def start_with(self, client: str) -> None:
        """From the library into a run for upper back pain with this client, in pain of 4."""
        self.pick("Upper back pain", with_client=True)
        self.page.get_by_role("textbox").fill(client)
        self.page.keyboard.press("Enter")
        self.none_apply()
        if self.heading(re.compile("steps")).count():
            self.press("Continue")
        self.say_pain(4)
        expect(self.timer).to_be_visible()

    def stop_in_the_first_hold(self) -> None:
        """From the run to the summary of a session that was stopped, and pain not told."""
        self.to_phase("Hold")
        self.stop_by_holding()
        self.press("Skip")
        expect(self.heading("Session stopped")).to_be_visible()

    def start_with_no_name(self) -> None:
        """From the page of a protocol for therapists to its run, the client unnamed."""
        self.press("Start")
        self.press("No name")
        self.press("None of these apply")
        self.press("Continue")
        # One side is asked for where the plan leaves it open.
        side = self.heading("Which side hurts?")
        expect(side.or_(self.heading("How is the pain now?"))).to_be_visible()
        if side.count():
            self.page.get_by_role("radio", name="Left").check(force=True)
            self.press("Continue")
        self.press("Skip")

    def answer(self, question: str, answer: str) -> None:
        name = re.compile(question)
        group = self.page.get_by_role("group", name=name).or_(self.page.get_by_role("radiogroup", name=name)).first
        group.get_by_role("radio", name=answer).check(force=True)

    def answer_the_rest(self, answer: str) -> None:
        """Answers every question that has no answer yet."""
        for radio in self.page.get_by_role("radio", name=answer).all():
            group = radio.locator("xpath=ancestor::*[@role='radiogroup' or @role='group' or self::fieldset][1]")
            if not any(each.is_checked() for each in group.get_by_role("radio").all()):
                radio.check(force=True)

    def say_pain(self, nrs: int) -> None:
        group = self.page.get_by_role("radiogroup", name="Pain now, 0 to 10")
        group.get_by_role("radio", name=re.compile(rf"^{nrs}\b")).click()
        self.press("Continue")

    def stop_by_holding(self) -> None:
        """Keeps the finger on Stop for as long as it asks."""
        box = self.page.get_by_role("button", name=re.compile("^Stop")).first.bounding_box()
        assert box
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()
        self.let_pass(1)
        self.page.mouse.up()

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

    def now_ms(self) -> int:
        """The page's own time, in epoch milliseconds: it goes on by itself too, as fast as the machine lets it."""
        return int(self.page.evaluate("() => Date.now()"))

    def seconds_left(self) -> int:
        return _seconds_in(self.timer.inner_text())

    def to_phase(self, name: str, within_s: int = 60) -> None:
        """Lets time pass until this phase is on the screen: as much at once as is left of the one before."""
        shown = self.page.get_by_text(name, exact=True).first
        passed_s = 0
        while passed_s < within_s:
            # The time first: what is drawn between two looks is the phase itself, and none of its time goes by.
            shown_s = [_seconds_in(each) for each in self.timer.all_inner_texts()] if name in PHASES else []
            if shown.is_visible():
                break
            left_s = max([1, *shown_s])
            self.let_pass(left_s)
            passed_s += left_s
        expect(shown).to_be_visible()

    def finish_by_releasing(self, most: int = 80) -> None:
        """Releases hold after hold until the session is over."""
        expect(self.timer).to_be_visible()
        after = self.heading(re.compile("Session complete|How is the pain"))
        for _ in range(most):
            if self.page.get_by_role("radiogroup", name="Pain now, 0 to 10").count() or after.count():
                return
            self.press("Release now")
            self.let_pass(1)
        raise AssertionError("the session never came to its end")


def _seconds_in(clock: str) -> int:
    minutes, seconds = clock.strip().split(":")[-2:]
    return int(minutes[-2:]) * 60 + int(seconds[:2])
