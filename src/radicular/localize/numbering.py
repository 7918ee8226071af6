"""What the answer would be if the vertebrae were counted otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy.levels import level_and_zone
from radicular.anatomy.sites import load_sites
from radicular.case import Vertebrae
from radicular.findings.catalog import DISC_LEVELS
from radicular.hypotheses import Numbering, load_numbering
from radicular.localize.posterior import Posterior

__all__ = ["CountView", "count_views", "shift_chances"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CountView:
    """The answer under one count of lumbar vertebrae.

    Attributes:
        lumbar_vertebrae: 4, 5 or 6.
        probability: Of this count after the findings.
        site: The likeliest site if it is right.
        label: That site in words.
        site_probability: Of that site if it is right.
        level: What a report that counts from below would call the disc level of that site; empty
            where the site has none.
        usual_level: The name of that level with five lumbar vertebrae.
    """

    lumbar_vertebrae: int
    probability: float
    site: str
    label: str
    site_probability: float
    level: str
    usual_level: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return dict(self.__dict__)


def shift_chances(vertebrae: Vertebrae | None) -> Mapping[int, float]:
    """Return how likely the level names of a report are shifted by -1, 0 or 1 level.

    Args:
        vertebrae: The count on record; if it is confirmed, the names are taken at their word.
    """
    chances = dict.fromkeys((-1, 0, 1), 0.0)
    for count, probability in _counts(vertebrae):
        shifted = 0.0 if vertebrae and vertebrae.confirmed else count.shift_chance
        chances[count.shift] += probability * shifted
        chances[0] += probability * (1 - shifted)
    return {shift: chance for shift, chance in chances.items() if chance > 0}


def _counts(vertebrae: Vertebrae | None) -> tuple[tuple[Numbering, float], ...]:
    if vertebrae and vertebrae.confirmed:
        return tuple(
            (count, 1.0) for count in load_numbering() if count.lumbar_vertebrae == vertebrae.count
        )
    return tuple((count, count.probability) for count in load_numbering())


def count_views(posterior: Posterior, vertebrae: Vertebrae | None) -> tuple[CountView, ...]:
    """Return the answer under every count of lumbar vertebrae, the likeliest first.

    Args:
        posterior: After all findings.
        vertebrae: The count on record, if any.
    """
    prior = shift_chances(vertebrae)
    joints = {shift: _joint(posterior, shift, chance) for shift, chance in prior.items()}
    views = []
    for count, probability in _counts(vertebrae):
        shifted = 0.0 if vertebrae and vertebrae.confirmed else count.shift_chance
        weight = np.zeros(len(posterior.space))
        for shift, share in ((count.shift, shifted), (0, 1 - shifted)):
            if share:
                weight = weight + probability * share * joints[shift] / prior[shift]
        views.append(_view(count, weight, posterior))
    return tuple(sorted(views, key=lambda view: -view.probability))


def _joint(posterior: Posterior, shift: int, chance: float) -> Floats:
    """Joint probability of a shift of names and every hypothesis, shape (hypotheses,)."""
    by_shift = {way.shift for way, _ in posterior.by_reading}
    if by_shift <= {0}:
        return chance * posterior.weight
    return np.asarray(sum(weight for way, weight in posterior.by_reading if way.shift == shift))


def _view(count: Numbering, weight: Floats, posterior: Posterior) -> CountView:
    space = posterior.space
    total = float(weight.sum())
    sums = np.bincount(space.site, weight, len(space.sites)) / total
    first = int(np.argmax(sums))
    usual = _usual_level(posterior, weight, first)
    position = DISC_LEVELS.index(usual) - count.shift if usual else 0
    inside = usual and 0 <= position < len(DISC_LEVELS)
    return CountView(
        lumbar_vertebrae=count.lumbar_vertebrae,
        probability=total,
        site=space.sites[first],
        label=load_sites()[space.sites[first]].label,
        site_probability=float(sums[first]),
        level=DISC_LEVELS[position] if inside else "",
        usual_level=usual,
    )


def _usual_level(posterior: Posterior, weight: Floats, site: int) -> str:
    """Disc level of the likeliest place of a single root, empty for other sites."""
    space = posterior.space
    chosen = np.flatnonzero(space.site == site)
    of_row = np.bincount(space.row[chosen], weight[chosen], len(space.lesions))
    lesion = space.lesions[int(np.argmax(of_row))]
    if not lesion.site.startswith("root_"):
        return ""
    spots = level_and_zone(lesion.site, lesion.where.id)
    return spots[0][0] if spots else ""
