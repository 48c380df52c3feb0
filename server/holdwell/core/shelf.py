"""All protocol files together: what of them can be served, and every fault with its file, line and column.

Owns which file holds what, names across files, and what is left out. A file with a fault is left out whole, together
with everything that needs it; the rest is served. Without zones, and without the questions for everybody, nothing is:
nobody could tell where not to press, or whom not to press. It must never read a disk.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Literal, NamedTuple

from msgspec import UNSET, UnsetType

from holdwell import wire
from holdwell.core.complaint import candidates_of, complaint_breaks
from holdwell.core.content import ComplaintFile, PointFile, QuestionFile, Read, SourceFile, ZoneFile, read
from holdwell.core.faults import HAS_FAULTS, Finding, Place, causes_first, fault_from, quoted, suggestion, trimmed
from holdwell.core.limits import condition_breaks, protocol_breaks, question_breaks
from holdwell.core.outline import clash_between, point_breaks, zone_breaks
from holdwell.core.rules import Break, Path
from holdwell.core.tree import Mapping as Fields
from holdwell.core.tree import Scalar, Sequence

Kind = Literal["points", "questions", "zones", "sources", "condition", "protocol", "complaints"]
CONDITION_FILE = "condition.yaml"
STRAY = "expected in points/, screening/, complaints/, conditions/NAME/, or as zones.yaml or sources.yaml"
_DOCUMENTS: dict[Kind, type[wire.Content]] = {
    "points": PointFile,
    "questions": QuestionFile,
    "zones": ZoneFile,
    "sources": SourceFile,
    "condition": wire.Condition,
    "protocol": wire.Protocol,
    "complaints": ComplaintFile,
}
_ONE = {
    "points": "point",
    "questions": "question",
    "zones": "zone",
    "sources": "source",
    "condition": "condition",
    "protocol": "protocol",
    "complaints": "complaint",
}
_AT_ROOT: dict[str, Kind] = {"zones.yaml": "zones", "sources.yaml": "sources"}
_IN_FOLDERS: dict[str, Kind] = {"points": "points", "screening": "questions", "complaints": "complaints"}


def kind_of(file: str) -> Kind | None:
    """What a file holds, by its place in the folder of protocols; None where no file is expected."""
    parts = PurePosixPath(file).parts
    if len(parts) == 1:
        return _AT_ROOT.get(file)
    if len(parts) == 3 and parts[0] == "conditions":
        return "condition" if parts[2] == CONDITION_FILE else "protocol"
    return _IN_FOLDERS.get(parts[0]) if len(parts) == 2 else None


class Item(NamedTuple):
    """One point, question, zone, source, condition, protocol or complaint, and where it stands."""

    file: str
    path: Path
    value: Any

    @property
    def id(self) -> str:
        """Its name in all files."""
        return _id_of(self.value)


def _items_of(file: str, kind: Kind, value: Any) -> Iterator[Item]:
    """What a file holds, or nothing where its content could not be read."""
    if value is None:
        return
    if kind in ("condition", "protocol"):
        yield Item(file, (), value)
        return
    for index, item in enumerate(getattr(value, kind)):
        yield Item(file, (kind, index), item)


def _id_of(value: Any) -> str:
    return str(value.key if isinstance(value, wire.Source) else value.id)


class _File:
    """One file while it is checked."""

    def __init__(self, name: str, kind: Kind, data: bytes) -> None:
        self.name = name
        self.kind: Kind = kind
        self.read: Read[Any] = read(data, _DOCUMENTS[kind])
        self.findings: list[Finding] = list(self.read.findings)
        self.items: list[Item] = list(_items_of(name, kind, self.read.value))

    @property
    def is_good(self) -> bool:
        return not self.findings

    @property
    def id_field(self) -> str:
        """The field that names what stands in this file."""
        return "key" if self.kind == "sources" else "id"

    def find(self, path: Path, sentence: str) -> None:
        self.findings.append(Finding(self.read.place_of(path), sentence))

    def names(self) -> list[tuple[str, Path]]:
        """The ids that are written in it, also where it is faulty, and their paths."""
        if self.read.value is not None:
            return [(item.id, (*item.path, self.id_field)) for item in self.items]
        root = self.read.tree
        if self.kind in ("condition", "protocol"):
            nodes: list[tuple[Any, Path]] = [(root, ())]
        else:
            entry = root.entries.get(self.kind) if isinstance(root, Fields) else None
            items = entry.value.items if entry and isinstance(entry.value, Sequence) else []
            nodes = [(item, (self.kind, i)) for i, item in enumerate(items)]
        found = []
        for node, path in nodes:
            entry = node.entries.get(self.id_field) if isinstance(node, Fields) else None
            if entry and isinstance(entry.value, Scalar):
                found.append((entry.value.text, (*path, self.id_field)))
        return found


class Shelf(NamedTuple):
    """What can be served, in the order of files, and every fault."""

    points: list[wire.Point]
    questions: list[wire.Question]
    zones: list[wire.Zone]
    conditions: list[wire.Condition]
    protocols: list[wire.Protocol]
    files: dict[str, str]
    """The file of each protocol by its id, also of those left out."""
    faults: list[wire.Fault]
    sources: list[wire.Source] | None = None
    """None where the folder has no good file of sources: then their keys stand as they are written."""
    complaints: list[wire.Complaint] | None = None
    """None where the folder has no good complaint."""


def shelf_from(files: Mapping[str, bytes], unread: Iterable[wire.Fault] = ()) -> Shelf:
    """Everything that can be served of these files (path in the folder -> bytes). Never raises.

    `unread` are faults of files whose bytes could not even be read.
    """
    unread = list(unread)
    strays = [wire.Fault(file=name, line=1, column=1, message=STRAY) for name in sorted(files) if kind_of(name) is None]
    kinds = {name: kind for name in sorted(files) if (kind := kind_of(name)) is not None}
    work = _Work([_File(name, kind, files[name]) for name, kind in kinds.items()], [fault.file for fault in unread])
    work.check()
    faults = [fault_from(file.name, finding) for file in work.files for finding in trimmed(file.findings)]
    return Shelf(
        points=work.good("points"),
        questions=work.good("questions"),
        zones=work.good("zones"),
        conditions=work.good("condition"),
        protocols=work.good("protocol"),
        files=work.named["protocol"],
        sources=work.good("sources") or None,
        complaints=work.good("complaints") or None,
        faults=causes_first([*unread, *strays, *faults]),
    )


class _Work:
    """The check of all files, in the order in which they need each other: zones, points, questions, conditions,
    protocols, complaints. All that can be read is checked, to find every fault; only what is good can be named."""

    def __init__(self, files: list[_File], unread: list[str]) -> None:
        self.files = files
        self.by_name = {file.name: file for file in files}
        self.unread = unread
        self.named: dict[Kind, dict[str, str]] = {kind: {} for kind in _DOCUMENTS}
        self.of_kind: dict[Kind, list[_File]] = {kind: [f for f in files if f.kind == kind] for kind in _DOCUMENTS}
        # What can be named by others: filled kind by kind, once all that can be wrong with it has been found.
        self.known: dict[Kind, set[str]] = {}

    def of(self, kind: Kind) -> list[_File]:
        return self.of_kind[kind]

    def items(self, kind: Kind) -> list[Item]:
        return [item for file in self.of(kind) for item in file.items]

    def good(self, kind: Kind) -> list[Any]:
        """What can be served, so far as it is checked."""
        return [item.value for file in self.of(kind) if file.is_good for item in file.items]

    def settle(self, kind: Kind) -> None:
        """From here on this kind can be named."""
        self.known[kind] = {_id_of(value) for value in self.good(kind)}

    def check(self) -> None:
        """All stages; the findings stay with their files."""
        for kind in self.named:
            self.check_names(kind)
        for file in self.of("zones"):
            if file.is_good and not file.items:
                file.find(("zones",), "zones: expected at least one zone")
        for item in self.items("zones"):
            self.report(item, zone_breaks(item.value))
        self.settle("zones")
        self.settle("sources")
        zones: list[wire.Zone] = [item.value for item in self.items("zones")]
        for item in self.items("questions"):
            self.check_question(item)
        self.settle("questions")
        for item in self.items("points"):
            self.check_point(item, zones)
        self.check_clashes()
        self.settle("points")
        for item in self.items("condition"):
            self.check_condition(item)
        self.settle("condition")
        self.check_protocols(zones)
        for item in self.items("complaints"):
            self.check_complaint(item)

    def find(self, item: Item, path: Path, sentence: str) -> None:
        self.by_name[item.file].find((*item.path, *path), sentence)

    def report(self, item: Item, breaks: Iterable[Break]) -> None:
        for found in breaks:
            self.find(item, found.path, f"{found.sentence} [{found.rule}]")

    def check_names(self, kind: Kind) -> None:
        """No id twice. Which of two was meant, nobody can tell: both files are left out."""
        first: dict[str, tuple[_File, Path]] = {}
        for file in self.of(kind):
            for name, path in file.names():
                if name not in first:
                    first[name] = (file, path)
                    self.named[kind][name] = file.name
                    continue
                other, other_path = first[name]
                here, there = file.read.place_of(path), other.read.place_of(other_path)
                what = f"{file.id_field}: the {_ONE[kind]} {quoted(name)} stands"
                file.find(path, f"{what} already in {_spelled(other.name, there)}")
                if other is not file:
                    other.find(other_path, f"{what} again in {_spelled(file.name, here)}")

    def check_folder(self, item: Item, name: str, value: str, expected: str) -> None:
        """A file stands where its content says, so that it is found, and a broken file is known by its place."""
        if value != expected:
            self.find(item, (name,), f"{name}: expected {expected}, after the place of this file, not {quoted(value)}")

    def check_known(self, item: Item, path: Path, kind: Kind, name: str) -> None:
        """A name of another file is that of something good."""
        known = self.known[kind]
        if name in known:
            return
        one, holder = _ONE[kind], self.named[kind].get(name)
        if holder is not None and not self.by_name[holder].is_good:
            sentence = f"the {one} {quoted(name)} is left out, because {holder}{HAS_FAULTS}"
        else:
            lost = [file.name for file in self.of(kind) if file.read.is_lost]
            lost += [file for file in self.unread if kind_of(file) == kind]
            hint = f" ({', '.join(lost)} cannot be read)" if lost else suggestion(name, known)
            sentence = f"no {one} is named {quoted(name)}{hint}"
        self.find(item, path, sentence)

    def check_all_known(self, item: Item, path: Path, kind: Kind, names: list[str] | UnsetType) -> None:
        """Each name of a list of names, at its own place."""
        for index, name in enumerate(names_in(names)):
            self.check_known(item, (*path, index), kind, name)

    def check_question(self, item: Item) -> None:
        question: wire.Question = item.value
        self.check_folder(item, "group", question.group, PurePosixPath(item.file).stem)
        self.check_all_known(item, ("zones",), "zones", question.zones)
        self.report(item, question_breaks(question))

    def check_point(self, item: Item, zones: list[wire.Zone]) -> None:
        point: wire.Point = item.value
        self.check_folder(item, "region", point.region, PurePosixPath(item.file).stem)
        self.check_all_known(item, ("zones_nearby",), "zones", point.zones_nearby)
        self.check_all_known(item, ("screen",), "questions", point.screen)
        self.check_all_known(item, ("ask_again",), "questions", point.ask_again)
        self.report(item, point_breaks(point, zones))

    def check_condition(self, item: Item) -> None:
        condition: wire.Condition = item.value
        self.check_folder(item, "id", item.id, PurePosixPath(item.file).parent.name)
        self.check_all_known(item, ("screen",), "questions", condition.screen)
        # A slip in the list of sources is said there, and takes nobody's treatment away.
        if self.good("sources"):
            self.check_all_known(item, ("evidence", "sources"), "sources", condition.evidence.sources)
        self.report(item, condition_breaks(condition))

    def check_complaint(self, item: Item) -> None:
        complaint: wire.Complaint = item.value
        self.check_folder(item, "area", complaint.area, PurePosixPath(item.file).stem)
        self.check_all_known(item, ("ask",), "questions", complaint.ask)
        for index, candidate in enumerate(candidates_of(complaint)):
            self.check_known(item, ("candidates", index, "point"), "points", candidate.point)
        self.report(item, complaint_breaks(complaint))

    def check_clashes(self) -> None:
        """What two points do not keep between them is said of each."""
        points = self.items("points")
        deep = [item for item in points if item.value.self_care == "therapist-only"]
        by_name: dict[str, list[Item]] = {}
        for item in points:
            by_name.setdefault(item.value.muscle.plain.casefold(), []).append(item)
        for item in points:
            # Only these can clash: what bears the same name, and what is for therapists only.
            others = [*by_name[item.value.muscle.plain.casefold()], *deep]
            clashes = (clash_between(item.value, other.value) for other in others if other is not item)
            self.report(item, [clash for clash in clashes if clash])

    def check_protocols(self, zones: list[wire.Zone]) -> None:
        points = {item.id: item.value for item in self.items("points")}
        missing = [*self.missing_zones(), *self.missing_questions()]
        conditions = {item.id: item.value for item in self.items("condition")}
        questions = [item.value for item in self.items("questions")]
        for item in self.items("protocol"):
            protocol: wire.Protocol = item.value
            for sentence in missing:
                self.find(item, (), sentence)
            self.check_folder(item, "condition", protocol.condition, PurePosixPath(item.file).parent.name)
            self.check_known(item, ("condition",), "condition", protocol.condition)
            for index, step in enumerate(protocol.steps):
                path = ("steps", index)
                self.check_known(item, (*path, "point"), "points", step.point)
                self.check_all_known(item, (*path, "leave_out_on"), "questions", step.leave_out_on)
            asked = self.asked_before(protocol, conditions.get(protocol.condition), points, questions)
            self.report(item, protocol_breaks(protocol, points, zones, asked))

    def asked_before(
        self,
        protocol: wire.Protocol,
        condition: wire.Condition | None,
        points: Mapping[str, wire.Point],
        questions: list[wire.Question],
    ) -> set[str] | None:
        """What is asked before a protocol; None where its condition is not known. A name that is no good question is
        said elsewhere and counts as asked here, so that one fault is not said twice."""
        if condition is None:
            return None
        known = self.named["questions"]
        used = [points[step.point] for step in protocol.steps if step.point in points]
        good = {name for name, file in known.items() if self.by_name[file].is_good}
        unknown = [n for step in protocol.steps for n in names_in(step.leave_out_on) if n not in good]
        return {*questions_asked(condition, used, questions), *unknown}

    def missing_zones(self) -> list[str]:
        if not self.of("zones"):
            return ["left out: without zones.yaml nobody can tell where not to press"]
        return [f"left out, because zones.yaml{HAS_FAULTS}"] if not self.good("zones") else []

    def missing_questions(self) -> list[str]:
        if any(question.group == "all" for question in self.good("questions")):
            return []
        holder = next((file for file in self.of("questions") if PurePosixPath(file.name).stem == "all"), None)
        if holder is not None and not holder.is_good:
            return [f"left out, because {holder.name}{HAS_FAULTS}"]
        return ["left out: without the questions for everybody (screening/all.yaml) nobody is asked before a start"]


def _spelled(file: str, place: Place) -> str:
    return f"{file}:{place.line}:{place.column}"


def names_in(names: list[str] | UnsetType) -> list[str]:
    """The names of a list that may be left out."""
    return [] if isinstance(names, UnsetType) else names


def questions_asked(
    condition: wire.Condition, points: Iterable[wire.Point], questions: Iterable[wire.Question]
) -> list[str]:
    """The ids of what is asked before a run, each once: the questions for everybody, then those of the condition, then
    those of the points, in the order of their first use. What is asked again before a step is asked at the start too.
    """
    names = [question.id for question in questions if question.group == "all"] + condition.screen
    for point in points:
        names += [*names_in(point.screen), *names_in(point.ask_again)]
    return list(dict.fromkeys(names))


def version_from(protocol: wire.Protocol, shelf: Shelf) -> wire.ProtocolVersion:
    """A protocol of the shelf with everything it uses: points in the order of their first use, the questions that are
    asked, the zones its points name in the order of the library, and the sources of its evidence."""
    points = {point.id: point for point in shelf.points}
    used = [points[name] for name in dict.fromkeys(step.point for step in protocol.steps)]
    condition = next(c for c in shelf.conditions if c.id == protocol.condition)
    questions = {question.id: question for question in shelf.questions}
    nearby = {name for point in used for name in point.zones_nearby}
    sources = {source.key: source for source in shelf.sources or []}
    return wire.ProtocolVersion(
        protocol=protocol,
        condition=condition,
        points=used,
        screening=[questions[name] for name in questions_asked(condition, used, shelf.questions)],
        zones=[zone for zone in shelf.zones if zone.id in nearby],
        sources=UNSET if shelf.sources is None else [sources[key] for key in dict.fromkeys(condition.evidence.sources)],
    )
