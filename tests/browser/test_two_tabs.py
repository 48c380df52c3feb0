"""A session that runs in one tab, seen from another of the same browser: real tabs, and the browser's own locks."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from person import TABLET, Person

Make = Callable[..., Person]
pytestmark = pytest.mark.with_worker
SAID = "A session is running in another tab."
# Held by whoever runs the session.
HELD = "async () => (await navigator.locks.query()).held.filter(({ name }) => name === 'holdwell-run').length"


def beside(people: Make) -> tuple[Person, Page]:
    """A session in its first hold, and the page of a treatment in another tab."""
    person = people(TABLET)
    person.to_the_run()
    person.to_phase("Hold")
    person.until_kept("running", '"session"')
    other = person.another_tab("/protocols/upper-back-pain-self-care")
    expect(other.get_by_text(SAID)).to_be_visible()
    return person, other


def passes(page: Page, seconds: int) -> None:
    for _ in range(seconds * 2):
        page.clock.run_for(500)


def test_another_tab_says_so_and_starts_nothing(people: Make) -> None:
    person, other = beside(people)
    assert other.evaluate(HELD) == 1
    expect(other.get_by_role("button", name="Start")).to_be_disabled()
    expect(other.get_by_text("Go on there, or close that tab: then it goes on here.")).to_be_visible()
    # One goes there, and it has run on.
    person.page.bring_to_front()
    expect(person.timer).to_be_visible()
    person.let_pass(2)
    expect(person.page.get_by_text("Hold", exact=True)).to_be_visible()


def test_R9_where_that_tab_is_closed_it_goes_on_here_parked_and_nothing_is_lost(people: Make) -> None:
    person, other = beside(people)
    person.page.close()
    expect(other.get_by_text(SAID)).to_be_visible()
    title = other.get_by_role("heading", name="Paused while you were away")
    for _ in range(60):
        if title.count():
            break
        passes(other, 1)
    expect(title).to_be_visible()
    assert other.evaluate(HELD) == 1
    expect(
        other.get_by_text(re.compile(r"^Top of the shoulder, (left|right): held for 0:\d\d of 0:30\.$"))
    ).to_be_visible()
    other.get_by_role("button", name="Continue").click()
    expect(other.get_by_role("timer", name="Time left")).to_be_visible()


def test_and_where_the_session_is_over_there_one_starts_here_again(people: Make) -> None:
    person, other = beside(people)
    person.stop_by_holding()
    person.press("Skip")
    person.press("Done")
    for _ in range(60):
        if not other.get_by_text(SAID).count():
            break
        passes(other, 1)
    expect(other.get_by_role("button", name="Start")).to_be_enabled()
