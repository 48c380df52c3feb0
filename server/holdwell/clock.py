"""Owns time, ids and randomness: the only module that reads a clock or draws a random number.

Everything else is handed a `Clock`. It must never be imported for its system twin outside `cli.py` and `app.py`.
"""

import asyncio
import secrets
import time
import uuid
from typing import Protocol

# Crockford's base 32: no I, L, O or U, so that a code read aloud or typed from paper is not mistaken.
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8


class Clock(Protocol):
    """Time, ids and randomness, passed in so that tests decide them."""

    def now_ms(self) -> int:
        """Wall time, epoch milliseconds."""
        ...

    def monotonic_ms(self) -> int:
        """A time that never jumps, in milliseconds from an unnamed start."""
        ...

    def monotonic_us(self) -> int:
        """The same in microseconds, for what takes less than one of those."""
        ...

    def new_id(self) -> str:
        """A new id: the text of a random UUID (version 4)."""
        ...

    def token(self) -> str:
        """A new secret of 256 bits, URL-safe text."""
        ...

    def code(self) -> str:
        """A new pairing code of 8 letters of `CODE_LETTERS`, without its hyphen."""
        ...

    async def sleep(self, wait_ms: int) -> None:
        """Let `wait_ms` milliseconds pass."""
        ...


class SystemClock:
    """The machine's own clock and randomness."""

    def now_ms(self) -> int:
        """Wall time, epoch milliseconds."""
        return time.time_ns() // 1_000_000

    def monotonic_ms(self) -> int:
        """Monotonic time, milliseconds."""
        return time.monotonic_ns() // 1_000_000

    def monotonic_us(self) -> int:
        """Monotonic time, microseconds."""
        return time.monotonic_ns() // 1000

    def new_id(self) -> str:
        """A random UUID as text."""
        return str(uuid.uuid4())

    def token(self) -> str:
        """256 random bits as URL-safe text."""
        return secrets.token_urlsafe(32)

    def code(self) -> str:
        """A random pairing code (40 bits)."""
        return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))

    async def sleep(self, wait_ms: int) -> None:
        """Let `wait_ms` milliseconds pass on the event loop."""
        await asyncio.sleep(wait_ms / 1000)
