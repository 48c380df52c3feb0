"""The drill with a real browser: back up, go on, lose the disk, restore: the device brings back what it holds."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from person import ALL_HELD, TABLET, Person
from running import Running

Make = Callable[..., Person]
pytestmark = pytest.mark.with_worker


def command(*words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "holdwell.cli", *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def facts_on_server(person: Person) -> int:
    facts: int = person.page.request.get(f"{person.url}/api/status").json()["facts"]
    return facts


def session_with(person: Person, client: str) -> None:
    """A session that ends at once, with somebody, as far as the server's word that it holds it."""
    person.open("/")
    person.pick("Upper back pain", with_client=True)
    person.page.get_by_role("textbox").fill(client)
    person.page.keyboard.press("Enter")
    person.none_apply()
    person.press("Skip")
    person.stop_in_the_first_hold()
    expect(person.status.filter(has_text=ALL_HELD).first).to_be_visible()


def test_BK6_a_browser_brings_back_what_a_backup_lacks(
    people: Make, server: Running, start_server: Any, tmp_path: Path
) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    person = people(TABLET)
    person.pair(server.pairing_link)
    session_with(person, "A. B.")
    assert "facts" in command("backup", str(backup), "--data", str(data))
    session_with(person, "C. D.")
    before = facts_on_server(person)
    server.kill()
    shutil.rmtree(data)
    command("restore", str(backup), "--data", str(data))
    port = int(server.url.rpartition(":")[2])
    assert start_server(data, port=port).url == server.url

    # Nothing is asked of the person: the app finds the server changed, and offers again what it holds.
    person.open("/")
    for _ in range(100):
        person.let_pass(1)
        # All that there was, and that the practice was put back.
        if facts_on_server(person) == before + 1:
            break
    expect(person.status.filter(has_text=ALL_HELD).first).to_be_visible()
    colleague = people(TABLET)
    colleague.pair(person.code_for("Therapist"))
    colleague.open("/history")
    for client in ("A. B.", "C. D."):
        expect(colleague.page.get_by_role("article").filter(has_text=f"with {client}")).to_be_visible()


def test_BK7_the_owner_sees_when_the_last_backup_was_and_why_there_is_none(
    people: Make, server: Running, tmp_path: Path
) -> None:
    person = people()
    person.pair(server.pairing_link)
    person.open("/status")
    expect(person.page.get_by_text("None yet")).to_be_visible()
    command("backup", str(tmp_path / "copy.sqlite3"), "--data", str(tmp_path / "data"))
    person.page.reload()
    expect(person.page.get_by_text("Last backup")).to_be_visible()
    expect(person.page.get_by_text("None yet")).to_have_count(0)
    code = "from holdwell.backup import note_failure; from pathlib import Path; import sys, time;"
    code += "note_failure(Path(sys.argv[1]), int(time.time() * 1000), 'No backup was made: the disk is full.')"
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "data")], check=True)
    person.page.reload()
    expect(person.heading("The last backup failed")).to_be_visible()
    expect(person.page.get_by_text("No backup was made: the disk is full.")).to_be_visible()
