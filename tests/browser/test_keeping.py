"""What the app keeps up in a real browser: the file of unsent facts, updates between sessions, tones, a lit screen."""

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from person import PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]
pytestmark = pytest.mark.with_worker

UNSENT = """new Promise((resolve, reject) => {
  const opening = indexedDB.open('holdwell');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const all = opening.result.transaction('facts').objectStore('facts').getAll();
    all.onsuccess = () => {
      opening.result.close();
      resolve(all.result.filter((row) => row.state !== 'held').map((row) => row.raw));
    };
  };
})"""

# Until a newer worker has been fetched whole and waits.
NEWER_WAITS = """navigator.serviceWorker.getRegistration().then((found) => new Promise((resolve) => {
  const watch = (worker) => worker?.addEventListener('statechange', () => found.waiting && resolve());
  if (found.waiting) return resolve();
  watch(found.installing);
  found.addEventListener('updatefound', () => watch(found.installing));
}))"""

# Notes which bells each cue that is started rings, heard in its samples: a bell begins where it grows much louder, and
# is the note that is loudest in the tenth of a second after it has come up. The cue sounds as it would. And gives every
# lock that is to keep the screen on, which a browser without a screen refuses.
LISTENING = """
  window.heard = [];
  window.locks = [];
  const NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'];
  const FRAME_S = 0.02;
  const loudness = (samples) => Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
  const power = (samples, turn) => {
    let [re, im] = [0, 0];
    samples.forEach((each, i) => { re += each * Math.cos(turn * i); im += each * Math.sin(turn * i); });
    return re * re + im * im;
  };
  const note_of = (samples, rate) => {
    const powers = Array.from({ length: 36 }, (_, step) =>
      power(samples, (2 * Math.PI * 440 * 2 ** ((step - 21) / 12)) / rate));
    const loudest = powers.indexOf(Math.max(...powers));
    return NAMES[loudest % 12] + (3 + Math.floor(loudest / 12));
  };
  const bells = (buffer) => {
    const [samples, rate] = [buffer.getChannelData(0), buffer.sampleRate];
    const frame = Math.round(FRAME_S * rate);
    const frames = Array.from({ length: Math.floor(samples.length / frame) }, (_, i) =>
      loudness(samples.subarray(i * frame, (i + 1) * frame)));
    const rises = (i) => i >= 0 && frames[i] > 1.4 * (frames[i - 1] ?? 0) + 0.001;
    const begins = frames.flatMap((_, i) => (rises(i) && !rises(i - 1) ? [(i + 2) * frame] : []));
    return begins.map((first) => note_of(samples.subarray(first, first + 5 * frame), rate)).join(' ');
  };
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (when) {
    window.heard.push(bells(this.buffer));
    return start.call(this, when);
  };
  WakeLock.prototype.request = async (type) => {
    const lock = Object.assign(new EventTarget(), { type, released: false });
    lock.release = async () => {
      lock.released = true;
      lock.dispatchEvent(new Event('release'));
    };
    window.locks.push(lock);
    return lock;
  };
"""
# What rises means press, what falls means let go (pwa/src/core/tones.ts): the bells of the cues up to each phase. Half
# way through a hold and five seconds before its end there is one more.
TONES = {"Find the place": ["E4 E4"], "Sink in": ["C4 E4"], "Hold": ["C5"], "Release": ["A4", "D5 D5", "C5 G4 E4"]}


def until_kept_on(person: Person, *, asked: int, kept: int) -> None:
    """Waits until at least so many locks were given, and so many of them still keep the screen on."""
    for _ in range(200):
        released = person.page.evaluate("window.locks.map((lock) => lock.released)")
        if len(released) >= asked and released.count(False) == kept:
            return
        person.page.wait_for_timeout(25)
    raise AssertionError(f"of the locks that were given these were released: {released}")


def stopped_session(person: Person) -> None:
    in_a_stop(person)
    person.press("Done")


