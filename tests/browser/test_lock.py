"""The lock of a shared screen by PIN: set, locked, tried, forgotten, as people meet it. Nothing is seen behind it."""

import hashlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from hindrances import hindrances, looks
from person import PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]
PIN = "271828"
SALT = "00112233445566778899aabbccddeeff"
# What a PIN costs takes a while on a machine that is busy.
JUDGED_MS = 60_000
# Words of the record: a name, its history, a note that was typed, an answer of the finder, what is counted of it.
NAME, NOTE = "Q. X.", "under the left rim"
RECORD = (NAME, NOTE, "Likely tender spots", "Upper back pain", "on the server", "Session", "Library", "History")
# Every one of these words that ever stands in the page, from its first letter on.
WATCHED = """([words]) => {
  window.seen = [];
  const look = () => {
    const text = document.documentElement?.textContent ?? '';
    for (const word of words) if (text.includes(word) && !window.seen.includes(word)) window.seen.push(word);
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}"""
HIDEABLE = """
  let seen = 'visible';
  Object.defineProperty(document, 'visibilityState', { get: () => seen });
  window.be = (now) => { seen = now; document.dispatchEvent(new Event('visibilitychange')); };
"""
KEPT_OF_LOCK = """() => new Promise((resolve) => {
  const opening = indexedDB.open('holdwell');
  opening.onsuccess = () => {
    const asked = opening.result.transaction('meta').objectStore('meta').get('own/lock');
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
  };
})"""

# As setting a PIN leaves it ([LK8]).
KEEP = """([kept]) => new Promise((resolve) => {
  localStorage.setItem('locks', 'yes');
  const opening = indexedDB.open('holdwell');
  opening.onsuccess = () => {
    const putting = opening.result.transaction('meta', 'readwrite').objectStore('meta').put(kept, 'own/lock');
    putting.transaction.oncomplete = () => { opening.result.close(); resolve(); };
  };
})"""


def key(person: Person, name: str) -> Locator:
    return person.page.get_by_role("button", name=name, exact=True)


def type_pin(person: Person, pin: str, action: str = "Unlock") -> None:
    """By the large keys on the screen."""
    for digit in pin:
        key(person, digit).click()
    key(person, action).click()


def is_locked(person: Person) -> None:
    expect(person.heading("Locked")).to_be_visible()


def unlock(person: Person, pin: str = PIN) -> None:
    type_pin(person, pin)
    expect(person.heading("Locked")).to_have_count(0, timeout=JUDGED_MS)


def set_pin(person: Person, pin: str = PIN) -> None:
    person.open("/settings")
    person.press("Set a PIN")
    expect(person.heading("Choose a PIN")).to_be_visible()
    type_pin(person, pin, "Next")
    expect(person.heading("The same PIN again")).to_be_visible()
    type_pin(person, pin, "Set it")
    expect(key(person, "Lock now")).to_be_visible(timeout=JUDGED_MS)


@pytest.fixture
def owner(people: Make, server: Running) -> Person:
    person = people(TABLET)
    person.pair(server.pairing_link)
    return person


@pytest.fixture
def new_tablet(people: Make, server: Running, request: pytest.FixtureRequest) -> Person:
    """The tablet of a practice without a PIN: a therapist's, where the owner has a device beside it."""
    has_owner = "owner" in request.fixturenames
    person = people(TABLET, reduced_motion="reduce")
    person.pair(request.getfixturevalue("owner").code_for("Code for a therapist") if has_owner else server.pairing_link)
    return person


@pytest.fixture
def tablet(new_tablet: Person) -> Person:
    """The same with a PIN, on its settings. What it costs to try one is kept with it: here next to nothing."""
    digest = hashlib.scrypt(PIN.encode(), salt=bytes.fromhex(SALT), n=2, r=8, p=1, dklen=32)
    kept = {"minutes": 5, "pin": {"salt": SALT, "hash": digest.hex(), "cost": {"N": 2, "r": 8, "p": 1}}}
    new_tablet.page.evaluate(KEEP, [kept])
    enter(new_tablet, "/settings")
    return new_tablet


def enter(person: Person, path: str) -> None:
    """Starts the app at this address, and types the PIN."""
    person.open(path)
    is_locked(person)
    unlock(person)


def to_a_run(person: Person) -> None:
    person.page.get_by_role("link", name="Library").click()
    person.start_with(NAME)


