"""Content changes, sessions do not: a session keeps the version it was started with, and so does its log."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from holdwell.files import protocols_dir
from person import ALL_HELD, Person
from running import Running


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A copy of the protocols that a test may edit."""
    return Path(shutil.copytree(protocols_dir(), tmp_path / "protocols"))


def edit(shelf: Path, old: str, new: str) -> None:
    file = shelf / "conditions" / "upper-back-pain" / "self-care.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_protocol_edited_under_a_running_session_leaves_its_log_at_the_old_version(
    browser: Browser, start_server: Callable[..., Running], shelf: Path
) -> None:
    server = start_server(args=("--protocols", str(shelf)))
    person = Person(browser, server.url, {"width": 1180, "height": 820})
    person.pair(server.pairing_link)
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    person.press("Skip")
    person.to_phase("Hold")
    planned = person.seconds_left()

    # The file changes, the server comes up with the new version, the app is reopened in the middle of the hold.
    edit(shelf, "hold_s: 30, reps: 3", "hold_s: 20, reps: 1")
    edit(shelf, "title: Upper back pain", "title: Upper back, shorter")
    server.stop()
    port = int(server.url.rsplit(":", 1)[1])
    again = start_server(server.data, port=port, args=("--protocols", str(shelf)))
    assert again.url == server.url
    person.be_killed()
    expect(person.heading("Paused while you were away")).to_be_visible()
    person.press("Continue")
    person.to_phase("Hold")
    # What was left of the hold; how long starting a server took is nobody's matter. The next one tells the versions
    # apart: thirty seconds as before, not twenty.
    assert person.seconds_left() <= planned
    person.press("Release now")
    person.to_phase("Rest")
    person.to_phase("Hold")
    assert person.seconds_left() > 20
    person.finish_by_releasing()
    person.press("Skip")
    person.let_pass(3)
    expect(person.status.filter(has_text=ALL_HELD).first).to_be_visible()

    # The log: the old title and all sixteen holds; the library: the new one.
    person.open("/history")
    person.page.get_by_role("link", name=re.compile("Upper back pain")).first.click()
    expect(person.page.get_by_role("main")).to_contain_text("of 16")
    expect(person.page.get_by_role("main")).to_contain_text("Top of the shoulder")
    person.open("/")
    expect(person.page.get_by_role("link", name="Upper back, shorter")).to_be_visible()
    person.context.close()


def test_a_faulty_file_is_left_out_and_named_to_the_owner_and_the_rest_is_there(
    browser: Browser, start_server: Callable[..., Running], shelf: Path
) -> None:
    edit(shelf, "hold_s: 30, reps: 3", "hold_s: 95, reps: 3")
    server = start_server(args=("--protocols", str(shelf)))
    person = Person(browser, server.url, {"width": 390, "height": 844})
    person.pair(server.pairing_link)
    person.open("/")
    expect(person.page.get_by_role("link", name="Lower back pain").first).to_be_visible()
    expect(person.page.get_by_role("link", name="Upper back pain")).to_have_count(0)
    person.open("/status")
    expect(person.page.get_by_role("main")).to_contain_text(re.compile(r"self-care\.yaml"))
    expect(person.page.get_by_role("main")).to_contain_text("60 s")
    person.context.close()
