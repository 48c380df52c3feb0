"""Takes pictures of every screen of the app in every state, from the gallery, into tests/browser/shots/.

python tests/browser/pictures.py                      every scene, four sizes, light and dark
python tests/browser/pictures.py run/ library/full    only scenes whose names begin so
python tests/browser/pictures.py --size phone --theme dark run/
python tests/browser/pictures.py --serve              builds the gallery and serves it, to be looked at by hand
"""

import argparse
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "pwa"), str(ROOT / "tests" / "support")]

from chromium import find_chromium  # noqa: E402 the path to it stands above
from gallery import SIZES, build_gallery, scenes_of, served, show  # noqa: E402 the path to it stands above

SHOTS = Path(__file__).parent / "shots"
THEMES = ("light", "dark")
PORT = 8765


def take(page: Page, url: str, scene: str, theme: str, size: str, is_whole: bool) -> Path:
    """One picture, of the window or of the whole page; its path."""
    show(page, url, scene, theme)
    picture = SHOTS / f"{scene.replace('/', '-')}.{size}.{theme}.png"
    page.screenshot(path=picture, full_page=is_whole)
    return picture


def take_all(asked: argparse.Namespace, url: str) -> list[str]:
    """Every picture that was asked for; the errors that pages had meanwhile."""
    SHOTS.mkdir(exist_ok=True)
    chromium = find_chromium()
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium.executable),
            args=["--no-sandbox", "--disable-gpu"],
            env={**chromium.env} or None,
        )
        for size in asked.size or SIZES:
            width, height = SIZES[size]
            page = browser.new_page(
                viewport={"width": width, "height": height},
                locale="en-GB",
                timezone_id="UTC",
                reduced_motion="reduce",
            )
            page.on("pageerror", lambda error: faults.append(str(error)))
            for scene in scenes_of(page, url):
                if asked.scenes and not scene.startswith(tuple(asked.scenes)):
                    continue
                for theme in asked.theme or THEMES:
                    print(take(page, url, scene, theme, size, asked.whole).relative_to(ROOT))
            page.close()
        browser.close()
    return faults


def main(words: list[str]) -> int:
    """Does what was asked; 1 where a page had an error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="*", help="beginnings of scene names")
    parser.add_argument("--size", choices=SIZES, action="append")
    parser.add_argument("--theme", choices=THEMES, action="append")
    parser.add_argument("--whole", action="store_true", help="the whole page, not only the window")
    parser.add_argument("--serve", action="store_true")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        build_gallery(Path(folder))
        with served(Path(folder), PORT if asked.serve else 0) as url:
            if asked.serve:
                print(url)
                threading.Event().wait()
            faults = take_all(asked, url)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
