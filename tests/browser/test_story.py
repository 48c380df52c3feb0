"""The main job as a person does it: open, pick, answer, hold, lose the network, be killed, finish, see it proven."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from person import ALL_HELD, PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]
pytestmark = pytest.mark.with_worker


def test_a_session_from_the_library_to_the_server_and_to_a_second_browser(people: Make, server: Running) -> None:
    person = people(PHONE)
    person.pair(server.pairing_link)
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    person.say_pain(5)

    # The first hold: its place and side, and a clock that is right to the second.
    expect(person.page.get_by_role("heading", level=1)).to_contain_text(re.compile("left", re.IGNORECASE))
    person.to_phase("Hold")
    started, before, seen = person.now_ms(), person.seconds_left(), person.now_ms()
    person.let_pass(10)
    later, after, ended = person.now_ms(), person.seconds_left(), person.now_ms()
    assert later - seen >= 10_000
    assert (later - seen) // 1000 - 1 <= before - after <= (ended - started) // 1000 + 1
    person.rate(4)

    # The network goes; killed mid-hold, the app comes back parked at the same hold, without it.
    person.is_offline(True)
    point = person.page.get_by_role("heading", level=1).inner_text()
    person.be_killed()
    expect(person.heading("Paused while you were away")).to_be_visible()
    person.press("Continue")
    expect(person.page.get_by_role("heading", level=1)).to_have_text(point, use_inner_text=True)
    person.finish_by_releasing()
    person.say_pain(4)
    expect(person.heading("Session complete")).to_be_visible()
    expect(person.status.first).not_to_contain_text(ALL_HELD)

    person.is_offline(False)
    person.let_pass(5)
    expect(person.status.filter(has_text=ALL_HELD).first).to_be_visible()

    # A second browser of the practice shows the same session, with every hold, planned and held.
    colleague = people(TABLET)
    colleague.pair(person.code_for("Therapist"))
    colleague.open("/history")
    for each in (person, colleague):
        each.open("/history")
        each.page.get_by_role("link", name=re.compile("Upper back pain")).first.click()
        expect(each.page.get_by_role("listitem").filter(has_text="Top of the shoulder").first).to_be_visible()
    assert person.page.get_by_role("main").inner_text().count("Top of the shoulder") == (
        colleague.page.get_by_role("main").inner_text().count("Top of the shoulder")
    )


def test_unpaired_it_works_offline_from_the_first_load_and_sends_what_one_chooses_later(
    people: Make, server: Running
) -> None:
    person = people()
    person.open("/")
    person.is_offline(True)
    person.page.reload()
    person.pick("Jaw")
    person.none_apply()
    person.press("Skip")
    person.to_phase("Hold")
    person.finish_by_releasing()
    person.press("Skip")
    expect(person.heading("Session complete")).to_be_visible()
    expect(person.page.get_by_text(re.compile("Not paired"))).not_to_have_count(0)

    person.is_offline(False)
    person.pair(server.pairing_link, send_all=True)
    person.open("/history")
    person.page.get_by_role("link", name=re.compile("Jaw")).first.click()
    expect(person.status.filter(has_text=ALL_HELD).first).to_be_visible()


def test_with_a_client_it_asks_who_and_history_knows(people: Make, server: Running) -> None:
    person = people(TABLET)
    person.pair(server.pairing_link)
    person.open("/")
    person.pick("Lower back pain", with_client=True)
    person.page.get_by_role("textbox").fill("R. M.")
    person.page.keyboard.press("Enter")
    person.none_apply()
    # What may be left out of today's steps stays in.
    person.press("Continue")
    person.page.get_by_role("radio", name="Right").check(force=True)
    person.press("Continue")
    person.press("Skip")
    person.to_phase("Hold")
    expect(person.page.get_by_text(re.compile(r"R\. M\.")).first).to_be_visible()
    person.stop_by_holding()
    person.press("Skip")
    expect(person.heading("Session stopped")).to_be_visible()
    expect(person.status.filter(has_text=ALL_HELD).first).to_be_visible()
    person.open("/history")
    expect(person.page.get_by_role("article").filter(has_text="Lower back pain")).to_contain_text("with R. M.")
