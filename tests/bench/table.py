"""The table in README.md: one a run, with its date, command and machine, in the place of the one before."""

import datetime
import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).parent / "README.md"
TITLE = "## The figures"
# What takes many minutes stands in a section of its own, by its name on the command line.
LONG_TITLES = {"session": "## A whole session", "years": "## Years", "crowd": "## A crowd"}


@dataclass(frozen=True)
class Figure:
    """One line: what was measured, how much, the goal, whether it is reached (None: no goal), a word more."""

    name: str
    value: str
    goal: str = ""
    is_reached: bool | None = None
    note: str = ""

    def line(self) -> str:
        reached = {None: "", True: "yes", False: "**no**"}[self.is_reached]
        return f"| {self.name} | {self.value} | {self.goal} | {reached} | {self.note} |"


def machine() -> str:
    """What it is measured on, and how busy that is before anything begins."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    busy = f"shared with other work (load {load:.1f} before)" if load > 0.5 else "with nothing else to do"
    return f"{os.cpu_count()} cores, {memory_gb:.0f} GB, Python {platform.python_version()}, {busy}"


def title_of(asked: list[str]) -> str | None:
    """Under which title a run is written down; None where it is not: some figures of a table are no table."""
    if not asked:
        return TITLE
    return LONG_TITLES.get(asked[0]) if len(asked) == 1 else None


def section(title: str, parts: list[tuple[str, list[Figure]]], command: str, machine_said: str, took_s: float) -> str:
    """The section of one run, as Markdown."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    lines = [title, "", f"`{command}`, {today}, in {took_s:.0f} s: {machine_said}."]
    for part, figures in parts:
        lines += ["", f"### {part}", "", "| figure | measured | goal | reached | beside it |", "|---|---|---|---|---|"]
        lines += [figure.line() for figure in figures]
    return "\n".join(lines) + "\n"


def write(title: str, text: str) -> None:
    """Put a fresh section in the README, in the place of the one of this title; what else stands there stays."""
    readme = README.read_text(encoding="utf-8")
    old = re.compile(rf"{title}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    fresh = old.sub(lambda _: text + "\n", readme) if old.search(readme) else f"{readme.rstrip()}\n\n{text}"
    README.write_text(fresh.rstrip() + "\n", encoding="utf-8")
