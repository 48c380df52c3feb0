"""The first load: small, and what comes after it may fail and be had later."""

import gzip
import hashlib
import json
import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Browser, Route, expect

import app_build
from person import PHONE, Person
from running import Running

Make = Callable[..., Person]
pytestmark = pytest.mark.with_worker
MOST_SCRIPT_BYTES = 45_000
FETCHED_IN_ORDER = ("index-", "session-side-", "rooms-")
# Notes which scripts were asked for, or had come, by the time at which the first protocol one can choose stands there.
WATCH = """new MutationObserver((_, watching) => {
  const links = [...document.querySelectorAll('main a[href]')];
  if (window.needed || !links.some((link) => /pain/.test(link.textContent))) return;
  watching.disconnect();
  const stands_ms = performance.now();
  // What is on its way is listed once it has come: by then it says when it was asked for.
  window.needed = () => performance.getEntriesByType('resource')
    .filter(({ name, startTime, responseEnd }) => name.endsWith('.js') && Math.min(startTime, responseEnd) <= stands_ms)
    .map(({ name }) => new URL(name).pathname);
}).observe(document, { subtree: true, childList: true })"""


@pytest.mark.parametrize("slowed", [1, 4])
def test_all_script_that_crosses_the_wire_until_the_library_stands_is_under_45_kb(
    browser: Browser, common_server: Running, slowed: int
) -> None:
    # On the machine's own clock, and as slow as a phone: that decides what else gets its turn before the library does.
    context = browser.new_context(viewport=PHONE, service_workers="block")
    context.add_init_script(WATCH)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    # Both come behind it, so that by then whatever it needed has long come.
    with page.expect_response(re.compile(r"/assets/rooms-.*\.js")), page.expect_response(re.compile(r"/assets/sync-")):
        page.goto(common_server.url + "/")
    needed = page.evaluate("window.needed()")
    context.close()
    html = (app_build.DIST / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'(?:src|href)="(/[^"]+\.js)"', html)) <= set(needed)
    zipped = {path: len(gzip.compress((app_build.DIST / path[1:]).read_bytes(), 9)) for path in needed}
    assert sum(zipped.values()) < MOST_SCRIPT_BYTES, zipped


def test_sync_and_the_rules_are_asked_for_only_once_the_library_stands(people: Make) -> None:
    person = people(service_workers="block")
    held: list[Route] = []
    person.context.route("**/api/library", lambda route: held.append(route))
    with person.page.expect_request("**/api/library"):
        person.page.goto(person.url + "/")
    person.let_pass(3)
    behind = re.compile(r"/assets/(sync|outbox|rules|session-side|rooms)-")
    assert [url for url in person.requests if behind.search(url)] == []
    with person.page.expect_request(re.compile(r"/assets/sync-")), person.page.expect_request(re.compile("/rules-")):
        held.pop().continue_()
        expect(person.page.get_by_role("link", name="Upper back pain").first).to_be_visible()
        person.let_pass(1)


def test_an_address_of_a_protocol_shows_it_once_it_is_judged(people: Make) -> None:
    person = people(service_workers="block")
    held: list[Route] = []
    person.context.route("**/assets/rules-*.js", lambda route: held.append(route))
    with person.page.expect_request(re.compile(r"/assets/rules-")):
        person.page.goto(person.url + "/protocols/upper-back-pain-self-care")
        person.let_pass(1)
    expect(person.page.get_by_text("Fetching the library.")).to_be_visible()
    expect(person.button("Start")).to_have_count(0)
    held.pop().continue_()
    expect(person.button("Start")).to_be_visible()


def cut(person: Person, addresses: str) -> Callable[[], None]:
    """Nothing comes from these addresses, until what is given back is called."""
    person.context.route(addresses, lambda route: route.abort())
    return lambda: person.context.unroute(addresses)


def test_a_room_that_cannot_be_fetched_says_so_and_comes_when_it_can(people: Make) -> None:
    person = people(service_workers="block")
    let_through = cut(person, "**/assets/rooms-*.js*")
    person.page.goto(person.url + "/history")
    expect(person.heading("Not on this device yet")).to_be_visible()
    let_through()
    person.press("Try again")
    expect(person.heading("Nothing yet")).to_be_visible()


def test_a_session_whose_code_cannot_be_fetched_says_so_and_begins_when_it_can(people: Make) -> None:
    person = people(service_workers="block")
    let_through = cut(person, "**/assets/session-side-*.js*")
    person.page.goto(person.url + "/protocols/upper-back-pain-self-care")
    person.press("Start")
    expect(person.heading("Not on this device yet")).to_be_focused()
    let_through()
    person.press("Try again")
    person.press("Start")
    expect(person.page.get_by_role("button", name="None of these apply")).to_be_visible()


def test_what_a_session_needs_is_fetched_once_the_library_is_painted_so_one_begins_without_a_network(
    people: Make,
) -> None:
    person = people(service_workers="block")
    # The page's own clock says when it asks, the machine how soon it comes to it: both are waited for.
    side, rooms = re.compile(r"/assets/session-side-.*\.js"), re.compile(r"/assets/rooms-.*\.js")
    with person.page.expect_request(side), person.page.expect_request(rooms):
        person.page.goto(person.url + "/")
        expect(person.page.get_by_role("link", name="Upper back pain").first).to_be_visible()
        person.let_pass(4)
    scripts = [url.rsplit("/", 1)[1] for url in person.requests if "/assets/" in url and url.endswith(".js")]
    first, *later = (next(i for i, name in enumerate(scripts) if name.startswith(part)) for part in FETCHED_IN_ORDER)
    assert first == 0
    assert later == sorted(later)
    library = next(i for i, url in enumerate(person.requests) if url.endswith("/api/library"))
    assert library < next(i for i, url in enumerate(person.requests) if side.search(url))
    with person.page.expect_response(re.compile(r"/assets/parts-.*\.js")):
        person.page.get_by_role("link", name="Upper back pain").first.click()
    person.is_offline(True)
    person.press("Start")
    expect(person.page.get_by_role("button", name="None of these apply")).to_be_visible()


