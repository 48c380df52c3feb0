"""What the format can say: three published ways to press, sources, and what stands beside protocol files."""

import json
from pathlib import Path

import pytest
import yaml

from holdwell import wire
from holdwell.core.shelf import Shelf, kind_of, shelf_from
from holdwell.library import library_from, load, read_files
from holdwell.schema import schema_of

ROOT = Path(__file__).parents[2] / "protocols"
STYLES = Path(__file__).parent / "styles"


def shelf_with(**files: str | None) -> Shelf:
    """The shipped files with these in place of, or beside, those of the same name; None takes one away."""
    known, _ = read_files(ROOT)
    for name, text in files.items():
        if text is None:
            known.pop(name)
        else:
            known[name] = text.encode()
    return shelf_from(known)


def shelf_with_style(name: str) -> tuple[Shelf, str]:
    file = f"conditions/upper-back-pain/{name}.yaml"
    return shelf_with(**{file: (STYLES / f"{name}.yaml").read_text("utf-8")}), file


@pytest.mark.parametrize("style", ["timed-compression", "until-it-eases", "raise-and-hold"])
def test_a_published_way_to_press_is_written_down_and_can_be_run(style: str) -> None:
    shelf, _ = shelf_with_style(style)
    assert shelf.faults == []
    assert style in {protocol.id for protocol in shelf.protocols}


def test_L25_a_rhythm_that_no_hand_can_follow_is_refused_where_it_stands() -> None:
    file = "conditions/upper-back-pain/raise-and-hold.yaml"
    text = (STYLES / "raise-and-hold.yaml").read_text("utf-8")
    shelf = shelf_with(**{file: text.replace("ease_s: 5", "ease_s: 1").replace("{hold_s: 20", "{hold_s: 9", 1)})
    assert [fault.message for fault in shelf.faults if "[L25]" in fault.message] == [
        "hold_s: expected at least 10 s for a level, since a raise sinks in anew, not 9 [L25]",
        "ease_s: expected at least 2 s, slow enough for a hand to follow, not 1 [L25]",
    ]


def test_the_styles_use_every_field_that_a_step_has() -> None:
    documents = [yaml.safe_load(path.read_text("utf-8")) for path in STYLES.iterdir()]
    used = {field for document in documents for step in document["steps"] for field in step}
    assert used == set(schema_of("protocol")["definitions"]["Step"]["properties"])


def test_the_sources_of_the_library_come_with_it_and_with_each_version() -> None:
    loaded = load(ROOT)
    assert loaded.library.sources
    keys = {source.key for source in loaded.library.sources}
    for condition in loaded.library.conditions:
        assert set(condition.evidence.sources) <= keys
    for text in loaded.versions.values():
        version = json.loads(text)
        assert [s["key"] for s in version["sources"]] == list(
            dict.fromkeys(version["condition"]["evidence"]["sources"])
        )


def test_a_folder_from_before_there_were_sources_is_served_as_it_is() -> None:
    shelf = shelf_with(**{"sources.yaml": None})
    assert shelf.faults == []
    assert b'"is_read"' not in library_from(shelf).json


@pytest.mark.parametrize("text", ["", "sources: []", "sources: 12"])
def test_a_slip_in_the_sources_is_said_and_takes_no_treatment_away(text: str) -> None:
    shelf = shelf_with(**{"sources.yaml": text})
    assert {fault.file for fault in shelf.faults} <= {"sources.yaml"}
    assert len(shelf.protocols) == len(load(ROOT).library.protocols)


def test_a_source_that_is_not_there_leaves_its_condition_out() -> None:
    shipped = (ROOT / "conditions/tmj-pain/condition.yaml").read_text("utf-8")
    shelf = shelf_with(**{"conditions/tmj-pain/condition.yaml": shipped.replace("sources: [", "sources: [XYZ99, ")})
    assert 'no source is named "XYZ99"' in [fault.message for fault in shelf.faults]
    assert "tmj-pain" not in {condition.id for condition in shelf.conditions}


def test_what_stands_where_and_what_is_astray() -> None:
    assert (kind_of("sources.yaml"), kind_of("zones.yaml")) == ("sources", "zones")
    assert kind_of("screening/sources.yaml") == "questions"
    files, unread = read_files(ROOT)
    # The schema for editors is there, and nobody takes it for content.
    assert (ROOT / "schema").is_dir()
    assert unread == []
    assert not any(name.startswith("schema/") for name in files)
    assert [f.message for f in shelf_with(**{"schema/mine.yaml": "id: x"}).faults] == [
        "expected in points/, screening/, complaints/, conditions/NAME/, or as zones.yaml or sources.yaml"
    ]


def test_a_point_that_is_used_brings_its_questions_into_the_session() -> None:
    loaded = load(ROOT)
    for text in loaded.versions.values():
        version = json.loads(text)
        asked = [question["id"] for question in version["screening"]]
        assert len(asked) == len(set(asked))
        for point in version["points"]:
            assert set(point.get("screen", []) + point.get("ask_again", [])) <= set(asked)
    assert any(point.ask_again != wire.UNSET for point in loaded.library.points)
