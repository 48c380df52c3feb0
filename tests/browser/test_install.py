"""Installing: what browsers ask of the manifest, the icons a device shows, and how a person is led to it."""

import os
import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, BrowserType, CDPSession, Page, Playwright, expect

from chromium import find_whole_chromium
from person import Person
from running import Running

Make = Callable[..., Person]

IN_CONTROL = """() => new Promise((done) => {
  if (navigator.serviceWorker.controller) done();
  navigator.serviceWorker.addEventListener('controllerchange', () => done());
})"""
# As Chromium offers it: an event with a prompt, which answers with what the person chose.
OFFER = """(outcome) => {
  const offer = new Event('beforeinstallprompt', { cancelable: true });
  offer.prompt = () => {
    window.prompts = (window.prompts ?? 0) + 1;
    return Promise.resolve({ outcome });
  };
  window.dispatchEvent(offer);
  return offer.defaultPrevented;
}"""
# Only Safari has this, and an emulated one has not.
IN_A_TAB_OF_SAFARI = "Object.defineProperty(navigator, 'standalone', { value: false })"
# What the device keeps of the settings; a page that is left in the same breath keeps nothing.
KEPT = """(hint) => new Promise((done) => {
  const opening = indexedDB.open('holdwell');
  opening.onsuccess = () => {
    const look = () => {
      const reading = opening.result.transaction('meta').objectStore('meta').get('settings');
      reading.onsuccess = () => {
        if (reading.result?.install_hint !== hint) return look();
        opening.result.close();
        done();
      };
    };
    look();
  };
})"""
LEAST_ICON_PX = 144


