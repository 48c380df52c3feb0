"""Installing: what browsers ask of the manifest, the icons a device shows, and how a person is led to it."""

import json
import os
import re
import shutil
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, BrowserType, CDPSession, Page, Playwright, expect

from chromium import BROWSER, find_whole_chromium
from person import Person
from running import Running

Make = Callable[..., Person]
pytestmark = pytest.mark.with_worker

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
# What a device asks of an app before it installs it, asked of what Chromium read: every icon comes, is a picture and
# has the size it claims (0x0 is any), and a worker answers for the address at which the app starts.
FETCHED = """async ({ icons, startUrl, scope }) => {
  const faults = [];
  for (const { url, sizes } of icons) {
    const picture = Object.assign(new Image(), { src: url });
    const is_one = await picture.decode().then(() => true, () => false);
    const is = `${picture.naturalWidth}x${picture.naturalHeight}`;
    if (!is_one) faults.push(`${url} is no picture`);
    else if (sizes !== '0x0' && sizes !== is) faults.push(`${url} claims ${sizes} and is ${is}`);
  }
  if (!startUrl.startsWith(scope)) faults.push(`${startUrl} is outside ${scope}`);
  const worker = await navigator.serviceWorker.getRegistration(startUrl);
  if (!worker?.active) faults.push(`no worker answers for ${startUrl}`);
  return faults;
}"""


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


def opened(profile: BrowserContext, url: str) -> Page:
    """The app, opened and kept for use without a network."""
    page = profile.pages[0]
    page.goto(f"{url}/")
    page.evaluate(IN_CONTROL)
    return page


def size_of_png(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def hindrances_read(page: Page, session: CDPSession) -> list[str]:
    """What keeps the app from being installed, in what Chromium read of it and in what that names."""
    answer = session.send("Page.getAppManifest")
    read = answer["manifest"]
    faults = [each["message"] for each in answer["errors"]]
    faults += [f"no {name}" for name in ("name", "startUrl", "icons") if not read.get(name)]
    if read.get("display") not in ("kStandalone", "kFullscreen"):
        faults.append(f"opens as {read.get('display')}")
    if read["preferRelatedApplications"]:
        faults.append("another app is preferred")
    sizes = [int(icon["sizes"].split("x")[0]) for icon in read.get("icons", []) if "x" in icon["sizes"]]
    if max(sizes, default=0) < LEAST_ICON_PX:
        faults.append("no icon is large enough")
    return faults + page.evaluate(FETCHED, {"icons": [], **read})


def hindrances_told(session: CDPSession) -> list[str] | None:
    """What Chromium itself says keeps it. A Chromium without windows installs nothing and finds no fault: None.

    Only a whole one gives the app an id.
    """
    if "appId" not in session.send("Page.getAppId"):
        return None
    return [each["errorId"] for each in session.send("Page.getInstallabilityErrors")["installabilityErrors"]]


def test_nothing_keeps_the_app_from_being_installed(profile: BrowserContext, common_server: Running) -> None:
    page = opened(profile, common_server.url)
    session = profile.new_cdp_session(page)
    read = session.send("Page.getAppManifest")["manifest"]
    assert (read["id"], read["startUrl"], read["scope"]) == (page.url,) * 3
    assert hindrances_read(page, session) == []
    told = hindrances_told(session)
    assert not told
    # Only the one that the tests bring along may have nothing to say.
    assert told is not None or BROWSER in find_whole_chromium().executable.parents


# Each with what Chromium itself says of it, where it does.
FAULTY = {
    "opens in a tab": ({"display": "browser"}, "manifest-display-not-supported"),
    "has no name": ({"name": "", "short_name": ""}, "manifest-missing-name-or-short-name"),
    "starts outside its scope": ({"start_url": "/", "scope": "/history/"}, None),
    "leads to another app": ({"prefer_related_applications": True}, None),
    "has icons that are not there": (
        {"icons": [{"src": "/nowhere.png", "sizes": "512x512", "type": "image/png"}]},
        "no-acceptable-icon",
    ),
    "claims a larger icon": ({"icons": [{"src": "/icon-192.png", "sizes": "512x512", "type": "image/png"}]}, None),
    "has small icons": (
        {"icons": [{"src": "/icon-192.png", "sizes": "96x96", "type": "image/png"}]},
        "manifest-missing-suitable-icon",
    ),
}
# A server that hands out another app than the built one.
HANDS_OUT = """
import sys
from pathlib import Path
from holdwell import cli, files
folder = Path(sys.argv.pop(1))
files.app_dir = lambda: folder
cli.main()
"""


@pytest.mark.parametrize(("changed", "told"), FAULTY.values(), ids=FAULTY.keys())
def test_a_manifest_that_keeps_the_app_from_being_installed_is_found(
    profile: BrowserContext,
    app: Path,
    tmp_path: Path,
    start_server: Callable[..., Running],
    changed: dict[str, Any],
    told: str | None,
) -> None:
    faulty = tmp_path / "app"
    shutil.copytree(app, faulty)
    manifest = faulty / "manifest.webmanifest"
    manifest.write_text(json.dumps(json.loads(manifest.read_text(encoding="utf-8")) | changed), encoding="utf-8")
    server = start_server(command=(sys.executable, "-c", HANDS_OUT, str(faulty)))
    page = opened(profile, server.url)
    session = profile.new_cdp_session(page)
    assert hindrances_read(page, session) != []
    if told is not None and (found := hindrances_told(session)) is not None:
        assert told in found


def test_an_app_that_no_worker_answers_for_is_found(profile: BrowserContext, common_server: Running) -> None:
    page = opened(profile, common_server.url)
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.unregister())")
    assert hindrances_read(page, profile.new_cdp_session(page)) == [f"no worker answers for {page.url}"]


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
