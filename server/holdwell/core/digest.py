"""Owns the digests of texts. Pure. It must never serialise anything: a digest is of the text as it came."""

import hashlib


def digest_from_text(text: str) -> str:
    """The SHA-256 of the text's UTF-8 bytes, as lowercase hex. Raises UnicodeEncodeError on a lone surrogate."""
    return digest_from_bytes(text.encode("utf-8"))


def digest_from_bytes(content: bytes) -> str:
    """The SHA-256 of the bytes, as 64 lowercase hex digits."""
    return hashlib.sha256(content).hexdigest()
