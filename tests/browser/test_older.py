"""A practice of many months and a new tablet: last week is there first, what is older when somebody asks for it."""

import json
import random
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Route, expect

from person import TABLET, Person
from running import Running

Make = Callable[..., Person]
pytestmark = pytest.mark.with_worker

DAY_MS = 24 * 60 * 60 * 1000
OLD_SESSIONS, NEW_SESSIONS = 12, 3
# Pages of a few sessions, so that a dozen of them is a long record.
PAGED = {"HOLDWELL_PAGE_FACTS": "20"}
SHOW = "Show older sessions"


class Laptop:
    """The installation that wrote it all: months ago and last week."""

    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms
        self.chance = random.Random(20261129)
        self.seq = 0
        self.at_ms = 0
        self.client_id = ""

    def new_id(self) -> str:
        chance = self.chance.getrandbits(74)
        text = f"{self.at_ms:012x}7{chance >> 62:03x}{8 + (chance >> 60 & 3):x}{chance & (1 << 60) - 1:015x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def write(self, kind: str, subject: str, body: dict[str, Any], client_id: str | None) -> str:
        self.seq += 1
        self.at_ms += 1000
        fact = {"id": self.new_id(), "kind": kind, "subject": subject, "client_id": client_id, "origin": "laptop-0001"}
        return json.dumps({**fact, "seq": self.seq, "at": self.at_ms, "body": body})

    def client(self, name: str, days_ago: int) -> str:
        self.at_ms = self.now_ms - days_ago * DAY_MS
        self.client_id = self.new_id()
        return self.write("client_saved", self.client_id, {"replaces": None, "name": name}, self.client_id)

    def session(self, title: str, days_ago: int, *, signs: list[str] | None = None) -> Iterator[str]:
        """A session of two holds with the client; with `signs`, what they said the day after."""
        self.at_ms = self.now_ms - days_ago * DAY_MS
        subject, of = self.new_id(), self.client_id
        started = {"protocol_id": "upper-back-pain", "protocol_digest": "0" * 64, "audience": "therapist"}
        started |= {"planned_holds": 2, "planned_ms": 120_000, "time_zone": "Europe/Vienna", "title": title}
        yield self.write("session_started", subject, started, of)
        for repeat in (1, 2):
            hold = {"step": 0, "point": "upper-trapezius", "side": "left", "repeat": repeat, "attempt": 1}
            hold |= {"planned_ms": 30_000, "held_ms": 30_000, "observed_ms": 30_000, "paused_ms": 0}
            yield self.write("hold_ended", subject, {**hold, "ended_by": "time", "ratings": []}, of)
        yield self.write("session_ended", subject, {"reason": "completed"}, of)
        if signs is not None:
            self.at_ms += DAY_MS
            yield self.write("checked_in", subject, {"feeling": "same", "is_sore": False, "signs": signs}, of)


def keep_record(server: Running, signs: list[str] | None) -> tuple[httpx.Client, int]:
    """Hands a record of 200 days in; the browser that did, and how many facts of it are old."""
    browser = httpx.Client(base_url=server.url, headers={"origin": server.url})
    browser.post("/api/pair", json={"code": server.pairing_code, "device_name": "Laptop"}).raise_for_status()
    laptop = Laptop(round(time.time() * 1000))
    old = [laptop.client("Q. X.", 201)]
    for number in range(1, OLD_SESSIONS + 1):
        said = signs if number == 1 else None
        old += laptop.session(f"Of the spring {number}", 200 - number, signs=said)
    # Where it is about what was said months ago, nothing of last week stands in the way.
    days = 7 if signs is None else 60
    new = [text for n in range(1, NEW_SESSIONS + 1) for text in laptop.session(f"Of last week {n}", days - n)]
    for first in range(0, len(old), 20):
        assert browser.post("/api/sync", json={"facts": old[first : first + 20]}).json()["refused"] == []
    assert browser.post("/api/sync", json={"facts": new}).json()["refused"] == []
    return browser, len(old)


def make_old(data: Path, count: int) -> None:
    """The server's clock stood 200 days earlier when it took the first facts in: the laptop's pairing and these."""
    with sqlite3.connect(data / "holdwell.sqlite3") as connection:
        connection.execute("UPDATE facts SET received_at = received_at - ? WHERE pos <= ?", (200 * DAY_MS, count + 1))


@pytest.fixture
def server(start_server: Callable[..., Running], tmp_path: Path, request: pytest.FixtureRequest) -> Running:
    """The server of a practice that goes on since the spring; `link` is for one more therapist's device."""
    data = tmp_path / "data"
    first = start_server(data, env=PAGED)
    browser, count = keep_record(first, getattr(request, "param", None))
    first.stop()
    make_old(data, count)
    again = start_server(data, env=PAGED, port=int(first.url.rpartition(":")[2]))
    assert again.url == first.url
    request.node.link = browser.post("/api/codes", json={"role": "therapist"}).json()["url"]
    browser.close()
    return again


