"""Every screen in every state, as the gallery shows it: what no screen may ever lack, at phone and tablet size."""

import pytest
from playwright.sync_api import Page

from gallery import SIZES, scenes_of, show, with_letters

LEAST_TARGET_PX = 48
LEAST_TYPE_PX = 14
# Chosen on the device while the screen stands; each is told in what fails.
LETTERS = ("100%", "150%", "200%")

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

# Every line of a text, looked at in its middle and near its ends: is it in the window, with nothing over it?
COVERED = """([at_once, once_come_to]) => {
  const stood = [...document.querySelectorAll('*')].map((each) => [each, each.scrollTop, each.scrollLeft]);
  const all_can_be_hit = Object.assign(document.createElement('style'), {
    textContent: '* { pointer-events: auto !important }',
  });
  document.head.append(all_can_be_hit);
  const lines = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
  };
  // The boxes of large letters reach into the line above and below: what counts is the middle of a line.
  const is_seen = (element) => lines(element).every(({ left, right, top, height, width }) =>
    left >= 0 && right <= innerWidth && [0.3, 0.5, 0.7].every((share) => [2, width / 2, width - 2].every((x) => {
      const y = top + share * height;
      const hit = y < 0 || y > innerHeight ? null : document.elementFromPoint(left + x, y);
      return hit !== null && ((element.closest('.dial') ?? element).contains(hit) || hit.contains(element));
    })));
  const is_reached = (element) => ['center', 'start', 'end', 'nearest'].some((block) => {
    element.scrollIntoView({ block, behavior: 'instant' });
    return is_seen(element);
  });
  const found = (selectors) => [...document.querySelectorAll(selectors)]
    .filter((element) => element.checkVisibility() && !element.querySelector(selectors));
  const name = (element) => `${element.className}: ${element.textContent}`;
  const covered = found(at_once).filter((element) => !is_seen(element)).map(name);
  const faults = [...covered, ...found(once_come_to).filter((element) => !is_reached(element)).map(name)];
  for (const [each, top, left] of stood) each.scrollTo({ top, left, behavior: 'instant' });
  all_can_be_hit.remove();
  return faults;
}"""
# What tells somebody under pressure what to do, and what lets go of it: there without a touch.
AT_ONCE = ".dial-phase, .dial-time, .point, .pill, .guide-words, .go, .wrong, .stop, .refusal"
# The place is read in full before; while it is pressed a phone shows its beginning.
ONCE_COME_TO = (
    ".run-main:not(.is-rated) .where, .how, .dial-of, .next, .guide-band span, .guide-begin, "
    ".scale-caption, .scale button, .row button"
)


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


# A step of the list beside the clock is scrolled to; what stands in a closed part is not there yet.
OUTSIDE = """() => [...document.querySelectorAll('.run button:not(.run-step)')].filter((button) => {
  if (!button.checkVisibility()) return false;
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const middle = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight || !button.contains(middle);
}).map((button) => button.textContent)"""


