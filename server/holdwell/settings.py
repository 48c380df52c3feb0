"""Owns what the person who runs the server may set: the only reader of the environment.

An argument wins over the environment, the environment over the default. It must never write to the disk, nor use the
network.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

MEBI = 1024 * 1024


class SettingsError(Exception):
    """A setting that cannot be used; the message names it and says what is expected."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is in force. Sizes in bytes, times in milliseconds or seconds as their names say."""

    data_dir: Path
    host: str = "localhost"
    port: int = 8000
    practice_name: str | None = None
    protocols_dir: Path | None = None
    max_facts_per_push: int = 1000
    max_body_bytes: int = 2 * MEBI
    max_push_bytes: int = 4 * MEBI
    page_facts: int = 1000
    page_bytes: int = 4 * MEBI
    code_life_ms: int = 10 * 60 * 1000
    first_code_life_ms: int = 60 * 60 * 1000
    live_ping_s: float = 15.0
    watch_s: float = 2.0

    @property
    def database_file(self) -> Path:
        """Where the SQLite database stands."""
        return self.data_dir / "holdwell.sqlite3"

    @property
    def bind_address(self) -> str:
        """The address to listen on: `localhost` means 127.0.0.1, everything else itself."""
        return "127.0.0.1" if self.host == "localhost" else self.host

    def url(self, port: int) -> str:
        """The address people open, with the port that was really taken."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{port}"


def settings_from(
    *,
    environment: Mapping[str, str] | None = None,
    host: str | None = None,
    port: int | None = None,
    data: str | None = None,
    name: str | None = None,
    protocols: str | None = None,
) -> Settings:
    """Settings from arguments (None where not given) and the environment (`HOLDWELL_HOST`, `..._DATA` and so on).

    Raises SettingsError naming the setting that is wrong.
    """
    environment = os.environ if environment is None else environment
    data_text = data or environment.get("HOLDWELL_DATA")
    port_taken = port if port is not None else _whole(environment, "HOLDWELL_PORT", 8000, least=0)
    if not 0 <= port_taken <= 65535:
        raise SettingsError(f"port: expected a number from 0 to 65535, got {port_taken}")
    return Settings(
        data_dir=Path(data_text).expanduser().absolute() if data_text else user_data_path("holdwell", appauthor=False),
        host=host or environment.get("HOLDWELL_HOST") or "localhost",
        port=port_taken,
        protocols_dir=_folder(protocols or environment.get("HOLDWELL_PROTOCOLS")),
        practice_name=_line(name or environment.get("HOLDWELL_NAME")),
        max_facts_per_push=_whole(environment, "HOLDWELL_MAX_FACTS_PER_PUSH", 1000, least=1),
        max_body_bytes=_whole(environment, "HOLDWELL_MAX_BODY_BYTES", 2 * MEBI, least=1024),
        max_push_bytes=_whole(environment, "HOLDWELL_MAX_PUSH_BYTES", 4 * MEBI, least=1024),
        page_facts=_whole(environment, "HOLDWELL_PAGE_FACTS", 1000, least=1),
    )


def _whole(environment: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    text = environment.get(name)
    if text is None:
        return default
    try:
        number = int(text)
    except ValueError:
        raise SettingsError(f"{name}: expected a whole number, got {text!r}") from None
    if number < least:
        raise SettingsError(f"{name}: expected at least {least}, got {number}")
    return number


def _folder(text: str | None) -> Path | None:
    if not text:
        return None
    folder = Path(text).expanduser().absolute()
    if not folder.is_dir():
        raise SettingsError(f"protocols: expected a folder, found none at {folder}")
    return folder


def _line(text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    line = " ".join(text.split())
    if len(line) > 80:
        raise SettingsError("name: expected at most 80 characters")
    return line
