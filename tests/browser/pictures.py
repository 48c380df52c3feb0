"""Takes pictures of every screen of the app in every state, from the gallery, into tests/browser/shots/.

python tests/browser/pictures.py                      every scene, four sizes, light and dark
python tests/browser/pictures.py run/ library/full    only scenes whose names begin so
python tests/browser/pictures.py --size phone --theme dark run/
python tests/browser/pictures.py --accept             what differs from the kept pictures is kept as it is seen now
python tests/browser/pictures.py --accept run/        only those of such scenes
python tests/browser/pictures.py --serve              builds the gallery and serves it, to be looked at by hand

What test_pictures.py compares is a choice of all that (`kept` below): look at every changed one before you accept it.
"""

import argparse
import sys
import tempfile
import threading
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "pwa"), str(ROOT / "tests" / "support")]

from gallery import (  # noqa: E402 the path to it stands above
    SIZES,
    build_gallery,
    kept,
    launch,
    new_page,
    picture_of,
    scenes_of,
    served,
    show,
)
from likeness import likeness, opened  # noqa: E402 the path to it stands above

SHOTS = Path(__file__).parent / "shots"
BASELINES = Path(__file__).parent / "baselines"
THEMES = ("light", "dark", "candle")
PORT = 8765


def take_all(asked: argparse.Namespace, url: str) -> list[str]:
    """Every picture that was asked for; the errors that pages had meanwhile."""
    SHOTS.mkdir(exist_ok=True)
    faults: list[str] = []
    with sync_playwright() as playwright, launch(playwright) as browser:
        for size in asked.size or SIZES:
            page = new_page(browser, size)
            page.on("pageerror", lambda error: faults.append(str(error)))
            for scene in scenes_of(page, url):
                if asked.scenes and not scene.startswith(tuple(asked.scenes)):
                    continue
                for theme in asked.theme or THEMES:
                    show(page, url, scene, theme)
                    path = SHOTS / f"{scene.replace('/', '-')}.{size}.{theme}.png"
                    picture_of(page, asked.whole).save(path)
                    print(path.relative_to(ROOT))
            page.close()
    return faults


def is_same(one: Image.Image, other: Image.Image) -> bool:
    """True where a person would see no difference; what has grown longer is another picture."""
    return one.size == other.size and likeness(one, other).is_same


def accept(asked: argparse.Namespace, url: str) -> list[str]:
    """Keeps what is seen now of what was asked for, and drops pictures of scenes that are gone; the pages' errors."""
    BASELINES.mkdir(exist_ok=True)
    faults: list[str] = []
    looked_at = set()
    with sync_playwright() as playwright, launch(playwright) as browser:
        for size in SIZES:
            page = new_page(browser, size)
            page.on("pageerror", lambda error: faults.append(str(error)))
            for each in kept(scenes_of(page, url)):
                if each.size == size and (not asked.scenes or each.scene.startswith(tuple(asked.scenes))):
                    show(page, url, each.scene, each.theme)
                    seen, path = picture_of(page, each.is_whole), BASELINES / each.file
                    looked_at.add(each.file)
                    # What is the same to the test stays as it is, byte for byte: a clone carries every version.
                    if path.exists() and is_same(opened(path), seen):
                        continue
                    # Without loss, so that nothing but the screen makes a difference; a quarter smaller than PNG.
                    seen.save(path, lossless=True, quality=100, method=6)
                    print(path.relative_to(ROOT))
            page.close()
    for path in [] if asked.scenes else BASELINES.iterdir():
        if path.name not in looked_at:
            path.unlink()
    return faults


def main(words: list[str]) -> int:
    """Does what was asked; 1 where a page had an error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="*", help="beginnings of scene names")
    parser.add_argument("--size", choices=SIZES, action="append")
    parser.add_argument("--theme", choices=THEMES, action="append")
    parser.add_argument("--whole", action="store_true", help="the whole page, not only the window")
    parser.add_argument("--accept", action="store_true", help="keep what is seen now as what is right")
    parser.add_argument("--serve", action="store_true")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        build_gallery(Path(folder))
        with served(Path(folder), PORT if asked.serve else 0) as url:
            if asked.serve:
                print(url)
                threading.Event().wait()
            faults = accept(asked, url) if asked.accept else take_all(asked, url)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
