"""Owns what the server says on the terminal: where it is, and how to pair. One line, one fact, flushed at once."""

import datetime
import io
import sys
from urllib.parse import urlsplit

from holdwell.settings import is_loopback
from holdwell.wire import Code


def say(line: str) -> None:
    """One line on standard output."""
    print(line, flush=True)


def complain(sentence: str) -> None:
    """One sentence on standard error."""
    print(f"holdwell: {sentence}", file=sys.stderr, flush=True)


def counted(count: int, one: str) -> str:
    """So many of them, such as "1 fact" and "1,200 facts"."""
    return f"{count:,} {one if count == 1 else one + 's'}"


def say_code(code: Code, heading: str) -> None:
    """A pairing link, its QR code where another device can open it, and until when it is good."""
    until = datetime.datetime.fromtimestamp(code.expires_at / 1000).strftime("%H:%M")
    say(heading)
    say(code.url)
    if not is_loopback(urlsplit(code.url).hostname or ""):
        for line in qr_lines(code.url):
            say(line)
    say(f"or open the address and type the code {code.code} (once, until {until})")


def qr_text(link: str) -> str:
    """The link as a QR code in half-height blocks."""
    # Only a start that has a link to show pays for it.
    import segno

    drawing = io.StringIO()
    segno.make(link, error="l").terminal(out=drawing, compact=True, border=2)
    return drawing.getvalue().rstrip("\n")


def qr_lines(link: str) -> list[str]:
    """The QR code line by line; nothing where this terminal cannot draw it."""
    drawing = qr_text(link)
    return drawing.split("\n") if _can_draw(drawing) else []


def _can_draw(drawing: str) -> bool:
    try:
        drawing.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
