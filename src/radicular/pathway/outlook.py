"""What is published of the ways to go on, of recovery, and of what moves it; no recommendation."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from radicular.pathway.episode import Answered
from radicular.tables import read_csv

__all__ = ["Alternative", "Factor", "Recovery", "factors_of", "load_alternatives", "load_recovery"]

_SIGNS = (">=", "=", ">", "<")


@dataclass(frozen=True, slots=True)
class Alternative:
    """A published outcome of a way to go on.

    Attributes:
        option: ``observation``, ``medication_and_physiotherapy``, ``injection``, ``bracing`` or
            ``surgery``.
        outcome: What was counted.
        week: Weeks after; None where not told.
        unit: Unit.
        value: Number; None where only a range, or nothing, is known.
        low: Lower end of the 95 % interval, or of the range where there is no value.
        high: Upper end.
        against: What it is compared with, or empty.
        population: In whom.
        provenance: How it came about.
        source_key: Key in the bibliography.
    """

    option: str
    outcome: str
    week: float | None
    unit: str
    value: float | None
    low: float | None
    high: float | None
    against: str
    population: str
    provenance: str
    source_key: str

    @property
    def words(self) -> str:
        """The number with its uncertainty."""
        unit = {"percent": " %"}.get(self.unit, f" {self.unit}" if self.unit else "")
        if self.value is None:
            return f"{self.low:g} to {self.high:g}{unit}" if self.low is not None else "no number"
        told = f"{self.value:g}"
        if self.low is not None:
            told += f" ({self.low:g} to {self.high:g})"
        return f"{told}{unit}"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {name: getattr(self, name) for name in self.__slots__} | {"words": self.words}


@dataclass(frozen=True, slots=True)
class Recovery:
    """How often something that was lost comes back.

    Attributes:
        deficit: ``strength``, ``sensation``, ``reflex``, ``recovery`` or ``herniation``.
        treatment: Treatment.
        population: In whom.
        outcome: What is counted.
        week: Weeks after; None where not told.
        percent: Share.
        provenance: How it came about.
        source_key: Key in the bibliography.
        note: Anything else.
    """

    deficit: str
    treatment: str
    population: str
    outcome: str
    week: float | None
    percent: float
    provenance: str
    source_key: str
    note: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that moves the course.

    Attributes:
        id: Key.
        present: Whether the patient has it; None if that is not on record.
        after: Treatment after which it was counted: ``surgery`` or ``any``.
        outcome: What it moves.
        words: The published number.
        says: In words.
        provenance: How it came about.
        source_key: Key in the bibliography.
    """

    id: str
    present: bool | None
    after: str
    outcome: str
    words: str
    says: str
    provenance: str
    source_key: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def load_alternatives() -> tuple[Alternative, ...]:
    """Return the published outcomes of every way to go on.

    Example:
        >>> sorted({item.option for item in load_alternatives()})[0]
        'bracing'
    """
    return tuple(
        Alternative(
            option=row["option"],
            outcome=row["outcome"],
            week=_number(row["week"]),
            unit=row["unit"],
            value=_number(row["value"]),
            low=_number(row["low"]),
            high=_number(row["high"]),
            against=row["against"],
            population=row["population"],
            provenance=row["provenance"],
            source_key=row["source_key"],
        )
        for row in read_csv("radicular.pathway", "tables/alternatives.csv")
    )


@cache
def load_recovery() -> tuple[Recovery, ...]:
    """Return how often what was lost comes back."""
    return tuple(
        Recovery(
            deficit=row["deficit"],
            treatment=row["treatment"],
            population=row["population"],
            outcome=row["outcome"],
            week=_number(row["week"]),
            percent=float(row["percent"]),
            provenance=row["provenance"],
            source_key=row["source_key"],
            note=row["note"],
        )
        for row in read_csv("radicular.pathway", "tables/recovery.csv")
    )


def factors_of(facts: Mapping[str, Answered], scores: Mapping[str, float]) -> tuple[Factor, ...]:
    """Return what moves the course, with whether the patient has it.

    Args:
        facts: Answers to the questions of the gates.
        scores: At the baseline.

    Example:
        >>> {factor.present for factor in factors_of({}, {"nrs_back": 7})} == {True, None}
        True
    """
    known: dict[str, Any] = {name: answered.value for name, answered in facts.items()} | dict(
        scores
    )
    return tuple(
        Factor(
            id=row["factor"],
            present=_present(row["present_if"], known),
            after=row["after"],
            outcome=row["outcome"],
            words=_words(row),
            says=row["says"],
            provenance=row["provenance"],
            source_key=row["source_key"],
        )
        for row in read_csv("radicular.pathway", "tables/factors.csv")
    )


def _words(row: Mapping[str, str]) -> str:
    told = f"{row['measure']} {row['value']}"
    if row["without"]:
        told += f" against {row['without']} without"
    if row["low"]:
        told += f" ({row['low']} to {row['high']})"
    return told


def _present(condition: str, known: Mapping[str, Any]) -> bool | None:
    """Return whether a condition such as ``nrs_back>=5`` holds; None if it cannot be told."""
    sign = next((sign for sign in _SIGNS if sign in condition), "")
    name, _, limit = condition.partition(sign) if sign else ("", "", "")
    value = known.get(name)
    if value is None:
        return None
    if sign == "=":
        return bool(value == limit)
    number, bound = float(value), float(limit)
    if sign == ">=":
        return number >= bound
    return number > bound if sign == ">" else number < bound
