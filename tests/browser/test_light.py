"""No jump of light by candlelight: whatever is pressed or begins, the room gets lighter and darker by degrees."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PIL import ImageStat

from gallery import picture_of
from person import PHONE, TABLET, Person

Make = Callable[..., Person]
AMBER = 0.299 * 0xC8 + 0.587 * 0x61 + 0.114 * 0x1D
# Of a screen that is all amber, between two moments.
MOST = 0.125
FRAME_MS = 100
LONGEST_MS = 1300
# Nothing moves by itself any more: each moment is looked at as it would be.
AT = """(ms) => { for (const each of document.getAnimations()) { each.pause(); each.currentTime = ms; } }"""
PLANT = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
OVER = "() => { for (const each of document.getAnimations()) each.finish(); }"


def light(person: Person) -> float:
    """How light the screen is, as a share of one that is all amber."""
    return float(ImageStat.Stat(picture_of(person.page).convert("L")).mean[0]) / AMBER


class Watch:
    """Measures every moment of a run, and knows where the largest step was."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.steps: list[tuple[float, str]] = []
        # However long a picture takes, no time goes by meanwhile.
        person.page.clock.pause_at((person.now_ms() + 500) / 1000)

    def frames(self) -> Iterator[float]:
        for ms in range(0, LONGEST_MS, FRAME_MS):
            self.person.page.evaluate(AT, ms)
            yield light(self.person)
        self.person.page.evaluate(OVER)
        yield light(self.person)

    def note(self, what: str, lights: list[float]) -> None:
        self.steps += [(abs(after - before), what) for before, after in pairwise(lights)]

    def does(self, what: str, act: Callable[[], object]) -> None:
        """What a press changes, moment by moment, from just before it."""
        before = light(self.person)
        act()
        self.note(what, [before, *self.frames()])

    def passes(self, what: str, seconds: float) -> None:
        """Time goes by, as often as the dial is stepped."""
        lights = [light(self.person)]
        for _ in range(round(seconds * 2)):
            self.person.let_pass(0.5)
            self.person.page.evaluate(OVER)
            lights.append(light(self.person))
        self.note(what, lights)

    @property
    def most(self) -> tuple[float, str]:
        return max(self.steps)

    def jumps(self) -> list[str]:
        return sorted({f"{what}: {step:.0%}" for step, what in self.steps if step > MOST})


def candle(people: Make, viewport: dict[str, int]) -> Person:
    person = people(viewport)
    person.to_the_run()
    person.press("Candlelight")
    person.page.evaluate(OVER)
    return person


def key(person: Person, name: str) -> Callable[[], None]:
    """A key of a page-turner, past the time in which it would be the same press."""

    def press() -> None:
        person.page.clock.run_for(700)
        person.page.keyboard.press(name)

    return press


def test_every_phase_begins_and_ends_without_a_jump(people: Make) -> None:
    person = candle(people, TABLET)
    watch = Watch(person)
    watch.does("begun", key(person, "PageDown"))
    watch.passes("sinking in, and into the hold", 7)
    person.to_phase("Hold")
    watch.does("rated", key(person, "4"))
    watch.does("ease off", key(person, "6"))
    watch.does("easing no longer", key(person, "4"))
    watch.does("released early", key(person, "PageDown"))
    watch.passes("coming off, and on", 5)
    person.to_phase("Hold")
    person.let_pass(2)
    watch.does("paused", key(person, "PageUp"))
    watch.does("resumed", key(person, "PageDown"))
    person.to_phase("Hold")
    person.let_pass(25)
    watch.passes("to the end of the hold, and off", 12)
    assert len(watch.steps) > 100
    assert "\n".join(watch.jumps()) == ""


# On a phone a sheet covers the most of the screen.
def test_no_sheet_comes_or_goes_with_a_jump_nor_does_the_end(people: Make) -> None:
    person = candle(people, PHONE)
    watch = Watch(person)
    person.to_phase("Hold")
    for name, close in (
        ("all steps", "Back to the run"),
        ("Shorter today", "Leave it as it is"),
        ("All keys", "Fewer keys"),
        ("Stop, hold to stop", "I cannot hold it"),
    ):
        watch.does(name, lambda name=name: person.press(name))
        watch.does(f"{name}, closed", lambda close=close: person.press(close))
    watch.does("stopping, closed", lambda: person.press("Keep going"))
    watch.does("the card", lambda: person.press("Something feels wrong"))
    watch.does("the card, closed", lambda: person.press("It is nothing, go on"))
    person.to_phase("Hold")
    stop = person.button("Stop, hold to stop").bounding_box()
    assert stop is not None
    person.page.mouse.move(stop["x"] + stop["width"] / 2, stop["y"] + stop["height"] / 2)
    watch.does("stop is held", person.page.mouse.down)
    watch.does("stopped", lambda: person.let_pass(1))
    person.page.mouse.up()
    watch.does("the summary", lambda: person.press("Skip"))
    assert "\n".join(watch.jumps()) == ""


@pytest.mark.parametrize(
    "css",
    [
        ".quiet .quiet-field { transition: none !important }",
        "[data-theme=candle] .sheet { animation: none !important }",
        ".run .sheet::backdrop { background: rgb(0 0 0 / 75%) !important }",
    ],
    ids=["a light that goes out at once", "a sheet that is there at once", "a shade that is there at once"],
)
def test_a_jump_that_somebody_plants_is_found(people: Make, css: str) -> None:
    person = candle(people, PHONE)
    person.page.evaluate(PLANT, css)
    watch = Watch(person)
    person.to_phase("Hold")
    watch.does("a sheet", lambda: person.press("all steps"))
    watch.does("the sheet, closed", lambda: person.press("Back to the run"))
    watch.does("paused", key(person, "PageUp"))
    assert watch.jumps()
