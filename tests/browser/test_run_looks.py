"""The run where nobody wants motion, and in colours that the person chose: nothing takes time, all is told apart."""

import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from gallery import SIZES, scenes_of, show
from person import PHONE, Person

# Everything that is drawn, and all that it would take longer than a moment to come, go or move.
LONG = """() => {
  const faults = new Set();
  const seconds = (list) => Math.max(...list.split(', ').map(parseFloat));
  for (const each of document.querySelectorAll('*')) {
    for (const part of ['', '::before', '::after', '::backdrop']) {
      const drawn = getComputedStyle(each, part || undefined);
      const takes = drawn.animationName === 'none' ? 0 : seconds(drawn.animationDuration);
      if (Math.max(takes, seconds(drawn.transitionDuration)) > 0.05)
        faults.add(`${each.tagName.toLowerCase()}.${each.getAttribute('class')}${part}`);
    }
  }
  return [...faults];
}"""
AFTER = ("pain/after", "summary/complete", "summary/stopped")


def of_the_run(scene: str) -> bool:
    return scene.startswith("run/") or scene in AFTER


@pytest.mark.parametrize("page_of_size", ["phone", "tablet"], indirect=True)
def test_where_nobody_wants_motion_nothing_of_the_run_takes_longer_than_a_moment(
    page_of_size: Page, gallery: str
) -> None:
    page = page_of_size
    faults, seen = [], 0
    for number, scene in enumerate(filter(of_the_run, scenes_of(page, gallery))):
        for turn, look in enumerate(("light", "candle")):
            # Each in each look once, on the phone and on the tablet by turns.
            if (number + turn) % 2 != (page.viewport_size != PHONE):
                continue
            show(page, gallery, scene, look)
            # The candle has just been put out.
            if look == "light":
                page.evaluate("document.documentElement.dataset.was = 'candle'")
            faults += [f"{scene}, {look}: {each}" for each in page.evaluate(LONG)]
            seen += 1
    assert seen > 50
    assert not faults, "\n".join(faults)


def test_and_a_light_that_takes_its_time_is_found(browser: Browser, gallery: str) -> None:
    page = browser.new_page(viewport=PHONE, reduced_motion="no-preference")
    show(page, gallery, "run/hold", "candle")
    assert page.evaluate(LONG) != []
    page.close()


def test_what_is_held_down_fills_in_steps(people: Callable[..., Person]) -> None:
    person = people(PHONE, reduced_motion="reduce")
    person.to_the_run()
    stop = person.button("Stop, hold to stop")
    box = stop.bounding_box()
    assert box is not None
    person.page.mouse.move(box["x"] + 20, box["y"] + 20)
    person.page.mouse.down()
    expect(person.page.locator(".stop.is-down")).to_be_visible()
    fills = stop.evaluate("(node) => getComputedStyle(node, '::before').transitionTimingFunction")
    person.page.mouse.up()
    assert fills.startswith("steps(4")


# -- Colours that the person chose ---------------------------------------------------------------------------------


