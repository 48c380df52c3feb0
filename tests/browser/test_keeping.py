"""What the app keeps up in a real browser: the file of unsent facts, updates between sessions, tones, a lit screen."""

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect

from person import PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]

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

# Notes every tone that is started and every time the screen is asked to stay on; both go on as they would.
LISTENING = """
  window.heard = [];
  window.asked = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (when) {
    window.heard.push(Math.round(this.buffer.duration * 1000));
    return start.call(this, when);
  };
  const request = WakeLock.prototype.request;
  WakeLock.prototype.request = function (type) {
    window.asked.push(type);
    return request.call(this, type);
  };
"""
# How long the tones up to each phase sound, in milliseconds (pwa/src/core/tones.ts): each cue has its own length but
# start and end. Half way through a hold and five seconds before its end there is one more.
TONES = {"Find the place": [1150], "Sink in": [1100], "Hold": [1600], "Release": [350, 400, 1600]}


def stopped_session(person: Person) -> None:
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    person.press("Skip")
    person.to_phase("Hold")
    person.stop_by_holding()
    person.press("Skip")
    expect(person.heading("Session stopped")).to_be_visible()
    person.press("Done")


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
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    person.press("Skip")
    expect(person.timer).to_be_visible()
    # Asked while everything is looked over before Start, so that a refusal is said there.
    assert set(person.page.evaluate("window.asked")) == {"screen"}
    assert person.page.evaluate("window.heard") == TONES["Find the place"]
    for phase, lengths in list(TONES.items())[1:]:
        before = person.page.evaluate("window.heard.length")
        person.to_phase(phase)
        heard = person.page.evaluate("window.heard")[before:]
        assert heard == lengths, phase


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
    person.page.reload()
    expect(person.page.get_by_role("paragraph").filter(has_text=typed)).to_have_count(1)
    expect(person.page.get_by_role("textbox", name="Note")).to_have_value("")


def test_what_waits_after_a_kill_is_named_as_the_next_one_or_as_the_same_again(people: Make) -> None:
    person = people()
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    person.press("Skip")
    expect(person.timer).to_be_visible()
    for phase, kept, words in (("Find the place", "setup", "Next: "), ("Hold", "hold", "Again: ")):
        person.to_phase(phase)
        person.let_pass(2)
        person.until_kept("running", f'"phase":"{kept}"')
        person.be_killed()
        expect(person.page.get_by_text(words + "Top of the shoulder, left", exact=True)).to_be_visible()
        person.press("Continue")
