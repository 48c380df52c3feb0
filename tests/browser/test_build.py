"""A therapist builds a session from picked points, saves it for the practice, runs it, and meets it elsewhere."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from hindrances import looks, violations
from person import ALL_HELD, PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]


def pick_point(person: Person, region: str, point: str) -> None:
    """Opens a region where it is closed, and adds a point of it."""
    button = person.page.get_by_role("button", name=f"Add {point}", exact=True)
    if not button.is_visible():
        person.page.locator("summary", has_text=re.compile(f"^{region}")).click()
    button.click()


def step_titles(person: Person) -> list[str]:
    """The points of the session in their order."""
    titles = person.page.locator(".build-step h3").all_inner_texts()
    return [title.splitlines()[-1].strip() for title in titles]


def expect_steps(person: Person, titles: list[str]) -> None:
    """These points stand in the session, in this order."""
    expect(person.page.locator(".build-step h3")).to_have_text([re.compile(f"{re.escape(each)}$") for each in titles])


def save_button(person: Person) -> Locator:
    return person.button("Save for the practice")


def to_library_of_therapists(person: Person) -> None:
    person.open("/")
    person.page.get_by_text("With a client", exact=True).first.click()


def run_it(person: Person) -> None:
    """The same, and to the end of it."""
    person.start_with_no_name()
    person.finish_by_releasing()
    person.press("Skip")
    expect(person.heading("Session complete")).to_be_visible()
    person.until_kept("running", "[]")


@pytest.mark.with_worker
def test_B10_a_session_is_built_saved_run_and_found_on_a_second_device_of_the_practice(
    people: Make, server: Running
) -> None:
    person = people(TABLET)
    person.pair(server.pairing_link)
    to_library_of_therapists(person)
    person.page.get_by_role("link", name="Build a session").click()
    expect(person.heading("Build a session")).to_be_visible()
    expect(save_button(person)).to_have_attribute("aria-disabled", "true")
    expect(person.page.get_by_text("Content is a draft, not yet reviewed by a clinician.")).to_be_visible()

    # Three points, put in another order.
    pick_point(person, "Shoulder", "Flat of the shoulder blade")
    pick_point(person, "Neck", "Where neck meets shoulder")
    pick_point(person, "Upper back", "Top of the shoulder")
    expect(person.page.locator(".build-step")).to_have_count(3)
    before = step_titles(person)
    person.button(f"Move up: {before[2]}, step 3").click()
    expect_steps(person, [before[0], before[2], before[1]])
    expect(person.status.filter(has_text="is now step 2 of 3")).to_have_count(1)

    # The length follows; a rule that is broken is said at its step, and nothing is saved until it is kept.
    length = person.page.locator(".build-length strong").inner_text()
    longer = person.button(f"More repeats, {before[0]}, step 1")
    for _ in range(9):
        longer.click()
    expect(person.page.locator(".build-length strong")).not_to_have_text(length)
    step = person.page.locator(".build-step").first
    expect(step.get_by_text("More than three minutes at this point")).to_be_visible()
    person.page.get_by_label("Name").fill("Desk shoulders")
    save_button(person).click(force=True)
    expect(person.heading("Build a session")).to_be_visible()
    for _ in range(9):
        person.button(f"Fewer repeats, {before[0]}, step 1").click()
    expect(step.locator(".notice")).to_have_count(0)

    # Without a network, killed on the way: the draft is still there.
    person.until_kept("meta", '"name":"Desk shoulders"')
    person.until_kept("meta", '"point":"infraspinatus-central","side":"affected","hold_s":60,"reps":1,')
    person.is_offline(True)
    person.be_killed()
    expect(person.page.get_by_label("Name")).to_have_value("Desk shoulders")
    save_button(person).click()
    expect(person.heading("Desk shoulders")).to_be_visible()
    run_it(person)
    person.is_offline(False)
    person.open("/")
    person.let_pass(5)
    expect(person.status.filter(has_text=ALL_HELD).first).to_be_visible()

    colleague = people(PHONE)
    colleague.pair(person.code_for("Therapist"))
    to_library_of_therapists(colleague)
    colleague.page.get_by_role("link", name="Desk shoulders").first.click()
    run_it(colleague)

    sees_nothing_of_it(people(TABLET))


def sees_nothing_of_it(stranger: Person) -> None:
    to_library_of_therapists(stranger)
    expect(stranger.page.get_by_text("Upper back pain").first).to_be_visible()
    expect(stranger.page.get_by_text(re.compile("Made by this practice|By condition"))).to_have_count(0)
    stranger.open("/build")
    expect(stranger.heading("What would help today?")).to_be_visible()


def test_from_a_tap_on_the_body_to_a_session_of_ones_own_that_runs(people: Make, server: Running) -> None:
    person = people(PHONE)
    person.pair(server.pairing_link)
    to_library_of_therapists(person)
    person.page.get_by_role("link", name="Where does it hurt?").click()
    person.press("Back")
    figure = person.page.locator(".finder-figure")
    figure.scroll_into_view_if_needed()
    box = figure.bounding_box()
    assert box
    person.page.touchscreen.tap(box["x"] + 0.54 * box["width"], box["y"] + 0.37 * box["height"])
    person.press("Ache across the low back")
    person.press("None of these apply")
    person.press("Continue")
    person.page.get_by_role("link", name="Build a session from these points").click()
    expect(person.page.locator(".build-step").first).to_be_visible()
    picked = step_titles(person)
    assert "Side of the waist, above the hip" in picked
    person.button(f"Take out: {picked[0]}, step 1").click()
    expect_steps(person, picked[1:])
    person.page.get_by_label("Name").fill("Waist")
    save_button(person).click()
    expect(person.page.get_by_role("heading", name="Waist", level=1, exact=True)).to_be_visible()
    person.start_with_no_name()
    expect(person.timer).to_be_visible()


def test_points_are_picked_on_the_body_as_areas(people: Make, server: Running) -> None:
    person = people(PHONE)
    person.pair(server.pairing_link)
    person.open("/build")
    person.page.locator("summary", has_text="On the body").click()
    area = person.button("Add Flat of the shoulder blade, left")
    area.press("Enter")
    expect(person.page.locator(".build-step")).to_have_count(1)
    expect_steps(person, ["Flat of the shoulder blade"])


def test_from_the_body_to_a_session_of_ones_own_by_keys_alone(people: Make, server: Running) -> None:
    person = people(TABLET)
    person.pair(server.pairing_link)
    to_library_of_therapists(person)
    page = person.page
    way = [
        page.get_by_role("link", name="Where does it hurt?"),
        person.button("Back").first,
        person.button("Low back").first,
        person.button("Ache across the low back"),
        person.button("None of these apply"),
        person.button("Continue"),
        page.get_by_role("link", name="Build a session from these points"),
    ]
    for each in way:
        tab_to(person, each)
        page.keyboard.press("Enter")
    tab_to(person, page.get_by_label("Name"))
    page.keyboard.type("By keys")
    tab_to(person, save_button(person))
    page.keyboard.press("Enter")
    for name in ("Start", "No name", "None of these apply", "Continue"):
        tab_to(person, person.button(name))
        page.keyboard.press("Enter")
    expect(person.heading("Which side hurts?").or_(person.heading("How is the pain now?"))).to_be_visible()
    if person.heading("Which side hurts?").count():
        tab_to(person, page.get_by_role("radio", name="Left"))
        page.keyboard.press("Space")
        tab_to(person, person.button("Continue"))
        page.keyboard.press("Enter")
    tab_to(person, person.button("Skip"))
    page.keyboard.press("Enter")
    expect(person.timer).to_be_visible()


@pytest.mark.with_worker
def test_B7_two_edits_of_one_version_are_both_kept_and_one_is_put_away_and_brought_back(
    people: Make, server: Running
) -> None:
    person = people(TABLET)
    person.pair(server.pairing_link)
    person.open("/build/points/infraspinatus-central")
    person.page.get_by_label("Name").fill("Corner")
    save_button(person).click()
    expect(person.heading("Corner")).to_be_visible()
    colleague = people(TABLET)
    colleague.pair(person.code_for("Therapist"))
    for each, name in ((person, "Corner, here"), (colleague, "Corner, there")):
        to_library_of_therapists(each)
        each.page.get_by_role("link", name="Corner").first.click()
        each.is_offline(True)
        each.page.get_by_role("link", name="Change it").click()
        expect(each.heading("Change this session")).to_be_visible()
        each.page.get_by_label("Name").fill(name)
        save_button(each).click()
        expect(each.heading(name)).to_be_visible()
    for each in (person, colleague):
        each.is_offline(False)
        each.open("/")
        each.let_pass(5)
        expect(each.status.filter(has_text=ALL_HELD).first).to_be_visible()
    for each in (person, colleague):
        to_library_of_therapists(each)
        each.let_pass(5)
        expect(each.page.get_by_text("2 versions of it were saved side by side").first).to_be_visible()
        for name in ("Corner, here", "Corner, there"):
            expect(each.page.get_by_role("link", name=name)).to_be_visible()

    person.page.get_by_role("link", name="Corner, here").click()
    person.press("Put away")
    expect(person.heading("What would help today?")).to_be_visible()
    expect(person.page.get_by_role("link", name="Corner, there")).to_be_visible()
    expect(person.page.get_by_role("link", name="Corner, here")).to_have_count(0)
    person.page.get_by_role("link", name="Corner, there").click()
    person.press("Put away")
    expect(person.button("Start")).to_have_count(0)
    person.press("Bring it back")
    expect(person.button("Start")).to_be_visible()


def test_by_keys_alone_a_session_is_made_from_another_ordered_and_saved(people: Make, server: Running) -> None:
    person = people(PHONE)
    person.pair(server.pairing_link)
    person.open("/protocols/upper-back-pain-therapist")
    page = person.page
    tab_to(person, page.get_by_role("link", name="Make my own of this"))
    page.keyboard.press("Enter")
    expect(person.page.locator(".build-step").first).to_be_visible()
    before = step_titles(person)
    down = person.button(f"Move down: {before[0]}, step 1")
    tab_to(person, down)
    page.keyboard.press("Enter")
    expect_steps(person, [before[1], before[0], *before[2:]])
    # The key stays on the step that was moved, and takes it back.
    expect(person.button(f"Move down: {before[0]}, step 2")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect_steps(person, before)
    page.get_by_label("Name").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Upper back, ours")
    tab_to(person, save_button(person))
    page.keyboard.press("Enter")
    expect(person.heading("Upper back, ours")).to_be_visible()
    expect(person.button("Start")).to_be_enabled()


@pytest.mark.parametrize("viewport", [PHONE, TABLET], ids=["phone", "tablet"])
def test_save_leads_to_what_is_missing_and_what_is_opened_comes_into_sight(
    people: Make, server: Running, viewport: dict[str, int]
) -> None:
    person = people(viewport)
    person.pair(server.pairing_link)
    person.open("/build/points/infraspinatus-central/infraspinatus-central")
    expect(person.page.locator(".build-step")).to_have_count(2)
    save_button(person).tap(force=True)
    expect(person.page.get_by_label("Name")).to_be_focused()
    person.page.keyboard.type("Blade")
    for _ in range(3):
        person.button("More repeats, Flat of the shoulder blade, step 2").click()
    expect(person.page.get_by_text("Step 2 needs a look.")).to_be_visible()
    save_button(person).tap(force=True)
    expect(person.page.get_by_role("heading", name=re.compile("^Step 2"))).to_be_focused()

    if viewport == PHONE:
        person.page.locator("summary", has_text="Pick more points").tap()
    person.page.locator("summary", has_text=re.compile("^Shoulder")).tap()
    last = person.page.locator("details[open] details[open] .pick-point").last
    expect(last).to_be_in_viewport()
    box, bar = last.bounding_box(), person.page.locator(".build-save").bounding_box()
    assert box
    assert bar
    assert box["y"] < bar["y"]


def test_the_rooms_of_building_and_of_the_practices_own_are_for_everyone(
    people: Make, server: Running, axe: str
) -> None:
    person = people(PHONE, reduced_motion="reduce")

    def nothing_is_in_the_way() -> None:
        for look in looks(person.page, (PHONE, "dark"), (PHONE, "light")):
            assert violations(person.page, axe) == [], look

    person.pair(server.pairing_link)
    person.open("/build/points/infraspinatus-central/infraspinatus-central")
    for _ in range(4):
        person.button("More repeats, Flat of the shoulder blade, step 1").click()
    expect(person.page.get_by_text("More than three minutes at this point").first).to_be_visible()
    nothing_is_in_the_way()
    assert small_targets(person) == []
    for _ in range(4):
        person.button("Fewer repeats, Flat of the shoulder blade, step 1").click()
    person.page.get_by_label("Name").fill("Corner")
    save_button(person).click()
    expect(person.button("Put away")).to_be_visible()
    nothing_is_in_the_way()
    to_library_of_therapists(person)
    expect(person.page.get_by_text("Made by this practice")).to_be_visible()
    # What the practice has made ends where the others begin.
    expect(person.page.get_by_text("By condition")).to_be_visible()
    nothing_is_in_the_way()


def small_targets(person: Person) -> list[str]:
    """What one presses in the main part and cannot hit: lower than 48 px."""
    found: list[str] = person.page.evaluate(
        "[...document.querySelectorAll('main button, main summary, main select, main input[type=text]')]"
        ".filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 48)"
        ".map((each) => each.outerHTML)"
    )
    return found


def tab_to(person: Person, wanted: Locator) -> None:
    """Goes on by Tab until the focus is there."""
    person.focus_by("Tab", wanted)
