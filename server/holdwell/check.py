"""`holdwell check`: every fault in protocol files, as `file:line:column: what was expected`.

Owns the choice of what is checked and the words of the summary. It must never change a file, and knows no rule itself.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from holdwell import wire
from holdwell.core.content import read
from holdwell.core.faults import fault_from
from holdwell.core.rules import RULES
from holdwell.core.shelf import Shelf, shelf_from
from holdwell.files import protocols_dir
from holdwell.library import read_files, shelf_of


def run_check(paths: list[Path]) -> int:
    """Print every fault under these paths (files or folders; none: the protocols that come with holdwell), the rules
    that are not kept, and a summary. 0 where there is no fault, else 1."""
    shelves: dict[Path, Shelf] = {}
    lines: dict[str, None] = {}
    for path in paths or [protocols_dir()]:
        for fault in _faults_under(path, shelves):
            lines[f"{fault.file}:{fault.line}:{fault.column}: {fault.message}"] = None
    for line in [*lines, *_rules_in(lines)]:
        print(line)
    print(_summary(len(lines), list(shelves.values())))
    return 1 if lines else 0


def root_of(path: Path) -> Path | None:
    """The folder of protocols that a path stands in, or is; None where it stands in none."""
    here = path.resolve()
    for folder in (here, *here.parents):
        if any((folder / name).is_dir() for name in ("points", "conditions")) or (folder / "zones.yaml").is_file():
            return folder
    return None


def _faults_under(path: Path, shelves: dict[Path, Shelf]) -> list[wire.Fault]:
    """The faults of the file, or of the files in the folder, named as the caller named the path."""
    if not path.exists():
        return [wire.Fault(file=_shown(path), line=1, column=1, message="no such file or folder")]
    root = root_of(path)
    if root is None and path.is_file():
        return _faults_alone(path, shelves)
    root = root or path.resolve()
    if root not in shelves:
        shelves[root] = shelf_of(root)
    inside = path.resolve().relative_to(root)
    return [
        wire.Fault(_place_under(path, inside, fault.file), fault.line, fault.column, fault.message)
        for fault in shelves[root].faults
        if Path(fault.file).is_relative_to(inside) or Path(fault.file).is_absolute()
    ]


def _place_under(path: Path, inside: Path, file: str) -> str:
    """A file as seen from the path that the caller named, which stands at `inside` in its folder of protocols."""
    if Path(file).is_absolute():
        return file
    return _shown(path / Path(file).relative_to(inside)) if path.is_dir() else _shown(path)


def _faults_alone(path: Path, shelves: dict[Path, Shelf]) -> list[wire.Fault]:
    """A file that stands in no folder of protocols: a protocol, checked against those that come with holdwell. It may
    be a changed copy of one of them."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return [wire.Fault(_shown(path), 1, 1, f"this file cannot be read: {error.strerror}")]
    protocol = read(data, wire.Protocol)
    if protocol.value is None:
        return [fault_from(_shown(path), finding) for finding in protocol.findings]
    files, unread = read_files(protocols_dir())
    shipped = shelf_from(files, unread)
    files.pop(shipped.files.get(protocol.value.id, ""), None)
    name = f"conditions/{protocol.value.condition}/{protocol.value.id}.yaml"
    shelf = shelf_from({**files, name: data}, unread)
    shelves[path] = shelf
    return [wire.Fault(_shown(path), f.line, f.column, f.message) for f in shelf.faults if f.file == name]


def _shown(path: Path) -> str:
    """The path as it can be printed anywhere."""
    return os.fsencode(path).decode("utf-8", "replace")


def _rules_in(lines: Iterable[str]) -> list[str]:
    """The sentence of each rule that is not kept, once: what the ids in brackets mean."""
    broken = {found[1] for line in lines if (found := re.search(r"\[(L\d+)\]$", line))}
    return [f"[{rule}] {RULES[rule].sentence}" for rule in RULES if rule in broken]


def _summary(faults: int, shelves: list[Shelf]) -> str:
    counts = [
        (sum(len(shelf.protocols) for shelf in shelves), "protocol"),
        (sum(len(shelf.points) for shelf in shelves), "point"),
        (sum(len(shelf.questions) for shelf in shelves), "question"),
        (sum(len(shelf.zones) for shelf in shelves), "zone"),
        (sum(len(shelf.conditions) for shelf in shelves), "condition"),
        (sum(len(shelf.complaints or []) for shelf in shelves), "complaint"),
    ]
    good = ", ".join(_counted(count, word) for count, word in counts)
    return f"{_counted(faults, 'fault')}; good: {good}" if faults else f"no faults: {good}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
