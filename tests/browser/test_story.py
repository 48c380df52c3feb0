"""The main job as a person does it: open, pick, answer, hold, lose the network, be killed, finish, and see it proven."""

import re
from collections.abc import Callable, Iterator

import pytest
from person import PHONE, TABLET, Person
from playwright.sync_api import Browser, expect
from running import Running

ALL_HELD = re.compile(r"(\d+) of \1 on the server")


@pytest.fixture
def people(browser: Browser, server: Running) -> Iterator[Callable[..., Person]]:
    """Makes people at this server; afterwards none of them saw a script fail."""
    made: list[Person] = []

    def make(viewport: dict[str, int] = PHONE) -> Person:
        made.append(Person(browser, server.url, viewport))
        return made[-1]

    yield make
    errors = [error for person in made for error in person.errors]
    for person in made:
        person.context.close()
    assert errors == []


def pair(person: Person, link: str) -> None:
    person.open(link.removeprefix(person.url))
    person.press("Pair")
    expect(person.heading(re.compile("Paired with"))).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, TABLET], ids=["phone", "tablet"])
def test_a_session_from_the_library_to_the_server(
    people: Callable[..., Person], server: Running, viewport: dict[str, int]
) -> None:
    person = people(viewport)
    pair(person, server.pairing_link)
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    person.say_pain(5)

    # The first hold runs to its end; the time left is true to the second.
    expect(person.heading(re.compile("left", re.IGNORECASE))).to_be_visible()
    person.to_phase("Hold")
    before = person.seconds_left()
    person.let_pass(10)
    assert before - person.seconds_left() in (9, 10, 11)
    person.rate(4)

    # The network goes; killed mid-hold, the app comes back parked at the same hold, without it.
    person.is_offline(True)
    person.be_killed()
    expect(person.heading("Paused while you were away")).to_be_visible(timeout=10_000)
    person.press("Continue")
    person.finish_by_releasing()
    person.say_pain(4)
    expect(person.heading("Session complete")).to_be_visible()
    expect(person.status.first).not_to_contain_text(ALL_HELD)

    person.is_offline(False)
    person.let_pass(5)
    expect(person.status.filter(has_text=ALL_HELD).first).to_be_visible(timeout=20_000)

    # A second browser of the practice shows the same session, with planned and held.
    colleague = people(viewport)
    owner = person
    owner.open("/devices")
    owner.press("Therapist")
    code = owner.page.get_by_text(re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")).first.inner_text()
    pair(colleague, f"{server.url}/pair#{code}")
    colleague.open("/history")
    colleague.page.get_by_role("link", name=re.compile("Upper back pain")).first.click()
    expect(colleague.page.get_by_text(re.compile("Held"))).not_to_have_count(0)
