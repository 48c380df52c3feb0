"""Owns what the person who runs the server may set: the only reader of the environment.

A flag wins over the environment, the environment over the file, the file over the default (`asked.py`). It must never
write to the disk, nor use the network.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from platformdirs import user_data_path

from holdwell.asked import (
    FILE_NAME,
    KNOWN,
    Asked,
    AskedError,
    asked_from_environment,
    asked_from_file,
    asked_from_flags,
    variable_of,
)

MEBI = 1024 * 1024
# Variables of ours that are no settings of the server: they belong to building and testing.
_OTHER_VARIABLES = {
    "HOLDWELL_CONFIG",
    "HOLDWELL_SKIP_PWA",
    "HOLDWELL_WRITE_VECTORS",
    "HOLDWELL_WALKS",
    "HOLDWELL_KILLS",
}

# How devices reach the server: plain http for this machine, https with an authority of the practice's own, https with a
# certificate of its own, or through a proxy that speaks https.
Way = Literal["plain", "lan", "certificate", "proxy"]
LogFormat = Literal["plain", "json"]
LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"


class SettingsError(Exception):
    """A setting that cannot be used; the message names it and says what is expected."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is in force. Sizes in bytes, times in milliseconds or seconds as their names say."""

    data_dir: Path
    is_data_named: bool = True
    config_file: Path | None = None
    way: Way = "plain"
    host: str | None = None
    listen: str | None = None
    port: int = 8000
    trust_port: int = 8080
    certificate_file: Path | None = None
    key_file: Path | None = None
    public_url: str | None = None
    addresses: tuple[str, ...] | None = None
    practice_name: str | None = None
    protocols_dir: Path | None = None
    backup_hour: int | None = 3
    backup_folder: Path | None = None
    backup_keep: int = 7
    log_format: LogFormat = "plain"
    log_requests: bool = True
    metrics_token: str | None = None
    max_facts_per_push: int = 1000
    max_body_bytes: int = 2 * MEBI
    max_push_bytes: int = 4 * MEBI
    page_facts: int = 1000
    page_bytes: int = 4 * MEBI
    # What one removed device may leave for its owner: some years of sessions.
    handover_facts: int = 20_000
    handover_bytes: int = 8 * MEBI
    # What one client's device may hand in a day: two long sessions of each day of half a year.
    client_facts_a_day: int = 20_000
    client_bytes_a_day: int = 8 * MEBI
    # Below so much room on the disk clients' devices wait.
    keep_free_bytes: int = 256 * MEBI
    code_life_ms: int = 10 * 60 * 1000
    first_code_life_ms: int = 60 * 60 * 1000
    live_ping_s: float = 15.0
    watch_s: float = 2.0
    renew_s: float = 60.0

    @property
    def database_file(self) -> Path:
        """Where the SQLite database stands."""
        return self.data_dir / "holdwell.sqlite3"

    @property
    def backups_dir(self) -> Path:
        """Where the daily backups go."""
        return self.backup_folder or self.data_dir / "backups"

    @property
    def bind_address(self) -> str:
        """The address to listen on: this machine only unless devices are meant to come from elsewhere."""
        if self.listen is not None:
            return self.listen
        if self.way in ("lan", "certificate"):
            return EVERYWHERE
        return LOOPBACK if self.host in (None, "localhost") else str(self.host)


class Why(NamedTuple):
    """A setting in force, as text, and where it comes from; `source` is `default` where nobody asked."""

    name: str
    text: str
    source: str


def settings_from(*, environment: Mapping[str, str] | None = None, **flags: object) -> Settings:
    """Settings from flags (None where not given), the environment (`HOLDWELL_HOST` and so on) and the file.

    Raises SettingsError naming the setting that is wrong, and where it was written.
    """
    return settings_and_why(environment=environment, **flags)[0]