@pytest.fixture
def tablet(people: Make, server: Running, request: pytest.FixtureRequest) -> Person:
    """A new tablet of the practice, that was just paired."""
    person = people(TABLET)
    person.pair(request.node.link)
    return person


def sessions_of(person: Person) -> int:
    return person.page.get_by_role("article").count()


def test_Y14_Y17_last_week_is_there_first_and_what_is_older_when_somebody_asks(tablet: Person) -> None:
    tablet.open("/history")
    entries = tablet.page.get_by_role("article")
    expect(entries).to_have_count(NEW_SESSIONS)
    expect(entries.first).to_contain_text(f"Of last week {NEW_SESSIONS}")
    expect(entries.first).to_contain_text("with Q. X.")

    # Older ones come, the latest first.
    tablet.press(SHOW)
    expect(entries.nth(NEW_SESSIONS)).to_contain_text(f"Of the spring {OLD_SESSIONS}")
    expect(tablet.button(SHOW)).to_be_enabled()
    after_one = sessions_of(tablet)
    assert NEW_SESSIONS < after_one < NEW_SESSIONS + OLD_SESSIONS

    # Killed while more are on their way: what was read is there, and it goes on from there.
    held: list[Route] = []
    tablet.context.route(re.compile("/api/sync/older"), lambda route: held.append(route))
    tablet.press(SHOW)
    expect(tablet.status.filter(has_text="Reading older sessions")).to_be_visible()
    while not held:
        tablet.page.wait_for_timeout(20)
    tablet.be_killed()
    tablet.context.unroute(re.compile("/api/sync/older"))
    expect(entries_of(tablet)).to_have_count(after_one)

    # Without the network that is said, and nothing is lost.
    tablet.is_offline(True)
    tablet.press(SHOW)
    expect(tablet.status.filter(has_text="the server cannot be reached")).to_be_visible()
    expect(entries_of(tablet)).to_have_count(after_one)
    tablet.is_offline(False)

    for _ in range(OLD_SESSIONS):
        if not tablet.button(SHOW).count():
            break
        before = sessions_of(tablet)
        tablet.press(SHOW)
        expect(entries_of(tablet).nth(before)).to_be_visible()
        expect(tablet.button(SHOW).and_(tablet.page.locator(":disabled"))).to_have_count(0)
    expect(entries_of(tablet)).to_have_count(NEW_SESSIONS + OLD_SESSIONS)
    expect(tablet.button(SHOW)).to_have_count(0)
    shown = entries_of(tablet).all_inner_texts()
    assert [int(text.split("Of the spring ")[1].split()[0]) for text in shown[NEW_SESSIONS:]] == list(
        range(OLD_SESSIONS, 0, -1)
    )
    tablet.open("/history")
    expect(entries_of(tablet)).to_have_count(NEW_SESSIONS + OLD_SESSIONS)


def test_Y17_OL1_of_a_client_all_sessions_come_at_once(tablet: Person) -> None:
    tablet.open("/history")
    tablet.page.get_by_role("combobox").select_option(label="Q. X.")
    tablet.page.get_by_role("link", name="About Q. X.").click()
    expect(tablet.page.get_by_text(f"{NEW_SESSIONS} sessions on this device.")).to_be_visible()
    tablet.press(SHOW)
    expect(tablet.page.get_by_text(f"{NEW_SESSIONS + OLD_SESSIONS} sessions on this device.")).to_be_visible()
    expect(tablet.button(SHOW)).to_have_count(0)


@pytest.mark.parametrize("server", [["chest"]], indirect=True)
def test_C10_OL2_OL3_a_sign_of_months_ago_is_heeded_and_offline_it_says_what_is_not_known(tablet: Person) -> None:
    tablet.open("/history")
    expect(entries_of(tablet)).to_have_count(NEW_SESSIONS)
    tablet.is_offline(True)
    tablet.page.goto(tablet.url)
    tablet.pick("Upper back pain", with_client=True)
    tablet.press("Q. X.")
    expect(tablet.heading(re.compile("How was it"))).to_be_visible()
    tablet.press("Skip")
    tablet.none_apply()
    missing = tablet.status.filter(has_text="Older sessions of this client are not on this device")
    expect(missing).to_be_visible()

    # Back in the network they are read before Start, and what was said then counts.
    tablet.is_offline(False)
    expect(missing).to_have_count(0)
    tablet.press("Skip")
    expect(tablet.heading("This needs emergency care now")).to_be_visible()


def entries_of(person: Person) -> Any:
    """The sessions on the page that is open now."""
    return person.page.get_by_role("article")
