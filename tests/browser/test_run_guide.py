"""The guide and every way to hold, as somebody at the table meets them; and the ways through the plan out of turn."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from person import PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]
ROOT = Path(__file__).parents[2] / "protocols"
STYLE = Path(__file__).parents[1] / "content" / "styles" / "raise-and-hold.yaml"
MORE_STEPS = """
  - {point: gluteus-medius-middle, side: right, hold_s: 32, reps: 1, rest_s: 0, target_nrs: [3, 5], ceiling_nrs: 7,
     hold_kind: pulse, pulse: {press_s: 5, ease_s: 3}, body_position: side-lying}
  - {point: gluteus-medius-middle, side: right, hold_s: 60, reps: 1, rest_s: 0, target_nrs: [3, 5], ceiling_nrs: 7,
     hold_breaths: 2, body_position: side-lying}
"""


@pytest.fixture
def practice(start_server: Callable[..., Running], tmp_path: Path) -> Running:
    """A practice with a protocol of its own: levels, then a pulse, then breaths."""
    folder = Path(shutil.copytree(ROOT, tmp_path / "protocols"))
    text = STYLE.read_text("utf-8").rstrip().replace("side: affected", "side: left") + MORE_STEPS
    (folder / "conditions" / "low-back-pain" / "raise-and-hold.yaml").write_text(text, "utf-8")
    return start_server(args=("--protocols", str(folder)))


@pytest.fixture
def at_practice(browser: Browser, practice: Running) -> Iterator[Person]:
    """A therapist at a phone of that practice; no script fails."""
    person = Person(browser, practice.url, PHONE)
    yield person
    assert person.errors == []
    person.context.close()


def begin(person: Person, title: str, *, with_client: bool = False) -> None:
    person.open("/")
    person.pick(title, with_client=with_client)
    if with_client:
        person.press("I am trained and treat someone else")
        person.press("No name")
    person.press("None of these apply")
    stop, carry_on = person.button("Stop, hold to stop"), person.button("Continue")
    for _ in range(8):
        expect(stop.or_(carry_on).first).to_be_visible()
        if stop.count():
            return
        title = person.page.get_by_role("heading", level=1).inner_text()
        for group in person.page.get_by_role("radiogroup", name=re.compile("^(Pain now|Which side)")).all():
            group.get_by_role("radio").first.click(force=True)
        carry_on.click()
        expect(person.page.get_by_role("heading", level=1)).not_to_have_text(title)
    raise AssertionError("the run never came")


def text(person: Person, words: str) -> None:
    expect(person.page.get_by_text(words, exact=True).first).to_be_visible()


def test_ratings_are_asked_for_and_answered_by_tap_and_key_and_the_guide_follows_them(people: Make) -> None:
    person = people(PHONE)
    begin(person, "Upper back pain")
    person.to_phase("Hold")
    text(person, "How strong is it now?")
    person.page.keyboard.press("5")
    expect(person.page.get_by_text("How strong is it now?", exact=True)).to_have_count(0)
    text(person, "Stay. Breathe out slowly.")
    person.let_pass(15)
    text(person, "Half way: how strong is it now?")
    person.rate(4)
    text(person, "It is easing. Stay as light as you are.")
    person.rate(6)
    text(person, "Lighter. Six is the ceiling here.")
    expect(person.button("Release now").first).to_have_text("Release now")
    person.page.keyboard.press("3")
    person.button("Release now").first.click()
    text(person, "As it comes off: how strong was it?")
    person.rate(2)
    text(person, "5 at first, 2 at the end")
    person.stop_by_holding()
    person.say_pain(4)
    # Tenderness under the finger, and apart from it the pain.
    melt = person.page.locator(".melt").first
    expect(melt).to_contain_text("5 at first, 2 at the end")
    expect(person.heading("Discomfort under the finger")).to_be_visible()
    expect(person.heading("Pain")).to_be_visible()


def test_one_goes_to_any_step_and_back_and_a_therapist_adds_one(people: Make) -> None:
    person = people(TABLET)
    begin(person, "Upper back pain", with_client=True)
    open_steps(person)
    sheet = person.page.get_by_role("dialog")
    sheet.get_by_role("listitem").nth(4).get_by_role("button").click()
    expect(sheet).to_contain_text("Step 5 of 16")
    sheet.get_by_role("button", name="Go here").click()
    expect(sheet).to_have_count(0)
    expect(person.page.locator(".run-place")).to_contain_text("5 of 16")
    open_steps(person)
    sheet.get_by_role("button", name="Back one step").click()
    expect(person.page.locator(".run-place")).to_contain_text("4 of 16")

    open_steps(person)
    sheet.get_by_role("button", name="Add a step").click()
    sheet.get_by_label("Which point?").fill("forearm")
    first = sheet.get_by_role("listitem").first.get_by_role("button")
    name = first.inner_text()
    first.click()
    sheet.get_by_role("button", name="Left", exact=True).click()
    added = sheet.get_by_role("listitem").nth(16)
    expect(added).to_contain_text(f"{name}, left")
    added.get_by_role("button").click()
    sheet.get_by_role("button", name="Go here").click()
    expect(sheet).to_have_count(0)
    while person.heading(re.compile(r"\?$")).count():
        person.let_pass(2)
        person.press("No, go on")
    expect(person.page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(person.page.locator(".run-place")).to_contain_text("17 of 17")

    # Killed, it is still there; its hold is told of with all that was planned.
    person.let_pass(1)
    person.until_kept("running", '"hold":16')
    person.be_killed()
    expect(person.heading("Paused while you were away")).to_be_visible()
    expect(person.page.get_by_text(f"Next: {name}, left")).to_be_visible()
    person.press("Continue")
    person.to_phase("Hold")
    person.let_pass(3)
    person.stop_by_holding()
    person.button("Skip").click()
    expect(person.page.get_by_role("main")).to_contain_text(f"{name} left", use_inner_text=False, ignore_case=True)
    expect(person.page.get_by_role("main")).to_contain_text("of 17")


def test_alone_there_is_nothing_to_add_and_every_step_can_be_gone_to_by_keys(people: Make) -> None:
    person = people(PHONE)
    begin(person, "Upper back pain")
    person.press_until("Tab", "button", "all steps")
    person.page.keyboard.press("Enter")
    sheet = person.page.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name="Steps")).to_be_visible()
    expect(sheet.get_by_role("button", name="Add a step")).to_have_count(0)
    # Past the tones and the key that closes it to the second step; the first has none before it.
    for key in ("Tab", "Tab", "Tab", "Tab", "Enter"):
        person.page.keyboard.press(key)
    expect(sheet).to_contain_text("Step 2 of")
    person.press_until("Tab", "button", "Go here")
    person.page.keyboard.press("Enter")
    expect(person.page.locator(".run-place")).to_contain_text("2 of")
    person.page.locator(".run-place").click()
    person.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_a_hold_broken_off_for_a_reason_is_not_ticked_off_and_the_history_says_why(people: Make) -> None:
    person = people(PHONE)
    begin(person, "Upper back pain")
    person.to_phase("Hold")
    for key in ("Something feels wrong", "Numb, tingling", "I have come off"):
        person.press(key)
    open_steps(person)
    first = person.page.get_by_role("dialog").get_by_role("listitem").first
    expect(first).to_contain_text("rests for today")
    assert first.evaluate("(item) => getComputedStyle(item.firstChild.firstChild, '::after').content") == "none"
    person.page.keyboard.press("Escape")
    person.stop_by_holding()
    person.press("Skip")
    person.press("Done")
    person.page.get_by_role("link", name="History").click()
    expect(person.page.get_by_role("article").first).to_contain_text("something felt wrong")


def test_levels_a_pulse_and_breaths_are_run_and_told_of(at_practice: Person) -> None:
    person = at_practice
    begin(person, "Raise and hold", with_client=True)
    person.to_phase("Hold")
    text(person, "of 1:30, level 1 of 3")
    text(person, "aim 3 to 4")
    person.let_pass(31)
    text(person, "of 1:30, level 2 of 3")
    text(person, "A little deeper now, only as far as it stays comfortable.")
    text(person, "aim 4 to 5")
    person.rate(7)
    text(person, "Lighter. Seven is the ceiling here.")
    # The ceiling was reached: no level follows, however long it goes on.
    person.rate(4)
    person.let_pass(40)
    text(person, "of 1:30, level 2 of 3")
    person.button("Release now").first.click()

    person.to_phase("Press")
    person.let_pass(6)
    text(person, "Let up")
    text(person, "Let up, and stay in touch.")
    person.let_pass(3)
    text(person, "Press in, slowly.")
    person.button("Release now").first.click()

    person.to_phase("Hold")
    text(person, "of 1:00, 0 of 2 breaths")
    person.let_pass(4)
    person.press("One breath out")
    text(person, "of 1:00, 1 of 2 breaths")
    person.let_pass(4)
    person.press("One breath out")
    text(person, "Come off slowly.")
    expect(person.heading("And the pain now?")).to_have_count(0)
    person.to_phase("And the pain now?")


def test_PK6_with_the_whole_screen_as_one_key_a_tap_counts_a_breath_and_the_held_key_lets_go(
    at_practice: Person,
) -> None:
    person = at_practice
    person.page.set_viewport_size({"width": TABLET["width"], "height": TABLET["height"]})
    begin(person, "Raise and hold", with_client=True)
    open_steps(person)
    sheet = person.page.get_by_role("dialog")
    sheet.get_by_role("listitem").last.get_by_role("button").click()
    sheet.get_by_role("button", name="Go here").click()
    person.press("Whole screen as one key")

    def tap(seconds: float = 0.1) -> None:
        person.page.mouse.move(TABLET["width"] * 0.4, TABLET["height"] * 0.6)
        person.page.mouse.down()
        person.let_pass(seconds)
        person.page.mouse.up()
        person.let_pass(2)

    person.to_phase("Hold")
    text(person, "Tap each breath. Hold for all keys.")
    text(person, "0 of 2 breaths")
    tap()
    text(person, "1 of 2 breaths")
    tap(1)
    sheet.get_by_role("button", name="Release now").click()
    text(person, "Release")
    tap(1)
    sheet.get_by_role("button", name="Redo").click()
    person.to_phase("Hold")
    # What has only keys or a screen reader counts with the one key too, and has a key of its own that lets go.
    expect(person.button("Release now")).to_be_attached()
    person.button("One breath out").press("Enter")
    person.let_pass(2)
    text(person, "1 of 2 breaths")
    tap()
    text(person, "Release")


def open_steps(person: Person) -> None:
    person.page.locator(".run-place").click()
    expect(person.page.get_by_role("dialog")).to_be_visible()


def test_S8_the_list_says_as_the_clock_does_how_long_the_hold_is_with_what_was_added(people: Make) -> None:
    person = people(TABLET)
    person.to_the_run()
    # A timed hold: one until it eases takes no 15 s more.
    timed = person.page.get_by_role("navigation", name="Steps").get_by_role("listitem").filter(has_text="0:45").first
    number = timed.inner_text().split("\n")[0]
    timed.get_by_role("button").click()
    person.press("Go here")
    person.to_phase("Hold")
    person.press("+15 s")
    expect(person.page.locator(".dial-of")).to_have_text("of 1:00")
    here = person.page.locator('.run-list [aria-current="step"]')
    expect(here).to_contain_text(number)
    expect(here.locator(".run-steps-time")).to_have_text("1:00")
    here.get_by_role("button").click()
    expect(person.page.get_by_role("dialog")).to_contain_text(f"Step {number} of 16, 1:00.")
