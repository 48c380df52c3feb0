"""Every screen in every state, in each look: what axe finds, what moves, and what is told by colour alone."""

import functools
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from gallery import SIZES, scenes_of, show
from hindrances import COLOURS, violations

LOOKS = ("light", "dark", "candle")
# Light that comes or goes is no motion. What is drawn in the run is looked at on its own (test_field.py).
MOVES = """() => {
  const still = /^(opacity|filter|color|background-color)$/;
  const faults = new Set();
  const name = (each, part) => `${each.tagName.toLowerCase()}.${each.className}${part}`;
  for (const each of document.querySelectorAll(':not(.run, .run *)')) {
    for (const part of ['', '::before', '::after', '::backdrop']) {
      const { transitionDuration, transitionProperty, scrollBehavior } = getComputedStyle(each, part || undefined);
      const takes = transitionDuration.split(', ').map(parseFloat);
      const takes_time = (what, i) => takes[i % takes.length] > 0 && !still.test(what);
      const moved = transitionProperty.split(', ').filter(takes_time);
      if (moved.length > 0) faults.add(`${name(each, part)} moves by ${moved}`);
      if (scrollBehavior === 'smooth') faults.add(`${name(each, part)} scrolls smoothly`);
    }
  }
  const told = new Set(['offset', 'computedOffset', 'easing', 'composite']);
  for (const each of document.getAnimations()) {
    const { target, pseudoElement } = each.effect;
    if (target.closest('.run')) continue;
    const moved = each.effect.getKeyframes().flatMap(Object.keys).filter((key) => !told.has(key) && !still.test(key));
    if (moved.length > 0) faults.add(`${name(target, pseudoElement ?? '')} moves by ${moved}`);
  }
  return [...faults];
}"""


@pytest.mark.parametrize("page_of_size", ["phone", "tablet"], indirect=True)
def test_axe_finds_nothing_on_any_screen_in_any_look_and_nothing_moves_where_nobody_wants_it(
    page_of_size: Page, gallery: str, axe: str
) -> None:
    page = page_of_size
    assert page.viewport_size is not None
    faults, seen = [], 0
    for number, scene in enumerate(scenes_of(page, gallery)):
        for turn, look in enumerate(LOOKS):
            # Each screen in each look once, on the phone and on the tablet by turns.
            if (number + turn) % 2 != (page.viewport_size["width"] != SIZES["phone"][0]):
                continue
            show(page, gallery, scene, look)
            # Another look changes colours alone, but in the run, which is laid out anew by candlelight.
            is_whole = look == "light" or (look == "candle" and scene.startswith("run/"))
            found = violations(page, axe, None if is_whole else COLOURS)
            found += page.evaluate(MOVES) if is_whole else []
            faults += [f"{scene}, {look}: {each}" for each in found]
            seen += 1
    assert seen > 250
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("page_of_size", ["phone"], indirect=True)
def test_what_axe_and_the_eye_for_motion_are_there_for_is_found(page_of_size: Page, gallery: str, axe: str) -> None:
    page = page_of_size
    show(page, gallery, "settings/paired", "dark")
    assert violations(page, axe, COLOURS) == []
    page.add_style_tag(content=".soft { color: #4a5a58 !important }")
    assert violations(page, axe, COLOURS) != []
    assert page.evaluate(MOVES) == []
    page.add_style_tag(content=".toggle input::after { transition: left 0.2s }")
    assert page.evaluate(MOVES) != []


# -- Colour is never alone ---------------------------------------------------------------------------------------------

# One that tells a state, and what it is drawn in: of controls that look alike, the first.
STATES = """() => {
  const all = 'input[type=checkbox], input[type=radio], [aria-pressed], a[aria-current], [role=radio]';
  const room = document.querySelector('dialog[open]') ?? document;
  const found = {};
  for (const each of room.querySelectorAll(all)) {
    const drawn = each.matches('.toggle input') ? each : each.closest('label') ?? each;
    const group = drawn.parentElement?.className ?? '';
    const is_seen = drawn.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (is_seen && !each.disabled) found[`${drawn.tagName} ${drawn.className} in ${group}`] ??= each;
  }
  window.states = Object.entries(found).map(([name, each]) => ({ name, each }));
  return window.states.map(({ name }) => name);
}"""
# In both states it lies where it can be seen whole, and has no focus.
DRAWN = """(index) => {
  const { each } = window.states[index];
  const drawn = each.matches('.toggle input') ? each : each.closest('label') ?? each;
  drawn.scrollIntoView({ block: 'center', behavior: 'instant' });
  document.activeElement?.blur();
  const { x, y, width, height } = drawn.getBoundingClientRect();
  return { x: x - 6, y: y - 6, width: width + 12, height: height + 12 };
}"""
TURN = """(index) => {
  const { each } = window.states[index];
  if (each.matches('input')) each.checked = !each.checked;
  for (const name of ['aria-pressed', 'aria-checked']) {
    if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name) === 'true' ? 'false' : 'true');
  }
  const current = each.getAttribute('aria-current');
  if (current) each.removeAttribute('aria-current');
}"""
# So far apart must a state be from its other, and on so much of it, to be seen without a sense of colour.
LEAST_CONTRAST = 3
# A check mark is 16 of them.
LEAST_PX = 12


