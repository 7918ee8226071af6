"""Reading the case that a person names on the command line."""

import sys

from radicular.case import Case
from radicular.case.text import LARGEST
from radicular.errors import CaseError

__all__ = ["read_case"]

STANDARD_INPUT = "-"


def read_case(path: str) -> Case:
    """Return the case of a file.

    Args:
        path: Where it lies; ``-`` is the standard input.

    Raises:
        CaseError: If anything in it is wrong.
    """
    if path != STANDARD_INPUT:
        return Case.from_file(path)
    content = sys.stdin.buffer.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise CaseError("standard input", f"more than {LARGEST} bytes", f"at most {LARGEST} bytes")
    try:
        return Case.from_text(content.decode("utf-8-sig"), "standard input")
    except UnicodeDecodeError:
        raise CaseError("standard input", "binary data", "UTF-8 text") from None
