"""Completeness, impairment scale, zones of partial preservation and sums of many examinations."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.isncsci.batch.exam_table import NO, NOT_TESTED, YES, ExamTable
from radicular.isncsci.batch.flags import (
    ASSUMED,
    ASSUMED_STRONG,
    DOUBTFUL,
    MOTOR_GRADES,
    PERHAPS_STRONG,
    PRESENT,
    SENSORY_GRADES,
    STRONG,
    TAKEN_TESTED,
    TAKEN_UNTESTED,
    UNKNOWN,
    UNTESTED,
    Bools,
    Flags,
    has,
)
from radicular.isncsci.batch.level_rules import Reading, injury_levels, motor_levels
from radicular.isncsci.batch.walks import FoundMany
from radicular.isncsci.preservation import FAR
from radicular.isncsci.rows import ARM_MUSCLES, KEY_MUSCLES, LEVELS, POSITION, ROWS, SIDES

__all__ = [
    "complete_injuries",
    "impairment_scales",
    "motor_preservations",
    "sensory_preservations",
    "sums",
]

_BOTH = range(len(SIDES))
_SURE = PRESENT | ASSUMED
_TAKEN = TAKEN_TESTED | TAKEN_UNTESTED


@dataclass(frozen=True, eq=False)
class _Sparing:
    """Sensation at S4-5, (exams,); see ``isncsci.completeness.SacralSparing``."""

    absent: Bools
    present: Bools
    assumed: Bools
    agreed: Bools

    @classmethod
    def of(cls, flags: Flags, pressure: NDArray[np.uint8]) -> "_Sparing":
        surely = (pressure == YES) | has(flags, _SURE)
        open_ = (pressure == NOT_TESTED) | has(flags, UNKNOWN | DOUBTFUL)
        kinds = flags & np.uint16(PRESENT | ASSUMED | DOUBTFUL | UNKNOWN)
        agreed = (kinds == DOUBTFUL) | (kinds == ASSUMED)
        starred = agreed | (kinds == DOUBTFUL | ASSUMED)
        return cls(~surely, surely | open_, (pressure == NO) & starred, agreed)


def _sparing(reading: Reading) -> _Sparing:
    return _Sparing.of(reading.feeling[0, -1] | reading.feeling[1, -1], reading.table.pressure)


def complete_injuries(reading: Reading) -> FoundMany:
    """Return whether injuries may be complete and incomplete, (2, exams).

    Args:
        reading: The examinations.
    """
    sensation, contraction = _sparing(reading), reading.table.contraction
    possible = np.stack(
        [sensation.absent & (contraction != YES), sensation.present | (contraction != NO)]
    )
    assumed = sensation.assumed & sensation.agreed & (contraction == NO)
    return FoundMany(possible, possible & assumed)


def impairment_scales(
    reading: Reading, complete: FoundMany, injury: FoundMany, motor: Sequence[FoundMany]
) -> FoundMany:
    """Return the grades A to E that are possible, (5, exams).

    Args:
        reading: The examinations.
        complete: Whether the injuries may be complete and incomplete.
        injury: Neurological levels of injury.
        motor: Motor levels of each side.
    """
    contraction, sensation = reading.table.contraction, _sparing(reading)
    far = [_Far.of(reading, side, motor[side]) for side in _BOTH]
    incomplete = complete.possible[1]
    motor_complete = far[0].absent & far[1].absent
    b = incomplete & sensation.present & (contraction != YES) & motor_complete
    unsure = (contraction == NO) & (far[0].starred | far[1].starred)
    moves = incomplete & ((contraction != NO) | far[0].possible | far[1].possible)
    c, d = _motor_incomplete(reading, injury, moves)
    assumed = (contraction == NO) & (far[0].assumed | far[1].assumed)
    last = len(LEVELS) - 1
    possible = [complete.possible[0], b, c.possible, d.possible]
    stars = [
        complete.assumed[0],
        sensation.assumed | unsure,
        c.assumed | assumed,
        d.assumed | assumed,
    ]
    possible.append(injury.possible[last] & (contraction != NO))
    stars.append(injury.assumed[last])
    together = np.stack(possible)
    return FoundMany(together, together & np.stack(stars))


@dataclass(frozen=True, eq=False)
class _Far:
    """Motor function far below the motor levels of a side, (exams,).

    Attributes:
        absent: There may be none.
        possible: There may be some.
        assumed: Below the uppermost level, the first is a zero with two stars.
        starred: Below some level, it rests on a zero with stars whether there is any.
    """

    absent: Bools
    possible: Bools
    assumed: Bools
    starred: Bools

    @classmethod
    def of(cls, reading: Reading, side: int, motor: FoundMany) -> "_Far":
        below = _functions_from(reading.motor[side], reading.table.non_key[side])
        absent, possible, assumed, starred, before = np.zeros((5, len(reading)), bool)
        for level, here in enumerate(motor.possible):
            none, some, first, doubt = below[_muscles_to(level + FAR)]
            absent |= here & none
            possible |= here & some
            assumed |= here & first & ~before
            starred |= here & (first | doubt)
            before |= here
        return cls(absent, possible, assumed, starred)


def _functions_from(
    motor: Flags, non_key: NDArray[np.uint8]
) -> list[tuple[Bools, Bools, Bools, Bools]]:
    """From each key muscle down: none, some, first one assumed, one doubtful before any sure."""
    never = np.zeros(motor.shape[-1], bool)
    found = [(~never, never, never, never)]
    for row, flags in zip(KEY_MUSCLES[::-1], motor[::-1], strict=True):
        none, some, first, doubt = found[-1]
        moves, open_ = has(flags, _SURE), has(flags, UNKNOWN | DOUBTFUL)
        sure = moves | (non_key == POSITION[row])
        found.append(
            (
                none & ~sure,
                some | sure | open_,
                np.where(sure, has(flags, ASSUMED), first & ~open_),
                ~sure & (doubt | has(flags, DOUBTFUL)),
            )
        )
    return found[::-1]


def _muscles_to(position: int) -> int:
    """How many key muscles lie at a position or above it."""
    return sum(POSITION[row] <= position for row in KEY_MUSCLES)


@dataclass(frozen=True, eq=False)
class _Grade:
    possible: Bools
    assumed: Bools


def _motor_incomplete(reading: Reading, injury: FoundMany, where: Bools) -> tuple[_Grade, _Grade]:
    fewer, fewer_assumed, half, half_sure, asked = np.zeros((5, len(reading)), bool)
    strong = _strong_from(reading.motor)
    for level in range(len(LEVELS) - 1):
        here, count = injury.possible[level], strong[_muscles_to(level)]
        new_c = here & count.fewer & ~fewer
        fewer_assumed |= new_c & count.fewer_assumed
        asked |= new_c & injury.assumed[level] & ~count.fewer_assumed
        fewer |= new_c
        half |= here & count.half
        half_sure |= here & count.half_sure
    where_asked = np.flatnonzero(asked & where)
    fewer_assumed[where_asked] |= ~_fewer_without_stars(reading.table, where_asked)
    return _Grade(fewer & where, fewer_assumed), _Grade(half & where, ~half_sure)


@dataclass(frozen=True, eq=False)
class _Strong:
    """Whether at least half of the key muscles from one down are strong, (exams,)."""

    fewer: Bools
    fewer_assumed: Bools
    half: Bools
    half_sure: Bools

    @classmethod
    def of(cls, total: int, counts: NDArray[np.uint8]) -> "_Strong":
        """Judge counts of sure, assumed, perhaps strong and untested muscles, (4, exams)."""
        sure, assumed, perhaps, untested = counts
        every = sure + assumed + perhaps

        def enough(strong: NDArray[np.uint8]) -> Bools:
            return 2 * strong >= total

        return cls(
            fewer=~enough(sure + assumed),
            fewer_assumed=enough(every),
            half=enough(every + untested),
            half_sure=enough(sure + untested),
        )


def _strong_from(motor: Flags) -> list[_Strong]:
    """How strong both sides are from each key muscle down; last, with no muscle left."""
    counts = np.zeros((4, motor.shape[-1]), np.uint8)
    found = [_Strong.of(0, counts)]
    for muscle in range(len(KEY_MUSCLES) - 1, -1, -1):
        for side in _BOTH:
            for kind, bits in enumerate((STRONG, ASSUMED_STRONG, PERHAPS_STRONG, UNTESTED)):
                counts[kind] += has(motor[side, muscle], bits)
        found.append(_Strong.of(len(SIDES) * (len(KEY_MUSCLES) - muscle), counts))
    return found[::-1]


def _fewer_without_stars(table: ExamTable, which: NDArray[np.intp]) -> Bools:
    plain = Reading.of(table.part(which).unstarred)
    injury = injury_levels(plain, [motor_levels(plain, side) for side in _BOTH])
    found = np.zeros(len(which), bool)
    strong = _strong_from(plain.motor)
    for level in range(len(LEVELS) - 1):
        found |= injury.possible[level] & strong[_muscles_to(level)].fewer
    return found


def sensory_preservations(reading: Reading, side: int) -> FoundMany:
    """Return the sensory zones of partial preservation; the last position is not applicable.

    Args:
        reading: The examinations.
        side: Position in ``SIDES``.
    """
    feeling = reading.feeling[side]
    sacral = _Sparing.of(feeling[-1], reading.table.pressure)
    found = _no_zone(len(reading))
    looking, assumed = sacral.absent.copy(), np.zeros(len(reading), bool)
    for place in range(len(ROWS) - 2, -1, -1):
        flags = feeling[place]
        sure, unknown, doubtful = has(flags, _SURE), has(flags, UNKNOWN), has(flags, DOUBTFUL)
        assumed |= looking & doubtful & ~unknown & ~sure
        here = looking & (sure | unknown | doubtful)
        found.possible[place + 1] = here
        found.assumed[place + 1] = here & assumed
        looking &= ~sure
    found.possible[0], found.assumed[0] = looking, looking & assumed
    found.possible[-1] = sacral.present
    return found


def motor_preservations(
    reading: Reading, side: int, motor: FoundMany, may_be_motor_incomplete: Bools
) -> FoundMany:
    """Return the motor zones of partial preservation; the last position is not applicable.

    Args:
        reading: The examinations.
        side: Position in ``SIDES``.
        motor: Motor levels of that side.
        may_be_motor_incomplete: Where AIS C is possible, (exams,).
    """
    contraction = reading.table.contraction
    found = _no_zone(len(reading))
    reached = motor.possible[:-1].copy()
    reached[-1] |= motor.possible[-1]
    above = _down_to(reached)
    taken = _taken_down_to(reading, side)
    looking = contraction != YES
    for level in range(len(LEVELS) - 2, -1, -1):
        first = reached[level] & ~(above[level - 1] if level else np.zeros_like(looking))
        here, sure = looking & reached[level], first
        row = LEVELS[level]
        if row in KEY_MUSCLES:
            flags = reading.motor[side, KEY_MUSCLES.index(row)]
            here = looking & (reached[level] | has(flags, _SURE | UNKNOWN | DOUBTFUL))
            sure = first | has(flags, _SURE)
            assumed = has(flags, ASSUMED | DOUBTFUL)
        elif level:
            own = has(reading.feeling[side, level - 1], TAKEN_TESTED)
            assumed = np.where(first, taken[level - 1], own)
        else:
            assumed = np.zeros_like(looking)
        found.possible[level] = here
        found.assumed[level] = here & assumed
        looking = looking & ~sure
    _move_to_other_muscle(found, reading.table.non_key[side], may_be_motor_incomplete)
    found.possible[-1] = contraction != NO
    return found


def _no_zone(count: int) -> FoundMany:
    return FoundMany(*(np.zeros((len(LEVELS), count), bool) for _ in range(2)))


def _taken_down_to(reading: Reading, side: int) -> Bools:
    """Whether anything from the head down to each row is taken for normal, (rows, exams)."""
    flags = reading.feeling[side].copy()
    for muscle, row in enumerate(KEY_MUSCLES):
        flags[ROWS.index(row)] |= reading.motor[side, muscle]
    return _down_to(has(flags, _TAKEN))


def _down_to(flags: Bools) -> Bools:
    """Whether any row from the first one to each is true; faster than an accumulation."""
    found = flags.copy()
    for place in range(1, len(found)):
        found[place] |= found[place - 1]
    return found


def _move_to_other_muscle(found: FoundMany, muscle: NDArray[np.uint8], where: Bools) -> None:
    """Levels far above a working muscle that is no key muscle give way to its level."""
    asked = np.flatnonzero(where & (muscle > 0))
    levels = np.arange(len(LEVELS) - 1)[:, None]
    far = muscle[asked].astype(np.int16) - levels > FAR
    possible, assumed = found.possible[:-1, asked], found.assumed[:-1, asked]
    moved = (possible & far).any(axis=0)
    possible &= ~far
    assumed &= ~far
    target = muscle[asked][moved], np.flatnonzero(moved)
    possible[target] = True
    found.possible[:-1, asked], found.assumed[:-1, asked] = possible, assumed


def sums(table: ExamTable) -> NDArray[np.int16]:
    """Return the sums of each side: arm, leg, light touch, pinprick; negative if undetermined.

    Args:
        table: The examinations.

    Returns:
        Shape (2 sides, 4, exams).
    """
    motor, sensation = MOTOR_GRADES[table.motor], SENSORY_GRADES[table.sensation]
    arms = len(ARM_MUSCLES)
    parts = [motor[:, :arms], motor[:, arms:], sensation[:, 0], sensation[:, 1]]
    return np.stack([part.sum(axis=1, dtype=np.int16) for part in parts], axis=1)
