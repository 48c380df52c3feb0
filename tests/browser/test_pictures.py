"""Every screen looks as it did when somebody last looked at it and kept the picture.

Where one differs, the picture and one of the difference are written to tests/browser/shots/. Look at both; if what you
see is what you want: `python tests/browser/pictures.py --accept`.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Playwright

from gallery import SIZES, kept, launch, new_page, picture_of, scenes_of, show
from likeness import difference, likeness, opened

BASELINES = Path(__file__).parent / "baselines"
SHOTS = Path(__file__).parent / "shots"
# A clone carries every version of them. The pages that are kept from head to foot cost half a megabyte of it.
MOST_BYTES = 11_000_000


@pytest.fixture(scope="module")
def painter(playwright: Playwright) -> Iterator[Browser]:
    with launch(playwright) as browser:
        yield browser


@pytest.mark.parametrize("size", SIZES)
def test_every_kept_picture_is_what_is_seen_now(painter: Browser, gallery: str, size: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    page = new_page(painter, size)
    faults = []
    of_size = [each for each in kept(scenes_of(page, gallery)) if each.size == size]
    for each in of_size:
        show(page, gallery, each.scene, each.theme)
        seen, path = picture_of(page, each.is_whole), BASELINES / each.file
        if not path.exists():
            faults.append(f"{each.file}: no picture of it is kept")
            continue
        found = likeness(opened(path), seen)
        if not found.is_same:
            seen.save(SHOTS / f"{path.stem}.seen.png")
            difference(opened(path), seen).save(SHOTS / f"{path.stem}.difference.png")
            faults.append(f"{each.file}: {found}; see tests/browser/shots/{path.stem}.difference.png")
    page.close()
    assert of_size
    assert not faults, "\n".join(faults)


def test_no_picture_is_kept_of_what_is_gone_and_all_of_them_are_small(painter: Browser, gallery: str) -> None:
    page = new_page(painter, "phone")
    wanted = {each.file for each in kept(scenes_of(page, gallery))}
    page.close()
    assert {path.name for path in BASELINES.iterdir()} == wanted
    assert sum(path.stat().st_size for path in BASELINES.iterdir()) < MOST_BYTES


def test_no_two_kept_pictures_show_the_same() -> None:
    digests = Counter(hashlib.sha256(path.read_bytes()).digest() for path in BASELINES.iterdir())
    alike = [path.name for path in BASELINES.iterdir() if digests[hashlib.sha256(path.read_bytes()).digest()] > 1]
    assert not alike, f"one of them is enough: {sorted(alike)}"


PLANTED = {
    "a key that moved by 4 px": ".go { translate: 4px 0 }",
    "another green": ":root { --hold: #2c665c }",
    "a card a little darker": ":root { --card: #f5f3ee }",
    "larger type": ".cue { font-size: 1.06em }",
}


@pytest.mark.parametrize("css", PLANTED.values(), ids=PLANTED.keys())
def test_what_somebody_changes_is_found(painter: Browser, gallery: str, css: str) -> None:
    page = new_page(painter, "phone")
    show(page, gallery, "run/easing")
    before = picture_of(page)
    assert likeness(before, picture_of(page)).is_same
    page.add_style_tag(content=css)
    assert not likeness(before, picture_of(page)).is_same
    page.close()


def test_letters_drawn_a_little_heavier_are_the_same_picture(painter: Browser, gallery: str) -> None:
    page = new_page(painter, "phone")
    show(page, gallery, "run/easing")
    before = picture_of(page)
    page.add_style_tag(content="* { -webkit-text-stroke: 0.06px currentColor }")
    after = picture_of(page)
    page.close()
    assert after.tobytes() != before.tobytes()
    assert likeness(before, after).is_same


def test_the_picture_of_a_difference_marks_its_place() -> None:
    before = Image.new("RGB", (64, 64), "white")
    after = before.copy()
    ImageDraw.Draw(after).rectangle((32, 32, 47, 47), fill="black")
    marked = difference(before, after)
    assert marked.getpixel((40, 40)) == (214, 40, 40)
    assert marked.getpixel((10, 10)) == (255, 255, 255)
