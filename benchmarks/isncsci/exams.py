"""Random examinations in twelve strata: three shapes, plain, with NT, with stars, with both."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

from radicular.isncsci import intact_exam
from radicular.isncsci.exam import ANAL_CONTRACTION, ANAL_PRESSURE, COLUMNS, NON_KEY_MUSCLE
from radicular.isncsci.rows import KEY_MUSCLES, ROWS, SIDES

__all__ = ["BORDERS", "STRATA", "Stratum", "neighbor_exams", "random_exam"]

Draw = Callable[[Random, str, str], str]

_BEST = dict(zip(COLUMNS, (2, 2, 5), strict=True))
#: How many rows marks are crowded in, and shares of sides, cells and examinations.
_CROWD = 4
_NON_KEY_SHARE, _STRAY_SHARE, _HALF = 0.12, 0.1, 0.5
_ROWS = dict(zip(COLUMNS, (ROWS, ROWS, KEY_MUSCLES), strict=True))


@dataclass(frozen=True)
class Stratum:
    """A kind of examination.

    Attributes:
        shape: ``uniform``, ``lesion`` or ``root``.
        open: Whether some cells are not testable.
        starred: Whether some cells have stars.
    """

    shape: str
    open: bool
    starred: bool

    def __str__(self) -> str:
        marks = [word for word, on in (("NT", self.open), ("stars", self.starred)) if on]
        return f"{self.shape}, {' and '.join(marks) or 'plain'}"


STRATA = tuple(
    Stratum(shape, open_, starred)
    for shape in ("uniform", "lesion", "root")
    for open_ in (False, True)
    for starred in (False, True)
)

#: Beyond the twelve: marks crowded where sensation and key muscles take turns.
BORDERS = Stratum("border", open=True, starred=True)


def random_exam(stratum: Stratum, seed: int) -> dict[str, Any]:
    """Return one examination of a stratum; the same seed, the same examination.

    Args:
        stratum: What kind.
        seed: Any number.
    """
    chance = Random(f"{stratum} {seed}")  # noqa: S311 - no secret
    exam: dict[str, Any] = intact_exam()
    _SHAPES[stratum.shape](exam, stratum, chance)
    for field in (ANAL_CONTRACTION, ANAL_PRESSURE):
        answers = ["Yes", "No", "NT"] if stratum.open else ["Yes", "No"]
        exam[field] = chance.choice(answers)
    if stratum.shape == "root" and chance.random() < _HALF:
        exam |= {ANAL_CONTRACTION: "Yes", ANAL_PRESSURE: "Yes"}
    for side in SIDES:
        if chance.random() < _NON_KEY_SHARE:
            exam[side][NON_KEY_MUSCLE] = chance.choice(KEY_MUSCLES)
    return exam


def neighbor_exams() -> Iterator[dict[str, Any]]:
    """Yield intact examinations with every mix of marks in three rows that follow each other."""
    muscles = ("5", "4", "2", "2*", "2**", "4**", "NT", "NT*")
    felt = ("2", "1", "1**", "NT", "NT*", "NT**")
    for scores in product(muscles, repeat=3):
        exam = intact_exam()
        exam["left"]["motor"] |= dict(zip(("L4", "L5", "S1"), scores, strict=True))
        yield exam
    for upper, lower, touch in product(muscles, muscles, felt):
        exam = intact_exam()
        exam["right"]["motor"] |= {"C8": upper, "T1": lower}
        exam["right"]["lightTouch"]["T2"] = touch
        yield exam


def _uniform(exam: dict[str, Any], stratum: Stratum, chance: Random) -> None:
    share = chance.choice((0.03, 0.1, 0.3))
    for side in SIDES:
        for column, rows in _ROWS.items():
            for row in rows:
                score = str(chance.randint(0, _BEST[column]))
                exam[side][column][row] = _marked(score, column, stratum, chance, share)


def _lesion(exam: dict[str, Any], stratum: Stratum, chance: Random) -> None:
    """Intact above a level, mixed for some rows, and little below."""
    share = chance.choice((0.03, 0.1, 0.3))
    for side in SIDES:
        level, zone = chance.randrange(len(ROWS) + 1), chance.randrange(8)
        for column, rows in _ROWS.items():
            top = level + chance.choice((0, 0, 0, -1, 1))
            end = top + zone + chance.randrange(3)
            tail = chance.choice((0, 0, 1, 3) if column == COLUMNS[2] else (0, 0, 1))
            for row in rows:
                place, score = ROWS.index(row), tail
                if place < top:
                    score = _BEST[column]
                elif place < end or chance.random() < _STRAY_SHARE:
                    score = chance.randint(0, _BEST[column])
                exam[side][column][row] = _marked(str(score), column, stratum, chance, share)


def _root(exam: dict[str, Any], stratum: Stratum, chance: Random) -> None:
    """An intact examination with a few changes from L4 down."""
    for _ in range(chance.randint(1, 6)):
        side, column = chance.choice(SIDES), chance.choice(COLUMNS)
        row = chance.choice([row for row in _ROWS[column] if row in ROWS[-6:]])
        score = str(chance.randint(0, _BEST[column]))
        exam[side][column][row] = _marked(score, column, stratum, chance, 0.6)


def _border(exam: dict[str, Any], stratum: Stratum, chance: Random) -> None:
    """Intact down to some rows with every kind of mark, and below intact or without anything."""
    first = chance.choice(("C2", "C4", "C8", "T5", "L1", "L4", "S1", "S2"))
    place = ROWS.index(first)
    ends = chance.random() < _HALF
    for side in SIDES:
        for column, rows in _ROWS.items():
            for row in rows:
                distance = ROWS.index(row) - place
                if 0 <= distance < _CROWD and chance.random() < _HALF:
                    score = str(chance.randint(0, _BEST[column]))
                    exam[side][column][row] = _marked(score, column, stratum, chance, 0.7)
                elif distance >= _CROWD and ends:
                    exam[side][column][row] = _marked("0", column, stratum, chance, 0.05)


_SHAPES: Mapping[str, Callable[[dict[str, Any], Stratum, Random], None]] = {
    "uniform": _uniform,
    "lesion": _lesion,
    "root": _root,
    "border": _border,
}


def _marked(score: str, column: str, stratum: Stratum, chance: Random, share: float) -> str:
    if chance.random() >= share:
        return score
    lower = str(chance.randrange(_BEST[column]))
    marks = []
    if stratum.open:
        marks += ["NT", "NT"]
    if stratum.starred:
        marks += [f"{lower}*", f"{lower}**"]
    if stratum.open and stratum.starred:
        marks += ["NT*", "NT**"]
    return chance.choice(marks) if marks else score
