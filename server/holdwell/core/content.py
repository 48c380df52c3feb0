"""A protocol file as the value it says, or every fault in it.

Owns the walk from a tree to the structs of `holdwell.wire`: field by field, so that all faults are found and not only
the first. It must never judge a value that the schema allows (that is `holdwell.core.limits`), nor look into another
file (`holdwell.core.shelf`).
"""

import functools
import re
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import inspect

from holdwell import wire
from holdwell.core.faults import START, Finding, Place, listed, nearest, quoted, suggestion, trimmed
from holdwell.core.scalar import (
    Misfit,
    described,
    format_from,
    is_nothing,
    key_from,
    number_from,
    text_from,
    truth_from,
    word_from,
)
from holdwell.core.tree import Broken, Mapping, Node, Scalar, Sequence, place_of, tree_from


class PointFile(wire.Content, frozen=True):
    """A file under `points/`: the points of one region."""

    points: list[wire.Point]


class QuestionFile(wire.Content, frozen=True):
    """A file under `screening/`: the questions of one group."""

    questions: list[wire.Question]


class ZoneFile(wire.Content, frozen=True):
    """The file `zones.yaml`."""

    zones: list[wire.Zone]


class SourceFile(wire.Content, frozen=True):
    """The file `sources.yaml`."""

    sources: list[wire.Source]


class ComplaintFile(wire.Content, frozen=True):
    """A file under `complaints/`: the complaints of one area of the body."""

    complaints: list[wire.Complaint]


Document = TypeVar("Document", bound=wire.Content)

_NOUNS = {
    "PointFile": "this file of points",
    "QuestionFile": "this file of screening questions",
    "ZoneFile": "this file of zones",
    "SourceFile": "this file of sources",
    "ComplaintFile": "this file of complaints",
    "Point": "a point",
    "Muscle": "a muscle",
    "Spots": "the two places of a point",
    "Spot": "a place on the outline",
    "HoldRange": "a range of hold times",
    "Comfort": "a comfort band",
    "TherapistUse": "the therapist's use of a point",
    "SelfUse": "the self-care use of a point",
    "Question": "a screening question",
    "Box": "a box on the outline",
    "Zone": "a zone",
    "Evidence": "the evidence",
    "Condition": "a condition",
    "Frequency": "the frequency",
    "Source": "a source",
    "Complaint": "a complaint",
    "ComplaintStop": "the stop of a complaint",
    "Candidate": "a candidate",
    "Level": "a level",
    "Pulse": "the rhythm of a pulse",
    "Step": "a step",
    "Protocol": "a protocol",
}


class Read(Generic[Document]):
    """What came of one file: its value where there are no findings, and the tree to point into.

    Most files are good and nobody points into them: their tree is let go at once, and read again where it is asked for.
    """

    def __init__(self, value: Document | None, data: bytes, tree: Node | None, findings: list[Finding]) -> None:
        self.value = value
        self.findings = findings
        self._data = data
        self._tree = tree

    @property
    def tree(self) -> Node | None:
        """The tree; None where the file cannot be read to its end."""
        if self._tree is None and self.value is not None:
            self._tree = tree_from(self._data)[0]
        return self._tree

    @property
    def is_lost(self) -> bool:
        """Whether not even the names in it can be read."""
        return self.value is None and self._tree is None

    def place_of(self, path: tuple[str | int, ...]) -> Place:
        """Where the value at this path stands."""
        return START if self.tree is None else place_of(self.tree, path)


def read(data: bytes, kind: type[Document]) -> Read[Document]:
    """The content of one file. Never raises."""
    tree, findings = tree_from(data)
    if tree is None:
        return Read(None, data, None, trimmed(findings))
    walk = _Walk(findings)
    plain = walk.value(tree, _schema_of(kind), "", "")
    if walk.findings:
        return Read(None, data, tree, trimmed(walk.findings))
    try:
        return Read(msgspec.convert(plain, kind), data, None, [])
    except msgspec.ValidationError as error:
        # The walk knows every rule of the schema; should the schema learn one more, it is still said, at its place.
        path = tuple(int(i) if i else k for k, i in re.findall(r"\.(\w+)|\[(\d+)\]", str(error)))
        finding = Finding(place_of(tree, path), f"expected something else here: {error}")
        return Read(None, data, tree, [finding])


@functools.cache
def _schema_of(kind: type[wire.Content]) -> inspect.Type:
    return inspect.type_info(kind)


