"""The package as a stranger gets it: built from its source archive, installed alone, started where there is no Node."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from running import Running

TOP = Path(__file__).parents[2]


def uv(*words: str | Path) -> None:
    """Runs uv: the one that runs this test, or the one on PATH."""
    program = os.environ.get("UV") or shutil.which("uv")
    assert program, "this test needs uv: pip install uv"
    env = {name: value for name, value in os.environ.items() if name not in ("HOLDWELL_SKIP_PWA", "VIRTUAL_ENV")}
    done = subprocess.run([program, *map(str, words)], cwd=TOP, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The source archive, and the wheel that was built from it and nothing else."""
    folder = tmp_path_factory.mktemp("built")
    uv("build", "--quiet", "--out-dir", folder)
    return next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))


def test_the_source_archive_holds_sources_only(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"hatch_build.py", "pwa/app_build.py", "pwa/package-lock.json", "pwa/src/main.tsx"} <= names
    assert [name for name in names if "node_modules" in name or name.startswith("pwa/dist")] == []


def test_the_wheel_holds_the_app_the_protocols_and_the_server(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[1]) as wheel:
        names = set(wheel.namelist())
    assert {"holdwell/static/index.html", "holdwell/static/sw.js", "holdwell/cli.py"} <= names
    in_checkout = {path.relative_to(TOP).as_posix() for path in (TOP / "protocols").rglob("*.yaml")}
    assert {f"holdwell/{name}" for name in in_checkout} <= names
    assert [name for name in names if not name.startswith(("holdwell/", "holdwell-"))] == []


def test_a_wheel_alone_serves_app_and_library_without_node(
    built: tuple[Path, Path], tmp_path: Path, start_server: Callable[..., Running]
) -> None:
    venv = tmp_path / "venv"
    uv("venv", "--quiet", "--python", sys.executable, venv)
    programs = venv / ("Scripts" if os.name == "nt" else "bin")
    uv("pip", "install", "--quiet", "--python", programs / "python", built[1])
    server = start_server(command=[str(programs / "holdwell")], env={"PATH": str(programs), "PYTHONPATH": ""})

    page = fetch(server.url + "/")
    assert '<div id="app">' in page
    assert json.loads(fetch(server.url + "/api/health"))["status"] == "ok"
    library = json.loads(fetch(server.url + "/api/library"))
    assert library["protocols"]
    assert server.stop() == 0


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.status == 200
        return str(answer.read().decode())
