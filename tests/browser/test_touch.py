"""The whole screen as one key, and the touch lock: with oily hands, under a wet cloth."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from hindrances import hindrances
from person import KEPT, PHONE, TABLET, Person

Make = Callable[..., Person]


# At each of these points the one key is what a finger meets.
ONE_KEY = "(points) => points.every(([x, y]) => document.elementFromPoint(x, y)?.closest('.quiet-whole'))"


NO_WAKE_LOCK = """
  navigator.wakeLock.request = async () => { throw new DOMException('low battery', 'NotAllowedError'); };
"""


def in_the_run(people: Make, viewport: dict[str, int] = PHONE) -> Person:
    person = people(viewport, reduced_motion="reduce")
    person.to_the_run()
    return person


def tap(person: Person, seconds: float = 0.1) -> None:
    """A finger anywhere in the lower half of the screen, for so long."""
    size = person.page.viewport_size
    assert size is not None
    person.page.mouse.move(size["width"] * 0.4, size["height"] * 0.7)
    person.page.mouse.down()
    person.let_pass(seconds)
    person.page.mouse.up()
    person.let_pass(1)


def test_PK6_the_whole_screen_is_one_key_a_tap_leads_on_held_it_opens_all_keys_and_held_on_it_stops(
    people: Make, axe: str
) -> None:
    person = in_the_run(people, PHONE)
    person.press("Whole screen as one key")
    main = person.page.get_by_role("main")
    expect(main.get_by_role("button")).to_have_count(1)
    expect(main.get_by_text("Find the place", exact=True)).to_be_visible()
    assert hindrances(person.page, axe) == []
    tap(person)
    expect(main.get_by_text("Sink in", exact=True)).to_be_visible()
    person.to_phase("Hold")
    person.let_pass(5)
    tap(person)
    expect(main.get_by_text("Release", exact=True)).to_be_visible()
    # Half a second is still a tap; most of a second is not.
    tap(person, 0.5)
    expect(main.get_by_text("Release", exact=True)).to_be_hidden()
    expect(person.timer).to_be_visible()
    expect(person.page.get_by_role("dialog")).to_have_count(0)
    tap(person, 1)
    keys = person.page.get_by_role("dialog", name="All keys")
    expect(keys).to_be_visible()
    assert hindrances(person.page, axe) == []
    keys.get_by_role("button", name="Back to the run").click()
    tap(person, 2.5)
    expect(person.heading("And the pain now?")).to_be_visible()


def test_PK6_G11_the_one_key_says_what_a_tap_does_and_claims_no_more_than_is_meant(people: Make) -> None:
    person = in_the_run(people, PHONE)
    person.press("Whole screen as one key")
    hint = person.page.locator(".quiet-hint")

    def says(words: str, name: str) -> None:
        expect(hint).to_have_text(f"{words} Hold for all keys.")
        expect(person.page.get_by_role("main").get_by_role("button")).to_have_accessible_name(name)

    says("Tap to begin.", "Begin now")
    tap(person)
    says("Tap to release.", "Release now")
    # In its first seconds nobody can tell, and nobody is said to.
    person.to_phase("Hold")
    says("Tap to release.", "Release now")
    tap(person)
    person.until_kept("facts", '\\"ended_by\\":\\"released\\"')
    says("Tap to go on.", "Go on")
    person.to_phase("Rest")
    says("Tap to go on.", "Go on")
    tap(person)
    person.to_phase("Hold")
    person.let_pass(6)
    says("It eased? Tap to release.", "It eased, release now")
    # Locked, what lies on the screen lets go, and says nothing of how it went.
    person.press("Lock touch")
    expect(hint).to_have_text("Locked. A tap only lets go.")
    expect(person.page.get_by_role("main").get_by_role("button")).to_have_accessible_name("Release now")
    tap(person)
    person.press_until("Tab", "button", "Hold to unlock")
    person.page.keyboard.press("Enter")
    assert '\\"ended_by\\":\\"eased\\"' not in person.page.evaluate(KEPT, ["facts"])
    person.to_phase("Rest")
    tap(person)
    person.to_phase("Hold")
    person.let_pass(6)
    tap(person)
    person.until_kept("facts", '\\"ended_by\\":\\"eased\\"')


@pytest.mark.parametrize("look", ["ordinary", "Candlelight"])
def test_G11_locked_the_large_key_lets_go_and_says_nothing_of_how_it_went(people: Make, look: str) -> None:
    person = in_the_run(people, PHONE)
    if look != "ordinary":
        person.press(look)
    person.to_phase("Hold")
    person.let_pass(6)
    expect(person.button("It eased, release now")).to_be_visible()
    person.press("Lock touch")
    person.page.get_by_role("button", name="Release now", exact=True).click()
    person.until_kept("facts", '\\"ended_by\\":\\"released\\"')


def test_by_candlelight_with_all_keys_open_what_is_refused_or_amiss_is_said_once(people: Make) -> None:
    person = people(PHONE)
    person.page.add_init_script(NO_WAKE_LOCK)
    person.to_the_run()
    person.press("Candlelight")
    dark = person.page.get_by_text("The screen may go dark here.")
    expect(dark).to_have_count(1)
    person.press("All keys")
    expect(dark).to_have_count(1)
    expect(dark).to_be_visible()
    person.to_phase("Hold")
    person.button("+15 s").click(force=True)
    refused = person.page.get_by_text("This hold is as long as it may be.")
    expect(refused).to_have_count(1)
    expect(refused).to_be_visible()


def test_PK6_the_held_key_leads_to_every_key_of_the_run_each_large_and_none_under_the_finger(
    people: Make, axe: str
) -> None:
    person = in_the_run(people, PHONE)
    person.press("Whole screen as one key")
    main = person.page.get_by_role("main")
    keys = person.page.get_by_role("dialog", name="All keys")

    def held(key: str) -> None:
        """Holds the one key, and presses this one of those that it opens."""
        tap(person, 1)
        expect(keys).to_be_visible()
        found = keys.get_by_role("button", name=key)
        box = found.bounding_box()
        assert box is not None
        assert box["height"] >= 64
        assert box["width"] >= 120
        found.click()

    before_s = person.seconds_left()
    held("+15 s")
    expect(keys).to_have_count(0)
    assert person.seconds_left() > before_s + 10
    held("Begin now")
    expect(main.get_by_text("Sink in", exact=True)).to_be_visible()
    person.to_phase("Hold")
    tap(person, 1)
    assert hindrances(person.page, axe) == []
    # What cannot be now says why, and nothing is closed.
    keys.get_by_role("button", name="+15 s").click(force=True)
    expect(keys.get_by_role("alert")).to_have_text("This hold is as long as it may be.")
    keys.get_by_role("radio", name=re.compile("^4")).click()
    expect(keys).to_have_count(0)
    held("Pause")
    expect(main.get_by_text(re.compile("^Paused"))).to_be_visible()
    assert hindrances(person.page, axe) == []
    held("Resume")
    expect(main.get_by_text(re.compile("^Paused"))).to_have_count(0)
    person.to_phase("Hold")
    held("Redo")
    expect(keys).to_have_count(0)
    person.to_phase("Hold")
    held("Release now")
    expect(main.get_by_text("Release", exact=True)).to_be_visible()
    held("Skip")
    expect(person.button(re.compile(r"^2 of \d+, all steps$"))).to_be_visible()
    held("Something feels wrong")
    expect(person.page.get_by_role("dialog", name="Come off the point")).to_be_visible()
    person.until_kept("facts", '\\"nrs\\":4')


def test_PK6_wherever_a_blind_tap_falls_it_does_what_the_one_key_does(people: Make) -> None:
    person = in_the_run(people, TABLET)
    person.press("Whole screen as one key")
    main = person.page.get_by_role("main")
    box = main.bounding_box()
    assert box is not None

    def tap_at(tenth: int) -> None:
        """Where 8 stood among the numbers, and at this tenth of the height."""
        person.page.mouse.click(TABLET["width"] * 0.75, box["y"] + box["height"] * (tenth + 0.5) / 10)
        person.let_pass(0.5)

    def stands_at(*phases: str) -> str:
        found = main.get_by_text(re.compile(f"^({'|'.join(phases)})$"))
        expect(found).to_be_visible()
        expect(main.get_by_role("radio")).to_have_count(0)
        points = [
            [TABLET["width"] * x, box["y"] + box["height"] * (y + 0.5) / 10] for x in (0.1, 0.5, 0.9) for y in range(10)
        ]
        assert person.page.evaluate(ONE_KEY, points)
        return found.inner_text()

    # In each phase, and while a rating is asked for: as pressure is steady, and as it comes off.
    for tenth in range(10):
        # The same place once more is not looked for again.
        if stands_at("Find the place", "Sink in") == "Find the place":
            tap_at(tenth)
            stands_at("Sink in")
        if tenth % 3:
            person.to_phase("Hold")
            person.let_pass(1.5)
            stands_at("Hold")
        tap_at(tenth)
        stands_at("Release")
        tap_at(tenth)
        # On the way to the other side nobody rests.
        if stands_at("Rest", "Find the place", "Sink in") == "Rest":
            tap_at(tenth)
    person.until_kept("facts", '\\"ended_by\\":\\"released\\"')
    assert '\\"nrs\\"' not in person.page.evaluate(KEPT, ["facts"])


def test_the_keys_come_back_by_one_tap_and_what_feels_wrong_is_said_without_them(people: Make) -> None:
    person = in_the_run(people)
    person.press("Whole screen as one key")
    expect(person.button("Pause")).to_have_count(0)
    person.press("Something feels wrong")
    expect(person.page.get_by_role("dialog", name="Come off the point")).to_be_visible()
    person.press("It is nothing, go on")
    person.press("Whole screen as one key")
    expect(person.button("Pause")).to_be_visible()


@pytest.mark.parametrize(
    ("viewport", "way"), [(PHONE, "Whole screen as one key"), (TABLET, "Candlelight")], ids=["phone", "tablet-candle"]
)
def test_from_the_quiet_run_one_large_key_leads_to_every_step(
    people: Make, axe: str, viewport: dict[str, int], way: str
) -> None:
    person = in_the_run(people, viewport)
    person.press(way)
    key = person.button(re.compile(r"^1 of \d+, all steps$"))
    box = key.bounding_box()
    assert box is not None
    assert box["height"] >= 56
    assert box["width"] >= 112
    key.click()
    sheet = person.page.get_by_role("dialog", name="Steps")
    steps = sheet.get_by_role("listitem")
    assert steps.count() > 5
    expect(steps.first).to_have_attribute("aria-current", "step")
    assert hindrances(person.page, axe) == []
    # A finger on the sheet presses nothing below it.
    steps.nth(3).get_by_role("button").click()
    person.press("Go here")
    expect(sheet).to_be_hidden()
    expect(person.button(re.compile(r"^4 of \d+, all steps$"))).to_be_visible()
    expect(person.page.get_by_role("main").get_by_text("Find the place", exact=True)).to_be_visible()


def test_it_is_chosen_for_every_run_in_the_settings(people: Make) -> None:
    person = people(PHONE)
    person.open("/settings")
    group = person.page.get_by_role("radiogroup", name="What is pressed in a run")
    group.get_by_role("radio", name="The whole screen").check(force=True)
    person.page.get_by_role("checkbox", name="Lock touch when a run begins").check(force=True)
    person.until_kept("meta", '"target":"whole"')
    person.to_the_run()
    expect(person.button("Hold to unlock")).to_be_visible()
    expect(person.page.get_by_text("Locked. A tap only lets go.")).to_be_visible()


def hold_down(person: Person, name: str, seconds: float) -> None:
    box = person.button(name).bounding_box()
    assert box is not None
    person.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    person.page.mouse.down()
    person.let_pass(seconds)
    person.page.mouse.up()
    person.let_pass(0.5)


def test_TL1_locked_a_touch_does_nothing_until_the_lock_was_held_for_a_second(people: Make, axe: str) -> None:
    person = in_the_run(people, TABLET)
    person.press("Lock touch")
    assert hindrances(person.page, axe) == []
    for name in ("Pause", "Skip", "Begin now", "Release now"):
        person.press(name)
        expect(person.page.locator(".dial-phase")).to_have_text("Find the place")
        expect(person.page.get_by_role("dialog")).to_have_count(0)
    expect(person.page.get_by_role("alert")).to_have_text(re.compile("^Touch is locked"))
    hold_down(person, "Hold to unlock", 0.5)
    expect(person.button("Hold to unlock")).to_be_visible()
    hold_down(person, "Hold to unlock", 1.5)
    expect(person.button("Lock touch")).to_be_visible()
    person.press("Pause")
    expect(person.page.locator(".dial-phase")).to_have_text("Paused")


def test_locked_what_lets_go_still_works_and_starts_nothing(people: Make) -> None:
    person = in_the_run(people)
    person.press("Lock touch")
    person.to_phase("Hold")
    person.let_pass(3)
    person.press("Release now")
    expect(person.page.locator(".dial-phase")).to_have_text("Release")
    # What lies on the screen presses on, and leads to no next hold.
    person.let_pass(1)
    person.press("Release now, go on")
    expect(person.page.locator(".dial-phase")).to_have_text("Release")
    person.stop_by_holding()
    expect(person.heading("And the pain now?")).to_be_visible()


@pytest.mark.parametrize(
    ("viewport", "way"),
    [(PHONE, None), (TABLET, "Whole screen as one key"), (PHONE, "Candlelight")],
    ids=["phone", "tablet-whole", "phone-candle"],
)
def test_TL1_locked_a_finger_says_what_feels_wrong_and_nothing_goes_on_from_there(
    people: Make, axe: str, viewport: dict[str, int], way: str | None
) -> None:
    person = in_the_run(people, viewport)
    if way:
        person.press(way)
    person.press("Lock touch")
    person.to_phase("Hold")
    person.press("Something feels wrong")
    card = person.page.get_by_role("dialog", name="Come off the point")
    expect(card).to_be_visible()
    assert hindrances(person.page, axe) == []
    # The pressure is off, and stays off until somebody opens the lock.
    card.get_by_role("button", name="It is nothing, go on").click()
    expect(card.get_by_role("alert")).to_have_text(re.compile("^Touch is locked"))
    expect(card).to_be_visible()
    card.get_by_role("button", name="Chest pain, short of breath, or a racing heart").click()
    advice = person.page.get_by_role("dialog", name="Get help now")
    expect(advice).to_be_visible()
    advice.get_by_role("button", name="I have come off").click()
    expect(advice).to_be_hidden()
    expect(person.timer).to_have_count(0)


def test_TL1_the_lock_opens_on_the_card_and_the_run_goes_on(people: Make) -> None:
    person = in_the_run(people)
    person.press("Lock touch")
    person.to_phase("Hold")
    person.press("Something feels wrong")
    card = person.page.get_by_role("dialog", name="Come off the point")
    unlock = card.get_by_role("button", name="Hold to unlock")
    unlock.scroll_into_view_if_needed()
    box = unlock.bounding_box()
    assert box is not None
    person.page.mouse.move(box["x"] + 20, box["y"] + 20)
    person.page.mouse.down()
    person.let_pass(1.5)
    person.page.mouse.up()
    expect(unlock).to_have_count(0)
    card.get_by_role("button", name="It is nothing, go on").click()
    expect(card).to_be_hidden()
    expect(person.button("Lock touch")).to_be_visible()
    expect(person.button("Pause")).to_be_enabled()


def test_locked_the_whole_screen_lets_go_and_neither_goes_on_nor_stops(people: Make) -> None:
    person = in_the_run(people)
    person.press("Whole screen as one key")
    person.press("Lock touch")
    main = person.page.get_by_role("main")
    tap(person)
    expect(main.get_by_text("Find the place", exact=True)).to_be_visible()
    person.to_phase("Hold")
    tap(person, 2)
    expect(main.get_by_text("Hold", exact=True)).to_be_visible()
    tap(person)
    expect(main.get_by_text("Release", exact=True)).to_be_visible()


def test_TL2_a_key_or_a_screen_reader_opens_the_lock_at_once(people: Make) -> None:
    person = in_the_run(people)
    person.press("Lock touch")
    person.press_until("Tab", "button", "Hold to unlock")
    person.page.keyboard.press("Enter")
    expect(person.button("Lock touch")).to_be_visible()
