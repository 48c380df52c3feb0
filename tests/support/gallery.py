"""The gallery: the app's own view, mounted on a model made by hand (tests/browser/gallery/), built and served.

Owns how it is built and reached, the sizes at which screens are looked at, and which pictures of them are kept to be
compared with. Nothing of it is ever shipped.
"""

import base64
import functools
import http.server
import io
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from PIL import Image
from playwright.sync_api import Browser, CDPSession, Page, Playwright

import app_build
from chromium import find_chromium
from holdwell import library

# The scene stands, and what comes a moment later, so that a short wait shows nothing, is there. One question, which the
# page answers itself: waiting for a selector brings a debugger's whole machinery into a page, a third of its cost.
STANDS = """(scene) => new Promise((done, fail) => {
  const is_there = () => {
    if (document.querySelector(`[data-scene="${scene}"]`) === null) return false;
    for (const each of document.getAnimations()) each.finish();
    done();
    return true;
  };
  if (is_there()) return;
  new MutationObserver((_, looking) => { if (is_there()) looking.disconnect(); })
    .observe(document, { subtree: true, attributeFilter: ['data-scene'] });
  setTimeout(() => fail(new Error(`${scene} never stood`)), 30000);
})"""
# The same of a page that stands already, for the next scene.
CHANGED = """async (asked) => {
  await window.show_scene(asked);
  for (const each of document.getAnimations()) each.finish();
}"""
SIZES = {"phone": (390, 844), "phone-wide": (844, 390), "tablet": (1180, 820), "tablet-tall": (820, 1180)}
PROTOCOLS = Path(__file__).parents[2] / "protocols"

