"""What must stop a person, and what must never run on without them."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from person import ALL_HELD, PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]


def at_screening(person: Person, title: str = "Upper back pain") -> None:
    person.open("/")
    person.pick(title)
    expect(person.button("None of these apply")).to_be_visible()


def in_a_hold(person: Person) -> None:
    at_screening(person)
    person.none_apply()
    person.press("Skip")
    person.to_phase("Hold")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Chest pain or tightness", "emergency"),
        ("Fever, feeling seriously unwell", "clinician|doctor|health professional"),
        ("Blood thinners", "therapist"),
    ],
    ids=["emergency", "refer-first", "therapist-only"],
)
def test_an_answer_that_blocks_says_where_to_go_and_cannot_be_passed(people: Make, question: str, words: str) -> None:
    person = people()
    at_screening(person)
    person.answer(question, "Yes")
    person.answer_the_rest("No")
    person.press("Continue")
    expect(person.page.get_by_role("main")).to_contain_text(re.compile(words, re.IGNORECASE))
    for name in ("Continue", "Start", "Release now"):
        expect(person.button(name)).to_have_count(0)
    expect(person.timer).to_have_count(0)


def test_none_of_these_apply_takes_no_yes_back(people: Make) -> None:
    person = people()
    at_screening(person)
    person.answer("Chest pain or tightness", "Yes")
    person.none_apply()
    expect(person.heading("This needs emergency care now")).to_be_visible()
    expect(person.button("Continue")).to_have_count(0)
    expect(person.timer).to_have_count(0)


def test_a_modify_answer_asks_what_to_leave_out_and_leaves_it_out(people: Make) -> None:
    person = people()
    at_screening(person)
    person.answer("At a site to be pressed", "Yes")
    person.answer_the_rest("No")
    person.press("Continue")
    expect(person.page.get_by_text("Top of the shoulder").first).to_be_visible()
    expect(person.button("Continue")).to_be_disabled()
    none = person.page.get_by_role("checkbox", name="None of these points is affected")
    none.check(force=True)
    expect(person.button("Continue")).to_be_enabled()
    none.uncheck(force=True)
    # What is switched on is so, in the very words beside the switch.
    switch = person.page.get_by_role("checkbox", name="Leave out Top of the shoulder")
    expect(person.page.locator("label").filter(has=switch)).to_contain_text("Stays in")
    switch.check(force=True)
    expect(person.page.locator("label").filter(has=switch)).to_contain_text("Left out")
    person.press("Continue")
    person.choose_side("Both")
    person.press("Skip")
    expect(person.page.get_by_role("heading", level=1)).not_to_contain_text("Top of the shoulder")
    expect(person.timer).to_be_visible()
    # The run says again what was changed.
    main = person.page.get_by_role("main")
    expect(main).to_contain_text("Keep off the sore skin or the device. Left out today: Top of the shoulder.")
    person.press("Candlelight")
    expect(main).to_contain_text("Keep off the sore skin or the device.")


def test_with_a_client_a_modify_answer_leaves_the_choice_to_the_therapist(people: Make, server: Running) -> None:
    alone, therapist = "Your answer means that some places", "You decide: leave out or lighten what it touches."
    person = people(TABLET)
    person.pair(server.pairing_link)
    for with_client, said, unsaid in ((True, therapist, alone), (False, alone, therapist)):
        person.open("/")
        person.pick("Upper back pain", with_client=with_client)
        if with_client:
            person.press("No name")
        person.answer("At a site to be pressed", "Yes")
        person.answer_the_rest("No")
        person.press("Continue")
        expect(person.heading("What should be left out?")).to_be_visible()
        expect(person.page.get_by_text(said)).to_be_visible()
        expect(person.page.get_by_text(unsaid)).to_have_count(0)
        person.press("Leave")
        expect(person.heading("What would help today?")).to_be_visible()


def test_S4_a_device_that_slept_past_the_hold_comes_back_parked(people: Make) -> None:
    person = people()
    in_a_hold(person)
    person.sleep(300)
    expect(person.heading("Paused while you were away")).to_be_visible()
    person.press("Continue")
    expect(person.timer).to_be_visible()


def test_a_parked_screen_still_hears_that_something_is_wrong(people: Make) -> None:
    person = people()
    in_a_hold(person)
    point = person.page.get_by_role("heading", level=1).inner_text().split("\n")[0]
    person.sleep(300)
    expect(person.heading("Paused while you were away")).to_be_visible()
    person.press("Something feels wrong")
    person.press("Numb, tingling")
    person.press("I have come off")
    expect(person.page.get_by_role("heading", level=1)).not_to_contain_text(point)


def test_S11_a_double_tap_on_pause_presses_nothing_else(people: Make) -> None:
    person = people()
    in_a_hold(person)
    box = person.button("Pause").bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    person.page.mouse.dblclick(*middle)
    expect(person.button("Resume")).to_be_visible()
    person.let_pass(1)
    person.page.mouse.click(*middle)
    expect(person.button("Resume")).to_be_visible()


def test_S13_a_session_left_for_hours_is_over(people: Make) -> None:
    person = people()
    in_a_hold(person)
    person.sleep(3 * 3600)
    expect(person.timer).to_have_count(0)
    expect(person.button("Release now")).to_have_count(0)


def test_S8_no_press_makes_a_hold_longer_than_its_cap(people: Make) -> None:
    person = people(TABLET)
    in_a_hold(person)
    # This one is held until it eases, 30 seconds at most: the key says so, and makes nothing of it longer.
    key = person.button("+15 s")
    for _ in range(3):
        # A key that does nothing is pressed all the same, where it stands still under the finger.
        key.hover()
        key.click(force=True)
        expect(person.page.get_by_text("This hold is as long as it may be.")).to_be_visible()
        person.let_pass(1)
    assert person.seconds_left() <= 30
    # A dashed frame is a key that does nothing now, and no number to rate by.
    frame = "(key) => getComputedStyle(key).borderStyle"
    assert person.button("+15 s").evaluate(frame) == "dashed"
    for number in person.page.get_by_role("radiogroup", name="Discomfort, 0 to 10").get_by_role("radio").all():
        assert number.evaluate(frame) == "solid"


def test_S9_above_the_ceiling_the_hold_ends_and_its_point_is_left(people: Make) -> None:
    person = people()
    in_a_hold(person)
    point = person.page.get_by_role("heading", level=1).inner_text().split("\n")[0]
    person.rate(8)
    person.to_phase("Find the place")
    assert not person.page.get_by_role("heading", level=1).inner_text().startswith(point)


def test_S10_the_stop_rule_card_is_one_tap_away_and_ends_the_session_at_chest_pain(people: Make) -> None:
    person = people()
    in_a_hold(person)
    person.press("Something feels wrong")
    # The gravest stands first, where the eye begins.
    expect(person.page.get_by_role("dialog").get_by_role("button").first).to_contain_text("Chest pain")
    person.press("Chest pain")
    expect(person.page.get_by_role("dialog")).to_contain_text(re.compile("112|999|911|emergency"))
    calling_keys(person.page.get_by_role("dialog"))
    expect(person.page.get_by_text("Find the place", exact=True)).to_have_count(0)
    person.press("I have come off")
    # No number is asked of somebody who is to fetch help.
    expect(person.heading("Session stopped")).to_be_visible()
    help_card = person.page.locator("section", has=person.heading("Get help now"))
    expect(help_card).to_contain_text("Call your local emergency number now: 112, 999 or 911.")
    calling_keys(help_card)
    # Help comes before what was counted, with room around it.
    foot = help_card.evaluate("(card) => card.getBoundingClientRect().bottom")
    for below in (person.page.locator(".totals"), person.heading("Pain")):
        assert below.evaluate("(each) => each.getBoundingClientRect().top") >= foot + 12


def test_nothing_wrong_after_all_goes_on_with_the_same_hold(people: Make) -> None:
    person = people()
    in_a_hold(person)
    person.let_pass(5)
    person.press("Something feels wrong")
    person.press("It is nothing, go on")
    person.to_phase("Hold")
    assert person.seconds_left() <= 25


def test_stop_needs_a_hold_of_the_finger_or_a_confirmation(people: Make) -> None:
    person = people(PHONE)
    in_a_hold(person)
    person.page.get_by_role("button", name=re.compile("^Stop")).tap()
    person.let_pass(1)
    expect(person.timer).to_be_visible()
    # By key, as by assistive technology: asked once more.
    stop = person.page.get_by_role("button", name=re.compile("^Stop")).first
    stop.focus()
    person.page.keyboard.press("Enter")
    person.page.get_by_role("dialog").get_by_role("button", name="Stop the session").click()
    person.press("Skip")
    expect(person.heading("Session stopped")).to_be_visible()


def test_one_session_runs_on_a_device_whatever_the_tabs(people: Make) -> None:
    person = people(TABLET)
    in_a_hold(person)
    other = person.context.new_page()
    other.goto(person.url)
    expect(other.get_by_role("timer")).to_have_count(0)


def test_Q6_chest_pain_leads_to_help_at_once_without_the_other_questions(people: Make) -> None:
    person = people()
    at_screening(person)
    person.answer("Chest pain or tightness", "Yes")
    expect(person.page.get_by_role("alert")).to_be_visible()
    person.press("Continue")
    expect(person.page.get_by_role("main")).to_contain_text(re.compile("emergency", re.IGNORECASE))
    expect(person.button("Continue")).to_have_count(0)
    # Keys that call: large, in one row, with no network, and the page stays where it is.
    person.context.set_offline(True)
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    at = person.page.url
    boxes = calling_keys(person.page.get_by_role("main"))
    assert {box["y"] for box in boxes} == {boxes[0]["y"]}
    assert min(box["height"] for box in boxes) >= 56
    person.page.get_by_role("link", name="Call 112").click()
    expect(person.heading("This needs emergency care now")).to_be_visible()
    assert (person.page.url, [url for url in asked if not url.startswith("tel:")]) == (at, [])


def calling_keys(place: Locator) -> list[FloatRect]:
    """The keys that call for help, and where they stand."""
    boxes = []
    for number in ("112", "999", "911"):
        key = place.get_by_role("link", name=f"Call {number}", exact=True)
        expect(key).to_have_attribute("href", f"tel:{number}")
        box = key.bounding_box()
        assert box
        boxes.append(box)
    return boxes


@pytest.mark.parametrize("viewport", [PHONE, {"width": 844, "height": 390}], ids=["upright", "laid-down"])
def test_strong_pain_before_a_session_draws_a_word_and_blocks_nothing(people: Make, viewport: dict[str, int]) -> None:
    person = people(viewport)
    at_screening(person)
    person.none_apply()
    for group in person.page.get_by_role("radiogroup", name=re.compile("Which side")).all():
        group.get_by_role("radio").first.check(force=True)
        person.press("Continue")
    word = person.page.get_by_text("Pain this strong: if it is new, severe or getting worse")
    numbers = person.page.get_by_role("radiogroup", name="Pain now, 0 to 10").get_by_role("radio")
    numbers.nth(6).check(force=True)
    expect(word).to_have_count(0)
    numbers.nth(7).check(force=True)
    expect(word).to_contain_text("let a clinician look at it first. Less is fine today.")
    for key in (*numbers.all(), person.button("Skip"), person.button("Continue")):
        expect(key).to_be_in_viewport(ratio=1)
    # Nothing is sent by a device that is not paired, and so nothing is said of sending.
    found = person.page.get_by_role("region", name="What was checked")
    expect(found).to_contain_text(re.compile("kept on this device", re.IGNORECASE))
    expect(found).not_to_contain_text("sent")
    person.press("Continue")
    expect(person.timer).to_be_visible()


def test_Q12_a_yes_that_sent_somebody_to_help_is_named_at_the_next_start_and_asked_again(people: Make) -> None:
    person = people()
    at_screening(person, "Lower back pain")
    person.answer("Numbness between the legs", "Yes")
    person.press("Continue")
    expect(person.heading("This needs emergency care now")).to_be_visible()
    person.press("Back to the library")
    person.sleep(2 * 86_400)
    # Another protocol, which does not ask this by itself.
    person.pick("Upper back pain")
    expect(person.heading("Last time you said yes")).to_be_visible()
    expect(person.page.get_by_role("main")).to_contain_text(
        "Have you been seen about it? If not, see a clinician first."
    )
    person.press("None of these apply")
    expect(person.page.get_by_text("One question has no answer yet.")).to_be_visible()
    person.button("Continue").click(force=True)
    expect(person.heading("First, a few questions")).to_be_visible()
    person.answer("Numbness between the legs", "Yes")
    person.press("Continue")
    expect(person.heading("This needs emergency care now")).to_be_visible()
    person.press("Back to the library")
    # What it is today counts: a no leads on.
    person.pick("Upper back pain")
    person.answer("Numbness between the legs", "No")
    person.none_apply()
    person.press("Skip")
    expect(person.timer).to_be_visible()


def test_Q12_of_a_client_it_is_named_on_every_device_of_staff(people: Make, server: Running) -> None:
    owner, therapist = people(TABLET), people(TABLET)
    owner.pair(server.pairing_link)
    therapist.pair(owner.code_for("Therapist"))
    owner.open("/")
    owner.pick("Upper back pain", with_client=True)
    owner.page.get_by_role("textbox").fill("R. M.")
    owner.page.keyboard.press("Enter")
    owner.answer("Fever, feeling seriously unwell", "Yes")
    owner.answer_the_rest("No")
    owner.press("Continue")
    expect(owner.heading("See a clinician first")).to_be_visible()
    owner.press("Back to the library")
    owner.let_pass(3)
    expect(owner.status.filter(has_text=ALL_HELD).first).to_be_visible()
    therapist.open("/")
    therapist.let_pass(3)
    therapist.pick("Upper back pain", with_client=True)
    therapist.press("R. M.")
    expect(therapist.heading("Last time the answer was yes")).to_be_visible()
    # Of nobody else, and not alone.
    therapist.press("Leave")
    therapist.pick("Upper back pain", with_client=True)
    therapist.press("No name")
    expect(therapist.heading("First, a few questions")).to_be_visible()
    expect(therapist.heading("Last time the answer was yes")).to_have_count(0)


# Makes the shoulder one for therapists only in the copies that lie on the device, as an older app or a stranger might
# have left them: in the library, and in every version with its text.
FORGE = """() => new Promise((resolve, reject) => {
  const forbid = (points) => {
    for (const point of points) Object.assign(point, { self_care: 'therapist-only', self: null });
  };
  indexedDB.open('holdwell').onsuccess = ({ target }) => {
    const tx = target.result.transaction(['library', 'versions'], 'readwrite');
    tx.oncomplete = () => resolve();
    tx.onerror = () => reject(tx.error);
    for (const name of ['library', 'versions']) {
      tx.objectStore(name).openCursor().onsuccess = ({ target: { result: cursor } }) => {
        if (cursor === null) return;
        const kept = cursor.value;
        if (name === 'versions') kept.version ??= JSON.parse(kept.text);
        forbid((kept.library ?? kept.version).points);
        cursor.update(kept);
        cursor.continue();
      };
    }
  };
})"""


@pytest.mark.with_worker
def test_L6_a_stored_copy_with_a_therapist_only_point_cannot_be_run_in_self_care(people: Make) -> None:
    person = people()
    person.open("/")
    expect(person.page.get_by_role("link", name="Upper back pain").first).to_be_visible()
    person.page.evaluate(FORGE)
    person.is_offline(True)
    person.page.reload()
    card = person.page.get_by_role("article").filter(has_text="Upper back pain").first
    expect(card).to_contain_text("It uses a point that only a trained therapist may press.")
    card.get_by_role("link").first.click()
    expect(person.page.get_by_role("main")).to_contain_text("It uses a point that only a trained therapist may press.")
    # It stands there with the reason beside it, and pressing it leads nowhere.
    person.button("Start").click(force=True)
    person.let_pass(2)
    expect(person.button("None of these apply")).to_have_count(0)
    expect(person.timer).to_have_count(0)


def test_where_the_rules_cannot_be_fetched_nothing_starts_and_the_reason_is_said(people: Make, server: Running) -> None:
    person = people(service_workers="block")
    person.context.route("**/assets/rules-*.js*", lambda route: route.abort())
    person.page.goto(server.url + "/")
    card = person.page.get_by_role("article").filter(has_text="Upper back pain").first
    expect(card).to_contain_text("The part of the app that checks it could not be fetched.")
    card.get_by_role("link").first.click()
    expect(person.page.get_by_role("main")).to_contain_text("The part of the app that checks it could not be fetched.")
    person.button("Start").click(force=True)
    person.let_pass(2)
    expect(person.button("None of these apply")).to_have_count(0)
