"""https in a practice's own network: the authority, its limits, the name, what is said about addresses."""

import plistlib
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import PolicyBuilder, Store, Subject, VerificationError
from zeroconf import AddressResolver, IPVersion
from zeroconf.asyncio import AsyncZeroconf

from handshake import refusal
from holdwell.clock import SystemClock
from holdwell.memory import Place, changes, last_place, remember
from holdwell.reach import TrustError
from holdwell.settings import Settings, SettingsError
from holdwell.trust.announcement import Announcement
from holdwell.trust.authority import DAY_MS, Signed, fingerprint_of, make_authority, make_leaf, name_of, time_of
from holdwell.trust.folder import AuthorityFolder
from holdwell.trust.interfaces import private_addresses
from holdwell.trust.lan import LanReach, name_from_host, name_from_machine
from holdwell.trust.page import trust_pages
from worlds import START_MS, FakeClock

NAME = "holdwell-studio.local"
ADDRESS = "192.168.7.20"


def lan(folder: Path, clock: FakeClock | None = None, **changes: Any) -> LanReach:
    """The reach of a server that only this machine can reach, on addresses that the test decides."""
    wanted = {"host": "studio", "listen": "127.0.0.1", "addresses": (ADDRESS,), **changes}
    return LanReach(Settings(data_dir=folder, way="lan", **wanted), clock or FakeClock(), 8443, 8080, None)


def authority_of(folder: Path) -> Signed:
    kept = AuthorityFolder(folder).kept()
    assert kept is not None
    return kept


def served(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "authority" / "server.pem").read_bytes())


def subject_of(name: str) -> Subject:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def is_taken(authority: x509.Certificate, leaf: x509.Certificate, name: str, now_ms: int = START_MS) -> bool:
    """Does a verifier that trusts the authority take this certificate for this name or address?"""
    policy = PolicyBuilder().store(Store([authority])).time(time_of(now_ms))
    try:
        policy.build_server_verifier(subject_of(name)).verify(leaf, [])
    except VerificationError:
        return False
    return True


# -- The authority ----------------------------------------------------------------------------------------------------


def test_T1_the_authority_is_made_once_and_is_closed_to_others(tmp_path: Path) -> None:
    first = lan(tmp_path)
    made = (tmp_path / "authority" / "authority.pem").read_bytes()
    again = lan(tmp_path)
    assert (tmp_path / "authority" / "authority.pem").read_bytes() == made
    assert first.lines()[-3:] == again.lines()[-3:]
    assert (tmp_path / "authority").stat().st_mode & 0o777 == 0o700
    for name in ("authority.pem", "server.pem"):
        assert (tmp_path / "authority" / name).stat().st_mode & 0o777 == 0o600
    certificate = authority_of(tmp_path).certificate
    years = (certificate.not_valid_after_utc - time_of(START_MS)).days / 365
    assert 9.9 < years < 10.1


def test_T1_a_copy_that_was_put_back_open_to_all_is_closed_again(tmp_path: Path) -> None:
    lan(tmp_path)
    for file in (tmp_path / "authority").iterdir():
        file.chmod(0o644)
    lan(tmp_path)
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "authority").iterdir()} == {0o600}


@pytest.mark.parametrize("damage", [b"", b"no certificate", "cut", "another key", "another certificate"])
def test_T1_a_damaged_authority_is_said_and_never_replaced(tmp_path: Path, damage: bytes | str) -> None:
    lan(tmp_path)
    file = tmp_path / "authority" / "authority.pem"
    other = make_authority(NAME, START_MS).pem()
    key, mark, certificate = file.read_bytes().partition(b"-----BEGIN CERT")
    other_key, _, other_certificate = other.partition(b"-----BEGIN CERT")
    texts: dict[bytes | str, bytes] = {
        "cut": key,
        "another key": other_key + mark + certificate,
        "another certificate": key + mark + other_certificate,
    }
    text = texts.get(damage, damage if isinstance(damage, bytes) else b"")
    file.write_bytes(text)
    with pytest.raises(TrustError, match="left as it is"):
        lan(tmp_path)
    assert file.read_bytes() == text


def test_T1_an_authority_that_ran_out_is_said(tmp_path: Path) -> None:
    clock = FakeClock()
    lan(tmp_path, clock)
    clock.time_ms += 3600 * DAY_MS
    assert any("runs out in 50 days" in line for line in lan(tmp_path, clock).lines())
    clock.time_ms += 51 * DAY_MS
    with pytest.raises(TrustError, match="run out"):
        lan(tmp_path, clock)


# -- Its limits -------------------------------------------------------------------------------------------------------


def test_T2_the_constraints_are_critical_and_private(tmp_path: Path) -> None:
    lan(tmp_path)
    extensions = authority_of(tmp_path).certificate.extensions
    basic = extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)
    limits = extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    permitted = limits.value.permitted_subtrees or []
    assert {each.value for each in permitted if isinstance(each, x509.DNSName)} == {"studio.local", "localhost"}
    networks = [each.value for each in permitted if isinstance(each, x509.IPAddress)]
    assert len(networks) == 8
    assert not any(network.is_global for network in networks)
    usage = extensions.get_extension_for_class(x509.KeyUsage)
    assert (usage.critical, usage.value.key_cert_sign, usage.value.digital_signature) == (True, True, False)


