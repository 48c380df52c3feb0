"""A therapist builds a session with every way to hold, by large buttons alone, and meets the guide of each in it."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from hindrances import looks, violations
from person import ALL_HELD, PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]
POINTS = "/build/points/" + "/".join(["infraspinatus-central"] * 2 + ["upper-trapezius-top"] * 2)
BLADE, TOP = "Flat of the shoulder blade", "Top of the shoulder"


def at_the_bench(people: Make, server: Running, viewport: dict[str, int], path: str = POINTS) -> Person:
    person = people(viewport)
    person.pair(server.pairing_link)
    person.open(path)
    expect(person.page.locator(".build-step").first).to_be_visible()
    return person


def ways_of(person: Person, step: str) -> Locator:
    return person.page.get_by_role("radiogroup", name=f"How it is held, {step}")


def hold_it(person: Person, step: str, way: str) -> None:
    """Taps the tile of this way."""
    ways_of(person, step).get_by_text(way, exact=True).tap()
    expect(ways_of(person, step).get_by_role("radio", name=way)).to_be_checked()


def tap(person: Person, button: str, times: int = 1) -> None:
    for _ in range(times):
        person.page.get_by_role("button", name=button, exact=True).tap()


def text(person: Person, words: str) -> None:
    expect(person.page.get_by_text(words, exact=True).first).to_be_visible()


def test_B11_B12_every_way_to_hold_is_built_by_taps_saved_synced_and_run_with_its_own_guide(
    people: Make, server: Running
) -> None:
    person = at_the_bench(people, server, TABLET)
    hold_it(person, f"{BLADE}, step 1", "In levels")
    expect(person.page.get_by_text("in self-care pressure stays the same")).to_be_visible()
    tap(person, f"Shorter hold, Level 1, {BLADE}, step 1")
    tap(person, f"Deeper, Level 1, {BLADE}, step 1")
    hold_it(person, f"{BLADE}, step 2", "Pulse")
    tap(person, f"Longer press, {BLADE}, step 2")
    tap(person, f"Longer hold, {BLADE}, step 2", 2)
    expect(person.page.get_by_text("Pressed 8 times", exact=False)).to_be_visible()
    hold_it(person, f"{TOP}, step 3", "By breaths")
    tap(person, f"Fewer breaths, {TOP}, step 3", 8)
    hold_it(person, f"{TOP}, step 4", "Until eased")
    person.page.get_by_label("Name").fill("All ways")

    # Killed on the way, it is there as it was set.
    person.until_kept("meta", '"press_s":6')
    person.until_kept("meta", '"name":"All ways"')
    person.be_killed()
    expect(ways_of(person, f"{BLADE}, step 1").get_by_role("radio", name="In levels")).to_be_checked()
    person.button("Save for the practice").click()
    expect(person.heading("All ways")).to_be_visible()
    expect(
        person.page.get_by_text(re.compile("in levels: 15.s at 4 to 5, then 20.s at 5, then 20.s at 6"))
    ).to_be_visible()
    expect(person.page.get_by_text(re.compile("6.s pressed, 3.s let up, by turns"))).to_be_visible()
    expect(person.page.get_by_text(re.compile("2 breaths or 60.s at most"))).to_be_visible()

    # The server takes it, and a colleague runs it.
    person.open("/")
    person.let_pass(5)
    expect(person.status.filter(has_text=ALL_HELD).first).to_be_visible()
    colleague = people(PHONE)
    colleague.pair(person.code_for("Therapist"))
    colleague.open("/")
    colleague.page.get_by_text("With a client", exact=True).first.click()
    colleague.page.get_by_role("link", name="All ways").first.click()
    runs_all_ways(colleague)


def runs_all_ways(person: Person) -> None:
    person.start_with_no_name()
    person.to_phase("Hold")
    text(person, "of 0:55, level 1 of 3")
    text(person, "aim 4 to 5")
    person.let_pass(16)
    text(person, "of 0:55, level 2 of 3")
    text(person, "A little deeper now, only as far as it stays comfortable.")
    person.button("Release now").first.click()

    # By turns, whatever the machine takes for a look at each.
    person.to_phase("Press")
    person.to_phase("Let up, and stay in touch.")
    person.to_phase("Press in, slowly.")
    person.button("Release now").first.click()

    person.to_phase("Hold")
    text(person, "of 1:00, 0 of 2 breaths")
    for _ in range(2):
        person.let_pass(4)
        person.press("One breath out")
    text(person, "Come off slowly.")

    person.let_pass(6)
    person.to_phase("Hold")
    text(person, "of 1:00, less if it eases")


def test_B13_a_way_that_was_left_comes_back_as_it_was_set_also_after_a_kill(people: Make, server: Running) -> None:
    person = at_the_bench(people, server, PHONE, "/build/points/infraspinatus-central")
    step = f"{BLADE}, step 1"
    tap(person, f"Shorter hold, {step}", 2)
    hold_it(person, step, "Pulse")
    tap(person, f"Let up for longer, {step}", 2)
    hold_it(person, step, "In levels")
    tap(person, f"Longer hold, Level 1, {step}")
    hold_it(person, step, "For a time")
    text(person, "50 s")
    person.until_kept("meta", '"ease_s":5')
    person.be_killed()
    hold_it(person, step, "Pulse")
    expect(person.page.get_by_role("group", name="Let up").get_by_text("5 s")).to_be_visible()


def test_by_keys_alone_a_way_is_chosen_its_numbers_are_set_and_it_is_said(people: Make, server: Running) -> None:
    person = at_the_bench(people, server, TABLET, "/build/points/infraspinatus-central")
    step, keyboard = f"{BLADE}, step 1", person.page.keyboard
    person.focus_by("Tab", ways_of(person, step).get_by_role("radio", name="For a time"))
    for _ in range(2):
        keyboard.press("ArrowRight")
    expect(ways_of(person, step).get_by_role("radio", name="In levels")).to_be_focused()
    expect(person.status.filter(has_text=f"{BLADE}: In levels. It begins light")).to_have_count(1)
    person.focus_by("Tab", person.button(f"Longer hold, Level 2, {step}"))
    keyboard.press("Enter")
    expect(person.page.get_by_role("group", name="Level 2").get_by_text("25 s")).to_be_visible()
    # At its end a key stays where it is, and says so.
    lighter = person.button(f"Lighter, Level 1, {step}")
    expect(lighter).to_have_attribute("aria-disabled", "true")
    expect(ways_of(person, step)).to_have_accessible_description(re.compile("^It begins light .*in self-care"))
    # What is broken is said at the field that mends it, and heard with it.
    person.focus_by("Tab", person.button(f"More repeats, {step}"))
    for _ in range(2):
        keyboard.press("Enter")
    expect(ways_of(person, step)).to_have_accessible_description(re.compile("More than three minutes at this point"))


def test_every_way_to_hold_is_for_everyone(people: Make, server: Running, axe: str) -> None:
    person = at_the_bench(people, server, PHONE, "/build/points/infraspinatus-central")
    for way in ("Until eased", "In levels", "Pulse", "By breaths"):
        hold_it(person, f"{BLADE}, step 1", way)
        for look in looks(person.page, (PHONE, "dark"), (PHONE, "light")):
            assert violations(person.page, axe) == [], (way, look)
        small = person.page.evaluate(
            "[...document.querySelectorAll('.build-step button, .held-ways label')].filter((each) => {"
            " const { width, height } = each.getBoundingClientRect(); return width < 48 || height < 48 })"
            ".map((each) => each.outerHTML)"
        )
        assert small == [], way
