"""Which grades of the impairment scale can really occur where something was not testable.

The standard's list of grades is a little too long: C and D are looked at for each possible level
apart from what makes that level possible. Here every way to fill the open cells is followed row by
row, with ways that can no longer differ merged. A cell with stars counts as it is taken: one star
its number, two stars normal.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from radicular.isncsci.exam import Exam, SideExam
from radicular.isncsci.levels import BLOCKS
from radicular.isncsci.preservation import FAR
from radicular.isncsci.rows import KEY_MUSCLES, ROWS, SACRAL, SIDES
from radicular.isncsci.score import Score
from radicular.isncsci.walk import Found

__all__ = ["narrowed_grades", "possible_grades"]

_WALKING = -1
_FULL, _AGAINST_GRAVITY = 5, 3
_BLOCK_STARTS = tuple(rows[0] for rows in BLOCKS.values())


@dataclass(frozen=True, slots=True)
class _Row:
    """One way in which a row of a side may be.

    Attributes:
        normal: Whether sensation is.
        felt: Whether there is any sensation.
        grade: Of the key muscle; None in rows without one.
    """

    normal: bool
    felt: bool
    grade: int | None


@dataclass(frozen=True, slots=True)
class _SideWay:
    """How far a side has come.

    Attributes:
        below: Rows since the motor level, four for more than three; ``_WALKING`` above it.
        block: Whether sensation beside the key muscles was normal so far.
    """

    below: int = _WALKING
    block: bool = True


@dataclass(frozen=True, slots=True)
class _Way:
    """All that still matters of one way to fill the rows so far.

    Attributes:
        right: The right side.
        left: The left side.
        intact: Whether the walk of both sides has found nothing yet.
        excess: Twice the strong key muscles below the level of injury, less all of them.
        far: Whether a muscle far below the motor level of its side moves.
        spared: Whether S4-5 feels anything.
    """

    right: _SideWay = _SideWay()
    left: _SideWay = _SideWay()
    intact: bool = True
    excess: int = 0
    far: bool = False
    spared: bool = False


def possible_grades(exam: Exam) -> tuple[str, ...]:
    """Return the grades that some way to fill the open cells leads to, in order.

    Args:
        exam: The examination.

    Example:
        >>> from radicular.isncsci import intact_exam, read_exam
        >>> data = intact_exam()
        >>> data["left"]["motor"]["S1"] = "NT"
        >>> possible_grades(read_exam(data))
        ('D', 'E')
    """
    ways = {_Way()}
    for row in ROWS:
        sides = [_rows(exam.side(side), row) for side in SIDES]
        others = [exam.side(side).non_key_muscle == row for side in SIDES]
        ways = {
            _after(way, row, (right, left), others)
            for way in ways
            for right, left in product(*sides)
        }
    contractions = ("Yes", "No") if exam.anal_contraction == "NT" else (exam.anal_contraction,)
    pressures = ("Yes", "No") if exam.anal_pressure == "NT" else (exam.anal_pressure,)
    return tuple(sorted({_grade(*each) for each in product(ways, contractions, pressures)}))


def narrowed_grades(exam: Exam, listed: Found) -> tuple[str, ...]:
    """Return the grades that can occur where the list of the standard has more; else nothing.

    Args:
        exam: The examination.
        listed: Grades as the standard lists them.
    """
    possible = possible_grades(exam) if len(listed) > 1 else ()
    return possible if 0 < len(possible) < len(listed) else ()


def _values(score: Score) -> Iterator[int]:
    """Every number that a cell may stand for."""
    if score.taken_for_normal:
        yield score.best
    elif score.grade is not None:
        yield score.grade
    else:
        yield from range(score.best + (not score.stars))


def _rows(side: SideExam, row: str) -> set[_Row]:
    felt = {(min(pair) > 1, max(pair) > 0) for pair in product(*map(_values, side.sensation(row)))}
    grades = set(_values(side.motor[row])) if row in KEY_MUSCLES else {None}
    if row != SACRAL:
        felt = {(normal, True) for normal, _ in felt}
    return {_Row(*feeling, grade) for feeling in felt for grade in grades}


def _after(way: _Way, row: str, pair: tuple[_Row, _Row], others: list[bool]) -> _Way:
    right = _side_after(way.right, row, pair[0])
    left = _side_after(way.left, row, pair[1])
    far = way.far or any(
        side.below > FAR and (bool(each.grade) or other)
        for side, each, other in zip((right, left), pair, others, strict=True)
    )
    counted, intact = _injury(way.intact, pair)
    if far:
        right = left = _SideWay()
    return replace(
        way,
        right=right,
        left=left,
        intact=intact,
        excess=way.excess + counted,
        far=far,
        spared=way.spared or (row == SACRAL and any(each.felt for each in pair)),
    )


def _side_after(side: _SideWay, row: str, each: _Row) -> _SideWay:
    if side.below != _WALKING:
        return replace(side, below=min(side.below + 1, FAR + 1))
    block = each.normal and (side.block or row in _BLOCK_STARTS)
    if each.grade is None:
        stopped = not (block if row in BLOCKS else each.normal)
        return _SideWay(1) if stopped else _SideWay()
    if each.grade == _FULL:
        return _SideWay(block=block)
    return _SideWay(0 if each.grade >= _AGAINST_GRAVITY else 1)


def _injury(intact: bool, pair: tuple[_Row, _Row]) -> tuple[int, bool]:  # noqa: FBT001 - a state
    """What a row adds to the count of strong muscles below the level, and whether all is intact."""
    grades = [each.grade for each in pair if each.grade is not None]
    strong = sum(grade >= _AGAINST_GRAVITY for grade in grades)
    above = not all(each.normal for each in pair) or strong < len(grades)
    counted = 2 * strong - len(grades) if above or not intact else 0
    full = all(grade == _FULL for grade in grades)
    return counted, intact and not above and full


def _grade(way: _Way, contraction: str, pressure: str) -> str:
    if contraction == "No" and pressure == "No" and not way.spared:
        return "A"
    if way.intact and contraction == "Yes":
        return "E"
    if contraction == "No" and not way.far:
        return "B"
    return "D" if way.excess >= 0 else "C"
