"""Finds a Chromium for the browser tests: $CHROMIUM, else one on PATH, else the one inside an npm package.

The npm package (@sparticuz/chromium, x86-64 Linux) carries the binary; it is unpacked once, beside the package, and
needs nothing of the system but the C library: its own nss, nspr, expat and fonts are used where the system has none.
"""

import os
import platform
import shutil
import subprocess
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
    """The browser of this machine, or the one from npm. RuntimeError where there is none to be had."""
    if named := os.environ.get("CHROMIUM"):
        if not (path := shutil.which(named)):
            raise RuntimeError(f"CHROMIUM={named} is no program")
        return Chromium(Path(path))
    for name in NAMES:
        if path := shutil.which(name):
            return Chromium(Path(path))
    return _chromium_from_npm()


def _chromium_from_npm() -> Chromium:
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise RuntimeError("No Chromium found: install one, or set CHROMIUM to the path of Chromium or Chrome")
    app_build.install_packages(BROWSER)
    # `npm ci` empties node_modules, so what is unpacked inside it never outlives its package.
    home = BROWSER / "node_modules" / ".chromium"
    if not home.is_dir():
        unpacked = home.with_name(f".chromium-{os.getpid()}")
        unpacked.mkdir()
        node, _, env = app_build.node_commands()
        subprocess.run([*node, "unpack-chromium.mjs", str(unpacked)], cwd=BROWSER, env=env, check=True)
        unpacked.rename(home)
    return Chromium(home / "chromium", _missing_of_the_system(home))


def _missing_of_the_system(home: Path) -> dict[str, str]:
    env = {}
    wanted = subprocess.run(["ldd", str(home / "chromium")], capture_output=True, text=True, check=True).stdout
    if "not found" in wanted:
        env["LD_LIBRARY_PATH"] = str(home / "al2023" / "lib")
    if not Path("/etc/fonts/fonts.conf").exists():
        env["FONTCONFIG_PATH"] = str(home / "fonts")
    return env
