"""By candlelight: nothing on any screen is lighter than its amber, one tap lights it, and a session runs in it."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from gallery import picture_of, scenes_of, show
from hindrances import hindrances
from person import PHONE, TABLET, Person

Make = Callable[..., Person]
AMBER = (0xC8, 0x61, 0x1D)
# A camera must be able to read it.
WHITE_BY_NEED = ("devices/code", "devices/code-at-localhost", "client/code")


def over_amber(picture: Image.Image) -> tuple[int, ...]:
    """How far any channel of any pixel lies above that of the amber."""
    highest = [band[1] for band in picture.getextrema()]
    return tuple(max(0, found - most) for found, most in zip(highest, AMBER, strict=True))


@pytest.mark.parametrize("page_of_size", ["phone", "tablet"], indirect=True)
def test_no_pixel_of_any_screen_is_lighter_than_its_amber(page_of_size: Page, gallery: str) -> None:
    page = page_of_size
    faults = []
    scenes = [each for each in scenes_of(page, gallery) if each not in WHITE_BY_NEED]
    # Each once: where the candle is lit on phone and tablet by turns, the others on the phone.
    lit = [each for each in scenes if each.startswith(("run/", "summary/", "pain/", "settings/", "protocol/"))]
    scenes = lit[1::2] if page.viewport_size == TABLET else [each for each in scenes if each not in lit[1::2]]
    for scene in scenes:
        show(page, gallery, scene, "candle")
        # What lies below the window's edge is reached by a finger.
        over = over_amber(picture_of(page, is_whole=True))
        if any(over):
            faults.append(f"{scene}: {over}")
    assert len([each for each in scenes if each.startswith("run/")]) > 20
    assert not faults, "\n".join(faults)


def test_it_stays_lit_after_the_run_and_is_put_out_where_the_session_ends(people: Make) -> None:
    person = people(PHONE)
    person.to_the_run()
    person.press("Candlelight")
    person.stop_in_the_first_hold()
    lit = person.page.locator("html[data-theme=candle]")
    expect(lit).to_have_count(1)
    person.press("Put the candle out")
    expect(lit).to_have_count(0)
    expect(person.button("Put the candle out")).to_have_count(0)
    expect(person.button("Done")).to_be_visible()


@pytest.mark.parametrize("page_of_size", ["phone", "tablet"], indirect=True)
def test_nor_is_anything_that_a_press_or_a_key_brings_up_in_the_run(page_of_size: Page, gallery: str) -> None:
    page = page_of_size
    for scene in ("run/hold", "run/setup", "run/easing"):
        show(page, gallery, scene, "candle")
        for _ in range(6):
            page.keyboard.press("Tab")
            assert over_amber(picture_of(page)) == (0, 0, 0), page.evaluate("document.activeElement.outerHTML")
        page.get_by_role("button", name="All keys").click()
        page.get_by_role("button", name="+15 s").hover()
        assert over_amber(picture_of(page)) == (0, 0, 0)
        page.get_by_role("button", name="Stop, hold to stop").click()
        expect(page.get_by_text("Hold the button down to stop.")).to_be_visible()
        assert over_amber(picture_of(page)) == (0, 0, 0)
        page.get_by_role("button", name="I cannot hold it").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert over_amber(picture_of(page)) == (0, 0, 0)


def test_nor_is_the_sheet_of_the_minutes_with_its_slider(people: Make) -> None:
    person = people(TABLET)
    person.to_the_run()
    person.press("Candlelight")
    person.press("Shorter today")
    expect(person.page.get_by_role("slider", name="Minutes left")).to_be_visible()
    assert over_amber(picture_of(person.page)) == (0, 0, 0)


@pytest.mark.parametrize("page_of_size", ["phone", "tablet"], indirect=True)
def test_ease_off_is_told_without_colour_by_another_shape_and_larger_words(page_of_size: Page, gallery: str) -> None:
    page = page_of_size

    def seen(scene: str) -> tuple[float, float, float]:
        show(page, gallery, scene, "candle")
        gray = picture_of(page).convert("L")
        column = gray.crop((gray.width - 4, 60, gray.width - 3, gray.height)).tobytes()
        edges = sum(abs(a - b) > 40 for a, b in pairwise(column))
        sizes = [
            page.locator(f".quiet-face:not(.is-turned) {part}").evaluate(
                "(node) => parseFloat(getComputedStyle(node).fontSize)"
            )
            for part in (".quiet-phase", ".quiet-time")
        ]
        return edges, *sizes

    edges, word_px, time_px = seen("run/hold")
    assert edges <= 2
    assert word_px < time_px / 3
    edges, word_px, time_px = seen("run/easing")
    assert edges > 20
    assert word_px > 60
    assert word_px > time_px * 0.6


@pytest.mark.parametrize("page_of_size", ["phone", "tablet"], indirect=True)
def test_the_time_is_read_upright_from_both_ends(page_of_size: Page, gallery: str) -> None:
    page = page_of_size
    show(page, gallery, "run/both-ends", "candle")
    turned, upright = page.locator(".quiet-time").all()
    above, below = turned.bounding_box(), upright.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] < below["y"]
    assert turned.evaluate("(node) => getComputedStyle(node.parentElement).rotate") == "180deg"
    assert turned.inner_text() == upright.inner_text()
    # Said once, however often it is shown.
    expect(page.get_by_role("timer")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


# -- As a person ---------------------------------------------------------------------------------------------------


def faults_of(person: Person, axe: str, screen: str) -> list[str]:
    page = person.page
    found = [f"{screen}: {each}" for each in hindrances(page, axe)]
    over = over_amber(picture_of(page))
    return found + ([f"{screen}: lighter than amber by {over}"] if any(over) else [])


def test_a_session_by_candlelight_from_the_last_question_to_its_summary(people: Make, axe: str) -> None:
    person = people(PHONE, reduced_motion="reduce")
    person.to_the_last_question()
    person.press("Candlelight")
    expect(person.page.locator("meta[name=theme-color]").first).to_have_attribute("content", "#000")
    faults = faults_of(person, axe, "pain before")
    person.say_pain(5)
    expect(person.timer).to_be_visible()
    faults += faults_of(person, axe, "setup")
    # Nothing that looks like a phone in use: no list, no numbers to press, no title.
    for role in ("list", "radiogroup"):
        expect(person.page.get_by_role(role)).to_have_count(0)
    expect(person.page.get_by_text("Upper back pain")).to_be_hidden()
    # One tap begins, as it releases: no sheet lies between.
    person.press("Begin now")
    person.let_pass(1)
    expect(person.page.locator("main").get_by_text("Sink in", exact=True)).to_be_visible()
    person.to_phase("Hold")
    faults += faults_of(person, axe, "hold")
    person.press("All keys")
    faults += faults_of(person, axe, "all keys")
    person.rate(6)
    person.press("Fewer keys")
    expect(person.page.locator("main").get_by_text("Ease off", exact=True)).to_be_visible()
    faults += faults_of(person, axe, "ease off")
    person.press("Something feels wrong")
    person.let_pass(1)
    faults += faults_of(person, axe, "stop-rule card")
    person.press("It is nothing, go on")
    person.let_pass(1)
    person.sleep(400)
    expect(person.heading("Paused while you were away")).to_be_visible()
    faults += faults_of(person, axe, "parked")
    person.press("Continue")
    person.let_pass(1)
    person.stop_by_holding()
    faults += faults_of(person, axe, "pain after")
    person.say_pain(4)
    expect(person.heading("Session stopped")).to_be_visible()
    person.let_pass(2)
    faults += faults_of(person, axe, "summary")
    assert not faults, "\n".join(sorted(set(faults)))


def test_the_candle_stays_lit_through_a_new_start_without_a_light_moment_and_is_put_out_by_one_tap(
    people: Make,
) -> None:
    person = people(PHONE)
    person.to_the_last_question()
    person.press("Skip")
    expect(person.timer).to_be_visible()
    person.press("Candlelight")
    person.until_kept("meta", "candle")
    # What was worn when the first picture was drawn, before anything was read from the device.
    person.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { window.first_look = document.documentElement.dataset.theme })"
    )
    person.page.reload()
    expect(person.heading("Paused while you were away")).to_be_visible()
    assert person.page.evaluate("window.first_look") == "candle"
    assert over_amber(picture_of(person.page)) == (0, 0, 0)
    person.press("Candlelight")
    expect(person.page.locator("html")).not_to_have_attribute("data-theme", re.compile("."))


def test_by_candlelight_tones_are_silent_where_somebody_chose_so(people: Make) -> None:
    person = people(PHONE)
    person.open("/settings")
    choose = person.page.get_by_role("radiogroup", name="Look").get_by_role("radio", name="Candle")
    choose.check(force=True)
    silent = person.page.get_by_role("checkbox", name="Silent by candlelight")
    expect(silent).not_to_be_checked()
    silent.check(force=True)
    person.until_kept("meta", '"is_candle_silent":true')
    person.page.reload()
    expect(silent).to_be_checked()
    expect(choose).to_be_checked()
