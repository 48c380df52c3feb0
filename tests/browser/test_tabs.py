"""Several tabs of one browser: one line to the server, one that syncs, and what one records the others show."""

import contextlib
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Error, Locator, Page, Request, expect

from bare_browser import Browser as BareBrowser
from person import ALL_HELD, TABLET, Person
from running import Running

Make = Callable[..., Person]
pytestmark = pytest.mark.with_worker
# Longer than a tab takes to notice, on a machine that is busy with something else.
NOTICED_WITHIN_S = 20


def told(server: Running, metric: str) -> int:
    """What the server tells whoever runs it."""
    metrics = httpx.get(f"{server.url}/metrics").text
    return int(float(re.findall(rf"^holdwell_{metric} (\S+)$", metrics, re.MULTILINE)[0]))


def lines(server: Running) -> int:
    """How many live channels the server has open."""
    return told(server, "live_streams")


def wait(is_so: Callable[[], bool], what: str, page: Page | None = None) -> None:
    """Waits until it is so. What the browser of a page tells is heard while one waits for that page."""
    pause: Callable[[], None] = (lambda: time.sleep(0.05)) if page is None else (lambda: page.wait_for_timeout(50))
    end_s = time.monotonic() + NOTICED_WITHIN_S
    pause()
    while not is_so():
        assert time.monotonic() < end_s, what
        pause()


def until_lines(server: Running, wanted: int, page: Page | None = None) -> None:
    """Until the server has so many: it notices a closed one a moment later."""
    wait(lambda: lines(server) == wanted, f"never {wanted} lines", page)


class Watched:
    """Who of a browser's tabs has pushed, and who has called the server up."""

    def __init__(self, person: Person) -> None:
        self.pushes: list[Page] = []
        self.calls: list[Page] = []
        person.context.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.url.endswith("/api/sync") and request.method == "POST":
            self.pushes.append(request.frame.page)
        if request.url.endswith("/api/live"):
            self.calls.append(request.frame.page)


def note(page: Page, text: str) -> None:
    """Writes a note to the session that this tab shows."""
    page.get_by_role("textbox", name="Note").fill(text)
    page.get_by_role("button", name="Save the note").click()


def noted(page: Page, text: str) -> Locator:
    return page.get_by_role("paragraph").filter(has_text=text)


@pytest.fixture
def owner(people: Make, server: Running) -> Person:
    """A paired device with one tab, on the page of the one session that there is."""
    person = people(TABLET)
    person.pair(server.pairing_link)
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    person.press("Skip")
    person.stop_by_holding()
    person.press("Skip")
    person.press("Done")
    person.page.get_by_role("link", name="History").first.click()
    person.page.get_by_role("link", name="Upper back pain").click()
    expect(person.status.filter(has_text=ALL_HELD).first).to_be_visible()
    until_lines(server, 1, person.page)
    return person


def opened(owner: Person, server: Running, watched: Watched, count: int) -> list[Page]:
    """So many tabs on the same page, the last one in front and leading: the line there was is given up for its own."""
    path = owner.page.url.removeprefix(server.url)
    pages = [owner.page, *(owner.another_tab(path) for _ in range(count - 1))]
    for page in pages:
        expect(page.get_by_role("textbox", name="Note")).to_be_visible()
    front = pages[-1]
    wait(lambda: watched.calls[-1:] == [front] and lines(server) == 1, "the tab in front does not lead", pages[0])
    return pages


def test_N6_three_tabs_have_one_line_and_what_one_records_is_sent_once_and_seen_in_all(
    owner: Person, server: Running
) -> None:
    watched = Watched(owner)
    first, second, front = opened(owner, server, watched, 3)
    assert watched.calls[-1] == front
    note(first, "Behind the others")
    for page in (second, front):
        expect(noted(page, "Behind the others")).to_be_visible()
        expect(page.get_by_role("status").filter(has_text=ALL_HELD).first).to_be_visible()
    assert watched.pushes == [front]
    assert lines(server) == 1


def test_N6_what_another_device_records_is_seen_in_every_tab(owner: Person, people: Make, server: Running) -> None:
    path = owner.page.url.removeprefix(server.url)
    colleague = people(TABLET)
    colleague.pair(owner.code_for("Therapist"))
    owner.open(path)
    pages = [owner.page, owner.another_tab(path)]
    for page in pages:
        expect(page.get_by_role("textbox", name="Note")).to_be_visible()
    until_lines(server, 2, pages[0])
    colleague.open(path)
    note(colleague.page, "From the tablet next door")
    for page in pages:
        expect(noted(page, "From the tablet next door")).to_be_visible()


def close(page: Page) -> None:
    page.close()


def crash(page: Page) -> None:
    with contextlib.suppress(Error):
        page.goto("chrome://crash")


@pytest.mark.parametrize("end", [close, crash])
def test_N7_the_leading_tab_is_followed_when_it_is_closed_or_killed(
    owner: Person, server: Running, end: Callable[[Page], None]
) -> None:
    watched = Watched(owner)
    first, second, front = opened(owner, server, watched, 3)
    watched.calls.clear()
    end(front)
    wait(lambda: bool(watched.calls) and lines(server) == 1, "no tab has followed", first)
    note(first, "After it was gone")
    expect(noted(second, "After it was gone")).to_be_visible()
    expect(second.get_by_role("status").filter(has_text=ALL_HELD).first).to_be_visible()
    assert watched.pushes == [watched.calls[-1]]
    assert front not in watched.calls
    front.close()


@pytest.fixture
def bare_browser(tmp_path: Path) -> Iterator[BareBrowser]:
    """A browser with nothing between: one that is steered by Playwright hides and freezes no page."""
    browser = BareBrowser(tmp_path / "profile")
    yield browser
    browser.stop()


def test_N7_a_leading_tab_that_is_frozen_is_followed_and_leads_again_when_somebody_looks_at_it(
    server: Running, bare_browser: BareBrowser
) -> None:
    behind, front = bare_browser.page(), bare_browser.page()
    behind.open(server.pairing_link)
    behind.press("Pair")
    behind.wait("/Paired with/.test(document.body.innerText)")
    behind.open(f"{server.url}/protocols/upper-back-pain-therapist")
    behind.press("Start")
    behind.wait("document.querySelector('form input') !== null")
    front.open(f"{server.url}/history")
    front.wait("/Nothing yet/.test(document.body.innerText)")
    until_lines(server, 1)
    behind.hide()
    front.hide()
    until_lines(server, 0)
    front.call("Page.setWebLifecycleState", state="frozen")

    before = told(server, "facts")
    behind.ask("document.querySelector('form input').focus()")
    behind.call("Input.insertText", text="A. B.")
    behind.ask("document.querySelector('form').requestSubmit()")
    wait(lambda: told(server, "facts") == before + 1, "nobody sent it")

    front.call("Page.setWebLifecycleState", state="active")
    front.show()
    until_lines(server, 1)


def test_N16_a_line_that_fell_silent_without_a_word_is_called_up_anew(owner: Person, server: Running) -> None:
    watched = Watched(owner)
    # Nothing breaks off: to the browser this is a network that is gone.
    os.kill(server.pid, signal.SIGSTOP)
    try:
        owner.page.clock.run_for(35_000)
        assert watched.calls == []
        owner.page.clock.run_for(10_000)
    finally:
        os.kill(server.pid, signal.SIGCONT)
    wait(lambda: watched.calls == [owner.page], "the line was not called up anew", owner.page)
    until_lines(server, 1, owner.page)
