"""The elastic appointment: the minutes that are left are given before the run and in it, and the plan keeps to them."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from hindrances import hindrances
from person import PHONE, TABLET, Person

Make = Callable[..., Person]


def at_the_last_question(people: Make, viewport: dict[str, int] = PHONE) -> Person:
    person = people(viewport, reduced_motion="reduce")
    person.to_the_last_question()
    return person


def give(person: Person, minutes: int) -> None:
    person.page.get_by_role("slider", name="Minutes left").fill(str(minutes))


def test_before_the_run_it_says_what_fits_and_nothing_changes_until_somebody_agrees(people: Make, axe: str) -> None:
    person = at_the_last_question(people, TABLET)
    expect(person.page.get_by_text("Takes 18 min")).to_be_visible()
    person.press("Shorter today")
    dialog = person.page.get_by_role("dialog", name="Shorter today?")
    give(person, 18)
    expect(dialog.get_by_role("status")).to_contain_text("All of it fits.")
    give(person, 9)
    expect(dialog.get_by_role("listitem").first).to_contain_text(re.compile(r"of\s\d+\sholds|instead\sof|left out"))
    assert hindrances(person.page, axe) == []
    person.press("Leave it as it is")
    expect(person.page.get_by_text("Takes 18 min")).to_be_visible()
    person.press("Shorter today")
    give(person, 1)
    expect(dialog.get_by_role("status")).to_contain_text("Even the shortest takes")
    give(person, 9)
    person.press("Use this plan")
    expect(person.page.get_by_text("Fitted into 9 min")).to_be_visible()
    person.press("Skip")
    expect(person.timer).to_be_visible()
    person.stop_by_holding()
    person.press("Skip")
    expect(person.page.get_by_text("Made shorter to fit the time there was.")).to_be_visible()


def test_what_was_fitted_is_taken_back_by_one_press(people: Make) -> None:
    person = at_the_last_question(people)
    person.press("Shorter today")
    give(person, 9)
    person.press("Use this plan")
    person.press("Shorter today")
    person.press("The whole plan")
    expect(person.page.get_by_text("Takes 18 min")).to_be_visible()


def test_in_the_run_the_rest_keeps_to_the_minutes_that_are_left(people: Make, axe: str) -> None:
    person = at_the_last_question(people)
    person.press("Skip")
    expect(person.page.get_by_text("1 of 16")).to_be_visible()
    person.to_phase("Hold")
    person.press("Shorter today")
    give(person, 4)
    assert hindrances(person.page, axe) == []
    person.press("Use this plan")
    expect(person.page.get_by_text("1 of 16")).to_be_hidden()
    expect(person.page.locator(".dial-phase")).to_have_text("Hold")
    person.let_pass(4 * 60)
    expect(person.heading("And the pain now?")).to_be_visible()
    person.press("Skip")
    expect(person.heading("Session complete")).to_be_visible()
    person.until_kept("facts", "plan_fitted")


def test_a_step_that_was_chosen_is_come_to_though_minutes_are_given_on_the_way(people: Make) -> None:
    person = at_the_last_question(people)
    person.press("Skip")
    person.to_phase("Hold")
    place = person.page.locator(".run-place")
    place.click()
    sheet = person.page.get_by_role("dialog", name="Steps")
    sheet.get_by_role("listitem").nth(8).get_by_role("button").click()
    person.press("Go here")
    person.press("Pause")
    person.press("Shorter today")
    give(person, 2)
    person.press("Use this plan")
    person.press("Resume")
    person.let_pass(6)
    expect(place).to_contain_text("9 of ")
    expect(place).not_to_contain_text("of 16")
    expect(person.page.get_by_role("main").get_by_text("Find the place", exact=True)).to_be_visible()
    person.stop_by_holding()
    expect(person.heading("And the pain now?")).to_be_visible()


def test_in_the_middle_of_a_hold_what_all_fits_is_said_to_fit(people: Make) -> None:
    person = at_the_last_question(people)
    person.press("Skip")
    person.to_phase("Hold")
    for _ in range(30):
        if person.page.get_by_text(re.compile(r"^(17:00|16:\d\d) ")).count():
            break
        person.let_pass(1)
    person.press("Shorter today")
    give(person, 17)
    expect(person.page.get_by_role("dialog", name="Shorter today?").get_by_role("status")).to_contain_text(
        "All of it fits."
    )
