"""Owns the files of the practice's authority: the folder `authority/` in the data folder, readable by its owner only.

Key and certificate stand in one file, replaced whole, so that they always belong together. It must never make a second
authority where there is one: a damaged file is a sentence, not a reason to start again, since every device of the
practice trusts what was there.
"""

import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from holdwell.reach import TrustError
from holdwell.trust.authority import Signed, days_left, is_due, make_authority, make_leaf, name_of


class AuthorityFolder:
    """The authority of one data folder, and the server's certificate under it."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "authority"
        self.leaf_file = self.folder / "server.pem"
        self._file = self.folder / "authority.pem"

    def kept(self) -> Signed | None:
        """The authority made earlier, or None at the first start. Raises TrustError where it cannot be read."""
        if not self._file.exists():
            return None
        try:
            found = _read(self._file)
            name_of(found.certificate)
        except OSError as error:
            raise self._unusable(f"cannot be read ({error.strerror})") from None
        except (ValueError, TypeError):
            raise self._unusable("does not hold an authority whole") from None
        if not found.fits():
            raise self._unusable("holds a key that does not belong to its certificate")
        return found

    def open(self, name: str, now_ms: int) -> Signed:
        """The authority, made now where there is none. Raises TrustError: unreadable, run out, or for another name."""
        found = self.kept()
        if found is None:
            found = make_authority(name, now_ms)
            self._write(self._file, found)
            return found
        kept_name = name_of(found.certificate)
        if kept_name != name:
            raise TrustError(
                f"--host {name}: devices of this practice open {kept_name} and trust its authority for that name only. "
                f"At another name they would find neither their pairing nor their unsent sessions. Leave --host away, "
                f"or, once every device has sent everything, move the folder {self.folder} away: the next start makes "
                "a new authority, which each device has to trust anew."
            )
        if days_left(found.certificate, now_ms) <= 0:
            raise TrustError(
                f"The authority in {self.folder} has run out (or this machine's clock is wrong). Move the folder away: "
                "the next start makes a new one, which each device has to trust anew."
            )
        return found

    def renew_leaf(self, authority: Signed, addresses: list[str], now_ms: int) -> bool:
        """See to it that the server's certificate is good for these addresses; True where it was made anew."""
        name = name_of(authority.certificate)
        try:
            leaf = _read(self.leaf_file)
        except (OSError, ValueError, TypeError):
            leaf = None
        if leaf is not None and not is_due(leaf, authority, name, addresses, now_ms):
            return False
        self._write(self.leaf_file, make_leaf(authority, name, addresses, now_ms))
        return True

    def _write(self, file: Path, signed: Signed) -> None:
        new = file.with_suffix(".new")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new.unlink(missing_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(signed.pem())
                out.flush()
                os.fsync(out.fileno())
            new.replace(file)
        except OSError as error:
            raise TrustError(f"{file} cannot be written ({error.strerror}).") from None

    def _unusable(self, why: str) -> TrustError:
        return TrustError(
            f"{self._file} {why}. It was left as it is: put back a copy of a good one. Only where there is none, move "
            f"the folder {self.folder} away: the next start makes a new authority, which each device has to trust anew."
        )


def _read(file: Path) -> Signed:
    """Key and certificate of one file, closed to everybody else should it stand open (a copy put back, say)."""
    if file.stat().st_mode & 0o077:
        file.chmod(0o600)
    text = file.read_bytes()
    key = load_pem_private_key(text, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("no key of an elliptic curve")
    return Signed(x509.load_pem_x509_certificate(text), key)
