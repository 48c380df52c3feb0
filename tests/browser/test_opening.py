"""From opening a protocol to its run, where the protocol says more than points and seconds."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from hindrances import looks, violations
from person import PHONE, TABLET, Person

Make = Callable[..., Person]
LEGS = "Heavy, stiff limbs after sitting"
CLOT = re.compile("newly swollen")


def before_the_calf(people: Make, side: str = "Left") -> Person:
    """Somebody alone, in front of the question that comes before the first calf."""
    person = people(PHONE)
    person.open("/")
    person.pick(LEGS)
    person.none_apply(side)
    person.press("Skip")
    expect(person.heading(CLOT)).to_be_visible()
    return person


def with_a_client(people: Make, title: str) -> Person:
    """A therapist behind the questions, to which nothing applied."""
    person = people(TABLET)
    person.open("/")
    person.pick(title, with_client=True)
    person.press("I am trained and treat someone else")
    person.press("No name")
    person.none_apply()
    return person


def test_S15_the_clot_question_stands_before_each_calf_and_nothing_but_an_answer_leads_on(people: Make) -> None:
    person = before_the_calf(people)
    expect(person.timer).to_have_count(0)
    expect(person.heading(CLOT)).to_be_focused()
    person.let_pass(90)
    person.page.keyboard.press("Space")
    person.page.keyboard.press("Enter")
    expect(person.heading(CLOT)).to_be_visible()
    person.press("No, go on")
    # The thumb taps once more where Release now has come to lie.
    person.press("Release now")
    expect(person.page.get_by_role("heading", level=1)).to_contain_text("Inner calf")
    person.to_phase("Hold")
    person.let_pass(1)
    person.press("Release now")
    # The other calf is another step: it is asked again, and the press that was on its way answers nothing.
    for _ in range(30):
        if person.heading(CLOT).count():
            break
        person.let_pass(0.5)
    expect(person.page.get_by_text("Before the next place: Outer calf")).to_be_visible()
    person.press("No, go on")
    expect(person.heading(CLOT)).to_be_visible()
    person.let_pass(1)
    person.heading(CLOT).focus()
    person.page.keyboard.press("Tab")
    expect(person.button("Yes, stop here")).to_be_focused()
    person.page.keyboard.press("Tab")
    person.page.keyboard.press("Enter")
    expect(person.page.get_by_role("heading", level=1)).to_contain_text("Outer calf")


def test_S15_both_answers_are_big_and_far_apart_on_every_screen(people: Make) -> None:
    person = before_the_calf(people)
    for _ in looks(person.page, (PHONE, "light"), (TABLET, "light"), ({"width": 844, "height": 390}, "light")):
        yes, no = person.button("Yes, stop here").bounding_box(), person.button("No, go on").bounding_box()
        assert yes
        assert no
        apart = max(no["y"] - (yes["y"] + yes["height"]), no["x"] - (yes["x"] + yes["width"]))
        assert apart >= 80
        assert min(yes["height"], no["height"]) >= 72
        for name in ("Yes, stop here", "No, go on", "Something feels wrong"):
            expect(person.button(name)).to_be_in_viewport(ratio=1)


def test_S15_yes_stops_the_session_says_what_to_do_and_is_in_the_log(people: Make) -> None:
    person = before_the_calf(people)
    person.let_pass(2)
    person.press("Yes, stop here")
    expect(person.heading("This needs emergency care now")).to_be_visible()
    person.let_pass(60)
    person.be_killed()
    expect(person.heading("This needs emergency care now")).to_be_visible()
    person.press("I have read this")
    expect(person.heading("Session stopped")).to_be_visible()
    expect(person.page.get_by_role("main")).to_contain_text(CLOT)
    expect(person.page.get_by_role("main")).to_contain_text("Emergency care")


def test_Q11_both_sides_ask_which_one_today_and_the_plan_follows(people: Make) -> None:
    person = before_the_calf(people, side="Left")
    person.let_pass(2)
    person.press("No, go on")
    expect(person.page.get_by_text(re.compile(r"1 of 5\b"))).to_be_visible()
    # How, with what, and not yet what is said during the hold.
    expect(person.page.get_by_text("With: foam roller.")).to_be_visible()
    person.to_phase("Hold")
    expect(person.page.get_by_text("Let the other leg take weight off.", exact=True)).to_be_visible()
    person.stop_by_holding()
    person.press("Skip")
    expect(person.page.get_by_role("main")).to_contain_text("Left side")


def test_Q10_a_therapist_leaves_a_step_out_and_is_told_when_to_turn_the_client(people: Make) -> None:
    person = with_a_client(people, "Lower back pain")
    expect(person.heading(re.compile("Today.s steps"))).to_be_visible()
    expect(person.page.get_by_text("A leg hurts, tingles, feels numb or is weak.")).to_be_visible()
    person.page.get_by_role("checkbox", name="Leave out Deep buttock").check(force=True)
    person.press("Continue")
    # Its point alone asked which side hurts: nothing asks any more.
    person.press("Skip")
    expect(person.page.get_by_role("navigation", name="Steps")).not_to_contain_text("Deep buttock")
    expect(person.page.get_by_text("With: thumb.")).to_be_visible()
    person.to_phase("Hold")
    expect(person.page.get_by_text("Say: “Breathe into your waist and let it soften.”", exact=True)).to_be_visible()
    turn = person.page.get_by_text("Now on the side", exact=True)
    for _ in range(60):
        if turn.count():
            break
        person.press("Release now")
        person.let_pass(1)
    expect(turn).to_be_visible()
    # Longer than finding the place alone, which is twenty seconds.
    assert person.seconds_left() > 20
    expect(person.page.get_by_text(re.compile("The side that is pressed lies on top"))).to_be_visible()


def test_the_new_screens_are_for_everyone(people: Make, axe: str) -> None:
    person = people(PHONE, reduced_motion="reduce")
    page = person.page

    def nothing_is_in_the_way() -> None:
        for look in looks(page, (PHONE, "dark"), (PHONE, "light")):
            assert violations(page, axe) == [], look

    person.open("/")
    person.pick(LEGS)
    expect(person.button("None of these apply")).to_be_visible()
    nothing_is_in_the_way()
    person.press("None of these apply")
    person.press("Continue")
    expect(person.heading("Which side today?")).to_be_visible()
    nothing_is_in_the_way()
    person.choose_side("Both")
    person.press("Skip")
    expect(person.heading(CLOT)).to_be_visible()
    nothing_is_in_the_way()
    person.let_pass(2)
    person.press("Yes, stop here")
    expect(person.heading("This needs emergency care now")).to_be_visible()
    nothing_is_in_the_way()
    person.press("I have read this")
    person.press("Done")
    person.page.goto(f"{person.url}/protocols/low-back-pain-therapist")
    expect(person.heading("What this rests on")).to_be_visible()
    nothing_is_in_the_way()
    person.press("Start")
    person.press("I am trained and treat someone else")
    person.press("No name")
    person.none_apply()
    expect(person.heading(re.compile("Today.s steps"))).to_be_visible()
    nothing_is_in_the_way()


def test_Q7_points_near_what_an_answer_spares_are_left_out_and_alone_nobody_puts_them_back(people: Make) -> None:
    person = people()
    person.open("/")
    person.pick("Pain after whiplash")
    person.answer("Heart failure, high blood pressure", "Yes")
    person.answer_the_rest("No")
    person.press("Continue")
    expect(person.heading("Left out today")).to_be_visible()
    expect(person.page.get_by_role("listitem").filter(has_text="Top of the shoulder")).to_be_visible()
    expect(person.page.get_by_role("checkbox")).to_have_count(0)
    person.press("Continue")
    person.choose_side("Both")
    person.press("Skip")
    expect(person.page.get_by_role("heading", level=1)).not_to_contain_text("Top of the shoulder")


def test_Q3_an_answer_that_leaves_nothing_ends_the_session_kindly(people: Make) -> None:
    person = people()
    person.open("/")
    person.pick("Upper back pain")
    person.answer("At a site to be pressed", "Yes")
    person.answer_the_rest("No")
    person.press("Continue")
    for box in person.page.get_by_role("checkbox", name=re.compile("^Leave out")).all():
        box.check(force=True)
    person.press("End for today")
    expect(person.heading("Nothing is left to press today")).to_be_visible()
    person.until_kept("facts", "session_ended")
    person.press("Back to the library")
    person.page.goto(person.url + "/history")
    expect(person.page.get_by_text("Not started").first).to_be_visible()


def test_a_page_says_how_one_lies_with_what_and_what_the_evidence_rests_on(people: Make) -> None:
    person = people(TABLET)
    person.open("/protocols/low-back-pain-therapist")
    main = person.page.get_by_role("main")
    for words in ("Face down", "On the side", "May be left out", "Draft, not reviewed by a clinician"):
        expect(main.get_by_text(words, exact=True).first).to_be_visible()
    expect(main).to_contain_text("Each step left, then right.")
    expect(person.heading("What this rests on")).to_be_visible()
    expect(main.get_by_text("Read for this").first).to_be_visible()
    outside = main.get_by_role("link", name=re.compile("opens outside this app")).first
    expect(outside).to_have_attribute("rel", re.compile("noopener"))
    expect(outside).to_have_attribute("target", "_blank")
    # The fixture sees to it that nothing was asked of another address.


def test_on_neck_and_face_alone_it_is_fingers_only_on_the_page_and_in_the_run(people: Make) -> None:
    person = people()
    person.open("/protocols/tmj-pain-self-care")
    expect(person.page.get_by_text("Fingers only", exact=True).first).to_be_visible()
    person.press("Start")
    person.none_apply()
    person.press("Skip")
    expect(person.page.get_by_text("Fingers only, no tool.")).to_be_visible()
