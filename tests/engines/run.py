"""Runs the offline story in the two browser engines that are not Chromium's.

    python tests/engines/run.py                    both
    python tests/engines/run.py webkit             WebKitGTK, the nearest to Safari on a phone
    python tests/engines/run.py firefox            Firefox
    python tests/engines/run.py --where-possible   an engine that cannot be had here is named and left out

The engines are Debian's packages; as root, those that are missing are installed, and with both of them a whole
Chromium: only one with windows says what keeps an app from being installed, which the suite then asks it. Exit status 1
where the story breaks or, without --where-possible, where an engine cannot be had.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "pwa"), str(ROOT / "tests" / "support")]

from engine import BrowserError, Firefox, WebKit  # noqa: E402 the path to what it imports stands above
from story import Engine, Story  # noqa: E402 the path to what it imports stands above

import app_build  # noqa: E402 the path to it stands above
import chromium  # noqa: E402 the path to it stands above
from running import Running  # noqa: E402 the path to it stands above

INSTALL_WITHIN_S = 120


@dataclass(frozen=True)
class Kind:
    """An engine: Debian's packages of it, the program that shows it is there, and how it is started."""

    packages: tuple[str, ...]
    find: Callable[[], Path | None]
    start: Callable[[Path], Engine]


def find_minibrowser() -> Path | None:
    """MiniBrowser, where the driver and the screen it needs are there too. It stands beside the library."""
    if not all(shutil.which(program) for program in ("WebKitWebDriver", "xvfb-run", "xauth")):
        return None
    return next(iter(sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))), None)


def find_firefox() -> Path | None:
    """Firefox on PATH."""
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    return Path(found) if found else None


KINDS = {
    "webkit": Kind(("webkit2gtk-driver", "xvfb", "xauth"), find_minibrowser, WebKit),
    "firefox": Kind(("firefox-esr",), find_firefox, Firefox),
}


def is_chromium_whole() -> bool:
    """Is there one with windows? Where there is none, the suite's own is found."""
    return chromium.BROWSER not in chromium.find_whole_chromium().executable.parents


def install(packages: list[str]) -> str:
    """Installs Debian's packages; in one sentence why that was not possible, or nothing."""
    if shutil.which("apt-get") is None:
        return "this system has no apt-get"
    if os.geteuid() != 0:
        return "only root may install them"
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-qq", "--yes", "--no-install-recommends", *packages]):
        try:
            done = subprocess.run(
                ["apt-get", *words], env=env, capture_output=True, text=True, timeout=INSTALL_WITHIN_S, check=False
            )
        except subprocess.TimeoutExpired:
            return f"apt-get {words[0]} took more than {INSTALL_WITHIN_S} s"
        if done.returncode != 0:
            return f"apt-get {words[0]} failed: {done.stderr.strip().splitlines()[-1:]}"
    return ""


def tell_story(name: str, kind: Kind, browser: Path) -> bool:
    """Lives through the story on a new server and a new profile. True where it holds."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="holdwell-engines-") as folder:
        server = Running(Path(folder) / "data")
        engine = None
        try:
            engine = kind.start(browser)
            print(f"{engine.name} {engine.version}", flush=True)
            Story(engine, lambda words: print(f"  {time.monotonic() - began:5.1f} s  {words}", flush=True)).live(server)
        except (AssertionError, BrowserError, OSError, httpx.HTTPError) as fault:
            print(f"  the story broke in {name}: {fault}", flush=True)
            return False
        finally:
            if engine is not None:
                engine.close()
            server.kill()
    return True


def main(words: list[str]) -> int:
    """Does what was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", nargs="?", choices=[*KINDS, "all"], default="all")
    parser.add_argument("--where-possible", action="store_true", help="leave out an engine that cannot be had here")
    asked = parser.parse_args(words)
    kinds = {name: kind for name, kind in KINDS.items() if asked.engine in (name, "all")}
    missing = [package for kind in kinds.values() if kind.find() is None for package in kind.packages]
    why_not = install(missing) if missing else ""
    app_build.build()
    is_well = True
    for name, kind in kinds.items():
        if browser := kind.find():
            is_well = tell_story(name, kind, browser) and is_well
        else:
            print(f"{name} is not here; it needs Debian's packages {' '.join(kind.packages)}: {why_not}", flush=True)
            is_well = is_well and asked.where_possible
    if asked.engine == "all" and not is_chromium_whole():
        why_not = install(["chromium"])
        print(f"a whole chromium was {f'not installed: {why_not}' if why_not else 'installed'}", flush=True)
        is_well = is_well and (asked.where_possible or not why_not)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
