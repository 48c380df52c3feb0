"""What a device does to a run: it freezes the page, fills up, kills it at any phase; and a sentence spoken into it."""

import os
import random
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from person import KEPT, PHONE, Person
from running import Running

Make = Callable[..., Person]

PHASES = ("Find the place", "Sink in", "Hold", "Release", "Rest")
# A device without room for one more entry, until it is given some.
FULL = """
  window.is_full = false;
  for (const name of ['add', 'put']) {
    const write = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...given) {
      if (window.is_full) throw new DOMException('', 'QuotaExceededError');
      return write.apply(this, given);
    };
  }
"""
# Whatever is given to the loudspeaker that is longer than any tone, in seconds.
SPOKEN = """
  window.spoken_s = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...given) {
    if (this.buffer.duration > 1.5) window.spoken_s.push(this.buffer.duration);
    return start.apply(this, given);
  };
"""


NO_MICROPHONE = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); };"
# The long version, at moments drawn from a seed: HOLDWELL_KILLS=200 uv run pytest tests/browser/test_hindered.py
KILLS = int(os.environ.get("HOLDWELL_KILLS", "2"))


def at_the_first_place(person: Person) -> None:
    """From the library to the run, by the shortest way."""
    person.to_the_run()


def test_S4_a_page_that_was_frozen_comes_back_parked(people: Make) -> None:
    person = people()
    at_the_first_place(person)
    person.to_phase("Hold")
    cdp = person.context.new_cdp_session(person.page)
    cdp.send("Page.setWebLifecycleState", {"state": "frozen"})
    person.sleep(90)
    cdp.send("Page.setWebLifecycleState", {"state": "active"})
    expect(person.heading("Paused while you were away")).to_be_visible()
    # The hold ended at its own deadline, which nobody saw, and nothing after it has run.
    person.until_kept("facts", '\\"ended_by\\":\\"unobserved\\"')
    person.press("Continue")
    expect(person.timer).to_be_visible()


def test_a_full_device_says_so_and_keeps_everything_once_there_is_room(people: Make) -> None:
    person = people()
    person.page.add_init_script(FULL)
    at_the_first_place(person)
    person.to_phase("Hold")
    person.page.evaluate("is_full = true")
    person.press("Release now")
    expect(person.page.get_by_text("This device is full.", exact=False)).to_be_visible()
    # The session goes on as if nothing were: it is about pressing, not about storing.
    person.to_phase("Rest")
    person.page.evaluate("is_full = false")
    person.let_pass(4)
    expect(person.page.get_by_text("This device is full.", exact=False)).to_have_count(0)
    person.until_kept("facts", '\\"ended_by\\":\\"released\\"')


@pytest.mark.with_worker
def test_S3_killed_at_any_phase_it_waits_for_somebody_and_loses_no_hold(people: Make) -> None:
    person = people(PHONE)
    at_the_first_place(person)
    for phase in PHASES:
        # A hold that was killed is offered again, from looking for its place on.
        person.to_phase(phase, within_s=150)
        killed_in_its_place(person)
    person.finish_by_releasing()


def killed_in_its_place(person: Person) -> None:
    """Killed, opened again, gone on with: nothing ran meanwhile, and what was done is still done."""
    person.until_kept("running", '"session"')
    person.be_killed()
    expect(person.heading(re.compile("^Paused"))).to_be_visible()
    person.let_pass(2)
    expect(person.timer).to_have_count(0)
    person.press("Continue")
    expect(person.timer).to_be_visible()


def test_S3_killed_again_and_again_at_any_moment(people: Make) -> None:
    chance, person = random.Random(1), people()
    for _ in range(KILLS):
        if person.timer.count() == 0:
            at_the_first_place(person)
        person.let_pass(chance.uniform(0.5, 40))
        if person.timer.count() == 1:
            killed_in_its_place(person)


