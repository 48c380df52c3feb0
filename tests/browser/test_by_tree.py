"""A session by the accessibility tree alone: no selectors, no places, nothing but what a screen reader is told.

Everything is found by its role and name in the tree that the browser gives to assistive technology, and pressed where
that tree says it stands in the document. What is said is read from the tree as well.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import CDPSession, expect

from person import PHONE, TABLET, Person
from running import Running

Make = Callable[..., Person]
Node = dict[str, Any]


class Listener:
    """Somebody who has only the accessibility tree of the page, and a key to press what it names."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.tree: CDPSession = person.context.new_cdp_session(person.page)
        self.tree.send("Accessibility.enable")

    def nodes(self, role: str, name: str | re.Pattern[str] | None = None) -> list[Node]:
        """What the tree holds of this role, with this name, in order."""
        nodes = self.tree.send("Accessibility.getFullAXTree")["nodes"]
        return [
            node
            for node in nodes
            if not node["ignored"] and _text(node, "role") == role and _is_named(_text(node, "name"), name)
        ]

    def find(self, role: str, name: str | re.Pattern[str] | None = None, within_s: int = 20) -> Node:
        """The first of them, once there is one."""
        for _ in range(within_s * 4):
            if found := self.nodes(role, name):
                return found[0]
            self.person.let_pass(0.5)
            self.person.page.wait_for_timeout(5)
        raise AssertionError(f"the tree has no {role} named {name!r}; it has {self.outline()}")

    def outline(self) -> list[str]:
        """Every role and name there is, for whoever reads a failure."""
        nodes = self.tree.send("Accessibility.getFullAXTree")["nodes"]
        return [f"{_text(node, 'role')} {_text(node, 'name')}" for node in nodes if _text(node, "name")]

    def activate(self, role: str, name: str | re.Pattern[str]) -> None:
        """As a screen reader does it: the default action of what stands there."""
        node = self.find(role, name)
        found = self.tree.send("DOM.resolveNode", {"backendNodeId": node["backendDOMNodeId"]})
        call = {"functionDeclaration": "function () { this.click() }", "objectId": found["object"]["objectId"]}
        self.tree.send("Runtime.callFunctionOn", call)
        self.person.let_pass(0.5)

    def press(self, role: str, name: str | re.Pattern[str], key: str) -> None:
        """The same with the focus on it and a key."""
        self.tree.send("DOM.focus", {"backendNodeId": self.find(role, name)["backendDOMNodeId"]})
        self.person.page.keyboard.press(key)
        self.person.let_pass(0.5)

    def text_in(self, node: Node) -> str:
        """All that stands inside a node, as it is read out."""
        nodes = {each["nodeId"]: each for each in self.tree.send("Accessibility.getFullAXTree")["nodes"]}

        def texts(of: str) -> list[str]:
            each = nodes.get(of, {})
            own = [_text(each, "name")] if _text(each, "role") == "StaticText" else []
            return own + [text for child in each.get("childIds", []) for text in texts(child)]

        return "".join(texts(node["nodeId"])).strip()

    def said(self) -> str:
        """What the region that speaks up says at this moment."""
        regions = [
            node
            for node in self.tree.send("Accessibility.getFullAXTree")["nodes"]
            if _property(node, "live") in ("polite", "assertive") and _text(node, "role") == "generic"
        ]
        return " ".join(filter(None, (self.text_in(node) for node in regions)))


def _text(node: Node, field: str) -> str:
    return str(node.get(field, {}).get("value", ""))


def _property(node: Node, name: str) -> Any:
    return next((each["value"].get("value") for each in node.get("properties", []) if each["name"] == name), None)


def _is_named(name: str, wanted: str | re.Pattern[str] | None) -> bool:
    return wanted is None or (name == wanted if isinstance(wanted, str) else wanted.search(name) is not None)


def seconds_in(clock: str) -> int:
    minutes, seconds = clock.split(":")
    return int(minutes) * 60 + int(seconds)


def answer_the_questions(by: Listener, *, by_candle: bool) -> None:
    """From the first question to the run: nothing applies, the pain is 6, and the candle is lit where it is wanted."""
    # Every question is a group with its own words, and its two answers know whether they are chosen.
    assert by.find("heading", "First, a few questions")
    assert len(by.nodes("group")) > 5 or len(by.nodes("radiogroup")) > 5
    by.activate("button", "None of these apply")
    assert {_property(each, "checked") for each in by.nodes("radio", "No")} == {"true"}
    assert {_property(each, "checked") for each in by.nodes("radio", "Yes")} == {"false"}
    by.activate("button", "Continue")

    assert by.find("radiogroup", "Which side today?")
    assert _property(by.find("button", "Continue"), "disabled")
    by.activate("radio", "Both")
    by.activate("button", "Continue")

    assert by.find("radiogroup", "Pain now, 0 to 10")
    assert _property(by.find("button", "Continue"), "disabled")
    if by_candle:
        by.activate("button", "Candlelight")
    by.activate("radio", "6")
    assert [_text(each, "name") for each in by.nodes("radio") if _property(each, "checked") == "true"] == ["6"]
    by.activate("button", "Continue")


