"""Writes `protocols/schema/*.v1.json` from the schema: `python -m holdwell.schema`.

Owns the translation of `holdwell.wire` into JSON Schema for editors: a file that begins with
`# yaml-language-server: $schema=...` is completed and checked while it is written. It must never know a rule: what the
house allows is said by `holdwell check` alone. Draft 7, which every editor reads.
"""

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec

from holdwell import wire
from holdwell.core.content import ComplaintFile, PointFile, QuestionFile, SourceFile, ZoneFile

FORMAT = 1
FOLDER = Path(__file__).parents[2] / "protocols" / "schema"
KINDS: dict[str, type[wire.Content]] = {
    "protocol": wire.Protocol,
    "condition": wire.Condition,
    "points": PointFile,
    "questions": QuestionFile,
    "zones": ZoneFile,
    "sources": SourceFile,
    "complaints": ComplaintFile,
}


def name_of(kind: str) -> str:
    """The file of the schema of one kind of file."""
    return f"{kind}.v{FORMAT}.json"


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of one kind of file."""
    struct = KINDS[kind]
    _, parts = msgspec.json.schema_components([struct], ref_template="#/definitions/{name}")
    parts = {name: _plain(part) for name, part in parts.items()}
    # What stands beside a reference is not read in draft 7: the root is written out.
    root = parts.pop(struct.__name__)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        **root,
        "description": _flat(inspect.getdoc(struct) or ""),
        "definitions": parts,
    }


def _flat(text: str) -> str:
    """A docstring as an editor shows it: without the breaks of its lines."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _plain(part: Any) -> Any:
    """A pair of like values as a list of two, since `prefixItems` is newer than draft 7."""
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, dict):
        return part
    part = {name: _plain(value) for name, value in part.items()}
    if "prefixItems" in part:
        first, *rest = part.pop("prefixItems")
        if any(each != first for each in rest):
            raise TypeError("a pair of unlike values cannot be written for editors yet; teach it here")
        part["items"] = first
    if isinstance(part.get("description"), str):
        part["description"] = _flat(part["description"])
    return part


def text_of(kind: str) -> str:
    """The whole text of one file."""
    return json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Writes the files of a checkout."""
    FOLDER.mkdir(exist_ok=True)
    for kind in KINDS:
        (FOLDER / name_of(kind)).write_text(text_of(kind), encoding="utf-8")


if __name__ == "__main__":
    main()