OWN = ["studio.local", "localhost", ADDRESS, "127.0.0.1", "10.1.2.3", "172.31.255.1", "169.254.3.4", "fd00::7"]
PUBLIC = ["clinic.example", "local", "other.local", "studio.local.example", "8.8.8.8", "172.32.0.1", "2a00:1450::1"]


@pytest.mark.parametrize("name", OWN + PUBLIC)
def test_T2_two_verifiers_take_own_names_and_refuse_public_ones(tmp_path: Path, name: str) -> None:
    authority = make_authority("studio.local", START_MS)
    leaf = signed_for(authority, name)
    file = tmp_path / "leaf.pem"
    # OpenSSL looks at the clock of today, so it is asked with certificates of today.
    today = SystemClock().now_ms()
    now_authority = make_authority("studio.local", today)
    file.write_bytes(signed_for(now_authority, name, today).pem())
    said = refusal(now_authority.certificate.public_bytes(Encoding.PEM), file, name)
    if name in OWN:
        assert is_taken(authority.certificate, leaf.certificate, name)
        assert said is None
    else:
        assert not is_taken(authority.certificate, leaf.certificate, name)
        assert said == "permitted subtree violation"


def signed_for(authority: Signed, name: str, now_ms: int = START_MS) -> Signed:
    """A certificate for any name at all, signed with the authority's key as a thief of it would."""
    try:
        ip_address(name)
    except ValueError:
        return make_leaf(authority, name, [], now_ms)
    return make_leaf(authority, "studio.local", [name], now_ms)


def test_T2_it_cannot_make_another_authority() -> None:
    authority = make_authority("studio.local", START_MS)
    below = make_authority("studio.local", START_MS)
    builder = x509.CertificateBuilder(
        issuer_name=authority.certificate.subject,
        subject_name=x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "below")]),
        public_key=below.key.public_key(),
        serial_number=7,
        not_valid_before=below.certificate.not_valid_before_utc,
        not_valid_after=below.certificate.not_valid_after_utc,
        extensions=list(below.certificate.extensions),
    )
    middle = Signed(builder.sign(authority.key, hashes.SHA256()), below.key)
    leaf = make_leaf(middle, "studio.local", [], START_MS)
    policy = PolicyBuilder().store(Store([authority.certificate])).time(time_of(START_MS))
    with pytest.raises(VerificationError):
        policy.build_server_verifier(x509.DNSName("studio.local")).verify(leaf.certificate, [middle.certificate])


# -- The server's certificate -----------------------------------------------------------------------------------------


def test_T3_the_certificate_lives_397_days_and_is_kept_while_it_is_good(tmp_path: Path) -> None:
    clock = FakeClock()
    lan(tmp_path, clock)
    first = served(tmp_path)
    assert (first.not_valid_after_utc - first.not_valid_before_utc).days == 397
    for name in ("studio.local", "localhost", ADDRESS, "127.0.0.1", "::1"):
        assert is_taken(authority_of(tmp_path).certificate, first, name)
    assert not is_taken(authority_of(tmp_path).certificate, first, "192.168.7.21")
    clock.time_ms += 366 * DAY_MS
    reach = lan(tmp_path, clock)
    assert served(tmp_path) == first
    clock.time_ms += DAY_MS
    assert reach.look_again()
    assert not reach.look_again()
    assert is_taken(authority_of(tmp_path).certificate, served(tmp_path), "studio.local", clock.time_ms)
    assert served(tmp_path) != first


def test_T3_other_addresses_another_authority_or_damage_make_it_anew(tmp_path: Path) -> None:
    lan(tmp_path)
    first = served(tmp_path)
    lan(tmp_path, addresses=("192.168.7.21",))
    second = served(tmp_path)
    assert second != first
    assert is_taken(authority_of(tmp_path).certificate, second, "192.168.7.21")
    (tmp_path / "authority" / "server.pem").write_bytes(b"cut off")
    lan(tmp_path, addresses=("192.168.7.21",))
    third = served(tmp_path)
    stranger = make_leaf(make_authority("studio.local", START_MS), "studio.local", ["192.168.7.21"], START_MS)
    (tmp_path / "authority" / "server.pem").write_bytes(stranger.pem())
    lan(tmp_path, addresses=("192.168.7.21",))
    assert len({second, third, stranger.certificate, served(tmp_path)}) == 4


def test_T3_a_clock_that_was_set_back_makes_it_anew(tmp_path: Path) -> None:
    clock = FakeClock()
    lan(tmp_path, clock)
    first = served(tmp_path)
    (tmp_path / "authority" / "server.pem").write_bytes(
        make_leaf(authority_of(tmp_path), "studio.local", [ADDRESS], clock.time_ms + 30 * DAY_MS).pem()
    )
    lan(tmp_path, clock)
    assert served(tmp_path).not_valid_before_utc == first.not_valid_before_utc


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


async def test_T9_a_name_that_another_machine_has_is_left_to_it() -> None:
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
    assert [" ".join(groups[:8]), " ".join(groups[8:])] == [line.strip() for line in lines if groups[0] in line] + [
        line.strip() for line in lines if groups[8] in line
    ]


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
    for system in ("iPad and iPhone", "Android", "Windows", "Mac"):
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
