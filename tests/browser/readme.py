"""Takes the pictures of README.md from the real app: a server for a practice, its owner's computer, an iPad, a phone.

python tests/browser/readme.py

Needs the ports 8443 and 8080, which are seen in the pictures. Look at every picture before it is committed.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "pwa"), str(ROOT / "tests" / "support")]

import app_build  # noqa: E402 the path to it stands above
from chromium import find_chromium  # noqa: E402 the path to it stands above
from gallery import picture_of  # noqa: E402 the path to it stands above
from person import PHONE, TABLET, Person  # noqa: E402 the path to it stands above
from running import Running  # noqa: E402 the path to it stands above
from trusting import profile_that_trusts  # noqa: E402 the path to it stands above

PICTURES = Path(__file__).parent / "readme"
README = ROOT / "README.md"
FINGERPRINT = re.compile(r"  (?:[0-9A-F]{4} ){3}[0-9A-F]{4}\n")
NAME = "praxis.local"
TRUST_PAGE = f"http://{NAME}:8080"
LAPTOP = TABLET
UPRIGHT = {"width": 820, "height": 1400}
# Safari on an iPad says that it is one on a Mac; in a tab, and as an app on the Home Screen.
IPAD = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Safari/605.1.15"
)
TOUCHED = "Object.defineProperty(navigator, 'maxTouchPoints', { value: 5 });"
IN_A_TAB = f"{TOUCHED} Object.defineProperty(navigator, 'standalone', {{ value: false }})"
ON_THE_HOME_SCREEN = f"{TOUCHED} Object.defineProperty(navigator, 'standalone', {{ value: true }})"


@contextmanager
def practice(folder: Path) -> Iterator[Running]:
    """A server as `serve --lan --host praxis` starts it, that only this machine can reach."""
    args = ("--lan", "--listen", "127.0.0.1")
    server = Running(folder, port=8443, host="praxis", args=args, env={"HOLDWELL_ADDRESSES": "192.168.1.20"})
    try:
        yield server
    finally:
        server.kill()


def launch_trusting(playwright: Playwright, home: Path, data: Path) -> Browser:
    """A browser that trusts the practice's authority and finds its name."""
    chromium = find_chromium()
    profile_that_trusts(home, data / "authority" / "authority.pem", chromium)
    env = {**os.environ, **chromium.env, "HOME": str(home)}
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        env.pop(name, None)
    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    args = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none", rules]
    return playwright.chromium.launch(executable_path=str(chromium.executable), args=args, env=env)


def keep(page: Page, name: str, height_px: int = 2000) -> None:
    """Keeps what is seen, down to a height, small enough for a page that is read in a browser."""
    page.evaluate("document.fonts.ready.then(() => null)")
    page.mouse.move(0, 0)
    path = PICTURES / f"{name}.webp"
    picture = picture_of(page)
    picture.crop((0, 0, picture.width, min(height_px, picture.height))).save(path, quality=84, method=6)
    print(path.relative_to(ROOT))


def visitor(browser: Browser, server: Running, viewport: dict[str, int], script: str = "", **options: object) -> Person:
    """Somebody at this server."""
    person = Person(
        browser,
        server.url,
        viewport,
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
        permissions=["screen-wake-lock"],
        **options,
    )
    if script:
        person.context.add_init_script(script)
    return person


def on_the_laptop(browser: Browser, server: Running) -> Person:
    """The owner pairs the computer, and makes a code for the tablet."""
    owner = visitor(browser, server, LAPTOP)
    owner.open(server.pairing_link.removeprefix(server.url))
    owner.page.get_by_role("textbox").fill("Laptop at the desk")
    owner.press("Pair")
    expect(owner.heading(re.compile("Paired with"))).to_be_visible()
    return owner


def on_the_ipad(browser: Browser, server: Running, owner: Person) -> None:
    """Trust, the Home Screen, the code, the library, a run."""
    tab = visitor(browser, server, TABLET, IN_A_TAB, user_agent=IPAD)
    tab.page.goto(TRUST_PAGE)
    apple = tab.page.get_by_role("group").filter(has_text="iPad and iPhone")
    if apple.get_attribute("open") is None:
        tab.page.get_by_text("iPad and iPhone", exact=True).click()
    tab.page.set_viewport_size(UPRIGHT)
    keep(tab.page, "trust", 1325)
    tab.page.set_viewport_size(TABLET)
    tab.open("/pair")
    expect(tab.heading("Add it to the Home Screen first")).to_be_visible()
    keep(tab.page, "home-screen", 680)

    code = owner.code_for("Therapist").partition("#")[2]
    owner.page.get_by_text(code).first.scroll_into_view_if_needed()
    keep(owner.page, "code")

    app = visitor(browser, server, TABLET, ON_THE_HOME_SCREEN, user_agent=IPAD)
    app.open("/pair")
    app.page.get_by_role("textbox").fill(code)
    keep(app.page, "pair", 460)
    app.page.keyboard.press("Enter")
    app.page.get_by_role("textbox").fill("Tablet in room 2")
    app.press("Pair")
    expect(app.heading(re.compile("Paired with"))).to_be_visible()
    app.open("/")
    app.page.get_by_text("With a client", exact=True).first.click()
    expect(app.page.get_by_role("link", name="Upper back pain").first).to_be_visible()
    keep(app.page, "library")
    app.page.get_by_role("link", name="Upper back pain").first.click()
    app.press("Start")
    app.page.get_by_role("textbox").fill("R. M.")
    app.page.keyboard.press("Enter")
    to_a_hold(app)
    keep(app.page, "run")


def on_a_phone(browser: Browser, server: Running) -> None:
    """Alone at home, in the evening: a hold."""
    phone = visitor(browser, server, PHONE, color_scheme="dark")
    phone.open("/")
    phone.pick("Upper back pain")
    to_a_hold(phone)
    keep(phone.page, "run-phone")


def to_a_hold(person: Person) -> None:
    """Through the questions, and some way into the first hold."""
    person.none_apply()
    person.say_pain(5)
    expect(person.timer).to_be_visible()
    person.to_phase("Hold")
    person.let_pass(3)
    person.rate(4)
    person.let_pass(9)


def quote_fingerprint(server: Running) -> None:
    """Lets the terminal's words in README.md show the fingerprint that its picture shows."""
    printed = "".join(line for line in server.lines if FINGERPRINT.fullmatch(line))
    text = README.read_text(encoding="utf-8")
    README.write_text(re.sub(rf"(?:{FINGERPRINT.pattern}){{4}}", printed, text), encoding="utf-8")


def main() -> None:
    """Every picture of README.md, anew."""
    app_build.build()
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, practice(Path(folder) / "data") as server:
        assert server.pairing_link
        with sync_playwright() as playwright:
            browser = launch_trusting(playwright, Path(folder) / "home", server.data)
            owner = on_the_laptop(browser, server)
            on_the_ipad(browser, server, owner)
            on_a_phone(browser, server)
            browser.close()
        quote_fingerprint(server)


if __name__ == "__main__":
    main()
