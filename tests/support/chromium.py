"""Finds a Chromium for the browser tests: $CHROMIUM, else the one inside an npm package, else one on PATH.

The npm package (@sparticuz/chromium, x86-64 Linux) carries the binary; it is unpacked once, beside the package, and
needs nothing of the system but the C library: its own nss, nspr, expat and fonts are used where the system has none.
It is one without windows, the same on every machine, and takes less than half the processor's time of a whole browser,
which draws windows that nobody sees.
"""

import os
import platform
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import app_build

BROWSER = Path(__file__).parents[1] / "browser"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Chromium:
    """A browser to start, and what its environment needs beyond this process's own."""

    executable: Path
    env: dict[str, str] = field(default_factory=dict)


def find_chromium() -> Chromium:
    """The one that was named, from npm, or of this machine. RuntimeError where there is none to be had."""
    if found := _named():
        return found
    return _from_npm() if _is_in_npm() else find_whole_chromium()


def find_whole_chromium() -> Chromium:
    """One with windows, for what only such a one does; where there is none, the one from npm."""
    if found := _named():
        return found
    for name in NAMES:
        if path := shutil.which(name):
            return Chromium(Path(path))
    if not _is_in_npm():
        raise RuntimeError("No Chromium found: install one, or set CHROMIUM to the path of Chromium or Chrome")
    return _from_npm()


def _named() -> Chromium | None:
    named = os.environ.get("CHROMIUM")
    if not named:
        return None
    if not (path := shutil.which(named)):
        raise RuntimeError(f"CHROMIUM={named} is no program")
    return Chromium(Path(path))


def _is_in_npm() -> bool:
    return (platform.system(), platform.machine()) == ("Linux", "x86_64")


def _from_npm() -> Chromium:
    app_build.install_packages(BROWSER)
    # `npm ci` empties node_modules, so what is unpacked inside it never outlives its package.
    home = BROWSER / "node_modules" / ".chromium"
    if not home.is_dir():
        unpacked = Path(tempfile.mkdtemp(prefix=".chromium-", dir=home.parent))
        node, _, env = app_build.node_commands()
        subprocess.run([*node, "unpack-chromium.mjs", str(unpacked)], cwd=BROWSER, env=env, check=True)
        try:
            unpacked.rename(home)
        except OSError:
            # Another thread or process was quicker: a folder is not put over one that holds something.
            if not home.is_dir():
                raise
            shutil.rmtree(unpacked)
    return Chromium(home / "chromium", _missing_of_the_system(home))


def _missing_of_the_system(home: Path) -> dict[str, str]:
    env = {}
    wanted = subprocess.run(["ldd", str(home / "chromium")], capture_output=True, text=True, check=True).stdout
    if "not found" in wanted:
        env["LD_LIBRARY_PATH"] = str(home / "al2023" / "lib")
    if not Path("/etc/fonts/fonts.conf").exists():
        env["FONTCONFIG_PATH"] = str(home / "fonts")
    return env
