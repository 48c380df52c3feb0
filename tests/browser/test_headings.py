"""Where somebody comes to: each page has one heading in one main part, the focus goes there, and a title names it."""

import re
from collections.abc import Callable, Iterator

from playwright.sync_api import expect

from person import PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]


def pages(person: Person) -> Iterator[tuple[str | re.Pattern[str], str]]:
    """Goes from page to page by what stands on it; the heading and the title that each must have."""
    page = person.page

    def follow(name: str | re.Pattern[str]) -> None:
        page.get_by_role("link", name=name).first.click()

    follow("Where does it hurt?")
    yield "Where does it hurt?", "Where does it hurt?"
    person.press("Back")
    person.press("Low back")
    yield "Low back", "Where does it hurt?"
    follow("Library")
    yield "What would help today?", "Library"
    follow(re.compile("^Upper back pain"))
    yield "Upper back pain", "Protocol"
    follow("History")
    yield "Nothing yet", "History"
    follow("Settings")
    yield "Settings", "Settings"
    follow("Devices")
    yield "Devices", "Devices"
    page.go_back()
    yield "Settings", "Settings"
    follow("Server")
    yield "Server", "Server"
    follow("Library")
    page.get_by_text("With a client", exact=True).first.click()
    follow("Build a session")
    yield "Build a session", "Build a session"
    follow("Library")
    page.get_by_text("For myself", exact=True).first.click()
    follow(re.compile("^Upper back pain"))
    person.press("Start")
    yield "First, a few questions", "A session now"
    person.press("None of these apply")
    person.press("Continue")
    yield "Which side today?", "A session now"
    person.choose_side("Both")
    yield "How is the pain now?", "A session now"
    person.press("Skip")
    yield re.compile("^Top of the shoulder"), "A session now"
    person.to_phase("Hold")
    person.stop_by_holding()
    yield "And the pain now?", "A session now"
    person.press("Skip")
    yield "Session stopped", "A session now"
    person.press("Done")
    yield "What would help today?", "Library"
    follow("History")
    yield "History", "History"
    follow(re.compile("^Upper back pain"))
    yield "Session stopped", "One session"


def test_every_page_has_one_heading_that_the_focus_goes_to_and_a_title_of_its_own(
    people: Make, server: Running
) -> None:
    person = people(PHONE)
    person.pair(server.pairing_link)
    person.open("/")
    page = person.page
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for heading, title in pages(person):
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.get_by_role("main")).to_have_count(1)
        expect(page.get_by_role("main").get_by_role("heading", level=1, name=heading)).to_be_focused()
        expect(page).to_have_title(f"{title} · Holdwell")


def test_a_title_tells_nobody_whom_a_page_is_about(people: Make, server: Running) -> None:
    person = people(TABLET)
    person.pair(server.pairing_link)
    person.open("/")
    person.start_with("A. B.")
    person.stop_in_the_first_hold()
    person.press("Done")
    person.open("/history")
    person.page.get_by_label("Show").select_option(label="A. B.")
    person.page.get_by_role("link", name="About A. B.").click()
    expect(person.heading("A. B.")).to_be_visible()
    expect(person.page).to_have_title("A client · Holdwell")
