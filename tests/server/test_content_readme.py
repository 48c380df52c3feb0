"""What protocols/README.md teaches is true: its example is a protocol, and check says what it quotes."""

import re
from pathlib import Path

import msgspec

from holdwell import wire
from holdwell.core.shelf import shelf_from
from holdwell.library import read_files

ROOT = Path(__file__).parents[2] / "protocols"
README = (ROOT / "README.md").read_text("utf-8")
FILE = "conditions/upper-back-pain/shoulders.yaml"


def said_of(text: str) -> list[str]:
    files, _ = read_files(ROOT)
    shelf = shelf_from({**files, FILE: text.encode()})
    return [f"{fault.file}:{fault.line}:{fault.column}: {fault.message}" for fault in shelf.faults]


def example() -> str:
    found = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert found
    return found[1]


def test_the_worked_example_is_a_protocol_without_fault() -> None:
    assert said_of(example()) == []


def test_check_says_what_the_readme_quotes() -> None:
    spoiled = example().replace("hold_s: 30", "hold_s: 1:30", 1)
    assert "\n".join(said_of(spoiled)) in README
    mended = example().replace("point: infraspinatus-central", "point: piriformis-medial")
    assert next(line for line in said_of(mended) if "[L6]" in line) in README


def test_every_field_of_a_protocol_and_a_step_is_explained() -> None:
    names = [field.encode_name for kind in (wire.Protocol, wire.Step) for field in msgspec.structs.fields(kind)]
    for name in names:
        assert re.search(rf"^\| [^|]*`{name}`", README, re.MULTILINE), name
