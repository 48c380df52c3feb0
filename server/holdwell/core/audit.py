"""Owns the text of audit facts: what the server itself writes into a practice's log, and the seal on it.

Pure. It must never seal what a device wrote.

[U1] An audit fact is written by the server, with an origin of its own and a seq without gaps, in the transaction of
what it tells of. [U2] Its text ends with a seal over all that stands before: an HMAC-SHA256 under a key that never
leaves the server. A device may bring such a fact back to a server that was restored; nobody can make one up.
[U5] What no erasure takes away names no client's device: people call theirs by their own name.
[U3] Audit facts are filed under no client, and are for the owner's devices: only an erasure reaches those of therapists
too, which let go of what it names.
"""

import hashlib
import hmac
from typing import NamedTuple

import msgspec

from holdwell.wire import AUDIT_BODIES, Audited, Role

AUDIT_KINDS = frozenset(AUDIT_BODIES)
_KINDS = {body: kind for kind, body in AUDIT_BODIES.items()}
_SEALED = '"seal":"'
_TAIL = '"}}'
_SEAL_LENGTH = 64


class Stamp(NamedTuple):
    """What the server brings to an audit fact: who it is (`origin`), chance, time, and a key where there is none."""

    origin: str
    random_id: str
    at: int
    fresh_key: bytes


class Place(NamedTuple):
    """Where in the server's own order a fact stands: the last number it gave, and the last id (empty: none yet)."""

    seq: int
    last_id: str


def audit_text(stamp: Stamp, before: Place, subject: str, body: Audited, key: bytes) -> str:
    """The sealed text of the fact that follows `before` in the server's order [U1] [U2]."""
    fact_id = rising_id(stamp.at, before.last_id, stamp.random_id)
    head = {
        "id": fact_id,
        "kind": _KINDS[type(body)],
        "subject": subject,
        "client_id": None,
        "origin": stamp.origin,
        "seq": before.seq + 1,
        "at": stamp.at,
    }
    envelope, said = msgspec.json.encode(head).decode(), msgspec.json.encode(body).decode()
    start = f'{envelope[:-1]},"body":{said[:-1]},{_SEALED}'
    return start + _seal(start, key) + _TAIL


def told_name(role: Role, device_name: str) -> str:
    """What an audit fact calls a device; empty for a client's [U5]."""
    return "" if role == "client" else device_name


def is_sealed(raw: str, key: bytes) -> bool:
    """Does this text end with the seal that the server gave it?"""
    length = _SEAL_LENGTH + len(_TAIL)
    start, seal, tail = raw[:-length], raw[-length : -len(_TAIL)], raw[-len(_TAIL) :]
    is_whole = start.endswith(_SEALED) and tail == _TAIL and seal.isascii()
    return is_whole and hmac.compare_digest(seal, _seal(start, key))


def rising_id(now_ms: int, last_id: str, random_id: str) -> str:
    """An id of version 7 that lies behind `last_id`, whatever the clock did. `random_id` is any UUID's text."""
    last_ms = int(last_id[:8] + last_id[9:13], 16) if last_id else -1
    time = f"{max(now_ms, last_ms + 1):012x}"
    return f"{time[:8]}-{time[8:]}-7{random_id[15:]}"


def _seal(start: str, key: bytes) -> str:
    return hmac.new(key, start.encode("utf-8"), hashlib.sha256).hexdigest()
