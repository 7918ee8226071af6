"""Reading what every page that enters something sends with it."""

from collections.abc import Mapping
from uuid import UUID

from radicular.errors import InputError

__all__ = ["read_seen", "read_uuid"]

MOST_DIGITS = 9


def read_seen(fields: Mapping[str, str]) -> int:
    """Read the number of the last entry that the page had seen.

    Args:
        fields: As sent; ``seen`` may be left out.

    Raises:
        InputError: If it is none.
    """
    seen = fields.get("seen", "0")
    if not (seen.isascii() and seen.isdigit() and len(seen) <= MOST_DIGITS):
        raise InputError("seen", seen, "the number of an entry")
    return int(seen)


def read_uuid(fields: Mapping[str, str], field: str) -> UUID:
    """Read a UUID that the page made, as the token of an entry is one.

    Args:
        fields: As sent.
        field: Its name.

    Raises:
        InputError: If it is none.
    """
    text = fields.get(field, "")
    try:
        return UUID(text)
    except ValueError:
        raise InputError(field, text, "a UUID, new for every one") from None
