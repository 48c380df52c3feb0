"""A tablet in the room: over https, at the server's name, with and without trust; and the page that leads there."""

import contextlib
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Error, Page, expect

import app_build
from chromium import BROWSER, Chromium
from gallery import with_letters
from here import address_here
from person import PHONE, TABLET, Person
from running import Running
from trusting import profile_that_trusts

NAME = "studio.local"
# Where tablets of the practice reach the server; loopback where this machine is in no network, which is said.
HERE = address_here()
README = Path(__file__).parents[2] / "README.md"


def serving(data: Path) -> Running:
    """A server as `serve --lan` starts it, at this machine's address in its network."""
    args = ("--lan", "--listen", HERE.address, "--trust-port", "0")
    return Running(data, host="studio", args=args, env={"HOLDWELL_ADDRESSES": "192.168.7.20"})


@pytest.fixture
def lan(app: Path, tmp_path: Path) -> Iterator[Running]:
    """Such a server of the test's own."""
    server = serving(tmp_path / "data")
    yield server
    server.kill()


@pytest.fixture(scope="module")
def common_lan(app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One for all who pair nothing with it: it learns nothing of whoever asks."""
    server = serving(tmp_path_factory.mktemp("lan"))
    yield server
    server.kill()


@contextlib.contextmanager
def tablet(browser_type: BrowserType, launch_args: dict[str, Any], home: Path) -> Iterator[Browser]:
    """A browser with a home of its own, in a network where the server's name is known."""
    home.mkdir(exist_ok=True)
    env = {**launch_args["env"], "HOME": str(home)}
    # Chromium looks in these before it looks at HOME.
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        env.pop(name, None)
    args = [*launch_args["args"], f"--host-resolver-rules=MAP {NAME} {HERE.address}"]
    browser = browser_type.launch(**{**launch_args, "env": env, "args": args})
    try:
        yield browser
    finally:
        browser.close()


@pytest.fixture
def trusting(
    lan: Running,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    chromium: Chromium,
    tmp_path: Path,
) -> Iterator[Browser]:
    """A tablet's browser that trusts the authority of the test's own server."""
    assert lan.url.startswith(f"https://{NAME}:")
    assert lan.pairing_link
    profile_that_trusts(tmp_path / "home", lan.data / "authority" / "authority.pem", chromium)
    with tablet(browser_type, browser_type_launch_args, tmp_path / "home") as browser:
        yield browser


def trust_url(server: Running) -> str:
    return next(line.strip() for line in server.lines if line.startswith("http://"))


IN_CONTROL = """() => new Promise((done) => {
  if (navigator.serviceWorker.controller) done();
  navigator.serviceWorker.addEventListener('controllerchange', () => done());
})"""
ABILITIES = """async () => ({
  secure: isSecureContext,
  worker: (await navigator.serviceWorker.ready).active !== null,
  randomUUID: typeof crypto.randomUUID,
})"""


def test_a_tablet_that_trusts_the_authority_gets_the_whole_app(lan: Running, trusting: Browser) -> None:
    page = trusting.new_context(viewport=TABLET).new_page()
    page.goto(f"{lan.url}/")
    page.evaluate(IN_CONTROL)
    assert page.evaluate(ABILITIES) == {
        "secure": True,
        "worker": True,
        "randomUUID": "function",
    }
    page.goto(lan.pairing_link)
    page.get_by_role("button", name="Pair").click()
    expect(page.get_by_role("heading", name="Paired with")).to_be_visible()
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert cookies["holdwell_device"]["secure"]
    assert cookies["holdwell_device"]["httpOnly"]
    # The worker leaves the page for trusting to the server.
    page.goto(f"{lan.url}/trust")
    expect(page.get_by_role("heading", name="Let this device trust")).to_be_visible()
    # The server goes; the app stays.
    lan.stop()
    page.goto(f"{lan.url}/")
    expect(page.get_by_role("link", name="Upper back pain").first).to_be_visible()


# Every lock on the screen that the app was given, to be looked at.
LOCKS = """
  window.locks = [];
  const request = WakeLock.prototype.request;
  WakeLock.prototype.request = async function (...given) {
    const lock = await request.apply(this, given);
    window.locks.push(lock);
    return lock;
  };
"""
IS_AWAKE = "locks.some((lock) => !lock.released)"
# What a platform may give and may refuse; people are not asked, a browser without a screen has to be told.
GIVEN, REFUSED = "granted", "denied"


def permit(person: Person, name: str, setting: str) -> None:
    """Whether this tablet's browser gives the app what it asks for."""
    cdp = person.context.new_cdp_session(person.page)
    context = cdp.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    where = {"origin": person.url, "browserContextId": context}
    cdp.send("Browser.setPermission", {"permission": {"name": name}, "setting": setting, **where})


@pytest.mark.parametrize("answer", [GIVEN, REFUSED])
def test_a_session_on_the_tablet_keeps_the_screen_on_and_its_record_or_says_what_was_refused(
    lan: Running, trusting: Browser, answer: str
) -> None:
    person = Person(trusting, lan.url, TABLET)
    person.page.add_init_script(LOCKS)
    for name in ("screen-wake-lock", "persistent-storage"):
        permit(person, name, answer)
    person.pair(lan.pairing_link)
    person.open("/")
    person.page.get_by_text("For myself", exact=True).first.click()
    person.pick("Upper back pain")
    person.none_apply()
    person.press("Skip")
    person.to_phase("Find the place")
    may_go_dark = person.page.get_by_text("The screen may go dark here.", exact=False)
    expect(may_go_dark).to_have_count(0 if answer == GIVEN else 1)
    person.to_phase("Hold")
    assert person.page.evaluate(IS_AWAKE) is (answer == GIVEN)
    person.stop_by_holding()
    person.press("Skip")
    expect(person.heading("Session stopped")).to_be_visible()
    person.press("Done")
    assert person.page.evaluate(IS_AWAKE) is False

    # What was written stands on the tablet itself, and stays there without the server and through a new start.
    person.until_kept("facts", '\\"kind\\":\\"session_ended\\"')
    lan.stop()
    person.page.reload()
    person.page.get_by_role("link", name="History").click()
    expect(person.page.get_by_role("link", name="Upper back pain")).to_have_count(1)
    person.page.get_by_role("link", name="Settings").click()
    lasts = "What is kept here stays until you remove it."
    may_be_cleared = "The browser may clear what is kept here if space runs short."
    expect(person.page.get_by_text(lasts if answer == GIVEN else may_be_cleared, exact=False)).to_be_visible()
    assert person.page.evaluate("navigator.storage.persisted()") is (answer == GIVEN)
    assert person.errors == []


def test_a_tablet_that_does_not_trust_it_gets_nothing(
    common_lan: Running, browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> None:
    with tablet(browser_type, browser_type_launch_args, tmp_path / "home") as browser:
        page = browser.new_page()
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            page.goto(f"{common_lan.url}/")


def test_what_draws_qr_codes_is_fetched_when_an_owner_makes_a_code_and_where_it_cannot_be_the_code_is_typed(
    lan: Running, trusting: Browser
) -> None:
    owner = Person(trusting, lan.url, TABLET)
    owner.pair(lan.pairing_link)
    owner.let_pass(4)
    # What is fetched ahead is there: what comes now is what the code is drawn by.
    owner.page.wait_for_load_state("networkidle")
    before = len(owner.requests)
    owner.open("/devices")
    owner.press("Code for a therapist")
    expect(owner.page.get_by_role("img", name="QR code with the pairing link")).to_be_visible()
    expect(owner.page.get_by_text("Or scan this with its camera.")).to_be_visible()
    drawn_by = {url for url in owner.requests[before:] if "/assets/" in url} - set(owner.requests[:before])
    assert len(drawn_by) == 1

    owner.context.route(drawn_by.pop(), lambda route: route.abort())
    owner.open("/devices")
    owner.press("Code for a therapist")
    expect(owner.page.get_by_text("Type this code on the new device")).to_be_visible()
    expect(owner.page.get_by_text("Or scan this with its camera.")).to_have_count(0)


VARIES = {
    r":\d{4,5}\b": ":PORT",
    r"[0-9A-Z]{4}-[0-9A-Z]{4}": "CODE",
    r"\b[0-9A-F]{4}\b": "XXXX",
    r"until \d\d:\d\d": "until HH:MM",
    r"stands in .*": "stands in FOLDER",
}


def test_the_readme_shows_the_words_of_the_terminal_as_they_are(start_server: Any, tmp_path: Path) -> None:
    args = ("--lan", "--listen", "127.0.0.1", "--trust-port", "0", "--name", "Linden Street Practice")
    server = start_server(tmp_path / "data", host="praxis", args=args, env={"HOLDWELL_ADDRESSES": "192.168.1.20"})
    assert server.pairing_link
    server.wait_for(re.compile("(once, until)"))

    def said(lines: list[str]) -> list[str]:
        words = [line.rstrip() for line in lines if not re.match(r"\d{4}-\d\d-\d\dT", line)]
        words = ["[QR code]" if re.fullmatch("[█▀▄ ]+", line) else line for line in words]
        for pattern, name in VARIES.items():
            words = [re.sub(pattern, name, line) for line in words]
        return [line for line, _ in itertools.groupby(words)]

    block = re.search("```text\n(holdwell: serving.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    assert said(block[1].splitlines()) == said(server.lines)


def reads_well(page: Page) -> bool:
    """Does nothing stick out at the side?"""
    fits: bool = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return fits


def axe_violations(page: Page) -> list[str]:
    app_build.install_packages(BROWSER)
    page.evaluate((BROWSER / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found: list[str] = page.evaluate("axe.run().then((report) => report.violations.map((each) => each.id))")
    return found


@pytest.mark.parametrize("viewport", [PHONE, TABLET], ids=["phone", "tablet"])
def test_the_page_for_trusting_is_read_and_used_without_a_script(
    common_lan: Running,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
    viewport: Any,
) -> None:
    assert common_lan.pairing_link
    with tablet(browser_type, browser_type_launch_args, tmp_path / "home") as browser:
        context = browser.new_context(viewport=viewport, java_script_enabled=True)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(trust_url(common_lan))
        shown = page.locator(".fingerprint").inner_text().split()
        printed = " ".join(line.strip() for line in common_lan.lines if line.startswith("  ")).split()
        assert shown == printed
        for system in ("iPad and iPhone", "Android", "Windows", "Mac", "Linux"):
            if page.get_by_role("group").filter(has_text=system).get_attribute("open") is None:
                page.get_by_text(system, exact=True).click()
            expect(page.get_by_role("link", name="Get the").filter(visible=True)).to_have_count(1)
            assert reads_well(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert axe_violations(page) == []
        with_letters(page, "200%")
        assert reads_well(page)
        with_letters(page, "100%")
        font = page.evaluate("document.fonts.ready.then((fonts) => [...fonts].map((font) => font.status))")
        assert font == ["loaded"]
        page.get_by_text("Android", exact=True).click()
        with page.expect_download() as download:
            page.get_by_role("link", name="Get the certificate").filter(visible=True).click()
        assert download.value.suggested_filename == "holdwell.crt"
        expect(page.get_by_role("link", name=common_lan.url)).to_have_attribute("href", f"{common_lan.url}/")
        assert [text for text in said if "Content Security Policy" in text] == []
