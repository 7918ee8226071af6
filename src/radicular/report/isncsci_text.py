"""The classification of an ISNCSCI examination as text."""

from collections.abc import Iterator

from radicular.isncsci import Classification, Exam
from radicular.isncsci.display import shown_grades, shown_levels
from radicular.isncsci.explanation import Reason, reasons
from radicular.isncsci.findings import AS_IF_CORD_INJURY
from radicular.isncsci.possible_grades import narrowed_grades
from radicular.isncsci.totals import SideTotals, Sum, shown_sum
from radicular.report.lines import Line, heading, wrapped

__all__ = ["exam_lines", "summary_line"]

_COLUMNS = ("arm", "leg", "motor", "light touch", "pinprick")


def exam_lines(exam: Exam, found: Classification, *, explain: bool) -> Iterator[Line]:
    """Yield the classification of one examination.

    Args:
        exam: The examination.
        found: Its classification.
        explain: Whether each field tells its rule and cells.
    """
    yield Line(f"ISNCSCI 2019{f', {exam.id}' if exam.id else ''}", "title")
    for told in exam.converted:
        yield Line(f"   converted: {told}", "caution")
    yield Line()
    for reason in reasons(exam, found):
        yield from _field(reason, explain=explain)
    yield from _narrowed(exam, found)
    yield from heading("Sums")
    yield Line(f"   {'':10}" + "".join(f"{name:>12}" for name in _COLUMNS))
    for name, side in (("right", found.totals.right), ("left", found.totals.left)):
        yield Line(f"   {name:10}" + "".join(f"{shown_sum(value):>12}" for value in _sums(side)))
    totals = found.totals
    motor = (totals.upper_extremity, totals.lower_extremity)
    felt = (totals.light_touch, totals.pin_prick)
    both = (*map(shown_sum, motor), "", *map(shown_sum, felt))
    yield Line(f"   {'both':10}" + "".join(f"{value:>12}" for value in both))
    yield Line()
    yield from wrapped(AS_IF_CORD_INJURY, indent="", tone="quiet")


def _field(reason: Reason, *, explain: bool) -> Iterator[Line]:
    yield Line(f"   {reason.name:<40} {reason.value}")
    if explain:
        yield from wrapped(reason.rule, indent="      ", tone="quiet")


def _narrowed(exam: Exam, found: Classification) -> Iterator[Line]:
    """Grades that really can occur, where the list of the standard is longer."""
    possible = narrowed_grades(exam, found.impairment_scale)
    if possible:
        yield Line(f"   {'Grades that can really occur':<40} {', '.join(possible)}", "caution")


def _sums(side: SideTotals) -> tuple[Sum, ...]:
    return (
        side.upper_extremity,
        side.lower_extremity,
        side.motor,
        side.light_touch,
        side.pin_prick,
    )


def summary_line(exam: Exam, found: Classification) -> str:
    """Return one examination of many in one line."""
    grade, level = shown_grades(found.impairment_scale), shown_levels(found.injury_level)
    return f"{exam.id or '-'}: AIS {grade}, level {level}"
