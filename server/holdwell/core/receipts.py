"""Owns the digest of a receipt: the proof of which facts are held, computed alike on server and device.

Pure; pinned by tests/vectors/receipt.json. It must never look at a fact's content, only at its id and digest.

[Y9] A receipt's digest is the SHA-256 of the facts' own digests (64 lowercase hex digits each, as ASCII), put together
in rising order of the facts' ids.
"""

import hashlib
from collections.abc import Iterable


def receipt_digest(facts: Iterable[tuple[str, str]]) -> str:
    """The digest of a receipt from pairs of (fact id, fact digest in hex), in any order."""
    whole = hashlib.sha256()
    for _, digest in sorted(facts):
        whole.update(digest.encode("ascii"))
    return whole.hexdigest()
