"""Owns the SQL of devices and pairing codes. Each function runs inside one transaction.

[A16] A code that was used up is answered once more to the claim that used it, until it expires: the same device, with a
new token; not a device that was removed, and not an attempt that was overtaken by a later one.
"""

import sqlite3

from holdwell.core.audit import Stamp, told_name
from holdwell.store import audit
from holdwell.store.store import Claim, CodeRow, DeviceRow
from holdwell.wire import DevicePaired, DeviceRenamed, DeviceRevoked, Role

_DEVICE = "practice_id, device_id, device_name, role, client_id, created_at, last_seen_at, renewed_at, revoked_at"
_CODE = "practice_id, code_hash, role, client_id, made_by, created_at, expires_at"


def add_code(connection: sqlite3.Connection, code: CodeRow) -> None:
    """Keep a new code, and let go of those that expired unused."""
    connection.execute(
        "DELETE FROM codes WHERE practice_id = ? AND redeemed_at IS NULL AND expires_at <= ?",
        (code.practice_id, code.created_at),
    )
    connection.execute(f"INSERT INTO codes ({_CODE}) VALUES (?, ?, ?, ?, ?, ?, ?)", code)


def open_code(connection: sqlite3.Connection, code_hash: bytes, now: int) -> CodeRow | None:
    """The code with this hash if it is neither used nor expired; the hash finds its practice."""
    row = connection.execute(
        f"SELECT {_CODE} FROM codes WHERE code_hash = ? AND redeemed_at IS NULL AND expires_at > ?", (code_hash, now)
    ).fetchone()
    return None if row is None else CodeRow(*row)


def code_for(connection: sqlite3.Connection, code_hash: bytes, now: int, claim: Claim | None) -> CodeRow | None:
    """The code if it is open, or was used up by this claim and is not expired."""
    code = open_code(connection, code_hash, now)
    if code is not None or claim is None or _device_of(connection, code_hash, now, claim) is None:
        return code
    row = connection.execute(f"SELECT {_CODE} FROM codes WHERE code_hash = ?", (code_hash,)).fetchone()
    return CodeRow(*row)


def redeem(
    connection: sqlite3.Connection,
    code_hash: bytes,
    device: DeviceRow,
    token_hash: bytes,
    stamp: Stamp,
    claim: Claim | None,
) -> DeviceRow | None:
    """Use up an open code, add the device, bound to what the code says, and note it.

    Where this claim used it up, the device that it became [A16]; None where neither.
    """
    code = open_code(connection, code_hash, device.created_at)
    if code is None:
        return None if claim is None else _redeem_again(connection, code_hash, device, token_hash, stamp, claim)
    bound = device._replace(practice_id=code.practice_id, role=code.role, client_id=code.client_id)
    connection.execute(
        f"INSERT INTO devices ({_DEVICE}, token_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*bound, token_hash)
    )
    connection.execute(
        "UPDATE codes SET redeemed_at = ?, device_id = ?, claim_hash = ?, attempt = ?"
        " WHERE practice_id = ? AND code_hash = ?",
        (bound.created_at, bound.device_id, *(claim or (None, None)), bound.practice_id, code_hash),
    )
    made_by = connection.execute(
        "SELECT made_by FROM codes WHERE practice_id = ? AND code_hash = ?", (bound.practice_id, code_hash)
    ).fetchone()[0]
    body = DevicePaired(made_by, told_name(bound.role, bound.device_name), bound.role, bound.client_id)
    audit.note(connection, bound.practice_id, stamp, bound.device_id, body)
    return bound


def _redeem_again(
    connection: sqlite3.Connection, code_hash: bytes, wanted: DeviceRow, token_hash: bytes, stamp: Stamp, claim: Claim
) -> DeviceRow | None:
    """The device that this claim's code became, with a new token: the old one went with an answer that was lost."""
    device = _device_of(connection, code_hash, wanted.created_at, claim)
    if device is None:
        return None
    # An attempt that was held up on its way must not take the token from a later one that was answered.
    moved = connection.execute(
        "UPDATE codes SET attempt = ? WHERE code_hash = ? AND attempt < ?", (claim.attempt, code_hash, claim.attempt)
    )
    if moved.rowcount == 0:
        return None
    seen = device._replace(
        device_name=wanted.device_name, last_seen_at=wanted.last_seen_at, renewed_at=wanted.renewed_at
    )
    connection.execute(
        "UPDATE devices SET token_hash = ?, last_seen_at = ?, renewed_at = ? WHERE practice_id = ? AND device_id = ?",
        (token_hash, seen.last_seen_at, seen.renewed_at, seen.practice_id, seen.device_id),
    )
    rename(connection, seen.practice_id, seen.device_id, seen.device_name, stamp, seen.device_id)
    return seen


