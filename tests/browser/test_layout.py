"""How the parts of a screen stand to each other, where a picture alone would not say why."""

import pytest
from playwright.sync_api import Page

from gallery import show

# Rows of the list beside the clock that are neither wholly in sight nor wholly out of it, within half a pixel.
CUT_ROWS = """() => {
  const { top, bottom } = document.querySelector('.run-list .run-steps').getBoundingClientRect();
  return [...document.querySelectorAll('.run-list li')].filter((row) => {
    const seen = row.getBoundingClientRect();
    const is_out = seen.bottom <= top + 0.5 || seen.top >= bottom - 0.5;
    return !is_out && (seen.top < top - 0.5 || seen.bottom > bottom + 0.5);
  }).map((row) => row.textContent);
}"""
LEFT_OF = "(selector) => document.querySelector(selector).getBoundingClientRect().left"
TOP_OF = "(selector) => document.querySelector(selector).getBoundingClientRect().top"
# How much of the window stands free above what is asked, and below its last key.
FREE = """() => {
  const { top, bottom } = document.querySelector('.run-wait').getBoundingClientRect();
  const parts = document.querySelector('.asking').children;
  return [parts[0].getBoundingClientRect().top - top, bottom - [...parts].at(-1).getBoundingClientRect().bottom];
}"""
# How much of the time lies under the tray of all keys.
COVERED = """() => {
  const tray = document.querySelector('.quiet-tray').getBoundingClientRect();
  const faces = [...document.querySelectorAll('.quiet-face:not(.is-turned) .quiet-time')];
  return Math.max(...faces.map((time) => time.getBoundingClientRect().bottom)) - tray.top;
}"""
# Keys to rate with that have no frame of their own.
FRAMELESS = """() => [...document.querySelectorAll('.quiet-ask .scale button')].filter((key) => {
  const { borderTopColor, borderTopWidth } = getComputedStyle(key);
  return borderTopColor.endsWith(', 0)') || borderTopWidth === '0px';
}).map((key) => key.textContent)"""


@pytest.mark.parametrize("page_of_size", ["tablet", "tablet-tall"], indirect=True)
def test_the_list_beside_the_clock_ends_with_a_whole_row(page_of_size: Page, gallery: str) -> None:
    faults = []
    for scene in ("run/hold", "run/long-name", "run/rest", "run/setup"):
        show(page_of_size, gallery, scene)
        faults += [f"{scene}: {row}" for row in page_of_size.evaluate(CUT_ROWS)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("page_of_size", ["tablet", "tablet-tall"], indirect=True)
def test_on_a_tablet_what_was_felt_stands_beside_what_was_held(page_of_size: Page, gallery: str) -> None:
    for scene in ("summary/complete", "session/full"):
        show(page_of_size, gallery, scene)
        assert page_of_size.evaluate(LEFT_OF, ".session-felt") > page_of_size.evaluate(LEFT_OF, ".session-held")


@pytest.mark.parametrize("page_of_size", ["phone", "tablet"], indirect=True)
def test_the_version_of_a_protocol_comes_last_on_a_sessions_page(page_of_size: Page, gallery: str) -> None:
    for scene in ("session/full", "session/not-started"):
        show(page_of_size, gallery, scene)
        lowest = page_of_size.evaluate("document.querySelector('.session-body').getBoundingClientRect().bottom")
        assert page_of_size.evaluate(TOP_OF, ".session-version") >= lowest


@pytest.mark.parametrize("page_of_size", ["phone"], indirect=True)
@pytest.mark.parametrize("scene", ["client/ready", "client/erase-sure", "devices/remove", "devices/discard"])
def test_what_cannot_be_taken_back_bears_a_sign(page_of_size: Page, gallery: str, scene: str) -> None:
    show(page_of_size, gallery, scene)
    key = page_of_size.locator(".is-danger").last
    assert key.locator("svg").count() == 1
    assert page_of_size.locator(".button:not(.is-danger):visible svg").count() == 0


@pytest.mark.parametrize("page_of_size", ["phone", "tablet"], indirect=True)
def test_by_candlelight_every_number_to_rate_with_has_a_frame(page_of_size: Page, gallery: str) -> None:
    show(page_of_size, gallery, "run/asked", "candle")
    assert page_of_size.evaluate(FRAMELESS) == []


@pytest.mark.parametrize("page_of_size", ["tablet", "tablet-tall"], indirect=True)
def test_a_question_asked_in_a_run_stands_in_the_middle_of_a_tablet(page_of_size: Page, gallery: str) -> None:
    for scene in ("run/asking", "run/asking-client"):
        show(page_of_size, gallery, scene)
        above, below = page_of_size.evaluate(FREE)
        assert abs(above - below) < 24, (scene, above, below)


@pytest.mark.parametrize("page_of_size", ["phone", "tablet-tall"], indirect=True)
def test_by_candlelight_all_keys_leave_the_time_in_sight(page_of_size: Page, gallery: str) -> None:
    scenes = ("run/setup", "run/hold", "run/rest", "run/easing", "run/both-ends-keys", "run/both-ends-keys-easing")
    for scene in scenes:
        show(page_of_size, gallery, scene, "candle")
        page_of_size.get_by_role("button", name="All keys").click()
        assert page_of_size.evaluate(COVERED) <= 0, scene


@pytest.mark.parametrize("page_of_size", ["phone"], indirect=True)
def test_points_of_a_version_that_is_not_here_are_called_what_the_library_calls_them(
    page_of_size: Page, gallery: str
) -> None:
    show(page_of_size, gallery, "session/full")
    named = page_of_size.locator(".melt strong, .held-name").all_inner_texts()
    show(page_of_size, gallery, "session/version-unknown")
    assert page_of_size.locator(".melt strong, .held-name").all_inner_texts() == named
