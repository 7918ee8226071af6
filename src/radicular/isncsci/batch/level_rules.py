"""Sensory, motor and neurological levels of many examinations."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, reduce

import numpy as np

from radicular.isncsci.batch.exam_table import NO, YES, ExamTable
from radicular.isncsci.batch.flags import (
    MOTOR_FLAGS,
    OPEN,
    SENSORY_FLAGS,
    SURELY_WEAK,
    Bools,
    Flags,
    has,
)
from radicular.isncsci.batch.walks import (
    FoundMany,
    Passages,
    block_passages,
    muscle_passages,
    sensory_passages,
    walk_many,
)
from radicular.isncsci.levels import BLOCKS
from radicular.isncsci.rows import INTACT, KEY_MUSCLES, POSITION, ROWS, SACRAL, SIDES

__all__ = ["Reading", "injury_levels", "motor_levels", "sensory_levels"]

_MUSCLE = {row: place for place, row in enumerate(KEY_MUSCLES)}


@dataclass(frozen=True, eq=False)
class Reading:
    """Examinations with every score looked up.

    Attributes:
        table: The examinations.
        sensation: Meaning of light touch and pinprick, (2 sides, 2, 28 rows, exams).
        feeling: Both together, (2 sides, 28 rows, exams).
        motor: Meaning of the key muscles, (2 sides, 10, exams).
    """

    table: ExamTable
    sensation: Flags
    feeling: Flags
    motor: Flags

    @classmethod
    def of(cls, table: ExamTable) -> "Reading":
        """Look up every score."""
        sensation = SENSORY_FLAGS[table.sensation]
        feeling = sensation[:, 0] | sensation[:, 1]
        return cls(table, sensation, feeling, MOTOR_FLAGS[table.motor])

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def rows(self) -> list[list[Passages]]:
        """What the sensation of each row does, by side."""
        return [[sensory_passages(flags) for flags in side] for side in self.feeling]

    @cached_property
    def muscles(self) -> list[list[Passages]]:
        """What each key muscle does, by side."""
        return [[muscle_passages(flags) for flags in side] for side in self.motor]


def sensory_levels(reading: Reading, side: int) -> FoundMany:
    """Return the sensory levels of a side.

    Args:
        reading: The examinations.
        side: Position in ``SIDES``.
    """
    levels = (POSITION[row] for row in ROWS)
    return walk_many(zip(levels, reading.rows[side], strict=True), len(reading))


def motor_levels(reading: Reading, side: int) -> FoundMany:
    """Return the motor levels of a side.

    Args:
        reading: The examinations.
        side: Position in ``SIDES``.
    """
    return walk_many(_motor_rows(reading, side), len(reading))


def _motor_rows(reading: Reading, side: int) -> Iterator[tuple[int, Passages]]:
    feeling = reading.feeling[side]
    for place, row in enumerate(ROWS):
        if row in _MUSCLE:
            yield POSITION[row], _in_block(reading, side, row)
        elif row in BLOCKS:
            block = [feeling[ROWS.index(each)] for each in BLOCKS[row]]
            yield POSITION[row], block_passages(reduce(np.bitwise_or, block))
        else:
            level = POSITION[ROWS[-2]] if row == SACRAL else POSITION[row]
            yield level, reading.rows[side][place]
    contraction, never = reading.table.contraction, np.zeros(len(reading), bool)
    passes, above = contraction != NO, contraction != YES
    yield POSITION[INTACT], Passages(above, never, passes, never, never, never, never)


def _in_block(reading: Reading, side: int, row: str) -> Passages:
    """A muscle between its neighbors, as ``isncsci.levels`` has it for one examination."""
    passage, motor = reading.muscles[side][_MUSCLE[row]], reading.motor[side]
    before, after = _neighbor(row, -1), _neighbor(row, 1)
    if before is None or after is None:
        return passage
    between = has(motor[before], OPEN) & has(motor[after], SURELY_WEAK)
    return _only_below(passage, between)


def _only_below(passage: Passages, where: Bools) -> Passages:
    """The same row with stars that do not reach its own level."""
    moved = passage.here & where
    return replace(passage, here=passage.here & ~where, below=passage.below | moved)


def _neighbor(row: str, step: int) -> int | None:
    """The muscle of the next or previous row, if there is one."""
    return _MUSCLE.get(ROWS[ROWS.index(row) + step])


def injury_levels(reading: Reading, motor: list[FoundMany]) -> FoundMany:
    """Return the neurological levels of injury.

    Args:
        reading: The examinations.
        motor: Motor levels of each side.
    """
    rows = ((POSITION[row], _both_sides(reading, row)) for row in ROWS)
    found = walk_many(rows, len(reading))
    for row in KEY_MUSCLES:
        level = POSITION[row]
        shared = found.possible[level] & (motor[0].assumed[level] | motor[1].assumed[level])
        if shared.any():
            ends = [_may_end_at(reading.muscles[side], row) for side in range(len(SIDES))]
            found.assumed[level] |= shared & ends[0] & ends[1]
    return found


def _may_end_at(muscles: list[Passages], row: str) -> Bools:
    """Where the key muscles of a side, without its sensation, may end at a row."""
    here, after = muscles[_MUSCLE[row]], _neighbor(row, 1)
    unsure = ~here.passes | here.above | here.at
    return unsure if after is None else unsure | muscles[after].above


def _both_sides(reading: Reading, row: str) -> Passages:
    place = ROWS.index(row)
    if row not in _MUSCLE:
        one, other = (reading.rows[side][place] for side in range(len(SIDES)))
        return replace(
            one,
            above=one.above | other.above,
            passes=one.passes & other.passes,
            above_assumed=one.above_assumed & other.above_assumed & (row not in BLOCKS),
            here=one.here | other.here,
        )
    felt = [reading.rows[side][place] for side in range(len(SIDES))]
    moved = [_after_open(reading, side, row) for side in range(len(SIDES))]
    every = [*felt, *moved]
    stopped = _any(item.above & ~item.at & ~item.passes for item in every)
    never = np.zeros(len(reading), bool)
    return Passages(
        above=_any(item.above for item in every),
        at=_any(item.at for item in moved) & ~stopped,
        passes=~_any(~item.passes for item in every),
        above_assumed=never,
        at_assumed=never,
        here=_any(item.here for item in every),
        below=_any(item.below for item in every),
    )


def _after_open(reading: Reading, side: int, row: str) -> Passages:
    passage, before = reading.muscles[side][_MUSCLE[row]], _neighbor(row, -1)
    if before is None:
        return passage
    return _only_below(passage, has(reading.motor[side][before], OPEN))


def _any(items: Iterator[Bools]) -> Bools:
    return reduce(np.logical_or, items)