def nothing_of_the_record(person: Person) -> None:
    """Neither in the page nor in what a screen reader is given; and the lock stands alone."""
    there = person.page.content() + person.page.locator("body").aria_snapshot()
    assert [word for word in RECORD if word in there] == []
    expect(person.page.get_by_role("navigation")).to_have_count(0)
    # The live region stands there from the start, and says nothing.
    expect(person.page.locator("#app > :not(:empty)")).to_have_count(1)
    expect(person.page.get_by_role("main")).to_have_count(1)


@pytest.mark.with_worker
def test_LK1_LK2_it_locks_by_itself_and_nothing_of_the_record_is_there_meanwhile(tablet: Person) -> None:
    to_a_run(tablet)
    tablet.stop_by_holding()
    tablet.press("Skip")
    tablet.page.get_by_role("textbox", name="Note").fill(NOTE)
    tablet.until_kept("meta", NOTE)
    # In time.
    tablet.sleep(5 * 60 - 5)
    expect(tablet.page.get_by_role("textbox", name="Note")).to_have_value(NOTE)
    tablet.sleep(10)
    is_locked(tablet)
    nothing_of_the_record(tablet)
    unlock(tablet)
    expect(tablet.page.get_by_role("textbox", name="Note")).to_have_value(NOTE)
    tablet.press("Done")
    # At once, from everywhere.
    tablet.page.get_by_role("navigation").get_by_role("button", name="Lock").click()
    is_locked(tablet)
    expect(tablet.heading("Locked")).to_be_focused()
    nothing_of_the_record(tablet)
    # At a start, at whatever address, with a network or without, and not for a moment is anything seen before.
    tablet.context.add_init_script(f"({WATCHED})([{list(RECORD)}])")
    for path, is_offline in (("/history", False), ("/where", True), ("/history", True)):
        tablet.is_offline(is_offline)
        tablet.page.goto(tablet.url + path)
        is_locked(tablet)
        tablet.let_pass(5)
        nothing_of_the_record(tablet)
        assert tablet.page.evaluate("window.seen") == []
    unlock(tablet)
    expect(tablet.page.get_by_role("article")).to_contain_text(NAME)
    assert NAME in tablet.page.evaluate("window.seen")


def test_LK2_what_comes_back_from_being_hidden_is_locked_before_it_is_seen(tablet: Person) -> None:
    tablet.context.add_init_script(HIDEABLE)
    enter(tablet, "/history")
    tablet.page.evaluate("be('hidden')")
    expect(tablet.page.locator("body")).to_have_css("visibility", "hidden")
    tablet.sleep(60)
    tablet.page.evaluate("be('visible')")
    expect(tablet.heading("Nothing yet")).to_be_visible()
    tablet.page.evaluate("be('hidden')")
    tablet.sleep(5 * 60)
    # In the very turn in which it is seen again the curtain is still drawn, or the lock stands.
    was_covered = tablet.page.evaluate(
        "() => { be('visible'); return getComputedStyle(document.body).visibility === 'hidden'; }"
    )
    assert was_covered
    is_locked(tablet)
    nothing_of_the_record(tablet)


def test_LK3_a_run_is_never_locked_nor_after_a_kill_and_its_summary_is(tablet: Person) -> None:
    to_a_run(tablet)
    tablet.to_phase("Hold")
    before_s = tablet.seconds_left()
    tablet.let_pass(5)
    assert before_s - tablet.seconds_left() in (4, 5, 6)
    tablet.be_killed()
    expect(tablet.heading("Paused while you were away")).to_be_visible()
    tablet.sleep(20 * 60)
    expect(tablet.heading("Paused while you were away")).to_be_visible()
    tablet.press("Continue")
    expect(tablet.timer).to_be_visible()
    # Another tab asks for the lock meanwhile.
    other = tablet.context.new_page()
    other.goto(tablet.url)
    expect(other.get_by_role("heading", name="Locked")).to_be_visible()
    expect(tablet.timer).to_be_visible()
    tablet.stop_by_holding()
    tablet.press("Skip")
    is_locked(tablet)
    unlock(tablet)
    expect(tablet.heading("Session stopped")).to_be_visible()
    expect(other.get_by_role("heading", name="Locked")).to_have_count(0)
    other.close()


