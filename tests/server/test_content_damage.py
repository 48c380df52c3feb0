"""Every shipped file, damaged in dozens of ways: the very line and column, and words that a therapist can act on.

Where the damage was put is computed beside the reader (`tests/support/damage.py`). Cases with whole sentences stand in
`spoiled.txt`.
"""

import functools
from pathlib import Path
from random import Random

import pytest
import yaml

from damage import Damaged, Field, damages_of, fields_of, place_of, with_value
from holdwell.core import shelf as shelf_module
from holdwell.core.content import read
from holdwell.core.shelf import kind_of, shelf_from
from holdwell.library import read_files
from holdwell.schema import KINDS

ROOT = Path(__file__).parents[2] / "protocols"
FILES, _ = read_files(ROOT)
NAMES = sorted(FILES)
THERAPIST_ONLY = "piriformis-medial"


# Files that are not spoiled are read once.
READ_ONCE = functools.lru_cache(maxsize=200)(shelf_module.read)


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_module, "read", READ_ONCE)


def said_of(file: str, text: str) -> list[str]:
    """All that is said of one file by itself, with its places."""
    kind = kind_of(file)
    assert kind is not None
    found = read(text.encode(), KINDS[kind]).findings
    return [f"{finding.place.line}:{finding.place.column}: {finding.sentence}" for finding in found]


def missed(file: str, damaged: Damaged, said: list[str]) -> str | None:
    """What should have been said and was not; None where it was."""
    place = f"{damaged.line}:{damaged.column}: "
    if any(line.startswith(place) and damaged.words in line for line in said):
        return None
    return f"{file}: {damaged.how}: expected {place}...{damaged.words}..., not {said[:3]}"


@pytest.mark.parametrize("file", NAMES)
def test_damage_is_named_where_it_was_put(file: str) -> None:
    text = FILES[file].decode()
    tried = list(damages_of(text, Random(file)))
    assert len({damaged.how for damaged in tried}) >= 12
    assert [miss for damaged in tried if (miss := missed(file, damaged, said_of(file, damaged.text)))] == []


def missing_ones(text: str, fields: list[Field]) -> list[tuple[Field, str]]:
    """Fields that stand on one line of a block and must be there, and the text without them."""
    found = []
    for field in fields:
        line = text.split("\n")[field.name.start_mark.line]
        is_alone = field.is_block and field.is_plain and line.strip().startswith(f"{field.name.value}:")
        if is_alone and field.group.value[0][0] is not field.name:
            lines = text.split("\n")
            del lines[field.name.start_mark.line]
            found.append((field, "\n".join(lines)))
    return found


@pytest.mark.parametrize("file", NAMES)
def test_a_field_that_is_missing_is_named_where_its_group_begins(file: str) -> None:
    text = FILES[file].decode()
    kind = kind_of(file)
    assert kind is not None
    optional = {"format", "hold_kind", "ramp_s", "release_s", "side_order", "position_change_s", "classic_label"}
    optional |= {"same_point_min_hours", "review_after_sessions", "review_after_weeks", "change", "address", "self"}
    gone = [(field, new) for field, new in missing_ones(text, fields_of(text)) if field.name.value not in optional]
    assert gone or kind == "condition"
    for field, new in Random(file).sample(gone, min(6, len(gone))):
        line, column = place_of(field.group)
        said = said_of(file, new)
        assert any(
            each.startswith(f"{line}:{column}: ") and f"lacks the field {field.name.value}" in each for each in said
        )


@functools.cache
def scalars_of(file: str) -> list[tuple[str, yaml.ScalarNode]]:
    """The texts that name something of another file: the field, and where."""
    found = []
    for field in fields_of(FILES[file].decode()):
        if field.name.value in ("point", "condition") and isinstance(field.value, yaml.ScalarNode):
            found.append((field.name.value, field.value))
        if field.name.value in ("screen", "ask_again", "zones_nearby", "leave_out_on", "sources"):
            items = [item for item in field.value.value if isinstance(item, yaml.ScalarNode)]
            found += [(field.name.value, item) for item in items]
    return found


NAMED_AS = {
    "point": "no point is named",
    "condition": "after the place of this file",
    "screen": "no question is named",
    "ask_again": "no question is named",
    "leave_out_on": "no question is named",
    "zones_nearby": "no zone is named",
    "sources": "no source is named",
}


@pytest.mark.parametrize("file", [file for file in NAMES if scalars_of(file)])
def test_a_name_that_nothing_bears_is_said_where_it_stands_with_what_was_meant(file: str) -> None:
    text = FILES[file].decode()
    for name, node in Random(file).sample(scalars_of(file), min(3, len(scalars_of(file)))):
        start, end = node.start_mark.index, node.end_mark.index
        wrong = f"{node.value}Q" if name == "sources" else f"{node.value}q"
        shelf = shelf_from({**FILES, file: (text[:start] + wrong + text[end:]).encode()})
        line, column = place_of(node)
        said = [
            fault.message for fault in shelf.faults if (fault.file, fault.line, fault.column) == (file, line, column)
        ]
        assert any(NAMED_AS[name] in each and wrong in each for each in said), (name, wrong, said)
        assert any(node.value in each for each in said)


@pytest.mark.parametrize("file", [file for file in NAMES if file.endswith("self-care.yaml")])
def test_L6_a_therapist_only_point_in_any_self_care_file_is_named_and_its_protocol_left_out(file: str) -> None:
    text = FILES[file].decode()
    points = [field for field in fields_of(text) if field.name.value == "point"]
    field = Random(file).choice(points)
    shelf = shelf_from({**FILES, file: with_value(text, field, THERAPIST_ONLY).encode()})
    line, column = place_of(field.value)
    sentence = f"point: {THERAPIST_ONLY} is for therapists only and is never part of self-care [L6]"
    assert (file, line, column, sentence) in [(f.file, f.line, f.column, f.message) for f in shelf.faults]
    assert file not in {shelf.files[protocol.id] for protocol in shelf.protocols}
