"""Come back to a run from outside, and what stays in sight between two holds: said plainly, in every look of it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from ears import EARS, GIVEN, LASTING, REFUSED, before_start, in_a_hold
from person import PHONE, TABLET, Person

Make = Callable[..., Person]
READY = "All ready"
DARK = "The screen may go dark: the device refused to keep it on."
PATTERN = "(node) => getComputedStyle(node).backgroundImage"
CANDLE, WHOLE = "Candlelight", "Whole screen as one key"


TAKEN = """() => new Promise((done) => {
  made.audio[0].addEventListener('pause', () => setTimeout(done), { once: true });
  made.audio[0].pause();
})"""


def called(person: Person) -> None:
    """A call takes the sound away while another app is in front, and then it is over."""
    person.page.evaluate("be('hidden')")
    # A call takes away sound that has begun, and is heard of long before it is over.
    person.page.wait_for_function("!made.audio[0].paused", polling=50)
    person.page.evaluate(TAKEN)
    person.page.evaluate("be('visible')")
    expect(person.page.get_by_text(re.compile("^Paused")).first).to_be_visible()


@pytest.mark.parametrize(
    ("viewport", "look"), [(TABLET, None), (PHONE, CANDLE)], ids=["tablet-ordinary", "phone-candle"]
)
def test_X4_after_a_call_all_is_looked_at_again_before_one_goes_on(
    people: Make, viewport: dict[str, int], look: str | None
) -> None:
    person = people(viewport)
    before_start(person, GIVEN, LASTING)
    person.press("Play a tone")
    person.press("Yes")
    person.press("Skip")
    if look:
        person.press(look)
    person.to_phase("Hold")
    called(person)
    expect(person.page.get_by_text(READY)).to_be_visible()
    expect(person.button("Resume")).to_be_in_viewport()
    person.press("Resume")
    expect(person.page.get_by_text(READY)).to_have_count(0)


def test_X4_where_something_is_amiss_it_is_one_sentence_and_stands_in_nobodys_way(people: Make) -> None:
    person = people()
    in_a_hold(person, REFUSED)
    called(person)
    expect(person.button("Play a tone")).to_be_visible()
    # There is more than fits beside the time: each in its turn, and none runs under the keys.
    person.press("Show the next")
    expect(person.page.get_by_text(DARK)).to_be_in_viewport(ratio=1)
    expect(person.button("Resume")).to_be_in_viewport(ratio=1)
    person.press("Resume")
    expect(person.timer).to_be_visible()
    expect(person.page.get_by_text(DARK)).to_have_count(0)


def test_X4_over_the_one_key_it_is_only_read_and_a_tap_goes_on(people: Make) -> None:
    person = people()
    in_a_hold(person, REFUSED)
    person.press(WHOLE)
    called(person)
    expect(person.page.get_by_text(DARK)).to_be_visible()
    expect(person.button("Play a tone")).to_have_count(0)
    # Wherever it falls, also on these words.
    box = person.page.get_by_text(DARK).bounding_box()
    assert box is not None
    person.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    person.let_pass(1)
    expect(person.page.get_by_text(DARK)).to_have_count(0)


def test_S27_parked_it_says_which_hold_it_was_how_long_and_until_when_it_was_seen(people: Make) -> None:
    person = people()
    in_a_hold(person)
    person.let_pass(6)
    person.page.evaluate("be('hidden')")
    person.sleep(90)
    person.page.evaluate("be('visible')")
    expect(person.heading("Paused while you were away")).to_be_visible()
    said = person.page.get_by_text(re.compile(r"Top of the shoulder, (left|right): held for 0:30 of 0:30\."))
    expect(said).to_be_visible()
    expect(said.locator("..")).to_contain_text(
        re.compile(r"(Seen|heard) until [\d:]{8}\. That is 0:0\d of it; the other 0:2\d nobody saw or heard\.")
    )
    # And what is kept says so as well: in the row of the hold, in its bar, in the total, and in the history.
    person.press("Continue")
    person.stop_by_holding()
    person.press("Skip")
    unwatched = re.compile(r"0:2\d of it unwatched")
    row = person.page.get_by_role("listitem").filter(has_text="ended while away").last
    expect(row).to_contain_text(unwatched)
    watched, rest = row.locator(".held-bar > i").all()
    assert watched.evaluate(PATTERN) == "none"
    assert "repeating" in rest.evaluate(PATTERN)
    expect(person.page.get_by_role("term").filter(has_text=unwatched)).to_have_text(re.compile("^held, "))
    expect(person.page.get_by_text("Striped: nobody saw or heard it.")).to_be_visible()
    person.press("Done")
    person.open("/history")
    entry = person.page.get_by_role("article")
    expect(entry).to_contain_text(unwatched)
    assert "repeating" in entry.locator(".score-bar").first.evaluate(PATTERN)


# -- The curve of the hold that has ended --------------------------------------------------------------------------


def elsewhere(person: Person) -> None:
    """On to a place farther down in the plan, which has to be looked for."""
    person.press("all steps")
    person.page.get_by_role("dialog").get_by_role("listitem").nth(5).get_by_role("button").click()
    person.press("Go here")
    person.to_phase("Find the place")


@pytest.mark.parametrize("look", [None, CANDLE, WHOLE], ids=["ordinary", "candle", "whole"])
def test_what_was_rated_stays_in_sight_until_the_next_contact(people: Make, look: str | None) -> None:
    person = people()
    in_a_hold(person)
    person.page.keyboard.press("5")
    person.let_pass(3)
    person.page.keyboard.press("3")
    if look:
        person.press(look)
    curve = person.page.locator(".melted:visible")
    expect(curve).to_have_count(0)
    person.to_phase("Rest")
    expect(curve).to_contain_text("5 at first, 3 at the end")
    person.page.keyboard.press("3")
    # Where another place is looked for it says whose numbers they are.
    elsewhere(person)
    expect(curve).to_contain_text(re.compile("^Top of the shoulder, (left|right): 5 at first, 3 at the end$"))
    person.to_phase("Sink in")
    expect(curve).to_have_count(0)


def test_and_nothing_is_shown_where_nothing_was_rated(people: Make) -> None:
    person = people()
    in_a_hold(person)
    person.press(CANDLE)
    person.to_phase("Rest")
    expect(person.page.locator(".melted")).to_have_count(0)
    elsewhere(person)
    expect(person.page.locator(".melted")).to_have_count(0)


# -- Tones, by protocol and person ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("viewport", "look"), [(TABLET, CANDLE), (PHONE, WHOLE)], ids=["tablet-candle", "phone-whole"])
def test_tones_are_chosen_in_the_quiet_run_from_the_key_that_says_where_one_is(
    people: Make, viewport: dict[str, int], look: str
) -> None:
    person = people(viewport)
    in_a_hold(person)
    person.press(look)
    person.press("all steps")
    key = person.button("Tones: Soft")
    box = key.bounding_box()
    assert box is not None
    assert box["height"] >= 56
    key.click()
    person.page.get_by_text("Silent", exact=True).click()
    person.press("Back to the run")
    expect(person.page.locator(".run.is-field")).to_be_visible()
    person.press("all steps")
    expect(person.button("Tones: Silent")).to_be_visible()


def test_and_on_the_last_screen_before_start_with_the_person_named(people: Make) -> None:
    person = people()
    person.page.add_init_script(EARS)
    # Who was never asked is told as the others are; what is chosen for one changes nothing for another.
    for client, before, profile in (("A. B.", "Soft", "Clear"), ("C. D.", "Clear", "Silent"), ("A. B.", "Clear", "")):
        person.open("/")
        person.pick("Upper back pain", with_client=True)
        person.press("I am trained and treat someone else")
        known = person.button(client)
        expect(person.page.get_by_role("textbox")).to_be_visible()
        if known.count():
            known.click()
        else:
            person.page.get_by_role("textbox").fill(client)
            person.page.keyboard.press("Enter")
        person.none_apply()
        if person.heading(re.compile("steps")).count():
            person.press("Continue")
        chosen = person.page.get_by_text(f"Tones with {client}: {before}")
        expect(chosen).to_be_visible()
        chosen.click()
        if profile:
            person.page.get_by_text(profile, exact=True).click()
            expect(person.page.get_by_text(f"Tones with {client}: {profile}")).to_be_visible()
            expect(person.page.get_by_text(f"For this treatment with {client}, on this device.")).to_be_visible()
            person.press("Skip")
            person.press("all steps")
            expect(person.button(f"Tones with {client}: {profile}")).to_be_visible()
            person.press("Back to the run")
            person.stop_by_holding()
            person.press("Skip")
            person.press("Done")
