"""Ways to damage a protocol file, and the place that must then be named.

Owns the damages; each yields the damaged text, the line and column where it was put, and words that must be in what is
said there. The places come from PyYAML's own composer, not from the reader under test. It must never look at a finding.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

import yaml

NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
PLACES_EACH = 3


class Damaged(NamedTuple):
    """A damaged file: what of it must be said, and where. Lines and columns count from 1."""

    how: str
    text: str
    line: int
    column: int
    words: str


class Field(NamedTuple):
    """A field of a shipped file: its name and its value, and the group of fields it stands in."""

    name: yaml.ScalarNode
    value: yaml.Node
    group: yaml.MappingNode

    @property
    def is_scalar(self) -> bool:
        return isinstance(self.value, yaml.ScalarNode)

    @property
    def is_plain(self) -> bool:
        """A value of one line without quotes, so that it can be cut out."""
        is_one_line = self.value.start_mark.line == self.value.end_mark.line
        return isinstance(self.value, yaml.ScalarNode) and self.value.style is None and is_one_line

    @property
    def is_number(self) -> bool:
        return self.is_plain and self.value.tag in NUMBERS

    @property
    def is_block(self) -> bool:
        """Whether it stands on lines of its own."""
        return not self.group.flow_style


def fields_of(text: str) -> list[Field]:
    """Every field of a file, in order."""
    found: list[Field] = []

    def walk(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                found.append(Field(name, value, node))
                walk(value)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                walk(item)

    walk(yaml.compose(text, Loader=yaml.SafeLoader))
    return found


def damages_of(text: str, rng: Random) -> Iterator[Damaged]:
    """Dozens of damages of a file, at places taken by chance."""
    fields = fields_of(text)
    for damage in DAMAGES:
        some = list(fields)
        rng.shuffle(some)
        done = 0
        for field in some:
            damaged = damage(text, field)
            if damaged is not None:
                yield damaged
                done += 1
            if done == PLACES_EACH:
                break


def with_value(text: str, field: Field, value: str, before: str = "") -> str:
    """The text with another value in place of a field's own; `before` stands in front of it."""
    start, end = field.value.start_mark.index, field.value.end_mark.index
    return text[:start] + before + value + text[end:]


def place_of(node: yaml.Node, further: int = 0) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1 + further


def _value(value: str, words: str, fits: Callable[[Field], bool]) -> Callable[[str, Field], Damaged | None]:
    """Another value in place of one that fits."""

    def damage(text: str, field: Field) -> Damaged | None:
        if not fits(field):
            return None
        said = words.replace("NAME", field.name.value)
        return Damaged(f"value {value!r}", with_value(text, field, value), *place_of(field.value), said)

    return damage


def _is_number(field: Field) -> bool:
    # The number of the format is no quantity: it is said otherwise (tests/server/spoiled.txt).
    return field.is_number and field.name.value != "format"


def _is_text(field: Field) -> bool:
    return field.is_plain and not field.is_number and field.value.tag != "tag:yaml.org,2002:null"


def _is_list(field: Field) -> bool:
    return isinstance(field.value, yaml.SequenceNode) and bool(field.value.flow_style)


def _line_of(text: str, field: Field) -> tuple[int, int]:
    """Where the line of a block field begins and ends; it ends before the next line."""
    start = text.rfind("\n", 0, field.name.start_mark.index) + 1
    end = text.find("\n", field.value.end_mark.index)
    return start, len(text) if end < 0 else end + 1


def _has_own_line(text: str, field: Field) -> bool:
    start, _ = _line_of(text, field)
    return field.is_block and field.is_plain and text[start : field.name.start_mark.index].isspace()


def extra(text: str, field: Field) -> Damaged | None:
    """A field that nobody knows, on a line of its own."""
    if not _has_own_line(text, field):
        return None
    start, _ = _line_of(text, field)
    indent = text[start : field.name.start_mark.index]
    line, column = place_of(field.name)
    new = f"{text[:start]}{indent}zzz_made_up: 1\n{text[start:]}"
    return Damaged("extra field", new, line, column, '"zzz_made_up" is not a field of')


def misnamed(text: str, field: Field) -> Damaged | None:
    """The name of a field misspelt."""
    start, end = field.name.start_mark.index, field.name.end_mark.index
    name = f"{field.name.value}q"
    words = f'"{name}" is not a field of'
    return Damaged("misspelt field", text[:start] + name + text[end:], *place_of(field.name), words)


def twice(text: str, field: Field) -> Damaged | None:
    """A field written twice."""
    if not _has_own_line(text, field):
        return None
    start, end = _line_of(text, field)
    line, column = place_of(field.name)
    words = f'"{field.name.value}" is written twice here; it stands already in line {line}'
    return Damaged("written twice", text[:end] + text[start:end] + text[end:], line + 1, column, words)


