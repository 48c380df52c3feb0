"""Protocol files that are changed while the server runs: what the owner sees, and what a session that runs does."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from person import PHONE, TABLET, Person
from running import Running

ROOT = Path(__file__).parents[2] / "protocols"
FILE = "conditions/upper-back-pain/self-care.yaml"
TITLE = "Upper back pain"
LOOKS_AT_MOST = 80


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A practice's own protocols."""
    return Path(shutil.copytree(ROOT, tmp_path / "protocols"))


@pytest.fixture
def practice(start_server: Callable[..., Running], folder: Path) -> Running:
    return start_server(args=("--protocols", str(folder)))


@pytest.fixture
def people(browser: Browser, practice: Running) -> Iterator[Callable[..., Person]]:
    """People at this server, none of whom sees a script fail."""
    made: list[Person] = []

    def make(viewport: dict[str, int] = PHONE) -> Person:
        made.append(Person(browser, practice.url, viewport))
        return made[-1]

    yield make
    assert [error for person in made for error in person.errors] == []
    for person in made:
        person.context.close()


def spoil(path: Path, old: str, new: str) -> tuple[int, int]:
    """Saves the file with a slip, and says where that stands. Lines and columns count from 1."""
    text = path.read_text("utf-8")
    before, _, after = text.partition(old)
    assert after, f"{path} no longer holds {old!r}"
    path.write_text(f"{before}{new}{after}", "utf-8")
    # A slip in the value, right behind the name of the field.
    upto = before + new[: new.index(": ") + 2]
    return upto.count("\n") + 1, len(upto) - upto.rfind("\n")


def looks_again_until(owner: Person, is_so: Callable[[], bool]) -> None:
    """The open page asks the server again and again, and the server its files, until it is so. The server's time is the
    real one, and how much of it that takes is the machine's matter."""
    for _ in range(LOOKS_AT_MOST):
        if is_so():
            return
        owner.let_pass(5)
        owner.page.wait_for_timeout(500)


def library_of(practice: Running) -> dict[str, str]:
    """Each protocol that is handed out, and the digest of its version."""
    answer = httpx.get(f"{practice.url}/api/library").json()
    return {entry["protocol"]["id"]: entry["digest"] for entry in answer["protocols"]}


def test_the_owner_sees_a_slip_by_itself_with_its_file_line_and_column_until_it_is_mended(
    people: Callable[..., Person], practice: Running, folder: Path
) -> None:
    owner = people(TABLET)
    owner.pair(practice.pairing_link)
    owner.open("/status")
    main = owner.page.get_by_role("main")
    expect(main).to_contain_text("Every protocol file is in order.")

    good = (folder / FILE).read_text("utf-8")
    line, column = spoil(folder / FILE, "hold_s: 30", "hold_s: 1:30")
    looks_again_until(owner, lambda: owner.heading("Protocol files left out").count() > 0)
    expect(main).to_contain_text(FILE)
    expect(main).to_contain_text(f"line {line}, column {column}")
    expect(main).to_contain_text("1:30 is not read as a time (if it is minutes and seconds, write 90)")
    # It alone is left out.
    left = library_of(practice)
    assert "upper-back-pain-self-care" not in left
    assert "upper-back-pain-therapist" in left

    (folder / FILE).write_text(good, "utf-8")
    looks_again_until(owner, lambda: owner.heading("Protocol files left out").count() == 0)
    expect(main).to_contain_text("Every protocol file is in order.")
    assert "upper-back-pain-self-care" in library_of(practice)


def test_a_session_that_runs_keeps_its_version_when_its_file_is_changed_or_spoiled(
    people: Callable[..., Person], practice: Running, folder: Path
) -> None:
    before = library_of(practice)["upper-back-pain-self-care"]
    person = people()
    person.open("/")
    person.pick(TITLE)
    person.none_apply()
    person.press("Skip")
    person.to_phase("Hold")
    assert person.seconds_left() > 20

    text = (folder / FILE).read_text("utf-8")
    (folder / FILE).write_text(re.sub("hold_s: 30", "hold_s: 20", text), "utf-8")
    for _ in range(LOOKS_AT_MOST):
        if library_of(practice).get("upper-back-pain-self-care") not in (before, None):
            break
        person.page.wait_for_timeout(500)
    after = library_of(practice)["upper-back-pain-self-care"]
    assert after != before
    # What is run goes on as it was planned, also when the device looks at the library again.
    person.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    person.press("Release now")
    person.to_phase("Hold")
    # Thirty seconds as before, not twenty: the next hold of the same step.
    assert person.seconds_left() > 20
    # Its text can still be had by its digest, whatever the files say now.
    old = httpx.get(f"{practice.url}/api/protocols/{before}")
    assert old.status_code == 200
    assert '"hold_s":30' in old.text
