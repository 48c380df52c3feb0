"""The text of a version, pinned by tests/vectors/versions.json, which the app's tests read too: the app puts the same
text together from the library, byte for byte.

Regenerate with `HOLDWELL_WRITE_VECTORS=1 pytest tests/server/test_versions.py`.
"""

import json
import os
from pathlib import Path
from typing import Any

import msgspec

from holdwell import wire
from holdwell.core.digest import digest_from_bytes
from holdwell.core.shelf import Shelf
from holdwell.library import LoadedLibrary, library_from, load

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "versions.json"
# Everything that two languages may write in two ways: quotes, backslashes, brackets inside text, letters beyond ASCII
# and beyond 16 bits, a line separator, numbers that are whole and numbers that are not.
ODD = 'It\'s "odd": \\ {[,]} für müde 肩 🦴 \u2028 \t.'


def shelf() -> Shelf:
    """A few shipped files, changed by hand: two protocols that use them in different orders."""
    shipped = load(ROOT / "protocols").library
    base = shipped.protocols[0].protocol
    points = [
        msgspec.structs.replace(point, search_radius=radius, cautions=[ODD, "\\"], zones_nearby=near)
        for point, radius, near in zip(
            shipped.points[:3],
            (4.0, 4.25, 1e-7),
            ([shipped.zones[2].id, shipped.zones[0].id], [], [shipped.zones[1].id]),
            strict=True,
        )
    ]
    for_all = next(question for question in shipped.screening if question.group == "all")
    others = [question for question in shipped.screening if question.group != "all"][:2]
    questions = [others[0], for_all, msgspec.structs.replace(others[1], ask=ODD)]
    condition = next(each for each in shipped.conditions if each.id == base.condition)
    conditions = [
        msgspec.structs.replace(condition, id="another", screen=[]),
        # The second question of the two first, and one that everybody is asked anyhow.
        msgspec.structs.replace(condition, screen=[others[1].id, for_all.id, others[0].id]),
    ]
    step = base.steps[0]
    return Shelf(
        points=points,
        questions=questions,
        zones=shipped.zones[:4],
        conditions=conditions,
        protocols=[
            made(base, "first", [step_at(step, points[i]) for i in (2, 0, 2, 1)], title=ODD, notes=["", ODD]),
            made(base, "second", [step_at(step, points[1])], condition="another", notes=[]),
        ],
        files={},
        faults=[],
    )


def made(base: wire.Protocol, name: str, steps: list[wire.Step], **fields: Any) -> wire.Protocol:
    return msgspec.structs.replace(base, id=name, steps=steps, **fields)


def step_at(step: wire.Step, point: wire.Point) -> wire.Step:
    return msgspec.structs.replace(step, point=point.id)


def text_of(loaded: LoadedLibrary) -> str:
    versions = [{"digest": digest, "text": text.decode()} for digest, text in loaded.versions.items()]
    return json.dumps({"library": loaded.json.decode(), "versions": versions}, indent=1) + "\n"


def test_the_version_vectors_are_fresh() -> None:
    text = text_of(library_from(shelf()))
    if os.environ.get("HOLDWELL_WRITE_VECTORS") == "1":
        VECTORS.write_text(text, "utf-8")
    assert VECTORS.read_text("utf-8") == text


def test_the_vectors_hold_what_two_languages_write_in_two_ways() -> None:
    library = json.loads(VECTORS.read_text("utf-8"))["library"]
    for written in ('"search_radius":4.0', '"search_radius":1e-7', '\\"odd\\": \\\\ {[,]}', "肩 🦴 \u2028 \\t"):
        assert written in library


def test_every_version_is_named_by_the_digest_of_its_text_in_the_order_of_the_library() -> None:
    loaded = library_from(shelf())
    assert list(loaded.versions) == [entry.digest for entry in loaded.library.protocols]
    assert all(digest_from_bytes(text) == digest for digest, text in loaded.versions.items())