def test_LK6_LK7_wrong_tries_wait_longer_each_time_also_over_a_reload_and_a_clock_set_forward(tablet: Person) -> None:
    key(tablet, "Lock now").click()
    for left in ("4 more tries", "3 more tries", "2 more tries", "One more try"):
        type_pin(tablet, "1111")
        expect(tablet.page.get_by_text(f"That is not the PIN. {left}")).to_be_visible(timeout=JUDGED_MS)
    type_pin(tablet, "1111")
    wait = tablet.page.get_by_role("timer", name="Time to wait")
    expect(wait).to_have_text(re.compile(r"^0:(30|2\d)$"), timeout=JUDGED_MS)
    expect(key(tablet, "1")).to_be_disabled()
    tablet.page.reload()
    expect(wait).to_have_text(re.compile(r"^0:[12]\d$"))
    # Set forward by a day, over a reload: half of the wait stays.
    tablet.page.clock.set_system_time(tablet.now_ms() + 24 * 3600 * 1000)
    tablet.page.reload()
    expect(wait).to_have_text(re.compile(r"^0:(1\d|0\d)$"))
    expect(key(tablet, "1")).to_be_disabled()
    tablet.let_pass(20)
    expect(wait).to_have_count(0)
    unlock(tablet)


@pytest.mark.with_worker
def test_LK9_forgotten_a_fresh_code_of_the_practice_takes_it_off_and_no_fact_is_lost(
    owner: Person, tablet: Person
) -> None:
    to_a_run(tablet)
    tablet.to_phase("Hold")
    tablet.is_offline(True)
    tablet.stop_by_holding()
    tablet.press("Skip")
    tablet.page.get_by_role("textbox", name="Note").fill(NOTE)
    tablet.press("Save the note")
    tablet.until_kept("facts", NOTE)
    tablet.page.get_by_role("button", name="Done").click()
    tablet.page.get_by_role("navigation").get_by_role("button", name="Lock").click()
    code = tablet.page.get_by_role("textbox", name="Code")
    tablet.press("PIN forgotten?")
    expect(tablet.heading("Take the lock off")).to_be_focused()
    fresh = owner.code_for("Code for a therapist").rpartition("#")[2]
    code.fill(fresh)
    key(tablet, "Take the lock off").click()
    expect(tablet.page.get_by_text("That needs a connection")).to_be_visible()
    nothing_of_the_record(tablet)
    tablet.is_offline(False)
    code.fill("ABCD-2345")
    key(tablet, "Take the lock off").click()
    expect(tablet.page.get_by_text("This code does not work")).to_be_visible(timeout=JUDGED_MS)
    code.fill(fresh)
    key(tablet, "Take the lock off").click()
    expect(tablet.heading("The lock is off")).to_be_focused(timeout=JUDGED_MS)
    nothing_of_the_record(tablet)
    tablet.press("Go on")
    expect(tablet.status.filter(has_text=re.compile(r"([1-9]\d*) of \1 on the server")).first).to_be_visible(
        timeout=JUDGED_MS
    )
    owner.open("/history")
    owner.let_pass(5)
    owner.page.get_by_role("article").first.get_by_role("link").first.click()
    expect(owner.page.get_by_text(NOTE)).to_be_visible()
    tablet.page.reload()
    expect(tablet.heading("Locked")).to_have_count(0)
    tablet.open("/settings")
    expect(key(tablet, "Set a PIN")).to_be_visible()


def test_LK8_only_scrypt_is_kept_and_only_by_the_pin_is_it_changed_or_taken_off(new_tablet: Person) -> None:
    set_pin(tablet := new_tablet)
    kept = tablet.page.evaluate(KEPT_OF_LOCK)
    assert kept["minutes"] == 5
    assert kept["pin"]["cost"] == {"N": 32768, "r": 8, "p": 3}
    assert re.fullmatch(r"[0-9a-f]{32}", kept["pin"]["salt"])
    assert tablet.page.evaluate("({ ...localStorage, ...sessionStorage })") == {"look": "", "locks": "yes"}
    tablet.page.get_by_role("radio", name="15 minutes").check(force=True)
    tablet.press("Change the PIN")
    type_pin(tablet, "1111", "Next")
    expect(tablet.page.get_by_text("That is not the PIN. 4 more tries")).to_be_visible(timeout=JUDGED_MS)
    type_pin(tablet, PIN, "Next")
    expect(tablet.heading("Choose a PIN")).to_be_visible(timeout=JUDGED_MS)
    type_pin(tablet, "3141", "Next")
    type_pin(tablet, "3142", "Set it")
    expect(tablet.page.get_by_text("These two were not the same")).to_be_visible()
    for action in ("Next", "Set it"):
        type_pin(tablet, "3141", action)
    expect(tablet.page.get_by_role("dialog")).to_have_count(0, timeout=JUDGED_MS)
    key(tablet, "Lock now").click()
    type_pin(tablet, PIN)
    expect(tablet.page.get_by_text("That is not the PIN")).to_be_visible(timeout=JUDGED_MS)
    unlock(tablet, "3141")
    tablet.press("Turn it off")
    type_pin(tablet, "3141", "Next")
    expect(key(tablet, "Set a PIN")).to_be_visible(timeout=JUDGED_MS)
    tablet.page.reload()
    expect(key(tablet, "Set a PIN")).to_be_visible()
    assert tablet.page.evaluate(KEPT_OF_LOCK) is None


