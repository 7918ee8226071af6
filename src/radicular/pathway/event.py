"""One entry of an episode: what was added, by whom, and when."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from radicular.case.problems import Problems, no_such_field
from radicular.case.text import parse_text, yaml_text
from radicular.errors import InputError
from radicular.pathway.fields import Kind, load_kinds, read_date, read_fields

__all__ = ["Event", "read_event"]

VERSION = 1
_FIELDS = (
    "radicular_entry",
    "number",
    "kind",
    "date",
    "by",
    "role",
    "problem",
    "recorded",
    "previous",
    "data",
)


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of an episode; it is never changed.

    Attributes:
        number: Its place in the log, from 1 on.
        kind: What kind of entry.
        on: The day it speaks of.
        by: Who answers for it.
        role: Of that person, or empty.
        problem: Problem it belongs to; empty if to all.
        recorded: When it was written down.
        previous: Hash of the entry before; empty in the first.
        data: Its fields.
    """

    number: int
    kind: str
    on: str
    by: str
    role: str = ""
    problem: str = ""
    recorded: str = ""
    previous: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def of_kind(self) -> Kind:
        """The kind with its fields."""
        return load_kinds()[self.kind]

    @property
    def day(self) -> date:
        """The day it speaks of."""
        return date.fromisoformat(self.on)

    @property
    def hash(self) -> str:
        """SHA-256 of its text, which the next entry names."""
        return hashlib.sha256(self.to_yaml().encode()).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """Return the fields of its file."""
        known: dict[str, Any] = {
            "radicular_entry": VERSION,
            "number": self.number,
            "kind": self.kind,
            "date": self.on,
            "by": self.by,
            "role": self.role,
            "problem": self.problem,
            "recorded": self.recorded,
            "previous": self.previous,
        }
        return {key: value for key, value in known.items() if value != ""} | {
            "data": dict(self.data)
        }

    def to_yaml(self) -> str:
        """Return the text of its file."""
        return yaml_text(self.to_dict())

    @classmethod
    def from_yaml(cls, text: str, name: str) -> Self:
        """Return the entry of a file that this project wrote.

        Args:
            text: Of the file.
            name: Of the file, for an error.

        Raises:
            InputError: If it is no entry.
        """
        fields = parse_text(text, name)
        if not isinstance(fields, Mapping) or fields.get("radicular_entry") != VERSION:
            raise InputError(name, "no entry", f"a file with radicular_entry: {VERSION}")
        wrong = [key for key in fields if key not in _FIELDS]
        if wrong:
            raise InputError(
                f"{name}: {wrong[0]}", fields[wrong[0]], no_such_field(wrong[0], _FIELDS)
            )
        if fields.get("kind") not in load_kinds():
            raise InputError(f"{name}: kind", fields.get("kind"), ", ".join(load_kinds()))
        for key in ("number", "date", "by", "data"):
            if key not in fields:
                raise InputError(f"{name}: {key}", "missing", "every field of an entry")
        data = fields["data"]
        if not isinstance(data, Mapping) or not isinstance(fields["number"], int):
            raise InputError(name, "number or data", "a number, and the fields of the entry")
        return cls(
            number=fields["number"],
            kind=str(fields["kind"]),
            on=str(fields["date"]),
            by=str(fields["by"]),
            role=str(fields.get("role", "")),
            problem=str(fields.get("problem", "")),
            recorded=str(fields.get("recorded", "")),
            previous=str(fields.get("previous", "")),
            data=data,
        )


def read_event(  # noqa: PLR0913 - who, what and when
    kind: str,
    data: object,
    *,
    by: str,
    on: str,
    today: date,
    role: str = "",
    problem: str = "",
) -> Event:
    """Return an entry that can be added to an episode, with number 0.

    Args:
        kind: What kind of entry.
        data: Its fields.
        by: Who answers for it.
        on: The day it speaks of.
        today: The last day that is possible.
        role: Of that person.
        problem: Problem it belongs to.

    Raises:
        CaseFileError: If anything is wrong; all problems together, one a line.

    Example:
        >>> entry = read_event(
        ...     "note", {"text": "seen"}, by="Dr. A", on="2026-03-01", today=date(2026, 3, 2)
        ... )
        >>> entry.data["text"]
        'seen'
    """
    problems = Problems()
    known = load_kinds()
    if kind not in known:
        problems.add("kind", kind, ", ".join(name for name in known if name != "opened"))
        problems.raise_if_any()
    if not by.strip():
        problems.add("by", by, "the person who answers for the entry")
    day = read_date("date", on, problems, today)
    fields = read_fields(known[kind], data, problems)
    problems.raise_if_any()
    return Event(0, kind, day, by.strip(), role.strip(), problem.strip(), data=fields)
