"""Every screen on the way of a session, for everyone: axe, sizes one can hit, text one can read, keys alone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from hindrances import COLOURS, hindrances, looks
from person import PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]

# Everything a live region comes to say, in order.
LISTEN = """() => {
  window.said = [];
  const hear = (change) => {
    const node = change.target.nodeType === 1 ? change.target : change.target.parentElement;
    const region = node?.closest('[aria-live], [role=alert]');
    if (region?.textContent.trim()) window.said.push(region.textContent.trim());
  };
  const observer = new MutationObserver((changes) => changes.forEach(hear));
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def screens(person: Person, link: str) -> Iterator[str]:
    """Walks through a session and names each screen it stands on."""
    person.open(link.removeprefix(person.url))
    expect(person.button("Pair")).to_be_visible()
    yield "pair"
    person.press("Pair")
    expect(person.heading(re.compile("Paired with"))).to_be_visible()
    person.open("/")
    expect(person.page.get_by_role("link", name="Upper back pain").first).to_be_visible()
    yield "library"
    person.page.get_by_role("link", name="Upper back pain").first.click()
    expect(person.button("Start")).to_be_visible()
    yield "protocol"
    person.press("Start")
    expect(person.button("None of these apply")).to_be_visible()
    yield "screening"
    person.none_apply()
    expect(person.button("Skip")).to_be_visible()
    yield "pain before"
    person.say_pain(5)
    expect(person.timer).to_be_visible()
    yield "setup"
    person.to_phase("Hold")
    person.rate(4)
    yield "hold"
    person.rate(6)
    yield "ease off"
    person.press("Something feels wrong")
    expect(person.page.get_by_role("dialog")).to_be_visible()
    person.let_pass(1)
    yield "stop-rule card"
    person.press("It is nothing, go on")
    person.press("Pause")
    yield "paused"
    person.sleep(100)
    person.be_killed()
    expect(person.heading("Paused while you were away")).to_be_visible()
    yield "parked"
    person.press("Continue")
    person.finish_by_releasing()
    yield "pain after"
    person.say_pain(4)
    expect(person.heading("Session complete")).to_be_visible()
    person.let_pass(2)
    yield "summary"
    for path in ("history", "devices", "settings", "status"):
        person.open(f"/{path}")
        person.let_pass(2)
        expect(person.page.get_by_role("heading", level=1)).to_be_visible()
        yield path
    yield from screens_of_the_finder(person)
    yield from screens_of_later_days(person)


def screens_of_the_finder(person: Person) -> Iterator[str]:
    """From a place on the body to likely tender spots, and to the stop of a red flag."""
    person.open("/where")
    expect(person.button("Chest")).to_be_visible()
    yield "where"
    person.press("Back")
    yield "where, from the back"
    person.press("Low back")
    expect(person.heading("Low back")).to_be_visible()
    yield "words for a place"
    person.press("Back pain with new trouble passing")
    expect(person.heading("This needs emergency care now")).to_be_visible()
    yield "red flag"
    person.press("These words do not fit")
    person.press("Ache across the low back")
    expect(person.button("None of these apply")).to_be_visible()
    yield "questions before an answer"
    person.press("None of these apply")
    person.press("Continue")
    expect(person.heading("Likely tender spots")).to_be_visible()
    expect(person.page.locator(".body-svg")).to_be_visible()
    yield "likely tender spots"


def screens_of_later_days(person: Person) -> Iterator[str]:
    """The same again: too soon, asked how it was, and worse."""
    person.open("/")
    person.pick("Upper back pain")
    expect(person.heading("Not yet")).to_be_visible()
    yield "too soon"
    person.press("Back to the library")
    person.sleep(50 * 3600)
    person.pick("Upper back pain")
    expect(person.heading("How was it the day after?")).to_be_visible()
    yield "day after"
    for name in ("Worse", "No"):
        person.page.get_by_role("radio", name=name, exact=True).check(force=True)
    person.page.get_by_role("checkbox", name="Numb, tingling or weak").check(force=True)
    yield "day after, answered"
    person.press("Continue")
    expect(person.heading("See a clinician first")).to_be_visible()
    yield "stopped by a sign"


@pytest.mark.with_worker
def test_every_screen_is_for_everyone(people: Make, server: Running, axe: str) -> None:
    person = people(PHONE, color_scheme="dark", reduced_motion="reduce")
    faults: list[str] = []
    for screen in screens(person, server.pairing_link):
        page = person.page
        for look in looks(page, (TABLET, "light"), (PHONE, "dark")):
            found = hindrances(page, axe, COLOURS if look.endswith("dark") else None)
            faults += [f"{screen}, {look}: {each}" for each in found]
    assert not faults, "\n".join(sorted(set(faults)))


press_until = Person.press_until


@pytest.mark.parametrize(
    ("viewport", "look"), [(TABLET, "light"), (PHONE, "candle")], ids=["tablet-light", "phone-candle"]
)
def test_a_session_by_keys_alone(people: Make, viewport: dict[str, int], look: str) -> None:
    person = people(viewport)
    keys = person.page.keyboard
    person.open("/")
    press_until(person, "Tab", "link", "Upper back pain")
    keys.press("Enter")
    press_until(person, "Tab", "button", "Start")
    keys.press("Enter")
    press_until(person, "Tab", "button", "None of these apply")
    keys.press("Enter")
    if person.button("Continue").count():
        press_until(person, "Tab", "button", "Continue")
        keys.press("Enter")
    press_until(person, "Tab", "radio", "Left")
    keys.press("ArrowRight")
    expect(person.page.get_by_role("radio", name="Both")).to_be_checked()
    press_until(person, "Tab", "button", "Continue")
    keys.press("Enter")
    if look == "candle":
        press_until(person, "Tab", "button", "Candlelight")
        keys.press("Enter")
        press_until(person, "Shift+Tab", "radio", "0")
    press_until(person, "Tab", "radio", "0")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    press_until(person, "Tab", "button", "Continue")
    keys.press("Enter")
    expect(person.timer).to_be_visible()
    person.to_phase("Hold")
    press_until(person, "Tab", "button", "Release now")
    keys.press("Enter")
    person.let_pass(1)
    press_until(person, "Tab", "button", "Stop")
    keys.press("Enter")
    press_until(person, "Tab", "button", "Stop the session")
    keys.press("Enter")
    press_until(person, "Tab", "button", "Skip")
    keys.press("Enter")
    expect(person.heading("Session stopped")).to_be_visible()


def test_in_a_hold_what_lets_go_comes_before_the_list_of_steps_by_keys(people: Make) -> None:
    person = people(TABLET)
    person.to_the_run()
    person.to_phase("Hold")
    # Keys begin at the name of the place.
    expect(person.page.get_by_role("heading", level=1)).to_be_focused()
    keys = person.page.keyboard
    for name in ("Something feels wrong", "Release now"):
        keys.press("Tab")
        expect(person.button(name)).to_be_focused()
    steps = person.page.get_by_role("navigation", name="Steps").get_by_role("button")
    expect(steps).to_have_count(16)
    person.focus_by("Tab", steps.first, most=8)


def test_how_it_was_is_said_by_keys_alone(people: Make) -> None:
    person = people(TABLET)
    keys = person.page.keyboard
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    person.press("Skip")
    person.to_phase("Hold")
    person.let_pass(3)
    person.stop_by_holding()
    person.press("Skip")
    person.press("Done")
    person.sleep(50 * 3600)
    person.pick("Upper back pain")
    heading = person.heading("How was it the day after?")
    expect(heading).to_be_focused()
    for way, role, name, key in (
        ("Tab", "radio", "Better", "Space"),
        ("ArrowRight", "radio", "The same", ""),
        ("Tab", "radio", "Yes", "Space"),
        ("ArrowRight", "radio", "No", ""),
        ("Tab", "checkbox", "None of these", "Space"),
        ("Tab", "button", "Continue", "Enter"),
    ):
        press_until(person, way, role, name)
        if key:
            keys.press(key)
    expect(person.heading("First, a few questions")).to_be_focused()


def test_at_twice_the_text_size_nothing_on_the_run_is_lost(people: Make) -> None:
    person = people(PHONE)
    person.open("/")
    person.page.evaluate("document.documentElement.style.fontSize = '200%'")
    person.pick("Upper back pain")
    person.none_apply()
    person.press("Skip")
    person.to_phase("Hold")
    for name in ("Release now", "Pause", "Redo", "Skip", "+15 s"):
        button = person.button(name)
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport()
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_milestones_are_said_once_from_one_live_region_and_never_each_second(people: Make) -> None:
    person = people(PHONE)
    person.open("/")
    person.page.evaluate(LISTEN)
    person.pick("Upper back pain")
    person.none_apply()
    person.press("Skip")
    person.to_phase("Hold")
    person.page.evaluate("window.said.length = 0")
    person.let_pass(28)
    said = list(dict.fromkeys(person.page.evaluate("window.said")))
    assert 1 <= len(said) <= 4, said
    assert any("alf" in each for each in said)