def test_where_pairing_cannot_be_fetched_that_is_said_and_the_code_stays_good(people: Make, server: Running) -> None:
    person = people(service_workers="block")
    let_through = cut(person, "**/assets/pairing-*.js*")
    person.page.goto(server.pairing_link)
    expect(person.page.get_by_role("alert")).to_contain_text("could not be fetched. Connect, reload the page")
    let_through()
    person.page.reload()
    person.page.get_by_label("Code").fill(server.pairing_code)
    person.press("Look it up")
    expect(person.button("Pair")).to_be_visible()


@pytest.mark.parametrize("cut", ["shelf-worker-", "shelf-"])
def test_a_newer_library_is_shown_and_judged_also_where_the_worker_is_silent_or_its_code_cannot_be_had(
    people: Make, cut: str
) -> None:
    person = people(service_workers="block")
    library = httpx.get(person.url + "/api/library").json()
    served = [json.dumps(library)]
    # A worker that hears everything and never answers; or neither it nor what it is made of.
    silent = {"body": "", "content_type": "text/javascript"} if cut == "shelf-worker-" else None
    person.context.route(f"**/assets/{cut}*.js*", lambda route: route.fulfill(**silent) if silent else route.abort())
    person.context.route("**/api/library", lambda route: route.fulfill(body=served[0], content_type="application/json"))
    person.page.goto(person.url + "/")
    expect(person.page.get_by_role("link", name="Upper back pain").first).to_be_visible()
    person.let_pass(6)
    protocols = {entry["protocol"]["id"]: entry["protocol"] for entry in library["protocols"]}
    protocols["upper-back-pain-self-care"]["title"] = "Upper back, newer"
    protocols["low-back-pain-self-care"]["steps"][0]["hold_s"] = 95
    served[0] = json.dumps(library)
    cards = person.page.get_by_role("article")
    newer = cards.filter(has_text="Upper back, newer")
    for _ in range(200):
        if newer.count():
            break
        # Somebody comes back to the page.
        person.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        person.let_pass(1)
        person.page.wait_for_timeout(100)
    # Judged by the rules all the same: only what breaks one is barred, and says which.
    expect(newer.first).not_to_contain_text("Cannot be run here.")
    expect(cards.filter(has_text="Lower back pain").first).to_contain_text("It plans a hold longer than 90 seconds.")
    expect(person.page.get_by_text("could not be fetched", exact=False)).to_have_count(0)


WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"


def test_what_is_kept_for_offline_is_asked_for_only_once_the_library_stands(people: Make) -> None:
    person = people()
    held: list[Route] = []
    person.context.route("**/api/library", lambda route: held.append(route))
    with person.page.expect_request("**/api/library"):
        person.page.goto(person.url + "/")
    person.let_pass(1)
    assert person.page.evaluate(WORKERS) == 0
    held.pop().continue_()
    expect(person.page.get_by_role("link", name="Upper back pain").first).to_be_visible()
    person.let_pass(1)
    person.page.wait_for_function(f"{WORKERS}.then((count) => count === 1)")


def test_the_rooms_are_fetched_in_a_quiet_moment_so_they_open_without_a_network(people: Make) -> None:
    person = people(service_workers="block")
    with person.page.expect_response(re.compile(r"/assets/rooms-.*\.js")) as answer:
        person.page.goto(person.url + "/")
        expect(person.page.get_by_role("link", name="Upper back pain").first).to_be_visible()
        person.let_pass(4)
    # With all that it imports, which is asked for only once it is there.
    person.page.evaluate("(url) => import(url).then(() => true)", answer.value.url)
    person.is_offline(True)
    person.page.get_by_role("link", name="Settings").click()
    expect(person.heading("Settings")).to_be_visible()


KEPT_TEXTS = """() => new Promise((resolve) => {
  indexedDB.open('holdwell').onsuccess = ({ target }) => {
    const all = target.result.transaction('versions').objectStore('versions').getAll();
    all.onsuccess = () => resolve(all.result.map((kept) => kept.text));
  };
})"""


def test_every_version_is_kept_for_offline_as_published_without_being_downloaded(people: Make) -> None:
    person = people()
    library = httpx.get(person.url + "/api/library").json()
    digests = {entry["digest"] for entry in library["protocols"]}
    person.open("/")
    expect(person.page.get_by_role("link", name="Upper back pain").first).to_be_visible()
    for _ in range(100):
        # Put together while the app has nothing else to do: how soon, is the machine's.
        person.let_pass(1)
        kept = {hashlib.sha256(text.encode()).hexdigest() for text in person.page.evaluate(KEPT_TEXTS)}
        if len(kept) >= len(digests):
            break
    assert kept == digests
    assert [url for url in person.requests if "/api/protocols/" in url] == []


def test_a_code_that_works_on_this_computer_only_is_not_for_scanning(people: Make, server: Running) -> None:
    owner = people()
    owner.pair(server.pairing_link)
    owner.open("/devices")
    owner.press("Code for a therapist")
    expect(owner.page.get_by_text("This code works on this computer only")).to_be_visible()
    expect(owner.page.get_by_text("Type this code on the new device")).to_be_visible()
    expect(owner.page.get_by_role("img", name="QR code")).to_have_count(0)
