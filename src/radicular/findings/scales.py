"""The scales of findings: which grades there are, which of them are normal, which units fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from radicular.tables import read_csv

__all__ = ["Limit", "Notation", "Scale", "load_scales"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A range of numbers that means certain grades.

    Args:
        finding: The finding it holds for; empty for every finding of the scale.
        measure: What was measured if not the value itself (``side difference``), or empty.
        at_least: Lower end, in the unit of the scale, included.
        below: Upper end, excluded.
        grades: The grades it means.
        source: Key of the bibliography.
        note: What else has to be known of it, or empty.
    """

    finding: str
    measure: str
    at_least: float
    below: float
    grades: frozenset[str]
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Notation:
    """How values of a scale are written.

    Args:
        unit: The unit of its numbers (``deg``, ``mL``, ``uV``); empty if it has none.
        bare: Whether a number without unit is taken in that unit.
        lowest: Smallest number that can be.
        highest: Largest number that can be.
        out_of: Highest grade, where grades are written as a share of it (``4/5``).
        abnormal_side: ``above`` or ``below`` a limit that is written beside the number.
        beyond: The grade on that side of the limit.
        within: The grade on the other side.
        worst_counts: Whether several grades joined by "and" mean the last of them.
        examples: Values as people write them.
    """

    unit: str
    bare: bool
    lowest: float
    highest: float
    out_of: int | None
    abnormal_side: str
    beyond: str
    within: str
    worst_counts: bool
    examples: str


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """An ordered list of grades.

    Args:
        name: Key of the scale.
        grades: The grades in their order.
        labels: Each grade in words.
        normal: The grades found in health.
        notation: How its values are written.
        limits: What numbers mean.
    """

    name: str
    grades: tuple[str, ...]
    labels: Mapping[str, str]
    normal: frozenset[str]
    notation: Notation
    limits: tuple[Limit, ...]

    @property
    def abnormal(self) -> frozenset[str]:
        """The grades that are not found in health."""
        return frozenset(self.grades) - self.normal


@cache
def load_scales() -> Mapping[str, Scale]:
    """Return all scales by name, read once.

    Returns:
        Scale name to scale.

    Example:
        >>> load_scales()["reflex"].grades
        ('absent', 'reduced', 'normal', 'brisk', 'clonus')
        >>> sorted(load_scales()["strength"].normal)
        ['5']
    """
    notations, limits = load_notations(), load_limits()
    grades: dict[str, list[dict[str, str]]] = {}
    for row in read_csv("radicular.findings", "tables/scales.csv"):
        grades.setdefault(row["scale"], []).append(row)
    return {
        name: Scale(
            name=name,
            grades=tuple(row["grade"] for row in rows),
            labels={row["grade"]: row["label"] for row in rows},
            normal=frozenset(row["grade"] for row in rows if row["normal"] == "1"),
            notation=notations[name],
            limits=tuple(limits.get(name, ())),
        )
        for name, rows in grades.items()
    }


def load_notations() -> dict[str, Notation]:
    """Return how values are written, for every scale."""
    notations = {}
    for row in read_csv("radicular.findings", "tables/scale_reading.csv"):
        lowest, _, highest = row["range"].partition("-")
        notations[row["scale"]] = Notation(
            unit=row["unit"],
            bare=row["bare"] == "yes",
            lowest=float(lowest or 0),
            highest=float(highest or "inf"),
            out_of=int(row["out_of"]) if row["out_of"] else None,
            abnormal_side=row["abnormal_side"],
            beyond=row["abnormal"],
            within=row["normal"],
            worst_counts=row["joined"] == "worst",
            examples=row["examples"],
        )
    return notations


def load_limits() -> dict[str, list[Limit]]:
    """Return the limits of every scale that has some."""
    limits: dict[str, list[Limit]] = {}
    for row in read_csv("radicular.findings", "tables/limits.csv"):
        limit = Limit(
            finding=row["finding"],
            measure=row["measure"],
            at_least=float(row["at_least"]),
            below=float(row["below"] or "inf"),
            grades=frozenset(row["grades"].split(";")),
            source=row["source_key"],
            note=row["note"],
        )
        limits.setdefault(row["scale"], []).append(limit)
    return limits
