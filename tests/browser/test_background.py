"""Background Sync in a browser that has it: what was recorded without a network arrives after every tab was closed."""

import contextlib
import sqlite3
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, expect

from person import PHONE, Person
from running import Running

Make = Callable[..., Person]
pytestmark = pytest.mark.with_worker

# Browsers that tests drive have it turned off: what the app asks for is noted, and the event comes from the outside.
NOTED = "SyncManager.prototype.register = async (tag) => { document.documentElement.dataset.asked = tag; };"


def on_the_server(server: Running) -> int:
    """Sessions that the server holds to their end."""
    with contextlib.closing(
        sqlite3.connect(f"file:{server.data / 'holdwell.sqlite3'}?mode=ro", uri=True)
    ) as connection:
        found = connection.execute("SELECT count(*) FROM facts WHERE kind = 'session_ended'").fetchone()
    return int(found[0])


def registration_of(watch: CDPSession, url: str) -> str:
    """The browser's name for the app's worker."""
    seen: list[str] = []
    watch.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: seen.extend(
            each["registrationId"] for each in told["registrations"] if each["scopeURL"] == f"{url}/"
        ),
    )
    watch.send("ServiceWorker.enable")
    for _ in range(100):
        if seen:
            return seen[-1]
        watch.send("ServiceWorker.enable")
        time.sleep(0.05)
    raise AssertionError("the browser knows no worker of the app")


def test_N13_what_was_recorded_offline_arrives_after_every_tab_was_closed(people: Make, server: Running) -> None:
    person = people(PHONE)
    person.context.add_init_script(NOTED)
    person.pair(server.pairing_link)
    person.open("/")
    person.is_offline(True)
    person.pick("Upper back pain")
    person.none_apply()
    person.say_pain(5)
    expect(person.timer).to_be_visible()
    person.stop_by_holding()
    person.press("Skip")
    person.until_kept("facts", "session_ended")
    person.let_pass(5)
    expect(person.page.locator("html")).to_have_attribute("data-asked", "facts-wait")
    assert on_the_server(server) == 0

    # Every tab of the app is closed; the network comes back, and the browser wakes the worker.
    blank = person.context.new_page()
    watch = person.context.new_cdp_session(blank)
    registration_id = registration_of(watch, server.url)
    person.page.close()
    person.is_offline(False)
    event = {"origin": server.url, "registrationId": registration_id, "tag": "facts-wait", "lastChance": False}
    for turn in range(450):
        # Three times at most, as a browser asks a worker that could not do it on a busy machine.
        if turn % 150 == 0:
            watch.send("ServiceWorker.dispatchSyncEvent", event)
        blank.wait_for_timeout(100)
        if on_the_server(server) == 1:
            break
    assert on_the_server(server) == 1