def settings_and_why(*, environment: Mapping[str, str] | None = None, **flags: object) -> tuple[Settings, list[Why]]:
    """Settings as `settings_from` gives them, and for each why it is in force. Raises SettingsError."""
    environment = os.environ if environment is None else environment
    asked = asked_from_environment(environment) | asked_from_flags(flags)
    file = flags.get("config") or environment.get("HOLDWELL_CONFIG")
    try:
        config_file = Path(str(file)).expanduser().absolute() if file else None
        if config_file is not None:
            asked = asked_from_file(config_file, may_name_data=True) | asked
        data_dir = asked["data"].path() if "data" in asked else user_data_path("holdwell", appauthor=False)
        if config_file is None and (data_dir / FILE_NAME).is_file():
            config_file = data_dir / FILE_NAME
            asked = asked_from_file(config_file, may_name_data=False) | asked
    except AskedError as error:
        raise SettingsError(str(error)) from None
    except PermissionError as error:
        raise SettingsError(
            f"{error.filename}: this user may not look there. Do it as the one to whom the data belongs; for a service "
            "with sudo"
        ) from None
    settings = _settings(data_dir, config_file, asked)
    unknown = sorted(name for name in environment if name.startswith("HOLDWELL_") and name not in _variables())
    why = [Why(name, _shown(name, settings), asked[name].source if name in asked else "default") for name in KNOWN]
    return settings, [*why, *(Why(name, "not a setting: nothing comes of it", "environment") for name in unknown)]


def is_loopback(address: str) -> bool:
    """Is this an address that only this machine reaches?"""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _settings(data_dir: Path, config_file: Path | None, asked: Mapping[str, Asked]) -> Settings:
    certificate_file, key_file = _file(asked.get("cert")), _file(asked.get("key"))
    url = _public_url(asked.get("public_url"))
    way = _way(_yes(asked.get("lan"), default=False), certificate_file, key_file, url)
    default = Settings(data_dir)
    settings = Settings(
        data_dir=data_dir,
        is_data_named="data" in asked,
        config_file=config_file,
        way=way,
        host=asked["host"].text if "host" in asked else None,
        listen=_listen(asked.get("listen")),
        port=_whole(asked.get("port"), 8443 if way in ("lan", "certificate") else 8000, 0, 65535),
        trust_port=_whole(asked.get("trust_port"), 8080, 0, 65535),
        certificate_file=certificate_file,
        key_file=key_file,
        public_url=url,
        addresses=_addresses(asked.get("addresses")),
        protocols_dir=_folder(asked.get("protocols")),
        practice_name=_line(asked.get("name")),
        backup_hour=_hour(asked.get("backup_hour"), default.backup_hour),
        backup_folder=asked["backup_folder"].path() if "backup_folder" in asked else None,
        backup_keep=_whole(asked.get("backup_keep"), default.backup_keep, 1),
        log_format=_log_format(asked.get("log_format")),
        log_requests=_yes(asked.get("log_requests"), default=True),
        metrics_token=_token(asked.get("metrics_token")),
        max_facts_per_push=_whole(asked.get("max_facts_per_push"), default.max_facts_per_push, 1),
        max_body_bytes=_whole(asked.get("max_body_bytes"), default.max_body_bytes, 1024),
        max_push_bytes=_whole(asked.get("max_push_bytes"), default.max_push_bytes, 1024),
        page_facts=_whole(asked.get("page_facts"), default.page_facts, 1),
        client_facts_a_day=_whole(asked.get("client_facts_a_day"), default.client_facts_a_day, 1),
        client_bytes_a_day=_whole(asked.get("client_bytes_a_day"), default.client_bytes_a_day, 1024),
        keep_free_bytes=_whole(asked.get("keep_free_bytes"), default.keep_free_bytes, 0),
    )
    if way == "certificate" and settings.host in (None, "localhost"):
        raise SettingsError("host: --cert needs --host NAME, the name that devices open and the certificate names")
    if way == "proxy" and not is_loopback(settings.bind_address):
        raise SettingsError(
            f"{settings.bind_address}: behind a proxy, holdwell listens on this machine only. Leave --host and "
            "--listen away, and let the proxy hand requests to 127.0.0.1"
        )
    return settings


def _variables() -> set[str]:
    return _OTHER_VARIABLES | {variable_of(name) for name in KNOWN}


_FIELDS = {
    "data": "data_dir",
    "cert": "certificate_file",
    "key": "key_file",
    "name": "practice_name",
    "protocols": "protocols_dir",
    "backup_folder": "backups_dir",
}
_UNSET = {"host": "localhost", "name": "as it was", "protocols": "holdwell's own", "backup_hour": "off"}


