"""Why this site: what each finding adds for and against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.localize.likelihood import Evidence
from radicular.localize.posterior import Posterior
from radicular.parameters import parameter

__all__ = ["Clue", "Misfit", "clues", "misfits"]

Floats = NDArray[np.float64]

MISFIT_RATIO, UNEXPECTED = parameter("misfit_ratio"), parameter("misfit_unexpected")
#: Sites with less prior are not held up as better.
EXCLUDED = 1e-6
#: Hypotheses with less posterior weight cannot come back by leaving one finding out.
NEGLIGIBLE = 1e-9
_TINY = 1e-300


@dataclass(frozen=True)
class Clue:
    """What one finding adds for a site.

    Attributes:
        finding: The finding as recorded.
        bits: Log2 of the factor by which the odds of the site rise when the finding is added to
            all others; negative against the site.
    """

    finding: str
    bits: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"finding": self.finding, "bits": round(self.bits, 3)}


@dataclass(frozen=True)
class Misfit:
    """A recorded finding that the first site does not explain.

    Attributes:
        finding: The finding as recorded.
        probability: Of this value under the first site, given the other findings.
        better_site: A site that foresaw it better.
        better_probability: Of this value under that site.
    """

    finding: str
    probability: float
    better_site: str
    better_probability: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return dict(self.__dict__)


class _Sums:
    """Sums of posterior weight by site, over the hypotheses that can still matter."""

    def __init__(self, posterior: Posterior) -> None:
        self.kept = np.flatnonzero(posterior.weight > NEGLIGIBLE)
        self.site = posterior.space.site[self.kept]
        self.weight = posterior.weight[self.kept]
        self.count = len(posterior.space.sites)
        self.whole = self._by_site(self.weight)

    def without(self, item: Evidence) -> Floats:
        """Return the sums that one finding less would leave, up to a factor, shape (sites,)."""
        return self._by_site(self.weight * np.exp(-item.log_likelihood[self.kept]))

    def _by_site(self, weight: Floats) -> Floats:
        return np.bincount(self.site, weight, self.count).astype(np.float64)


def clues(
    posterior: Posterior, evidence: Sequence[Evidence], sites: Sequence[str]
) -> Mapping[str, tuple[Clue, ...]]:
    """Return for every named site what each finding adds, strongest first.

    Args:
        posterior: After all findings.
        evidence: The findings that gave it.
        sites: Site ids.
    """
    sums = _Sums(posterior)
    position = {site: posterior.space.sites.index(site) for site in sites}
    found: dict[str, list[Clue]] = {site: [] for site in sites}
    for item in evidence:
        without = sums.without(item)
        for site, index in position.items():
            bits = _log_odds(sums.whole, index) - _log_odds(without, index)
            found[site].append(Clue(item.text, bits))
    return {
        site: tuple(sorted(items, key=lambda clue: -abs(clue.bits)))
        for site, items in found.items()
    }


def _log_odds(sums: Floats, index: int) -> float:
    chosen = float(sums[index])
    rest = float(sums.sum()) - chosen
    return log2(max(chosen, _TINY)) - log2(max(rest, _TINY))


def misfits(posterior: Posterior, evidence: Sequence[Evidence]) -> tuple[Misfit, ...]:
    """Return the findings that the first site does not explain, worst first."""
    first = next(iter(posterior.sites()))
    index = posterior.space.sites.index(first)
    prior = np.bincount(
        posterior.space.site, np.exp(posterior.space.log_prior), len(posterior.space.sites)
    )
    sums = _Sums(posterior)
    found = []
    for item in evidence:
        foreseen = sums.whole / np.maximum(sums.without(item), _TINY)
        foreseen[prior < EXCLUDED] = 0.0
        better = int(np.argmax(foreseen))
        if foreseen[better] > MISFIT_RATIO * foreseen[index] and foreseen[index] < UNEXPECTED:
            found.append(
                Misfit(
                    item.text,
                    float(foreseen[index]),
                    posterior.space.sites[better],
                    float(foreseen[better]),
                )
            )
    return tuple(sorted(found, key=lambda misfit: misfit.probability))
