"""The course of scores after treatment, on the published courses of people with the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from radicular.pathway.scores import load_instruments
from radicular.tables import read_csv

__all__ = ["CoursePoint", "OwnPoint", "PublishedCourse", "expected", "load_courses", "own_course"]

DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """A point of a published course.

    Attributes:
        week: Weeks after treatment began.
        mean: Mean of the group.
        sd: Standard deviation of patients; None where none is known.
        provenance: How it came about.
        source_key: Key in the bibliography.
        note: Anything else.
    """

    week: float
    mean: float
    sd: float | None
    provenance: str
    source_key: str
    note: str


@dataclass(frozen=True, slots=True)
class PublishedCourse:
    """The published course of a score.

    Attributes:
        instrument: Key.
        treatment: ``surgery`` or ``conservative``.
        measure: ``value`` or ``change`` from the baseline.
        population: In whom.
        points: In order of time.
    """

    instrument: str
    treatment: str
    measure: str
    population: str
    points: tuple[CoursePoint, ...]

    @property
    def has_band(self) -> bool:
        """Whether the spread of patients is known."""
        return all(point.sd is not None for point in self.points)


@dataclass(frozen=True, slots=True)
class OwnPoint:
    """A score of the patient beside what is expected then.

    Attributes:
        day: Day.
        week: Weeks after treatment began.
        value: Of the patient.
        mean: Of the group then.
        low: Lower end of the band in which two of three patients lie; None where none is known.
        high: Upper end.
        place: ``inside``, ``better than the band``, ``worse than the band``, or ``no band``.
    """

    day: str
    week: float
    value: float
    mean: float
    low: float | None
    high: float | None
    place: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@cache
def load_courses() -> tuple[PublishedCourse, ...]:
    """Return the published courses.

    Example:
        >>> course = load_courses()[0]
        >>> course.instrument, course.treatment, course.points[1].mean
        ('nrs_leg', 'surgery', 1.02)
    """
    points: dict[tuple[str, str, str, str], list[CoursePoint]] = {}
    for row in read_csv("radicular.pathway", "tables/courses.csv"):
        key = row["instrument"], row["treatment"], row["measure"], row["population"]
        point = CoursePoint(
            float(row["week"]),
            float(row["mean"]),
            float(row["sd"]) if row["sd"] else None,
            row["provenance"],
            row["source_key"],
            row["note"],
        )
        points.setdefault(key, []).append(point)
    return tuple(
        PublishedCourse(*key, tuple(sorted(of, key=lambda point: point.week)))
        for key, of in points.items()
    )


def expected(course: PublishedCourse, week: float) -> tuple[float, float | None, float | None]:
    """Return mean and band of a course at a time, interpolated; beyond its end the last holds.

    The band is the mean with one standard deviation on either side, cut to the range of the
    instrument: about two of three patients lie in it if they are spread evenly around the mean.

    Args:
        course: A published one.
        week: Weeks after treatment began.

    Example:
        >>> mean, low, high = expected(load_courses()[0], 8)
        >>> round(mean, 2), low, round(high, 2)
        (1.02, 0.0, 3.28)
    """
    weeks = [point.week for point in course.points]
    mean = float(np.interp(week, weeks, [point.mean for point in course.points]))
    if not course.has_band:
        return mean, None, None
    spread = float(np.interp(week, weeks, [float(point.sd or 0) for point in course.points]))
    item = load_instruments()[course.instrument]
    return mean, max(item.lowest, mean - spread), min(item.highest, mean + spread)


def own_course(
    course: PublishedCourse,
    scores: Sequence[tuple[date, Mapping[str, float]]],
    start: date,
    baseline: float | None,
) -> tuple[OwnPoint, ...]:
    """Return the scores of a patient beside what is expected, from the first published week on.

    Args:
        course: A published one.
        scores: Of the patient, by day.
        start: When treatment began.
        baseline: Score before; needed for a course of changes.
    """
    points = []
    for day, of_day in scores:
        week = (day - start).days / DAYS_OF_A_WEEK
        value = of_day.get(course.instrument)
        if value is None or week < course.points[0].week:
            continue
        if course.measure == "change" and baseline is None:
            continue
        own = value - baseline if course.measure == "change" and baseline is not None else value
        mean, low, high = expected(course, week)
        place = _place(course.instrument, own, low, high)
        points.append(OwnPoint(day.isoformat(), week, own, mean, low, high, place))
    return tuple(points)


def _place(instrument: str, value: float, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "no band"
    if low <= value <= high:
        return "inside"
    better_below = load_instruments()[instrument].lower_is_better
    return f"{'better' if (value < low) == better_below else 'worse'} than the band"
