"""A sheet over a running hold: Release and Stop in sight, and a pedal that lets go through it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from hindrances import hindrances, looks
from person import PHONE, TABLET, Person

Make = Callable[..., Person]
STOP = re.compile("^Stop, hold to stop")
# At each place in a sheet: what leads there.
WAYS = {
    "Steps": [".run-place"],
    "one step": [".run-place", "dialog .run-step >> nth=3"],
    "Shorter today?": ["[aria-label='Shorter today']"],
}


def in_a_hold(people: Make, viewport: dict[str, int]) -> Person:
    person = people(viewport, reduced_motion="reduce")
    person.to_the_run()
    person.to_phase("Hold")
    return person


def over_it(person: Person, way: str) -> Locator:
    """Opens this sheet."""
    for step in WAYS[way]:
        person.page.locator(step).click()
    dialog = person.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def in_sight(person: Person, key: Locator) -> None:
    """On the screen, unhidden, without scrolling, and as large as a key that is met without looking."""
    box, size = key.bounding_box(), person.page.viewport_size
    assert box is not None
    assert size is not None
    assert box["height"] >= 48
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= size["height"]
    at = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert key.evaluate("(node, [x, y]) => node.contains(document.elementFromPoint(x, y))", at)


@pytest.mark.parametrize("way", WAYS)
def test_PK8_in_every_sheet_over_a_hold_release_and_stop_are_in_sight(people: Make, axe: str, way: str) -> None:
    person = in_a_hold(people, PHONE)
    dialog = over_it(person, way)
    for look in looks(person.page, (PHONE, "light"), (TABLET, "light")):
        in_sight(person, dialog.get_by_role("button", name="Release now"))
        in_sight(person, dialog.get_by_role("button", name=STOP))
        assert hindrances(person.page, axe) == [], look
    dialog.get_by_role("button", name="Release now").click()
    expect(dialog).to_have_count(0)
    expect(person.page.locator(".dial-phase")).to_have_text("Release")
    # Off the point nothing of it stands in the way of what is read.
    dialog = over_it(person, way)
    expect(dialog.get_by_role("button", name=STOP)).to_have_count(0)


def test_PK8_stop_is_held_in_a_sheet_as_everywhere_and_asked_about_without_taking_release_away(people: Make) -> None:
    person = in_a_hold(people, TABLET)
    person.let_pass(6)
    sheet = over_it(person, "Steps")
    expect(sheet.get_by_role("button", name="It eased, release now")).to_be_visible()
    sheet.get_by_role("button", name=STOP).click()
    hint = sheet.get_by_text("Hold the button down to stop.")
    in_sight(person, hint.locator(".."))
    sheet.get_by_role("button", name="I cannot hold it").click()
    question = person.page.get_by_role("dialog", name="Stop the session here?")
    # [G11] Who asks to stop has not said that it eased.
    release = question.get_by_role("button", name="Release now", exact=True)
    in_sight(person, release)
    release.click()
    expect(person.page.get_by_role("dialog")).to_have_count(0)
    person.until_kept("facts", '\\"ended_by\\":\\"released\\"')
    expect(person.page.locator(".dial-phase")).to_have_text("Release")
    person.to_phase("Hold")
    sheet = over_it(person, "Steps")
    box = sheet.get_by_role("button", name=STOP).bounding_box()
    assert box is not None
    person.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    person.page.mouse.down()
    person.let_pass(1)
    person.page.mouse.up()
    expect(person.heading("And the pain now?")).to_be_visible()


def test_G11_a_pedal_under_the_question_whether_to_stop_says_nothing_of_how_it_went(people: Make) -> None:
    person = in_a_hold(people, TABLET)
    person.let_pass(6)
    over_it(person, "Steps").get_by_role("button", name=STOP).click()
    person.press("I cannot hold it")
    expect(person.page.get_by_role("dialog", name="Stop the session here?")).to_be_visible()
    person.page.keyboard.press("PageDown")
    person.until_kept("facts", '\\"ended_by\\":\\"released\\"')
    expect(person.page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("way", WAYS)
def test_PK4_a_pedal_lets_go_through_a_sheet_and_does_nothing_else_in_it(people: Make, way: str) -> None:
    person = in_a_hold(people, PHONE)
    dialog = over_it(person, way)
    person.page.keyboard.press("4")
    person.page.keyboard.press("PageDown")
    person.let_pass(0.5)
    expect(dialog).to_have_count(0)
    expect(person.page.locator(".dial-phase")).to_have_text("Release")
    expect(person.page.get_by_role("radio", checked=True)).to_have_count(0)
    # Nobody presses: the sheet is a sheet again, and the pedal leads nowhere.
    dialog = over_it(person, way)
    person.page.keyboard.press("PageDown")
    person.let_pass(0.5)
    expect(dialog).to_be_visible()
