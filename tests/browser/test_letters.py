"""Letters of twice the size, as somebody chose them on the device: everything around the run is read and reached whole.

The run itself is measured in test_screens.py: there nobody scrolls while pressing.
"""

import pytest
from playwright.sync_api import Page, expect

from gallery import SIZES, scenes_of, show, with_letters

# Every line of text, every control: not cut off by what holds it, within the window, and once come to with nothing that
# keeps its place lying over it.
LOST = """() => {
  const stood = [...document.querySelectorAll('*')].map((each) => [each, each.scrollTop, each.scrollLeft]);
  const all_can_be_hit = Object.assign(document.createElement('style'), {
    textContent: '* { pointer-events: auto !important }',
  });
  document.head.append(all_can_be_hit);
  const room = document.querySelector('dialog[open]') ?? document.body;
  const is_seen = (each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !each.closest('.unseen, svg, option, .body-stage');
  const name = (each) => `${each.tagName.toLowerCase()}.${each.className}: ${each.textContent.trim().slice(0, 50)}`;
  const faults = new Set();

  const texts = document.createTreeWalker(room, NodeFilter.SHOW_TEXT);
  const holders = new Set();
  const range = document.createRange();
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !is_seen(holder)) continue;
    holders.add(holder);
    range.selectNodeContents(texts.currentNode);
    for (const { left, right, top, bottom, width, height } of range.getClientRects()) {
      if (width <= 1) continue;
      if (left < -1 || right > innerWidth + 1) faults.add(`beside the window: ${name(holder)}`);
      for (let each = holder; each !== document.body; each = each.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(each);
        const box = each.getBoundingClientRect();
        const is_beside = overflowX !== 'visible' && (left < box.left - 1 || right > box.right + 1);
        const hides = overflowY === 'hidden' || overflowY === 'clip';
        const is_below = hides && (top + 0.2 * height < box.top || bottom - 0.2 * height > box.bottom);
        if (is_beside || is_below) faults.add(`cut off by ${each.className}: ${name(holder)}`);
      }
    }
  }

  // What keeps its place while the rest is scrolled, and is not a part of what it lies over.
  const keeper_of = (hit, each) => {
    for (let over = hit; over && !over.contains(each); over = over.parentElement) {
      if (['fixed', 'sticky'].includes(getComputedStyle(over).position)) return over;
    }
    return null;
  };
  const is_free = (each, box) => {
    const y = box.top + box.height / 2;
    return [box.left + 2, box.left + box.width / 2, box.right - 2].every((x) => {
      const hit = document.elementFromPoint(x, y);
      return hit !== null && keeper_of(hit, each) === null;
    });
  };
  const is_reached = (each, boxes) => ['center', 'end', 'start'].some((block) => {
    each.scrollIntoView({ block, behavior: 'instant' });
    return boxes(each).every((box) => is_free(each, box));
  });
  const lines = (each) => {
    range.selectNodeContents(each);
    const { innerHeight: high } = window;
    const all = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
    // Of what is longer than the window, what is in it.
    return all.length > 6 ? all.filter(({ top, bottom }) => top > 0.3 * high && bottom < 0.7 * high) : all;
  };
  for (const each of holders) if (!is_reached(each, lines)) faults.add(`covered: ${name(each)}`);
  const controls = room.querySelectorAll('button, a[href], summary, input, select, textarea');
  const whole = (each) => [(each.closest('label') ?? each).getBoundingClientRect()];
  for (const each of controls) {
    if (is_seen(each) && !is_reached(each, whole)) faults.add(`covered: ${name(each)}`);
  }
  for (const [each, top, left] of stood) each.scrollTo({ top, left, behavior: 'instant' });
  all_can_be_hit.remove();
  return [...faults];
}"""
ELSEWHERE = ("body/", "run/")
WIDE = {"width": SIZES["phone-wide"][0], "height": SIZES["phone-wide"][1]}


@pytest.mark.parametrize(
    ("page_of_size", "every"), [("phone", 1), ("phone-wide", 2), ("tablet", 2)], indirect=["page_of_size"]
)
def test_at_twice_the_text_size_nothing_around_the_run_is_cut_off_or_covered_or_too_wide(
    page_of_size: Page, gallery: str, every: int
) -> None:
    page = page_of_size
    faults = []
    scenes = [each for each in scenes_of(page, gallery) if not each.startswith(ELSEWHERE)]
    # A phone upright has the least room; the others share the screens.
    for scene in scenes[page.viewport_size == WIDE :: every]:
        show(page, gallery, scene)
        with_letters(page, "200%")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{scene}: too wide")
        faults += [f"{scene}: {each}" for each in page.evaluate(LOST)]
    assert len(scenes) > 100
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("page_of_size", ["phone"], indirect=True)
def test_PK8_at_twice_the_text_size_the_key_that_releases_is_whole_at_the_foot_of_a_sheet(
    page_of_size: Page, gallery: str
) -> None:
    page = page_of_size
    for scene in ("run/steps", "run/add-step", "run/minutes", "run/tones", "run/whole-keys"):
        show(page, gallery, scene)
        with_letters(page, "200%")
        foot = page.locator("dialog[open] .let-go").last
        key = foot.locator(".go")
        assert key.evaluate("(node) => node.scrollWidth <= node.clientWidth && node.clientWidth > 300"), scene
        box = foot.bounding_box()
        assert box is not None
        assert box["height"] <= SIZES["phone"][1] / 4, scene
        expect(key).to_be_in_viewport(ratio=1)
    # The last of them has the time at its head: beside the title, and above the keys.
    assert page.evaluate("""() => {
      const title = document.createRange();
      title.selectNodeContents(document.querySelector('.keys-sheet > h2'));
      const box = (each) => document.querySelector(each).getBoundingClientRect();
      const [time, keys] = [box('.keys-time'), box('.keys-grid')];
      return title.getBoundingClientRect().right <= time.left && time.bottom <= keys.top;
    }""")


PLANTED = {
    "protocol/self-care": ".page-start { top: 0; background: var(--paper) }",
    "library/full": ".card-summary { height: 2rem; overflow: hidden }",
    "settings/paired": ".settings-part { white-space: nowrap; overflow: hidden }",
}


@pytest.mark.parametrize(("scene", "css"), PLANTED.items())
@pytest.mark.parametrize("page_of_size", ["phone"], indirect=True)
def test_what_is_cut_off_or_covered_is_found(page_of_size: Page, gallery: str, scene: str, css: str) -> None:
    page = page_of_size
    show(page, gallery, scene)
    with_letters(page, "200%")
    assert page.evaluate(LOST) == []
    page.add_style_tag(content=css)
    assert page.evaluate(LOST) != []
