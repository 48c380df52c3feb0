"""The library as it is served: whole, or without what is faulty and what needs it."""

import hashlib
import os
import shutil
from pathlib import Path

import msgspec
import pytest

from holdwell import wire
from holdwell.library import LoadedLibrary, load

ROOT = Path(__file__).parents[2] / "protocols"
# In the order of their files, which is the order in which they are served.
EVERY_ID = [
    name
    for kind in (
        "carpal-tunnel", "general-tension", "hip-pain", "low-back-pain", "nerve-compression-arm",
        "nerve-compression-leg", "postural-distortion", "reduced-blood-flow", "tmj-pain", "upper-back-pain", "whiplash",
    )
    for name in (f"{kind}-self-care", f"{kind}-therapist")
]  # fmt: skip
# Every protocol but these presses nothing at the upper chest.
AT_THE_CHEST = [
    "carpal-tunnel-therapist", "nerve-compression-arm-therapist", "postural-distortion-self-care",
    "postural-distortion-therapist", "upper-back-pain-therapist", "whiplash-therapist",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT, tmp_path / "protocols"))


def ids(loaded: LoadedLibrary) -> list[str]:
    return [item.protocol.id for item in loaded.library.protocols]


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_shipped_protocols_are_without_fault_and_all_served() -> None:
    loaded = load(ROOT)
    assert loaded.faults == []
    assert ids(loaded) == EVERY_ID


def test_every_shipped_file_says_that_no_clinician_reviewed_it() -> None:
    files = list(ROOT.rglob("*.yaml"))
    assert files
    for file in files:
        assert file.read_text("utf-8").startswith("# Draft, not reviewed by a clinician."), file


def test_a_version_is_served_as_the_bytes_that_its_digest_covers() -> None:
    loaded = load(ROOT)
    for item in loaded.library.protocols:
        text = loaded.versions[item.digest]
        assert hashlib.sha256(text).hexdigest() == item.digest
        version = msgspec.json.decode(text, type=wire.ProtocolVersion)
        assert version.protocol == item.protocol
        assert msgspec.json.encode(version) == text
    assert msgspec.json.decode(loaded.json, type=wire.Library) == loaded.library
    assert loaded.library.digest == loaded.digest


def test_a_version_carries_its_points_in_use_order_all_its_questions_and_zones() -> None:
    loaded = load(ROOT)
    item = next(item for item in loaded.library.protocols if item.protocol.id == "tmj-pain-therapist")
    version = msgspec.json.decode(loaded.versions[item.digest], type=wire.ProtocolVersion)
    assert [point.id for point in version.points] == [step.point for step in version.protocol.steps]
    everybody = [question.id for question in loaded.library.screening if question.group == "all"]
    assert len(everybody) == 19
    assert [question.id for question in version.screening] == everybody + version.condition.screen
    assert [zone.id for zone in version.zones] == [
        "eyes", "tmj-joint", "parotid-and-styloid", "anterior-neck", "supraclavicular", "suboccipital",
    ]  # fmt: skip


def test_the_same_files_give_the_same_digests_and_any_change_another(folder: Path) -> None:
    before, again = load(ROOT), load(folder)
    assert (before.digest, list(before.versions)) == (again.digest, list(again.versions))
    replace(folder / "points/arm.yaml", "Base of the thumb", "Root of the thumb")
    after = load(folder)
    assert after.digest != before.digest
    # brachialis-lower is used by one protocol only: its version alone is a new one
    assert len(set(after.versions) - set(before.versions)) == 1


def test_a_faulty_protocol_is_left_out_and_named_and_the_rest_is_served(folder: Path) -> None:
    replace(folder / "conditions/tmj-pain/therapist.yaml", "hold_s: 30", "hold_s: 300")
    loaded = load(folder)
    assert ids(loaded) == [name for name in EVERY_ID if name != "tmj-pain-therapist"]
    assert {fault.file for fault in loaded.faults} == {"conditions/tmj-pain/therapist.yaml"}


def test_a_faulty_point_file_takes_with_it_what_needs_it_and_no_more(folder: Path) -> None:
    replace(folder / "points/chest.yaml", "search_radius: 1.3", "search_radius: wide")
    loaded = load(folder)
    assert ids(loaded) == [name for name in EVERY_ID if name not in AT_THE_CHEST]
    said = [(fault.file, fault.message) for fault in loaded.faults]
    # The cause first, then what follows from it.
    assert said[0] == (
        "points/chest.yaml",
        'search_radius: expected a number from 0 to 100 (percent of the outline); "wide" is not read as a number; '
        "write digits only",
    )
    assert (
        "conditions/upper-back-pain/therapist.yaml",
        'the point "pectoralis-minor" is left out, because points/chest.yaml has faults',
    ) in said
    assert all("left out, because points/chest.yaml has faults" in message for _, message in said[1:])


def test_a_file_that_cannot_be_read_at_all_is_named_to_those_who_need_it(folder: Path) -> None:
    (folder / "points/chest.yaml").write_bytes(b"points: [")
    loaded = load(folder)
    assert 'no point is named "pectoralis-minor" (points/chest.yaml cannot be read)' in [
        f.message for f in loaded.faults
    ]


