"""One examination by the standard."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from radicular.isncsci.rows import Side
from radicular.isncsci.score import Score

__all__ = ["ANAL_CONTRACTION", "ANAL_PRESSURE", "COLUMNS", "NON_KEY_MUSCLE", "Exam", "SideExam"]

#: Fields of an examination as the reference names them.
COLUMNS = ("lightTouch", "pinPrick", "motor")
NON_KEY_MUSCLE = "lowestNonKeyMuscleWithMotorFunction"
ANAL_CONTRACTION, ANAL_PRESSURE = "voluntaryAnalContraction", "deepAnalPressure"


@dataclass(frozen=True, slots=True)
class SideExam:
    """What was examined on one side.

    Attributes:
        light_touch: Score of each row.
        pin_prick: Score of each row.
        motor: Score of each key muscle.
        non_key_muscle: Level of the lowest muscle that is no key muscle and still works, one of
            the levels of key muscles; None where none was recorded.
    """

    light_touch: Mapping[str, Score]
    pin_prick: Mapping[str, Score]
    motor: Mapping[str, Score]
    non_key_muscle: str | None = None

    def sensation(self, row: str) -> tuple[Score, Score]:
        """Return light touch and pinprick of a row."""
        return self.light_touch[row], self.pin_prick[row]

    def to_dict(self) -> dict[str, Any]:
        """Return the side in the fields of the reference."""
        non_key = {NON_KEY_MUSCLE: self.non_key_muscle} if self.non_key_muscle else {}
        columns = (self.light_touch, self.pin_prick, self.motor)
        cells = {
            name: {row: score.text for row, score in column.items()}
            for name, column in zip(COLUMNS, columns, strict=True)
        }
        return {**cells, **non_key}


@dataclass(frozen=True, slots=True)
class Exam:
    """One examination by the standard.

    Attributes:
        right: What was examined on the right.
        left: What was examined on the left.
        anal_contraction: Voluntary anal contraction: ``Yes``, ``No`` or ``NT``.
        anal_pressure: Deep anal pressure felt: ``Yes``, ``No`` or ``NT``.
        comments: What the examiner wrote beside it.
        id: A key.
        converted: Cells that were converted on request (``right.motor.L5: 5* read as NT**``).
    """

    right: SideExam
    left: SideExam
    anal_contraction: str
    anal_pressure: str
    comments: str = ""
    id: str = ""
    converted: tuple[str, ...] = field(default=(), compare=False)

    def side(self, name: Side) -> SideExam:
        """Return one side."""
        return self.right if name == "right" else self.left

    def with_id(self, key: str) -> Self:
        """Return the same examination with another key."""
        return replace(self, id=key)

    def to_dict(self) -> dict[str, Any]:
        """Return the examination in the fields of the reference."""
        return {
            "right": self.right.to_dict(),
            "left": self.left.to_dict(),
            ANAL_CONTRACTION: self.anal_contraction,
            ANAL_PRESSURE: self.anal_pressure,
            **({"comments": self.comments} if self.comments else {}),
        }