def test_LK10_all_tabs_of_the_device_lock_and_unlock_together(tablet: Person) -> None:
    other = tablet.context.new_page()
    other.goto(tablet.url + "/history")
    is_locked(tablet)
    unlock(tablet)
    expect(other.get_by_role("heading", name="Nothing yet")).to_be_visible()
    other.get_by_role("button", name="Lock", exact=True).click()
    is_locked(tablet)
    nothing_of_the_record(tablet)
    other.close()


def test_it_is_set_locked_and_opened_by_keys_alone(people: Make, server: Running) -> None:
    person = people(TABLET)
    person.pair(server.pairing_link)
    person.open("/settings")
    keys = person.page.keyboard
    person.press_until("Tab", "button", "Set a PIN")
    keys.press("Enter")
    expect(person.heading("Choose a PIN")).to_be_focused()
    for heading in ("The same PIN again", None):
        keys.type("27183")
        keys.press("Backspace")
        keys.press("Enter")
        if heading:
            expect(person.heading(heading)).to_be_visible()
    expect(key(person, "Lock now")).to_be_visible(timeout=JUDGED_MS)
    person.press_until("Tab", "button", "Lock now")
    keys.press("Enter")
    expect(person.heading("Locked")).to_be_focused()
    keys.type("271")
    expect(person.status.filter(has_text="3 digits typed")).to_be_attached()
    # Too short to be one: nothing is tried.
    keys.press("Enter")
    person.press_until("Tab", "button", "8")
    keys.press("Enter")
    person.press_until("Tab", "button", "Unlock")
    keys.press("Space")
    expect(person.heading("Settings")).to_be_focused(timeout=JUDGED_MS)


LOOKS = ((PHONE, "light"), (PHONE, "dark"), (TABLET, "light"), (TABLET, "dark"))


def test_the_lock_is_for_everyone(people: Make, server: Running, axe: str) -> None:
    person = people(TABLET, color_scheme="dark", reduced_motion="reduce")
    faults: list[str] = []

    def look_at(screen: str) -> None:
        for look in looks(person.page, *LOOKS):
            faults.extend(f"{screen}, {look}: {each}" for each in hindrances(person.page, axe))

    person.pair(server.pairing_link)
    person.open("/settings")
    expect(person.heading("Settings")).to_be_visible()
    look_at("setting")
    person.press("Set a PIN")
    expect(person.heading("Choose a PIN")).to_be_visible()
    look_at("sheet")
    for action in ("Next", "Set it"):
        type_pin(person, PIN, action)
    expect(key(person, "Lock now")).to_be_visible(timeout=JUDGED_MS)
    look_at("set")
    key(person, "Lock now").click()
    is_locked(person)
    look_at("locked")
    for look in looks(person.page, *LOOKS):
        faults += [f"locked, {look}: {each}" for each in keys_out_of_reach(person)]
    person.page.evaluate("document.documentElement.style.fontSize = '200%'")
    look_at("locked, large")
    person.page.evaluate("document.documentElement.style.fontSize = ''")
    person.press("PIN forgotten?")
    expect(person.heading("Take the lock off")).to_be_visible()
    look_at("code")
    assert not faults, "\n".join(faults)


def keys_out_of_reach(person: Person) -> list[str]:
    """Keys that are too small for a finger; each comes into the window, with large letters too."""
    found = []
    for digit in key(person, "1").all() + key(person, "0").all():
        box = digit.bounding_box()
        assert box is not None
        if min(box["width"], box["height"]) < 56:
            found.append(f"a key of {box['width']:.0f} x {box['height']:.0f}")
    for size in ("100%", "200%"):
        person.page.evaluate("(size) => { document.documentElement.style.fontSize = size }", size)
        key(person, "0").scroll_into_view_if_needed()
        expect(key(person, "0"), f"with letters of {size}").to_be_in_viewport()
    person.page.evaluate("document.documentElement.style.fontSize = ''")
    return found
