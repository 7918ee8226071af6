"""Reading what the form of an entry sends; what it may be, the tables of the pathway say."""

from collections.abc import Iterator, Mapping
from typing import Any

from radicular.case import Observation
from radicular.errors import InputError
from radicular.pathway.fields import Kind, load_facts
from radicular.pathway.scores import load_instruments
from radicular.workbench.course.controls import PARTS, ROWS

__all__ = ["check_texts", "data_of", "findings_of_lines"]

Posted = Mapping[str, str]


def check_texts(posted: Posted) -> None:
    """Refuse control signs, which neither a file nor a database keeps.

    Raises:
        InputError: If there is one.
    """
    for name, text in posted.items():
        if any(not sign.isprintable() and sign not in "\r\n\t" for sign in text):
            raise InputError(name, "a sign that cannot be shown", "text in letters and signs")


def data_of(kind: Kind, posted: Posted, taken: tuple[Observation, ...] = ()) -> dict[str, Any]:
    """Return the fields of an entry.

    Args:
        kind: Of the entry.
        posted: As sent.
        taken: Findings of an examination that is taken over.

    Raises:
        InputError: If a list is given and said to be empty, or a line is no finding.
    """
    data: dict[str, Any] = {}
    for field in kind.fields.values():
        value = _value(field.name, field.type, posted, taken)
        if value not in ("", None, {}, []):
            data[field.name] = value
    return data


def _value(name: str, type_: str, posted: Posted, taken: tuple[Observation, ...]) -> Any:
    if type_ == "findings":
        typed = findings_of_lines(posted.get(name, ""))
        return [item.to_dict() for item in taken] + typed
    if type_ == "scores":
        return {
            key: _number(posted[f"{name}.{key}"])
            for key in load_instruments()
            if posted.get(f"{name}.{key}")
        }
    if type_ == "facts":
        given = {
            fact.id: _value(f"{name}.{fact.id}", fact.field.type, posted, ())
            for fact in load_facts().values()
        }
        return {key: value for key, value in given.items() if value not in ("", None, [])}
    if type_ in PARTS:
        return _list(name, type_, posted)
    return posted.get(name, "").strip()


def findings_of_lines(text: str) -> list[dict[str, str]]:
    """Return the findings of lines such as ``ankle jerk, left, absent``.

    Args:
        text: Of the lines; a midline finding is told without a side.

    Raises:
        InputError: If a line is none.

    Example:
        >>> findings_of_lines("ankle jerk, left, absent")
        [{'finding': 'ankle jerk', 'side': 'left', 'value': 'absent'}]
    """
    found = []
    for line in filter(str.strip, text.splitlines()):
        parts = [part.strip() for part in line.split(",", 2)]
        if len(parts) == 1:
            raise InputError("findings", line, "finding, side, value; or finding, value")
        names = ("finding", "value") if len(parts) == 2 else ("finding", "side", "value")  # noqa: PLR2004
        found.append({key: part for key, part in zip(names, parts, strict=True) if part})
    return found


def _list(name: str, type_: str, posted: Posted) -> Any:
    entries = list(_entries(name, type_, posted))
    if posted.get(f"{name}.none") == "none":
        if entries:
            raise InputError(name, "none, and entries", "either none or the entries")
        return "none"
    return entries


def _entries(name: str, type_: str, posted: Posted) -> Iterator[dict[str, Any]]:
    for row in range(1, ROWS[type_] + 1):
        given = {key: posted.get(f"{name}.{row}.{key}", "").strip() for key, _, _ in PARTS[type_]}
        if not any(given.values()):
            continue
        # A last dose that nobody knows is unknown, and no pause.
        if type_ == "anticoagulants" and not given["last_dose"]:
            given["last_dose"] = "unknown"
        yield {key: _number(value) for key, value in given.items() if value}


def _number(text: str) -> float | int | str:
    """Return a number; what is none stays as it is, to be refused with its field."""
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number
