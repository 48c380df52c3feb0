"""A fact in whose place the server holds another text, in a real browser: kept, shown, and not sent again and again."""

import json
import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import expect

from person import KEPT, TABLET, Person
from running import Running

Make = Callable[..., Person]
pytestmark = pytest.mark.with_worker
MINE, OTHER = "as it was said here", "as somebody else has it"


def test_O6_a_fact_that_clashes_is_kept_and_shown_and_the_rest_of_its_session_is_proven(
    people: Make, server: Running
) -> None:
    with httpx.Client(base_url=server.url, headers={"origin": server.url}) as laptop:
        laptop.post("/api/pair", json={"code": server.pairing_code, "device_name": "Laptop"}).raise_for_status()
        clash(laptop, people(TABLET))


def clash(laptop: httpx.Client, tablet: Person) -> None:
    """The tablet writes a session, the laptop another text in the place of its note."""
    tablet.pair(laptop.post("/api/codes", json={"role": "therapist"}).json()["url"])
    tablet.to_the_run()
    tablet.is_offline(True)
    tablet.stop_in_the_first_hold()
    tablet.page.get_by_role("textbox", name="Note").fill(MINE)
    tablet.press("Save the note")
    tablet.until_kept("facts", MINE)
    # Under the same id somebody has handed another text in.
    [mine] = [row["raw"] for row in json.loads(tablet.page.evaluate(KEPT, ["facts"])) if MINE in row["raw"]]
    other = mine.replace(MINE, OTHER)
    assert laptop.post("/api/sync", json={"facts": [other]}).json()["refused"] == []
    tablet.is_offline(False)
    tablet.let_pass(10)
    tablet.open("/settings")
    said = tablet.status.filter(has_text="refused: Held with another text").first
    expect(said).to_have_text(all_but_one(tablet))
    expect(tablet.page.get_by_text("note written: Held with another text")).to_be_visible()
    expect(tablet.page.get_by_text("Nothing of it is lost")).to_be_visible()

    # As long as nothing changes nothing is sent, whatever wakes the app.
    before = pushes(tablet)
    for _ in range(3):
        tablet.let_pass(60)
        tablet.open("/settings")
        expect(said).to_have_text(all_but_one(tablet))
    assert pushes(tablet) == before
    # Somebody asks: once more, and no more often.
    with tablet.page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/api/sync")):
        tablet.press("Sync now")
    expect(tablet.page.get_by_text("note written: Held with another text")).to_be_visible()
    tablet.let_pass(60)
    assert pushes(tablet) == before + 1
    with tablet.page.expect_download() as saved:
        tablet.page.get_by_role("main").get_by_role("button", name="Save unsent facts as a file").first.click()
    assert saved.value.path().read_text(encoding="utf-8") == mine + "\n"
    texts = [fact["raw"] for fact in laptop.get("/api/sync").json()["facts"]]
    assert other in texts
    assert mine not in texts


def all_but_one(tablet: Person) -> re.Pattern[str]:
    """What the line says where one fact of all that are kept here is refused."""
    count = len(json.loads(tablet.page.evaluate(KEPT, ["facts"])))
    return re.compile(rf"^{count - 1} of {count} on the server, refused: Held with another text$")


def pushes(tablet: Person) -> int:
    """How often anything was handed in: what is only asked for has a cursor in its address."""
    return sum(address.endswith("/api/sync") for address in tablet.requests)
