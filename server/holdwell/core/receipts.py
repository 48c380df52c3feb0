"""Owns the digest of a receipt: the proof of which facts are held, computed alike on server and device.

Pure; pinned by tests/vectors/receipt.json. It must never look at a fact's content, only at its digest.

[Y9] A receipt's digest is the SHA-256 of the facts' own digests (64 lowercase hex digits each, as ASCII), put together
in rising order of the facts' ids: of those that the device it is given to may see, since it can compute no other.
"""

import hashlib


def receipt_digest(digests: str) -> str:
    """The digest of a receipt from the facts' digests in hex, put together in rising order of the facts' ids."""
    return hashlib.sha256(digests.encode("ascii")).hexdigest()