def _device_of(connection: sqlite3.Connection, code_hash: bytes, now: int, claim: Claim) -> DeviceRow | None:
    """The device that a code became by this claim, while the code lasts; None where it was removed."""
    row = connection.execute(
        f"SELECT {_DEVICE} FROM devices WHERE revoked_at IS NULL AND (practice_id, device_id) ="
        " (SELECT practice_id, device_id FROM codes WHERE code_hash = ? AND claim_hash = ? AND expires_at > ?)",
        (code_hash, claim.claim_hash, now),
    ).fetchone()
    return None if row is None else DeviceRow(*row)


def device_by_token(connection: sqlite3.Connection, token_hash: bytes) -> DeviceRow | None:
    """The device, revoked or not, that holds this token; the token finds its practice."""
    row = connection.execute(f"SELECT {_DEVICE} FROM devices WHERE token_hash = ?", (token_hash,)).fetchone()
    return None if row is None else DeviceRow(*row)


def devices_of(connection: sqlite3.Connection, practice_id: str) -> list[DeviceRow]:
    """The practice's devices that are not revoked, oldest first."""
    rows = connection.execute(
        f"SELECT {_DEVICE} FROM devices WHERE practice_id = ? AND revoked_at IS NULL ORDER BY created_at, device_id",
        (practice_id,),
    )
    return [DeviceRow(*row) for row in rows]


def rename(
    connection: sqlite3.Connection, practice_id: str, device_id: str, name: str, stamp: Stamp, by: str | None
) -> bool:
    """Give a device another name, and note it; False where the practice has no such device."""
    known = _known(connection, practice_id, device_id)
    if known is None:
        return False
    role, before = known
    if before != name:
        connection.execute(
            "UPDATE devices SET device_name = ? WHERE practice_id = ? AND device_id = ?", (name, practice_id, device_id)
        )
        audit.note(
            connection, practice_id, stamp, device_id, DeviceRenamed(by, told_name(role, name), told_name(role, before))
        )
    return True


def revoke(connection: sqlite3.Connection, practice_id: str, device_id: str, stamp: Stamp, by: str | None) -> bool:
    """Remove a device, and note it; False where the practice has no such device."""
    known = _known(connection, practice_id, device_id)
    if known is None:
        return False
    connection.execute(
        "UPDATE devices SET revoked_at = ? WHERE practice_id = ? AND device_id = ?", (stamp.at, practice_id, device_id)
    )
    # A code that it made and nobody used yet would be a way back.
    connection.execute(
        "DELETE FROM codes WHERE practice_id = ? AND made_by = ? AND redeemed_at IS NULL", (practice_id, device_id)
    )
    audit.note(connection, practice_id, stamp, device_id, DeviceRevoked(by, told_name(*known)))
    return True


def revoke_of_client(
    connection: sqlite3.Connection, practice_id: str, client_id: str, stamp: Stamp, by: str | None
) -> int:
    """Remove every device of a client who is erased, and note each; how many they were. None keeps its name [U5]."""
    rows = connection.execute(
        "SELECT device_id FROM devices WHERE practice_id = ? AND client_id = ? AND revoked_at IS NULL",
        (practice_id, client_id),
    ).fetchall()
    for (device_id,) in rows:
        revoke(connection, practice_id, device_id, stamp, by)
    connection.execute(
        "UPDATE devices SET device_name = '' WHERE practice_id = ? AND client_id = ?", (practice_id, client_id)
    )
    return len(rows)


def _known(connection: sqlite3.Connection, practice_id: str, device_id: str) -> tuple[Role, str] | None:
    """Role and name of a device that is not removed."""
    row: tuple[Role, str] | None = connection.execute(
        "SELECT role, device_name FROM devices WHERE practice_id = ? AND device_id = ? AND revoked_at IS NULL",
        (practice_id, device_id),
    ).fetchone()
    return row
