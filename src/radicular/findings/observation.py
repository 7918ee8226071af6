"""What all observation models share: the circumstances, the drivers, the order of grades."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.links import Link
from radicular.findings.rest import Rest
from radicular.tables import read_csv

__all__ = [
    "Circumstances",
    "Links",
    "ObservationModel",
    "features",
    "graded",
    "link_of",
    "normal_grades",
    "on_scale",
    "two_grades",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Circumstances:
    """What besides the lesion decides a grade.

    Attributes:
        bilateral: Whether the lesion is on both sides.
        recorded: Ids of the other findings on record for the side, for "otherwise normal".
        level_shift: By how many levels the level names of an imaging report are shifted against
            the roots that behave like these names.
    """

    bilateral: bool = False
    recorded: frozenset[str] = frozenset()
    level_shift: int = 0


Links = Mapping[str, Link]


@dataclass(frozen=True)
class ObservationModel:
    """How a kind of finding follows from a lesion, in two steps.

    Attributes:
        drive: What the map says of the finding under each lesion, on the side that the lesions
            affect: one or more numbers a row, shape (rows, features).
        shown: What is recorded: chance of every grade, shape (rows, grades), in the order of the
            finding's scale, for rows of features.
        by_anatomy: Whether people's anatomy changes the drive.
        by_pain: Whether it matters if the lesion hurts.
        by_time: Whether the time since onset matters.
        rest: The parts that its findings of "everything else" look at.
    """

    drive: Callable[[Finding, Conditions, Circumstances], Floats]
    shown: Callable[[Finding, Floats, Links], Floats]
    by_anatomy: bool = True
    by_pain: bool = False
    by_time: bool = False
    rest: Rest | None = None


@cache
def _links_of_findings() -> Mapping[str, str]:
    rows = read_csv("radicular.findings", "tables/links_used.csv")
    return {row["finding"]: row["link"] for row in rows}


def link_of(finding: Finding, usual: str, links: Links) -> Link:
    """Return the link of a finding, the usual one of its kind where it has none of its own."""
    return links[_links_of_findings().get(finding.id, usual)]


def features(*columns: NDArray[Any]) -> Floats:
    """Stand the parts of a drive side by side, each of shape (rows,)."""
    return np.stack([column.astype(np.float64) for column in columns], axis=1)


def on_scale(finding: Finding, chances: Mapping[str, Floats]) -> Floats:
    """Arrange the chances of grades in the order of the finding's scale.

    Args:
        finding: Its scale names the grades.
        chances: Grade to chances, each of shape (rows,); grades left out cannot occur.

    Returns:
        Shape (rows, grades); every row sums to 1.
    """
    rows = len(next(iter(chances.values())))
    blank = np.zeros(rows)
    columns = np.stack([chances.get(grade, blank) for grade in finding.scale.grades], axis=1)
    total: Floats = columns / columns.sum(axis=1, keepdims=True)
    return total


def normal_grades(finding: Finding) -> NDArray[np.bool_]:
    """Return which grades of a finding's scale are normal, shape (grades,)."""
    return np.array([grade in finding.scale.normal for grade in finding.scale.grades])


def two_grades(finding: Finding, present: Floats) -> Floats:
    """Arrange the chance of a finding on a scale of absence and presence, shape (rows, 2)."""
    absent, abnormal = _ends(finding)
    return on_scale(finding, {absent: 1 - present, abnormal: present})


def graded(finding: Finding, link: Link, deficit: Floats) -> Floats:
    """Arrange what a link gives for a deficit on the finding's scale, shape (rows, grades).

    A link with as many abnormal grades as the scale fills them in order, mildest first; on a scale
    of absence and presence any abnormal grade counts as presence.
    """
    abnormal = [grade for grade in finding.scale.grades if grade not in finding.scale.normal]
    if len(abnormal) == 1:
        return two_grades(finding, link.at_least(deficit)[:, 0])
    chances = link.grade_chances(deficit)
    names = link.grades if set(link.grades) <= set(abnormal) else abnormal
    columns = {grade: chances[:, 1 + number] for number, grade in enumerate(names)}
    normal = next(iter(finding.scale.normal))
    return on_scale(finding, {normal: chances[:, 0], **columns})


def _ends(finding: Finding) -> tuple[str, str]:
    abnormal = [grade for grade in finding.scale.grades if grade not in finding.scale.normal]
    return next(iter(finding.scale.normal)), abnormal[-1]
