"""A few hundred spoiled sets of protocol files; the command `tests/fuzz_content.py` runs as many as one likes."""

import runpy
from pathlib import Path

FUZZ = runpy.run_path(str(Path(__file__).parents[1] / "fuzz_content.py"))


def test_spoiled_files_never_crash_hang_or_lead_to_a_hold_that_should_not_be() -> None:
    ends = FUZZ["fuzz"](count=400, seed=2)
    assert ends.total() == 400
    # The spoiling does reach the rules: some files stay good, most are left out.
    assert set(ends) == {"still good", "left out in part", "left out whole"}


def test_the_fuzz_would_see_a_danger() -> None:
    shelf = FUZZ["shelf_module"].shelf_from(FUZZ["read_files"](FUZZ["ROOT"])[0])
    points = {point.id: point for point in shelf.points}
    protocol = next(protocol for protocol in shelf.protocols if protocol.id == "tmj-pain-self-care")
    assert FUZZ["dangers"](protocol, points, set(), set()) == []
    assert FUZZ["dangers"](protocol, points, {"masseter-superficial"}, {"temporalis-anterior"}) == [
        "masseter-superficial in self-care",
        "both sides of the front of the neck",
    ]
