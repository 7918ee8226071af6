"""Reading what is added to an episode, field by field, as the tables allow."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from radicular.anatomy.level_names import the_level
from radicular.case.entries import read_observations
from radicular.case.problems import Problems
from radicular.errors import InputError
from radicular.pathway.scores import read_scores
from radicular.pathway.steps import load_procedures, load_steps
from radicular.tables import read_csv

__all__ = ["Fact", "Field", "Kind", "load_facts", "load_kinds", "read_date", "read_fields"]

NONE = "none"
MINUTES_OF_TWO_DAYS = 2 * 24 * 60


@dataclass(frozen=True, slots=True)
class Field:
    """A field of what can be added.

    Attributes:
        name: Key.
        type: ``text``, ``choice``, ``number``, ``level``, ``findings`` …
        required: Whether it must be given.
        allowed: The choices of a choice.
        lowest: Smallest number.
        highest: Largest number.
        unit: Unit of a number.
        says: What it is.
    """

    name: str
    type: str
    required: bool
    allowed: tuple[str, ...]
    lowest: float
    highest: float
    unit: str
    says: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry of an episode.

    Attributes:
        id: Key.
        step: Step it belongs to; empty if to any.
        of_the_patient: Whether it holds for all problems if none is named.
        says: What it records.
        fields: Its fields by name.
    """

    id: str
    step: str
    of_the_patient: bool
    says: str
    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Fact:
    """A question of a gate that a person answers.

    Attributes:
        id: Key.
        gate: Gate that asks, or empty.
        question: The question.
        holds_for: ``site``, ``day`` or ``any``: what must be planned as it was when it was given.
        field: How the answer is read.
    """

    id: str
    gate: str
    question: str
    holds_for: str
    field: Field


def _field(name: str, row: Mapping[str, str], says: str, *, required: bool) -> Field:
    return Field(
        name=name,
        type=row["type"],
        required=required,
        allowed=tuple(filter(None, row["allowed"].split("|"))),
        lowest=float(row["lowest"] or "-inf"),
        highest=float(row["highest"] or "inf"),
        unit=row["unit"],
        says=says,
    )


@cache
def load_kinds() -> Mapping[str, Kind]:
    """Return every kind of entry by key.

    Example:
        >>> load_kinds()["plan"].fields["side"].allowed
        ('left', 'right', 'both')
    """
    fields: dict[str, dict[str, Field]] = {}
    for row in read_csv("radicular.pathway", "tables/fields.csv"):
        field = _field(row["field"], row, row["says"], required=row["required"] == "yes")
        fields.setdefault(row["kind"], {})[field.name] = field
    return {
        row["kind"]: Kind(
            id=row["kind"],
            step=row["step"],
            of_the_patient=row["of_the_patient"] == "yes",
            says=row["says"],
            fields=fields[row["kind"]],
        )
        for row in read_csv("radicular.pathway", "tables/kinds.csv")
    }


@cache
def load_facts() -> Mapping[str, Fact]:
    """Return every question of the gates by key."""
    return {
        row["fact"]: Fact(
            row["fact"],
            row["gate"],
            row["question"],
            row["holds_for"],
            _field(row["fact"], row, row["question"], required=False),
        )
        for row in read_csv("radicular.pathway", "tables/facts.csv")
    }


def read_date(place: str, value: object, problems: Problems, latest: date | None) -> str:
    """Return a date as text, noting what is wrong.

    Args:
        place: Where it stands, for an error.
        value: Such as ``2026-03-01``.
        problems: Where to note it.
        latest: The last day that is possible; None for any.
    """
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        problems.add(place, value, "a date such as 2026-03-01")
        return ""
    if latest is not None and day > latest:
        problems.add(place, value, f"a date up to today, {latest.isoformat()}")
        return ""
    return day.isoformat()


def _read_moment(place: str, value: object, problems: Problems) -> str:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        moment = None
    # A date alone would be read as its first minute, and lengthen a pause by up to a day.
    if moment is None or ":" not in str(value):
        problems.add(place, value, "a date with a time such as 2026-03-01T08:00, or unknown")
        return ""
    return moment.isoformat(timespec="minutes")


