"""https in a practice's own network: the name, the addresses, the announcement, and what is said and shown."""

import dataclasses
import plistlib
from pathlib import Path
from typing import Any

import httpx
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
from holdwell.trust.lan import LanReach, name_from_host, name_from_machine
from holdwell.trust.page import trust_pages
from holdwell.web.asgi import ASGIApp
from holdwell.web.pages import Pages
from holdwell.web.trust import TrustPages
from rooms import ADDRESS, authority_of, lan
from worlds import START_MS

NAME = "holdwell-studio.local"


# -- The name ---------------------------------------------------------------------------------------------------------


def test_T4_the_name_of_the_first_start_is_kept(tmp_path: Path) -> None:
    assert lan(tmp_path).address.url == "https://studio.local:8443"
    assert lan(tmp_path, host=None).address.url == "https://studio.local:8443"
    assert lan(tmp_path, host="Studio.local.").address.url == "https://studio.local:8443"
    for other in ("praxis", "praxis.lan"):
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


def test_T4_a_machine_without_a_network_forgets_no_address(tmp_path: Path) -> None:
    here = Place("https://studio.local:8443", [ADDRESS])
    remember(tmp_path, here)
    nowhere = here._replace(url="https://studio.local:9443", addresses=[])
    assert len(changes(here, nowhere, is_port_asked=True)) == 1
    remember(tmp_path, nowhere)
    before = last_place(tmp_path)
    assert before == Place("https://studio.local:9443", [ADDRESS])
    moved = changes(before, nowhere._replace(addresses=["192.168.7.77"]), is_port_asked=True)
    assert len(moved) == 1
    assert "it was 192.168.7.20 before and is 192.168.7.77 now" in moved[0]


# -- Addresses and the announcement -----------------------------------------------------------------------------------


class Ip:
    """An address of an adapter, as the system lists it."""

    def __init__(self, ip: Any) -> None:
        self.ip = ip


class Adapter:
    """An adapter of a machine that has what a test says."""

    def __init__(self, nice_name: str, *ips: Any) -> None:
        self.nice_name, self.ips = nice_name, [Ip(each) for each in ips]


ONLY_ITSELF = [Adapter("lo", "127.0.0.1", ("::1", 0, 0))]


def test_only_addresses_that_devices_can_reach_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    adapters = [
        *ONLY_ITSELF,
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


IPV6 = ("fd00::20", 0, 0)


@pytest.mark.parametrize(
    ("ips", "listen", "announced", "said"),
    [
        ([], None, [], "no address in a network, so studio.local is not announced. Connect it to the practice's own"),
        (["85.10.1.1"], None, [], "only at 85.10.1.1, so studio.local is not announced. Connect this machine to"),
        (["85.10.1.1"], "85.10.1.1", [], "or serve a name of the public Internet with --cert"),
        (["100.64.0.7"], None, ["100.64.0.7"], "only at 100.64.0.7. studio.local is announced there"),
        (["100.64.0.7"], "100.64.0.7", ["100.64.0.7"], "connect this machine to the practice's own network"),
        (
            [IPV6],
            None,
            [],
            "of IPv6 only (fd00::20), where the server does not listen, so studio.local is not announced",
        ),
        ([IPV6, "85.10.1.1"], None, [], "Start it with --listen :: as well"),
        ([IPV6], "::", ["fd00::20"], None),
        (["192.168.7.20", "85.10.1.1"], None, ["192.168.7.20"], None),
        (["192.168.7.20", "100.64.0.7"], None, ["192.168.7.20"], None),
        ([], "127.0.0.1", None, None),
    ],
)
async def test_T11_what_keeps_devices_from_finding_the_name_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ips: list[Any],
    listen: str | None,
    announced: list[str] | None,
    said: str | None,
) -> None:
    names = Names(monkeypatch)
    monkeypatch.setattr("ifaddr.get_adapters", lambda: [*ONLY_ITSELF, Adapter("wlan0", *ips)])
    reach = lan(tmp_path, addresses=None, listen=listen)
    await reach.announce()
    assert names.announced == ([] if announced is None else [announced])
    news = await reach.news()
    assert len(news) == (said is not None)
    assert said is None or said in news[0]
    assert await reach.news() == []


