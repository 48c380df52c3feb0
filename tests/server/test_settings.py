"""Settings: which one wins, what a slip says, and the table of what is in force and why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from holdwell.asked import KNOWN, variable_of
from holdwell.settings import SettingsError, settings_and_why, settings_from


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "holdwell.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, **environment},
    )


def test_a_flag_wins_over_the_environment_over_the_file_over_the_default(tmp_path: Path) -> None:
    file = tmp_path / "holdwell.toml"
    file.write_text('port = 1001\ntrust_port = 1002\npage_facts = 1003\nname = "Linden Street"\n')
    environment = {"HOLDWELL_DATA": str(tmp_path), "HOLDWELL_PORT": "2001", "HOLDWELL_TRUST_PORT": "2002"}
    settings, rows = settings_and_why(environment=environment, port=3001)
    assert (settings.port, settings.trust_port, settings.page_facts) == (3001, 2002, 1003)
    assert (settings.practice_name, settings.max_facts_per_push, settings.config_file) == ("Linden Street", 1000, file)
    why = {name: (text, source) for name, text, source in rows}
    assert why["port"] == ("3001", "--port")
    assert why["trust_port"] == ("2002", "HOLDWELL_TRUST_PORT")
    assert why["page_facts"] == ("1003", f"{file}:3")
    assert why["name"] == ("Linden Street", f"{file}:4")
    assert why["max_facts_per_push"] == ("1000", "default")


def test_every_setting_is_taken_from_a_file_and_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "protocols").mkdir()
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("")
    texts = {
        "data": "here", "lan": "no", "host": "clinic.example", "port": "1", "trust_port": "2", "cert": "cert.pem",
        "key": "key.pem", "listen": "::", "addresses": "10.0.0.1, 10.0.0.2", "name": "Linden", "protocols": "protocols",
        "backup_hour": "off", "backup_folder": "copies", "backup_keep": "3", "log_format": "json", "log_requests": "no",
        "metrics_token": "0123456789abcdef", "max_facts_per_push": "4", "max_body_bytes": "5000",
        "max_push_bytes": "6000", "page_facts": "7", "client_facts_a_day": "8", "client_bytes_a_day": "9000",
        "keep_free_bytes": "10",
    }  # fmt: skip
    assert set(texts) == set(KNOWN) - {"public_url"}
    file = tmp_path / "elsewhere.toml"
    file.write_text("".join(f'{name} = "{text}"\n' for name, text in texts.items()))
    of_file = settings_from(environment={"HOLDWELL_CONFIG": str(file)})
    assert of_file.data_dir == tmp_path / "here"
    assert (of_file.certificate_file, of_file.backups_dir) == (tmp_path / "cert.pem", tmp_path / "copies")
    assert (of_file.backup_hour, of_file.log_format, of_file.log_requests) == (None, "json", False)
    paths = {name: str(tmp_path / texts[name]) for name in ("data", "cert", "key", "protocols", "backup_folder")}
    of_environment = settings_from(environment={variable_of(name): text for name, text in (texts | paths).items()})
    told = {field: getattr(of_file, field) for field in of_file.__slots__ if field != "config_file"}
    assert told == {field: getattr(of_environment, field) for field in told}


def test_toml_s_own_values_are_understood(tmp_path: Path) -> None:
    (tmp_path / "holdwell.toml").write_text('lan = true\nbackup_hour = 0\naddresses = ["10.0.0.1", "fd00::1"]\n')
    settings = settings_from(environment={}, data=str(tmp_path))
    assert (settings.way, settings.port, settings.backup_hour) == ("lan", 8443, 0)
    assert settings.addresses == ("10.0.0.1", "fd00::1")


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("port = 9\n\nbackup_huor = 4\n", 3, "there is no setting 'backup_huor'. Known are: addresses, backup_folder"),
        ("port = 9\n[server]\nport = 8\n", 2, "there is no setting 'server'"),
        ("port = 9\nname = Linden\n", 2, "no TOML"),
        ("port = 9\n\n\nport = 10\n", 4, "no TOML"),
        ('# ports\nport = "many"\n', 2, "expected a whole number from 0 to 65535, got 'many'"),
        ("port = 70000\n", 1, "expected a whole number from 0 to 65535, got 70000"),
        ("backup_hour = 24\n", 1, "expected a whole number from 0 to 23, got 24"),
        ("port = 1.5\n", 1, "expected a text, a whole number, true or false"),
        ('lan = "maybe"\n', 1, "expected yes or no"),
        ('log_format = "xml"\n', 1, "expected plain or json"),
        ('metrics_token = "short"\n', 1, "expected at least 16"),
        ('cert = "no-such.pem"\n', 1, "expected a file, found none"),
        ('data = "/elsewhere"\n', 1, "stands in the data folder and cannot name it"),
    ],
)
def test_a_slip_in_the_file_is_named_with_its_line(tmp_path: Path, content: str, line: int, says: str) -> None:
    file = tmp_path / "holdwell.toml"
    file.write_text(content)
    with pytest.raises(SettingsError) as caught:
        settings_from(environment={}, data=str(tmp_path))
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert says in str(caught.value)


def test_a_slip_stops_every_command_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "holdwell.toml").write_text("prot = 9\n")
    for command in (("serve",), ("settings",), ("pair", "--role", "owner")):
        refused = run(*command, "--data", str(tmp_path))
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "holdwell.toml:1: there is no setting 'prot'" in refused.stderr
        assert "Traceback" not in refused.stderr
    missing = run("settings", "--config", str(tmp_path / "none.toml"))
    assert (missing.returncode, "none.toml: cannot be read" in missing.stderr) == (1, True)


def test_a_folder_that_may_not_be_entered_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_file(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_file", is_file)
    with pytest.raises(SettingsError, match=r"holdwell.toml: this user may not look there. .* with sudo"):
        settings_from(environment={}, data=str(tmp_path))


def test_the_table_tells_what_is_in_force_and_why_and_no_secret(tmp_path: Path) -> None:
    (tmp_path / "holdwell.toml").write_text('metrics_token = "correct horse"\n'.replace(" horse", "-horse-battery"))
    told = run("settings", "--data", str(tmp_path), "--port", "9000", HOLDWELL_PAGE_FACTS="5", HOLDWELL_PROT="1")
    assert told.returncode == 0, told.stderr
    rows = {line.split()[0]: line for line in told.stdout.splitlines() if line}
    assert set(KNOWN) | {"setting", "file:", "HOLDWELL_PROT"} == set(rows)
    assert rows["port"].split() == ["port", "9000", "--port"]
    assert rows["page_facts"].split() == ["page_facts", "5", "HOLDWELL_PAGE_FACTS"]
    assert rows["metrics_token"].split() == ["metrics_token", "set", f"{tmp_path}/holdwell.toml:1"]
    assert rows["file:"] == f"file: {tmp_path}/holdwell.toml"
    assert "nothing comes of it" in rows["HOLDWELL_PROT"]
    assert "correct-horse" not in told.stdout
