"""Scores over time as lines, each on the published course of the same treatment, if any."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from radicular.pathway.course import PublishedCourse, expected
from radicular.pathway.follow_up import FollowUp
from radicular.pathway.review import EpisodeReview
from radicular.pathway.scores import Instrument, load_instruments

__all__ = ["Curve", "Point", "curves_of"]

WIDTH, HEIGHT = 360, 150
LEFT, RIGHT, TOP, BOTTOM = 34, 10, 10, 24
STEPS = 40
DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Point:
    """A score.

    Attributes:
        day: When.
        value: The total.
        x: Place in the figure.
        y: Place in the figure.
    """

    day: str
    value: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The scores of one instrument.

    Attributes:
        instrument: Which.
        points: In order of time.
        band: Corners of the band in which two of three patients lie, or empty.
        mean: Corners of the mean of the group, or empty.
        population: In whom the course was published, or empty.
        treated: Where treatment began, or None.
    """

    instrument: Instrument
    points: tuple[Point, ...]
    band: str
    mean: str
    population: str
    treated: float | None

    @property
    def path(self) -> str:
        """The own scores as corners of a line."""
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)


def curves_of(review: EpisodeReview) -> tuple[Curve, ...]:
    """Return a curve of every instrument that was scored."""
    return tuple(_curves(review))


def _curves(review: EpisodeReview) -> Iterator[Curve]:
    scores = review.episode.scores(review.problem.id)
    main = review.episode.main_treatment(review.problem.id)
    for item in load_instruments().values():
        own = [(day, values[item.id]) for day, values, _ in scores if item.id in values]
        if own:
            yield _Drawing(item, own, main.event.day if main else None).curve(
                _course(review.visits, item)
            )


def _course(visits: tuple[FollowUp, ...], item: Instrument) -> PublishedCourse | None:
    for visit in visits[-1:]:
        for course, _ in visit.courses:
            if course.instrument == item.id and course.measure == "value" and course.has_band:
                return course
    return None


@dataclass(frozen=True)
class _Drawing:
    """Where the scores of an instrument lie.

    Attributes:
        item: The instrument.
        own: Days with totals.
        treated: The day on which treatment began.
    """

    item: Instrument
    own: list[tuple[date, float]]
    treated: date | None

    def _x(self, days: float) -> float:
        """Place of a day, counted from the first score."""
        last = max((self.own[-1][0] - self.own[0][0]).days, 1)
        return LEFT + min(max(days / last, 0), 1) * (WIDTH - LEFT - RIGHT)

    def _y(self, value: float) -> float:
        share = (value - self.item.lowest) / (self.item.highest - self.item.lowest)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def curve(self, course: PublishedCourse | None) -> Curve:
        """Return the curve, on a published course if there is one."""
        first = self.own[0][0]
        begun = None if self.treated is None else (self.treated - first).days
        bands = list(self._bands(course, begun)) if course and begun is not None else []
        low = [f"{x:.1f},{self._y(bottom):.1f}" for x, _, bottom, _ in bands]
        high = [f"{x:.1f},{self._y(top):.1f}" for x, _, _, top in bands]
        return Curve(
            instrument=self.item,
            points=tuple(
                Point(day.isoformat(), value, self._x((day - first).days), self._y(value))
                for day, value in self.own
            ),
            band=" ".join([*high, *reversed(low)]),
            mean=" ".join(f"{x:.1f},{self._y(mean):.1f}" for x, mean, _, _ in bands),
            population=course.population if course and bands else "",
            treated=self._x(begun) if begun is not None and begun >= 0 else None,
        )

    def _bands(
        self, course: PublishedCourse, begun: int
    ) -> Iterator[tuple[float, float, float, float]]:
        """Yield place, mean, low and high from the beginning of treatment to the last score."""
        end = (self.own[-1][0] - self.own[0][0]).days
        for step in range(STEPS + 1) if end > begun else ():
            days = begun + (end - begun) * step / STEPS
            mean, low, high = expected(course, (days - begun) / DAYS_OF_A_WEEK)
            if low is not None and high is not None:
                yield self._x(days), mean, low, high