@functools.cache
def luminance(pixel: tuple[int, int, int]) -> float:
    red, green, blue = (
        channel / 255 / 12.92 if channel <= 10 else ((channel / 255 + 0.055) / 1.055) ** 2.4 for channel in pixel
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def px_apart(one: Image.Image, other: Image.Image) -> int:
    """How many pixels differ by light as much as two things must that are told apart by it."""
    lights = [[luminance(pixel) + 0.05 for pixel in each.get_flattened_data()] for each in (one, other)]
    return sum(max(pair) / min(pair) >= LEAST_CONTRAST for pair in zip(*lights, strict=True))


def px_of_state(page: Page, index: int) -> int:
    def drawn() -> Image.Image:
        clip = page.evaluate(DRAWN, index)
        return Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")

    before = drawn()
    page.evaluate(TURN, index)
    return px_apart(before, drawn())


# An outline around letters turns into their own colour, and a ground that fades into what is below it is taken away.
LOST_TO_FORCED = """() => [...document.querySelectorAll('body *')].flatMap((each) => {
  if (!each.checkVisibility()) return [];
  const { position, backgroundColor, webkitTextStrokeWidth } = getComputedStyle(each);
  const faults = [];
  if (parseFloat(webkitTextStrokeWidth) > 0 && each.textContent.trim() !== '') faults.push('is outlined');
  const is_clear = /, 0\\)$/.test(backgroundColor) && each.textContent.trim() !== '';
  if (is_clear && ['fixed', 'sticky'].includes(position)) faults.push('lets through what lies below it');
  return faults.map((fault) => `${each.className} ${fault}`);
})"""


@dataclass
class Walk:
    """What is found on every screen in colours that the person chose: walked once for two questions."""

    kinds: dict[str, str] = field(default_factory=dict)
    """Every kind of control that tells a state, whatever its colours, and the first screen that has one."""
    lost: list[str] = field(default_factory=list)
    """What forced colours take away around the run."""


@pytest.fixture(scope="module")
def walk(browser: Browser, gallery: str) -> Walk:
    width, height = SIZES["phone"]
    viewport = {"width": width, "height": height}
    page = browser.new_page(viewport=viewport, reduced_motion="reduce", forced_colors="active")
    walk = Walk()
    for scene in scenes_of(page, gallery):
        show(page, gallery, scene)
        walk.kinds = dict.fromkeys(page.evaluate(STATES), scene) | walk.kinds
        lost = [] if scene.startswith("run/") else page.evaluate(LOST_TO_FORCED)
        walk.lost += [f"{scene}: {each}" for each in dict.fromkeys(lost)]
    page.close()
    return walk


FORCED = ("forced light", "forced dark")


@pytest.fixture(params=[*LOOKS, *FORCED], scope="module")
def page_of_look(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Page, str]]:
    """A phone's page and the look to show scenes in: one of the app's own, or in colours that the person chose."""
    forced, _, look = request.param.rpartition(" ")
    width, height = SIZES["phone"]
    page = browser.new_page(
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
        color_scheme="light" if look == "light" else "dark",
        forced_colors="active" if forced else "none",
    )
    yield page, look
    page.close()


def test_no_state_of_a_control_is_told_by_colour_alone(
    page_of_look: tuple[Page, str], gallery: str, walk: Walk
) -> None:
    page, look = page_of_look
    faults = []
    for name, scene in walk.kinds.items():
        show(page, gallery, scene, look)
        names = page.evaluate(STATES)
        # By candlelight the run is laid out anew.
        if name in names and (found := px_of_state(page, names.index(name))) < LEAST_PX:
            faults.append(f"{scene}, {name}: {found} px")
    assert len(walk.kinds) > 10
    assert not faults, "\n".join(faults)


# What is drawn of the same thing in one state after the other.
IN_TURN = {
    ".pin-head": ("lock/locked", "lock/typed"),
    ".sync-dot": ("library/full", "library/waiting", "library/refused", "library/unpaired"),
}


@pytest.mark.parametrize("part", IN_TURN)
def test_no_state_of_what_is_only_read_is_told_by_colour_alone(
    page_of_look: tuple[Page, str], gallery: str, part: str
) -> None:
    page, look = page_of_look
    drawn = {}
    for scene in IN_TURN[part]:
        show(page, gallery, scene, look)
        shot = page.locator(part).first.screenshot()
        drawn[scene] = Image.open(io.BytesIO(shot)).convert("RGB")
    for (one, seen), (other, seen_there) in combinations(drawn.items(), 2):
        assert seen.size == seen_there.size
        assert px_apart(seen, seen_there) >= LEAST_PX, f"{one} and {other} look alike"


@pytest.mark.parametrize(("scene", "part"), [("pain/shaded", ".drawing-figure"), ("session/drawn", ".drawn-pair")])
def test_where_it_hurts_is_seen_without_colours(
    page_of_look: tuple[Page, str], gallery: str, scene: str, part: str
) -> None:
    page, look = page_of_look
    show(page, gallery, scene, look)
    drawing = page.locator(part)
    shaded = Image.open(io.BytesIO(drawing.screenshot())).convert("RGB")
    drawing.locator(".body-felt").evaluate_all("(all) => all.forEach((each) => each.remove())")
    bare = Image.open(io.BytesIO(drawing.screenshot())).convert("RGB")
    assert px_apart(shaded, bare) >= LEAST_PX


def test_in_colours_of_ones_own_letters_are_letters_and_what_keeps_its_place_has_a_ground(walk: Walk) -> None:
    assert not walk.lost, "\n".join(walk.lost)
