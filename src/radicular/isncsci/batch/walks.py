"""Walking down the rows of many examinations at once; see ``isncsci.walk`` for the idea."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from radicular.isncsci.batch.flags import (
    ASSUMED_STRONG,
    IMPAIRED,
    NOT_NORMAL_UNTESTED,
    OPEN,
    PERHAPS_STRONG,
    STRONG,
    TAKEN_TESTED,
    TAKEN_UNTESTED,
    Bools,
    Flags,
    has,
)
from radicular.isncsci.rows import LEVELS

__all__ = [
    "FoundMany",
    "Passages",
    "block_passages",
    "muscle_passages",
    "sensory_passages",
    "walk_many",
]


@dataclass(frozen=True, eq=False)
class FoundMany:
    """Levels that are possible, and which rest on an assumption.

    Attributes:
        possible: (29 levels, exams).
        assumed: (29 levels, exams).
    """

    possible: Bools
    assumed: Bools


@dataclass(frozen=True, eq=False)
class Passages:
    """What one row does in each examination; the fields of ``isncsci.walk.Passage``, (exams,)."""

    above: Bools
    at: Bools
    passes: Bools
    above_assumed: Bools
    at_assumed: Bools
    here: Bools
    below: Bools


def sensory_passages(flags: Flags) -> Passages:
    """Return what the sensation of one row does.

    Args:
        flags: Of light touch and pinprick together, (exams,).
    """
    impaired, refused = has(flags, IMPAIRED), has(flags, NOT_NORMAL_UNTESTED)
    open_, blocked = has(flags, OPEN), impaired | refused
    here = has(flags, TAKEN_TESTED) | (has(flags, TAKEN_UNTESTED) & ~open_)
    never = np.zeros_like(blocked)
    return Passages(
        above=blocked | open_,
        at=never,
        passes=~blocked,
        above_assumed=refused & ~impaired,
        at_assumed=never,
        here=here,
        below=never,
    )


def block_passages(flags: Flags) -> Passages:
    """Return what the sensation beside a block of key muscles does.

    Args:
        flags: Of all its rows together, (exams,).
    """
    blocked, open_ = has(flags, IMPAIRED | NOT_NORMAL_UNTESTED), has(flags, OPEN)
    never = np.zeros_like(blocked)
    return Passages(
        above=blocked | open_,
        at=never,
        passes=~blocked,
        above_assumed=never,
        at_assumed=never,
        here=has(flags, TAKEN_TESTED | TAKEN_UNTESTED) & ~open_,
        below=never,
    )


def muscle_passages(flags: Flags) -> Passages:
    """Return what a key muscle does.

    Args:
        flags: Of the muscle, (exams,).
    """
    taken, open_ = has(flags, TAKEN_TESTED | TAKEN_UNTESTED), has(flags, OPEN)
    in_doubt = has(flags, PERHAPS_STRONG | NOT_NORMAL_UNTESTED)
    impaired, strong = has(flags, IMPAIRED), has(flags, STRONG)
    weak, enough = impaired & ~strong & ~in_doubt, impaired & strong
    here = has(flags, ASSUMED_STRONG)
    return Passages(
        above=open_ | in_doubt | weak,
        at=open_ | in_doubt | enough,
        passes=~(in_doubt | weak | enough),
        above_assumed=np.zeros_like(open_),
        at_assumed=in_doubt,
        here=here,
        below=taken & ~here,
    )


def walk_many(rows: Iterable[tuple[int, Passages]], count: int) -> FoundMany:
    """Return where walks from C1 down may end.

    Args:
        rows: Position of the level of each row and what it does, from the head down.
        count: Number of examinations.
    """
    found = FoundMany(*(np.zeros((len(LEVELS), count), bool) for _ in range(2)))
    level, walking = 0, np.ones(count, bool)
    level_assumed, assumed = np.zeros(count, bool), np.zeros(count, bool)
    for row, passage in rows:
        from_here = assumed | passage.here
        _add(found, level, walking & passage.above, level_assumed | passage.above_assumed)
        _add(found, row, walking & passage.at, from_here | passage.at_assumed)
        walking &= passage.passes
        level, level_assumed = row, from_here
        assumed = from_here | passage.below
    _add(found, len(LEVELS) - 1, walking, assumed)
    return found


def _add(found: FoundMany, level: int, where: Bools, assumed: Bools) -> None:
    """Note a level where it was not noted before."""
    found.assumed[level] |= where & assumed & ~found.possible[level]
    found.possible[level] |= where
