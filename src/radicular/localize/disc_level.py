"""Which disc level and zone would explain the root that the findings point to."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from radicular.anatomy.levels import level_and_zone
from radicular.hypotheses import Hypotheses
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
    space = posterior.space
    of_row = np.bincount(space.row, posterior.weight, len(space.lesions))
    sums: dict[tuple[str, str, str], float] = {}
    for row, key in _named_rows(space):
        sums[key] = sums.get(key, 0.0) + float(of_row[row])
    levels = [DiscLevel(*key, probability) for key, probability in sums.items()]
    likely = [level for level in levels if level.probability >= _LEAST]
    return tuple(sorted(likely, key=lambda level: -level.probability))


@cache
def _named_rows(space: Hypotheses) -> tuple[tuple[int, tuple[str, str, str]], ...]:
    """Lesions of single roots with the level, zone and root that name them."""
    found = []
    for row, (lesion, place) in enumerate(zip(space.lesions, space.places, strict=True)):
        spots = level_and_zone(lesion.site, place.id) if lesion.site.startswith("root_") else ()
        if spots:
            level, zone, _ = spots[0]
            found.append((row, (level, zone, lesion.site.removeprefix("root_"))))
    return tuple(found)
