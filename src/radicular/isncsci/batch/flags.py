"""What each score means, as bits that whole columns of codes are looked up in."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from radicular.isncsci.score import MOTOR_SCORES, SENSORY_SCORES, Score

__all__ = [
    "ASSUMED",
    "ASSUMED_STRONG",
    "DOUBTFUL",
    "IMPAIRED",
    "MOTOR_CODES",
    "MOTOR_FLAGS",
    "MOTOR_GRADES",
    "MOTOR_UNSTARRED",
    "NOT_NORMAL_UNTESTED",
    "OPEN",
    "PERHAPS_STRONG",
    "PRESENT",
    "SENSORY_CODES",
    "SENSORY_FLAGS",
    "SENSORY_GRADES",
    "SENSORY_UNSTARRED",
    "STRONG",
    "SURELY_WEAK",
    "TAKEN_TESTED",
    "TAKEN_UNTESTED",
    "UNKNOWN",
    "UNTESTED",
    "Bools",
    "Codes",
    "Flags",
    "has",
]

Bools = NDArray[np.bool_]
Codes = NDArray[np.uint8]
Flags = NDArray[np.uint16]

(
    IMPAIRED,
    UNTESTED,
    NOT_NORMAL_UNTESTED,
    OPEN,
    TAKEN_TESTED,
    TAKEN_UNTESTED,
    PRESENT,
    ASSUMED,
    DOUBTFUL,
    UNKNOWN,
    STRONG,
    ASSUMED_STRONG,
    PERHAPS_STRONG,
    SURELY_WEAK,
) = (1 << bit for bit in range(14))


def has(flags: Flags, bits: int) -> Bools:
    """Return where any of some bits is set."""
    found: Bools = (flags & np.uint16(bits)) != 0
    return found


def _flags(score: Score) -> int:
    tested = score.grade is not None
    meanings = {
        IMPAIRED: score.impaired,
        UNTESTED: score.untested,
        NOT_NORMAL_UNTESTED: score.untested and score.stars > 0,
        OPEN: score.open,
        TAKEN_TESTED: score.taken_for_normal and tested,
        TAKEN_UNTESTED: score.taken_for_normal and not tested,
        PRESENT: score.presence == "present",
        ASSUMED: score.presence == "assumed",
        DOUBTFUL: score.presence == "doubtful",
        UNKNOWN: score.presence == "unknown",
        STRONG: score.strong,
        ASSUMED_STRONG: score.assumed_strong,
        PERHAPS_STRONG: score.perhaps_strong,
        SURELY_WEAK: score.surely_weak,
    }
    return sum(bit for bit, true in meanings.items() if true)


def _table(scores: Mapping[str, Score]) -> Flags:
    return np.array([_flags(score) for score in scores.values()], dtype=np.uint16)


def _grades(scores: Mapping[str, Score]) -> NDArray[np.int16]:
    """Grade of each code; far below zero where there is none, so that no sum can hide it."""
    grades = [score.grade for score in scores.values()]
    return np.array([-1000 if grade is None else grade for grade in grades], dtype=np.int16)


def _unstarred(scores: Mapping[str, Score]) -> Codes:
    places = {text: code for code, text in enumerate(scores)}
    return np.array([places[score.as_it_is.text] for score in scores.values()], dtype=np.uint8)


#: Code of every score that may stand in a cell of sensation.
SENSORY_CODES = {text: code for code, text in enumerate(SENSORY_SCORES)}
#: Code of every score that may stand in a cell of strength.
MOTOR_CODES = {text: code for code, text in enumerate(MOTOR_SCORES)}
SENSORY_FLAGS, MOTOR_FLAGS = _table(SENSORY_SCORES), _table(MOTOR_SCORES)
SENSORY_GRADES, MOTOR_GRADES = _grades(SENSORY_SCORES), _grades(MOTOR_SCORES)
SENSORY_UNSTARRED, MOTOR_UNSTARRED = _unstarred(SENSORY_SCORES), _unstarred(MOTOR_SCORES)
