"""The run read from afar: how high the digits of the time left are, and that nothing stands in their way."""

import pytest
from playwright.sync_api import Page

from gallery import SIZES, show, with_letters

# The smaller of the tablets called one of 10 inches: 1180 x 820 CSS px on 216 x 150 mm.
PX_PER_MM = 1180 / 216
LEAST_DIGIT_MM = 25
# What tablets of about 10 inches leave to the app, installed or in a browser's tab, and their CSS px a millimetre.
WINDOWS = {
    (1280, 752): 5.88,
    (1280, 672): 5.88,
    (800, 1232): 5.88,
    (1024, 693): 5.2,
    (1080, 735): 5.2,
    (1180, 746): 5.2,
    (810, 1060): 5.2,
}
# A laptop's, and lower than any tablet: there the time keeps its 25 mm, and nothing stands in its way.
LOW_WINDOWS = [(1366, 657), (960, 600)]
# On a phone laid down, read from both ends while something is asked.
LEAST_DIGIT_PX = 40
# The ink of every digit of the time left, at whichever end it is read, in the type that it is drawn in.
DIGITS = """() => [...document.querySelectorAll('.dial-time, .quiet-time')].map((element) => {
  const pen = document.createElement('canvas').getContext('2d');
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(element);
  pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  const { actualBoundingBoxAscent, actualBoundingBoxDescent } = pen.measureText('1');
  return actualBoundingBoxAscent + actualBoundingBoxDescent;
})"""
# Two of what is read or pressed over each other, or one of them not wholly on the screen.
IN_THE_WAY = """() => {
  const boxes = [...document.querySelectorAll(
    '.run-bar button, .quiet-phase, .quiet-time, .quiet-place, .quiet-words, .quiet-ask, .quiet-keys button, ' +
    '.quiet-hint, .quiet .melted, .quiet-look .preflight, .dial-time, .run-still .hearing-part, ' +
    '.run-main .point, .run-main .guide, .run-main .preflight, .run-main .scale, .controls-keys button, .wrong'
  )].map((element) => ({ name: element.className, ...element.getBoundingClientRect().toJSON() }));
  const outside = boxes.filter(({ left, right, top, bottom }) =>
    left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1);
  const over = boxes.flatMap((one, index) => boxes.slice(index + 1)
    .filter((other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
      && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1)
    .map((other) => `${one.name} and ${other.name}`));
  return [...outside.map(({ name }) => `${name} outside`), ...over];
}"""
EVERY_SIZE = pytest.mark.parametrize("page_of_size", SIZES, indirect=True)
TABLETS = pytest.mark.parametrize("page_of_size", ["tablet", "tablet-tall"], indirect=True)
# Every way in which the run is laid out, each by the state in which most stands beside the time.
SCENES = (
    *("setup", "turning", "ramp", "hold", "asked", "long-name", "breaths", "easing", "release", "rest", "paused"),
    *("refused", "whole", "whole-dark", "whole-easing", "both-ends", "both-ends-easing", "both-ends-keys"),
    *("both-ends-keys-easing", "melted", "both-ends-melted", "returned", "whole-returned", "both-ends-returned"),
)


def digit_height_px(page: Page, gallery: str, distance: str) -> float:
    """How high a digit of the time left is drawn, which must keep to its ring where there is one."""
    show(page, gallery, "run/easing", distance=distance)
    timer = page.get_by_role("timer", name="Time left")
    box, ring, size = timer.bounding_box(), page.locator(".dial").bounding_box(), page.viewport_size
    assert box is not None
    assert ring is not None
    assert size is not None
    assert ring["x"] - 1 <= box["x"]
    assert box["x"] + box["width"] <= min(ring["x"] + ring["width"] + 1, size["width"])
    (height,) = page.evaluate(DIGITS)
    return float(height)


@EVERY_SIZE
def test_the_time_left_grows_with_the_distance(page_of_size: Page, gallery: str) -> None:
    near, middle, far = (digit_height_px(page_of_size, gallery, each) for each in ("1", "2", "3"))
    assert middle >= near * 1.15
    assert far >= middle * 1.15
    assert near >= 64


@TABLETS
@pytest.mark.parametrize("theme", ["light", "dark", "candle"])
@pytest.mark.parametrize("distance", ["1", "2", "3"])
def test_on_a_tablet_the_digits_are_25_mm_high_from_wherever_they_are_read(
    page_of_size: Page, gallery: str, theme: str, distance: str
) -> None:
    low = []
    for scene in SCENES:
        show(page_of_size, gallery, f"run/{scene}", theme, distance)
        found = page_of_size.evaluate(DIGITS)
        is_read_twice = scene.startswith("both-ends") and (theme == "candle" or "keys" not in scene)
        assert len(found) == (2 if is_read_twice else 1), scene
        low += [f"{scene}: {px / PX_PER_MM:.1f} mm" for px in found if px / PX_PER_MM < LEAST_DIGIT_MM]
    assert low == []


