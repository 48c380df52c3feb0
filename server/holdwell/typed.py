"""Owns how a person here types our commands: in a source folder `uv run holdwell`, and bare where it is installed.

It must never look beyond the environment of Python that this process runs in.
"""

import sys
from pathlib import Path


def typed(words: str, prefix: Path | None = None) -> str:
    """The command as it is typed here, in backticks; `prefix` is the environment of Python, this process's if None."""
    prefix = Path(sys.prefix) if prefix is None else prefix
    is_source_folder = prefix.name == ".venv" and (prefix.parent / "server" / "holdwell").is_dir()
    return f"`{'uv run ' if is_source_folder else ''}holdwell {words}`"
