"""YAML text as a tree of texts with their places; nothing is guessed from how a value looks.

Owns the reading of YAML. A scalar stays the text that was written, and whether it was quoted: `no`, `1:30`, `012` and
dates are never turned into something else; what is expected decides how a text is read (`holdwell.core.content`).
Anchors, aliases, tags and second documents are refused by name, so that a file is what a reader sees, and no small
file grows into a huge one. It must never know what a protocol is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from holdwell.core.faults import START, Finding, Place, quoted

BYTES_AT_MOST = 512 * 1024
DEPTH_AT_MOST = 16


@dataclass(slots=True)
class Scalar:
    """One value as it was written. `is_plain`: without quotes and not a block of text."""

    place: Place
    text: str
    is_plain: bool


@dataclass(slots=True)
class Sequence:
    """A list."""

    place: Place
    items: "list[Node]" = field(default_factory=list)


class Entry(NamedTuple):
    """A field of a mapping: where its name stands, and its value."""

    place: Place
    value: "Node"


@dataclass(slots=True)
class Mapping:
    """A group of fields; of a field written twice, the first."""

    place: Place
    entries: dict[str, Entry] = field(default_factory=dict)


@dataclass(slots=True)
class Broken:
    """A value whose fault has been named already."""

    place: Place


Node = Scalar | Sequence | Mapping | Broken

# Problems as the YAML parser names them, and how a person would say it. The first that fits is taken.
_PROBLEMS = (
    ("tab character", "a tab stands here; indent with spaces only"),
    (
        "mapping values are not allowed",
        "a colon is not expected here; check the indentation, and put text that holds a colon in quotes",
    ),
    ("block sequence entries are not allowed", "a list item is not expected here; check the indentation"),
    ("expected '-' indicator", "expected a list item beginning with a hyphen, like those above; check the indentation"),
    ("did not find expected key", "expected a field, like those above; check the indentation and the quotes"),
    ("expected ',' or ']'", "expected a comma or the closing ]"),
    ("expected ',' or '}'", "expected a comma or the closing }"),
    ("could not find expected ':'", "expected a colon after the name of the field; check the indentation"),
    ("unexpected end of stream", "a quote opened here is never closed"),
    ("document indicator", "a quote opened above is never closed"),
    ("escape character", "a backslash in double quotes means something else here; use single quotes"),
    ("cannot start any token", "text may not begin with this character; put it in quotes"),
    ("expected <document start>", "expected one field after another, all beginning in the same column"),
    ("did not find expected node content", "expected a value here"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


class _Stop(Exception):
    """The rest of the file cannot be read; the finding says why."""

    def __init__(self, place: Place, sentence: str) -> None:
        super().__init__(sentence)
        self.finding = Finding(place, sentence)


def tree_from(data: bytes) -> tuple[Node | None, list[Finding]]:
    """The tree of a file, or None where it cannot be read to its end, and what was found on the way. Never raises."""
    findings: list[Finding] = []
    try:
        text = _text_from(data)
        return _Reader(text, findings).document(), findings
    except _Stop as stop:
        return None, [*findings, stop.finding]
    except yaml.YAMLError as error:
        return None, [*findings, _finding_from(error, data)]


def _text_from(data: bytes) -> str:
    if len(data) > BYTES_AT_MOST:
        raise _Stop(START, f"this file is larger than {BYTES_AT_MOST // 1024} KB; a protocol is a short file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace")
        raise _Stop(_place_after(good), "this is not UTF-8 text; save the file as UTF-8") from None
    control = _CONTROL.search(text)
    if control:
        raise _Stop(_place_after(text[: control.start()]), "an invisible control character stands here; delete it")
    return text


def _place_after(text: str) -> Place:
    lines = text.split("\n")
    return Place(len(lines), len(lines[-1]) + 1)


def _finding_from(error: yaml.YAMLError, data: bytes) -> Finding:
    mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    place = _place_from(mark or context)
    problem = str(getattr(error, "problem", None) or error)
    lines = data.decode("utf-8-sig", "replace").splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        return Finding(Place(place.line, indent.index("\t") + 1), "a tab stands here; indent with spaces only")
    if "unexpected end of stream" in problem and context:
        place = _place_from(context)
    is_bracket = "or ']'" in problem or "or '}'" in problem
    opened = f" of what opens in line {_place_from(context).line}; {_in_brackets(line, place)}" if is_bracket else ""
    for part, sentence in _PROBLEMS:
        if part in problem:
            return Finding(place, sentence + opened)
    return Finding(place, f"this cannot be read as YAML: {problem}")


def _in_brackets(line: str, place: Place) -> str:
    """What most often breaks a list or a group in brackets: an apostrophe that ends a quote, or text without quotes."""
    before = line[: place.column - 1].rstrip()
    if before.endswith("'"):
        return "an apostrophe in single quotes is written twice, as in 'don''t'"
    return "put text that holds a comma or a colon in quotes"


def _place_from(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else START


class _Reader:
    """Builds the tree from the parser's events, one file, once."""

    def __init__(self, text: str, findings: list[Finding]) -> None:
        self.findings = findings
        # Straight from the parser: yaml.parse would ask it twice for every event.
        self.next: Callable[[], Any] = yaml.CSafeLoader(text).get_event

    def document(self) -> Node:
        """The one document of the file."""
        self.next()
        event = self.next()
        if not isinstance(event, yaml.DocumentStartEvent):
            raise _Stop(START, "this file is empty")
        root = self.node(self.next(), 0)
        self.next()
        event = self.next()
        if isinstance(event, yaml.DocumentStartEvent):
            self.find(_place_from(event.start_mark), "a second document begins here; write one document a file")
        return root

    def find(self, place: Place, sentence: str) -> None:
        self.findings.append(Finding(place, sentence))

    def node(self, event: Any, depth: int) -> Node:
        """The value that begins with this event."""
        mark = event.start_mark
        place = Place(mark.line + 1, mark.column + 1)
        if type(event) is yaml.ScalarEvent and not event.anchor and not event.tag and depth <= DEPTH_AT_MOST:
            return Scalar(place, event.value, not event.style)
        if depth > DEPTH_AT_MOST:
            raise _Stop(place, f"lists and groups stand more than {DEPTH_AT_MOST} deep in each other here")
        if isinstance(event, yaml.AliasEvent):
            self.find(place, f"the alias *{event.anchor} is not allowed; write the value out here")
            return Broken(place)
        assert isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)  # nothing else begins a value
        if event.anchor:
            self.find(place, f"the anchor &{event.anchor} is not allowed; write every value out where it belongs")
        if event.tag:
            self.find(place, f"the tag {quoted(event.tag)} is not allowed; write the value alone")
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(place, event.value, not event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(place, depth)
        return self.mapping(place, depth)

    def sequence(self, place: Place, depth: int) -> Sequence:
        node = Sequence(place)
        while type(event := self.next()) is not yaml.SequenceEndEvent:
            node.items.append(self.node(event, depth + 1))
        return node

    def mapping(self, place: Place, depth: int) -> Mapping:
        node = Mapping(place)
        while type(event := self.next()) is not yaml.MappingEndEvent:
            key = self.node(event, depth + 1)
            value = self.node(self.next(), depth + 1)
            if isinstance(key, Scalar):
                self.enter(node, key, value)
            elif not isinstance(key, Broken):
                self.find(key.place, "expected the name of a field before the colon")
        return node

    def enter(self, node: Mapping, key: Scalar, value: Node) -> None:
        first = node.entries.get(key.text)
        if first is None:
            node.entries[key.text] = Entry(key.place, value)
        else:
            self.find(
                key.place, f"{quoted(key.text)} is written twice here; it stands already in line {first.place.line}"
            )


def place_of(node: Node, path: tuple[str | int, ...]) -> Place:
    """Where the value at this path stands; where it is missing, the nearest thing around it."""
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.entries:
            node = node.entries[step].value
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            break
    return node.place
