"""Complaints as content: what a file may say, every fault at its place, and how the library carries them."""

import re
from pathlib import Path

import msgspec
import pytest
from msgspec import UNSET

from holdwell import wire
from holdwell.core.complaint import candidates_of
from holdwell.core.shelf import Shelf, kind_of, shelf_from
from holdwell.library import library_from, load, read_files

ROOT = Path(__file__).parents[2] / "protocols"
GOOD = """
complaints:
  - id: knee-new
    area: knee
    words: Ache in the knee
    candidates:
      - {point: rectus-femoris-upper, how: refers-here, why: 'Often felt there.'}
"""


def shelf_of_knee(text: str | None) -> Shelf:
    """The shipped files with this one for the knee; None: without any complaint."""
    files, _ = read_files(ROOT)
    if text is None:
        return shelf_from({name: data for name, data in files.items() if not name.startswith("complaints/")})
    return shelf_from({**files, "complaints/knee.yaml": text.encode()})


def faults(text: str) -> list[str]:
    return [f"{f.file}:{f.line}:{f.column}: {f.message}" for f in shelf_of_knee(text).faults]


def test_a_file_of_complaints_stands_under_complaints_by_its_area() -> None:
    assert kind_of("complaints/knee.yaml") == "complaints"
    assert kind_of("complaints/knee/front.yaml") is None
    assert faults(GOOD) == []
    assert faults(GOOD.replace("area: knee", "area: calf")) == [
        'complaints/knee.yaml:4:11: area: expected knee, after the place of this file, not "calf"'
    ]


@pytest.mark.parametrize(
    ("there", "instead", "fault"),
    [
        (
            "point: rectus-femoris-upper",
            "point: rectus-femoris-uper",
            '8:17: no point is named "rectus-femoris-uper"; did you mean "rectus-femoris-upper"?',
        ),
        ("how: refers-here", "how: refers", "8:44: how: "),
        ("words: Ache", "wordz: Ache", '6:5: "wordz" is not a field of a complaint; did you mean "words"?'),
        ("    candidates:", "    ask: [red-flags]\n    candidates:", '7:11: no question is named "red-flags"'),
        ("    words:", "    stop: {action: modify, what_to_do: Rest.}\n    words:", "6:20: action: "),
    ],
)
def test_a_slip_is_said_at_its_place(there: str, instead: str, fault: str) -> None:
    text = "# Draft.\n" + GOOD.lstrip("\n").replace(there, instead, 1)
    found = faults("\n" + text)
    assert found
    assert any(f"complaints/knee.yaml:{fault}" in each for each in found), found


def test_L33_a_complaint_leads_to_points_or_to_a_stop_and_never_to_both() -> None:
    stop = "    stop: {action: emergency, what_to_do: Call for help.}\n"
    points = GOOD[GOOD.index("    candidates:") :]
    both = GOOD.replace("    candidates:", stop + "    candidates:")
    assert faults(both) == [
        "complaints/knee.yaml:8:7: candidates: a complaint with a stop is a red flag and shows no point [L33]"
    ]
    for nothing in (GOOD.replace(points, ""), GOOD.replace(points, "    candidates: []\n")):
        (fault,) = faults(nothing)
        assert fault.endswith("expected at least one point, or a stop where this is a red flag [L33]")
    assert faults(GOOD.replace(points, stop)) == []


def test_L33_a_point_is_named_once() -> None:
    again = "      - {point: rectus-femoris-upper, how: lies-here, why: 'There.'}\n"
    assert faults(GOOD + again) == [
        "complaints/knee.yaml:8:17: point: rectus-femoris-upper stands here already; a point is named once, with its "
        "best reason [L33]"
    ]


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("Ache in the knee", "Ache that heals"),
        ("Often felt there.", "Pressing it cures the knee."),
        ("    words:", "    also_said: [detox]\n    words:"),
    ],
)
def test_L22_no_complaint_promises(there: str, instead: str) -> None:
    (fault,) = faults(GOOD.replace(there, instead))
    assert fault.endswith("what must not be claimed belongs under must_not_say [L22]")


def test_no_complaint_stands_twice_in_all_files() -> None:
    found = faults(GOOD.replace("knee-new", "heel-morning"))
    assert [each.split(":")[0] for each in found] == ["complaints/foot.yaml", "complaints/knee.yaml"]
    assert all('the complaint "heel-morning" stands' in each for each in found)


def test_a_faulty_file_takes_its_own_complaints_away_and_nothing_else() -> None:
    whole, shelf = load(ROOT).library, shelf_of_knee("complaints: 12")
    assert shelf.complaints
    assert {complaint.area for complaint in shelf.complaints} == {
        complaint.area for complaint in whole.complaints or [] if complaint.area != "knee"
    }
    assert [protocol.id for protocol in shelf.protocols] == [entry.protocol.id for entry in whole.protocols]


def test_complaints_whose_point_is_left_out_are_left_out_with_it() -> None:
    files, _ = read_files(ROOT)
    shelf = shelf_from({**files, "points/thigh.yaml": b"points: 12"})
    assert "complaints/knee.yaml" in {fault.file for fault in shelf.faults}
    named = {candidate.point for complaint in shelf.complaints or [] for candidate in candidates_of(complaint)}
    assert named <= {point.id for point in shelf.points}


def test_the_library_carries_them_its_digest_knows_them_and_versions_do_not() -> None:
    with_them, without = load(ROOT), library_from(shelf_of_knee(None))
    assert with_them.library.complaints
    assert without.library.complaints is UNSET
    assert b'"complaints"' not in without.json
    assert with_them.digest != without.digest
    assert with_them.versions == without.versions


def test_a_library_from_before_there_were_complaints_is_read_as_it_is() -> None:
    old = library_from(shelf_of_knee(None))
    assert msgspec.json.decode(old.json, type=wire.Library) == old.library


def test_the_example_of_the_readme_can_be_saved_as_it_stands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (example,) = [block for block in re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL) if "complaints:" in block]
    shelf = shelf_of_knee(example)
    assert shelf.faults == []
    assert {"knee-stairs", "knee-red"} <= {complaint.id for complaint in shelf.complaints or []}
