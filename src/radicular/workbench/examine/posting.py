"""Reading what the examination page sends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from radicular.case import Case
from radicular.errors import InputError
from radicular.workbench.records.entering import Wanted
from radicular.workbench.records.state import finding_cell

__all__ = ["Posted", "read_posted"]

FIELDS = ("finding", "side", "value", "modality", "level", "note")


@dataclass(frozen=True)
class Posted:
    """What a page sent.

    Attributes:
        wanted: Entries to add, one for each side.
        seen: Number of the last entry that the page had seen.
    """

    wanted: tuple[Wanted, ...]
    seen: int


def read_posted(fields: Mapping[str, str]) -> Posted:
    """Read a form with ``finding``, ``side``, ``value``, ``token`` and ``seen``.

    Args:
        fields: As sent; an empty ``value`` empties the cell.

    Raises:
        InputError: If a field is missing or wrong.
    """
    token = _token(fields.get("token", ""))
    seen = fields.get("seen", "0")
    if not seen.isascii() or not seen.isdigit() or len(seen) > 9:  # noqa: PLR2004
        raise InputError("seen", seen, "the number of an entry")
    return Posted(tuple(_wanted(fields, token)), int(seen))


def _token(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InputError("token", text, "a UUID, new for every entry") from None


def _wanted(fields: Mapping[str, str], token: UUID) -> Iterator[Wanted]:
    given = {key: fields[key] for key in FIELDS if fields.get(key)}
    emptied = "value" not in given
    case = Case.from_dict(
        {"radicular_case": 1, "findings": [{**given, "value": given.get("value", "unknown")}]}
    )
    for item in case.observations:
        cell = finding_cell(item)
        yield Wanted(cell, None if emptied else item.to_dict(), uuid5(token, cell))
