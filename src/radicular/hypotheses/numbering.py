"""How many lumbar vertebrae people have, and what that does to the level names of a report."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from radicular.tables import read_csv

__all__ = ["Numbering", "load_numbering"]


@dataclass(frozen=True, slots=True)
class Numbering:
    """A count of lumbar vertebrae.

    Attributes:
        lumbar_vertebrae: 4, 5 or 6.
        probability: Share of people.
        shift: Level of the root that works like a name in a shifted report, minus that name: -1
            where a disc called L5-S1 meets the root that works as L5.
        shift_chance: Chance that a report is shifted as long as nobody confirmed the count.
        sources: Keys of the bibliography.
        note: How the numbers came about.
    """

    lumbar_vertebrae: int
    probability: float
    shift: int
    shift_chance: float
    sources: tuple[str, ...]
    note: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return plain | {"sources": list(self.sources)}


@cache
def load_numbering() -> tuple[Numbering, ...]:
    """Return every count of lumbar vertebrae, the smallest first.

    Example:
        >>> [(count.lumbar_vertebrae, count.shift) for count in load_numbering()]
        [(4, -1), (5, 0), (6, 1)]
    """
    rows = read_csv("radicular.hypotheses", "tables/numbering.csv")
    counts = (
        Numbering(
            lumbar_vertebrae=int(row["lumbar_vertebrae"]),
            probability=float(row["probability"]),
            shift=int(row["level_shift"]),
            shift_chance=float(row["shifted_if_unconfirmed"]),
            sources=tuple(row["source_keys"].split(";")),
            note="; ".join(row[f"{part}_note"] for part in ("probability", "shift", "shifted")),
        )
        for row in rows
    )
    return tuple(sorted(counts, key=lambda count: count.lumbar_vertebrae))