def in_a_stop(person: Person) -> None:
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    person.press("Skip")
    person.stop_in_the_first_hold()


def test_what_was_not_sent_comes_as_a_file_with_every_fact(people: Make, server: Running, tmp_path: Path) -> None:
    person = people()
    person.pair(server.pairing_link)
    person.is_offline(True)
    stopped_session(person)
    person.page.get_by_role("link", name="Settings").first.click()
    with person.page.expect_download() as download:
        person.press("Save unsent facts as a file")
    saved = tmp_path / "unsent.jsonl"
    download.value.save_as(saved)
    assert re.fullmatch(r"holdwell-unsent-\d+\.jsonl", download.value.suggested_filename)
    lines = saved.read_text(encoding="utf-8").splitlines()
    unsent = person.page.evaluate(UNSENT)
    assert sorted(lines) == sorted(unsent)
    kinds = [json.loads(line)["kind"] for line in lines]
    assert kinds[0] == "session_started"
    assert kinds[-1] == "session_ended"
    assert kinds.count("hold_ended") == 1


def test_a_newer_version_is_offered_between_sessions_only(
    browser: Browser, start_server: Callable[..., Running], app: Path, tmp_path: Path
) -> None:
    edition = Path(shutil.copytree(app, tmp_path / "app"))
    serving_it = f"from holdwell import files; from pathlib import Path; files.app_dir = lambda: Path({str(edition)!r})"
    command = (sys.executable, "-c", f"{serving_it}; from holdwell.cli import main; main()")
    server = start_server(command=command)
    person = Person(browser, server.url, TABLET)
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    person.press("Skip")
    person.to_phase("Hold")

    # A second edition: another page, and so another version of the worker that keeps it.
    page, worker = edition / "index.html", edition / "sw.js"
    page.write_text(page.read_text(encoding="utf-8").replace("<title>", '<meta name="edition" content="2"><title>'))
    worker.write_text(worker.read_text(encoding="utf-8") + "\n// The second edition.\n")
    # Packed by the build, they would still be those of the first.
    for changed in (page, worker):
        changed.with_name(f"{changed.name}.br").unlink(missing_ok=True)
    port = int(server.url.rsplit(":", 1)[1])
    server.stop()
    again = start_server(server.data, port=port, command=command)
    assert again.url == server.url
    person.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    person.page.evaluate(NEWER_WAITS)
    person.let_pass(2)
    offer = person.page.get_by_text("A newer version is ready.")
    expect(person.timer).to_be_visible()
    expect(offer).to_have_count(0)

    person.stop_by_holding()
    person.press("Skip")
    expect(person.heading("Session stopped")).to_be_visible()
    expect(offer).to_have_count(0)
    person.press("Done")
    expect(offer).to_be_visible()
    assert person.page.locator("meta[name=edition]").count() == 0
    person.press("Update now")
    expect(person.page.locator("meta[name=edition]")).to_have_count(1)
    expect(person.heading("What would help today?")).to_be_visible()
    expect(offer).to_have_count(0)
    assert person.errors == []
    person.context.close()


def test_a_tone_tells_each_phase_and_the_screen_is_asked_to_stay_on(people: Make) -> None:
    person = people(PHONE)
    person.context.add_init_script(LISTENING)
    person.to_the_run()
    until_kept_on(person, asked=2, kept=1)
    assert person.page.evaluate("window.heard") == TONES["Find the place"]
    for phase, bells in list(TONES.items())[1:]:
        before = person.page.evaluate("window.heard.length")
        person.to_phase(phase)
        heard = person.page.evaluate("window.heard")[before:]
        assert heard == bells, phase
    person.stop_by_holding()
    until_kept_on(person, asked=2, kept=0)


