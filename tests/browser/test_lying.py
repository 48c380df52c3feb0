"""Wide and low windows, as of a phone laid down: what matters stands in sight at once, whole, and nothing covers it."""

import pytest
from playwright.sync_api import Page, expect

from gallery import SIZES, picture_of, show

PHONES = ((844, 390), (667, 375), (740, 360), (932, 430))
LOW_WINDOWS = ((960, 600), (1024, 600), (1280, 720))
# What of these is not wholly in the window, or lies under something else; nothing is scrolled for it.
HIDDEN = """(selectors) => selectors.flatMap((selector) => {
  const nodes = [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility());
  if (nodes.length === 0) return [`${selector} is not there`];
  return nodes.filter((node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    if (top < 0 || left < 0 || bottom > innerHeight + 0.5 || right > innerWidth + 0.5) return true;
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const at = [[x, top + 2], [x, y], [x, bottom - 2], [left + 8, y], [right - 8, y]];
    return !at.every(([x, y]) => node.contains(document.elementFromPoint(x, y)));
  }).map((node) => `${selector}: ${node.textContent}`);
})"""
# Which pairs of these overlap; of what is only words, the words.
OVERLAPPING = """(selectors) => {
  const range = document.createRange();
  const boxes = selectors.map((each) => {
    const node = document.querySelector(each);
    range.selectNodeContents(node);
    return [each, (node.matches('.quiet-words') ? range : node).getBoundingClientRect()];
  });
  return boxes.flatMap(([one, a], at) => boxes.slice(at + 1).filter(([, b]) =>
    a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5
  ).map(([other]) => `${one} and ${other}`));
}"""
TYPE_OF_TIME = """() => [...document.querySelectorAll('.quiet-time')].filter((each) => each.checkVisibility())
  .map((each) => parseFloat(getComputedStyle(each).fontSize))"""
FRAME = """(node) => {
  const { left, top, right, bottom } = node.getBoundingClientRect();
  return [left, top, right, bottom];
}"""


def of_size(page: Page, size: tuple[int, int]) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})


