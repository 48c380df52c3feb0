"""Owns the look at a certificate that the practice brings: does it fit, and does the world trust it?

[T6] A certificate or key that cannot serve the address is refused at start with a sentence that says what is wrong.
"""

import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from holdwell.reach import TrustError
from holdwell.trust.authority import days_left


@dataclass(frozen=True, slots=True)
class Brought:
    """A certificate that serves its name. `distrust` says why browsers may not trust it as it comes; None: they do."""

    days_left: float
    distrust: str | None


def look_at(certificate_file: Path, key_file: Path, name: str, now_ms: int) -> Brought:
    """The certificate, fit to serve `name`. Raises TrustError."""
    certificate = _certificate(certificate_file)
    _check_key(certificate, certificate_file, key_file)
    left = days_left(certificate, now_ms)
    until = certificate.not_valid_after_utc.strftime("%Y-%m-%d")
    if left <= 0:
        raise TrustError(f"The certificate in {certificate_file} ran out on {until}: renew it.")
    if certificate.not_valid_before_utc.timestamp() * 1000 > now_ms:
        since = certificate.not_valid_before_utc.strftime("%Y-%m-%d")
        raise TrustError(
            f"The certificate in {certificate_file} is good from {since} on only: is this machine's clock right?"
        )
    names = _names(certificate)
    if not any(_covers(each, name) for each in names):
        said = ", ".join(names) or "no name at all"
        raise TrustError(f"The certificate in {certificate_file} names {said}, not {name}: give that name to --host.")
    return Brought(left, _distrust(certificate_file, key_file, name))


def _certificate(file: Path) -> x509.Certificate:
    text = _text(file)
    try:
        return x509.load_pem_x509_certificates(text)[0]
    except ValueError:
        kind = "a key, not a certificate" if b"PRIVATE KEY-----" in text else "no certificate in PEM"
        raise TrustError(f"{file} holds {kind}: --cert expects the certificate with its chain, in PEM.") from None


def _check_key(certificate: x509.Certificate, certificate_file: Path, file: Path) -> None:
    text = _text(file)
    try:
        key = load_pem_private_key(text, password=None)
    except TypeError:
        raise TrustError(f"{file} is locked with a password: --key expects the key without one.") from None
    except ValueError:
        raise TrustError(f"{file} holds no private key in PEM: --key expects the certificate's own key.") from None
    if key.public_key() != certificate.public_key():
        raise TrustError(f"The key in {file} does not belong to the certificate in {certificate_file}.")


def _text(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise TrustError(f"{file} cannot be read ({error.strerror}).") from None


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]


def _covers(pattern: str, name: str) -> bool:
    """`*.clinic.example` covers `app.clinic.example`, and neither `clinic.example` nor `a.b.clinic.example`."""
    pattern = pattern.lower()
    return pattern == name or (pattern.startswith("*.") and pattern[1:] == "." + name.partition(".")[2])


def _distrust(certificate_file: Path, key_file: Path, name: str) -> str | None:
    """Shake hands with ourselves as a browser of this machine would, in memory; the reason where it would refuse."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        serving.load_cert_chain(certificate_file, key_file)
    except (ssl.SSLError, OSError) as error:
        raise TrustError(f"{certificate_file} and {key_file} cannot serve https ({error}).") from None
    to_server, to_browser = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = serving.wrap_bio(to_server, to_browser, server_side=True)
    browser = ssl.create_default_context().wrap_bio(to_browser, to_server, server_hostname=name)
    # A handshake of TLS 1.3 takes two flights; one more each does no harm.
    for _ in range(3):
        for side in (browser, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                return error.verify_message
            except ssl.SSLError as error:
                return error.reason or str(error)
    return None
