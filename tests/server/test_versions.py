"""The text of a version, pinned by tests/vectors/versions.json, which the app's tests read too: the app puts the same
text together from the library, byte for byte.

The vectors' library is their own, written by hand once from what two languages may write in two ways, so that no edit
of a protocol touches it. After a change of the wire: `HOLDWELL_WRITE_VECTORS=1 pytest tests/server/test_versions.py`.
"""

import json
import os
from pathlib import Path

import msgspec
from msgspec import UNSET

from holdwell import wire
from holdwell.core.digest import digest_from_bytes
from holdwell.core.shelf import Shelf
from holdwell.library import LoadedLibrary, library_from

VECTORS = Path(__file__).parents[1] / "vectors" / "versions.json"


def loaded() -> LoadedLibrary:
    """The library of the vectors as the server publishes it today."""
    text = json.loads(VECTORS.read_text("utf-8"))["library"]
    library = msgspec.json.decode(text, type=wire.Library)
    return library_from(
        Shelf(
            points=library.points,
            questions=library.screening,
            zones=library.zones,
            conditions=library.conditions,
            protocols=[entry.protocol for entry in library.protocols],
            files={},
            faults=[],
            sources=None if library.sources is UNSET else library.sources,
        )
    )


def text_of(library: LoadedLibrary) -> str:
    versions = [{"digest": digest, "text": text.decode()} for digest, text in library.versions.items()]
    return json.dumps({"library": library.json.decode(), "versions": versions}, indent=1) + "\n"


def test_the_version_vectors_are_fresh() -> None:
    text = text_of(loaded())
    if os.environ.get("HOLDWELL_WRITE_VECTORS") == "1":
        VECTORS.write_text(text, "utf-8")
    assert VECTORS.read_text("utf-8") == text


def test_the_vectors_hold_what_two_languages_write_in_two_ways() -> None:
    library = json.loads(VECTORS.read_text("utf-8"))["library"]
    for written in (
        '"search_radius":4.0',
        '"search_radius":1e-7',
        '\\"odd\\": \\\\ {[,]}',
        "für müde 肩 🦴 \u2028 \\t",
        '"\\\\"]',
        '"notes":[]',
        '"zones_nearby":[]',
        ":null",
    ):
        assert written in library


def test_points_come_in_the_order_of_their_first_use_and_a_question_once() -> None:
    version = json.loads(next(iter(loaded().versions.values())))
    used = [step["point"] for step in version["protocol"]["steps"]]
    assert used[0] == used[2]
    assert [point["id"] for point in version["points"]] == [used[0], used[1], used[3]]
    asked = [question["id"] for question in version["screening"]]
    assert len(asked) == len(set(asked))
    # The one for everybody is one of the condition's, too.
    assert asked[:3] == list(dict.fromkeys(["chest-or-breath", *version["condition"]["screen"]]))


def test_what_a_point_asks_comes_after_the_condition_and_what_it_asks_again_is_asked_first_too() -> None:
    for text in loaded().versions.values():
        version = json.loads(text)
        own = [name for point in version["points"] for key in ("screen", "ask_again") for name in point.get(key, [])]
        asked = [question["id"] for question in version["screening"]]
        assert own
        assert set(own) <= set(asked)
        rest = [name for name in dict.fromkeys(own) if name not in ("chest-or-breath", *version["condition"]["screen"])]
        assert asked[len(asked) - len(rest) :] == rest


def test_the_sources_of_the_evidence_come_along_in_its_order_and_each_once() -> None:
    for text in loaded().versions.values():
        version = json.loads(text)
        keys = version["condition"]["evidence"]["sources"]
        assert [source["key"] for source in version["sources"]] == list(dict.fromkeys(keys))


def test_every_version_is_named_by_the_digest_of_its_text_in_the_order_of_the_library() -> None:
    library = loaded()
    assert list(library.versions) == [entry.digest for entry in library.library.protocols]
    assert all(digest_from_bytes(text) == digest for digest, text in library.versions.items())