@pytest.mark.parametrize("page_of_size", ["phone-wide"], indirect=True)
@pytest.mark.parametrize("scene", ["run/parked", "run/parked-slept", "run/parked-amiss"])
def test_S27_after_sleep_what_was_and_what_comes_next_are_in_sight_at_once(
    page_of_size: Page, gallery: str, scene: str
) -> None:
    faults = []
    for size in (*PHONES, *LOW_WINDOWS):
        of_size(page_of_size, size)
        show(page_of_size, gallery, scene)
        what = [f".parked {each}" for each in ("h1", ".lead", ".parked-seen", ".parked-next", ".preflight", "button")]
        faults += [f"{size}: {each}" for each in page_of_size.evaluate(HIDDEN, what)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("page_of_size", ["phone-wide"], indirect=True)
def test_laid_down_the_bar_of_the_run_is_one_line(page_of_size: Page, gallery: str) -> None:
    for size in PHONES:
        of_size(page_of_size, size)
        show(page_of_size, gallery, "run/hold")
        place, stop = (page_of_size.locator(each).bounding_box() for each in (".run-place", ".stop"))
        assert place is not None
        assert stop is not None
        assert abs(place["y"] + place["height"] / 2 - stop["y"] - stop["height"] / 2) < 2, size


@pytest.mark.parametrize("page_of_size", ["phone-wide"], indirect=True)
@pytest.mark.parametrize("theme", ["light", "candle"])
def test_X4_laid_down_the_time_stays_large_beside_what_was_found_on_return(
    page_of_size: Page, gallery: str, theme: str
) -> None:
    page = page_of_size
    for size in PHONES:
        of_size(page, size)
        show(page, gallery, "run/whole-paused", theme)
        usual = page.evaluate(TYPE_OF_TIME)[0]
        # Of what it is while nothing was looked at, at least.
        for scene, share in (
            *(("run/whole-returned", 1), ("run/whole-returned-trouble", 0.6), ("run/whole-returned-amiss", 0.6)),
            *(("run/both-ends-returned", 0.45), ("run/both-ends-returned-amiss", 0.3)),
            *(("run/returned", 1), ("run/returned-trouble", 0.6), ("run/returned-amiss", 0.6)),
        ):
            show(page, gallery, scene, theme)
            if page.locator(".quiet").count() == 0:
                continue
            times = page.evaluate(TYPE_OF_TIME)
            assert len(times) == (2 if "both-ends" in scene else 1)
            assert min(times) >= share * usual, (scene, size, times, usual)
            parts = [f".quiet-face:not(.is-turned) .quiet-{each}" for each in ("time", "place", "words")]
            covered = page.evaluate(OVERLAPPING, [*parts, ".quiet-look .preflight"])
            assert [each for each in covered if ".preflight" in each] == [], (scene, size)
            for part in (*parts, ".quiet-look .preflight", ".quiet-keys .go, .quiet-hint"):
                expect(page.locator(part)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("page_of_size", ["phone-wide"], indirect=True)
def test_X4_in_low_windows_both_ends_and_what_is_pressed_are_in_sight_on_return(
    page_of_size: Page, gallery: str
) -> None:
    page = page_of_size
    for size in LOW_WINDOWS:
        of_size(page, size)
        for scene in ("run/both-ends-returned", "run/both-ends-returned-amiss"):
            show(page, gallery, scene, "candle")
            parts = [f".quiet-face:not(.is-turned) .quiet-{each}" for each in ("time", "place", "words")]
            last = ".quiet-keys" if page.locator(".quiet-keys").count() else ".quiet-hint"
            for part in (*parts, ".is-turned .quiet-words", ".quiet-look .preflight", last):
                expect(page.locator(part)).to_be_in_viewport(ratio=1)
            covered = page.evaluate(OVERLAPPING, [*parts, ".quiet-look .preflight", last])
            assert [each for each in covered if ".preflight" in each or last in each] == [], (scene, size)


@pytest.mark.parametrize("page_of_size", SIZES, indirect=True)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_of_the_bars_shows_between_what_is_read_while_easing(
    page_of_size: Page, gallery: str, theme: str
) -> None:
    for scene in ("run/whole-easing", "run/both-ends-easing"):
        show(page_of_size, gallery, scene, theme)
        faces = page_of_size.locator(".quiet-face")
        picture = picture_of(page_of_size)
        assert faces.count() == (2 if "both" in scene else 1)
        for face in faces.all():
            left, top, right, bottom = face.evaluate(FRAME)
            within = picture.crop((round(left) + 12, round(top) + 12, round(right) - 12, round(bottom) - 12))
            reds = [pixel for _, pixel in within.getcolors(1 << 20) if pixel[0] > max(pixel[1:]) + 70]
            assert reds == [], scene


@pytest.mark.parametrize("page_of_size", ["phone-wide"], indirect=True)
@pytest.mark.parametrize("distance", ["1", "2", "3"])
def test_laid_down_what_is_refused_covers_nothing(page_of_size: Page, gallery: str, distance: str) -> None:
    for size in PHONES:
        of_size(page_of_size, size)
        show(page_of_size, gallery, "run/refused", "light", distance)
        parts = [".refusal", ".dial", ".dial-text", ".controls .wrong", ".controls-keys", ".point", ".guide"]
        touching = [each for each in page_of_size.evaluate(OVERLAPPING, parts) if ".refusal" in each]
        assert touching == [], (size, distance)
        hidden = page_of_size.evaluate(
            HIDDEN, [".refusal", ".controls .wrong", ".controls .go", ".run-read .scale button"]
        )
        assert hidden == [], (size, distance)


@pytest.mark.parametrize("page_of_size", ["phone-wide"], indirect=True)
def test_however_long_a_protocols_title_start_is_in_sight(page_of_size: Page, gallery: str) -> None:
    for size in (*PHONES, *LOW_WINDOWS):
        of_size(page_of_size, size)
        for scene in ("protocol/therapist", "protocol/self-care", "protocol/own"):
            show(page_of_size, gallery, scene)
            assert page_of_size.evaluate(HIDDEN, [".page-cover h1", ".start"]) == [], (scene, size)
            page_of_size.evaluate("scrollTo({ top: 400, behavior: 'instant' })")
            assert page_of_size.evaluate(HIDDEN, [".start"]) == [], (scene, size, "further down")
