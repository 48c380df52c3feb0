"""Owns what the server says on the terminal: where it is, and how to pair. One line, one fact, flushed at once."""

import datetime
import io
import sys

import segno

from holdwell.wire import Code


def say(line: str) -> None:
    """One line on standard output."""
    print(line, flush=True)


def complain(sentence: str) -> None:
    """One sentence on standard error."""
    print(f"holdwell: {sentence}", file=sys.stderr, flush=True)


def say_code(code: Code, heading: str) -> None:
    """A pairing link, its QR code, and until when it is good."""
    until = datetime.datetime.fromtimestamp(code.expires_at / 1000).strftime("%H:%M")
    say(heading)
    say(code.url)
    drawing = qr_text(code.url)
    if _can_draw(drawing):
        say(drawing)
    say(f"or open the address and type the code {code.code} (once, until {until})")


def qr_text(link: str) -> str:
    """The link as a QR code in half-height blocks."""
    drawing = io.StringIO()
    segno.make(link, error="l").terminal(out=drawing, compact=True, border=2)
    return drawing.getvalue().rstrip("\n")


def _can_draw(drawing: str) -> bool:
    try:
        drawing.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
