"""The practice's own authority: made once, closed, and held to what is private by two verifiers; its certificates."""

from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store, Subject, VerificationError

from handshake import refusal, refusal_of_client
from holdwell.clock import SystemClock
from holdwell.reach import TrustError
from holdwell.settings import SettingsError
from holdwell.trust.authority import DAY_MS, Signed, make_authority, make_leaf, time_of
from holdwell.trust.folder import AuthorityFolder
from rooms import ADDRESS, authority_of, lan
from worlds import START_MS, FakeClock


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
    other = make_authority("studio.local", START_MS).pem()
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
    purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == [ExtendedKeyUsageOID.SERVER_AUTH]


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


@pytest.mark.parametrize("host", ["google.com", "mail.clinic.example", "co.uk", "praxis.fritz.box", "Example.ORG."])
def test_T2_it_is_made_for_no_name_of_the_internet_and_one_that_stands_goes_on_by_its_own(
    tmp_path: Path, host: str
) -> None:
    with pytest.raises(SettingsError, match=r"may be one of the Internet: a name like praxis will do"):
        lan(tmp_path, host=host)
    assert not (tmp_path / "authority").exists()
    # As it was made before this was asked for: its devices would lose what they have not sent.
    name = host.lower().removesuffix(".")
    AuthorityFolder(tmp_path).open(name, START_MS)
    for again in (None, host):
        assert lan(tmp_path, host=again).address.url == f"https://{name}:8443"


def test_T2_it_vouches_for_servers_and_nobody_else(tmp_path: Path) -> None:
    authority = make_authority("studio.local", SystemClock().now_ms())
    file = tmp_path / "person.pem"
    file.write_bytes(signed_as_person(authority).pem())
    said = refusal_of_client(authority.certificate.public_bytes(Encoding.PEM), file)
    assert said == "unsuitable certificate purpose"


def signed_as_person(authority: Signed) -> Signed:
    """A certificate for whoever asks a server, signed with the authority's key as a thief of it would."""
    leaf = make_leaf(authority, "studio.local", [], SystemClock().now_ms())
    builder = x509.CertificateBuilder(
        issuer_name=leaf.certificate.issuer,
        subject_name=leaf.certificate.subject,
        public_key=leaf.key.public_key(),
        serial_number=7,
        not_valid_before=leaf.certificate.not_valid_before_utc,
        not_valid_after=leaf.certificate.not_valid_after_utc,
        extensions=[each for each in leaf.certificate.extensions if each.oid != x509.ExtendedKeyUsage.oid],
    ).add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    return Signed(builder.sign(authority.key, hashes.SHA256()), leaf.key)


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
