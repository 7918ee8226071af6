"""The worksheet of one ISNCSCI examination as a page that prints on two sheets."""

from collections.abc import Iterator
from dataclasses import dataclass

from radicular import __version__
from radicular.isncsci import Classification, Exam, Score
from radicular.isncsci.explanation import reasons
from radicular.isncsci.findings import AS_IF_CORD_INJURY
from radicular.isncsci.possible_grades import narrowed_grades
from radicular.isncsci.rows import KEY_MUSCLES, ROW_FACTS, ROWS, Side, shown
from radicular.isncsci.totals import shown_sum
from radicular.report.pages import page_templates

__all__ = ["worksheet_page"]

#: Height of a row of the drawing, and where its columns begin.
_HEIGHT, _WIDTH, _GAP = 17, 34, 46


@dataclass(frozen=True)
class _Cell:
    """One score as drawn.

    Attributes:
        text: The score.
        left: Where its box begins.
        shade: Name of its color: ``full``, ``part``, ``none``, ``open``.
    """

    text: str
    left: int
    shade: str


@dataclass(frozen=True)
class _Row:
    name: str
    top: int
    muscle: str
    cells: tuple[_Cell, ...]


def worksheet_page(exam: Exam, found: Classification) -> str:
    """Return the worksheet of an examination as HTML without any outside file.

    Args:
        exam: The examination.
        found: Its classification.
    """
    told = reasons(exam, found)
    return (
        page_templates()
        .get_template("isncsci.html.j2")
        .render(
            exam=exam,
            title=f"ISNCSCI 2019{f', {exam.id}' if exam.id else ''}",
            rows=list(_rows(exam)),
            row_height=_HEIGHT,
            height=_HEIGHT * (len(ROWS) + 1),
            box=_WIDTH,
            heads=[(name, left) for name, left in zip(_HEADS, _lefts(), strict=True)],
            middle=_MIDDLE,
            reasons=told,
            narrowed=narrowed_grades(exam, found.impairment_scale),
            sums=list(_sums(found)),
            non_key=[(side, exam.side(side).non_key_muscle) for side in ("right", "left")],
            note=AS_IF_CORD_INJURY,
            version=__version__,
        )
    )


_HEADS = ("motor", "light touch", "pinprick", "light touch", "pinprick", "motor")
_MIDDLE = 4 * _GAP + 20


def _lefts() -> tuple[int, ...]:
    right = tuple(_GAP * place for place in range(1, 4))
    return (*right, *(_MIDDLE + 60 + _GAP * place for place in range(3)))


def _rows(exam: Exam) -> Iterator[_Row]:
    for place, row in enumerate(ROWS):
        right, left = _cells(exam, "right", row), _cells(exam, "left", row)
        ordered = [*right, *left[1:], left[0]]
        drawn = tuple(
            _Cell(str(score), left, _shade(score))
            for score, left in zip(ordered, _lefts(), strict=True)
            if score is not None
        )
        yield _Row(shown(row), _HEIGHT * (place + 1), ROW_FACTS[row].key_muscle, drawn)


def _cells(exam: Exam, side: Side, row: str) -> list[Score | None]:
    touch, prick = exam.side(side).sensation(row)
    return [exam.side(side).motor[row] if row in KEY_MUSCLES else None, touch, prick]


def _shade(score: Score) -> str:
    if score.grade is None:
        return "open"
    if score.grade == score.best:
        return "full"
    return "part" if score.grade else "none"


def _sums(found: Classification) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, side in (("Right", found.totals.right), ("Left", found.totals.left)):
        values = (side.upper_extremity, side.lower_extremity, side.light_touch, side.pin_prick)
        yield name, tuple(map(shown_sum, values))
    both = found.totals
    values = (both.upper_extremity, both.lower_extremity, both.light_touch, both.pin_prick)
    yield "Both", tuple(map(shown_sum, values))