@pytest.fixture(params=["light", "dark"])
def forced(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A phone whose colours are the system's: black on white, or white on black."""
    width, height = SIZES["phone"]
    viewport = {"width": width, "height": height}
    page = browser.new_page(
        viewport=viewport, forced_colors="active", color_scheme=request.param, reduced_motion="reduce"
    )
    yield page
    page.close()


def inked(page: Page, selector: str, clip: tuple[float, float, float, float] = (0, 0, 1, 1)) -> float:
    """Which share of a part of what is drawn is not the ground: the part by its place in it, 0 to 1."""
    picture = Image.open(io.BytesIO(page.locator(selector).first.screenshot())).convert("L")
    left, top, right, bottom = clip
    part = picture.crop(
        (
            int(left * picture.width),
            int(top * picture.height),
            int(right * picture.width),
            int(bottom * picture.height),
        )
    )
    ground = 0 if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else 255
    apart = sum(count for level, count in enumerate(part.histogram()) if abs(level - ground) > 100)
    return apart / (part.width * part.height)


# Across the ring at its right, where time is left, and at its left, where it is gone.
LEFT, GONE = (0.93, 0.45, 1, 0.55), (0, 0.45, 0.07, 0.55)


def test_the_ring_tells_what_is_left_from_what_is_gone(forced: Page, gallery: str) -> None:
    # A little more than half of it is gone.
    show(forced, gallery, "run/rest")
    left, gone = inked(forced, ".dial svg", LEFT), inked(forced, ".dial svg", GONE)
    assert gone > 0.05
    assert left > 3 * gone or gone > 3 * left


@pytest.mark.parametrize("look", ["light", "candle"])
def test_the_field_is_seen_and_ease_off_is_another_pattern(forced: Page, gallery: str, look: str) -> None:
    strip = (0.0, 0.3, 0.03, 0.9)
    show(forced, gallery, "run/whole", look)
    field = inked(forced, ".quiet", strip)
    show(forced, gallery, "run/whole-paused", look)
    without = inked(forced, ".quiet", strip)
    show(forced, gallery, "run/whole-easing", look)
    easing = inked(forced, ".quiet", strip)
    assert without < 0.01
    assert field > 0.02
    assert easing > 3 * field


# Of everything that is pressed: a line around it, or letters that say so, in a colour that is not the ground's.
KEYS = """() => [...document.querySelectorAll('.run button')].flatMap((each) => {
  // What says what it is, with no frame in any colours: the place, a step, Stop; the body; the whole screen.
  const is_bare = '.quiet-whole, .run-place, .run-step, .stop, .room-key, .body-thumb, .body-thumb *';
  if (!each.checkVisibility() || each.matches(is_bare)) return [];
  const { borderTopWidth, borderTopStyle, borderTopColor, backgroundColor } = getComputedStyle(each);
  const ground = getComputedStyle(document.body).backgroundColor;
  const is_framed = parseFloat(borderTopWidth) >= 1 && borderTopStyle !== 'none' && borderTopColor !== ground;
  const is_said = (each.textContent.trim() || each.getAttribute('aria-label') || '') !== '';
  const is_filled = backgroundColor !== ground && backgroundColor !== 'rgba(0, 0, 0, 0)';
  return is_framed || is_filled ? [] : [`${each.className}: ${is_said ? each.textContent : 'nameless'}`];
})"""
BARS = """() => [...document.querySelectorAll('.score-bar, .band i')].filter((each) =>
  each.checkVisibility() && !(parseFloat(getComputedStyle(each).borderTopWidth) >= 1)).map((each) => each.className)"""


def test_every_key_has_a_line_or_a_ground_and_every_bar_an_edge(forced: Page, gallery: str) -> None:
    faults = []
    for scene in scenes_of(forced, gallery):
        if scene.startswith("run/"):
            show(forced, gallery, scene, "light")
            faults += [f"{scene}: {each}" for each in forced.evaluate(KEYS) + forced.evaluate(BARS)]
    assert not faults, "\n".join(sorted(set(faults)))


def test_a_bar_that_is_done_is_told_from_one_to_come(forced: Page, gallery: str) -> None:
    show(forced, gallery, "run/long-name")
    done = inked(forced, ".score", (0.0, 0, 0.05, 1))
    to_come = inked(forced, ".score", (0.95, 0, 1, 1))
    assert done > to_come + 0.2


# What is chosen or asked for on the scale, by its line alone.
MARKS = """() => {
  const of = (node, part) => getComputedStyle(node, part);
  const all = [...document.querySelectorAll('.run .scale button')];
  const line = (each) => [of(each).borderTopWidth, of(each).borderTopStyle, of(each).outlineStyle,
    of(each, '::after').content, of(each, '::after').height, of(each).fontWeight].join('/');
  return all.map(line);
}"""


def test_the_comfort_band_and_the_ceiling_are_told_from_the_rest_of_the_scale(forced: Page, gallery: str) -> None:
    show(forced, gallery, "run/asked")
    marks = forced.evaluate(MARKS)
    assert len(marks) == 11
    # Aim 4 to 6, ease off at 7.
    plain, in_band, at_ceiling = marks[0], marks[5], marks[8]
    assert plain != in_band
    assert in_band != at_ceiling
    assert plain != at_ceiling