def read_fields(kind: Kind, data: object, problems: Problems) -> Mapping[str, Any]:
    """Return the plain fields of an entry, noting what is wrong.

    Args:
        kind: Of the entry.
        data: As given.
        problems: Where to note it.
    """
    given = problems.fields("case" if isinstance(data, Mapping) else kind.id, data, kind.fields)
    read = {}
    for name, field in kind.fields.items():
        if given.get(name) in (None, ""):
            if field.required:
                problems.add(name, "nothing", _allowed(field))
            continue
        read[name] = _READERS[field.type](name, field, given[name], problems)
    return {name: value for name, value in read.items() if value is not None}


def _allowed(field: Field) -> str:
    if field.allowed:
        return f"{field.says}: {', '.join(field.allowed)}"
    if field.type == "yes_no":
        return f"{field.says}: yes or no"
    return field.says


def _text(place: str, field: Field, value: object, problems: Problems) -> str:
    del field
    return problems.text(place, value)


def _yes_no(place: str, field: Field, value: object, problems: Problems) -> str | None:
    del field
    told = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    if told in ("yes", "no"):
        return str(told)
    problems.add(place, value, "yes or no")
    return None


def _choice(place: str, field: Field, value: object, problems: Problems) -> str | None:
    words = " ".join(str(value).replace("_", " ").lower().split())
    for choice in field.allowed:
        if words == choice.replace("_", " ").lower():
            return choice
    problems.add(place, value, ", ".join(field.allowed))
    return None


def _number(place: str, field: Field, value: object, problems: Problems) -> float | None:
    try:
        number = float(value) if isinstance(value, str) else value
    except ValueError:
        number = None
    unit = f" {field.unit}" if field.unit else ""
    allowed = f"a number from {field.lowest:g} to {field.highest:g}{unit}"
    if isinstance(number, bool) or not isinstance(number, int | float):
        problems.add(place, value, allowed)
        return None
    if not field.lowest <= number <= field.highest:
        problems.add(place, value, allowed)
        return None
    return int(number) if float(number).is_integer() else float(number)


def _integer(place: str, field: Field, value: object, problems: Problems) -> int | None:
    number = _number(place, field, value, problems)
    if number is None or float(number).is_integer():
        return None if number is None else int(number)
    problems.add(place, value, f"a whole number from {field.lowest:g} to {field.highest:g}")
    return None


def _level(place: str, field: Field, value: object, problems: Problems) -> str | None:
    del field
    try:
        the_level(place, str(value))
    except InputError as error:
        problems.add(error.field, error.value, error.allowed)
        return None
    return str(value)


def _procedure(place: str, field: Field, value: object, problems: Problems) -> str | None:
    del field
    known = load_procedures()
    words = "_".join(str(value).lower().replace("_", " ").split())
    if words in known:
        return words
    problems.add(place, value, ", ".join(known))
    return None


def _gate(place: str, field: Field, value: object, problems: Problems) -> str | None:
    del field
    known = [row["gate"] for row in read_csv("radicular.pathway", "tables/gates.csv")]
    if value in known:
        return str(value)
    problems.add(place, value, ", ".join(known))
    return None


def _step(place: str, field: Field, value: object, problems: Problems) -> str | None:
    del field
    words = "_".join(str(value).lower().replace("_", " ").split())
    if words in load_steps():
        return words
    problems.add(place, value, ", ".join(load_steps()))
    return None


def _future_date(place: str, field: Field, value: object, problems: Problems) -> str | None:
    del field
    return read_date(place, value, problems, None) or None


def _findings(place: str, field: Field, value: object, problems: Problems) -> list[dict[str, Any]]:
    del place, field
    return [item.to_dict() for item in read_observations(value, problems)]


def _scores(place: str, field: Field, value: object, problems: Problems) -> dict[str, float]:
    del field
    return dict(read_scores(place, value, problems))