def test_a_faulty_condition_takes_its_protocols_with_it(folder: Path) -> None:
    replace(folder / "screening/jaw.yaml", "id: jaw-locked", "id: jaw-blocked")
    loaded = load(folder)
    assert ids(loaded) == [name for name in EVERY_ID if not name.startswith("tmj-pain")]
    # A complaint that asks the same question is left out too.
    assert [fault.message for fault in loaded.faults if fault.file.startswith("conditions/")] == [
        'no question is named "jaw-locked"; did you mean "jaw-blocked"?',
        'the condition "tmj-pain" is left out, because conditions/tmj-pain/condition.yaml has faults',
        'the condition "tmj-pain" is left out, because conditions/tmj-pain/condition.yaml has faults',
    ]


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("zones.yaml", "left out: without zones.yaml nobody can tell where not to press"),
        (
            "screening/all.yaml",
            "left out: without the questions for everybody (screening/all.yaml) nobody is asked before a start",
        ),
    ],
)
def test_without_zones_or_the_questions_for_everybody_nothing_is_served(folder: Path, file: str, message: str) -> None:
    (folder / file).unlink()
    loaded = load(folder)
    assert ids(loaded) == []
    assert [fault.message for fault in loaded.faults].count(message) == len(EVERY_ID)


@pytest.mark.parametrize("file", ["zones.yaml", "screening/all.yaml"])
@pytest.mark.parametrize("content", [b"", b"zones: []", b"questions: []", b"\xff"])
def test_with_spoiled_zones_or_questions_for_everybody_nothing_is_served(
    folder: Path, file: str, content: bytes
) -> None:
    (folder / file).write_bytes(content)
    assert ids(load(folder)) == []


def test_of_two_files_with_one_id_neither_is_served_and_both_are_named(folder: Path) -> None:
    shutil.copy(folder / "conditions/tmj-pain/self-care.yaml", folder / "conditions/tmj-pain/gentle.yaml")
    loaded = load(folder)
    assert ids(loaded) == [name for name in EVERY_ID if name != "tmj-pain-self-care"]
    assert [(fault.file, fault.line, fault.column, fault.message) for fault in loaded.faults] == [
        (
            "conditions/tmj-pain/gentle.yaml", 3, 5,
            'id: the protocol "tmj-pain-self-care" stands again in conditions/tmj-pain/self-care.yaml:3:5',
        ),
        (
            "conditions/tmj-pain/self-care.yaml", 3, 5,
            'id: the protocol "tmj-pain-self-care" stands already in conditions/tmj-pain/gentle.yaml:3:5',
        ),
    ]  # fmt: skip


def test_L20_a_therapist_only_point_copied_under_another_name_is_left_out(folder: Path) -> None:
    arm = (folder / "points/arm.yaml").read_text("utf-8")
    copied = arm.replace("id: brachialis-lower", "id: friendly-spot").replace("region: arm", "region: new")
    copied = copied.replace("plain: 'Outer upper arm, above the elbow'", "plain: Friendly spot")
    deep = "{right: {x: 44.4, y: 16.2}, left: {x: 55.6, y: 16.2}}"
    copied = copied.replace("{right: {x: 20.1, y: 34.0}, left: {x: 79.9, y: 34.0}}", deep)
    copied = copied.replace("[medial-arm-groove, cubital-fossa]", "[supraclavicular, anterior-neck]")
    (folder / "points/new.yaml").write_text(copied, "utf-8")
    loaded = load(folder)
    said = [fault.message for fault in loaded.faults if fault.file == "points/new.yaml"]
    assert any(message.endswith("search area of sternocleidomastoid-mid, which is [L20]") for message in said)
    assert "friendly-spot" not in {point.id for point in loaded.library.points}
    assert ids(loaded) == EVERY_ID


def test_files_that_would_not_be_read_are_said_and_others_left_alone(folder: Path) -> None:
    (folder / "points/extra.yml").write_text("points: []")
    (folder / "stray.yaml").write_text("points: []")
    (folder / "conditions/tmj-pain/deep").mkdir()
    (folder / "conditions/tmj-pain/deep/therapist.yaml").write_text("id: x")
    (folder / "README.md").write_text("# notes")
    (folder / "points/.hip.yaml.swp").write_text("junk")
    (folder / ".git").mkdir()
    (folder / ".git/zones.yaml").write_text("junk")
    loaded = load(folder)
    assert [(fault.file, fault.message) for fault in loaded.faults] == [
        (
            "conditions/tmj-pain/deep/therapist.yaml",
            "expected in points/, screening/, complaints/, conditions/NAME/, or as zones.yaml or sources.yaml",
        ),
        ("points/extra.yml", "expected a name that ends in .yaml, so that this file is read"),
        (
            "stray.yaml",
            "expected in points/, screening/, complaints/, conditions/NAME/, or as zones.yaml or sources.yaml",
        ),
    ]
    assert ids(loaded) == EVERY_ID


def test_what_is_no_plain_file_is_never_opened(folder: Path) -> None:
    (folder / "points/folder.yaml").mkdir()
    os.mkfifo(folder / "points/pipe.yaml")
    (folder / "points/loop.yaml").symlink_to("loop.yaml")
    loaded = load(folder)
    assert {fault.file: fault.message for fault in loaded.faults} == {
        "points/pipe.yaml": "this file cannot be read: it is not a plain file",
        "points/loop.yaml": "this file cannot be read: it is not a plain file",
    }
    assert ids(loaded) == EVERY_ID


def test_a_folder_that_is_not_there_or_empty_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    assert [fault.message for fault in load(tmp_path / "nowhere").faults] == [
        "this folder cannot be read: No such file or directory"
    ]
    assert [fault.message for fault in load(tmp_path).faults] == [
        "expected protocol files in this folder, but there are none"
    ]


def test_a_file_name_that_is_no_text_can_still_be_reported(folder: Path) -> None:
    Path(os.fsdecode(bytes(folder / "points") + b"/caf\xe9.yaml")).write_bytes(b"points: 1")
    loaded = load(folder)
    assert msgspec.json.encode(loaded.faults)
    assert [fault.file for fault in loaded.faults] == ["points/caf\ufffd.yaml"]