@pytest.mark.with_worker
def test_own_words_for_a_step_are_spoken_kept_and_played_where_its_place_is_looked_for(
    people: Make, server: Running
) -> None:
    person = people(permissions=["microphone"])
    person.page.add_init_script(SPOKEN)
    person.pair(server.pairing_link)
    at_protocol(person)
    person.press("Record: 1. Top of the shoulder")
    expect(person.button("Speak now")).to_be_visible()
    # The device's own time: what is recorded is as long as it was spoken.
    person.page.wait_for_timeout(2500)
    person.press("Speak now")
    expect(person.button("Play: 1. Top of the shoulder")).to_be_visible()
    # Without a network, and after a new start, they are still there.
    person.is_offline(True)
    person.page.reload()
    at_protocol(person)
    person.press("Play: 1. Top of the shoulder")
    until_spoken(person, 1)
    person.start_with_no_name()
    expect(person.timer).to_be_visible()
    person.let_pass(1)
    until_spoken(person, 2)
    # Nothing of them has gone to the server, nor will it.
    assert "words/" not in person.page.evaluate(KEPT, ["facts"])


def test_own_words_for_a_shipped_treatment_are_played_on_a_device_that_belongs_to_nobody_and_never_alone(
    people: Make,
) -> None:
    person = people(permissions=["microphone"])
    person.page.add_init_script(SPOKEN)
    person.open("/protocols/upper-back-pain-self-care")
    expect(person.button("Start")).to_be_visible()
    expect(person.page.get_by_text("Your own words")).to_have_count(0)
    person.open("/protocols/upper-back-pain-therapist")
    first = record_the_first(person)
    person.page.reload()
    person.page.get_by_text("Your own words").click()
    person.press(f"Play: {first}")
    person.press("Start")
    person.press("I am trained and treat someone else")
    person.press("No name")
    person.none_apply()
    expect(person.button("Skip")).to_be_visible()
    person.press("Skip")
    person.let_pass(1)
    until_spoken(person, 2)


def test_own_words_go_along_with_a_treatment_made_ones_own_and_can_be_deleted_once_their_step_is_gone(
    people: Make, server: Running
) -> None:
    person = people(permissions=["microphone"])
    person.pair(server.pairing_link)
    person.open("/protocols/upper-back-pain-therapist")
    first = record_the_first(person)
    person.page.get_by_role("link", name="Make my own of this").click()
    point = first.split(". ")[1]
    person.page.get_by_label("Name").fill("Ours")
    person.press("Save for the practice")
    expect(person.heading("Ours")).to_be_visible()
    person.page.get_by_text("Your own words").click()
    expect(person.button(f"Play: {first}")).to_be_visible()

    person.page.get_by_role("link", name="Change it").click()
    steps = person.page.locator(".build-step h3", has_text=point)
    for _ in range(steps.count()):
        person.button(re.compile(f"^Take out: {point}")).first.click()
    person.press("Save for the practice")
    person.page.get_by_text("Your own words").click()
    expect(person.page.get_by_text("For a step that is no longer here; it is not played.")).to_be_visible()
    person.press("Delete: no longer a step, 1")
    expect(person.page.get_by_text("For a step that is no longer here; it is not played.")).to_have_count(0)


def record_the_first(person: Person) -> str:
    """On the page of a treatment: words for its first step, which is named."""
    person.page.get_by_text("Your own words").click()
    record = person.button(re.compile("^Record: 1. ")).first
    name = (record.get_attribute("aria-label") or "").removeprefix("Record: ")
    record.click()
    expect(person.button("Speak now")).to_be_visible()
    person.page.wait_for_timeout(2500)
    person.press("Speak now")
    expect(person.button(f"Play: {name}")).to_be_visible()
    return name


def test_a_microphone_that_is_refused_is_said_in_one_sentence(people: Make, server: Running) -> None:
    person = people()
    person.page.add_init_script(NO_MICROPHONE)
    person.pair(server.pairing_link)
    at_protocol(person)
    person.press("Record: 1. Top of the shoulder")
    expect(person.page.get_by_text("The microphone was not allowed.", exact=False)).to_be_visible()


def at_protocol(person: Person) -> None:
    """At the page of a session of one's own, made where there is none, with the part on own words open."""
    person.open("/")
    person.page.get_by_text("With a client", exact=True).first.click()
    if person.page.get_by_role("link", name="Desk shoulders").count() == 0:
        person.page.goto(f"{person.url}/build/points/upper-trapezius-top")
        person.page.get_by_label("Name").fill("Desk shoulders")
        person.press("Save for the practice")
    else:
        person.page.get_by_role("link", name="Desk shoulders").first.click()
    expect(person.heading("Desk shoulders")).to_be_visible()
    person.page.get_by_text("Your own words").click()


def until_spoken(person: Person, times: int) -> None:
    person.page.wait_for_function(f"spoken_s.length === {times}")
