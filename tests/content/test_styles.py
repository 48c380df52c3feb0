"""Three ways of holding that were published, written as files: the format can say them.

All of them run (tests/pwa/app/kinds.test.ts drives each through the app).
"""

from pathlib import Path

import pytest

from holdwell import wire
from holdwell.core.content import read
from holdwell.core.shelf import Shelf, shelf_from
from holdwell.library import read_files

ROOT = Path(__file__).parents[2] / "protocols"
STYLES = Path(__file__).parent / "styles"


def style(name: str) -> wire.Protocol:
    found = read((STYLES / f"{name}.yaml").read_bytes(), wire.Protocol)
    assert found.findings == []
    assert found.value is not None
    return found.value


def shelf_with(name: str) -> Shelf:
    """The library as it is shipped, with this file among its protocols."""
    files, unread = read_files(ROOT)
    assert unread == []
    files[f"conditions/{style(name).condition}/{name}.yaml"] = (STYLES / f"{name}.yaml").read_bytes()
    return shelf_from(files)


def test_every_published_style_is_among_them() -> None:
    assert {style(file.stem).steps[0].hold_kind for file in STYLES.glob("*.yaml")} == {
        "time",
        "until-eased",
        "raise-and-hold",
    }


@pytest.mark.parametrize("name", ["timed-compression", "until-it-eases", "raise-and-hold"])
def test_the_styles_that_run_are_without_fault_and_served(name: str) -> None:
    shelf = shelf_with(name)
    assert shelf.faults == []
    assert name in {protocol.id for protocol in shelf.protocols}


def test_raise_and_hold_says_its_levels_each_with_its_own_time_and_band() -> None:
    levels = style("raise-and-hold").steps[0].levels
    assert isinstance(levels, list)
    assert [(level.hold_s, level.target_nrs) for level in levels] == [(30, (3, 4)), (30, (4, 5)), (30, (5, 6))]
