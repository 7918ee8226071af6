"""Limits of normal values for one person, by the laboratory's own tables and formulas."""

from collections.abc import Mapping

from radicular.electrophysiology.constants import remembered
from radicular.electrophysiology.result import Limits, Measure
from radicular.electrophysiology.subject import Subject
from radicular.tables import read_csv

__all__ = ["limits_of", "measured"]

Row = Mapping[str, str]


@remembered
def _rows() -> Mapping[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {}
    for row in read_csv("radicular.electrophysiology", "tables/norms.csv"):
        found.setdefault(row["measure"], []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


def limits_of(measure: str, subject: Subject) -> Limits | None:
    """Return the limits of a measure for a person; None where no source gives any.

    A limit is an intercept plus a slope by leg length and one by age; the first row whose span of
    ages holds the person counts.

    Args:
        measure: Id of the measure (``h_latency``).
        subject: Whose age and leg length count.

    Example:
        >>> limits = limits_of("h_latency", Subject.typical(age=45, height=172, leg_length=37))
        >>> round(limits.high, 1)
        36.2
    """
    for row in _rows().get(measure, ()):
        if float(row["age_from"]) <= subject.age < float(row["age_to"]):
            return Limits(
                low=_limit(row, "low", subject),
                high=_limit(row, "high", subject),
                source_key=row["source_key"],
                provenance=row["provenance"],
            )
    return None


def _limit(row: Row, end: str, subject: Subject) -> float | None:
    if not row[end]:
        return None
    by_leg = float(row["per_cm_leg"] or 0) * subject.leg_length
    by_age = float(row["per_year"] or 0) * subject.age
    return float(row[end]) + by_leg + by_age


def measured(measure: str, name: str, value: float | None, unit: str, subject: Subject) -> Measure:
    """Return a value together with its limits.

    Args:
        measure: Id of the measure.
        name: Name used in reports.
        value: In ``unit``; None where there was nothing to measure.
        unit: Of the value.
        subject: Whose limits.
    """
    return Measure(measure, name, value, unit, limits_of(measure, subject))
