"""https in a practice's own network: the name, the addresses, the announcement, and what is said and shown."""

import plistlib
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from zeroconf import AddressResolver, IPVersion
from zeroconf.asyncio import AsyncZeroconf

from holdwell.memory import Place, changes, last_place, remember
from holdwell.reach import TrustError
from holdwell.settings import Settings, SettingsError
from holdwell.trust.announcement import Announcement
from holdwell.trust.authority import fingerprint_of, make_authority, name_of
from holdwell.trust.interfaces import private_addresses
from holdwell.trust.lan import name_from_host, name_from_machine
from holdwell.trust.page import trust_pages
from rooms import ADDRESS, authority_of, lan
from worlds import START_MS

NAME = "holdwell-studio.local"


# -- The name ---------------------------------------------------------------------------------------------------------


def test_T4_the_name_of_the_first_start_is_kept(tmp_path: Path) -> None:
    assert lan(tmp_path).address.url == "https://studio.local:8443"
    assert lan(tmp_path, host=None).address.url == "https://studio.local:8443"
    assert lan(tmp_path, host="Studio.local.").address.url == "https://studio.local:8443"
    for other in ("praxis", "praxis.example"):
        with pytest.raises(TrustError, match=r"unsent sessions. Leave --host away"):
            lan(tmp_path, host=other)
    assert lan(tmp_path, host=None).address.url == "https://studio.local:8443"


def test_T4_without_a_name_one_is_made_from_the_machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.node", lambda: "Müller's iMac.fritz.box")
    assert lan(tmp_path, host=None).address.url == "https://holdwell-muller-s-imac.local:8443"
    monkeypatch.setattr("platform.node", lambda: "renamed")
    assert lan(tmp_path, host=None).address.url == "https://holdwell-muller-s-imac.local:8443"


@pytest.mark.parametrize(
    ("machine", "name"),
    [
        ("studio", "holdwell-studio.local"),
        ("", "holdwell.local"),
        ("localhost", "holdwell.local"),
        ("雪", "holdwell.local"),
        ("holdwell", "holdwell-app.local"),
        ("x" * 80, f"holdwell-{'x' * 40}.local"),
    ],
)
def test_T4_a_name_is_never_the_machines_own(machine: str, name: str) -> None:
    assert name_from_machine(machine) == name
    assert name_from_host(name) == name


@pytest.mark.parametrize("host", ["192.168.7.20", "[::1]", "localhost", "two words", "-a", "a..b", "ü", "", "x" * 70])
def test_T4_a_name_that_no_device_can_open_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match="host: "):
        lan(tmp_path, host=host)
    assert not (tmp_path / "authority").exists()


def test_T4_a_full_name_is_taken_as_it_is(tmp_path: Path) -> None:
    assert lan(tmp_path, host="holdwell.praxis.lan").address.url == "https://holdwell.praxis.lan:8443"
    assert name_of(authority_of(tmp_path).certificate) == "holdwell.praxis.lan"


def test_T4_a_changed_address_is_said(tmp_path: Path) -> None:
    assert last_place(tmp_path) is None
    here = Place("https://studio.local:8443", [ADDRESS])
    remember(tmp_path, here)
    assert last_place(tmp_path) == here
    assert changes(None, here, is_port_asked=True) == changes(here, here, is_port_asked=True) == []
    moved = changes(here, here._replace(addresses=["192.168.7.21"]), is_port_asked=True)
    assert len(moved) == 1
    assert "it was 192.168.7.20 before and is 192.168.7.21 now" in moved[0]
    other = here._replace(url="https://studio.local:9443")
    assert "keep their pairing and their unsent sessions there" in changes(here, other, is_port_asked=True)[0]
    assert changes(here, other, is_port_asked=False) == []
    (tmp_path / "address.json").write_text("{")
    assert last_place(tmp_path) is None


# -- Addresses and the announcement -----------------------------------------------------------------------------------


def test_only_addresses_that_devices_can_reach_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Ip:
        def __init__(self, ip: Any) -> None:
            self.ip = ip

    class Adapter:
        def __init__(self, nice_name: str, *ips: Any) -> None:
            self.nice_name, self.ips = nice_name, [Ip(each) for each in ips]

    adapters = [
        Adapter("lo", "127.0.0.1", ("::1", 0, 0)),
        Adapter("wlan0", "192.168.7.20", ("fd00::20", 0, 0), ("fe80::1", 0, 2), "85.10.1.1"),
        Adapter("docker0", "172.17.0.1"),
        Adapter("eth0", "10.0.0.4"),
    ]
    monkeypatch.setattr("ifaddr.get_adapters", lambda: adapters)
    settings = Settings(data_dir=tmp_path, way="lan")
    assert private_addresses(settings) == ["10.0.0.4", "192.168.7.20"]
    everywhere = Settings(data_dir=tmp_path, way="lan", listen="::")
    assert private_addresses(everywhere) == ["10.0.0.4", "192.168.7.20", "fd00::20"]
    assert private_addresses(Settings(data_dir=tmp_path, way="lan", listen="192.168.7.20")) == ["192.168.7.20"]
    assert private_addresses(Settings(data_dir=tmp_path, way="lan", listen="127.0.0.1")) == []
    with pytest.raises(SettingsError, match=r"private network, got 85\.10\.1\.1"):
        private_addresses(Settings(data_dir=tmp_path, way="lan", addresses=("85.10.1.1",)))


