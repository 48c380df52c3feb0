"""A browser profile that trusts an authority: what a person does in the settings, done with the browser's own library.

Chromium on Linux reads what a person trusts from an NSS database in the home folder. The library that writes it,
libnss3, is there wherever Chromium runs, so nothing has to be installed for it. It wants a process of its own: once
opened, its database stays open.

    python tests/support/trusting.py HOME AUTHORITY.pem
"""

import ctypes
import os
import ssl
import subprocess
import sys
from pathlib import Path

from chromium import Chromium

# What `certutil -t C,,` sets: a valid authority, trusted for servers.
_TRUSTED_AUTHORITY = 0x10 | 0x08


class _Item(ctypes.Structure):
    _fields_ = (("type", ctypes.c_uint), ("data", ctypes.c_char_p), ("len", ctypes.c_uint))


class _Trust(ctypes.Structure):
    _fields_ = (("ssl", ctypes.c_uint), ("email", ctypes.c_uint), ("signing", ctypes.c_uint))


def profile_that_trusts(home: Path, authority: Path, chromium: Chromium) -> None:
    """Make `home` the home of a browser that trusts the authority in this PEM file."""
    support = Path(__file__).parent
    env = {**os.environ, **chromium.env, "PYTHONPATH": os.pathsep.join((str(support), str(support.parents[1] / "pwa")))}
    done = subprocess.run(
        [sys.executable, __file__, str(home), str(authority)], env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, f"the authority could not be put into a browser's profile:\n{done.stderr}"


def _function(library: ctypes.CDLL, name: str, result: object, *arguments: object) -> "ctypes._NamedFuncPointer":
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments
    return function


def _trust(home: Path, authority: Path) -> None:
    nss = ctypes.CDLL("libnss3.so")
    pointer, number = ctypes.c_void_p, ctypes.c_int
    item, trust = ctypes.POINTER(_Item), ctypes.POINTER(_Trust)
    start = _function(nss, "NSS_InitReadWrite", number, ctypes.c_char_p)
    set_password = _function(nss, "PK11_InitPin", number, pointer, ctypes.c_char_p, ctypes.c_char_p)
    slot_of_user = _function(nss, "PK11_GetInternalKeySlot", pointer)
    database = _function(nss, "CERT_GetDefaultCertDB", pointer)
    decode = _function(nss, "CERT_NewTempCertificate", pointer, pointer, item, ctypes.c_char_p, number, number)
    keep = _function(nss, "PK11_ImportCert", number, pointer, pointer, ctypes.c_ulong, ctypes.c_char_p, number)
    rate = _function(nss, "CERT_ChangeCertTrust", number, pointer, pointer, trust)

    folder = home / ".pki" / "nssdb"
    folder.mkdir(parents=True)
    text = authority.read_text()
    der = ssl.PEM_cert_to_DER_cert(text[text.index("-----BEGIN CERT") :])
    if start(f"sql:{folder}".encode()) != 0:
        sys.exit("libnss3 does not open a database (it needs libsqlite3.so.0)")
    # A new database takes no trust before it has a password, be it an empty one.
    set_password(slot_of_user(), None, b"")
    certificate = decode(database(), ctypes.byref(_Item(0, der, len(der))), None, 0, 1)
    if not certificate or keep(slot_of_user(), certificate, 0, b"the practice", 0) != 0:
        sys.exit("libnss3 does not keep the authority")
    if rate(database(), certificate, ctypes.byref(_Trust(_TRUSTED_AUTHORITY, 0, 0))) != 0:
        sys.exit("libnss3 does not trust the authority")


if __name__ == "__main__":
    _trust(Path(sys.argv[1]), Path(sys.argv[2]))
