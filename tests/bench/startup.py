"""How long a stranger waits: from a fresh clone to a server that answers, and to the first test that ran.

    python tests/bench/startup.py            empty caches: everything is downloaded
    python tests/bench/startup.py --warm     with this person's own caches

Each is measured in a clone of its own (of what is committed), with a PATH that holds git, Python and the usual small
programs, but neither Node nor a browser nor uv. Not a part of the suite: it takes minutes and the network.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

TOP = Path(__file__).parents[2]
PROGRAMS = [
    *("bash", "cat", "chmod", "cp", "dirname", "env", "git", "grep", "head", "ldd", "ls", "mkdir", "mv", "rm"),
    *("sed", "sh", "sort", "tail", "tar", "tr", "uname"),
]


def bare_environment(folder: Path, warm: bool) -> dict[str, str]:
    """An environment without Node, browser and uv; with empty caches unless `warm`."""
    programs = folder / "programs"
    programs.mkdir()
    for name in PROGRAMS:
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    # The real interpreter, without what stands beside it.
    (programs / "python3").symlink_to(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")
    hidden = ("CHROMIUM", "VIRTUAL_ENV", "UV", "HOLDWELL_SKIP_PWA", "PYTHONPATH")
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    env["PATH"] = str(programs)
    if not warm:
        caches = ("UV_CACHE_DIR", "npm_config_cache", "PIP_CACHE_DIR", "XDG_CACHE_HOME")
        env |= {name: str(folder / name.lower()) for name in caches}
    return env


def fresh_clone(folder: Path, env: dict[str, str]) -> tuple[Path, dict[str, str]]:
    """A clone, and the environment in which `pip install uv` was run: the first of the stranger's two commands."""
    clone = folder / "holdwell"
    subprocess.run(["git", "clone", "--quiet", str(TOP), str(clone)], env=env, check=True)
    subprocess.run(["python3", "-m", "venv", str(folder / "venv")], env=env, check=True)
    programs = folder / "venv" / "bin"
    subprocess.run([str(programs / "pip"), "install", "--quiet", "uv"], env=env, check=True)
    return clone, env | {"PATH": f"{programs}{os.pathsep}{env['PATH']}"}


def time_until(command: list[str], clone: Path, env: dict[str, str], wanted: str) -> tuple[float, str, int]:
    """Seconds until the command prints what is wanted, the match's last group, and the memory of what ran, in MB."""
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=clone, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if match := re.search(wanted, line):
                if match.lastindex:
                    urllib.request.urlopen(match[1] + "/api/health").read()
                return time.monotonic() - began, match[match.lastindex or 0], memory_of(process.pid)
    finally:
        process.terminate()
        process.wait()
    raise SystemExit("".join(said) + f"`{' '.join(command)}` never printed {wanted!r}")


def memory_of(pid: int) -> int:
    """Resident memory of a process and its children, in MB; Linux only, else 0."""
    total_kb = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except OSError:
            continue
        if str(pid) in (fields["Pid"].strip(), fields["PPid"].strip()) and "VmRSS" in fields:
            total_kb += int(fields["VmRSS"].split()[0])
    return total_kb // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--warm", action="store_true", help="use this person's own caches")
    warm = parser.parse_args().warm
    with tempfile.TemporaryDirectory() as temporary:
        for name in ("serve", "pytest"):
            folder = Path(temporary, name)
            folder.mkdir()
            clone, env = fresh_clone(folder, bare_environment(folder, warm))
            if name == "serve":
                serve = ["uv", "run", "holdwell", "serve", "--port", "0", "--data", str(folder / "data")]
                seconds, url, memory = time_until(serve, clone, env, r"serving on (http://[^\s/]+)")
                print(f"uv run holdwell serve: {url} answered after {seconds:.1f} s; uv and server hold {memory} MB")
            else:
                seconds, test, _ = time_until(["uv", "run", "pytest", "-v"], clone, env, r"(?<=PASSED ).+")
                print(f"uv run pytest: {test} had passed after {seconds:.1f} s")


if __name__ == "__main__":
    main()
