"""Why this site: what each finding adds for and against it, and how well the record fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log2, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.localize.leave_one_out import LeaveOneOut
from radicular.parameters import parameter
from radicular.tables import read_csv

__all__ = ["Clue", "Misfit", "clues", "misfit_rarity", "misfits", "standardized_surprise"]

Floats = NDArray[np.float64]

MISFIT_RATIO, UNEXPECTED = parameter("misfit_ratio"), parameter("misfit_unexpected")
#: Sites with less prior are not held up as better.
EXCLUDED = 1e-6
#: Nor are sites that the other findings rule out.
STILL_POSSIBLE = 1e-3
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


def clues(record: LeaveOneOut, sites: Sequence[str]) -> Mapping[str, tuple[Clue, ...]]:
    """Return for every named site what each finding adds, strongest first.

    Args:
        record: The posterior and what it would be without each finding.
        sites: Site ids.
    """
    position = {site: record.posterior.space.sites.index(site) for site in sites}
    found: dict[str, list[Clue]] = {site: [] for site in sites}
    for item in record.evidence:
        without = record.sites_without(item)
        for site, index in position.items():
            bits = _log_odds(record.whole, index) - _log_odds(without, index)
            found[site].append(Clue(item.text, bits))
    return {
        site: tuple(sorted(items, key=lambda clue: -abs(clue.bits)))
        for site, items in found.items()
    }


def _log_odds(sums: Floats, index: int) -> float:
    chosen = float(sums[index])
    rest = float(sums.sum()) - chosen
    return log2(max(chosen, _TINY)) - log2(max(rest, _TINY))


def misfits(record: LeaveOneOut) -> tuple[Misfit, ...]:
    """Return the findings that the first site does not explain, worst first."""
    space = record.posterior.space
    first = next(iter(record.posterior.sites()))
    index = space.sites.index(first)
    prior = np.bincount(space.site, np.exp(space.log_prior), len(space.sites))
    found = []
    for item in record.evidence:
        foreseen = record.whole / np.maximum(record.sites_without(item), _TINY)
        foreseen[(prior < EXCLUDED) | (record.whole < STILL_POSSIBLE)] = 0.0
        better = int(np.argmax(foreseen))
        if foreseen[better] > MISFIT_RATIO * foreseen[index] and foreseen[index] < UNEXPECTED:
            found.append(
                Misfit(
                    item.text,
                    float(foreseen[index]),
                    space.sites[better],
                    float(foreseen[better]),
                )
            )
    return tuple(sorted(found, key=lambda misfit: misfit.probability))


def standardized_surprise(record: LeaveOneOut) -> float:
    """Return how much more surprising the findings are than expected, in standard deviations.

    Each finding is held against what all others say of it: the surprise at what was recorded, less
    the mean surprise over what could have been recorded. Under the model the mean is near 0.
    """
    foreseen = [one for item in record.evidence for one in record.foreseen(item)]
    excess = sum(one.surprise - one.expected for one in foreseen)
    return excess / sqrt(sum(one.variance for one in foreseen) + _TINY)


def misfit_rarity(surprise: float, findings: int) -> float | None:
    """Return the part of the model's own patients whose records are at least as odd.

    Args:
        surprise: As :func:`standardized_surprise` gives it.
        findings: How many findings are on record.

    Returns:
        From 0 to 1, no less than the table can tell; None for records of a size that it leaves out.
    """
    rows = [row for row in _misfit_rows() if row[0] <= findings <= row[1]]
    if not rows:
        return None
    # Rounded, so that one of fifty is no more than 0.02.
    rarer = (round(1 - quantile, 6) for _, _, quantile, value in rows if surprise >= value)
    return min(rarer, default=1.0)


@cache
def _misfit_rows() -> tuple[tuple[int, int, float, float], ...]:
    return tuple(
        (
            int(row["findings_from"]),
            int(row["findings_to"]),
            float(row["quantile"]),
            float(row["value"]),
        )
        for row in read_csv("radicular.localize", "tables/misfit.csv")
    )
