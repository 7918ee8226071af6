"""Lines of a text report, each with the tone in which a terminal may show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import TextWrapper
from typing import Literal

__all__ = ["NO_BREAK", "WIDTH", "Line", "Tone", "bar", "heading", "labeled", "wrapped"]

Tone = Literal["plain", "title", "heading", "alarm", "caution", "for", "against", "quiet"]

#: Characters in a line of text.
WIDTH = 92
#: A blank at which no line is broken; it is shown as a plain one.
NO_BREAK = "\N{NO-BREAK SPACE}"
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True)
class Line:
    """One line of a report.

    Attributes:
        text: Without color.
        tone: What kind of line it is.
    """

    text: str = ""
    tone: Tone = "plain"


def heading(text: str) -> Iterator[Line]:
    """Yield an empty line and a heading."""
    yield Line()
    yield Line(text, "heading")


def wrapped(text: str, indent: str = "   ", tone: Tone = "plain", hang: str = "") -> Iterator[Line]:
    """Yield a text in lines of the usual width.

    Args:
        text: Any number of words.
        indent: What stands before the first line.
        tone: Of all lines.
        hang: What the further lines are indented by besides.

    Example:
        >>> [line.text for line in wrapped("one two", indent="- ")]
        ['- one two']
    """
    further = " " * len(indent) + hang
    wide = TextWrapper(WIDTH, indent, further, break_long_words=False, break_on_hyphens=False)
    for line in wide.wrap(text):
        yield Line(line.replace(NO_BREAK, " "), tone)


def labeled(label: str, text: str, width: int = 9) -> Iterator[Line]:
    """Yield a text with a label in a column before it."""
    return wrapped(text, indent=f"   {label:<{width}} ")


def bar(probability: float, length: int = 24) -> str:
    """Return a bar of block characters.

    Args:
        probability: 0 to 1.
        length: Characters that stand for 1.

    Example:
        >>> bar(0.5, 4)
        '██'
    """
    eighths = round(probability * length * 8)
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")
