"""Where nothing is heard the whole field tells: each phase, the other side, half, the last five seconds, each beat."""

import re
from collections.abc import Callable

import pytest
from PIL import ImageStat
from playwright.sync_api import Page, expect

from gallery import picture_of, show
from person import PHONE, Person

Make = Callable[..., Person]
BOTH = pytest.mark.parametrize("page_of_size", ["phone", "tablet"], indirect=True)
# How the field is drawn: its colour, and each edge of its frame.
DRAWN = """() => {
  const { backgroundColor } = getComputedStyle(document.querySelector('.run'));
  const frame = getComputedStyle(document.querySelector('.field-frame'));
  return [backgroundColor, frame.borderWidth, frame.borderStyle].join(' ');
}"""
SCENES = ("setup", "ramp", "hold", "half", "last", "release", "rest")


@BOTH
@pytest.mark.parametrize("theme", ["light", "dark", "candle"])
@pytest.mark.parametrize("way", ["run/silent-", "run/whole-silent-"])
def test_in_silence_no_two_states_of_the_field_look_alike(
    page_of_size: Page, gallery: str, theme: str, way: str
) -> None:
    drawn = {}
    for scene in SCENES:
        if way == "run/whole-silent-" and scene in ("ramp", "hold"):
            continue
        show(page_of_size, gallery, way + scene, theme)
        drawn[scene] = page_of_size.evaluate(DRAWN)
    if theme == "candle" and "ramp" in drawn:
        # There the light itself tells them apart: it rises in the one and falls in the other.
        del drawn["ramp"], drawn["hold"]
    assert len(set(drawn.values())) == len(drawn), drawn


@BOTH
@pytest.mark.parametrize("theme", ["dark", "candle"])
def test_a_step_of_the_field_is_no_jump_of_light_and_stands_still(page_of_size: Page, gallery: str, theme: str) -> None:
    for scene in ("setup", "half", "last", "release"):
        show(page_of_size, gallery, f"run/whole-silent-{scene}", theme)
        (with_it,) = ImageStat.Stat(picture_of(page_of_size).convert("L")).mean
        page_of_size.evaluate("document.querySelector('.field-frame').style.display = 'none'")
        (without,) = ImageStat.Stat(picture_of(page_of_size).convert("L")).mean
        assert with_it != without, scene
        assert abs(with_it - without) < 255 * 0.03, scene


def in_silence(people: Make, viewport: dict[str, int]) -> Person:
    person = people(viewport, reduced_motion="reduce")
    person.to_the_last_question()
    person.press("Play a tone")
    person.page.get_by_role("button", name="No", exact=True).click()
    person.press("Skip")
    expect(person.timer).to_be_visible()
    return person


def test_X3_whoever_hears_no_tone_sees_each_of_them(people: Make) -> None:
    person = in_silence(people, PHONE)
    run = person.page.locator(".run")

    def tells(*names: str) -> None:
        for name in names:
            expect(run).to_contain_class(name)

    tells("is-field-setup")
    # The quiet run tells it as well.
    person.press("Whole screen as one key")
    person.to_phase("Hold")
    tells("is-field-hold", "is-quiet")
    expect(run).not_to_contain_class("is-part-half")
    frame = person.page.locator(".field-frame")
    for name, until_s in (("is-part-half", 15), ("is-part-last-five", 5)):
        while person.seconds_left() > until_s:
            person.let_pass(1)
        tells(name)
        # It stays until the next, and takes no tap.
        person.let_pass(2)
        tells(name)
        expect(frame).to_have_css("pointer-events", "none")
        expect(frame).to_have_css("animation-name", "none")
    person.to_phase("Release")
    tells("is-field-release")


def test_that_the_screen_may_go_dark_is_said_wherever_nobody_presses_in_the_quiet_run_too(people: Make) -> None:
    person = people(PHONE)
    person.page.add_init_script(
        "navigator.wakeLock.request = async () => { throw new DOMException('low battery', 'NotAllowedError'); };"
    )
    person.to_the_run()
    dark = "The screen may go dark here."
    # Where a touch anywhere begins the hold, nobody is told to touch.
    for way, words in (
        (None, f"{dark} Touch it now and then."),
        ("Whole screen as one key", f"{dark} The device\u2019s own settings can keep it on longer."),
    ):
        said = person.page.get_by_text(words)
        if way:
            person.press(way)
            expect(person.page.locator("main")).not_to_contain_text(re.compile("touch", re.IGNORECASE))
        expect(said).to_be_visible()
        person.to_phase("Hold")
        expect(said).to_have_count(0)
        person.page.keyboard.press("PageUp")
        person.let_pass(1)
        expect(said).to_be_visible()
        # Again before a later hold: not only once.
        person.page.keyboard.press("PageDown")
        person.let_pass(1)
        person.to_phase("Hold")
        person.page.keyboard.press("PageDown")
        for _ in range(12):
            if person.page.get_by_text("Find the place", exact=True).count():
                break
            person.page.keyboard.press("PageDown")
            person.let_pass(1)
        expect(said).to_be_visible()