# Kept on phone and tablet, light and dark; of all others one picture is kept, where they are mostly met.
MAIN_SCENES = (
    *("library/full", "finder/where", "protocol/self-care"),
    *("screening/begun", "run/easing", "summary/complete", "lock/typed", "settings/lock"),
)
MET_ON_PHONES = (
    *("library", "finder", "protocol", "later", "who", "check-in", "review", "guard"),
    *("screening", "blocked", "modify", "side", "pain", "preflight", "pair"),
)
# Of the body map every view in the light, and each kind of drawing in the dark as well.
BODY_IN_THE_DARK = tuple(
    f"body/{each}" for each in ("front", "back", "head", "palm", "hand", "sole", "picked", "zones-front", "zones-back")
)
# All points, each view, by candlelight too: there an area differs from the figure by its light alone.
BODY_BY_CANDLE = tuple(f"body/{each}" for each in ("front", "back", "head", "palm", "hand", "sole"))
# By lamplight laid out as another scene; and what is a step of another, or lies over it: one picture or two say it all.
# The steps of the field beside the ring are measured (test_field.py).
CANDLE_ALONE = ("run/both-ends", "run/both-ends-easing", "run/both-ends-keys", "run/both-ends-keys-easing")
MEASURED = ("run/silent-setup", "run/silent-half", "run/silent-last", "run/silent-release", "run/silent-rest")
# Another state of what is kept in a picture already: measured by candlelight like every other.
KEPT_OTHERWISE = (
    *("run/melted-next", "run/parked-slept", "run/returned", "run/returned-trouble", "run/tones"),
    *("run/whole-returned", "run/whole-returned-trouble", "run/both-ends-returned"),
    *("run/whole-melted", "run/both-ends-melted"),
    *("run/returned-amiss", "run/parked-amiss", "run/whole-returned-amiss", "run/both-ends-returned-amiss"),
)
BY_CANDLE_ON_PHONES = (
    *("run/whole-breaths", "run/whole-dark", "run/whole-silent-setup", "run/whole-silent-half"),
    *("run/whole-silent-last", "run/whole-silent-release", "run/whole-silent-rest"),
)
# Looked at and measured as all others are; of them no picture is kept, since another shows all that they show: the one
# ring of a wait, one page that is for the owner, the same words above what a window does not reach.
SHOWN_BY_ANOTHER = (
    *("protocol/loading", "history/loading", "summary/loading", "devices/loading", "status/loading", "build/loading"),
    *("finder/loading", "finder/failed", "pair/looking", "pair/pairing", "pair/failed-offline"),
    *("status/not-owner", "audit/not-owner", "client/not-owner", "client/older", "client/offline"),
    *("history/older", "history/older-reading", "history/older-failed", "history/offline", "history/unwatched"),
    *("settings/offline", "settings/client", "settings/to-install", "session/refused", "session/version-unknown"),
    *("protocol/own-words-full", "run/release", "run/following", "guard/closed-today", "summary/grave"),
    *("pain/strong", "pain/strong-client", "session/asking"),
)
# Seldom met, and mostly other words in a place that is kept already: of some one picture is kept (MORE).
SELDOM_MET = (
    *("library/syncing", "library/progress", "library/put-off-day", "library/put-off-disk", "library/revoked"),
    *("library/handed-over", "library/storage-blocked", "library/older-app", "library/missed", "library/none-here"),
    *("pair/failed-not-loopback", "pair/failed-storage", "pair/failed-other"),
    *("devices/failure", "client/failure", "summary/refused"),
)
# By candlelight no frame tells what the field tells: there these look as the run with tones does.
LIKE_THE_HEARD_BY_CANDLE = ("run/silent-ramp", "run/silent-hold", "run/silent-easing")
# What matters of them lies below the window: kept from head to foot, where nothing stands fixed over a page.
WHOLE_PAGES = (
    *("library/full", "protocol/self-care", "session/day-after", "session/unwatched"),
    *("history/older-offline", "client/code", "settings/refused", "settings/ios"),
)
SHEETS_OF_THE_RUN = ("run/steps", "run/add-step", "run/minutes", "run/whole-keys")
# What tells these apart lies below the first window: driven with all their numbers in test_build_holds.py.
BELOW_THE_WINDOW = ("build/levels", "build/pulse", "build/breaths", "build/until-eased", "build/unfit")
# The shapes of the run that are laid out on their own.
MORE = (
    ("run/easing", "phone-wide", "light"),
    ("run/easing", "tablet-tall", "light"),
    ("summary/complete", "tablet-tall", "light"),
    ("summary/grave", "phone", "light"),
    ("modify/zones", "tablet-tall", "light"),
    ("run/setup", "phone", "light"),
    ("run/parked", "phone", "dark"),
    ("run/card", "phone", "dark"),
    ("lock/typed", "phone-wide", "light"),
    ("lock/wrong", "tablet", "candle"),
    # One of each state of the run that is another state of what is kept already, and of each way to hold.
    ("run/parked-slept", "phone-wide", "light"),
    ("run/parked-amiss", "phone", "light"),
    ("run/returned-trouble", "phone", "light"),
    ("run/returned-amiss", "phone-wide", "dark"),
    ("run/whole-returned-amiss", "phone", "candle"),
    ("run/both-ends-returned-amiss", "tablet", "candle"),
    ("run/melted-next", "tablet-tall", "candle"),
    ("run/both-ends-melted", "phone", "candle"),
    ("run/asking", "phone", "light"),
    ("build/levels", "tablet-tall", "light"),
    ("build/pulse", "tablet-tall", "dark"),
    ("build/breaths", "tablet-tall", "candle"),
    ("build/unfit", "phone", "light"),
    ("library/put-off-day", "phone", "candle"),
    ("library/revoked", "phone", "light"),
    ("library/none-here", "tablet-tall", "dark"),
    ("library/missed", "phone-wide", "dark"),
    ("pair/failed-storage", "phone", "light"),
    ("devices/failure", "tablet", "dark"),
    ("summary/refused", "phone-wide", "dark"),
    ("session/asking", "phone", "light"),
)


@dataclass(frozen=True)
class Kept:
    """One picture that is kept."""

    scene: str
    size: str
    theme: str

    @property
    def is_whole(self) -> bool:
        """From head to foot, and not only what a window shows."""
        return self.scene in WHOLE_PAGES and (self.size, self.theme) == ("tablet", "dark")

    @property
    def file(self) -> str:
        """Its file's name."""
        return f"{self.scene.replace('/', '-')}.{self.size}.{self.theme}.webp"


