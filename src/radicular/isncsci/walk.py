"""Walking down the rows until one is no longer normal: how every level is found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from radicular.isncsci.rows import INTACT, LEVELS

__all__ = ["Found", "Passage", "listed", "walk"]

#: Levels that are possible, from the head down, and whether each rests on an assumption (a star).
Found = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Passage:
    """What one row does to somebody who walks down.

    Attributes:
        above: The row may be impaired: the level above it is possible.
        at: The row may be the last intact one, as a muscle is that is not full but at least 3.
        passes: The row may be normal: the walk goes on.
        above_assumed: The level above would rest on a score with one star.
        at_assumed: This level would rest on a score with one star.
        assumed_from: Two stars make the row normal: every level from this row on (``here``), or
            only those below it (``below``), rests on them.
    """

    above: bool = False
    at: bool = False
    passes: bool = False
    above_assumed: bool = False
    at_assumed: bool = False
    assumed_from: Literal["", "here", "below"] = ""

    @property
    def sure(self) -> bool:
        """Whether the row is normal beyond doubt."""
        return self.passes and not self.above and not self.at


def walk(passages: Iterable[tuple[str, Passage]]) -> Found:
    """Return the levels that a walk from C1 down may end at.

    Args:
        passages: Level of each row and what it does, from the head down.

    Example:
        >>> normal, open_, impaired = (
        ...     Passage(passes=True),
        ...     Passage(above=True, passes=True),
        ...     (Passage(above=True)),
        ... )
        >>> walk([("C2", normal), ("C3", open_), ("C4", normal), ("C5", impaired)])
        {'C2': False, 'C4': False}
    """
    found: dict[str, bool] = {}
    level, level_assumed, assumed = LEVELS[0], False, False
    for row, passage in passages:
        from_here = assumed or passage.assumed_from == "here"
        if passage.above:
            found.setdefault(level, level_assumed or passage.above_assumed)
        if passage.at:
            found.setdefault(row, from_here or passage.at_assumed)
        if not passage.passes:
            return found
        level, level_assumed = row, from_here
        assumed = assumed or bool(passage.assumed_from)
    found.setdefault(INTACT, assumed)
    return found


def listed(found: Found) -> str:
    """Return possible levels as the reference writes them.

    Args:
        found: Levels and whether each rests on an assumption.

    Example:
        >>> listed({"L5": False, "S1": True, "INT": False})
        'L5,S1*,INT'
    """
    return ",".join(f"{level}{'*' if assumed else ''}" for level, assumed in found.items())
