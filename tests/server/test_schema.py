"""The schema for editors: fresh, named by every shipped file, kept by it, and as strict about fields as the check.

Regenerate with `python -m holdwell.schema`.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from holdwell import schema
from holdwell.core.content import read
from holdwell.core.shelf import kind_of

ROOT = Path(__file__).parents[2] / "protocols"
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.yaml"))
LINE = re.compile(r"^# yaml-language-server: \$schema=(\S+)$", re.MULTILINE)


def validator(kind: str) -> Draft7Validator:
    text = (schema.FOLDER / schema.name_of(kind)).read_text("utf-8")
    return Draft7Validator(json.loads(text))


def faults_of(kind: str, document: Any) -> list[str]:
    return [
        "/".join(map(str, error.absolute_path)) + ": " + error.message
        for error in validator(kind).iter_errors(document)
    ]


@pytest.mark.parametrize("kind", schema.KINDS)
def test_the_schema_for_editors_is_fresh(kind: str) -> None:
    path = schema.FOLDER / schema.name_of(kind)
    assert path.read_text("utf-8") == schema.text_of(kind), "run: python -m holdwell.schema"
    Draft7Validator.check_schema(json.loads(path.read_text("utf-8")))


def test_no_schema_of_an_earlier_name_is_left() -> None:
    assert sorted(path.name for path in schema.FOLDER.iterdir()) == sorted(map(schema.name_of, schema.KINDS))


@pytest.mark.parametrize("file", FILES)
def test_every_shipped_file_names_its_schema_and_keeps_it(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    named = LINE.findall("\n".join(text.splitlines()[:2]))
    assert len(named) == 1, "the second line names the schema, so that an editor finds it"
    kind = kind_of(file)
    assert kind is not None
    assert (ROOT / file).parent.joinpath(named[0]).resolve() == schema.FOLDER / schema.name_of(kind)
    assert faults_of(kind, yaml.safe_load(text)) == []


def protocol(**fields: Any) -> dict[str, Any]:
    document = yaml.safe_load((ROOT / "conditions/low-back-pain/self-care.yaml").read_text("utf-8"))
    return {**document, **fields}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"format": 2}, "format: 2 is not one of [1]"),
        ({"total_seconds": 900}, "Additional properties are not allowed ('total_seconds' was unexpected)"),
        ({"audience": "selfcare"}, "audience: 'selfcare' is not one of ['self-care', 'therapist']"),
        ({"ramp_s": "5"}, "ramp_s: '5' is not of type 'integer'"),
        ({"minimum_age": 121}, "minimum_age: 121 is greater than the maximum of 120"),
        ({"side_order": "right-first"}, "side_order: 'right-first' is not one of"),
        ({"steps": []}, "steps: [] should be non-empty"),
    ],
)
def test_an_editor_sees_what_the_check_would_refuse(fields: dict[str, Any], said: str) -> None:
    found = faults_of("protocol", protocol(**fields))
    assert len(found) == 1
    assert said in found[0]
    assert read(yaml.safe_dump(protocol(**fields)).encode(), schema.KINDS["protocol"]).value is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"target_nrs": [3, 4, 5]}, "is too long"),
        ({"target_nrs": [3]}, "is too short"),
        ({"levels": [{"hold_s": 10, "target_nrs": [3, 3]}]}, "is too short"),
        ({"pulse": {"press_s": 5}}, "'ease_s' is a required property"),
        ({"optional": "yes"}, "'yes' is not of type 'boolean'"),
        ({"body_position": "lying"}, "'lying' is not one of"),
    ],
)
def test_an_editor_sees_into_a_step(change: dict[str, Any], said: str) -> None:
    steps = protocol()["steps"]
    found = faults_of("protocol", protocol(steps=[{**steps[0], **change}, *steps[1:]]))
    assert len(found) == 1
    assert said in found[0]
