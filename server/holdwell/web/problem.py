"""Owns the errors that devices see: RFC 9457 problem details, each with a bare word as its type.

A problem speaks to the person who can act, and never repeats what was sent (it may be about someone's health).
"""

from collections.abc import Mapping

import msgspec
from litestar.openapi import ResponseSpec

from holdwell.wire import Problem

MEDIA_TYPE = "application/problem+json"

# For the OpenAPI document: what any address may answer when it cannot do what it was asked.
PROBLEMS = {
    status: ResponseSpec(Problem, generate_examples=False, description=title, media_type=MEDIA_TYPE)
    for status, title in (
        (400, "Not understood"),
        (401, "Not paired, or revoked"),
        (403, "Not allowed"),
        (413, "Too large"),
        (429, "Too much for now"),
        (507, "The server's disk is full"),
    )
}


class ProblemError(Exception):
    """An error that is answered as a problem. `limit` is the number that was passed, `field` the path of the field."""

    def __init__(
        self,
        status: int,
        type: str,
        title: str,
        detail: str,
        *,
        field: str | None = None,
        limit: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(type)
        self.problem = Problem(type=type, title=title, status=status, detail=detail, field=field, limit=limit)
        self.headers = dict(headers or {})

    def body(self) -> bytes:
        """The problem as JSON."""
        return msgspec.json.encode(self.problem)


def invalid(detail: str, field: str | None = None) -> ProblemError:
    """What was sent is not what this address expects."""
    return ProblemError(400, "invalid", "Not understood", detail, field=field)


def too_large(what: str, limit: int) -> ProblemError:
    """A body of more than `limit` bytes."""
    return ProblemError(413, "too-large", "Too large", f"{what} may be at most {limit} bytes.", limit=limit)


def handover_too_large(facts: int, size: int) -> ProblemError:
    """A removed device would leave more than it may."""
    return ProblemError(
        413,
        "handover-too-large",
        "Too much to hand over",
        f"A removed device may leave {facts} facts of {size} bytes.",
        field="$.facts",
        limit=facts,
    )


def not_found(detail: str = "There is nothing at this address.") -> ProblemError:
    """Nothing there."""
    return ProblemError(404, "not-found", "Not found", detail)


def not_paired() -> ProblemError:
    """No cookie, or one that this server never gave."""
    return ProblemError(401, "not-paired", "Not paired", "Pair this device first: nothing on it is lost meanwhile.")


def other_device() -> ProblemError:
    """The request was meant for another device than the one whose cookie came with it."""
    return ProblemError(
        401,
        "other-device",
        "Another device",
        "This browser is paired anew: nothing was taken, nothing is lost.",
    )


def device_revoked() -> ProblemError:
    """The one problem on which a device wipes what it holds."""
    return ProblemError(401, "device-revoked", "Device revoked", "The practice has revoked this device.")


def forbidden(detail: str) -> ProblemError:
    """Paired, but not with a role that may do this."""
    return ProblemError(403, "forbidden", "Not allowed", detail)


def code_not_valid() -> ProblemError:
    """Wrong, used and expired codes all answer with this."""
    return ProblemError(
        403, "code-not-valid", "Code not valid", "This code is wrong, used or too old. Ask for a new one and try again."
    )


def too_many_attempts(wait_s: int) -> ProblemError:
    """Too many codes are being tried at once."""
    return ProblemError(
        429,
        "too-many-attempts",
        "Too many attempts",
        f"Too many codes are being tried at once. Try again in {wait_s} s.",
        headers={"retry-after": str(wait_s)},
    )


def pairing_needs_https() -> ProblemError:
    """A code sent in the clear over a network could be read on its way."""
    return ProblemError(
        403,
        "https-needed",
        "Needs https",
        "Over plain http, pairing works only in a browser on the server itself. Open the practice's https address.",
    )


def storage_full() -> ProblemError:
    """No space on the server's disk."""
    return ProblemError(
        507,
        "storage-full",
        "The server's disk is full",
        "Nothing was stored and nothing is lost: your device keeps it and sends it again. The server needs free space.",
    )


def storage_low() -> ProblemError:
    """What room is left on the disk is kept for the practice itself."""
    return ProblemError(
        507,
        "storage-low",
        "The server's disk is nearly full",
        "Nothing was stored and nothing is lost: your device keeps it and sends it again. Tell your practice that its "
        "server needs free space.",
    )


def too_much_today(limit: int, wait_s: int) -> ProblemError:
    """A client's device has handed in as much as it may for now."""
    return ProblemError(
        429,
        "too-much-today",
        "Too much for one day",
        f"The server takes at most {limit} facts a day from one device. Nothing is lost: your device keeps the rest "
        "and sends it by itself, a part at a time.",
        limit=limit,
        headers={"retry-after": str(wait_s)},
    )


def storage_failed() -> ProblemError:
    """The database or the disk failed."""
    return ProblemError(
        503,
        "storage-failed",
        "The server's storage failed",
        "Nothing is lost: your device keeps it and sends it again. The server's log says what failed.",
        headers={"retry-after": "30"},
    )


def not_ready(why: str) -> ProblemError:
    """The server is there, but takes nothing now."""
    return ProblemError(503, "not-ready", "Not ready", why, headers={"retry-after": "5"})


def erasing_failed() -> ProblemError:
    """The list of erasures could not be written."""
    return ProblemError(
        503,
        "storage-failed",
        "Nothing was erased",
        "The list of erasures in the server's data folder could not be written. Nothing was erased: see to the disk.",
    )


def erasing_owed() -> ProblemError:
    """The list names the client, and the database takes no write."""
    return ProblemError(
        507,
        "storage-failed",
        "Not erased yet",
        "The server's disk takes no more now. The client stands on the list of erasures: what is held is erased as "
        "soon as there is space, without another word from you.",
    )


def erasing_not_known() -> ProblemError:
    """The disk failed while the client was listed."""
    return ProblemError(
        503,
        "storage-failed",
        "Nothing is erased yet",
        "The server's disk failed while it took the erasure down, and the server ends. Whether its list kept the "
        "client is not known: after its next start they are gone, or still there. See to the disk, then erase again.",
    )


def server_fault() -> ProblemError:
    """A fault of the server itself."""
    return ProblemError(
        500, "server-fault", "A fault in the server", "Nothing is lost: your device keeps it and sends it again."
    )
