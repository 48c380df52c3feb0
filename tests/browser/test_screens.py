"""Every screen in every state, as the gallery shows it: what no screen may ever lack, at phone and tablet size."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gallery import SIZES, build_gallery, scenes_of, served, show

LEAST_TARGET_PX = 48
LEAST_TYPE_PX = 14

MEASURE = """() => {
  const shown = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1 && getComputedStyle(element).visibility === 'visible';
  };
  const name = (element) => (element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40);
  const height = (element) => element.getBoundingClientRect().height;
  // A control inside a label is pressed through the label; a card through the whole of it.
  const target = (element) => element.closest('label, .card') ?? element;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const small = new Set();
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement;
    const is_seen = texts.currentNode.textContent.trim() && shown(holder) && !holder.closest('.unseen');
    const size = parseFloat(getComputedStyle(holder).fontSize);
    if (is_seen && size < LEAST_TYPE) small.add(`${size}px: ${name(holder)}`);
  }
  return {
    headings: [...document.querySelectorAll('h1')].filter(shown).length,
    too_wide: document.documentElement.scrollWidth > innerWidth,
    low_targets: [...document.querySelectorAll('button, a, input, select, textarea')]
      .filter(shown)
      .filter((element) => height(target(element)) < LEAST_TARGET)
      .map((element) => `${name(element)}: ${height(target(element))}px`),
    small_type: [...small],
    live_regions: document.querySelectorAll('[aria-live]').length,
  };
}"""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("gallery")
    build_gallery(Path(folder))
    with served(Path(folder)) as url:
        yield url


@pytest.fixture
def page_of_size(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = SIZES[request.param]
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    yield page
    page.close()


@pytest.mark.parametrize("page_of_size", ["phone", "tablet"], indirect=True)
def test_no_screen_lacks_a_heading_or_room_to_press_or_legible_type(page_of_size: Page, gallery: str) -> None:
    page = page_of_size
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    measure = MEASURE.replace("LEAST_TARGET", str(LEAST_TARGET_PX)).replace("LEAST_TYPE", str(LEAST_TYPE_PX))
    faults = []
    scenes = scenes_of(page, gallery)
    for scene in scenes:
        show(page, gallery, scene)
        found = page.evaluate(measure)
        right = {"headings": 1, "too_wide": False, "low_targets": [], "small_type": [], "live_regions": 1}
        faults += [f"{scene}: {key} {found[key]}" for key in right if found[key] != right[key]]
    assert len(scenes) > 50
    assert faults == []
    assert errors == []


@pytest.mark.parametrize("page_of_size", ["phone", "tablet", "tablet-tall", "phone-wide"], indirect=True)
def test_the_time_left_is_as_large_as_the_screen_allows(page_of_size: Page, gallery: str) -> None:
    page = page_of_size
    show(page, gallery, "run/easing")
    timer = page.get_by_role("timer", name="Time left")
    type_px = timer.evaluate("(element) => parseFloat(getComputedStyle(element).fontSize)")
    size = page.viewport_size
    assert size is not None
    # 25 mm high on a 10-inch tablet (132 px an inch; digits are two thirds of their type's size).
    assert type_px >= (96 if min(size.values()) < 700 else 195)
    box, ring = timer.bounding_box(), page.locator(".dial").bounding_box()
    assert box is not None
    assert ring is not None
    assert ring["x"] <= box["x"]
    assert box["x"] + box["width"] <= ring["x"] + ring["width"]


@pytest.mark.parametrize("page_of_size", ["phone", "tablet", "tablet-tall", "phone-wide"], indirect=True)
@pytest.mark.parametrize("scene", ["run/easing", "run/setup", "run/paused", "run/rest"])
def test_everything_that_is_pressed_in_a_run_stands_on_the_screen(page_of_size: Page, gallery: str, scene: str) -> None:
    page = page_of_size
    show(page, gallery, scene)
    outside = page.evaluate("""() => [...document.querySelectorAll('.run button')].filter((button) => {
      const { left, right, top, bottom } = button.getBoundingClientRect();
      const middle = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight || !button.contains(middle);
    }).map((button) => button.textContent)""")
    assert outside == []
