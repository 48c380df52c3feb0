"""Before and after a session somebody shades where it hurts, by finger or by keys, and sees both side by side later."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from person import PHONE, Person

Make = Callable[..., Person]


def test_Z1_where_it_hurts_is_shaded_by_finger_before_and_by_keys_after_and_shown_side_by_side(people: Make) -> None:
    person = people(PHONE)
    person.open("/")
    person.pick("Jaw")
    person.none_apply()

    # By finger: the knee on the left of the picture is one's own right.
    person.press("Show where it hurts")
    figure = person.page.locator(".drawing-figure")
    expect(figure.locator("svg")).to_be_visible()
    figure.scroll_into_view_if_needed()
    box = figure.bounding_box()
    assert box
    figure.click(position={"x": box["width"] * 0.4, "y": box["height"] * 0.69})
    shaded = person.page.get_by_text(re.compile("^Shaded: "))
    expect(shaded).to_have_text("Shaded: Knee, right, front.")
    person.press("Continue")
    person.to_phase("Hold")
    person.finish_by_releasing()

    # By keys, in words: the same regions as buttons.
    page = person.page
    page.get_by_role("button", name="Show where it hurts").focus()
    page.keyboard.press("Enter")
    page.locator("summary", has_text="The same as a list").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Head, left").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Head, left")).to_have_attribute("aria-pressed", "true")
    expect(shaded).to_have_text("Shaded: Head, left, front.")
    person.press("Continue")
    expect(person.heading("Session complete")).to_be_visible()
    for text in ("Shaded: Knee, right, front.", "Shaded: Head, left, front."):
        expect(page.get_by_text(text)).to_be_visible()
    before, after = (page.get_by_role("heading", name=name, exact=True) for name in ("Before", "After"))
    left, right = before.bounding_box(), after.bounding_box()
    assert left
    assert right
    assert left["y"] == right["y"]
    assert left["x"] < right["x"]


def test_Z3_it_opens_on_the_side_of_the_points_that_are_to_be_pressed(people: Make) -> None:
    for title, side in (("Upper back pain", "Back"), ("Jaw", "Front")):
        person = people(PHONE)
        person.open("/")
        person.pick(title)
        person.none_apply()
        person.press("Show where it hurts")
        chosen = person.page.locator(".drawing").get_by_role("button", pressed=True)
        expect(chosen).to_have_text(re.compile(side))


def test_Z2_one_press_skips_it_and_nothing_is_kept_of_what_was_shaded(people: Make) -> None:
    person = people(PHONE)
    person.open("/")
    person.pick("Jaw")
    person.none_apply()
    person.press("Show where it hurts")
    person.page.locator("summary", has_text="The same as a list").click()
    person.press("Knee, left")
    person.press("Skip")
    person.to_phase("Hold")
    person.finish_by_releasing()
    person.press("Skip")
    expect(person.heading("Session complete")).to_be_visible()
    expect(person.heading("Where it hurt")).to_have_count(0)
