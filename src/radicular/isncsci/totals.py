"""Sums of the scores; a sum with anything that was not testable cannot be determined."""

from collections.abc import Iterable
from dataclasses import dataclass

from radicular.isncsci.exam import Exam, SideExam
from radicular.isncsci.rows import ARM_MUSCLES, LEG_MUSCLES
from radicular.isncsci.score import Score

__all__ = ["NOT_DETERMINED", "SideTotals", "Sum", "Totals", "shown_sum", "totals"]

NOT_DETERMINED = "ND"

#: A sum; None where it cannot be determined.
Sum = int | None


@dataclass(frozen=True, slots=True)
class SideTotals:
    """Sums of one side.

    Attributes:
        upper_extremity: Key muscles of the arm, 0 to 25.
        lower_extremity: Key muscles of the leg, 0 to 25.
        light_touch: 0 to 56.
        pin_prick: 0 to 56.
    """

    upper_extremity: Sum
    lower_extremity: Sum
    light_touch: Sum
    pin_prick: Sum

    @property
    def motor(self) -> Sum:
        """Key muscles of arm and leg, 0 to 50."""
        return _added(self.upper_extremity, self.lower_extremity)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of an examination.

    Attributes:
        right: Of the right side.
        left: Of the left side.
    """

    right: SideTotals
    left: SideTotals

    @property
    def upper_extremity(self) -> Sum:
        """Key muscles of both arms, 0 to 50."""
        return _added(self.right.upper_extremity, self.left.upper_extremity)

    @property
    def lower_extremity(self) -> Sum:
        """Key muscles of both legs, 0 to 50."""
        return _added(self.right.lower_extremity, self.left.lower_extremity)

    @property
    def light_touch(self) -> Sum:
        """Both sides, 0 to 112."""
        return _added(self.right.light_touch, self.left.light_touch)

    @property
    def pin_prick(self) -> Sum:
        """Both sides, 0 to 112."""
        return _added(self.right.pin_prick, self.left.pin_prick)


def shown_sum(total: Sum) -> str:
    """Return a sum as forms show it; ``ND`` where it cannot be determined.

    Args:
        total: A sum, or None.

    Example:
        >>> shown_sum(25), shown_sum(None)
        ('25', 'ND')
    """
    return NOT_DETERMINED if total is None else str(total)


def totals(exam: Exam) -> Totals:
    """Return the sums of an examination; stars are not looked at.

    Args:
        exam: The examination.
    """
    return Totals(_side(exam.right), _side(exam.left))


def _side(side: SideExam) -> SideTotals:
    return SideTotals(
        upper_extremity=_sum(side.motor[row] for row in ARM_MUSCLES),
        lower_extremity=_sum(side.motor[row] for row in LEG_MUSCLES),
        light_touch=_sum(side.light_touch.values()),
        pin_prick=_sum(side.pin_prick.values()),
    )


def _sum(scores: Iterable[Score]) -> Sum:
    total = 0
    for score in scores:
        if score.grade is None:
            return None
        total += score.grade
    return total


def _added(one: Sum, other: Sum) -> Sum:
    return None if one is None or other is None else one + other
