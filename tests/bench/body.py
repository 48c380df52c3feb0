"""The body map's figures: what it weighs, and how long it takes to be drawn for the first time on a slow device."""

import gzip
import re
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from table import Figure

import app_build
from gallery import build_gallery, launch, new_page, served, show

TIMES = 7
SLOW = 4
# Scenes of tests/browser/gallery/scenes-body.tsx: a figure with one area, and the map of a protocol with all its tools.
FIGURE, MAP = "body/one", "body/picked"


def weighed_kb() -> float:
    """What is fetched when the map is first shown, figures, drawings, words, code: KB in gzip at its last level."""
    found = [path for path in (app_build.DIST / "assets").glob("*.js") if is_the_map(path)]
    style = [path for path in (app_build.DIST / "assets").glob("*.css") if ".body-frame" in path.read_text("utf-8")]
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in [*found, *style]) / 1000


def is_the_map(path: Path) -> bool:
    """Whether this file of the built app holds the figures: by their names, which no other has."""
    return re.search(r"neither:\{silhouette", path.read_text(encoding="utf-8")) is not None


def drawn_ms(page: Page, url: str, scene: str) -> float:
    """Milliseconds from nothing to laid out, for the first time in this page, its processor slowed."""
    show(page, url, scene)
    return float(page.locator("#app").get_attribute("data-drawn_ms") or "nan")


def body() -> list[Figure]:
    """Weight, and the first drawing of a figure and of a whole map; each in a fresh page."""
    app_build.build()
    took: dict[str, list[float]] = {FIGURE: [], MAP: []}
    with tempfile.TemporaryDirectory() as folder:
        build_gallery(Path(folder))
        with served(Path(folder)) as url, sync_playwright() as playwright, launch(playwright) as browser:
            for scene in [FIGURE, MAP] * TIMES:
                page = new_page(browser, "phone")
                page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
                took[scene].append(drawn_ms(page, url, scene))
                page.close()
    kb, figure_ms, map_ms = weighed_kb(), statistics.median(took[FIGURE]), statistics.median(took[MAP])
    return [
        Figure("figures, drawings and the whole body map, gzip", f"{kb:.1f} KB", "under 60 KB", kb < 60),
        Figure(
            f"a figure drawn for the first time, processor slowed {SLOW} times",
            f"{figure_ms:.0f} ms",
            "under 50 ms",
            figure_ms < 50,
            f"the quickest of {TIMES}: {min(took[FIGURE]):.0f} ms",
        ),
        Figure(f"a protocol's map with all its tools, slowed {SLOW} times", f"{map_ms:.0f} ms"),
    ]


FIGURES = {"body": body}
