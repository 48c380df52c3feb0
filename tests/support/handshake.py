"""What a browser says of a server's certificate: a TLS handshake in memory, and certificates for a test to bring."""

import datetime
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


def refusal(authority_pem: bytes, served: Path, name: str) -> str | None:
    """Why a browser that trusts this authority does not take what is served for `name`; None where it does."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(served)
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.load_verify_locations(cadata=authority_pem.decode())
    return _refused(serving, trusting, name)


def refusal_of_client(authority_pem: bytes, brought: Path) -> str | None:
    """Why a server that trusts this authority lets nobody in who brings this certificate; None where it does."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(brought)
    serving.verify_mode = ssl.CERT_REQUIRED
    serving.load_verify_locations(cadata=authority_pem.decode())
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asking.check_hostname = False
    asking.verify_mode = ssl.CERT_NONE
    asking.load_cert_chain(brought)
    return _refused(serving, asking, "studio.local")


def _refused(serving: ssl.SSLContext, trusting: ssl.SSLContext, name: str) -> str | None:
    to_server, to_browser = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = serving.wrap_bio(to_server, to_browser, server_side=True)
    browser = trusting.wrap_bio(to_browser, to_server, server_hostname=name)
    for _ in range(3):
        for side in (browser, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                return error.verify_message
    return None


class Brought:
    """A certificate of a practice, signed by a stranger's authority, in files; `world` is what would trust it."""

    def __init__(
        self,
        folder: Path,
        name: str = "clinic.example",
        *,
        now: datetime.datetime | None = None,
        days: int = 90,
        since_days: int = -1,
        password: bytes | None = None,
    ) -> None:
        folder.mkdir(exist_ok=True)
        now = now or datetime.datetime.now(datetime.UTC)
        authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "The world")])
        world = (
            _builder(issuer, issuer, authority_key, now, -1, 3650)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(authority_key, hashes.SHA256())
        )
        holder = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (
            _builder(holder, issuer, key, now, since_days, days)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .sign(authority_key, hashes.SHA256())
        )
        lock = BestAvailableEncryption(password) if password else NoEncryption()
        self.serial = certificate.serial_number
        self.world, self.certificate, self.key = folder / "world.pem", folder / "cert.pem", folder / "key.pem"
        self.world.write_bytes(world.public_bytes(Encoding.PEM))
        self.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
        self.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))


def _builder(
    holder: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime.datetime,
    since_days: int,
    days: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(holder)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=since_days))
        .not_valid_after(now + datetime.timedelta(days=days))
    )
