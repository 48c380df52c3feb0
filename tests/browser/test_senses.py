"""What is heard, felt and checked, in a real browser; what a person sees where the platform takes a part of it away."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from ears import GIVEN, LASTING, REFUSED, before_start, in_a_hold
from person import TABLET, Person

Make = Callable[..., Person]

TRACK = """() => {
  const track = window.made.audio[0];
  return track && { is_muted: track.muted, is_paused: track.paused, at_s: track.currentTime, long_s: track.duration,
    title: navigator.mediaSession.metadata?.title ?? null };
}"""
# The element goes on through a sleep in which nothing else runs: by the clock that the test moves.
PLAYS_ON = """() => {
  const from_s = made.audio[0].currentTime - performance.now() / 1000;
  Object.defineProperty(made.audio[0], 'currentTime', { get: () => from_s + performance.now() / 1000, set: () => {} });
}"""


def test_X2_a_tone_that_was_heard_is_remembered_and_all_is_ready_in_one_line(people: Make) -> None:
    person = people(TABLET)
    before_start(person, GIVEN, LASTING)
    person.press("Play a tone")
    expect(person.page.get_by_text("Did you hear it?")).to_be_visible()
    person.press("Yes")
    expect(person.page.get_by_text("All ready")).to_be_visible()
    expect(person.page.get_by_text(re.compile(r"Tones heard, screen stays on.*clock right"))).to_be_visible()
    # Opened again, one comes back to the same question, and nobody asks once more.
    person.until_kept("meta", '"tone_heard_at":1')
    person.open("/")
    expect(person.page.get_by_text("All ready")).to_be_visible()


def test_X1_nobody_is_told_that_all_is_ready_before_all_was_looked_at(people: Make) -> None:
    person = people()
    person.page.route("**/api/health*", lambda route: None)
    before_start(person, GIVEN, LASTING)
    person.press("Play a tone")
    person.press("Yes")
    expect(person.page.get_by_text("Looking around.")).to_be_visible()
    expect(person.page.get_by_text("All ready")).to_be_hidden()


def test_X1_a_wake_lock_that_is_refused_is_said_and_stands_in_nobodys_way(people: Make) -> None:
    person = people()
    before_start(person, REFUSED)
    expect(person.page.get_by_text("The screen may go dark: the device refused to keep it on.")).to_be_visible()
    person.press("Skip")
    expect(person.timer).to_be_visible()


@pytest.mark.with_worker
def test_without_a_server_the_clock_is_not_checked_and_nothing_else_changes(people: Make) -> None:
    person = people()
    person.open("/")
    person.is_offline(True)
    person.pick("Upper back pain")
    person.none_apply()
    expect(person.page.get_by_text("clock not checked")).to_be_visible()
    person.press("Skip")
    expect(person.timer).to_be_visible()


def test_R6_a_hidden_page_is_heard_by_its_track_and_a_seen_one_by_its_tones(people: Make) -> None:
    person = people()
    in_a_hold(person)
    track = person.page.evaluate(TRACK)
    assert track["is_muted"]
    assert not track["is_paused"]
    assert track["title"].startswith("Top of the shoulder, ")
    assert track["long_s"] > 15 * 60
    person.page.evaluate("be('hidden')")
    assert person.page.evaluate(TRACK) | {"at_s": 0, "long_s": 0} == {
        "is_muted": False,
        "is_paused": False,
        "at_s": 0,
        "long_s": 0,
        "title": track["title"],
    }
    person.page.evaluate("be('visible')")
    assert person.page.evaluate(TRACK)["is_muted"]
    person.press("Pause")
    assert person.page.evaluate("navigator.mediaSession.playbackState") == "paused"
    assert person.page.evaluate(TRACK)["is_paused"]


def test_M2_what_the_track_played_while_the_page_slept_was_heard(people: Make) -> None:
    person = people()
    in_a_hold(person)
    person.page.evaluate("be('hidden')")
    person.page.evaluate(PLAYS_ON)
    person.sleep(40)
    person.page.evaluate("be('visible')")
    expect(person.timer).to_be_visible()
    expect(person.heading("Paused while you were away")).to_have_count(0)
    person.until_kept("facts", '\\"ended_by\\":\\"time\\"')


def test_M2_where_the_platform_stopped_the_track_the_session_stands_and_says_so(people: Make) -> None:
    person = people()
    in_a_hold(person)
    person.page.evaluate("be('hidden')")
    person.sleep(90)
    person.page.evaluate("be('visible')")
    expect(person.heading("Paused while you were away")).to_be_visible()
    # And before going on, all is looked at again.
    expect(person.page.get_by_text("Can you hear the tones from where you will be?")).to_be_visible()
    person.press("Continue")
    expect(person.timer).to_be_visible()


def test_R8_a_call_that_takes_the_sound_away_pauses_the_session(people: Make) -> None:
    person = people()
    in_a_hold(person)
    person.page.evaluate("be('hidden')")
    person.page.wait_for_function("!made.audio[0].paused", polling=50)
    person.page.evaluate("made.audio[0].pause()")
    expect(person.button("Resume")).to_be_attached()
    person.page.evaluate("be('visible')")
    expect(person.button("Resume")).to_be_visible()


def test_in_silence_the_whole_field_tells_the_phase(people: Make) -> None:
    person = people(reduced_motion="reduce")
    person.open("/")
    person.page.get_by_text("For myself", exact=True).first.click()
    person.page.get_by_role("link", name="Upper back pain").first.click()
    person.page.get_by_text("Tones: Soft").click()
    person.page.get_by_text("Silent", exact=True).click()
    expect(person.page.get_by_text("Tones: Silent")).to_be_visible()
    person.press("Start")
    person.none_apply()
    expect(person.page.get_by_text("Silent by choice", exact=False)).to_be_visible()
    person.press("Skip")
    fields = []
    for phase in ("Find the place", "Sink in", "Hold", "Release"):
        person.to_phase(phase)
        fields.append(person.page.evaluate("getComputedStyle(document.querySelector('.run')).backgroundColor"))
    assert len(set(fields)) == len(fields)


def test_where_the_sound_is_taken_away_the_field_tells_and_a_touch_brings_it_back(people: Make) -> None:
    person = people()
    in_a_hold(person)
    expect(person.page.locator(".is-field")).to_have_count(0)
    person.page.evaluate("made.contexts.at(-1).suspend()")
    expect(person.page.locator(".is-field-hold")).to_be_visible()
    # Any touch, also of a key that does nothing now.
    key = person.button("+15 s")
    key.hover()
    key.click(force=True)
    expect(person.page.locator(".is-field")).to_have_count(0)


def test_a_device_without_voices_says_so_in_one_sentence(people: Make) -> None:
    person = people()
    person.open("/settings")
    person.page.get_by_role("checkbox", name=re.compile("Say what comes next")).check(force=True)
    expect(person.page.get_by_text("This device has no voice for these words")).to_be_visible()
    person.until_kept("meta", '"speaks":true')
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    expect(person.page.get_by_text("This device has no voice for these words")).to_be_visible()
