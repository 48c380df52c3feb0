"""Nothing is asked of anyone but the practice's own server, and the page could not if its script wanted to."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from person import TABLET, Person
from running import Running

Make = Callable[..., Person]
pytestmark = pytest.mark.with_worker

# A fetch to another address, and which rule of the page stopped it.
TRY_ANOTHER = """(address) => new Promise((resolve) => {
  document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true });
  fetch(address).then(() => resolve('sent'), () => {});
})"""


def test_no_request_leaves_for_another_origin_in_a_whole_session(people: Make, server: Running) -> None:
    person = people(TABLET)
    person.pair(server.pairing_link)
    person.open("/")
    person.pick("Jaw")
    person.none_apply()
    person.press("Skip")
    person.finish_by_releasing()
    person.press("Skip")
    expect(person.heading("Session complete")).to_be_visible()
    for path in ("/history", "/devices", "/settings", "/status"):
        person.open(path)
        expect(person.page.get_by_role("heading", level=1)).to_be_visible()
    # Addresses inside the page itself (blob:, data:) leave for nowhere.
    asked = {urlsplit(url).netloc for url in person.requests if re.match(r"https?:", url)}
    assert asked == {urlsplit(server.url).netloc}


def test_the_page_may_not_speak_to_another_origin_even_if_its_script_wanted_to(people: Make) -> None:
    person = people()
    person.open("/")
    elsewhere = f"http://127.0.0.1:{urlsplit(person.url).port}/api/health"
    assert person.page.evaluate(TRY_ANOTHER, elsewhere) == "connect-src"
    assert person.page.evaluate("fetch('/api/health').then((answer) => answer.status)") == 200
