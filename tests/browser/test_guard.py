"""A person's own history keeps them safe: too soon, sore, worse. Days go by on a moved clock."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from person import PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]

TITLE = "Upper back pain"
HOUR_S = 3600
DAY_S = 24 * HOUR_S
SCREENS_AT_MOST = 6
NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)


def answer_on(person: Person) -> None:
    """From the first question to the run: nothing applies, both sides, no number for the pain."""
    person.none_apply()
    for _ in range(SCREENS_AT_MOST):
        pain = person.heading("How is the pain now?")
        sides = person.heading(re.compile("^Which side"))
        expect(pain.or_(sides).or_(person.button("Continue")).first).to_be_visible()
        if pain.count():
            break
        for group in person.page.get_by_role("radiogroup", name=re.compile("Which side")).all():
            group.get_by_role("radio").first.check(force=True)
        person.press("Continue")
    person.press("Skip")
    expect(person.timer).to_be_visible()


def press_once(person: Person) -> None:
    """The first hold is pressed for some seconds, then everything is stopped."""
    answer_on(person)
    person.to_phase("Hold")
    person.let_pass(4)
    person.stop_by_holding()
    person.press("Skip")
    expect(person.heading("Session stopped")).to_be_visible()
    person.press("Done")
    expect(person.heading("What would help today?")).to_be_visible()


def a_session_alone(people: Make, viewport: dict[str, int] = PHONE) -> Person:
    person = people(viewport)
    # In the middle of a day, so that a day later is tomorrow.
    person.page.clock.set_system_time(NOON)
    person.open("/")
    person.pick(TITLE)
    press_once(person)
    return person


def say(person: Person, feeling: str, *, sore: str = "No", sign: str = "None of these") -> None:
    """Answers how it was the day after."""
    expect(person.heading("How was it the day after?")).to_be_visible()
    expect(person.button("Continue")).to_be_disabled()
    for group, answer in (("Compared with before it", feeling), ("Still sore from it now?", sore)):
        person.page.get_by_role("group", name=group).get_by_role("radio", name=answer, exact=True).check(force=True)
    person.page.get_by_role("checkbox", name=sign).check(force=True)


def is_stopped(person: Person, title: str, *words: str) -> None:
    """Here it ends: these words, and nothing to press that leads on."""
    expect(person.heading(title)).to_be_visible()
    for each in words:
        expect(person.page.get_by_role("main")).to_contain_text(re.compile(each))
    for name in ("Continue", "Start", "Skip", "None of these apply", "Release now"):
        expect(person.button(name)).to_have_count(0)
    expect(person.timer).to_have_count(0)


def test_C3_C4_again_on_the_same_day_says_until_when_it_rests_and_cannot_be_passed(people: Make) -> None:
    person = a_session_alone(people)
    person.pick(TITLE)
    is_stopped(person, "Not yet", r"session ended today at\s\d\d:\d\d", r"the next from tomorrow\s\d\d:\d\d\.")
    person.page.reload()
    is_stopped(person, "Not yet")
    person.press("Back to the library")
    person.page.goto(f"{person.url}/run")
    expect(person.timer).to_have_count(0)
    # A day later the points that were pressed are not rested yet, and the others are fine.
    person.open("/")
    person.sleep(30 * HOUR_S)
    person.pick(TITLE)
    say(person, "The same")
    person.press("Continue")
    expect(person.heading("Some points rest today")).to_be_visible()
    pressed = re.compile(r"Pressed in the session that ended yesterday at\s\d\d:\d\d")
    expect(person.page.get_by_role("main")).to_contain_text(pressed)


def test_C14_two_days_later_the_day_after_is_asked_and_the_same_goes_on(people: Make) -> None:
    person = a_session_alone(people)
    person.sleep(2 * DAY_S + HOUR_S)
    person.pick(TITLE)
    expect(person.button("Skip")).to_have_count(0)
    say(person, "The same")
    person.press("Continue")
    answer_on(person)
    person.stop_by_holding()
    person.press("Skip")
    person.press("Done")
    person.open("/history")
    expect(person.page.get_by_text("the same the day after")).to_be_visible()


def test_C7_C8_C15_worse_rests_worse_twice_sees_someone_and_a_clinicians_word_opens_it(people: Make) -> None:
    person = a_session_alone(people)
    person.sleep(2 * DAY_S + HOUR_S)
    person.pick(TITLE)
    say(person, "Worse")
    expect(person.page.get_by_role("alert")).to_contain_text("Nothing is pressed today")
    person.press("Continue")
    is_stopped(person, "Rest today", r"asked again from tomorrow\s\d\d:\d\d", "contact a clinician")
    person.press("Back to the library")

    person.sleep(DAY_S + HOUR_S)
    person.pick(TITLE)
    say(person, "Worse")
    person.press("Continue")
    seen = "A clinician has looked at it and agrees"
    is_stopped(person, "Stop here, and see a clinician", "Twice in a row", "emergency care")
    expect(person.button(seen)).to_have_count(0)
    person.press("Back to the library")

    person.sleep(DAY_S + HOUR_S)
    person.pick("Jaw")
    is_stopped(person, "Stop here, and see a clinician")
    person.press(seen)
    expect(person.heading("First, a few questions")).to_be_visible()
    person.open("/history")
    person.page.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(person.page.get_by_text(re.compile(f"^{seen}"))).to_be_visible()


def test_C9_C10_numb_or_a_sign_of_something_grave_leads_to_the_right_help(people: Make) -> None:
    for sign, title, words in (
        ("Numb, tingling or weak", "See a clinician first", "Numb, tingling or weak"),
        ("Dark urine", "This needs emergency care now", "112, 999 or 911"),
    ):
        person = a_session_alone(people)
        person.sleep(2 * DAY_S + HOUR_S)
        person.pick(TITLE)
        say(person, "The same", sign=sign)
        expect(person.page.get_by_role("alert")).to_be_visible()
        person.press("Continue")
        is_stopped(person, title, words)
        expect(person.page.get_by_role("link", name="Call 112")).to_have_count(1 if words.startswith("112") else 0)


def test_C2_a_clock_set_back_does_not_open_it(people: Make) -> None:
    person = a_session_alone(people)
    for days in (1, 3, 400):
        person.page.clock.set_system_time(NOON - timedelta(days=days))
        person.pick(TITLE)
        is_stopped(person, "Not yet", "clock stands before the last session")
        person.press("Back to the library")


def test_the_library_offers_to_say_how_it_was_and_history_keeps_it(people: Make) -> None:
    person = a_session_alone(people)
    offer = person.page.get_by_role("link", name="Say how it was")
    expect(offer).to_have_count(0)
    person.sleep(14 * HOUR_S)
    person.open("/")
    offer.click()
    # It is asked at once: nobody looks for the same key again. Closed, it is there to be opened again.
    sheet = person.page.get_by_role("dialog", name="How was it the day after?")
    expect(sheet).to_be_visible()
    sheet.get_by_role("button", name="Cancel").click()
    expect(sheet).to_have_count(0)
    person.press("Say how it was")
    sheet = person.page.get_by_role("dialog")
    expect(sheet.get_by_role("button", name="Save")).to_be_disabled()
    sheet.get_by_role("radio", name="Better").check(force=True)
    sheet.get_by_role("radio", name="Yes").check(force=True)
    sheet.get_by_role("checkbox", name="None of these").check(force=True)
    sheet.get_by_role("radio", name=re.compile("^3")).click()
    sheet.get_by_role("button", name="Save").click()
    expect(sheet).to_have_count(0)
    for words in ("Better", "Still sore", "Pain 3 of 10"):
        expect(person.page.get_by_text(words, exact=True)).to_be_visible()
    person.open("/history")
    expect(person.page.get_by_role("article")).to_contain_text("still sore")
    person.open("/")
    expect(offer).to_have_count(0)
    # Sore from last time: that comes first, even once the points are rested.
    person.sleep(24 * HOUR_S)
    person.pick(TITLE)
    say(person, "The same", sore="Yes")
    person.press("Continue")
    is_stopped(person, "Rest today", "Still sore from last time")


@pytest.mark.parametrize("viewport", [PHONE, TABLET], ids=["phone", "tablet"])
def test_C10_in_the_sheet_too_help_is_seen_where_its_sign_is_ticked_and_the_keys_with_it(
    people: Make, viewport: dict[str, int]
) -> None:
    person = a_session_alone(people, viewport)
    person.sleep(14 * HOUR_S)
    person.open("/")
    person.page.get_by_role("link", name="Say how it was").click()
    sheet = person.page.get_by_role("dialog")
    for sign, words in (("A bruise larger", "contact a clinician"), ("Chest pain", "112, 999 or 911")):
        sheet.get_by_role("checkbox", name=sign).check(force=True)
        expect(sheet.get_by_role("alert")).to_contain_text(words)
        for seen in (sheet.get_by_role("alert"), *sheet.get_by_role("button", name=re.compile("Cancel|Save")).all()):
            expect(seen).to_be_in_viewport(ratio=1)
    # What keys lead to is not covered by it.
    last = sheet.get_by_role("checkbox", name="None of these")
    last.focus()
    box, foot = last.bounding_box(), sheet.locator(".sheet-foot").bounding_box()
    assert box
    assert foot
    assert box["y"] + box["height"] <= foot["y"]
    size = "(node) => parseFloat(getComputedStyle(node).fontSize)"
    title, *questions = (each.evaluate(size) for each in sheet.locator("h2, legend").all())
    assert title > max(questions)


def test_a_session_is_named_by_when_it_began_and_rest_is_counted_from_its_end(people: Make) -> None:
    person = people()
    person.page.clock.set_system_time(NOON)
    person.open("/")
    person.pick(TITLE)
    answer_on(person)
    for _ in range(2):
        person.to_phase("Hold")
        person.to_phase("Release")
    person.stop_by_holding()
    person.press("Skip")
    time = re.compile(r"\b\d\d:\d\d\b")
    began, *_ = time.findall(person.page.get_by_role("main").inner_text())
    person.press("Done")
    person.pick(TITLE)
    is_stopped(person, "Not yet")
    ended, *_ = time.findall(person.page.get_by_text("The last session ended today").inner_text())
    assert ended > began
    person.press("Back to the library")
    person.sleep(2 * DAY_S)
    person.open("/")
    expect(person.page.get_by_text(re.compile("^How was it the day after"))).to_contain_text(began)
    person.pick(TITLE)
    expect(person.page.get_by_text(re.compile(rf"^{TITLE}, on \w+ at\s{began}\.$"))).to_be_visible()


def test_a_therapist_sets_advice_aside_with_a_reason_that_stands_in_the_history(people: Make, server: Running) -> None:
    person = people(TABLET)
    person.pair(server.pairing_link)
    person.open("/")
    person.pick(TITLE, with_client=True)
    person.page.get_by_role("textbox").fill("R. M.")
    person.page.keyboard.press("Enter")
    press_once(person)

    person.pick(TITLE, with_client=True)
    person.press("R. M.")
    expect(person.heading("Before you go on")).to_be_visible()
    go_on = person.button("Go on, and note why")
    expect(go_on).to_be_disabled()
    person.page.get_by_role("radio", name="Lighter and shorter today").check(force=True)
    person.page.get_by_role("textbox", name="In your own words").fill("the other shoulder")
    go_on.click()
    answer_on(person)
    person.stop_by_holding()
    person.press("Skip")
    expect(person.heading("Went on against advice")).to_be_visible()
    person.press("Done")
    expect(person.heading("What would help today?")).to_be_visible()
    person.open("/history")
    entry = person.page.get_by_role("article").filter(has_text="against advice")
    expect(entry).to_have_count(1)
    entry.get_by_role("link").click()
    main = person.page.get_by_role("main")
    expect(main).to_contain_text("Reason: Lighter and shorter today. the other shoulder")
    expect(main).to_contain_text("the same point too soon")

    # Another client has another history.
    person.open("/")
    person.pick(TITLE, with_client=True)
    person.press("No name")
    expect(person.button("None of these apply")).to_be_visible()


def test_whoever_presses_alone_says_so_in_words_of_their_own_and_a_therapist_in_theirs(
    people: Make, server: Running
) -> None:
    alone, both = "I want to stop, or I am drowsy or fell asleep", "Stop is asked for, or nobody answers"
    person = people(TABLET)
    person.pair(server.pairing_link)
    for with_client, said, unsaid in ((True, both, alone), (False, alone, both)):
        person.open("/")
        person.pick("Upper back pain", with_client=with_client)
        if with_client:
            person.press("No name")
        person.none_apply()
        person.press("Skip")
        person.to_phase("Hold")
        person.press("Something feels wrong")
        card = person.page.get_by_role("dialog")
        expect(card).not_to_contain_text(unsaid)
        card.get_by_role("button", name=said).click()
        expect(person.heading("Stop and rest")).to_be_visible()
        person.press("It has passed" if person.button("It has passed").count() else "I have come off")
        person.press("Skip")
        # After it too, it is called what it was called when it was said.
        expect(person.page.get_by_role("list").filter(has_text=said)).to_be_visible()
        person.press("Done")


def test_what_does_not_pass_after_resting_leads_to_emergency_care(people: Make) -> None:
    person = people()
    person.open("/")
    person.pick(TITLE)
    answer_on(person)
    person.to_phase("Hold")
    person.let_pass(3)
    person.press("Something feels wrong")
    person.press("Dizzy, faint")
    expect(person.heading("Stop and rest")).to_be_visible()
    person.press("It has not passed after a few minutes")
    expect(person.heading("Get help now")).to_be_visible()
    person.press("I have come off")
    expect(person.heading("Get help now")).to_be_visible()
    person.press("Done")
    person.sleep(3 * DAY_S)
    person.pick(TITLE)
    say(person, "Better")
    person.press("Continue")
    is_stopped(person, "See a clinician first", "It has not passed")


def test_C5_four_sessions_in_seven_days_are_enough_and_it_says_when_the_next_may_be(people: Make) -> None:
    person = a_session_alone(people)
    # Other points each day, so that nothing but the week is full.
    for title in ("Lower back pain", TITLE, "Lower back pain"):
        person.sleep(DAY_S + HOUR_S)
        person.pick(title)
        say(person, "The same")
        person.press("Continue")
        press_once(person)
    person.sleep(DAY_S + HOUR_S)
    person.pick("Jaw")
    say(person, "The same")
    person.press("Continue")
    is_stopped(person, "Enough for this week", "4 sessions in seven days", r"The next from .*\s\d\d:\d\d\.")
    person.press("Back to the library")
    # Once the first of them is a week old.
    person.sleep(3 * DAY_S)
    person.pick("Jaw")
    expect(person.heading("First, a few questions")).to_be_visible()


def test_C12_C13_after_its_weeks_the_review_comes_first_and_no_change_ends_the_course(people: Make) -> None:
    for change, leads_to in (("Better than at the start", None), ("About the same", "Stop here, and see a clinician")):
        person = a_session_alone(people)
        person.sleep(15 * DAY_S)
        person.pick(TITLE)
        say(person, "Better")
        person.press("Continue")
        expect(person.heading("How is it since you began?")).to_be_visible()
        for name in ("Continue", "Skip"):
            expect(person.button(name)).to_have_count(0)
        person.press(change)
        if leads_to:
            is_stopped(person, leads_to, "weeks without a useful change")
        else:
            expect(person.heading("First, a few questions")).to_be_visible()