class Neighbour:
    """Another machine that asks who goes by a name; all of it on this machine's loopback."""

    def __init__(self) -> None:
        self._zeroconf = AsyncZeroconf(interfaces=["127.0.0.1"], ip_version=IPVersion.V4Only)

    async def ask(self, name: str, within_ms: int = 3000) -> list[str]:
        resolver = AddressResolver(f"{name}.")
        await resolver.async_request(self._zeroconf.zeroconf, within_ms)
        return resolver.parsed_addresses()

    async def close(self) -> None:
        await self._zeroconf.async_close()


async def test_T9_the_name_is_announced_moved_and_taken_back() -> None:
    announcement = Announcement("holdwell-test-a.local", 8443, ["127.0.0.1"])
    neighbour = Neighbour()
    try:
        assert await announcement.say([ADDRESS]) is None
        assert await neighbour.ask("holdwell-test-a.local") == [ADDRESS]
        assert await announcement.say(["192.168.7.21"]) is None
        assert await neighbour.ask("holdwell-test-a.local") == ["192.168.7.21"]
        await announcement.end()
        assert await neighbour.ask("holdwell-test-a.local", 300) == []
    finally:
        await announcement.end()
        await neighbour.close()


async def test_T9_a_name_that_another_machine_has_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # What was just announced is not said again within a second.
    monkeypatch.setattr("holdwell.trust.announcement.ASK_FOR_MS", 3000)
    first, second = (Announcement("holdwell-test-b.local", 8443, ["127.0.0.1"]) for _ in range(2))
    neighbour = Neighbour()
    try:
        assert await first.say([ADDRESS]) is None
        said = await second.say(["192.168.7.99"])
        assert said is not None
        assert "already goes by holdwell-test-b.local (at 192.168.7.20)" in said
        assert await neighbour.ask("holdwell-test-b.local") == [ADDRESS]
    finally:
        await first.end()
        await second.end()
        await neighbour.close()


async def test_T9_what_only_this_machine_reaches_is_not_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[object] = []

    async def say(self: Announcement, addresses: list[str]) -> None:
        said.append(addresses)

    monkeypatch.setattr(Announcement, "say", say)
    assert await lan(tmp_path).announce() is None
    assert await lan(tmp_path / "full", host="holdwell.praxis.lan", listen="192.168.7.20").announce() is None
    assert said == []
    await lan(tmp_path, listen="192.168.7.20").announce()
    assert said == [[ADDRESS]]


# -- What is said and shown -------------------------------------------------------------------------------------------


def test_T10_numbers_come_with_their_warning(tmp_path: Path) -> None:
    lines = lan(tmp_path).lines()
    numbers = [line for line in lines if ADDRESS in line]
    assert len(numbers) == 1
    assert "Warning: the app belongs to the address it was opened at" in numbers[0]
    assert "http://studio.local:8080" in lines
    groups = fingerprint_of(authority_of(tmp_path).certificate).split()
    assert len(groups) == 16
    # Four by four, as on the page, so that a finger can follow both.
    fours = [" ".join(groups[place : place + 4]) for place in range(0, 16, 4)]
    begins = [place for place, line in enumerate(lines) if line.strip() == fours[0]]
    assert [[line.strip() for line in lines[place : place + 4]] for place in begins] == [fours]


@pytest.fixture
def authority() -> x509.Certificate:
    return make_authority(NAME, START_MS).certificate


def test_the_page_shows_the_fingerprint_and_where_to_go(authority: x509.Certificate) -> None:
    page = trust_pages(authority, f"https://{NAME}:8443", None)["/trust"].body.identity.decode()
    shown = "".join(part.partition("</span>")[0] for part in page.split("<span>")[1:])
    assert shown == authority.fingerprint(hashes.SHA256()).hex().upper()
    assert f'href="https://{NAME}:8443/"' in page
    assert "<script" not in page
    assert "style=" not in page
    for system in ("iPad and iPhone", "Android", "Windows", "Mac", "Linux"):
        assert f"<summary>{system}</summary>" in page


def test_the_profile_holds_this_certificate_and_nothing_else(authority: x509.Certificate) -> None:
    pages = trust_pages(authority, f"https://{NAME}:8443", None)
    der = authority.public_bytes(Encoding.DER)
    assert (pages["/trust/holdwell.crt"].body.identity, pages["/trust/holdwell.crt"].type) == (
        der,
        "application/x-x509-ca-cert",
    )
    profile = plistlib.loads(pages["/trust/holdwell.mobileconfig"].body.identity)
    assert pages["/trust/holdwell.mobileconfig"].type == "application/x-apple-aspen-config"
    assert [(part["PayloadType"], part["PayloadContent"]) for part in profile["PayloadContent"]] == [
        ("com.apple.security.root", der)
    ]
    assert not profile["PayloadRemovalDisallowed"]
    assert profile["PayloadUUID"] != profile["PayloadContent"][0]["PayloadUUID"]
