"""Everything shipped, in front of a person: each condition is opened, asked through and begun both ways, and each
answer that must stop somebody does.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from holdwell import wire
from holdwell.library import load
from person import PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]
LIBRARY = load(Path(__file__).parents[2] / "protocols").library
PROTOCOLS = [item.protocol for item in LIBRARY.protocols]
POINTS = {point.id: point for point in LIBRARY.points}
ASK = {question.id: question.ask for question in LIBRARY.screening}
STOPS = {
    "emergency": "This needs emergency care now",
    "refer-first": "See a clinician first",
    "therapist-only": "Only with a trained therapist",
}
# What a therapist is told to change (FACTS 4.2).
CHANGES = {
    "bleeding-risk": "Nothing deep or forceful.",
    "bone-fragility": "No pressure on ribs or spine, and none with the elbow.",
    "pregnant": "Legs and abdomen are left alone. Lying on the side.",
    "joint-laxity": "The neck is left alone.",
    "stiff-or-fused-spine": "The neck is left alone, and nobody leans on the spine.",
    "under-18": "Only with a parent or guardian there, and not at home.",
}
A_STOP = re.compile("|".join(STOPS.values()))
# Between the questions and the run there are a handful of screens at most.
SCREENS_AT_MOST = 8


def blocking(group: str) -> list[wire.Question]:
    return [each for each in LIBRARY.screening if each.group == group and each.if_yes != "modify"]


def asked_by(protocol: wire.Protocol) -> set[str]:
    """The questions that come before this protocol, from its own condition and points."""
    condition = next(each for each in LIBRARY.conditions if each.id == protocol.condition)
    used = {step.point for step in protocol.steps}
    asked = {each.id for each in LIBRARY.screening if each.group == "all"} | set(condition.screen)
    for point in LIBRARY.points:
        for named in (point.screen, point.ask_again):
            if point.id in used and isinstance(named, list):
                asked |= set(named)
    return asked


def protocol_asking(question: wire.Question, audience: wire.Audience) -> wire.Protocol:
    return next(each for each in PROTOCOLS if each.audience == audience and question.id in asked_by(each))


def to_questions(person: Person, protocol: wire.Protocol) -> None:
    """Start was pressed: says who it is with, as far as that is asked."""
    if protocol.audience == "therapist":
        trained, no_name = person.button("I am trained"), person.button("No name")
        expect(trained.or_(no_name).first).to_be_visible()
        if trained.count():
            trained.click()
        no_name.click()
    expect(person.button("None of these apply")).to_be_visible()


def named(person: Person, question: str) -> Locator:
    return person.page.get_by_role("group", name=question, exact=True)


def answers_again(person: Person, protocol: wire.Protocol, answer: str) -> None:
    """What is asked once more right before the first place, if anything is."""
    again = POINTS[protocol.steps[0].point].ask_again
    for question in again if isinstance(again, list) else []:
        expect(person.page.get_by_role("heading", level=1)).to_have_text(ASK[question])
        # Nobody has read it sooner; a second press as quick as that is taken for the first.
        person.let_pass(1)
        person.press(answer)


def to_the_run(person: Person) -> None:
    """Goes on through what is asked before a run, with the first answer of each."""
    skip, carry_on, stop = person.button("Skip"), person.button("Continue"), person.button("Stop")
    for _ in range(SCREENS_AT_MOST):
        expect(stop.or_(skip).or_(carry_on).first).to_be_visible()
        title = person.page.get_by_role("heading", level=1).inner_text()
        if stop.count():
            return
        if skip.count():
            skip.click()
        else:
            for group in person.page.get_by_role("radiogroup").all():
                group.get_by_role("radio").first.check(force=True)
            carry_on.click()
        expect(person.page.get_by_role("heading", level=1)).not_to_have_text(title)
    raise AssertionError("the run never came")


@pytest.mark.parametrize("condition", [each.id for each in LIBRARY.conditions])
def test_a_condition_is_opened_asked_through_and_begun_by_a_therapist_and_alone(people: Make, condition: str) -> None:
    for protocol in [each for each in PROTOCOLS if each.condition == condition]:
        with_client = protocol.audience == "therapist"
        person = people(TABLET if with_client else PHONE, service_workers="block")
        person.open("/")
        person.pick(protocol.title, with_client=with_client)
        to_questions(person, protocol)
        expect(person.page.get_by_role("radio", name="No", exact=True)).to_have_count(len(asked_by(protocol)))
        # The questions stand under a heading for people, not under the name of a file.
        for heading in person.page.get_by_role("heading", level=2).all():
            expect(heading).to_have_text(re.compile("^[A-Z][a-z]"))
        person.press("None of these apply")
        to_the_run(person)
        answers_again(person, protocol, "No, go on")
        first = POINTS[protocol.steps[0].point].muscle.plain
        expect(person.page.get_by_role("heading", level=1)).to_contain_text(first)
        person.to_phase("Hold")
        person.stop_by_holding()
        expect(person.timer).to_have_count(0)


@pytest.mark.parametrize("group", list(dict.fromkeys(each.group for each in LIBRARY.screening)))
def test_every_answer_of_a_group_that_blocks_stops_whom_it_should(people: Make, server: Running, group: str) -> None:
    person = people(TABLET)
    person.pair(server.pairing_link)
    said: set[str] = set()
    was_stopped = False
    for number, question in enumerate(blocking(group)):
        # By turns alone and by a therapist: each kind of answer stops either (tests/pwa/app/flow.test.ts).
        both = ("self-care", "therapist")
        for audience in both if question.if_yes == "therapist-only" else both[number % 2 :][:1]:
            protocol = protocol_asking(question, audience)
            # Whom the last answer stopped goes back to the library, as people do; else the app is opened anew.
            if was_stopped:
                person.press("Back to the library")
                person.pick(protocol.title, with_client=audience == "therapist")
            else:
                person.page.goto(f"{person.url}/protocols/{protocol.id}")
                person.press("Start")
            to_questions(person, protocol)
            # What was a yes at an earlier start is asked again by itself: no key that answers several answers it.
            asked = {" ".join(each.split()) for each in person.page.locator("legend").all_inner_texts()}
            for each in said & asked - {question.ask}:
                named(person, each).get_by_label("No", exact=True).check(force=True)
            named(person, question.ask).get_by_label("Yes").check(force=True)
            said.add(question.ask)
            expect(person.button("No to all the others")).to_be_visible()
            person.none_apply()
            was_stopped = not (question.if_yes == "therapist-only" and audience == "therapist")
            if not was_stopped:
                expect(person.heading("What should be left out?")).to_be_visible()
                # What it changes for them is said, of each answer in its own words.
                expect(person.page.get_by_text(CHANGES[question.id], exact=True)).to_be_visible()
                if person.button("Continue").is_disabled():
                    person.page.get_by_role("checkbox", name="None of these points is affected").check(force=True)
                person.press("Continue")
                expect(person.heading("What should be left out?")).to_have_count(0)
                expect(person.page.get_by_role("heading", level=1)).not_to_have_text(A_STOP)
                continue
            expect(person.heading(STOPS[question.if_yes])).to_be_visible()
            expect(person.page.get_by_text(question.ask)).to_be_visible()
            expect(person.button("Continue").or_(person.button("Start")).or_(person.timer)).to_have_count(0)


def test_a_yes_to_the_clot_question_right_before_the_calf_presses_nothing_and_says_where_to_go(people: Make) -> None:
    protocol = next(each for each in PROTOCOLS if each.id == "reduced-blood-flow-self-care")
    person = people(service_workers="block")
    person.open("/")
    person.pick(protocol.title)
    person.press("None of these apply")
    to_the_run(person)
    answers_again(person, protocol, "Yes, stop here")
    expect(person.page.get_by_text(re.compile("112|999|911")).first).to_be_visible()
    for _ in range(3):
        person.let_pass(60)
        expect(person.timer).to_have_count(0)
