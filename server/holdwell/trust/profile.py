"""Owns the configuration profile through which iPadOS and iOS take an authority. It must install nothing else."""

import hashlib
import plistlib

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


def profile_from(authority: x509.Certificate, name: str) -> bytes:
    """The `.mobileconfig` of this one certificate; made again, it is the same and replaces itself."""
    der = authority.public_bytes(Encoding.DER)
    root = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"app.holdwell.authority.{name}.root",
        "PayloadUUID": _id_from(b"root", der),
        "PayloadDisplayName": f"Holdwell authority of {name}",
        "PayloadDescription": f"Lets this device trust {name}, and no address of the public Internet.",
        "PayloadCertificateFileName": "holdwell.crt",
        "PayloadContent": der,
    }
    profile = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"app.holdwell.authority.{name}",
        "PayloadUUID": _id_from(b"profile", der),
        "PayloadDisplayName": f"Holdwell: trust {name}",
        "PayloadDescription": "One certificate, made by the Holdwell server of your practice. It changes nothing else.",
        "PayloadRemovalDisallowed": False,
        "PayloadContent": [root],
    }
    return plistlib.dumps(profile)


def _id_from(what: bytes, der: bytes) -> str:
    digits = hashlib.sha256(what + der).hexdigest().upper()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))