def _facts(place: str, field: Field, value: object, problems: Problems) -> dict[str, Any]:
    del field
    known = load_facts()
    read = {}
    for name, given in problems.fields(place, value, tuple(known)).items():
        fact = known[name].field
        read[name] = _READERS[fact.type](f"{place}.{name}", fact, given, problems)
    return {name: value for name, value in read.items() if value is not None}


def _entries(place: str, value: object, problems: Problems) -> Iterator[tuple[str, Any]]:
    """Yield the entries of a list with where they stand; ``none`` is the empty list."""
    if value == NONE:
        return
    if not isinstance(value, list):
        problems.add(place, value, "a list, or none")
        return
    for number, entry in enumerate(value, start=1):
        yield f"{place}[{number}]", entry


def _anticoagulants(
    place: str, field: Field, value: object, problems: Problems
) -> list[dict[str, str]]:
    del field
    read = []
    for where, entry in _entries(place, value, problems):
        fields = problems.fields(where, entry, ("drug", "last_dose"))
        drug = _drug(f"{where}.drug", fields.get("drug"), "anticoagulants", problems)
        last = fields.get("last_dose")
        moment = (
            "unknown" if last == "unknown" else _read_moment(f"{where}.last_dose", last, problems)
        )
        if drug and moment:
            read.append({"drug": drug, "last_dose": moment})
    return read


def _steroids(place: str, field: Field, value: object, problems: Problems) -> list[dict[str, Any]]:
    del field
    read = []
    dose = Field("dose_mg", "number", True, (), 0, 500, "mg", "dose")  # noqa: FBT003
    for where, entry in _entries(place, value, problems):
        fields = problems.fields(where, entry, ("date", "drug", "dose_mg"))
        day = read_date(f"{where}.date", fields.get("date"), problems, date.today())  # noqa: DTZ011
        drug = _drug(f"{where}.drug", fields.get("drug"), "steroids", problems)
        amount = _number(f"{where}.dose_mg", dose, fields.get("dose_mg"), problems)
        if day and drug and amount is not None:
            read.append({"date": day, "drug": drug, "dose_mg": amount})
    return read


def _drug(place: str, value: object, table: str, problems: Problems) -> str:
    rows = read_csv("radicular.pathway", f"tables/{table}.csv")
    words = " ".join(str(value).replace("_", " ").lower().split())
    for row in rows:
        names = [row["drug"].replace("_", " "), *row.get("names", "").split("|")]
        if words in names:
            return row["drug"]
    problems.add(place, value, ", ".join(dict.fromkeys(row["drug"] for row in rows)))
    return ""


def _relief(place: str, field: Field, value: object, problems: Problems) -> list[dict[str, float]]:
    del field
    minutes = Field("minutes", "number", True, (), 1, MINUTES_OF_TWO_DAYS, "min", "")  # noqa: FBT003
    pain = Field("pain", "number", True, (), 0, 10, "", "")  # noqa: FBT003
    read = []
    for where, entry in _entries(place, value, problems):
        fields = problems.fields(where, entry, ("minutes", "pain"))
        after = _number(f"{where}.minutes", minutes, fields.get("minutes"), problems)
        now = _number(f"{where}.pain", pain, fields.get("pain"), problems)
        if after is not None and now is not None:
            read.append({"minutes": after, "pain": now})
    if not read:
        problems.add(place, value, "a list of minutes after the block and pain then, 0 to 10")
    return read


_READERS: Mapping[str, Callable[[str, Field, object, Problems], Any]] = {
    "text": _text,
    "yes_no": _yes_no,
    "choice": _choice,
    "number": _number,
    "integer": _integer,
    "level": _level,
    "procedure": _procedure,
    "gate": _gate,
    "step": _step,
    "future_date": _future_date,
    "findings": _findings,
    "scores": _scores,
    "facts": _facts,
    "anticoagulants": _anticoagulants,
    "steroids": _steroids,
    "relief": _relief,
}
