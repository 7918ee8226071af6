"""Which root a lesion at a disc level and zone hits."""

from dataclasses import dataclass
from functools import cache

from radicular.tables import read_csv

__all__ = ["DiscZone", "load_disc_zones"]


#: Lowest weights that the rule of ``disc_zones.csv`` calls usual and possible.
USUAL, POSSIBLE = 1.0, 0.4


@dataclass(frozen=True)
class DiscZone:
    """What a lesion at one level and zone does to one root.

    Attributes:
        level: Disc level (``L5-S1``) or part of the sacrum.
        zone: Zone id (``subarticular``).
        zone_name: The zone in words.
        root: Root name.
        role: Traversing, exiting, and so on.
        both_sides: Whether both sides are hit.
        weight: How usual it is, 0 to 1, an ordinal judgment.
        mechanism: What causes it there.
        note: Remark.
        provenance: How the statement that this root is hit came about.
        source_key: Key in the bibliography.
    """

    level: str
    zone: str
    zone_name: str
    root: str
    role: str
    both_sides: bool
    weight: float
    mechanism: str
    note: str
    provenance: str
    source_key: str

    @property
    def often(self) -> str:
        """The weight in words, by the rule of the table."""
        if self.weight >= USUAL:
            return "usual"
        return "possible" if self.weight >= POSSIBLE else "uncommon"


@cache
def load_disc_zones() -> tuple[DiscZone, ...]:
    """Return every level, zone and root.

    Example:
        >>> zones = [zone for zone in load_disc_zones() if zone.level == "L5-S1"]
        >>> zones[0].zone, zones[0].root
        ('subarticular', 'S1')
    """
    return tuple(
        DiscZone(
            level=row["level"],
            zone=row["zone"],
            zone_name=row["zone_name"],
            root=row["root"],
            role=row["role"],
            both_sides=row["both_sides"] == "yes",
            weight=float(row["weight"]),
            mechanism=row["mechanism"],
            note=row["note"],
            provenance=row["provenance"],
            source_key=row["source_key"],
        )
        for row in read_csv("radicular.anatomy", "tables/disc_zones.csv")
    )
