"""Owns the reading of a fact's text: is it a fact, and is its body what its kind says?

Pure. It must never change a text, and never refuse a kind only because it does not know it [Y5].
"""

import re
from typing import Annotated, Any, get_args

import msgspec

from holdwell.core.digest import digest_from_text
from holdwell.core.saved import SavedFault, check_saved
from holdwell.wire import FACT_BODIES, EpochMs, Fact, FactKind, Id, ProtocolSaved

# What a JSON number means alike in every language that reads it.
LARGEST_WHOLE = 2**53 - 1
# The kind of a fact that says whose a session is.
ASSIGNED = "session_assigned"
_AT = re.compile(r" - at `\$(.*)`$", re.DOTALL)
# Used with `fullmatch`: a pattern's `$` alone also lets a final newline pass, which no device may send.
_ID = re.compile(get_args(Id)[1].pattern, re.ASCII)
_KIND = re.compile(get_args(FactKind)[1].pattern, re.ASCII)


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """What stands around a fact's body (wire.Fact), and the body as it came.

    Its names are looked at after reading: patterns cost more than all else, and are quicker compiled once.
    """

    id: str
    kind: str
    subject: str
    client_id: str | None
    origin: str
    seq: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_WHOLE)]
    at: EpochMs
    body: msgspec.Raw


class ReadFact(msgspec.Struct, frozen=True):
    """A fact that may be stored: its envelope, its text as it came, and the text's digest (hex)."""

    fact: Envelope
    raw: str
    digest: str
    version: ProtocolSaved | None


class FactFault(Exception):
    """A text that is no fact of this version: `fact_id` where it could be read, and a sentence naming the field."""

    def __init__(self, fact_id: str | None, detail: str) -> None:
        super().__init__(detail)
        self.fact_id = fact_id
        self.detail = detail


class _Named(msgspec.Struct):
    id: str


class About(msgspec.Struct, frozen=True):
    """What a text says of itself, as far as it can be read: also one that is no fact."""

    id: Any = None
    subject: Any = None
    client_id: Any = None


_envelopes = msgspec.json.Decoder(Envelope)
_bodies: dict[str, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(body_type) for kind, body_type in FACT_BODIES.items()
}
_unknown_body = msgspec.json.Decoder(dict[str, Any])


def is_id(text: str) -> bool:
    """Is this the text of an id?"""
    return _ID.fullmatch(text) is not None


def read_fact(text: str) -> ReadFact:
    """Read one fact's text. Raises FactFault with the path of the wrong field, such as `$.body.held_ms`."""
    read = read_held_fact(text)
    if read.version is not None:
        _check_version(read.fact.id, read.version)
    return read


def read_held_fact(text: str) -> ReadFact:
    """Read a fact that was taken once: a rule for protocols that came later does not make a record unreadable.

    Raises FactFault as `read_fact` does.
    """
    try:
        digest = digest_from_text(text)
        fact, body = _read_quickly(text) or _read_slowly(text)
    except msgspec.ValidationError as error:
        raise FactFault(_readable_id(text), sentence_from_error(error, "$")) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise FactFault(_readable_id(text), "$: expected a fact as valid JSON text") from None
    return ReadFact(fact, text, digest, body if isinstance(body, ProtocolSaved) else None)


def about_in(text: str) -> About:
    """Whom and what a text is about, each an id or None, whatever else is wrong with it."""
    try:
        found = msgspec.json.decode(text, type=About)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return About()
    return About(*(each if isinstance(each, str) and is_id(each) else None for each in msgspec.structs.astuple(found)))


def assigned_in(fact: Envelope) -> str | None:
    """Whose a session is by a fact of the kind `session_assigned`; None: nobody's."""
    said: str | None = _bodies[ASSIGNED].decode(fact.body).client_id
    return said


def sentence_from_error(error: msgspec.ValidationError, root: str) -> str:
    """msgspec's message with the path in front: ``Expected `int` - at `$.a` `` becomes `$.a: expected int`."""
    path, message = field_and_message(error, root)
    return f"{path}: {message}"


def field_and_message(error: msgspec.ValidationError, root: str) -> tuple[str, str]:
    """The path of the wrong field (from `root`) and what was expected there."""
    text = str(error)
    found = _AT.search(text)
    path = root + (found[1] if found else "")
    message = (text[: found.start()] if found else text).replace("`", "")
    return path, message[:1].lower() + message[1:]


def _read_quickly(text: str) -> tuple[Envelope, object] | None:
    """The fact in a text and its body, or None where something is wrong: what it is, the slower way says."""
    try:
        fact = _envelopes.decode(text)
        body = _bodies.get(fact.kind, _unknown_body).decode(fact.body)
    except msgspec.ValidationError:
        return None
    fits = _ID.fullmatch
    is_right = (
        fits(fact.id)
        and fits(fact.subject)
        and fits(fact.origin)
        and _KIND.fullmatch(fact.kind)
        and (fact.client_id is None or fits(fact.client_id))
    )
    return (fact, body) if is_right else None


def _read_slowly(text: str) -> tuple[Envelope, object]:
    """The same by the schema, which names the field that is wrong. Raises FactFault or msgspec.ValidationError."""
    fact = msgspec.json.decode(text, type=Fact)
    _check_envelope(fact)
    try:
        body = msgspec.convert(fact.body, type=FACT_BODIES.get(fact.kind, dict))
    except msgspec.ValidationError as error:
        raise FactFault(fact.id, sentence_from_error(error, "$.body")) from None
    return _envelopes.decode(text), body


def _check_envelope(fact: Fact) -> None:
    if fact.seq > LARGEST_WHOLE:
        raise FactFault(fact.id, f"$.seq: expected int <= {LARGEST_WHOLE}")
    # A pattern's `$` also lets a final newline pass, which no device may send.
    for name, value in (("id", fact.id), ("subject", fact.subject), ("origin", fact.origin), ("kind", fact.kind)):
        if value.endswith("\n"):
            raise FactFault(_readable_id(fact.id), f"$.{name}: expected no line break")
    if fact.client_id is not None and fact.client_id.endswith("\n"):
        raise FactFault(fact.id, "$.client_id: expected no line break")


def _check_version(fact_id: str, version: ProtocolSaved) -> None:
    try:
        check_saved(version)
    except SavedFault as fault:
        raise FactFault(fact_id, f"$.body.{fault.field}: {fault.sentence}") from None


def _readable_id(text: str) -> str | None:
    try:
        fact_id = msgspec.json.decode(text, type=_Named).id
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return fact_id if _ID.fullmatch(fact_id) else None
