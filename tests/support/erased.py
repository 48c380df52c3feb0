"""A client who is erased in a test: what is about them, and what is left of it."""

import json
from pathlib import Path
from typing import Any

from holdwell.core.audit import AUDIT_KINDS
from holdwell.store.store import DeviceRow
from worlds import Browser, World, fact_text

SECRET = "zebra-of-aa"
NAMED = {"replaces": None, "name": f"A. {SECRET}"}


def about(number: int, *, client_id: str | None = "client-aa", subject: str = "session-aa", **changes: Any) -> str:
    return fact_text(number, client_id=client_id, subject=subject, body={"text": f"{SECRET} {number}"}, **changes)


def assigned(number: int, subject: str, said: str | None, /, **changes: Any) -> str:
    """Word that the session is this client's."""
    return fact_text(number, kind="session_assigned", subject=subject, body={"client_id": said}, **changes)


OF_AA = [
    fact_text(1, kind="client_saved", subject="client-aa", client_id="client-aa", body=NAMED),
    *(about(number) for number in range(2, 30)),
]
OF_BB = [fact_text(number, subject="session-bb", client_id="client-bb") for number in range(40, 44)]


async def erase(owner: Browser, client_id: str = "client-aa") -> dict[str, Any]:
    answer = await owner.write(f"/api/clients/{client_id}/erase", {})
    assert answer.status_code == 200, answer.text
    outcome: dict[str, Any] = answer.json()
    return outcome


async def device_of(world: World, browser: Browser) -> DeviceRow:
    """What the server knows of a browser."""
    devices = await world.app.store.devices(world.app.practice.practice_id)
    device_id = await browser.device_id()
    return next(device for device in devices if device.device_id == device_id)


async def texts_of(browser: Browser) -> list[str]:
    """What a device reads, without what the server says itself."""
    return [raw for raw in (await browser.read_all())[0] if json.loads(raw)["kind"] not in AUDIT_KINDS]


async def word_of(browser: Browser) -> dict[str, Any]:
    """The last word of an erasure in the log."""
    facts = [json.loads(raw) for raw in (await browser.read_all())[0]]
    body: dict[str, Any] = [fact["body"] for fact in facts if fact["kind"] == "client_erased"][-1]
    return body


def bytes_kept(folder: Path) -> bytes:
    return b"".join(
        file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file() and "app" not in file.parts
    )


def put_in_place(folder: Path, database: bytes) -> None:
    """Put an older database in the place of this one, as somebody does by hand."""
    for file in folder.glob("holdwell.sqlite3*"):
        file.unlink()
    (folder / "holdwell.sqlite3").write_bytes(database)
