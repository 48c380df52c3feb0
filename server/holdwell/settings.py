"""Owns what the person who runs the server may set: the only reader of the environment.

An argument wins over the environment, the environment over the default. It must never write to the disk, nor use the
network.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path

MEBI = 1024 * 1024


# How devices reach the server: plain http for this machine, https with an authority of the practice's own, https with a
# certificate of its own, or through a proxy that speaks https.
Way = Literal["plain", "lan", "certificate", "proxy"]
LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"


class SettingsError(Exception):
    """A setting that cannot be used; the message names it and says what is expected."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is in force. Sizes in bytes, times in milliseconds or seconds as their names say."""

    data_dir: Path
    is_data_named: bool = True
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
    max_facts_per_push: int = 1000
    max_body_bytes: int = 2 * MEBI
    max_push_bytes: int = 4 * MEBI
    page_facts: int = 1000
    page_bytes: int = 4 * MEBI
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
    def bind_address(self) -> str:
        """The address to listen on: this machine only unless devices are meant to come from elsewhere."""
        if self.listen is not None:
            return self.listen
        if self.way in ("lan", "certificate"):
            return EVERYWHERE
        return LOOPBACK if self.host in (None, "localhost") else str(self.host)


def settings_from(
    *,
    environment: Mapping[str, str] | None = None,
    lan: bool = False,
    host: str | None = None,
    listen: str | None = None,
    port: int | None = None,
    trust_port: int | None = None,
    cert: str | None = None,
    key: str | None = None,
    public_url: str | None = None,
    data: str | None = None,
    name: str | None = None,
    protocols: str | None = None,
) -> Settings:
    """Settings from arguments (None where not given) and the environment (`HOLDWELL_HOST`, `..._DATA` and so on).

    Raises SettingsError naming the setting that is wrong.
    """
    environment = os.environ if environment is None else environment
    data_text = data or environment.get("HOLDWELL_DATA")
    certificate_file = _file("cert", cert or environment.get("HOLDWELL_CERT"))
    key_file = _file("key", key or environment.get("HOLDWELL_KEY"))
    url = _public_url(public_url or environment.get("HOLDWELL_PUBLIC_URL"))
    way = _way(lan or environment.get("HOLDWELL_LAN", "") in ("1", "yes", "true"), certificate_file, key_file, url)
    settings = Settings(
        data_dir=Path(data_text).expanduser().absolute() if data_text else user_data_path("holdwell", appauthor=False),
        is_data_named=bool(data_text),
        way=way,
        host=host or environment.get("HOLDWELL_HOST") or None,
        listen=_listen(listen or environment.get("HOLDWELL_LISTEN")),
        port=_port(environment, "port", port, 8443 if way in ("lan", "certificate") else 8000),
        trust_port=_port(environment, "trust-port", trust_port, 8080),
        certificate_file=certificate_file,
        key_file=key_file,
        public_url=url,
        addresses=_addresses(environment.get("HOLDWELL_ADDRESSES")),
        protocols_dir=_folder(protocols or environment.get("HOLDWELL_PROTOCOLS")),
        practice_name=_line(name or environment.get("HOLDWELL_NAME")),
        max_facts_per_push=_whole(environment, "HOLDWELL_MAX_FACTS_PER_PUSH", 1000, least=1),
        max_body_bytes=_whole(environment, "HOLDWELL_MAX_BODY_BYTES", 2 * MEBI, least=1024),
        max_push_bytes=_whole(environment, "HOLDWELL_MAX_PUSH_BYTES", 4 * MEBI, least=1024),
        page_facts=_whole(environment, "HOLDWELL_PAGE_FACTS", 1000, least=1),
    )
    if way == "certificate" and settings.host in (None, "localhost"):
        raise SettingsError("host: --cert needs --host NAME, the name that devices open and the certificate names")
    if way == "proxy" and not is_loopback(settings.bind_address):
        raise SettingsError(
            f"{settings.bind_address}: behind a proxy, holdwell listens on this machine only. Leave --host and "
            "--listen away, and let the proxy hand requests to 127.0.0.1"
        )
    return settings


def is_loopback(address: str) -> bool:
    """Is this an address that only this machine reaches?"""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _way(lan: bool, cert: Path | None, key: Path | None, public_url: str | None) -> Way:
    if (cert is None) != (key is None):
        raise SettingsError("cert, key: expected both --cert FILE and --key FILE, or neither")
    asked: list[Way] = []
    asked += ["lan"] if lan else []
    asked += ["certificate"] if cert else []
    asked += ["proxy"] if public_url else []
    if len(asked) > 1:
        raise SettingsError("lan, cert, public-url: expected only one of them, each is a way of its own to https")
    return asked[0] if asked else "plain"


def _port(environment: Mapping[str, str], name: str, given: int | None, default: int) -> int:
    variable = f"HOLDWELL_{name.upper().replace('-', '_')}"
    port = given if given is not None else _whole(environment, variable, default, least=0)
    if not 0 <= port <= 65535:
        raise SettingsError(f"{name}: expected a number from 0 to 65535, got {port}")
    return port


def _file(name: str, text: str | None) -> Path | None:
    if not text:
        return None
    file = Path(text).expanduser().absolute()
    if not file.is_file():
        raise SettingsError(f"{name}: expected a file, found none at {file}")
    return file


def _listen(text: str | None) -> str | None:
    if not text:
        return None
    try:
        return str(ip_address(text.strip("[]")))
    except ValueError:
        raise SettingsError(f"listen: expected an address of this machine like 192.168.1.20, got {text!r}") from None


def _addresses(text: str | None) -> tuple[str, ...] | None:
    if not text:
        return None
    try:
        return tuple(str(ip_address(part)) for part in re.split(r"[,\s]+", text.strip()))
    except ValueError:
        raise SettingsError(
            f"HOLDWELL_ADDRESSES: expected addresses like 192.168.1.20, with commas between, got {text!r}"
        ) from None


def _public_url(text: str | None) -> str | None:
    if not text:
        return None
    try:
        parts = urlsplit(text.strip().lower())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if parts.scheme != "https" or not parts.hostname or not is_bare:
        raise SettingsError(f"public-url: expected https://NAME as the world opens it, got {text!r}")
    shown = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"https://{shown}" if port in (None, 443) else f"https://{shown}:{port}"


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
