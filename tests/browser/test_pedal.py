"""A session by the keys of a page-turner only, and keys that are taught by pressing them."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from person import PHONE, TABLET, Person

Make = Callable[..., Person]


def in_the_run(people: Make, viewport: dict[str, int] = PHONE) -> Person:
    person = people(viewport)
    person.to_the_run()
    return person


STOP = re.compile("^Stop")


def step_on(person: Person, key: str) -> None:
    # A screen hears keys from the moment on at which it is painted.
    person.let_pass(0.1)
    person.page.keyboard.press(key)
    person.let_pass(1)


def test_from_start_to_the_summary_by_the_two_keys_of_a_page_turner(people: Make) -> None:
    person = in_the_run(people, TABLET)
    step_on(person, "PageDown")
    phase = person.page.locator(".dial-phase")
    expect(phase).to_have_text("Sink in")
    step_on(person, "PageUp")
    expect(phase).to_have_text("Paused")
    # Pressed again it begins nothing.
    step_on(person, "PageUp")
    expect(phase).to_have_text("Paused")
    step_on(person, "PageDown")
    expect(phase).to_have_text("Sink in")
    for _ in range(120):
        if person.heading("And the pain now?").count():
            break
        step_on(person, "PageDown")
    expect(person.heading("And the pain now?")).to_be_visible()
    expect(person.page.get_by_text("By pedal: the key for pause chooses")).to_be_visible()
    step_on(person, "PageUp")
    step_on(person, "PageUp")
    expect(person.page.get_by_role("radio", name=re.compile("^4"))).to_be_checked()
    step_on(person, "PageDown")
    expect(person.heading("Session complete")).to_be_visible()


def test_PK10_a_key_that_pauses_never_goes_on_and_passes_nothing_said_after_a_sleep(people: Make) -> None:
    person = in_the_run(people)
    phase = person.page.locator(".dial-phase")
    person.to_phase("Hold")
    for key in ("b", "Escape", "ArrowLeft", "PageUp", "b"):
        step_on(person, key)
        expect(phase).to_have_text("Paused")
    step_on(person, "PageDown")
    person.to_phase("Hold")
    person.sleep(600)
    parked = person.heading("Paused while you were away")
    expect(parked).to_be_visible()
    for key in ("b", "Escape", "ArrowLeft", "PageUp"):
        step_on(person, key)
        expect(parked).to_be_visible()
    step_on(person, "PageDown")
    expect(parked).to_have_count(0)
    expect(person.timer).to_be_visible()


def test_by_candlelight_with_the_whole_screen_as_one_key_a_pedal_does_the_same(people: Make) -> None:
    person = in_the_run(people)
    person.press("Candlelight")
    person.press("Whole screen as one key")
    person.press("Lock touch")
    main = person.page.get_by_role("main")
    step_on(person, "ArrowRight")
    expect(main.get_by_text("Sink in", exact=True)).to_be_visible()
    person.to_phase("Hold")
    step_on(person, "b")
    expect(main.get_by_text(re.compile("^Paused"))).to_be_visible()
    step_on(person, "Enter")
    expect(main.get_by_text("Sink in", exact=True)).to_be_visible()


def test_a_rating_is_typed_and_a_key_kept_down_is_one_press(people: Make) -> None:
    person = in_the_run(people)
    person.page.keyboard.down("PageDown")
    for _ in range(4):
        person.page.keyboard.down("PageDown")
        person.let_pass(1)
    expect(person.page.locator(".dial-phase")).to_have_text("Sink in")
    person.page.keyboard.up("PageDown")
    person.to_phase("Hold")
    person.page.keyboard.press("4")
    expect(person.page.get_by_role("radio", name=re.compile("^4"))).to_be_checked()


def test_a_control_that_a_keyboard_went_to_keeps_its_keys_and_one_that_was_tapped_does_not(people: Make) -> None:
    person = in_the_run(people, TABLET)
    phase = person.page.locator(".dial-phase")
    person.press_until("Tab", "button", "Pause")
    step_on(person, "Space")
    expect(phase).to_have_text("Paused")
    person.press("Resume")
    person.let_pass(1)
    # The finger left the focus on the large key; the pedal's Enter is still the pedal's.
    step_on(person, "Enter")
    expect(phase).to_have_text("Sink in")


def is_asked_whether_to_stop(person: Person) -> None:
    dialog = person.page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Stop the session")).to_be_visible()
    dialog.get_by_role("button", name="Keep going").click()
    expect(dialog).to_have_count(0)


def test_PK5_a_pedals_key_is_the_pedals_whatever_a_finger_touched_before(people: Make) -> None:
    person = in_the_run(people)
    phase = person.page.locator(".dial-phase")
    for key, begun in (("Enter", "Sink in"), ("Space", "Release")):
        # By a finger, and one that a keyboard had gone to before.
        person.press_until("Tab", "button", STOP)
        person.page.get_by_role("button", name=STOP).tap()
        person.let_pass(1)
        step_on(person, key)
        expect(phase).to_have_text(begun)
        expect(person.page.get_by_role("dialog")).to_have_count(0)


def test_PK5_a_finger_on_a_choices_words_leaves_no_key_to_the_choice(people: Make) -> None:
    person = in_the_run(people)
    phase = person.page.locator(".dial-phase")
    person.press("Pause")
    expect(phase).to_have_text("Paused")
    person.page.locator("summary").filter(has_text="Tones").tap()
    person.page.locator("label").filter(has_text="Clear").tap()
    expect(person.page.get_by_role("radio", name="Clear")).to_be_checked()
    step_on(person, "Space")
    expect(phase).to_have_text("Find the place")


def test_PK5_who_brings_the_focus_to_stop_presses_it_even_right_after_a_touch(people: Make) -> None:
    person = in_the_run(people)
    stop = person.page.get_by_role("button", name=STOP)
    for key in ("Enter", "Space"):
        stop.tap()
        person.let_pass(1)
        stop.focus()
        person.page.keyboard.press(key)
        is_asked_whether_to_stop(person)
    # The page's own keys stay the pedal's.
    step_on(person, "PageDown")
    expect(person.page.locator(".dial-phase")).to_have_text("Sink in")


# What VoiceOver and TalkBack send for a double tap: a pointer like a mouse's, without a size or without pressure.
PRESSED_BY_READER = """(node, [size, pressure]) => {
  const body = { bubbles: true, pointerType: 'mouse', width: size, height: size, pressure };
  for (const name of ['pointerdown', 'pointerup']) node.dispatchEvent(new PointerEvent(name, body));
  node.dispatchEvent(new PointerEvent('click', { ...body, detail: 1 }));
}"""


def test_PK5_TL2_a_switch_or_a_screen_reader_always_reaches_stop(people: Make) -> None:
    person = in_the_run(people)
    stop = person.page.get_by_role("button", name=STOP)
    for is_locked in (False, True):
        if is_locked:
            person.press("Lock touch")
        stop.tap()
        stop.evaluate("(node) => node.click()")
        is_asked_whether_to_stop(person)
        for sent in ([0, 0], [1, 0]):
            stop.evaluate(PRESSED_BY_READER, sent)
            is_asked_whether_to_stop(person)
    person.button("Hold to unlock").evaluate(PRESSED_BY_READER, [0, 0])
    expect(person.button("Lock touch")).to_be_visible()


def teach(person: Person, key: str, action: str) -> None:
    person.press("Press the pedal now")
    expect(person.page.get_by_text("Waiting. Press the pedal")).to_be_visible()
    person.page.keyboard.press(key)
    expect(person.page.get_by_text(re.compile("^Heard: ")).first).to_be_visible()
    person.page.get_by_role("combobox", name=re.compile("^Heard")).select_option(label=action)
    person.press("Keep")


def test_keys_are_taught_by_pressing_them_kept_and_forgotten(people: Make) -> None:
    person = people(PHONE)
    person.open("/settings")
    teach(person, "Enter", "Stop, by keeping it down")
    teach(person, "F7", "Rate one higher")
    teach(person, "F8", "15 s more")
    taught = person.page.get_by_role("list", name="Keys that were taught")
    expect(taught.get_by_role("listitem")).to_have_count(3)
    person.press("Forget F8")
    # The last of them: what was forgotten is gone from the device, too.
    person.until_kept("meta", '"F7":"higher"}')
    person.page.reload()
    expect(taught.get_by_role("listitem")).to_have_text([re.compile("^Enter"), re.compile("^F7")])
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    person.press("Skip")
    person.to_phase("Hold")
    step_on(person, "F7")
    expect(person.page.get_by_role("radio", name=re.compile("^5"))).to_be_checked()
    # A short press of what stops stops nothing.
    step_on(person, "Enter")
    expect(person.timer).to_be_visible()
    person.page.keyboard.down("Enter")
    person.let_pass(1)
    person.page.keyboard.up("Enter")
    expect(person.heading("And the pain now?")).to_be_visible()


def test_PK9_a_pedal_that_only_clicks_stops_by_a_key_of_its_own_and_reaches_every_key_of_the_run(people: Make) -> None:
    person = people(PHONE)
    person.open("/settings")
    for key, action in (
        ("F6", "Redo the hold"),
        ("F7", "Skip the hold"),
        ("F8", "“Something feels wrong”"),
        ("F9", "Stop at once, by one press"),
    ):
        teach(person, key, action)
    person.until_kept("meta", '"F9":"stop_at_once"')
    person.to_the_run()
    phase = person.page.locator(".dial-phase")
    step_on(person, "F7")
    expect(person.page.locator(".run-place")).to_contain_text("2 of 16")
    person.to_phase("Hold")
    step_on(person, "F6")
    expect(phase).not_to_have_text("Hold")
    person.to_phase("Hold")
    # Through a sheet too: what is said is said at once, and the pressure is off.
    person.page.locator(".run-place").click()
    step_on(person, "F8")
    card = person.page.get_by_role("dialog", name="Come off the point")
    expect(card).to_be_visible()
    expect(person.page.get_by_role("dialog")).to_have_count(1)
    step_on(person, "F9")
    expect(card).to_be_visible()
    card.get_by_role("button", name="It is nothing, go on").click()
    person.let_pass(1)
    step_on(person, "F9")
    expect(person.heading("And the pain now?")).to_be_visible()
