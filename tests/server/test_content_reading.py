"""Shipped files spoiled in dozens of ways: the line, the column and the sentence that a therapist reads.

The cases stand in `spoiled.txt`.
"""

import functools
from pathlib import Path
from typing import NamedTuple

import pytest

from holdwell import wire
from holdwell.core import shelf as shelf_module
from holdwell.core.content import PointFile, read
from holdwell.core.faults import FINDINGS_AT_MOST
from holdwell.core.shelf import shelf_from
from holdwell.core.tree import BYTES_AT_MOST
from holdwell.library import read_files

ROOT = Path(__file__).parents[2] / "protocols"
SELF = "conditions/low-back-pain/self-care.yaml"


# Files that are not spoiled are read once.
READ_ONCE = functools.lru_cache(maxsize=200)(shelf_module.read)


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_module, "read", READ_ONCE)


class Case(NamedTuple):
    """One way to spoil one shipped file."""

    file: str
    old: str
    new: str
    sentence: str


def cases() -> list[Case]:
    text = Path(__file__).with_name("spoiled.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    found = []
    for file, old, new, sentence in zip(*(lines[i::4] for i in range(4)), strict=True):
        assert (old[:2], new[:2], sentence[:2]) == ("- ", "+ ", "= ")
        found.append(Case(file, unescaped(old[2:]), unescaped(new[2:]), sentence[2:]))
    return found


def unescaped(text: str) -> str:
    return text.encode().decode("unicode_escape")


def shipped() -> dict[str, bytes]:
    files, unread = read_files(ROOT)
    assert unread == []
    return files


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.file}: {case.new[:40]!r}")
def test_a_spoiled_file_is_named_with_its_line_and_column_and_what_was_expected(case: Case) -> None:
    files = shipped()
    before, _, after = files[case.file].decode().partition(case.old)
    assert after, f"{case.file} no longer holds {case.old!r}"
    upto = before + case.new.split("|")[0]
    files[case.file] = (before + case.new.replace("|", "") + after).encode()
    shelf = shelf_from(files)
    place = f"{case.file}:{upto.count(chr(10)) + 1}:{len(upto) - upto.rfind(chr(10))}"
    said = [f"{fault.file}:{fault.line}:{fault.column}: {fault.message}" for fault in shelf.faults]
    assert f"{place}: {case.sentence}" in said
    # The spoiled file is left out, and what does not need it stays.
    assert case.file not in {shelf.files[protocol.id] for protocol in shelf.protocols}
    assert shelf.protocols or case.file in ("zones.yaml", "screening/all.yaml")


def test_all_faults_of_a_file_are_said_at_once_in_the_order_of_their_places() -> None:
    text = shipped()[SELF].decode()
    for old, new in (("minimum_age: 18", "minimum_age: old"), ("reps: 2", "rep: 2"), ("[2, 4]", "[2, 14]")):
        text = text.replace(old, new, 1)
    found = read(text.encode(), wire.Protocol).findings
    assert [finding.sentence for finding in found] == [
        'minimum_age: expected a whole number from 0 to 120; "old" is not read as a number; write digits only',
        '"rep" is not a field of a step; did you mean "reps"?',
        "target_nrs: expected a whole number from 0 to 10, but 14 is written here",
    ]
    assert sorted(finding.place for finding in found) == [finding.place for finding in found]


def test_a_file_full_of_faults_names_the_first_ones_and_counts_the_rest() -> None:
    found = read(b"".join(b"nonsense-%d: 1\n" % i for i in range(200)), wire.Protocol).findings
    assert len(found) == FINDINGS_AT_MOST + 1
    assert found[-1].sentence.startswith("and 151 more faults in this file")


@pytest.mark.parametrize(
    ("data", "line", "column", "sentence"),
    [
        (b"", 1, 1, "this file is empty"),
        (b"# only a comment\n", 1, 1, "this file is empty"),
        (b"points:\n  - id: caf\xe9\n", 2, 12, "this is not UTF-8 text; save the file as UTF-8"),
        ("points: []\n".encode("utf-16"), 1, 1, "this is not UTF-8 text; save the file as UTF-8"),
        (b"points: \x00[]\n", 1, 9, "an invisible control character stands here; delete it"),
        (b"x" * (BYTES_AT_MOST + 1), 1, 1, "this file is larger than 512 KB; a protocol is a short file"),
        (b"points\n", 1, 1, 'expected this file of points with its fields (points), but "points" is written here'),
        (b"[]\n", 1, 1, "expected this file of points with its fields (points), but a list is written here"),
        (b"null\n", 1, 1, "expected this file of points with its fields (points), but nothing is written here"),
        (b"points: [\n", 2, 1, "expected a value here"),
        (
            b"points: [a, b\nx: 1\n",
            2,
            2,
            "expected a comma or the closing ] of what opens in line 1; "
            "put text that holds a comma or a colon in quotes",
        ),
        (b"[" * 300_000, 1, 18, "lists and groups stand more than 16 deep in each other here"),
        (b"- " * 200_000, 1, 35, "lists and groups stand more than 16 deep in each other here"),
    ],
)
def test_what_is_no_protocol_file_at_all_is_said_at_its_place(
    data: bytes, line: int, column: int, sentence: str
) -> None:
    found = read(data, PointFile)
    assert found.value is None
    assert [(f.place.line, f.place.column, f.sentence) for f in found.findings] == [(line, column, sentence)]


def test_a_small_file_cannot_grow_into_a_huge_one() -> None:
    levels = ["a: &a [x, x, x, x]"]
    levels += [f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    found = read("\n".join(levels).encode(), PointFile).findings
    assert any(f.sentence.startswith("the alias *a is not allowed") for f in found)
    assert any(f.sentence.startswith("the anchor &i is not allowed") for f in found)


@pytest.mark.parametrize("text", ["no", "1:30", "012", "2026-11-22", "true", "1e3", "12"])
def test_a_text_that_looks_like_something_else_stays_the_text_that_was_written(text: str) -> None:
    data = shipped()[SELF].decode().replace("title: Lower back pain", f"title: {text}")
    protocol = read(data.encode(), wire.Protocol).value
    assert protocol is not None
    assert protocol.title == text


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_endings_and_byte_order_marks_of_any_editor_are_read(ending: str, mark: str) -> None:
    data = (mark + shipped()[SELF].decode().replace("\n", ending)).encode()
    assert read(data, wire.Protocol).findings == []


def test_names_in_other_scripts_keep_their_letters() -> None:
    data = shipped()[SELF].decode().replace("title: Lower back pain", "title: Schmerzen über dem Gesäß, 腰痛, می‌خواهم")
    protocol = read(data.encode(), wire.Protocol).value
    assert protocol is not None
    assert protocol.title == "Schmerzen über dem Gesäß, 腰痛, می‌خواهم"
