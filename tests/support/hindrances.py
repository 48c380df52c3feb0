"""What keeps somebody from using a screen: what axe finds, what is too small to hit or to read, what is too wide.

Owns the measures. axe is run in the page by the debugger, which no content policy stops.
"""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

import app_build

BROWSER = Path(__file__).parents[1] / "browser"

# What a finger presses: 23 px around its middle a press must still be its own. What the eye reads: 14 px at least.
SMALL_TARGETS = """() => {
  const all = 'button, a[href], summary, label:has(input), select, input:not([type=radio]):not([type=checkbox])';
  const is_its_own = (each, x, y) => {
    const hit = document.elementFromPoint(x, y);
    return hit !== null && (each.contains(hit) || hit.contains(each));
  };
  const room = document.querySelector('dialog[open]') ?? document;
  return [...room.querySelectorAll(all)]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled)
    // Areas of the body map may lie closer together than a finger is wide: the nearest is meant (test_body.py).
    .filter((each) => !each.closest('p, [class*=skip], .body-stage'))
    .flatMap((each) => {
      each.scrollIntoView({ block: 'center', behavior: 'instant' });
      const box = each.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const is_large = [[-23, 0], [23, 0], [0, -23], [0, 23]].every(([dx, dy]) => is_its_own(each, x + dx, y + dy));
      return is_large || box.width < 2 ? [] : [`${each.outerHTML.slice(0, 90)} ${box.width}x${box.height}`];
    });
}"""
SMALL_TEXT = """() => [...document.querySelectorAll('body *')]
  .filter((each) => each.checkVisibility())
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((each) => [getComputedStyle(each).fontSize, each])
  .filter(([size, each]) => parseFloat(size) < 13.9 && each.getBoundingClientRect().width > 1)
  .map(([size, each]) => `${each.className}: ${each.textContent.slice(0, 60)} ${size}`)"""

# What the dark can change; names, roles, sizes and places are the same in it.
COLOURS = ["color-contrast", "link-in-text-block"]
AXE = "(rules) => axe.run(document, { reporter: 'no-passes', ...(rules && { runOnly: rules }) })" + (
    ".then((result) => result.violations)"
)


def axe_source() -> str:
    """The source of axe-core."""
    app_build.install_packages(BROWSER)
    return (BROWSER / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def looks(page: Page, *wanted: tuple[dict[str, int], str]) -> Iterator[str]:
    """Shows this screen in each window and colour scheme, and gives their names; the last one stays.

    A way that is walked once is looked at in all of them. Where nothing moves, else colours are on their way.
    """
    for size, scheme in wanted:
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        yield f"{size['width']}x{size['height']}, {scheme}"


def violations(page: Page, axe: str, rules: list[str] | None = None) -> list[str]:
    """What axe finds on this screen; with `rules`, only by these. It is brought into a document once."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe)
    return [f"{each['id']}: {node['html'][:120]}" for each in page.evaluate(AXE, rules) for node in each["nodes"]]


def hindrances(page: Page, axe: str, rules: list[str] | None = None) -> list[str]:
    """Everything on this screen that is in somebody's way; with `rules`, only what axe finds by these."""
    faults = violations(page, axe, rules)
    if rules is not None:
        return faults
    faults += [f"small target: {each}" for each in page.evaluate(SMALL_TARGETS)]
    faults += [f"small text: {each}" for each in page.evaluate(SMALL_TEXT)]
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return faults + ([f"{sideways} px too wide"] if sideways > 0 else [])
