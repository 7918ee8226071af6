"""Examinations as columns of codes, one examination a position."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from radicular.isncsci.batch.flags import (
    MOTOR_CODES,
    MOTOR_UNSTARRED,
    SENSORY_CODES,
    SENSORY_UNSTARRED,
    Codes,
)
from radicular.isncsci.exam import Exam
from radicular.isncsci.rows import POSITION, SIDES

__all__ = ["ANSWERS", "NO", "NOT_TESTED", "YES", "ExamTable"]

ANSWERS = ("Yes", "No", "NT")
YES, NO, NOT_TESTED = range(3)


@dataclass(frozen=True, eq=False)
class ExamTable:
    """Many examinations.

    Attributes:
        sensation: Codes of light touch and pinprick, (2 sides, 2, 28 rows, exams).
        motor: Codes of the key muscles, (2 sides, 10, exams).
        contraction: Anal contraction, a position in ``ANSWERS``, (exams,).
        pressure: Deep anal pressure, a position in ``ANSWERS``, (exams,).
        non_key: Position of the level of the lowest working muscle that is no key muscle, 0 for
            none, (2 sides, exams).
    """

    sensation: Codes
    motor: Codes
    contraction: Codes
    pressure: Codes
    non_key: Codes

    def __len__(self) -> int:
        return len(self.contraction)

    @classmethod
    def of(cls, exams: Sequence[Exam]) -> Self:
        """Return examinations as columns.

        Args:
            exams: Any number of them.

        Example:
            >>> from radicular.isncsci import intact_exam, read_exam
            >>> len(ExamTable.of([read_exam(intact_exam())]))
            1
        """
        sensation = [
            [
                [SENSORY_CODES[score.text] for score in column.values()]
                for side in SIDES
                for column in (exam.side(side).light_touch, exam.side(side).pin_prick)
            ]
            for exam in exams
        ]
        motor = [
            [[MOTOR_CODES[s.text] for s in exam.side(side).motor.values()] for side in SIDES]
            for exam in exams
        ]
        non_key = [
            [POSITION.get(exam.side(s).non_key_muscle or "", 0) for s in SIDES] for exam in exams
        ]
        shape = (len(SIDES), 2, -1, len(exams))
        return cls(
            sensation=np.array(sensation, np.uint8).transpose(1, 2, 0).reshape(shape),
            motor=np.ascontiguousarray(np.array(motor, np.uint8).transpose(1, 2, 0)),
            contraction=_answers([exam.anal_contraction for exam in exams]),
            pressure=_answers([exam.anal_pressure for exam in exams]),
            non_key=np.ascontiguousarray(np.array(non_key, np.uint8).T),
        )

    def part(self, which: slice | NDArray[np.intp]) -> "ExamTable":
        """Return some of the examinations."""
        return ExamTable(
            self.sensation[..., which],
            self.motor[..., which],
            self.contraction[which],
            self.pressure[which],
            self.non_key[:, which],
        )

    @property
    def unstarred(self) -> "ExamTable":
        """The same when two stars are not taken for normal."""
        return ExamTable(
            SENSORY_UNSTARRED[self.sensation],
            MOTOR_UNSTARRED[self.motor],
            self.contraction,
            self.pressure,
            self.non_key,
        )


def _answers(texts: Sequence[str]) -> Codes:
    return np.array([ANSWERS.index(text) for text in texts], dtype=np.uint8)
