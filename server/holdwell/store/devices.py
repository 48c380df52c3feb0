"""Owns the SQL of devices and pairing codes. Each function runs inside one transaction."""

import sqlite3

from holdwell.store.store import CodeRow, DeviceRow

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


def redeem(connection: sqlite3.Connection, code_hash: bytes, device: DeviceRow, token_hash: bytes) -> DeviceRow | None:
    """Use up an open code and add the device, bound to what the code says; None where the code is not open."""
    code = open_code(connection, code_hash, device.created_at)
    if code is None:
        return None
    bound = device._replace(practice_id=code.practice_id, role=code.role, client_id=code.client_id)
    connection.execute(
        f"INSERT INTO devices ({_DEVICE}, token_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*bound, token_hash)
    )
    connection.execute(
        "UPDATE codes SET redeemed_at = ?, device_id = ? WHERE practice_id = ? AND code_hash = ?",
        (bound.created_at, bound.device_id, bound.practice_id, code_hash),
    )
    return bound


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
