"""Sensory and motor level of a side, and the neurological level of injury."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from radicular.isncsci.exam import Exam, SideExam
from radicular.isncsci.passages import block_passage, muscle_passage, sensory_passage
from radicular.isncsci.rows import INTACT, KEY_MUSCLES, ROWS, SACRAL, SIDES, Side, between
from radicular.isncsci.walk import Found, Passage, walk

__all__ = ["BLOCKS", "injury_level", "motor_level", "sensory_level"]

#: The first row below each block of key muscles, and the rows whose sensation lets nobody pass it.
BLOCKS = {"T2": between("C5", "T2"), "S2": between("L2", "S2")}


def sensory_level(side: SideExam) -> Found:
    """Return the last row from C2 down with normal light touch and pinprick.

    Args:
        side: What was examined on one side.
    """
    return walk((_level(row), sensory_passage(side.sensation(row))) for row in ROWS)


def motor_level(side: SideExam, anal_contraction: str) -> Found:
    """Return the last key muscle of at least 3 below only full ones.

    Where there is no key muscle, sensation stands in for it; below S3, anal contraction decides.

    Args:
        side: What was examined on one side.
        anal_contraction: ``Yes``, ``No`` or ``NT``.
    """
    return walk(_motor_passages(side, anal_contraction))


def _motor_passages(side: SideExam, anal_contraction: str) -> Iterator[tuple[str, Passage]]:
    for row in ROWS:
        if row in KEY_MUSCLES:
            yield row, _in_block(side, row)
        elif row in BLOCKS:
            cells = [score for each in BLOCKS[row] for score in side.sensation(each)]
            yield row, block_passage(cells)
        else:
            level = ROWS[-2] if row == SACRAL else row
            yield level, sensory_passage(side.sensation(row))
    yield INTACT, Passage(above=anal_contraction != "Yes", passes=anal_contraction != "No")


def _in_block(side: SideExam, row: str) -> Passage:
    """A muscle between its neighbors.

    A weak one that is taken for normal between an open and a weak one makes its own level no
    assumption: that level is one of several anyway.
    """
    passage, after = _after_open(side, row), side.motor.get(_next(row))
    if passage.assumed_from == "below" and after is not None and after.surely_weak:
        return passage
    return muscle_passage(side.motor[row])


def _after_open(side: SideExam, row: str) -> Passage:
    """A muscle whose two stars do not reach its own level where the muscle above is open."""
    passage, before = muscle_passage(side.motor[row]), side.motor.get(_previous(row))
    if passage.assumed_from == "here" and before is not None and before.open:
        return replace(passage, assumed_from="below")
    return passage


def injury_level(exam: Exam, motor: Mapping[Side, Found]) -> Found:
    """Return the last row that is intact on both sides, sensation and key muscles.

    Args:
        exam: The examination.
        motor: Motor levels of each side.
    """
    found = walk((_level(row), _both_sides(exam, row)) for row in ROWS)
    return {
        level: assumed or (level in KEY_MUSCLES and _shared(exam, level, motor))
        for level, assumed in found.items()
    }


def _shared(exam: Exam, level: str, motor: Mapping[Side, Found]) -> bool:
    """Whether the muscles of both sides may end at a level, one of them by an assumption."""
    assumed = any(motor[side].get(level) for side in SIDES)
    return assumed and all(_may_end_at(exam.side(side), level) for side in SIDES)


def _may_end_at(side: SideExam, row: str) -> bool:
    """Whether the key muscles of a side, without its sensation, may end at a row."""
    after = side.motor.get(_next(row))
    here = muscle_passage(side.motor[row])
    return not here.sure or (after is not None and muscle_passage(after).above)


def _both_sides(exam: Exam, row: str) -> Passage:
    sides = [exam.side(side) for side in SIDES]
    feeling = [sensory_passage(side.sensation(row)) for side in sides]
    strength = [_after_open(side, row) for side in sides] if row in KEY_MUSCLES else []
    every = [*feeling, *strength]
    stopped = any(item.above and not item.at and not item.passes for item in every)
    marks = {item.assumed_from for item in every}
    return Passage(
        above=any(item.above for item in every),
        at=not stopped and any(item.at for item in every),
        passes=all(item.passes for item in every),
        above_assumed=_between_blocks(row) and all(item.above_assumed for item in every),
        assumed_from="here" if "here" in marks else "below" if "below" in marks else "",
    )


def _between_blocks(row: str) -> bool:
    """Whether neither this row nor the one above has a key muscle."""
    return row not in KEY_MUSCLES and row not in BLOCKS


def _level(row: str) -> str:
    return INTACT if row == SACRAL else row


def _next(row: str) -> str:
    return ROWS[ROWS.index(row) + 1]


def _previous(row: str) -> str:
    return ROWS[ROWS.index(row) - 1]
