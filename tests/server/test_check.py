"""`holdwell check` and `holdwell show`, as a person at a terminal sees them."""

import shutil
from pathlib import Path

import pytest

from holdwell.check import run_check
from holdwell.cli import main
from holdwell.show import run_show

ROOT = Path(__file__).parents[2] / "protocols"
CLEAN = "no faults: 22 protocols, 60 points, 47 questions, 21 zones, 10 conditions, 114 complaints\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the protocols, named from the folder above, as one would type it."""
    shutil.copytree(ROOT, tmp_path / "protocols")
    monkeypatch.chdir(tmp_path)
    return Path("protocols")


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_without_paths_the_protocols_that_come_with_holdwell_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check([]) == 0
    assert capsys.readouterr().out == CLEAN


def test_every_fault_is_printed_with_its_file_as_it_was_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(folder / "conditions/tmj-pain/therapist.yaml", "hold_s: 30", "hold_s: 1:30")
    spoil(folder / "conditions/tmj-pain/self-care.yaml", "reps: 3", "reps: 11")
    assert run_check([folder]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "protocols/conditions/tmj-pain/self-care.yaml:20:65: reps: expected a whole number from 1 to 10, "
        "but 11 is written here",
        "protocols/conditions/tmj-pain/therapist.yaml:20:55: hold_s: expected seconds as a whole number, like 30; "
        "1:30 is not read as a time (if it is minutes and seconds, write 90)",
        "2 faults; good: 20 protocols, 60 points, 47 questions, 21 zones, 10 conditions, 114 complaints",
    ]


def test_what_only_follows_from_another_file_is_printed_after_its_cause(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(folder / "points/leg.yaml", "hold_s: {min: 20", "hold_s: {min: 1:30")
    spoil(folder / "screening/all.yaml", "if_yes: emergency", "if_yes: stop")
    assert run_check([folder]) == 1
    *said, _ = capsys.readouterr().out.splitlines()
    assert said[0].startswith("protocols/points/leg.yaml:")
    assert said[1].startswith("protocols/screening/all.yaml:")
    assert len(said) > 10
    # A question of the file that has the fault is no question that nobody asks.
    assert all("left out, because" in line for line in said[2:])


def test_one_file_is_checked_against_the_library_it_stands_in(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(folder / "conditions/tmj-pain/therapist.yaml", "hold_s: 30", "hold_s: 1:30")
    spoil(folder / "conditions/tmj-pain/self-care.yaml", "masseter-superficial", "masseter")
    assert run_check([folder / "conditions/tmj-pain/self-care.yaml"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        'protocols/conditions/tmj-pain/self-care.yaml:20:13: no point is named "masseter"; '
        'did you mean "masseter-deep"?'
    )
    assert len(lines) == 2
    assert run_check([folder / "points/head.yaml", folder / "zones.yaml"]) == 0


def test_a_folder_inside_the_library_is_checked_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(folder / "conditions/tmj-pain/therapist.yaml", "hold_s: 30", "hold_s: 1:30")
    assert run_check([folder / "conditions/low-back-pain"]) == 0
    assert run_check([folder / "conditions/tmj-pain"]) == 1
    assert "protocols/conditions/tmj-pain/therapist.yaml:20:55: hold_s" in capsys.readouterr().out


def test_paths_that_meet_print_a_fault_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(folder / "conditions/tmj-pain/therapist.yaml", "hold_s: 30", "hold_s: 31")
    assert run_check([folder, folder / "conditions/tmj-pain"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.rsplit(" ", 1)[1] for line in lines[:2]] == ["[L9]", "[L3]"]
    assert lines[2:-1] == [
        "[L3] On the face and hand and near nerves a hold lasts at most 30 s.",
        "[L9] A hold stays within the point's own range.",
    ]
    assert lines[-1].startswith("2 faults; good: 21 protocols")


def test_a_file_outside_any_library_is_checked_against_the_shipped_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "mine.yaml"
    shutil.copy(ROOT / "conditions/tmj-pain/self-care.yaml", own)
    assert run_check([own]) == 0
    spoil(own, "point: masseter-superficial", "point: medial-pterygoid-angle")
    assert run_check([own]) == 1
    assert f"{own}:20:13: point: medial-pterygoid-angle is for therapists only" in capsys.readouterr().out
    own.write_text("points: []")
    assert run_check([own]) == 1
    assert f'{own}:1:1: "points" is not a field of a protocol' in capsys.readouterr().out


def test_a_path_that_is_not_there_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check([tmp_path / "nowhere"]) == 1
    assert capsys.readouterr().out.startswith(f"{tmp_path}/nowhere:1:1: no such file or folder\n")
    assert run_check([tmp_path]) == 1
    assert f"{tmp_path}:1:1: expected protocol files in this folder" in capsys.readouterr().out


@pytest.mark.parametrize(
    "protocol", ["upper-back-pain-self-care", str(ROOT / "conditions/upper-back-pain/self-care.yaml")]
)
def test_show_prints_the_timeline_with_its_minutes(protocol: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_show(protocol, ROOT) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Upper back pain, self-care (upper-back-pain-self-care)"
    assert lines[2] == "Draft, not reviewed by a clinician."
    assert [" ".join(line.split()) for line in lines[4:10]] == [
        "0:00 setup 30 s Top of the shoulder, left",
        "0:30 ramp 5 s",
        "0:35 until eased 30 s Top of the shoulder, left 1 of 3 comfort 3 to 5, ease off at 6",
        "1:05 release 4 s",
        "1:09 rest 15 s",
        "1:24 ramp 5 s",
    ]
    assert " ".join(lines[-1].split()) == "17:54 end: 18 minutes, 16 holds"


def test_show_leaves_the_affected_side_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_show("tmj-pain-therapist", ROOT) == 0
    out = capsys.readouterr().out
    assert "Strap muscle of the neck, affected" in out
    assert "Note: One side at a time on face and strap muscle." in out


def test_check_takes_a_folder_as_serve_and_show_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(folder / "conditions/tmj-pain/self-care.yaml", "reps: 3", "reps: 11")
    assert main(["check", "--protocols", str(folder)]) == 1
    assert capsys.readouterr().out.startswith("protocols/conditions/tmj-pain/self-care.yaml:20:65: reps")
    assert main(["check", str(folder / "zones.yaml"), "--protocols", str(folder)]) == 1


def test_show_says_what_could_have_been_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_show("tmj-pain-terapist", ROOT) == 1
    error = capsys.readouterr().err
    assert error.startswith('no protocol is named "tmj-pain-terapist"; did you mean "tmj-pain-therapist"?\n')
    assert "  upper-back-pain-self-care\n" in error


def test_show_says_why_a_protocol_is_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(folder / "conditions/tmj-pain/therapist.yaml", "hold_s: 30", "hold_s: 31")
    assert run_show("tmj-pain-therapist", folder) == 1
    error = capsys.readouterr().err
    assert "conditions/tmj-pain/therapist.yaml:20:55: hold_s: expected at most 30 s on the face" in error
    assert error.endswith("tmj-pain-therapist is left out\n")


def test_show_of_a_file_outside_any_library_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_show(str(tmp_path / "mine.yaml"), ROOT) == 1
    assert "stands in no folder of protocols" in capsys.readouterr().err