def test_asked_before_the_run_whether_the_screen_may_stay_on_nothing_is_kept_when_nobody_starts(people: Make) -> None:
    person = people(PHONE)
    person.context.add_init_script(LISTENING)
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    # It is asked while everything is looked over, so that a refusal is said before Start.
    expect(person.heading("How is the pain now?")).to_be_visible()
    until_kept_on(person, asked=1, kept=0)
    person.press("Leave")
    person.let_pass(2)
    expect(person.heading("What would help today?")).to_be_visible()
    until_kept_on(person, asked=1, kept=0)


def test_reloaded_or_killed_before_the_run_it_comes_back_to_the_same_question(people: Make) -> None:
    person = people(PHONE)
    person.open("/")
    person.pick("Upper back pain")
    person.answer("At a site to be pressed", "Yes")
    person.until_kept("meta", '"skin-or-device":"yes"')
    for come_back in (person.page.reload, person.be_killed):
        come_back()
        group = person.page.get_by_role("group", name=re.compile("At a site to be pressed"))
        expect(group.get_by_role("radio", name="Yes")).to_be_checked()
    person.answer_the_rest("No")
    person.press("Continue")
    expect(person.heading("What should be left out?")).to_be_visible()
    person.until_kept("meta", '"step":"modify"')
    person.page.reload()
    expect(person.heading("What should be left out?")).to_be_visible()
    person.press("Leave")
    expect(person.heading("What would help today?")).to_be_visible()
    person.page.reload()
    expect(person.heading("What would help today?")).to_be_visible()
    expect(person.button("Leave")).to_have_count(0)


def test_a_note_that_was_typed_is_there_after_a_reload_and_goes_once_it_is_saved(people: Make) -> None:
    typed = "Eased at once, left more than right"
    person = people(TABLET)
    stopped_session(person)
    person.page.get_by_role("link", name="History").first.click()
    expect(person.page.get_by_role("article")).not_to_contain_text("note not saved")
    person.page.get_by_role("link", name="Upper back pain").click()
    person.page.get_by_role("textbox", name="Note").fill(typed)
    person.until_kept("meta", typed)
    person.page.reload()
    expect(person.page.get_by_role("textbox", name="Note")).to_have_value(typed)
    person.be_killed()
    expect(person.page.get_by_role("textbox", name="Note")).to_have_value(typed)
    person.page.get_by_role("link", name="History").first.click()
    expect(person.page.get_by_role("article")).to_contain_text("note not saved")
    person.page.get_by_role("link", name="Upper back pain").click()
    person.press("Save the note")
    expect(person.page.get_by_role("textbox", name="Note")).to_have_value("")
    expect(person.page.get_by_role("paragraph").filter(has_text=typed)).to_be_visible()
    person.until_let_go("meta", typed)
    person.page.reload()
    expect(person.page.get_by_role("paragraph").filter(has_text=typed)).to_have_count(1)
    expect(person.page.get_by_role("textbox", name="Note")).to_have_value("")


def test_a_note_that_stands_typed_at_the_end_is_saved_with_done(people: Make) -> None:
    typed = "Warmer by the end"
    person = people()
    in_a_stop(person)
    person.page.get_by_role("textbox", name="Note").fill(typed)
    person.press("Done")
    person.page.get_by_role("link", name="History").first.click()
    expect(person.page.get_by_role("article")).not_to_contain_text("note not saved")
    person.page.get_by_role("link", name="Upper back pain").click()
    expect(person.page.get_by_role("paragraph").filter(has_text=typed)).to_be_visible()
    expect(person.page.get_by_role("textbox", name="Note")).to_have_value("")


def test_what_waits_after_a_kill_is_named_as_the_next_one_or_as_what_is_left_of_the_same(people: Make) -> None:
    person = people()
    person.to_the_run()
    for phase, kept, words in (("Find the place", "setup", "Next: "), ("Hold", "hold", r"Next: the other 0:\d\d of ")):
        person.to_phase(phase)
        person.let_pass(2)
        person.until_kept("running", f'"phase":"{kept}"')
        person.be_killed()
        expect(person.page.get_by_text(re.compile(f"^{words}Top of the shoulder, left$"))).to_be_visible()
        person.press("Continue")
