"""The owner's pages of a practice: devices are renamed and removed, somebody is erased, and it stands in the list."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from person import TABLET, Person
from running import Running

Make = Callable[..., Person]


def test_a_device_is_renamed_and_removed_and_says_so_itself(people: Make, server: Running) -> None:
    owner, tablet = people(TABLET), people(TABLET)
    owner.pair(server.pairing_link)
    tablet.pair(owner.code_for("Therapist"))
    owner.open("/devices")
    entry = owner.page.get_by_role("listitem").filter(has_text="Therapist")
    entry.get_by_role("button", name="Rename").click()
    owner.page.get_by_label("Name of this device").fill("Tablet in room 2")
    owner.press("Save the name")
    entry = owner.page.get_by_role("listitem").filter(has_text="Tablet in room 2")
    entry.get_by_role("button", name="Remove").click()
    expect(owner.heading("Remove Tablet in room 2?")).to_be_visible()
    owner.press("Remove it")
    expect(entry).to_have_count(0)

    tablet.open("/settings")
    expect(tablet.status.filter(has_text="removed by the owner").first).to_be_visible()

    owner.open("/settings")
    owner.let_pass(5)
    owner.open("/devices")
    owner.page.get_by_role("link", name="What was done").click()
    done = owner.page.get_by_role("main").get_by_role("listitem")
    expect(done.filter(has_text="Tablet in room 2 was removed.")).to_have_count(1)
    expect(done.filter(has_text=re.compile("is called Tablet in room 2 now"))).to_have_count(1)


def test_a_client_is_erased_for_good_after_being_sure(people: Make, server: Running) -> None:
    owner = people(TABLET)
    owner.pair(server.pairing_link)
    owner.open("/")
    owner.start_with("Q. X.")
    owner.stop_by_holding()
    owner.press("Skip")
    owner.press("Done")
    owner.let_pass(5)
    owner.open("/history")
    owner.page.get_by_role("combobox").select_option(label="Q. X.")
    owner.page.get_by_role("link", name="About Q. X.").click()
    # At `localhost` a client's phone would find nothing at all, and not a warning.
    expect(owner.page.get_by_text("this address works on this computer only")).to_be_visible()
    owner.press("Erase Q. X.")
    expect(owner.button("Erase for good")).to_be_disabled()
    owner.page.get_by_role("checkbox").check(force=True)
    owner.press("Erase for good")
    expect(owner.heading("Erased")).to_be_visible()
    owner.open("/history")
    expect(owner.page.get_by_text("Q. X.")).to_have_count(0)
