"""The reach of `serve --lan` without its socket: an authority in a folder, addresses and time that the test decides."""

from pathlib import Path
from typing import Any

from holdwell.settings import Settings
from holdwell.trust.authority import Signed
from holdwell.trust.folder import AuthorityFolder
from holdwell.trust.lan import LanReach
from worlds import FakeClock

ADDRESS = "192.168.7.20"


def lan(folder: Path, clock: FakeClock | None = None, **changes: Any) -> LanReach:
    """The reach of a server that only this machine can reach, on addresses that the test decides."""
    wanted = {"host": "studio", "listen": "127.0.0.1", "addresses": (ADDRESS,), **changes}
    return LanReach(Settings(data_dir=folder, way="lan", **wanted), clock or FakeClock(), 8443, 8080, None)


def authority_of(folder: Path) -> Signed:
    kept = AuthorityFolder(folder).kept()
    assert kept is not None
    return kept