@pytest.fixture
def profile(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> Iterator[BrowserContext]:
    """A browser with windows and a profile of its own on disk: in a private window nothing can be installed."""
    chromium = find_whole_chromium()
    program = {"executable_path": str(chromium.executable), "env": {**os.environ, **chromium.env}}
    context = browser_type.launch_persistent_context(str(tmp_path / "profile"), **browser_type_launch_args | program)
    yield context
    context.close()


@pytest.fixture
def page(profile: BrowserContext, common_server: Running) -> Page:
    """The app, opened and kept for use without a network."""
    page = profile.pages[0]
    page.goto(f"{common_server.url}/")
    page.evaluate(IN_CONTROL)
    return page


def size_of_png(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def errors(session: CDPSession) -> list[str]:
    return [each["errorId"] for each in session.send("Page.getInstallabilityErrors")["installabilityErrors"]]


def test_chromium_finds_nothing_that_keeps_the_app_from_being_installed(profile: BrowserContext, page: Page) -> None:
    session = profile.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert errors(session) == []
    # A Chromium without windows installs nothing and finds no fault with anything (only a whole one gives the app an
    # id), so what it asks for is also held against what it read.
    can_install = "appId" in session.send("Page.getAppId")
    read = manifest["manifest"]
    origin = page.url
    assert (read["id"], read["startUrl"], read["scope"]) == (origin, origin, origin)
    assert read["display"] == "kStandalone"
    assert read["preferRelatedApplications"] is False
    assert any(int(icon["sizes"].split("x")[0]) >= LEAST_ICON_PX for icon in read["icons"])
    page.evaluate("document.querySelector('link[rel=manifest]').remove()")
    assert errors(session) == (["no-manifest"] if can_install else [])


def test_the_manifest_says_all_that_a_device_shows_of_an_app(common_server: Running) -> None:
    answer = httpx.get(f"{common_server.url}/manifest.webmanifest")
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest = answer.json()
    assert (manifest["name"], manifest["short_name"], manifest["display"]) == ("Holdwell", "Holdwell", "standalone")
    assert (manifest["id"], manifest["start_url"], manifest["scope"]) == ("/", "/", "/")
    assert manifest["description"]
    # The bars around the app are of the palette's paper, and so is the screen on which it starts.
    html = httpx.get(f"{common_server.url}/").text
    papers = re.findall(r'<meta name="theme-color" content="(#\w{6})"', html)
    assert len(papers) == 2
    assert manifest["background_color"] == manifest["theme_color"] == papers[0]


def test_every_icon_is_a_picture_of_the_size_it_claims(common_server: Running) -> None:
    manifest = httpx.get(f"{common_server.url}/manifest.webmanifest").json()
    claimed = {}
    for icon in manifest["icons"]:
        answer = httpx.get(common_server.url + icon["src"])
        assert answer.headers["content-type"].split(";")[0] == icon["type"]
        if icon["type"] == "image/png":
            width, height = size_of_png(answer.content)
            assert icon["sizes"] == f"{width}x{height}"
            claimed[icon["sizes"], icon["purpose"]] = answer.content
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= set(claimed)
    link = re.search(r'<link rel="apple-touch-icon" href="([^"]+)"', httpx.get(f"{common_server.url}/").text)
    assert link
    apple = httpx.get(common_server.url + link[1]).content
    assert size_of_png(apple) == (180, 180)
    # Apple paints what is see-through black, and a mask cuts into it: both kinds are opaque.
    for png in (apple, claimed["512x512", "maskable"]):
        assert png[25] == 2, "colour without transparency"


def finish_a_session(person: Person) -> None:
    person.pick("Upper back pain")
    person.none_apply()
    person.press("Skip")
    person.stop_in_the_first_hold()
    person.press("Done")
    # A page that is left before its end is kept comes back to the session.
    person.until_kept("running", "[]")
    person.open("/")
    expect(person.page.get_by_role("link", name="Upper back pain").first).to_be_visible()


def test_the_browsers_offer_waits_until_the_first_session_is_finished_and_is_made_once(people: Make) -> None:
    person = people()
    person.open("/")
    suggestion = person.page.get_by_role("region", name="As an app of its own")
    assert person.page.evaluate(OFFER, "dismissed") is True
    expect(suggestion).to_have_count(0)
    finish_a_session(person)
    expect(suggestion).to_have_count(0)
    person.page.evaluate(OFFER, "dismissed")
    expect(suggestion).to_be_visible()
    assert person.page.evaluate("window.prompts ?? 0") == 0
    suggestion.get_by_role("button", name="Not now").click()
    expect(suggestion).to_have_count(0)
    person.page.evaluate(KEPT, "closed")

    person.open("/")
    person.page.evaluate(OFFER, "accepted")
    expect(person.page.get_by_role("link", name="Upper back pain").first).to_be_visible()
    expect(suggestion).to_have_count(0)
    person.page.get_by_role("link", name="Settings").click()
    person.press("Install")
    expect(person.button("Install")).to_have_count(0)
    assert person.page.evaluate("window.prompts") == 1


def test_on_an_iphone_a_pairing_link_says_to_add_the_app_first_and_to_type_the_code_there(
    people: Make, server: Running, playwright: Playwright
) -> None:
    phone = playwright.devices["iPhone 15"]
    person = people(phone["viewport"], user_agent=phone["user_agent"], is_mobile=True)
    person.context.add_init_script(IN_A_TAB_OF_SAFARI)
    link = server.pairing_link
    person.open(link.removeprefix(server.url))
    expect(person.heading("Add it to the Home Screen first")).to_be_visible()
    steps = person.page.get_by_role("main").get_by_role("listitem")
    expect(steps.nth(1)).to_contain_text("Add to Home Screen")
    expect(steps.last).to_contain_text(link.partition("#")[2])
    # Nothing was redeemed: the code still works where it is typed.
    code = httpx.post(
        f"{server.url}/api/pair/preview",
        json={"code": link.partition("#")[2]},
        headers={"origin": server.url},
    )
    assert code.status_code == 200

    # The steps stand in the settings too, and after the first session the library leads there.
    person.open("/")
    finish_a_session(person)
    person.page.get_by_role("link", name="Show how").click()
    expect(person.heading("As an app of its own")).to_be_visible()
    expect(person.page.get_by_role("listitem").filter(has_text="Tap Share")).to_be_visible()


def test_opened_from_the_home_screen_it_pairs_without_any_steps(
    people: Make, server: Running, playwright: Playwright
) -> None:
    phone = playwright.devices["iPhone 15"]
    person = people(phone["viewport"], user_agent=phone["user_agent"], is_mobile=True)
    person.context.add_init_script(IN_A_TAB_OF_SAFARI.replace("false", "true"))
    person.open(server.pairing_link.removeprefix(server.url))
    expect(person.button("Pair")).to_be_visible()
    expect(person.heading("Add it to the Home Screen first")).to_have_count(0)
