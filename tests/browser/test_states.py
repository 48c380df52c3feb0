"""What is seldom met: each state stands in the gallery with its own words, and what is asked for there stands once."""

import pytest
from playwright.sync_api import Page, expect

from gallery import show

SAID = {
    "library/syncing": "24 of 31 on the server, sending",
    "library/progress": "Reading the record: 1,200 of 8,200",
    "library/put-off-day": "It takes only so much a day",
    "library/put-off-disk": "Its disk is full",
    "library/revoked": "this device was removed by the owner",
    "library/handed-over": "What it had not sent waits for the owner",
    "library/storage-blocked": "The browser lets nothing be stored",
    "library/older-app": "A newer version is open in another tab",
    "library/missed": "Not on this device yet",
    "library/none-here": "There is nothing for you here yet",
    "library/missing": "The library is fetched once",
    "pair/failed-not-loopback": "works only on the machine of the server itself",
    "pair/failed-storage": "This device keeps nothing now",
    "pair/failed-other": "That did not work",
    "devices/failure": "The last owner cannot be removed",
    "client/failure": "Too many codes are open",
    "summary/refused": "refused: The note is too long",
}
# From the left edge of a heading to that of the words on a key.
INDENT = """(key) => {
  const words = document.createRange();
  words.selectNodeContents(key);
  return words.getBoundingClientRect().left - document.querySelector('h1').getBoundingClientRect().left;
}"""


@pytest.mark.parametrize("page_of_size", ["phone"], indirect=True)
def test_every_state_that_is_seldom_met_says_what_it_is(page_of_size: Page, gallery: str) -> None:
    for scene, words in SAID.items():
        show(page_of_size, gallery, scene)
        assert words in page_of_size.locator("main").first.inner_text(), scene


@pytest.mark.parametrize("page_of_size", ["tablet"], indirect=True)
def test_what_is_unsent_is_saved_by_one_key(page_of_size: Page, gallery: str) -> None:
    show(page_of_size, gallery, "settings/refused")
    saves = page_of_size.get_by_role("button", name="Save unsent facts as a file")
    expect(saves).to_have_count(1)
    keys = page_of_size.locator(".settings-keys", has=saves).locator("> *")
    rows = keys.evaluate_all("(all) => all.map((each) => Math.round(each.getBoundingClientRect().top))")
    assert {rows.count(row) for row in rows} == {2}, "none stands alone in its row"


@pytest.mark.parametrize("page_of_size", ["phone"], indirect=True)
@pytest.mark.parametrize("scene", ["library/signed-out", "library/revoked"])
def test_a_key_under_the_sync_line_begins_where_the_line_begins(page_of_size: Page, gallery: str, scene: str) -> None:
    show(page_of_size, gallery, scene)
    assert abs(page_of_size.locator(".sync button").first.evaluate(INDENT)) < 1


@pytest.mark.parametrize("page_of_size", ["phone"], indirect=True)
def test_where_the_library_could_not_be_fetched_nothing_says_it_is_made_ready(page_of_size: Page, gallery: str) -> None:
    show(page_of_size, gallery, "library/missing")
    expect(page_of_size.get_by_text("Getting ready for use offline")).to_have_count(0)


@pytest.mark.parametrize("page_of_size", ["phone-wide"], indirect=True)
@pytest.mark.parametrize("scene", ["summary/complete", "summary/refused"])
def test_on_a_lying_phone_no_key_lies_over_what_is_read(page_of_size: Page, gallery: str, scene: str) -> None:
    show(page_of_size, gallery, scene)
    ends, begins = (
        page_of_size.locator(which).evaluate(f"(each) => each.getBoundingClientRect().{edge}")
        for which, edge in ((".summary > .session", "bottom"), (".summary-foot", "top"))
    )
    assert begins >= ends - 1
