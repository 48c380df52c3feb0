"""One written value, read as what is expected there: a number, a text, one of some words.

Owns the sentences about single values. It must never turn one value into another: `1:30` is no time, `012` no number,
`no` no truth value, 45.5 no whole number. What does not fit is said, with what to write instead.
"""

import math
import re
import unicodedata

from msgspec import inspect

from holdwell.core.faults import listed, quoted, suggestion
from holdwell.core.tree import Mapping, Node, Scalar, Sequence

_INT = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])", re.ASCII)
_UNIT = re.compile(r"([0-9]{1,9})\s*([a-zA-Z%]+)", re.ASCII)
_MINUTES = re.compile(r"m|min|mins|minutes?", re.IGNORECASE)
_SECONDS = re.compile(r"s|secs?|seconds?", re.IGNORECASE)
_ZEROS = re.compile(r"0+([0-9]{1,9})", re.ASCII)
_TRUTHS = {"yes", "no", "on", "off", "true", "false", "y", "n"}
_NOTHING = {"", "~", "null", "Null", "NULL"}
# Longer than any number here; int() refuses texts of more than 4300 digits.
_DIGITS_AT_MOST = 15


class Misfit(Exception):
    """The value does not fit; `sentence` says what was expected and what stands there."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def is_nothing(node: Node) -> bool:
    """Whether nothing is written here, or null."""
    return isinstance(node, Scalar) and node.is_plain and node.text in _NOTHING


def described(node: Node) -> str:
    """What stands there, for a sentence."""
    if is_nothing(node):
        return "nothing is written here"
    if isinstance(node, Mapping):
        return "a group of fields is written here"
    if isinstance(node, Sequence):
        return "a list is written here"
    return f"{quoted(node.text)} is written here" if isinstance(node, Scalar) else "this cannot be read"


def number_from(node: Node, kind: inspect.IntType | inspect.FloatType, what: str) -> int | float:
    """A number within its bounds; `what` says what is expected. Raises Misfit."""
    if not isinstance(node, Scalar) or is_nothing(node):
        raise Misfit(f"expected {what}, but {described(node)}")
    text = node.text
    is_whole = isinstance(kind, inspect.IntType)
    fits = (_INT if is_whole else _FLOAT).fullmatch(text)
    if not node.is_plain and _FLOAT.fullmatch(text):
        raise Misfit(f"expected {what}, written without quotes")
    if not node.is_plain or not fits:
        raise Misfit(f"expected {what}; {_why_no_number(text, is_time=what.startswith('seconds'))}")
    if len(text) > _DIGITS_AT_MOST:
        raise Misfit(f"expected {what}, but {quoted(text)} has too many digits")
    value = int(text) if is_whole else float(text)
    low = -math.inf if kind.ge is None else kind.ge
    high = math.inf if kind.le is None else kind.le
    if not low <= value <= high:
        bounds = f" from {low:g} to {high:g}" if " to " not in what else ""
        raise Misfit(f"expected {what}{bounds}, but {text} is written here")
    return value


def _why_no_number(text: str, *, is_time: bool) -> str:
    clock, unit, zeros = _CLOCK.fullmatch(text), _UNIT.fullmatch(text), _ZEROS.fullmatch(text)
    if clock:
        seconds = int(clock[1]) * 60 + int(clock[2])
        return f"{text} is not read as a time (if it is minutes and seconds, write {seconds})"
    if zeros:
        return f"{text} is not read as a number; write {int(zeros[1])}"
    if unit:
        return _without_unit(text, int(unit[1]), unit[2], is_time=is_time)
    if text.lower() in _TRUTHS:
        return f"{text} is a word, not a number"
    if _FLOAT.fullmatch(text):
        return f"{text} is not a whole number"
    if _FLOAT.fullmatch(text.strip()):
        return "a space that looks like any other, but is none, stands at the number; delete it"
    return f"{quoted(text)} is not read as a number; write digits only"


def _without_unit(text: str, number: int, unit: str, *, is_time: bool) -> str:
    """What to write instead of a number with a unit: the same amount, and nothing where that cannot be told."""
    if not is_time:
        return f"{quoted(text)} is more than a number; write {number}"
    if _SECONDS.fullmatch(unit):
        return f"{quoted(text)} carries a unit, which is in the field's name already; write {number}"
    if _MINUTES.fullmatch(unit):
        return f"{quoted(text)} is not read as minutes; write the seconds, {number * 60}"
    return f"{quoted(text)} carries a unit that is not read; write the seconds alone"


def text_from(node: Node, kind: inspect.StrType) -> str:
    """A text within its length and pattern. Raises Misfit."""
    is_name = kind.pattern is not None
    what = "a name" if is_name else "text"
    if not isinstance(node, Scalar) or is_nothing(node):
        raise Misfit(f"expected {what}, but {described(node)}")
    text = node.text.strip()
    if not text:
        raise Misfit(f"expected {what}, but it is empty")
    if kind.pattern is not None and not re.fullmatch(kind.pattern.removesuffix("$"), text):
        raise Misfit(f"expected a name in small letters, digits and hyphens, but {quoted(text)} is written here")
    longest = kind.max_length or math.inf
    if len(text) > longest:
        raise Misfit(f"expected at most {longest} characters, but there are {len(text)}")
    if "\n" in text and longest <= 200:
        raise Misfit("expected one line of text, but there are several")
    if not text.isprintable() and any(_is_unseen(c) for c in text):
        raise Misfit("expected text, but an invisible control character stands in it; delete it")
    return text


def key_from(node: Node, kind: inspect.StrType) -> str:
    """The key of a source. Raises Misfit."""
    what = "the key of a source in capital letters and digits, like TAK15"
    if not isinstance(node, Scalar) or is_nothing(node) or not re.fullmatch(str(kind.pattern), node.text.strip()):
        raise Misfit(f"expected {what}, but {described(node)}")
    return node.text.strip()


def truth_from(node: Node) -> bool:
    """`true` or `false`, and nothing that only sounds like it. Raises Misfit."""
    if not isinstance(node, Scalar) or not node.is_plain or node.text not in ("true", "false"):
        raise Misfit(f"expected true or false, but {described(node)}")
    return node.text == "true"


def format_from(node: Node, numbers: list[int]) -> int:
    """The number of a format that this version reads. Raises Misfit."""
    known = listed(str(number) for number in numbers)
    if not isinstance(node, Scalar) or not node.is_plain or node.text not in map(str, numbers):
        raise Misfit(f"this version of holdwell reads format {known}, but {described(node)}")
    return int(node.text)


def _is_unseen(character: str) -> bool:
    """Controls, and what turns the direction of writing: text would not be what a reader sees."""
    is_turning = "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"
    return is_turning or (unicodedata.category(character) == "Cc" and character != "\n")


def word_from(node: Node, words: tuple[str, ...]) -> str:
    """One of some words. Raises Misfit."""
    if not isinstance(node, Scalar) or node.text not in words:
        hint = suggestion(node.text, words) if isinstance(node, Scalar) and not is_nothing(node) else ""
        raise Misfit(f"expected {listed(words)}, but {described(node)}{hint}")
    return node.text
