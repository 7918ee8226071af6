"""The rows of the form: dermatomes from C2 to S4-5, ten of them with a key muscle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from radicular.tables import read_csv

__all__ = [
    "ARM_MUSCLES",
    "INTACT",
    "KEY_MUSCLES",
    "LEG_MUSCLES",
    "LEVELS",
    "POSITION",
    "ROWS",
    "ROW_FACTS",
    "SACRAL",
    "SIDES",
    "RowFacts",
    "Side",
    "between",
    "shown",
]

Side = Literal["right", "left"]

SIDES: tuple[Side, Side] = ("right", "left")


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What is examined in one row.

    Attributes:
        row: Key (``S1``, ``S4_5``).
        key_point: Where light touch and pinprick are tested.
        key_muscle: Muscle group that is graded; empty in rows without one.
        sensation_finding: Finding of the catalog that the key point makes; empty above the map.
        strength_finding: Finding of the catalog that the muscle group makes; empty above the map.
    """

    row: str
    key_point: str
    key_muscle: str
    sensation_finding: str
    strength_finding: str


def _read() -> Mapping[str, RowFacts]:
    fields = RowFacts.__slots__
    rows = read_csv("radicular.isncsci", "tables/rows.csv")
    return {row["row"]: RowFacts(*(row[field] for field in fields)) for row in rows}


ROW_FACTS = _read()
ROWS = tuple(ROW_FACTS)
SACRAL = "S4_5"
INTACT = "INT"
#: What a level can be, from the head down: the last intact row, or intact throughout.
LEVELS = ("C1", *ROWS[:-1], INTACT)
#: Position of a level and of a row; below S4-5 nothing is left to fail, so that row means intact.
POSITION: Mapping[str, int] = {
    **{level: place for place, level in enumerate(LEVELS)},
    SACRAL: LEVELS.index(INTACT),
}
KEY_MUSCLES = tuple(row for row, facts in ROW_FACTS.items() if facts.key_muscle)
ARM_MUSCLES = tuple(row for row in KEY_MUSCLES if row[0] in "CT")
LEG_MUSCLES = tuple(row for row in KEY_MUSCLES if row[0] in "LS")


def shown(row: str) -> str:
    """Return a row as people write it.

    Args:
        row: Key of a row.

    Example:
        >>> shown("S4_5"), shown("S1")
        ('S4-5', 'S1')
    """
    return row.replace("_", "-")


def between(first: str, last: str) -> Sequence[str]:
    """Return the rows from one to another, both included.

    Args:
        first: Key of the upper row.
        last: Key of the lower row.

    Example:
        >>> between("L4", "S1")
        ('L4', 'L5', 'S1')
    """
    return ROWS[ROWS.index(first) : ROWS.index(last) + 1]