async def test_T11_it_is_said_before_the_codes_that_rely_on_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Names(monkeypatch)
    monkeypatch.setattr("ifaddr.get_adapters", lambda: [*ONLY_ITSELF, Adapter("wlan0", IPV6)])
    reach = lan(tmp_path, addresses=None, listen=None)
    assert "studio.local is not announced. Start it with --listen ::" in reach.lines()[0]
    assert await reach.news() == []


async def test_T11_a_network_that_comes_later_is_said_and_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, wlan = Names(monkeypatch), Adapter("wlan0")
    monkeypatch.setattr("ifaddr.get_adapters", lambda: [*ONLY_ITSELF, wlan])
    reach = lan(tmp_path, addresses=None, listen=None)
    await reach.announce()
    assert len(await reach.news()) == 1
    wlan.ips = [Ip("100.64.0.7")]
    reach.look_again()
    [said] = await reach.news()
    assert "studio.local is announced there" in said
    assert names.announced == [[], ["100.64.0.7"]]
    wlan.ips = [Ip(ADDRESS)]
    reach.look_again()
    here, numbers = await reach.news()
    assert "this machine is at 192.168.7.20 now" in here
    assert "Warning: the app belongs to the address" in numbers
    assert names.announced == [[], ["100.64.0.7"], [ADDRESS]]
    assert await reach.news() == []


class Names:
    """Where names are announced, without a network."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.announced: list[list[str]] = []

        async def say(_: Announcement, addresses: list[str]) -> None:
            self.announced.append(addresses)

        monkeypatch.setattr(Announcement, "say", say)


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
    names = Names(monkeypatch)
    assert await lan(tmp_path).announce() is None
    assert await lan(tmp_path / "full", host="holdwell.praxis.lan", listen="192.168.7.20").announce() is None
    assert names.announced == []
    await lan(tmp_path, listen="192.168.7.20").announce()
    assert names.announced == [[ADDRESS]]


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
    page = trust_pages(authority, f"https://{NAME}:8443", [], None)["/trust"].body.identity.decode()
    shown = "".join(part.partition("</span>")[0] for part in page.split("<span>")[1:])
    assert shown == authority.fingerprint(hashes.SHA256()).hex().upper()
    assert f'href="https://{NAME}:8443/"' in page
    assert "<script" not in page
    assert "style=" not in page
    for system in ("iPad and iPhone", "Android", "Windows", "Mac", "Linux"):
        assert f"<summary>{system}</summary>" in page


async def test_T10_the_page_has_a_way_for_a_device_that_does_not_find_the_name(tmp_path: Path) -> None:
    reach = lan(tmp_path, addresses=(ADDRESS, "fd00::20"))
    served, at_https = TrustPages(reach.pages), Pages(None, reach.pages)
    page = reach.pages["/trust"].body.identity.decode()
    assert "Where this device does not find studio.local" in page
    for number in (f"https://{ADDRESS}:8443/", "https://[fd00::20]:8443/"):
        assert page.count(f'href="{number}"') == 1
        assert page.index('href="https://studio.local:8443/"') < page.index(number) < page.index("Warning:")
    warning = " ".join(page.partition("Warning:")[2].split())
    assert "the app belongs to the address it was opened at" in warning
    assert "loses its pairing, and what it had not sent stays behind" in warning
    # Both listeners show the numbers of now.
    move(reach, "192.168.7.21")
    for pages in (served, at_https):
        now = await body_of(pages, "/trust")
        assert 'href="https://192.168.7.21:8443/"' in now
        assert ADDRESS not in now
    move(reach)
    for path in ("/", "/trust"):
        assert "Warning:" not in await body_of(served, path)


def move(reach: LanReach, *addresses: str) -> None:
    """The machine of this server gets other addresses, which is noticed."""
    reach._settings = dataclasses.replace(reach._settings, addresses=addresses)
    reach.look_again()


async def body_of(app: ASGIApp, path: str) -> str:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://x") as client:
        return (await client.get(path)).text


def test_the_profile_holds_this_certificate_and_nothing_else(authority: x509.Certificate) -> None:
    pages = trust_pages(authority, f"https://{NAME}:8443", [], None)
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
