"""The classification of an examination: every field of the standard, and what it may be."""

from dataclasses import dataclass
from typing import Any

from radicular.isncsci.completeness import complete_injury
from radicular.isncsci.exam import Exam
from radicular.isncsci.fields import nested
from radicular.isncsci.impairment import impairment_scale
from radicular.isncsci.levels import injury_level, motor_level, sensory_level
from radicular.isncsci.preservation import motor_preservation, sensory_preservation
from radicular.isncsci.rows import SIDES
from radicular.isncsci.totals import SideTotals, Sum, Totals, shown_sum, totals
from radicular.isncsci.walk import Found, listed

__all__ = ["Classification", "classify"]


@dataclass(frozen=True, slots=True)
class Classification:
    """What the standard says about an examination.

    A field that is not certain holds every value that is possible; the flag of a value says that
    it rests on an assumption about something other than the cord injury (a star).

    Attributes:
        sensory_right: Sensory level on the right.
        sensory_left: The same on the left.
        motor_right: Motor level on the right.
        motor_left: The same on the left.
        injury_level: Neurological level of injury.
        complete: ``C`` complete, ``I`` incomplete.
        impairment_scale: ASIA Impairment Scale, ``A`` to ``E``.
        sensory_preservation_right: Sensory zone of partial preservation; ``NA`` not applicable.
        sensory_preservation_left: The same on the left.
        motor_preservation_right: Motor zone of partial preservation; ``NA`` not applicable.
        motor_preservation_left: The same on the left.
        totals: Sums of the scores.
    """

    sensory_right: Found
    sensory_left: Found
    motor_right: Found
    motor_left: Found
    injury_level: Found
    complete: Found
    impairment_scale: Found
    sensory_preservation_right: Found
    sensory_preservation_left: Found
    motor_preservation_right: Found
    motor_preservation_left: Found
    totals: Totals

    def to_reference(self) -> dict[str, Any]:
        """Return all 25 fields in the form of npm ``isncsci``."""
        levels = (
            self.sensory_right,
            self.sensory_left,
            self.motor_right,
            self.motor_left,
            self.injury_level,
            self.complete,
            self.impairment_scale,
            self.sensory_preservation_right,
            self.sensory_preservation_left,
            self.motor_preservation_right,
            self.motor_preservation_left,
        )
        return nested([*map(listed, levels), *map(shown_sum, _in_order(self.totals))])


def _in_order(sums: Totals) -> tuple[Sum, ...]:
    """The sums in the order of the fields of the reference."""
    sides = (sums.right, sums.left)
    both = (sums.upper_extremity, sums.lower_extremity, sums.light_touch, sums.pin_prick)
    return (*(value for side in sides for value in _of_side(side)), *both)


def _of_side(side: SideTotals) -> tuple[Sum, ...]:
    arm, leg = side.upper_extremity, side.lower_extremity
    return arm, leg, side.light_touch, side.pin_prick, side.motor


def classify(exam: Exam) -> Classification:
    """Classify an examination by the international standard of 2019.

    Args:
        exam: The examination.

    Example:
        >>> from radicular.isncsci import intact_exam, read_exam
        >>> data = intact_exam()
        >>> data["right"]["motor"]["S1"] = data["right"]["lightTouch"]["S1"] = "1"
        >>> found = classify(read_exam(data))
        >>> list(found.motor_right), list(found.injury_level), list(found.impairment_scale)
        (['L5'], ['L5'], ['D'])
    """
    motor = {side: motor_level(exam.side(side), exam.anal_contraction) for side in SIDES}
    injury, complete = injury_level(exam, motor), complete_injury(exam)
    scale = impairment_scale(exam, complete, injury, motor)
    preserved = {
        side: motor_preservation(
            exam.side(side),
            exam.anal_contraction,
            motor[side],
            may_be_motor_incomplete="C" in scale,
        )
        for side in SIDES
    }
    return Classification(
        sensory_right=sensory_level(exam.right),
        sensory_left=sensory_level(exam.left),
        motor_right=motor["right"],
        motor_left=motor["left"],
        injury_level=injury,
        complete=complete,
        impairment_scale=scale,
        sensory_preservation_right=sensory_preservation(exam.right, exam.anal_pressure),
        sensory_preservation_left=sensory_preservation(exam.left, exam.anal_pressure),
        motor_preservation_right=preserved["right"],
        motor_preservation_left=preserved["left"],
        totals=totals(exam),
    )
