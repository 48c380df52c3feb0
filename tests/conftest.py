"""What every test may use: the built app, a server of its own, a browser that behaves like a person's."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import app_build
from chromium import BROWSER, Chromium, find_chromium
from here import address_here
from running import Running

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A microphone that beeps: this machine has none.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    # As in a person's browser: no sound before a gesture. Headless Chromium would play it.
    "--autoplay-policy=document-user-activation-required",
    # No test's page lives so long that it gains by what its scripts are compiled to for a long life, or by being swept
    # often and by several threads.
    "--js-flags=--no-turbofan --single-threaded-gc --min-semi-space-size=16",
)


# What Python has compiled is kept for all the programs that tests start, and for the other workers. Where it must not
# stand beside the sources it stands here: else each of some hundred programs compiles all of holdwell and litestar.
COMPILED = Path(__file__).parents[1] / ".pytest_cache" / "compiled"
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(COMPILED)
    sys.dont_write_bytecode = False

# What takes longest begins first, so that no worker waits for another at the end.
LONGEST = (
    *("browser/test_conditions.py", "sim/test_sim.py", "browser/test_looks.py", "browser/test_pictures.py"),
    *("browser/test_safety.py", "browser/test_candle.py", "browser/test_light.py", "browser/test_letters.py"),
    *("browser/test_screens.py", "browser/test_distance.py", "browser/test_lock.py", "browser/test_touch.py"),
    *("browser/test_guard.py", "browser/test_build.py", "browser/test_on_return.py", "pwa/test_core.py"),
    *("browser/test_everyone.py", "browser/test_hindered.py", "browser/test_run_looks.py", "browser/test_opening.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files in the order of what they take, as far as it is known; within a file as they stand."""
    turns = {name: turn for turn, name in enumerate(LONGEST)}
    items.sort(key=lambda item: turns.get("/".join(item.path.parts[-2:]), len(turns)))


def pytest_xdist_auto_num_workers() -> int:
    """Three workers for two cores: what a browser's test does most is wait, for timers and for what is drawn."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What these tests could not tell apart on this machine is said."""
    if address_here().is_loopback:
        terminalreporter.write_line(
            "This machine has no address in a network: tests of a tablet in the room ran at loopback, where https and "
            "the server's own machine cannot be told apart [A5].",
            yellow=True,
        )


def pytest_configure(config: pytest.Config) -> None:
    """What is fetched and built once for all is there before tests run side by side: two workers never build alike."""
    # On a machine that does much else a page comes to it later: that is no fault, and who is in time waits no longer.
    # Less than the 10 s after which a question of the run goes by itself: what should be gone must not go meanwhile.
    expect.set_options(timeout=9_000)
    if config.getoption("numprocesses", None):
        app_build.build()
        app_build.install_packages(BROWSER)
        find_chromium()


@pytest.fixture(scope="session")
def app() -> Path:
    """The folder of the built app, built now if its sources changed."""
    return app_build.build()


@pytest.fixture
def start_server(app: Path, tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Starts servers, each stopped at the end. The first word may be a data folder; the rest as `Running` takes it.

    Who names no command gets a copy: only where a start is the subject is one paid for in full.
    """
    started: list[Running] = []

    def start(data: Path | None = None, **options: Any) -> Running:
        server = Running(data or tmp_path / "data", **{"is_copy": "command" not in options, **options})
        started.append(server)
        return server

    yield start
    for server in started:
        server.kill()


@pytest.fixture
def server(start_server: Callable[..., Running]) -> Running:
    """A server on new data, with nobody paired yet."""
    return start_server()


@pytest.fixture(scope="session")
def chromium() -> Chromium:
    return find_chromium()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: Chromium) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": str(chromium.executable),
        "args": [*browser_type_launch_args.get("args", ()), *FLAGS],
        "env": {**os.environ, **chromium.env},
    }
