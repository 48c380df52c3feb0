"""A server that is a copy of one that was loaded before is, to whoever starts it, what a command is."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from running import Running
from starting import Copy

Start = Callable[..., Running]


def test_a_copy_answers_and_stops_as_a_command_does(start_server: Start) -> None:
    server = start_server()
    assert httpx.get(f"{server.url}/api/health/ready").status_code == 200
    assert os.getsid(server.pid) == server.pid
    assert server.stop(how=signal.SIGTERM) == 0
    assert not (server.data / "server.json").exists()


def test_a_copy_has_its_own_environment_and_tells_its_fault_and_its_status(
    start_server: Start,
) -> None:
    told = start_server(env={"HOLDWELL_LOG_FORMAT": "neither"})
    assert told.wait() == 1
    assert "HOLDWELL_LOG_FORMAT" in "".join(told.lines)
    assert start_server().url != ""


def test_a_copy_that_is_killed_is_over_and_one_that_runs_is_not(tmp_path: Path) -> None:
    copy = Copy(["serve", "--port", "0", "--data", str(tmp_path)], dict(os.environ))
    with copy.stdout as said:
        assert any("serving on" in line for line in said)
        assert copy.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            copy.wait(0.01)
        copy.send_signal(signal.SIGKILL)
        assert copy.wait() == -signal.SIGKILL
        assert copy.poll() == -signal.SIGKILL