def begin_the_first_hold(by: Listener, *, by_candle: bool) -> None:
    """To the hold itself, with ratings on the way, up to the ceiling and back."""
    # The run: where to search is said, and the time left goes by.
    heading = by.find("heading", re.compile("left$", re.IGNORECASE))
    assert _text(heading, "name").startswith("Top of the shoulder")
    assert "Find the place. Top of the shoulder, left." in by.said()
    timer = by.find("timer", "Time left")
    before = seconds_in(by.text_in(timer))
    by.person.let_pass(3)
    assert before - seconds_in(by.text_in(by.find("timer", "Time left"))) in (2, 3, 4)

    if by_candle:
        by.activate("button", "All keys")
    by.activate("button", "Begin now")
    assert "Sink in slowly." in by.said()
    by.person.let_pass(6)
    assert by.said().startswith("Hold until it eases")
    by.activate("radio", "4")
    assert [_text(each, "name") for each in by.nodes("radio") if _property(each, "checked") == "true"] == ["4"]
    by.press("radio", "6", "Enter")
    assert by.said().strip() == "Lighter. Six is the ceiling here."
    by.activate("radio", "3")


def be_unsure_for_a_moment(by: Listener) -> None:
    """Something feels wrong: a dialog with words of its own, and a way back."""
    by.activate("button", "Something feels wrong")
    assert by.find("dialog", "Come off the point")
    by.activate("button", "It is nothing, go on")
    assert not by.nodes("dialog")


@pytest.mark.with_worker
@pytest.mark.parametrize(
    ("viewport", "by_candle"), [(PHONE, False), (TABLET, True)], ids=["phone-light", "tablet-candle"]
)
def test_a_session_from_the_library_to_its_summary(
    people: Make, server: Running, viewport: dict[str, int], by_candle: bool
) -> None:
    person = people(viewport)
    person.open("/")
    by = Listener(person)

    assert by.find("heading", "What would help today?")
    assert _property(by.find("radio", "For myself"), "checked") == "true"
    by.press("link", re.compile("^Upper back pain"), "Enter")
    assert by.find("heading", "Upper back pain")
    by.activate("button", "Start")

    answer_the_questions(by, by_candle=by_candle)
    begin_the_first_hold(by, by_candle=by_candle)
    be_unsure_for_a_moment(by)
    for _ in range(80):
        if by.nodes("radiogroup", "Pain now, 0 to 10"):
            break
        by.activate("button", re.compile("Release now|release now"))
    assert by.find("heading", "And the pain now?")
    assert "Session complete." in by.said()
    by.activate("radio", "4")
    by.activate("button", "Continue")

    assert by.find("heading", "Session complete")
    assert len(by.nodes("listitem")) > 5
    by.activate("button", "Done")
    assert by.find("heading", "What would help today?")
    expect(person.page).to_have_url(server.url + "/")


def test_the_room_and_the_minutes_by_the_tree_alone(people: Make) -> None:
    person = people(PHONE)
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    by = Listener(person)
    by.activate("button", "Shorter today")
    assert by.find("dialog", "Shorter today?")
    assert by.find("slider", "Minutes left")
    by.activate("button", "Use this plan")
    by.activate("button", "Skip")

    assert _property(by.find("button", "Candlelight"), "pressed") == "false"
    by.activate("button", "Candlelight")
    assert _property(by.find("button", "Candlelight"), "pressed") == "true"
    # The time is read once, however often it is shown, and the place stays the heading.
    assert len(by.nodes("timer")) == 1
    assert len(by.nodes("heading")) == 1
    by.activate("button", "Whole screen as one key")
    by.activate("button", "Begin now")
    assert "Sink in slowly." in by.said()

    by.activate("button", "Lock touch")
    # Whoever has only the tree is not locked out.
    by.person.let_pass(6)
    by.activate("button", re.compile("elease now"))
    assert "Release slowly." in by.said()
    by.activate("button", "Hold to unlock")
    assert by.find("button", "Lock touch")
    by.activate("button", "Stop, hold to stop")
    by.activate("button", "Stop the session")
    assert by.find("heading", "And the pain now?")
