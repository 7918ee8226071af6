"""The answer to "where is the lesion?": probabilities over every site of the map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy.sites import load_sites, roots_at
from radicular.hypotheses import SIDES, Hypotheses
from radicular.localize.likelihood import Reading

__all__ = ["Posterior", "RankedSite"]

Floats = NDArray[np.float64]

ROOTS = (*(f"L{n}" for n in range(1, 6)), *(f"S{n}" for n in range(1, 6)))


@cache
def _roots_of_lesions(space: Hypotheses) -> Floats:
    """Which roots every lesion involves, shape (lesions, roots)."""
    return np.array(
        [
            np.isin(ROOTS, tuple(roots_at(lesion.site, place.id)))
            for lesion, place in zip(space.lesions, space.places, strict=True)
        ],
        dtype=np.float64,
    )


@dataclass(frozen=True)
class RankedSite:
    """One site of the answer.

    Attributes:
        site: Site id.
        label: Name in words.
        family: Group of sites.
        probability: Of the site, over all sides and places.
        side: The likelier side of it.
        side_probability: Of that side, given the site.
        place: The likeliest place in words, empty where the site has but one.
        place_probability: Of that place, given the site.
    """

    site: str
    label: str
    family: str
    probability: float
    side: str
    side_probability: float
    place: str
    place_probability: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Posterior:
    """Probability of every hypothesis after the findings.

    Attributes:
        space: The hypotheses.
        weight: Probability of each hypothesis, shape (hypotheses,).
        log_evidence: Natural log of the probability of the findings.
        by_reading: Every way in which the record can be read, with the joint probability of that
            and each hypothesis, shape (hypotheses,).
    """

    space: Hypotheses
    weight: Floats
    log_evidence: float
    by_reading: tuple[tuple[Reading, Floats], ...] = field(default=(), compare=False, repr=False)
    _sums: dict[str, Mapping[str, float]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_log(cls, space: Hypotheses, log_joint: Floats) -> "Posterior":
        """Normalize log prior plus log likelihood, shape (hypotheses,)."""
        peak = log_joint.max()
        weight = np.exp(log_joint - peak)
        total = weight.sum()
        return cls(space, weight / total, float(peak + np.log(total)))

    @classmethod
    def from_readings(
        cls, space: Hypotheses, log_joint: Sequence[tuple[Reading, Floats]]
    ) -> "Posterior":
        """Normalize over every way in which the record can be read.

        Args:
            space: The hypotheses.
            log_joint: Ways of reading, each with its log prior plus log likelihood of every
                hypothesis, shape (hypotheses,).
        """
        if len(log_joint) == 1:
            ((way, values),) = log_joint
            whole = cls.from_log(space, values)
            return replace(whole, by_reading=((way, whole.weight),))
        whole = cls.from_log(space, np.logaddexp.reduce([values for _, values in log_joint]))
        shares = ((way, np.exp(values - whole.log_evidence)) for way, values in log_joint)
        return replace(whole, by_reading=tuple(shares))

    def sites(self) -> Mapping[str, float]:
        """Return the probability of every site, likeliest first."""
        if "sites" not in self._sums:
            sums = np.bincount(self.space.site, self.weight, len(self.space.sites))
            order = np.argsort(-sums, kind="stable")
            self._sums["sites"] = {self.space.sites[i]: float(sums[i]) for i in order}
        return self._sums["sites"]

    def families(self) -> Mapping[str, float]:
        """Return the probability of every family of sites, likeliest first."""
        sites = load_sites()
        sums: dict[str, float] = {}
        for site, probability in self.sites().items():
            family = sites[site].family
            sums[family] = sums.get(family, 0.0) + probability
        return dict(sorted(sums.items(), key=lambda item: -item[1]))

    def sides(self) -> Mapping[str, float]:
        """Return the probability of left, right and both."""
        sums = np.bincount(self.space.side, self.weight, len(SIDES))
        return {side: float(share) for side, share in zip(SIDES, sums, strict=True)}

    def roots(self) -> Mapping[str, float]:
        """Return for every root the probability that it is involved, cranial first.

        Counted are root, several-root and cauda equina sites; a plexus or nerve lesion involves
        no root.
        """
        if "roots" not in self._sums:
            involved = _roots_of_lesions(self.space)
            of_row = np.bincount(self.space.row, self.weight, len(involved))
            sums = (of_row @ involved).tolist()
            self._sums["roots"] = dict(zip(ROOTS, sums, strict=True))
        return self._sums["roots"]

    def ranked(self, count: int = 5) -> tuple[RankedSite, ...]:
        """Return the likeliest sites with their side and place.

        Args:
            count: How many sites.
        """
        return tuple(self._ranked_site(site) for site in list(self.sites())[:count])

    def _ranked_site(self, site_id: str) -> RankedSite:
        site = load_sites()[site_id]
        chosen = self.space.site == self.space.sites.index(site_id)
        weight = self.weight[chosen]
        total = weight.sum() or 1.0
        sides = np.bincount(self.space.side[chosen], weight, len(SIDES)) / total
        places: dict[str, float] = {}
        of_row = np.bincount(self.space.row[chosen], weight, len(self.space.lesions))
        for row in np.flatnonzero(of_row):
            label = self.space.places[row].label
            places[label] = places.get(label, 0.0) + float(of_row[row] / total)
        place = (
            max(places, key=lambda name: places[name]) if len(site.places) > 1 and places else ""
        )
        best = int(np.argmax(sides))
        return RankedSite(
            site=site_id,
            label=site.label,
            family=site.family,
            probability=float(weight.sum()),
            side=SIDES[best],
            side_probability=float(sides[best]),
            place=place,
            place_probability=places.get(place, 1.0),
        )

    def credible_set(self, mass: float = 0.9) -> tuple[str, ...]:
        """Return the fewest sites that together reach a probability.

        Args:
            mass: Probability to reach, 0 to 1.
        """
        chosen: list[str] = []
        reached = 0.0
        for site, probability in self.sites().items():
            chosen.append(site)
            reached += probability
            if reached >= mass:
                break
        return tuple(chosen)