def indented(text: str, field: Field) -> Damaged | None:
    """A line one space too far in."""
    first = field.group.value[0][0]
    if not _has_own_line(text, field) or field.name is first:
        return None
    before = [value for name, value in field.group.value if name.start_mark.index < field.name.start_mark.index][-1]
    if not isinstance(before, yaml.ScalarNode) or before.style is not None:
        return None
    start, _ = _line_of(text, field)
    line, column = place_of(field.name, 1)
    words = "check the indentation"
    # The name is taken for more of the value above, until its colon.
    return Damaged("one space in", f"{text[:start]} {text[start:]}", line, column + len(field.name.value), words)


def tabbed(text: str, field: Field) -> Damaged | None:
    """A tab instead of spaces."""
    if not _has_own_line(text, field):
        return None
    start, _ = _line_of(text, field)
    line, _ = place_of(field.name)
    return Damaged("a tab", f"{text[:start]}\t{text[field.name.start_mark.index :]}", line, 1, "a tab stands here")


def cut_after_name(text: str, field: Field) -> Damaged | None:
    """The file ends right after a name and its colon."""
    if not (field.is_block and field.is_plain) or field.name.value in NULLABLE:
        return None
    line, column = place_of(field.name, len(field.name.value) + 1)
    words = f"{field.name.value}: expected" if field.name.value not in OPTIONAL else "nothing is written here"
    return Damaged("cut off", text[: field.name.end_mark.index] + ":", line, column, words)


def cut_in_brackets(text: str, field: Field) -> Damaged | None:
    """The file ends inside brackets."""
    if not _is_list(field) or not field.value.value:
        return None
    new = text[: field.value.start_mark.index + 1] + "\n"
    lines = new.split("\n")
    return Damaged("cut off in brackets", new, len(lines), 1, "expected")


def swapped(text: str, field: Field) -> Damaged | None:
    """A number and a text of the same group in each other's place."""
    others = [v for n, v in field.group.value if _is_text(Field(n, v, field.group))]
    if not _is_number(field) or not others:
        return None
    other = others[0]
    one, two = sorted((field.value, other), key=lambda node: node.start_mark.index)
    a, b, c, d = one.start_mark.index, one.end_mark.index, two.start_mark.index, two.end_mark.index
    new = text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
    line, column = place_of(field.value)
    if one is other and one.start_mark.line == two.start_mark.line:
        column += (b - a) * -1 + (d - c)
    return Damaged("swapped", new, line, column, f"{field.name.value}: expected")


def not_text(text: str, field: Field) -> Damaged | None:
    """A character that nobody sees."""
    if not _is_text(field):
        return None
    words = "an invisible control character stands here"
    return Damaged("a control character", with_value(text, field, "x", "\x07"), *place_of(field.value), words)


def second_document(text: str, field: Field) -> Damaged | None:
    """A second document."""
    if field.group.start_mark.column or not field.is_block or field.group.value[0][0] is field.name:
        return None
    start, _ = _line_of(text, field)
    line, _ = place_of(field.name)
    return Damaged("a second document", f"{text[:start]}---\n{text[start:]}", line, 1, "a second document begins here")


# Fields in which nothing may be written.
NULLABLE = {"same_point_min_hours", "review_after_sessions", "review_after_weeks", "classic_label", "year"}
# Fields that may be left out: with nothing after the colon it is that which is said.
OPTIONAL = {
    *("format", "hold_kind", "hold_breaths", "levels", "pulse", "ramp_s", "release_s", "technique", "tool", "cue"),
    *("note", "body_position", "optional", "leave_out_if", "leave_out_on", "notes", "side_order", "screen", "zones"),
    *("position_change_s", "ask_again", "change", "address"),
}

DAMAGES: list[Callable[[str, Field], Damaged | None]] = [
    _value("1:30", "is not read as a time", _is_number),
    _value("012", "012 is not read as a number; write 12", _is_number),
    _value("no", "no is a word, not a number", _is_number),
    _value("0x10", "is not read as a number", _is_number),
    _value("1e3", "is not read as a number", _is_number),
    _value("'30'", "written without quotes", _is_number),
    _value("99999", "expected", _is_number),
    _value("-1", "expected", _is_number),
    _value("[]", "but a list is written here", _is_text),
    _value("{a: 1}", "but a group of fields is written here", _is_text),
    _value("&a x", "the anchor &a is not allowed", _is_text),
    _value("*a", "the alias *a is not allowed", _is_text),
    _value("!!str x", 'the tag "tag:yaml.org,2002:str" is not allowed', _is_text),
    _value("@x", "put it in quotes", _is_text),
    _value('"  "', "expected", _is_text),
    _value("word", 'but "word" is written here', _is_list),
    _value("7", 'but "7" is written here', _is_list),
    extra, misnamed, twice, indented, tabbed, cut_after_name, cut_in_brackets, swapped, not_text, second_document,
]  # fmt: skip
