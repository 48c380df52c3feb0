"""Runs simulated worlds: devices with the app's real database and sync, a network that fails, the real server.

    python tests/sim/run.py --worlds 10000            so many worlds, on every core
    python tests/sim/run.py --seed 4711 --worlds 1    this world again; --trace shows what happens in it
    python tests/sim/run.py --named                   those that once broke a rule (seeds.py)
    python tests/sim/run.py --asked                   such runs, each a line of words in JSON that is read and answered

Each world is made from its seed alone. A world that breaks a rule is printed with the command that runs it again. What
may befall one stands in `world.ts`, what must be true in `oracle.ts` and `erasures.ts`, the faults that are planted to
be found in `plants.py` and `plants.ts`. A world takes a sixth of a second of one core.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from holdwell.store.store import StoreUnusable

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support"), str(HERE.parents[1] / "pwa")]

import plants  # noqa: E402 -- found only through the paths above
from practice import Practice  # noqa: E402 -- found only through the paths above
from seeds import SEEDS  # noqa: E402 -- found only through the paths above

import app_build  # noqa: E402 -- found only through the paths above

MEMORY = Path("/dev/shm")
# Reading the server's code takes longer than a few worlds: where that is safe, whoever runs worlds inherits it.
BEGINNING = "fork" if sys.platform == "linux" else "spawn"
# Commands that say more than that something is to be done.
GIVEN = ("request", "dump", "code", "put_back", "restore", "carry_in", "move")


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the seed of the first world")
    parser.add_argument("--named", action="store_true", help="the worlds that once broke a rule, and no others")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--plant", choices=plants.NAMES, help="a fault to be found, put into the running world only")
    parser.add_argument("--trace", action="store_true", help="show all that happens")
    parser.add_argument("--digests", action="store_true", help="show each world's digest of all that happened in it")
    parser.add_argument("--first", action="store_true", help="the first world that fails is enough")
    parser.add_argument("--bundle", type=Path, metavar="FILE", help="where the devices' program is kept for more runs")
    parser.add_argument("--asked", action="store_true", help="run what is asked for, line by line")
    options = parser.parse_args(words)
    if options.asked:
        return asked()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name)
        bundle = bundled(options.bundle or folder / "devices.mjs")
        wanted = sorted(SEEDS.values()) if options.named else range(options.seed, options.seed + options.worlds)
        cores = max(1, min(options.cores, len(wanted)))
        seeds = [list(wanted[core::cores]) for core in range(cores)]
        jobs = [(bundle, folder / f"core-{core}", seeds[core], options) for core in range(cores)]
        if cores == 1:
            outcomes = run_worlds(*jobs[0])
        else:
            with multiprocessing.get_context(BEGINNING).Pool(cores) as pool:
                outcomes = [each for found in pool.starmap(run_worlds, jobs) for each in found]
    outcomes.sort(key=lambda outcome: outcome["seed"])
    if options.digests:
        for outcome in outcomes:
            print(outcome["seed"], outcome["digest"])
    return told(outcomes, options.plant)


def asked() -> int:
    """Does each run that is asked for in a copy of this process, which has read the server's code already."""
    for line in iter(sys.stdin.readline, ""):
        with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as errors:
            if (copy := os.fork()) == 0:
                os.dup2(said.fileno(), 1)
                os.dup2(errors.fileno(), 2)
                return main(json.loads(line))
            status = os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
            for each in (said, errors):
                each.seek(0)
            print(json.dumps([status, said.read(), errors.read()]), flush=True)
    return 0


def told(outcomes: list[dict[str, Any]], plant: str | None) -> int:
    """Says what came of them; the exit status."""
    failed = [outcome for outcome in outcomes if outcome["failure"]]
    planted = f" --plant {plant}" if plant else ""
    for outcome in failed[:20]:
        print(f"world {outcome['seed']}: {outcome['failure']}")
        for once in (name for name, seed in SEEDS.items() if seed == outcome["seed"]):
            print(f"    in which once {once}")
        print(f"    python tests/sim/run.py --seed {outcome['seed']} --worlds 1 --trace{planted}")
    counts = {
        name: sum(outcome["counts"].get(name, 0) for outcome in outcomes) for name in ("facts", "requests", "events")
    }
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    print(f"{len(outcomes)} worlds, {said}: {len(failed)} failed")
    return 1 if failed else 0


def bundled(target: Path) -> Path:
    """The devices' program, put together for Node where it does not stand yet."""
    if target.exists():
        return target
    app_build.install_packages(app_build.APP)
    node, _, env = app_build.node_commands()
    subprocess.run([*node, str(HERE / "bundle.mjs"), str(target)], check=True, env=env, stdout=subprocess.DEVNULL)
    return target


def run_worlds(bundle: Path, folder: Path, seeds: list[int], options: argparse.Namespace) -> list[dict[str, Any]]:
    """Runs these worlds one after the other, with one process for the devices."""
    logging.getLogger("holdwell").setLevel(logging.CRITICAL)
    node, _, env = app_build.node_commands()
    asked = {"seeds": seeds, "plant": options.plant, "trace": options.trace, "is_first_enough": options.first}
    words = [*node, str(bundle), json.dumps(asked)]
    devices = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)
    try:
        with plants.planted(options.plant):
            return asyncio.run(serve(devices, folder))
    finally:
        devices.kill()
        devices.wait()
        for pipe in (devices.stdin, devices.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


async def serve(devices: "subprocess.Popen[bytes]", folder: Path) -> list[dict[str, Any]]:
    """Does what the devices' world asks of the server, one command after the other, to its end."""
    outcomes: list[dict[str, Any]] = []
    practice: Practice | None = None
    fault = ""
    for command in commands(devices):
        answer: dict[str, Any] | list[str] = {}
        what = command["do"]
        if what == "world":
            shutil.rmtree(folder, ignore_errors=True)
            fault = ""
            practice = Practice(folder, command["limits"])
            answer = await practice.begin(command["count"])
        elif what == "done":
            outcomes.append(command["outcome"])
            if practice is not None:
                await practice.stop()
        elif practice is not None:
            act = getattr(practice, what)
            try:
                # From a file that a start, or somebody who looked, found damaged nothing more comes.
                answer = {"fault": fault} if fault else await (act(command) if what in GIVEN else act())
            except StoreUnusable as error:
                fault = str(error)
                answer = {"fault": fault}
        assert devices.stdin is not None
        devices.stdin.write(msgspec.json.encode(answer) + b"\n")
        devices.stdin.flush()
    return outcomes


def commands(devices: "subprocess.Popen[bytes]") -> Iterator[dict[str, Any]]:
    """The commands as they come."""
    assert devices.stdout is not None
    for line in devices.stdout:
        if line.startswith(b"{"):
            yield msgspec.json.decode(line)
        else:
            sys.stdout.write(line.decode())
    if devices.wait() != 0:
        raise SystemExit("the devices' process failed")


if __name__ == "__main__":
    sys.exit(main())