def kept(scenes: list[str]) -> list[Kept]:
    """The pictures that are kept of these scenes."""
    found = [Kept(*each) for each in MORE]
    for scene in scenes:
        on_phone, on_tablet = Kept(scene, "phone", "light"), Kept(scene, "tablet", "dark")
        if scene in (*MEASURED, *KEPT_OTHERWISE, *BELOW_THE_WINDOW, *SHOWN_BY_ANOTHER, *SELDOM_MET):
            continue
        if scene in BY_CANDLE_ON_PHONES:
            found.append(Kept(scene, "phone", "candle"))
            continue
        if scene in SHEETS_OF_THE_RUN:
            found += [on_phone, Kept(scene, "tablet", "candle")]
            continue
        if scene.startswith("body/"):
            found += [on_phone, on_tablet] if scene in BODY_IN_THE_DARK else [on_phone]
        elif scene in MAIN_SCENES:
            found += [on_phone, Kept(scene, "phone", "dark"), Kept(scene, "tablet", "light"), on_tablet]
        elif scene not in CANDLE_ALONE:
            found.append(on_phone if scene.split("/")[0] in MET_ON_PHONES else on_tablet)
        if scene in BODY_BY_CANDLE:
            found.append(Kept(scene, "phone", "candle"))
        # Where it is darkest, every state of the run is looked at.
        if scene.startswith("run/") and scene not in LIKE_THE_HEARD_BY_CANDLE:
            found += [Kept(scene, "phone", "candle"), Kept(scene, "tablet", "candle")]
    return found


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what matters is on the screens."""


class Crowded(http.server.ThreadingHTTPServer):
    """On a busy machine a browser that asks for many files at once waits in line, where five would be turned away."""

    request_queue_size = 128


def build_gallery(folder: Path) -> None:
    """Builds the gallery into the folder, beside the library it shows. Raises where the build fails."""
    app_build.install_packages(app_build.APP)
    node, _, env = app_build.node_commands()
    vite = app_build.APP / "node_modules" / "vite" / "bin" / "vite.js"
    config = ["--config", "gallery.config.ts", "--outDir", str(folder), "--emptyOutDir", "--logLevel", "error"]
    subprocess.run([*node, str(vite), "build", *config], cwd=app_build.APP, env=env, check=True)
    (folder / "library.json").write_bytes(library.load(PROTOCOLS).json)


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[str]:
    """The folder under an address of this machine."""
    server = Crowded(("localhost", port), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def launch(playwright: Playwright) -> Browser:
    """A Chromium that draws letters without hinting, so that their widths do not depend on the machine."""
    chromium = find_chromium()
    return playwright.chromium.launch(
        executable_path=str(chromium.executable),
        args=["--no-sandbox", "--disable-gpu", "--font-render-hinting=none", "--js-flags=--no-turbofan"],
        env={**chromium.env} or None,
    )


# Of each page that a picture was taken of.
_sessions: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
WHOLE = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"


def picture_of(page: Page, is_whole: bool = False) -> Image.Image:
    """The window, or the whole page, as it stands.

    The debugger is asked itself, and packs in haste what is unpacked at once: half of what a picture costs otherwise.
    """
    if page not in _sessions:
        _sessions[page] = page.context.new_cdp_session(page)
    asked: dict[str, Any] = {"format": "png", "optimizeForSpeed": True}
    if is_whole:
        width, height = page.evaluate(WHOLE)
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        size = page.viewport_size
        asked |= {"clip": clip, "captureBeyondViewport": size != {"width": width, "height": height}}
    taken = _sessions[page].send("Page.captureScreenshot", asked)
    return Image.open(io.BytesIO(base64.b64decode(taken["data"]))).convert("RGB")


def new_page(browser: Browser, size: str) -> Page:
    """A page of this size, the same wherever it is opened, in which nothing moves."""
    width, height = SIZES[size]
    viewport = {"width": width, "height": height}
    return browser.new_page(viewport=viewport, locale="en-GB", timezone_id="UTC", reduced_motion="reduce")


def scenes_of(page: Page, url: str) -> list[str]:
    """The names of all scenes."""
    page.goto(url)
    page.get_by_role("link").first.wait_for()
    return page.get_by_role("link").all_inner_texts()


def show(page: Page, url: str, scene: str, theme: str = "light", distance: str = "") -> None:
    """Opens a scene and waits until it stands, with its type. `distance` in metres; without it, what is usual.

    A page that shows the gallery already goes on to it without being loaded anew.
    """
    asked = f"scene={scene}&theme={theme}&distance={distance}"
    if not page.url.startswith(url):
        page.goto(f"{url}?{asked}", wait_until="commit")
        page.evaluate(STANDS, scene)
        return
    page.evaluate(CHANGED, asked)


def with_letters(page: Page, size: str) -> None:
    """Letters of this size, as somebody chose them on the device, and all laid out in them."""
    page.evaluate("(size) => { document.documentElement.style.fontSize = size }", size)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
