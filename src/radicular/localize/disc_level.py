"""Which disc level and zone would explain the root that the findings point to."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from radicular.anatomy.levels import level_and_zone
from radicular.localize.posterior import Posterior

__all__ = ["DiscLevel", "disc_levels"]

_LEAST = 0.02


@dataclass(frozen=True)
class DiscLevel:
    """A disc level and zone with the probability that a lesion of a root sits there.

    Attributes:
        level: Such as ``L5-S1``.
        zone: ``subarticular``, ``foraminal``, ``central`` or ``extraforaminal``.
        root: The root that it would hit.
        probability: Of this root at this zone.
    """

    level: str
    zone: str
    root: str
    probability: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return dict(self.__dict__)


def disc_levels(posterior: Posterior) -> tuple[DiscLevel, ...]:
    """Return disc levels and zones of single roots, likeliest first, from 2 % on."""
    conditions = posterior.space.conditions
    of_row = np.bincount(posterior.space.row, posterior.weight, len(conditions))
    sums: dict[tuple[str, str, str], float] = {}
    for site, place, weight in zip(conditions.sites, conditions.places, of_row, strict=True):
        spots = level_and_zone(site, place.id) if site.startswith("root_") else ()
        if spots and weight > 0:
            level, zone, _ = spots[0]
            key = (level, zone, site.removeprefix("root_"))
            sums[key] = sums.get(key, 0.0) + float(weight)
    levels = [DiscLevel(*key, probability) for key, probability in sums.items()]
    likely = [level for level in levels if level.probability >= _LEAST]
    return tuple(sorted(likely, key=lambda level: -level.probability))
