"""The gallery: the app's own view, mounted on a model made by hand (tests/browser/gallery/), built and served.

Owns how it is built and reached, and the sizes at which screens are looked at. Nothing of it is ever shipped.
"""

import functools
import http.server
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

import app_build
from holdwell import library

SIZES = {"phone": (390, 844), "phone-wide": (844, 390), "tablet": (1180, 820), "tablet-tall": (820, 1180)}
PROTOCOLS = Path(__file__).parents[2] / "protocols"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what matters is on the screens."""


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
    server = http.server.ThreadingHTTPServer(("localhost", port), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def scenes_of(page: Page, url: str) -> list[str]:
    """The names of all scenes."""
    page.goto(url)
    page.get_by_role("link").first.wait_for()
    return page.get_by_role("link").all_inner_texts()


def show(page: Page, url: str, scene: str, theme: str = "light") -> None:
    """Opens a scene and waits until it stands, with its type."""
    page.goto(f"{url}?scene={scene}&theme={theme}")
    page.wait_for_selector(f"[data-scene='{scene}']")
