"""Owns what a practice may keep as a protocol of its own: the check of a `protocol_saved` fact's version.

Pure. It must never change the text, and never let one pass that breaks a rule of the house: what is kept here is run on
every device of the practice.

[V1] The digest is the SHA-256 of the text. [V2] The text is a whole version, typed to its last field. [V3] A practice's
own protocol is for therapists. [V4] It keeps every rule of the house that a version can be judged by, else it is
refused with the field and the rule. [V5] A saved protocol, and the word that it was put away, belong to the practice
and to no client: only owner and therapist hand them in and read them.
"""

import msgspec

from holdwell.core.digest import digest_from_text
from holdwell.core.limits import version_breaks
from holdwell.core.rules import Path
from holdwell.wire import ProtocolSaved, ProtocolVersion

# The kinds of facts that make up a practice's own protocols.
SAVED_KINDS = frozenset({"protocol_saved", "protocol_put_away"})
# A long protocol with all it carries takes a fifth of it.
VERSION_CHARACTERS_AT_MOST = 262_144
_versions = msgspec.json.Decoder(ProtocolVersion)


class SavedFault(Exception):
    """Why a version is not kept: the field of the body that is wrong, and a sentence about it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


def check_saved(saved: ProtocolSaved) -> None:
    """Raises SavedFault where this version may not be kept for a practice [V1] to [V4]."""
    if len(saved.version) > VERSION_CHARACTERS_AT_MOST:
        raise SavedFault("version", f"expected at most {VERSION_CHARACTERS_AT_MOST} characters")
    try:
        msgspec.json.decode(saved.version, type=dict)
        digest = digest_from_text(saved.version)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise SavedFault("version", "expected a protocol version as valid JSON text") from None
    if digest != saved.digest:
        raise SavedFault("digest", "expected the SHA-256 of $.body.version")
    try:
        version = _versions.decode(saved.version)
    except msgspec.ValidationError as error:
        raise SavedFault("version", f"expected a whole protocol version: {error}".replace("`", "")) from None
    if version.protocol.audience != "therapist":
        raise SavedFault(
            "version", "expected therapist as the audience of a protocol that a practice made - at $.protocol.audience"
        )
    for broken in version_breaks(version):
        raise SavedFault("version", f"{broken.sentence} [{broken.rule}] - at {_spelled(broken.path)}")


def reason_against_filing(kind: str, client_id: str | None) -> str | None:
    """Why this fact may not name a client [V5]; None where it may."""
    if kind not in SAVED_KINDS or client_id is None:
        return None
    return "$.client_id: expected null, since a saved protocol belongs to the practice"


def _spelled(path: Path) -> str:
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
