"""Pairing where the network is gone at the worst moment, in a real browser."""

import re
from collections.abc import Callable

import httpx
from playwright.sync_api import Locator, Route, expect

from person import TABLET, Person
from running import Running

Make = Callable[..., Person]


def test_A16_a_pairing_whose_answer_was_cut_goes_on_with_the_same_code_also_after_a_kill(
    people: Make, server: Running
) -> None:
    owner, tablet = people(TABLET), people(TABLET, service_workers="block")
    owner.pair(server.pairing_link)
    code = owner.code_for("Code for a therapist").rpartition("#")[2]
    answered: list[tuple[str, int]] = []

    def cut(route: Route) -> None:
        # The server does its part. Neither its answer nor its cookie comes through.
        asked = {"content-type": "application/json", "origin": server.url}
        answer = httpx.post(route.request.url, content=route.request.post_data_buffer or b"", headers=asked)
        answered.append((answer.json().get("device_id"), answer.status_code))
        route.abort()

    tablet.context.route("**/api/pair", cut)
    tablet.open(f"/pair#{code}")
    ask(tablet, "Tablet in room 1")
    expect(tablet.page.get_by_text("try again with the same code")).to_be_visible()
    expect(field_for_the_code(tablet)).to_have_value(code)
    tablet.press("Look it up")
    ask(tablet, "Tablet in room 1")
    expect(field_for_the_code(tablet)).to_have_value(code)
    tablet.be_killed()
    tablet.context.unroute("**/api/pair")
    field_for_the_code(tablet).fill(code)
    tablet.press("Look it up")
    ask(tablet, "Tablet in room 2")
    expect(tablet.heading(re.compile("Paired with"))).to_be_visible()
    assert answered == [(answered[0][0], 201)] * 2
    # It is one device, and it is let in.
    owner.open("/devices")
    expect(owner.page.get_by_role("listitem").filter(has_text="Tablet in room 2")).to_have_count(1)
    expect(owner.page.get_by_role("listitem").filter(has_text="Tablet in room 1")).to_have_count(0)
    tablet.open("/settings")
    expect(tablet.page.get_by_text("Paired with My practice as therapist.")).to_be_visible()
    assert tablet.page.evaluate("fetch('/api/me').then((answer) => answer.json())")["device_id"] == answered[0][0]
    # To anybody else the code is used up.
    stranger = people(TABLET, service_workers="block")
    stranger.open(f"/pair#{code}")
    expect(stranger.page.get_by_text("This code does not work.")).to_be_visible()


def field_for_the_code(tablet: Person) -> Locator:
    return tablet.page.get_by_label("Code")


def ask(tablet: Person, name: str) -> None:
    """Says yes to the practice behind the code, under this name."""
    expect(tablet.button("Pair")).to_be_visible()
    tablet.page.get_by_label("Name of this device").fill(name)
    tablet.press("Pair")
