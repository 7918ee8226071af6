"""The patient's own scores on the published course, as a picture."""

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader

from radicular.pathway.course import OwnPoint, PublishedCourse, expected
from radicular.pathway.review import EpisodeReview
from radicular.pathway.scores import load_instruments

__all__ = ["course_figure"]

WIDTH, HEIGHT = 560, 210
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 14, 34
_STEPS = 53


def course_figure(review: EpisodeReview) -> str:
    """Return an SVG of the first course with a band at the last visit; empty if there is none.

    Args:
        review: Of one problem.
    """
    for visit in review.visits[-1:]:
        for course, points in visit.courses:
            if course.has_band and points[-1].day == visit.event.on:
                return _drawn(course, points)
    return ""


def _drawn(course: PublishedCourse, points: Sequence[OwnPoint]) -> str:
    item = load_instruments()[course.instrument]
    end = max(course.points[-1].week, points[-1].week)

    def place(week: float, value: float) -> str:
        x = LEFT + week / end * (WIDTH - LEFT - RIGHT)
        share = (value - item.lowest) / (item.highest - item.lowest)
        return f"{x:.1f},{HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM):.1f}"

    weeks = [end * step / (_STEPS - 1) for step in range(_STEPS)]
    bands = [(week, *expected(course, week)) for week in weeks]
    low = [place(week, float(bottom or 0)) for week, _, bottom, _ in bands]
    high = [place(week, float(top or 0)) for week, _, _, top in bands]
    environment = Environment(
        loader=PackageLoader("radicular.documents"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("course.svg.j2").render(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        top=TOP,
        base=HEIGHT - BOTTOM,
        band=" ".join([*high, *reversed(low)]),
        mean=" ".join(place(week, mean) for week, mean, _, _ in bands),
        own=[place(point.week, point.value).split(",") for point in points],
        path=" ".join(place(point.week, point.value) for point in points),
        label=f"{item.name} after {course.treatment}: own scores on the published course",
        name=item.name,
        lowest=f"{item.lowest:g}",
        highest=f"{item.highest:g}",
        end=f"{end:g}",
    )