@pytest.mark.parametrize("page_of_size", ["tablet"], indirect=True)
@pytest.mark.parametrize("theme", ["light", "candle"])
def test_in_the_windows_that_tablets_give_the_digits_are_25_mm_high_and_grow_with_the_distance(
    page_of_size: Page, gallery: str, theme: str
) -> None:
    faults = []
    for scene in ("hold", "easing", "returned", "both-ends-easing"):
        for (width, height), px_per_mm in WINDOWS.items():
            page_of_size.set_viewport_size({"width": width, "height": height})
            mm = []
            # By candlelight every distance is drawn alike.
            for distance in ("1", "2", "3") if theme == "light" else ("2",):
                show(page_of_size, gallery, f"run/{scene}", theme, distance)
                mm.append(min(page_of_size.evaluate(DIGITS)) / px_per_mm)
                over = page_of_size.evaluate(IN_THE_WAY)
                faults += [f"{scene}, {width} x {height}, {distance} m: {each}" for each in over]
            if mm != sorted(mm) or mm[0] < LEAST_DIGIT_MM:
                faults.append(f"{scene}, {width} x {height}: {mm}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("page_of_size", ["tablet"], indirect=True)
@pytest.mark.parametrize(("width", "height"), LOW_WINDOWS)
def test_in_a_low_window_all_that_was_found_on_return_stands_clear_of_the_time_and_the_keys(
    page_of_size: Page, gallery: str, width: int, height: int
) -> None:
    page_of_size.set_viewport_size({"width": width, "height": height})
    for theme, distance in (("light", "1"), ("light", "2"), ("light", "3"), ("candle", "2")):
        show(page_of_size, gallery, "run/returned-amiss", theme, distance)
        assert page_of_size.evaluate(IN_THE_WAY) == [], f"{theme}, {distance} m"
        assert min(page_of_size.evaluate(DIGITS)) >= 135, f"{theme}, {distance} m"


@pytest.mark.parametrize("page_of_size", ["tablet"], indirect=True)
def test_a_window_that_is_turned_or_shared_is_laid_out_as_what_it_became(page_of_size: Page, gallery: str) -> None:
    show(page_of_size, gallery, "run/hold", distance="2")
    rings = []
    for width, height in ((1180, 820), (500, 820), (820, 1180), (820, 390), (1280, 672)):
        page_of_size.set_viewport_size({"width": width, "height": height})
        page_of_size.wait_for_function("() => matchMedia(`(width: ${innerWidth}px)`).matches")
        page_of_size.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        rings.append(page_of_size.evaluate("document.documentElement.dataset.ring"))
    assert rings == ["there", "gone", "there", "gone", "there"]


@TABLETS
def test_on_a_tablet_two_metres_are_usual(page_of_size: Page, gallery: str) -> None:
    assert digit_height_px(page_of_size, gallery, "") == digit_height_px(page_of_size, gallery, "2")


@pytest.mark.parametrize("page_of_size", ["phone", "phone-wide"], indirect=True)
def test_on_a_phone_one_metre_is_usual(page_of_size: Page, gallery: str) -> None:
    assert digit_height_px(page_of_size, gallery, "") == digit_height_px(page_of_size, gallery, "1")


@TABLETS
def test_at_three_metres_the_time_left_fills_the_width(page_of_size: Page, gallery: str) -> None:
    digit_height_px(page_of_size, gallery, "3")
    box, size = page_of_size.get_by_role("timer").bounding_box(), page_of_size.viewport_size
    assert box is not None
    assert size is not None
    assert box["width"] >= 0.85 * size["width"]


@EVERY_SIZE
def test_in_the_quiet_run_nothing_stands_over_anything_else_however_large_the_letters(
    page_of_size: Page, gallery: str
) -> None:
    faults = []
    for scene in SCENES:
        show(page_of_size, gallery, f"run/{scene}", "candle")
        for letters in ("100%", "150%", "200%"):
            with_letters(page_of_size, letters)
            found = page_of_size.evaluate(IN_THE_WAY)
            found += [f"{px:.0f} px" for px in page_of_size.evaluate(DIGITS) if px < LEAST_DIGIT_PX]
            faults += [f"{scene}, {letters}: {each}" for each in found]
    assert not faults, "\n".join(faults)
