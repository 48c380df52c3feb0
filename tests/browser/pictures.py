"""Takes pictures of every screen of the app in every state, from the gallery, into tests/browser/shots/.

    python tests/browser/pictures.py                      every scene, four sizes, light and dark
    python tests/browser/pictures.py run/ library/full    only scenes whose names begin so
    python tests/browser/pictures.py --size phone --theme dark run/
    python tests/browser/pictures.py --serve              builds the gallery and serves it, to be looked at by hand

The gallery (tests/browser/gallery/) mounts the app's own view on a model made by hand, filled with the content of
protocols/. Owns nothing of the shipped app, and nothing of it is shipped.
"""

import argparse
import functools
import http.server
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "pwa"), str(ROOT / "tests" / "support"), str(ROOT / "server")]

import app_build  # noqa: E402 the path to it stands above
from chromium import find_chromium  # noqa: E402 the path to it stands above
from holdwell import library  # noqa: E402 the path to it stands above

SHOTS = Path(__file__).parent / "shots"
SIZES = {"phone": (390, 844), "phone-wide": (844, 390), "tablet": (1180, 820), "tablet-tall": (820, 1180)}
THEMES = ("light", "dark")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: what matters is in the pictures."""


def build_gallery(folder: Path) -> None:
    """Builds the gallery into the folder, beside the library it shows."""
    app_build.install_packages(app_build.APP)
    node, _, env = app_build.node_commands()
    vite = app_build.APP / "node_modules" / "vite" / "bin" / "vite.js"
    config = ["--config", "gallery.config.ts", "--outDir", str(folder), "--emptyOutDir"]
    subprocess.run([*node, str(vite), "build", *config, "--logLevel", "error"], cwd=app_build.APP, env=env, check=True)
    (folder / "library.json").write_bytes(library.load(ROOT / "protocols").json)


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[str]:
    """The folder under an address of this machine."""
    server = http.server.ThreadingHTTPServer(("localhost", port), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()


def scenes_of(page: Page, url: str) -> list[str]:
    page.goto(url)
    page.get_by_role("link").first.wait_for()
    return page.get_by_role("link").all_inner_texts()


def take(page: Page, url: str, scene: str, theme: str, size: str, full: bool) -> Path:
    """One picture; a screen longer than the window is taken whole where `full` says so."""
    page.goto(f"{url}?scene={scene}&theme={theme}")
    page.wait_for_selector(f"[data-scene='{scene}']")
    picture = SHOTS / f"{scene.replace('/', '-')}.{size}.{theme}.png"
    page.screenshot(path=picture, full_page=full)
    return picture


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="*", help="beginnings of scene names")
    parser.add_argument("--size", choices=SIZES, action="append")
    parser.add_argument("--theme", choices=THEMES, action="append")
    parser.add_argument("--full", action="store_true", help="the whole page, not only the window")
    parser.add_argument("--serve", action="store_true")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        build_gallery(Path(folder))
        with served(Path(folder), 8765 if asked.serve else 0) as url:
            if asked.serve:
                print(url)
                threading.Event().wait()
            return _take_all(asked, url)


def _take_all(asked: argparse.Namespace, url: str) -> int:
    SHOTS.mkdir(exist_ok=True)
    chromium = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium.executable),
            args=["--no-sandbox", "--disable-gpu"],
            env={**chromium.env} or None,
        )
        faults: list[str] = []
        for size in asked.size or SIZES:
            width, height = SIZES[size]
            page = browser.new_page(viewport={"width": width, "height": height}, locale="en-GB", timezone_id="UTC")
            page.on("pageerror", lambda error: faults.append(str(error)))
            names = scenes_of(page, url)
            wanted = [name for name in names if not asked.scenes or name.startswith(tuple(asked.scenes))]
            for scene in wanted:
                for theme in asked.theme or THEMES:
                    print(take(page, url, scene, theme, size, asked.full).relative_to(ROOT))
            page.close()
        browser.close()
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
