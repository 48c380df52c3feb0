"""Where does it hurt: from a tap on the body, or from plain words, to a session; and never past a red flag."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from person import PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]
SPOTS = "Likely tender spots"
BEHIND_THE_EYE = "Headache behind the eye"
# Shares of the drawing of the back: at the waist, a little beside the spine.
LOW_BACK = (0.54, 0.37)
# How many of the lines from names to their places cross each other.
CROSSED = """() => {
  const lines = [...document.querySelectorAll('.finder-line path:first-child')].map((path) => {
    const [ax, ay, bx, by] = path.getAttribute('d').match(/[\\d.]+/g).map(Number);
    return [{ x: ax, y: ay }, { x: bx, y: by }];
  });
  const turn = (a, b, c) => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
  const is_crossed = ([a, b], [c, d]) => turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);
  const crossed = lines.flatMap((one, index) => lines.slice(index + 1).filter((other) => is_crossed(one, other)));
  return [lines.length, crossed.length];
}"""


def at_the_body(people: Make, viewport: dict[str, int] = PHONE) -> Person:
    """Somebody in front of the figure, by way of the library."""
    person = people(viewport)
    person.open("/")
    person.page.get_by_role("link", name="Where does it hurt?").click()
    expect(person.heading("Where does it hurt?")).to_be_focused()
    expect(person.button("Chest")).to_be_visible()
    return person


def tap_low_back(person: Person) -> None:
    person.press("Back")
    figure = person.page.locator(".finder-figure")
    figure.scroll_into_view_if_needed()
    box = figure.bounding_box()
    assert box
    person.page.touchscreen.tap(box["x"] + LOW_BACK[0] * box["width"], box["y"] + LOW_BACK[1] * box["height"])
    expect(person.heading("Low back")).to_be_focused()


def say(person: Person, words: str) -> None:
    person.page.get_by_role("searchbox", name="Say it in your own words").fill(words)


def answer_no(person: Person) -> None:
    expect(person.heading("First, a few questions")).to_be_focused()
    person.press("None of these apply")
    person.press("Continue")


def spots(person: Person) -> str:
    expect(person.heading(SPOTS)).to_be_focused()
    return person.page.get_by_role("list", name=SPOTS).inner_text()


def test_K10_plain_words_list_the_red_flags_of_their_place_too(people: Make) -> None:
    person = at_the_body(people)
    say(person, "lower back")
    expect(person.heading("First: is it one of these?")).to_be_visible()
    expect(person.button("Back pain with new trouble passing or holding urine or stool")).to_be_visible()
    expect(person.button("Ache across the low back")).to_be_visible()
    say(person, "top of my shoulder aches")
    expect(person.button("Shoulder out of shape or useless after a fall")).to_be_visible()
    say(person, "red painful eye")
    person.press("A red, painful eye, or one that sees less")
    expect(person.heading("This needs emergency care now")).to_be_visible()
    expect(person.page.get_by_role("main")).to_contain_text("sight can be at risk")
    expect(person.page.get_by_role("link", name="Call 911")).to_be_visible()


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("chest tightness", "Chest pain that spreads"),
        ("pain down my left arm and I feel sick", "Chest pain that spreads"),
    ],
)
def test_words_that_the_library_does_not_know_go_on_to_where_it_hurts(people: Make, words: str, first: str) -> None:
    person = people()
    person.open("/")
    person.page.get_by_role("searchbox", name="Search").fill(words)
    expect(person.page.get_by_text(f"Nothing here is called “{words}”.")).to_be_visible()
    person.page.locator(".empty").get_by_role("link", name="Where does it hurt?").click()
    expect(person.heading("Where does it hurt?")).to_be_focused()
    expect(person.page.get_by_role("searchbox", name="Say it in your own words")).to_have_value(words)
    expect(person.page.get_by_role("main").get_by_role("listitem").first).to_contain_text(first)
    person.button(first).click()
    expect(person.heading("This needs emergency care now")).to_be_focused()
    person.press("Back to the library")
    # The words are asked for once: whoever comes by the door begins with nothing said.
    person.press("Show everything")
    person.page.get_by_role("link", name="Where does it hurt?").click()
    expect(person.page.get_by_role("searchbox", name="Say it in your own words")).to_have_value("")


def test_back_leads_from_a_place_to_the_figure(people: Make) -> None:
    person = at_the_body(people)
    tap_low_back(person)
    person.page.go_back()
    expect(person.heading("Where does it hurt?")).to_be_focused()
    expect(person.button("Chest")).to_be_visible()
    person.page.go_forward()
    expect(person.heading("Low back")).to_be_focused()
    expect(person.button("Ache across the low back")).to_be_visible()


def test_from_a_tap_on_the_body_to_a_session_that_runs(people: Make) -> None:
    person = at_the_body(people, PHONE)
    tap_low_back(person)
    person.press("Ache across the low back")
    answer_no(person)
    found = spots(person)
    assert "Side of the waist, above the hip" in found
    assert "Search area:" in found
    person.page.get_by_role("link", name="Lower back pain").click()
    person.press("Start")
    # What was just answered is there, to be seen and changed; only what the sites decide is still asked.
    expect(person.page.get_by_text("3 questions have no answer yet.")).to_be_visible()
    stroke = person.page.get_by_role("group", name=re.compile("Sudden face droop"))
    expect(stroke.get_by_role("radio", name="No")).to_be_checked()
    person.none_apply("Left")
    person.press("Skip")
    expect(person.timer).to_be_visible()


def test_from_the_body_to_a_session_by_keys_alone(people: Make) -> None:
    person = people(TABLET)
    keys = person.page.keyboard
    person.open("/")
    way: list[tuple[Any, str]] = [
        ("link", "Where does it hurt?"),
        ("button", "Back"),
        ("button", "Low back"),
        ("button", "Ache across the low back"),
        ("button", "None of these apply"),
        ("button", "Continue"),
        ("link", "Lower back pain"),
        ("button", "Start"),
        ("button", "None of these apply"),
        ("button", "Continue"),
    ]
    for role, name in way:
        expect(person.page.get_by_role(role, name=name).first).to_be_visible()
        person.press_until("Tab", role, name)
        keys.press("Enter")
    person.press_until("Tab", "radio", "Left")
    keys.press("ArrowRight")
    person.press_until("Tab", "button", "Continue")
    keys.press("Enter")
    person.press_until("Tab", "button", "Skip")
    keys.press("Enter")
    expect(person.timer).to_be_visible()


@pytest.mark.parametrize(
    ("words", "choice", "title", "what_to_do"),
    [
        ("chest pain to my arm", "Chest pain that spreads", "This needs emergency care now", "Sit down and rest"),
        ("numb saddle", "Numb between the legs", "This needs emergency care now", "cannot wait until tomorrow"),
        ("calf suddenly swollen", "One calf suddenly swollen", "This needs emergency care now", "blood clot"),
        ("worst headache of my life", "The worst headache", "This needs emergency care now", "Do not wait"),
        ("neck after a crash", "Neck pain after a fall", "See a clinician first", "do not move the neck"),
    ],
)
def test_K1_a_red_flag_ends_in_its_stop_and_shows_no_point(
    people: Make, words: str, choice: str, title: str, what_to_do: str
) -> None:
    person = at_the_body(people)
    say(person, words)
    first = person.page.get_by_role("main").get_by_role("listitem").first
    expect(first).to_contain_text(choice)
    first.get_by_role("button").click()
    expect(person.heading(title)).to_be_focused()
    expect(person.page.get_by_role("main")).to_contain_text(what_to_do)
    expect(person.page.get_by_role("main")).not_to_contain_text("Search area")
    expect(person.button("Continue")).to_have_count(0)
    person.press("Back to the library")
    expect(person.heading("What would help today?")).to_be_visible()
    person.page.get_by_role("link", name="History").click()
    expect(person.heading("Nothing yet")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, TABLET], ids=["phone", "tablet"])
def test_no_key_offers_itself_before_the_end_of_the_questions_was_in_sight(
    people: Make, viewport: dict[str, int]
) -> None:
    offered = re.compile("is-primary")
    person = people(viewport)
    person.open("/where/low-back")
    person.press("Ache across the low back")
    none = person.button("None of these apply")
    last = person.page.get_by_role("group").last
    expect(none).to_be_enabled()
    expect(none).not_to_have_class(offered)
    last.evaluate("group => group.scrollIntoView({ block: 'start' })")
    expect(none).to_have_class(offered)
    # It is no rule that it must be read: the key works all the same, before a run too.
    none.click()
    person.press("Continue")
    person.page.get_by_role("link", name="Lower back pain").click()
    person.open("/protocols/low-back-pain-self-care")
    person.press("Start")
    expect(none).not_to_have_class(offered)
    none.click()
    person.press("Continue")
    expect(person.heading("First, a few questions")).to_have_count(0)


def test_where_all_questions_are_in_sight_the_key_offers_itself_at_once(people: Make) -> None:
    person = people({"width": 1180, "height": 4000})
    person.open("/protocols/low-back-pain-self-care")
    person.press("Start")
    expect(person.button("None of these apply")).to_have_class(re.compile("is-primary"))


def test_K8_a_yes_that_stops_shows_no_point_and_is_not_logged(people: Make) -> None:
    person = at_the_body(people)
    say(person, "behind my eye")
    person.press(BEHIND_THE_EYE)
    person.answer("New neck pain or headache unlike any before", "Yes")
    person.press("Continue")
    expect(person.heading("This needs emergency care now")).to_be_visible()
    expect(person.page.get_by_role("main")).to_contain_text("double vision")
    person.press("Back to the library")
    person.page.get_by_role("link", name="History").click()
    expect(person.heading("Nothing yet")).to_be_visible()


def test_K9_plain_words_find_it_and_say_so_where_they_do_not(people: Make) -> None:
    person = at_the_body(people)
    for words, found in (
        ("it hurts when I look over my shoulder", "Hurts when I look over my shoulder"),
        ("heel morning", "Heel hurts with the first steps"),
        ("sciatica", "Ache from the hip down the outer leg"),
    ):
        say(person, words)
        expect(person.page.get_by_role("listitem").filter(has_text=found)).to_be_visible()
    say(person, "purple")
    expect(person.page.get_by_role("main")).to_contain_text("No words here fit “purple”")
    expect(person.page.get_by_role("main")).to_contain_text("call your local emergency number")
    # "Try other words, or tap the place": it is there to be tapped.
    tap_low_back(person)


def test_K2_alone_nothing_is_said_of_points_for_therapists(people: Make) -> None:
    person = at_the_body(people)
    say(person, BEHIND_THE_EYE)
    person.press(BEHIND_THE_EYE)
    answer_no(person)
    assert "Strap muscle" not in spots(person)
    expect(person.page.get_by_role("main")).not_to_contain_text("therapist")
    expect(person.page.get_by_role("link", name="Build a session from these points")).to_have_count(0)


def test_a_therapist_finds_them_all_and_builds_from_them(people: Make, server: Running) -> None:
    person = people(TABLET)
    person.pair(server.pairing_link)
    person.open("/where")
    person.page.get_by_role("radio", name="With a client").check(force=True)
    say(person, BEHIND_THE_EYE)
    person.press(BEHIND_THE_EYE)
    answer_no(person)
    found = spots(person)
    assert "Strap muscle of the neck" in found
    assert re.search(r"Refers here:\s+Often felt behind the eye", found)
    build = person.page.get_by_role("link", name="Build a session from these points")
    expect(build).to_have_attribute("href", re.compile("^/build/points/.*sternocleidomastoid-mid"))
    build.click()
    expect(person.heading("Build a session")).to_be_visible()


def test_the_map_of_the_answer_opens_where_its_first_place_is(people: Make) -> None:
    person = at_the_body(people)
    person.press("Neck")
    person.press("Ache along the side of the neck")
    answer_no(person)
    expect(person.heading(SPOTS)).to_be_focused()
    views = person.page.get_by_role("group", name="View", exact=True)
    expect(views.get_by_role("button", pressed=True)).to_have_text("Front")
    expect(person.page.locator(".body-label").get_by_text("1", exact=True).first).to_be_visible()


def test_no_two_lines_from_names_to_places_cross(people: Make) -> None:
    person = at_the_body(people)
    assert person.page.evaluate(CROSSED) == [15, 0]
    person.press("Back")
    expect(person.button("Low back")).to_be_visible()
    assert person.page.evaluate(CROSSED) == [15, 0]


@pytest.mark.with_worker
def test_it_is_all_there_without_a_network(people: Make) -> None:
    person = people()
    person.open("/")
    expect(person.page.get_by_text("Ready offline.")).to_be_visible()
    person.is_offline(True)
    person.page.get_by_role("link", name="Where does it hurt?").click()
    tap_low_back(person)
    person.press("Ache at one side of the waist")
    answer_no(person)
    assert "Side of the waist" in spots(person)
    expect(person.page.locator(".body-svg")).to_be_visible()


def test_at_twice_the_text_size_every_place_can_be_read_and_pressed(people: Make) -> None:
    person = at_the_body(people)
    person.page.evaluate("document.documentElement.style.fontSize = '200%'")
    for name in ("Head", "Wrist, hand", "Foot"):
        person.button(name).scroll_into_view_if_needed()
        expect(person.button(name)).to_be_in_viewport()
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tap_low_back(person)
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
