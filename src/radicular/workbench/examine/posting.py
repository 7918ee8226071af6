"""Reading what the examination page sends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from radicular.case import Case
from radicular.errors import InputError
from radicular.findings.catalog import load_catalog
from radicular.workbench.examine.laboratory import limit_cell
from radicular.workbench.examine.measured import read_number, value_text
from radicular.workbench.records.entering import Wanted
from radicular.workbench.records.posted import read_seen, read_uuid
from radicular.workbench.records.state import finding_cell

__all__ = ["Posted", "read_header", "read_posted"]

FIELDS = ("finding", "side", "value", "modality", "level", "note")
MOST_COUNTED = 200
DURATION, VERTEBRAE = "duration", "header:lumbar_vertebrae"
#: A case file holds one of them for a stated duration.
_DURATIONS = ("duration_under_six_weeks", "duration_over_three_months")


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
        fields: As sent; a ``number`` with or without its ``limit`` is written in the unit of the
            finding, a ``count`` is noted. Without value and number the cell is emptied.

    Raises:
        InputError: If a field is missing or wrong.
    """
    return Posted(tuple(_wanted(fields, read_uuid(fields, "token"))), read_seen(fields))


def read_header(fields: Mapping[str, str]) -> Posted:
    """Read a form with ``count`` and ``counted_by`` of the lumbar vertebrae.

    Args:
        fields: As sent, with ``token`` and ``seen``; an empty count empties the cell.

    Raises:
        InputError: If a field is missing or wrong.
    """
    vertebrae = {key: fields.get(key, "") for key in ("count", "counted_by")}
    value = None
    if vertebrae["count"]:
        case = Case.from_dict({"radicular_case": 1, "lumbar_vertebrae": vertebrae, "findings": []})
        value = case.vertebrae.to_dict() if case.vertebrae else None
    return Posted((_entry(VERTEBRAE, value, read_uuid(fields, "token")),), read_seen(fields))


def _wanted(fields: Mapping[str, str], token: UUID) -> Iterator[Wanted]:
    given = {key: fields[key] for key in FIELDS if fields.get(key)}
    if fields.get("number"):
        finding = load_catalog().resolve(fields.get("finding", ""))
        given["value"] = value_text(finding, fields)
        if fields.get("limit"):
            limit = {"number": read_number(finding, "limit", fields["limit"])}
            yield _entry(limit_cell(finding.id), limit, token)
    if fields.get("count"):
        given["note"] = _counted(fields["count"], fields.get("counted", ""))
    if fields.get("finding") == DURATION:
        given["note"] = _spanned(given.get("value", ""))
    emptied = "value" not in given
    case = Case.from_dict(
        {"radicular_case": 1, "findings": [{**given, "value": given.get("value", "unknown")}]}
    )
    for item in case.observations:
        yield _entry(finding_cell(item), None if emptied else item.to_dict(), token)
        if item.finding in _DURATIONS:
            yield from (
                _entry(finding_cell(replace(item, finding=other)), None, token)
                for other in _DURATIONS
                if other != item.finding
            )


def _entry(cell: str, value: Mapping[str, object] | None, token: UUID) -> Wanted:
    return Wanted(cell, value, uuid5(token, cell))


def _spanned(value: str) -> str:
    number, _, unit = value.partition(" ")
    if not number.replace(",", ".", 1).replace(".", "", 1).isdecimal():
        raise InputError("duration", number, f"a number of {unit or 'days'}")
    return value


def _counted(count: str, what: str) -> str:
    if not count.isascii() or not count.isdigit() or int(count[:9]) > MOST_COUNTED:
        raise InputError("count", count, f"a whole number from 0 to {MOST_COUNTED}")
    return f"{int(count)} {what[:20]}".strip()