class _Walk:
    """One pass over one tree; `findings` collects what does not fit."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings

    def value(self, node: Node, kind: inspect.Type, name: str, owner: str) -> Any:
        """The plain value of a node; None, with a finding, where it does not fit. `name`: its field, of `owner`."""
        if isinstance(node, Broken):
            return None
        if isinstance(kind, inspect.UnionType):
            if is_nothing(node):
                return None
            kind = next(part for part in kind.types if not isinstance(part, inspect.NoneType))
        try:
            if isinstance(kind, inspect.StructType):
                return self.struct(node, kind)
            if isinstance(kind, inspect.ListType):
                return self.items(node, kind, name, owner)
            if isinstance(kind, inspect.TupleType):
                return self.pair(node, kind, name, owner)
            return _scalar(node, kind, name, owner)
        except Misfit as misfit:
            self.find(node.place, f"{name}: {misfit.sentence}" if name else misfit.sentence)
            return None

    def find(self, place: Place, sentence: str) -> None:
        self.findings.append(Finding(place, sentence))

    def struct(self, node: Node, kind: inspect.StructType) -> dict[str, Any]:
        noun = _NOUNS[kind.cls.__name__]
        fields = {field.encode_name: field for field in kind.fields}
        if not isinstance(node, Mapping):
            first = listed([*list(fields)[:3]]) if len(fields) <= 3 else f"{', '.join(list(fields)[:3])} and so on"
            raise Misfit(f"expected {noun} with its fields ({first}), but {described(node)}")
        meant = set()
        for name, entry in node.entries.items():
            if name not in fields:
                free = [known for known in fields if known not in node.entries]
                meant.add(nearest(name, free))
                hint = suggestion(name, free) or f"; its fields are {', '.join(fields)}"
                self.find(entry.place, f"{quoted(name)} is not a field of {noun}{hint}")
        missing = [f for f in fields if fields[f].required and f not in node.entries and f not in meant]
        if missing:
            word = "field" if len(missing) == 1 else "fields"
            self.find(node.place, f"{noun} lacks the {word} {', '.join(missing)}")
        owner = kind.cls.__name__
        return {
            name: self.value(entry.value, fields[name].type, name, owner)
            for name, entry in node.entries.items()
            if name in fields and not self._is_left_to_default(entry.value, fields[name], name)
        }

    def _is_left_to_default(self, node: Node, field: inspect.Field, name: str) -> bool:
        """An optional field with nothing after its colon: nobody knows what was meant, so it is said."""
        if field.required or not is_nothing(node) or isinstance(field.type, inspect.UnionType):
            return False
        self.find(node.place, f"{name}: nothing is written here; write a value, or leave the field out")
        return True

    def items(self, node: Node, kind: inspect.ListType, name: str, owner: str) -> list[Any]:
        if not isinstance(node, Sequence):
            raise Misfit(f"expected a list, but {described(node)}; {_as_list(node)}")
        low, high = kind.min_length or 0, kind.max_length
        if len(node.items) < low:
            raise Misfit(f"expected at least {low} in this list")
        if high is not None and len(node.items) > high:
            raise Misfit(f"expected at most {high} in this list, but there are {len(node.items)}")
        return [self.value(item, kind.item_type, name, owner) for item in node.items]

    def pair(self, node: Node, kind: inspect.TupleType, name: str, owner: str) -> list[Any]:
        if not isinstance(node, Sequence) or len(node.items) != len(kind.item_types):
            raise Misfit(f"expected two numbers from 0 to 10, like [3, 5], but {_count_of(node)}")
        return [self.value(item, part, name, owner) for item, part in zip(node.items, kind.item_types, strict=True)]


def _as_list(node: Node) -> str:
    """How the same would be written as a list."""
    if isinstance(node, Scalar) and not is_nothing(node) and re.fullmatch(r"[\w-]{1,40}", node.text):
        return f"a list of one is written [{node.text}]"
    return "an empty list is written []"


def _count_of(node: Node) -> str:
    return f"there are {len(node.items)}" if isinstance(node, Sequence) else described(node)


def _scalar(node: Node, kind: inspect.Type, name: str, owner: str) -> Any:
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return number_from(node, kind, _number_named(name, owner, kind))
    if isinstance(kind, inspect.BoolType):
        return truth_from(node)
    if isinstance(kind, inspect.LiteralType):
        numbers = [value for value in kind.values if isinstance(value, int)]
        return format_from(node, numbers) if numbers else word_from(node, tuple(str(value) for value in kind.values))
    assert isinstance(kind, inspect.StrType)  # the schema of content has no other types
    return key_from(node, kind) if kind.pattern and "A-Z" in kind.pattern else text_from(node, kind)


def _number_named(name: str, owner: str, kind: inspect.IntType | inspect.FloatType) -> str:
    """What is expected, from the unit that stands last in the field's name."""
    if name.endswith("_s") or owner == "HoldRange":
        return "seconds as a whole number, like 30"
    if name.endswith("_nrs") or owner == "Comfort":
        return "a whole number from 0 to 10"
    if isinstance(kind, inspect.FloatType):
        return "a number from 0 to 100 (percent of the outline)"
    return f"a whole number from {kind.ge} to {kind.le}"
