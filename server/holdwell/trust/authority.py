"""Owns what the practice's own authority is and signs: certificates as values. It must never touch disk or network.

[T1] The authority is made once, for one name, and lives ten years: devices trust it by its fingerprint.
[T2] It can vouch for nothing public: critical name constraints hold it to its own name, which is none of the
Internet's (lan.py), `localhost` and private addresses; its usage to servers, never to mail or programs; and a path
length of 0 keeps it from making further authorities.
[T3] The server's certificate lives at most 397 days; it is due anew with under 30 days left, or when the names and
addresses it should have are not those it has.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PRIVATE_RANGES = tuple(
    ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16"),
        *("fc00::/7", "fe80::/10", "::1/128"),
    )
)
AUTHORITY_DAYS = 3650
# Apple and the browsers take more from an authority that a person added; this fits their rules for public ones too.
LEAF_DAYS = 397
RENEW_BEFORE_DAYS = 30
# Clocks of tablets are sometimes behind.
BACKDATED_DAYS = 1
DAY_MS = 24 * 3600 * 1000

_OWN_DNS = "localhost"
_OWN_IPS = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Signed:
    """A certificate and the key that belongs to it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def pem(self) -> bytes:
        """Key and certificate, as one text."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + self.certificate.public_bytes(Encoding.PEM)

    def fits(self) -> bool:
        """Do the key and the certificate belong together?"""
        return self.certificate.public_key() == self.key.public_key()


def is_private(address: str) -> bool:
    """Is this an address the authority may vouch for?"""
    each = ip_address(address)
    return any(each in network for network in PRIVATE_RANGES if network.version == each.version)


def make_authority(name: str, now_ms: int) -> Signed:
    """A new authority for the server called `name`."""
    key = ec.generate_private_key(ec.SECP256R1())
    holder = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Holdwell authority of {name}"[:64])])
    names = [x509.DNSName(name), x509.DNSName(_OWN_DNS), *(x509.IPAddress(network) for network in PRIVATE_RANGES)]
    builder = (
        _builder(holder, holder, key, now_ms, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(is_authority=True), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=names, excluded_subtrees=None), critical=True)
        # Not critical, as for every authority that browsers bring: who knows it keeps to it.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    return Signed(builder.sign(key, hashes.SHA256()), key)


def make_leaf(authority: Signed, name: str, addresses: Iterable[str], now_ms: int) -> Signed:
    """A new certificate of the server. `addresses` are private addresses beside those of its own machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = [x509.DNSName(dns) for dns in (name, _OWN_DNS)]
    reached = [x509.IPAddress(each) for each in _sorted_addresses(addresses)]
    identifier = authority.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    holder = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    builder = (
        _builder(holder, authority.certificate.subject, key, now_ms, LEAF_DAYS - BACKDATED_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(is_authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([*named, *reached]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
    )
    return Signed(builder.sign(authority.key, hashes.SHA256()), key)


def is_due(leaf: Signed, authority: Signed, name: str, addresses: Iterable[str], now_ms: int) -> bool:
    """Must the server's certificate be made anew [T3]?"""
    certificate = leaf.certificate
    try:
        certificate.verify_directly_issued_by(authority.certificate)
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return True
    is_right = set(names.get_values_for_type(x509.DNSName)) == {name, _OWN_DNS} and set(
        names.get_values_for_type(x509.IPAddress)
    ) == set(_sorted_addresses(addresses))
    is_valid = (
        certificate.not_valid_before_utc <= time_of(now_ms) and days_left(certificate, now_ms) >= RENEW_BEFORE_DAYS
    )
    return not (is_right and is_valid and leaf.fits())


def days_left(certificate: x509.Certificate, now_ms: int) -> float:
    """How many days a certificate is still good for; negative where it is over."""
    return (certificate.not_valid_after_utc - time_of(now_ms)).total_seconds() / 86400


def name_of(authority: x509.Certificate) -> str:
    """The name that an authority was made for. Raises ValueError where it is none of Holdwell's."""
    try:
        limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    except x509.ExtensionNotFound:
        limits = []
    for each in limits:
        if isinstance(each, x509.DNSName) and each.value != _OWN_DNS:
            return each.value
    raise ValueError("an authority without a name of its own")


def fingerprint_of(certificate: x509.Certificate) -> str:
    """The SHA-256 fingerprint as people compare it: 16 groups of 4 hex digits."""
    digits = certificate.fingerprint(hashes.SHA256()).hex().upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def time_of(now_ms: int) -> datetime.datetime:
    """Epoch milliseconds as a time of UTC."""
    return datetime.datetime.fromtimestamp(now_ms / 1000, datetime.UTC)


def _builder(
    holder: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now_ms: int, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(holder)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(time_of(now_ms - BACKDATED_DAYS * DAY_MS))
        .not_valid_after(time_of(now_ms + days * DAY_MS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _sorted_addresses(addresses: Iterable[str]) -> list[IPv4Address | IPv6Address]:
    every = {ip_address(text) for text in (*_OWN_IPS, *addresses)}
    return sorted(every, key=lambda each: (each.version, int(each)))
