"""The unit of systemd and the container file: what they start exists, and they give the server nothing it needs not."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from holdwell.asked import KNOWN, variable_of
from holdwell.cli import main
from holdwell.process import DISK_FAILED

TOP = Path(__file__).parents[2]
UNIT = TOP / "server" / "deploy" / "holdwell.service"
CONTAINER = TOP / "Containerfile"


def exists(*words: str) -> bool:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    return ended.value.code == 0


def test_what_they_start_exists_and_their_variables_are_settings() -> None:
    unit, container = UNIT.read_text(encoding="utf-8"), CONTAINER.read_text(encoding="utf-8")
    started = re.findall(r"^ExecStart=\S+/holdwell (.*)$", unit, re.MULTILINE)
    started += [words.replace('", "', " ") for words in re.findall(r'CMD \["(?:holdwell", ")?(.*)"\]', container)]
    assert sorted(started) == ["health", "serve", "serve"]
    assert all(exists(*words.split()) for words in started)
    named = set(re.findall(r"HOLDWELL_[A-Z_]+", unit + container))
    assert named <= {variable_of(name) for name in KNOWN}


def test_the_container_is_nobody_in_particular_and_keeps_its_data_outside() -> None:
    container = CONTAINER.read_text(encoding="utf-8")
    last = container.rpartition("\nFROM ")[2]
    assert "USER 10001" in last
    assert "VOLUME /data" in last
    assert "HEALTHCHECK" in last
    assert not re.search(r"FROM \S+\.\S+/", container), "which registry it comes from is for whoever builds it"


def test_what_commands_leave_in_the_folder_comes_into_no_image_and_no_commit() -> None:
    """README.md has backups copied here, and practices exported: they are the record."""
    ignored = [(TOP / name).read_text(encoding="utf-8").splitlines() for name in (".dockerignore", ".gitignore")]
    for name in ("*.jsonl", "*.sqlite3", "backups", "before"):
        assert [name in lines or f"/{name}" in lines for lines in ignored] == [True, True], name


def test_the_unit_is_hardened_and_sound() -> None:
    unit = UNIT.read_text(encoding="utf-8")
    for line in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "UMask=0077"):
        assert f"\n{line}\n" in unit
    # A disk that failed is looked at first; whatever else ends the server is tried again.
    assert f"\nRestart=on-failure\nRestartPreventExitStatus={DISK_FAILED}\n" in unit
    analyze = shutil.which("systemd-analyze")
    if analyze is not None:
        done = subprocess.run([analyze, "verify", str(UNIT)], capture_output=True, text=True, timeout=60)
        said = [line for line in (done.stdout + done.stderr).splitlines() if "holdwell.service" in line]
        # Only that the program is not installed on this machine.
        assert [line for line in said if "is not executable" not in line] == []
