"""What somebody else wrote is shown as words, and never becomes a part of the page that can read the record."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from person import TABLET, Person
from running import Running

Make = Callable[..., Person]

# Each runs a program, or asks another address, where it is taken for HTML.
IMAGE = "<img src=x onerror='window.was_run = true'>"
SCRIPT = "<script>window.was_run = true</script>"
FRAME = "<iframe srcdoc='<script>parent.was_run = true</script>'></iframe>"
LINK = "<a href='javascript:window.was_run = true'>here</a>"
MARKS = ("img[src='x']", "iframe", "script:not([src])", "a[href^='javascript']")


def fact(number: int, kind: str, subject: str, body: dict[str, Any]) -> str:
    ids = {"id": f"01900000-0000-7000-8000-{number:012x}", "subject": subject, "client_id": "client-aa"}
    return json.dumps(
        {**ids, "kind": kind, "origin": "phone-0001", "seq": number, "at": 1_790_000_000_000, "body": body}
    )


def write_everything(server: Running) -> str:
    """Somebody hands in whatever is shown of them, as HTML; a link for one more device."""
    with httpx.Client(base_url=server.url, headers={"origin": server.url}) as phone:
        code = {"code": server.pairing_code, "device_name": FRAME}
        phone.post("/api/pair", json=code).raise_for_status()
        started = {"protocol_id": "upper-back-pain", "protocol_digest": "0" * 64, "audience": "therapist"}
        started |= {"planned_holds": 1, "planned_ms": 60_000, "time_zone": "Europe/Vienna", "title": SCRIPT}
        hold = {"step": 0, "point": "upper-trapezius", "side": "left", "repeat": 1, "attempt": 1, "planned_ms": 30_000}
        hold |= {"held_ms": 30_000, "observed_ms": 30_000, "paused_ms": 0, "ended_by": "time", "ratings": []}
        facts = [
            fact(1, "client_saved", "client-aa", {"replaces": None, "name": IMAGE}),
            fact(2, "session_started", "session-0001", started),
            fact(3, "hold_ended", "session-0001", hold),
            fact(4, "note_written", "session-0001", {"text": f"{IMAGE}{SCRIPT}{FRAME}{LINK}"}),
            fact(5, "session_ended", "session-0001", {"reason": "completed"}),
        ]
        assert phone.post("/api/sync", json={"facts": facts}).json()["refused"] == []
        link: str = phone.post("/api/codes", json={"role": "owner"}).json()["url"]
        return link


@pytest.fixture
def tablet(people: Make, server: Running) -> Person:
    link = write_everything(server)
    person = people(TABLET)
    person.pair(link)
    return person


def test_what_others_wrote_is_words_in_the_browser_of_the_practice(tablet: Person) -> None:
    page = tablet.page
    tablet.open("/history")
    entry = page.get_by_role("article")
    expect(entry).to_contain_text(SCRIPT)
    expect(entry).to_contain_text(IMAGE)
    nothing_became_of_it(tablet)
    entry.get_by_role("link").first.click()
    expect(page.get_by_text(f"{IMAGE}{SCRIPT}{FRAME}{LINK}")).to_be_visible()
    nothing_became_of_it(tablet)
    tablet.open("/devices")
    expect(page.get_by_text(FRAME)).to_be_visible()
    nothing_became_of_it(tablet)


def nothing_became_of_it(person: Person) -> None:
    assert person.page.evaluate("window.was_run") is None
    assert [mark for mark in MARKS if person.page.locator(mark).count()] == []
    assert [request for request in person.requests if request.endswith("/x")] == []