@pytest.mark.parametrize("page_of_size", SIZES, indirect=True)
@pytest.mark.parametrize("distance", ["1", "2", "3"])
def test_everything_that_is_pressed_in_a_run_stands_on_the_screen(
    page_of_size: Page, gallery: str, distance: str
) -> None:
    page = page_of_size
    faults = []
    for scene in ("run/easing", "run/setup", "run/turning", "run/asked", "run/paused", "run/rest"):
        show(page, gallery, scene, distance=distance)
        faults += [f"{scene}: {each}" for each in page.evaluate(OUTSIDE)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("page_of_size", SIZES, indirect=True)
def test_however_large_the_letters_nothing_that_must_be_read_in_the_run_is_covered(
    page_of_size: Page, gallery: str
) -> None:
    page = page_of_size
    faults = []
    for scene in ("setup", "turning", "ramp", "hold", "long-name", "easing", "release", "rest", "paused", "refused"):
        show(page, gallery, f"run/{scene}")
        for letters in LETTERS:
            with_letters(page, letters)
            faults += [f"{scene}, {letters}: {each}" for each in page.evaluate(COVERED, [AT_ONCE, ONCE_COME_TO])]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults.append(f"{scene}, {letters}: too wide")
    assert not faults, "\n".join(faults)


# What stands at the head of the run, wholly in sight and with nothing over it; and the guide, above the keys below it.
AT_THE_HEAD = """() => [...document.querySelectorAll('.run-bar button')].filter((button) => {
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const middle = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight && button.contains(middle);
}).map((button) => button.getAttribute('aria-label') ?? button.textContent)"""
GUIDE_AND_KEYS = """() => {
  const { left, right, bottom } = document.querySelector('.guide').getBoundingClientRect();
  const tops = [...document.querySelectorAll('.controls button, .controls .refusal')]
    .map((each) => each.getBoundingClientRect())
    .filter((each) => each.left < right && each.right > left)
    .map(({ top }) => top);
  return [bottom, Math.min(...tops)];
}"""


@pytest.mark.parametrize("page_of_size", SIZES, indirect=True)
def test_however_large_the_letters_minutes_and_steps_are_reached_and_the_guide_is_above_the_keys(
    page_of_size: Page, gallery: str
) -> None:
    page = page_of_size
    faults = []
    for scene, theme in (("hold", "light"), ("whole", "dark"), ("hold", "candle"), ("both-ends-keys", "candle")):
        show(page, gallery, f"run/{scene}", theme)
        for letters in LETTERS:
            with_letters(page, letters)
            names = " | ".join(page.evaluate(AT_THE_HEAD))
            for wanted in ("Minutes left", " of 16", "Candlelight", "Whole screen", "Lock", "Stop, hold to stop"):
                if wanted not in names:
                    faults.append(f"{scene}, {theme}, {letters}: no {wanted} in {names}")
    for scene in ("setup", "turning", "hold", "long-name", "easing", "melted", "breaths", "refused"):
        show(page, gallery, f"run/{scene}")
        for letters in LETTERS:
            with_letters(page, letters)
            bottom, top = page.evaluate(GUIDE_AND_KEYS)
            if bottom > top:
                faults.append(f"{scene}, {letters}: the guide ends at {bottom:.0f}, keys begin at {top:.0f}")
    assert not faults, "\n".join(faults)


QUESTIONS = ("screening/", "blocked/", "guard/", "check-in/", "review/", "modify", "side", "steps/", "who/", "pain/")
ROOMS = ("library/full", "protocol/therapist", "history/", "summary/", "settings/paired", "pair/asking", "build/whole")
# What is read while something else keeps its place, and that itself, in a room that has fixed keys or does not.
ROOM_TO_READ = """() => {
  const room = document.querySelector('.flow-main, .blocked-main');
  const scrolls = (each) => ['auto', 'scroll'].includes(getComputedStyle(each).overflowY)
    && each.scrollHeight > each.clientHeight + 1;
  for (let each = room; each; each = each.parentElement) if (scrolls(each)) return each.clientHeight / innerHeight;
  return 1;
}"""


@pytest.mark.parametrize("page_of_size", ["phone", "phone-wide"], indirect=True)
def test_at_twice_the_text_size_nothing_is_cut_off_sideways_and_questions_are_not_squeezed_by_their_keys(
    page_of_size: Page, gallery: str
) -> None:
    page = page_of_size
    faults = []
    for scene in scenes_of(page, gallery):
        is_question = scene.startswith(QUESTIONS)
        if not is_question and not scene.startswith(ROOMS):
            continue
        show(page, gallery, scene)
        with_letters(page, "200%")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{scene}: too wide")
        if is_question and (share := page.evaluate(ROOM_TO_READ)) < 0.5:
            faults.append(f"{scene}: only {share:.0%} of the window to read in")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("page_of_size", "columns"), [("tablet", 3), ("tablet-tall", 2)], indirect=["page_of_size"])
def test_the_cards_of_the_library_stand_in_rows_without_holes(page_of_size: Page, gallery: str, columns: int) -> None:
    for scene in ("library/full", "library/client"):
        show(page_of_size, gallery, scene)
        tops: list[int] = page_of_size.eval_on_selector_all(
            ".cards .card", "(cards) => cards.map((card) => Math.round(card.getBoundingClientRect().top))"
        )
        rows = [tops.count(top) for top in sorted(set(tops))]
        assert len(rows) > 2
        assert set(rows[:-1]) == {columns}, f"{scene}: {rows}"


@pytest.mark.parametrize("page_of_size", ["tablet"], indirect=True)
def test_a_file_at_fault_is_told_in_code_and_a_server_out_of_reach_is_asked_again(
    page_of_size: Page, gallery: str
) -> None:
    show(page_of_size, gallery, "status/faults")
    assert page_of_size.locator(".fault code").first.text_content() == "hold_s"
    assert "`" not in page_of_size.locator("body").inner_text()
    show(page_of_size, gallery, "status/offline")
    assert page_of_size.get_by_role("button", name="Try again").is_visible()
