"""Runs the app's own tests (Vitest) as a part of the one suite."""

import subprocess

import app_build


def test_the_core_of_the_app_passes_its_own_tests() -> None:
    app_build.install_packages(app_build.APP)
    node, _, env = app_build.node_commands()
    vitest = app_build.APP / "node_modules" / "vitest" / "vitest.mjs"
    done = subprocess.run(
        [*node, str(vitest), "run"],
        cwd=app_build.APP,
        env={**env, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