def _shown(name: str, settings: Settings) -> str:
    """The value in force as a person writes it; a secret is never shown."""
    if name == "lan":
        return "yes" if settings.way == "lan" else "no"
    if name == "listen":
        return settings.bind_address
    value = getattr(settings, _FIELDS.get(name, name))
    if name == "metrics_token" and value is not None:
        return "set"
    if name == "host" and value is None and settings.way == "lan":
        return "one made once"
    if value is None:
        return _UNSET.get(name, "none")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _way(lan: bool, cert: Path | None, key: Path | None, public_url: str | None) -> Way:
    if (cert is None) != (key is None):
        raise SettingsError("cert, key: expected both --cert FILE and --key FILE, or neither")
    wanted: list[Way] = []
    wanted += ["lan"] if lan else []
    wanted += ["certificate"] if cert else []
    wanted += ["proxy"] if public_url else []
    if len(wanted) > 1:
        raise SettingsError("lan, cert, public-url: expected only one of them, each is a way of its own to https")
    return wanted[0] if wanted else "plain"


def _file(asked: Asked | None) -> Path | None:
    if asked is None:
        return None
    if not asked.path().is_file():
        raise SettingsError(f"{asked.source}: expected a file, found none at {asked.path()}")
    return asked.path()


def _folder(asked: Asked | None) -> Path | None:
    if asked is None:
        return None
    if not asked.path().is_dir():
        raise SettingsError(f"{asked.source}: expected a folder, found none at {asked.path()}")
    return asked.path()


def _listen(asked: Asked | None) -> str | None:
    if asked is None:
        return None
    try:
        return str(ip_address(asked.text.strip("[]")))
    except ValueError:
        raise SettingsError(
            f"{asked.source}: expected an address of this machine like 192.168.1.20, got {asked.text!r}"
        ) from None


def _addresses(asked: Asked | None) -> tuple[str, ...] | None:
    if asked is None:
        return None
    try:
        return tuple(str(ip_address(part)) for part in re.split(r"[,\s]+", asked.text.strip()))
    except ValueError:
        raise SettingsError(
            f"{asked.source}: expected addresses like 192.168.1.20, with commas between, got {asked.text!r}"
        ) from None


def _public_url(asked: Asked | None) -> str | None:
    if asked is None:
        return None
    try:
        parts = urlsplit(asked.text.strip().lower())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if parts.scheme != "https" or not parts.hostname or not is_bare:
        raise SettingsError(f"{asked.source}: expected https://NAME as the world opens it, got {asked.text!r}")
    shown = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"https://{shown}" if port in (None, 443) else f"https://{shown}:{port}"


def _whole(asked: Asked | None, default: int, least: int, most: int | None = None) -> int:
    if asked is None:
        return default
    bounds = f"of at least {least}" if most is None else f"from {least} to {most}"
    try:
        number = int(asked.text)
    except ValueError:
        raise SettingsError(f"{asked.source}: expected a whole number {bounds}, got {asked.text!r}") from None
    if number < least or (most is not None and number > most):
        raise SettingsError(f"{asked.source}: expected a whole number {bounds}, got {number}")
    return number


def _hour(asked: Asked | None, default: int | None) -> int | None:
    if asked is not None and asked.text.lower() == "off":
        return None
    return default if asked is None else _whole(asked, 0, 0, 23)


def _yes(asked: Asked | None, *, default: bool) -> bool:
    if asked is None:
        return default
    text = asked.text.lower()
    if text not in ("1", "yes", "true", "0", "no", "false"):
        raise SettingsError(f"{asked.source}: expected yes or no, got {asked.text!r}")
    return text in ("1", "yes", "true")


def _log_format(asked: Asked | None) -> LogFormat:
    if asked is None or asked.text == "plain":
        return "plain"
    if asked.text != "json":
        raise SettingsError(f"{asked.source}: expected plain or json, got {asked.text!r}")
    return "json"


def _token(asked: Asked | None) -> str | None:
    if asked is None:
        return None
    if not re.fullmatch(r"[!-~]{16,}", asked.text):
        raise SettingsError(f"{asked.source}: expected at least 16 letters, digits and signs without blanks")
    return asked.text


def _line(asked: Asked | None) -> str | None:
    line = "" if asked is None else " ".join(asked.text.split())
    if asked is not None and len(line) > 80:
        raise SettingsError(f"{asked.source}: expected at most 80 characters")
    return line or None
