"""What each finding adds to the odds of one place against another: parts that sum to the whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.errors import InputError
from radicular.hypotheses import SIDES, Hypotheses
from radicular.lesion import Lesion
from radicular.localize.comparison import BitsOfFinding, SiteBits
from radicular.localize.evidence import Evidence
from radicular.localize.posterior import Posterior

__all__ = ["Removals", "places_of", "site_bits"]

Floats = NDArray[np.float64]
Posteriors = Sequence[Posterior]

_TINY = 1e-300


def places_of(space: Hypotheses, lesion: Lesion) -> NDArray[np.bool_]:
    """Return which hypotheses lie at a site and side, and place if one is named, (hypotheses,).

    Args:
        space: The hypotheses.
        lesion: Site and side, and a place or none for all places of the site.

    Raises:
        InputError: If the setting does not consider it.
    """
    named = lesion.place is not None
    lesions = np.array(
        [
            item.site == lesion.site and (not named or item.place == lesion.place)
            for item in space.lesions
        ]
    )
    chosen: NDArray[np.bool_] = lesions[space.row] & (space.side == SIDES.index(lesion.side))
    if not chosen.any():
        raise InputError("place", str(lesion), "a site with a side that the setting considers")
    return chosen


class _Masses:
    """Log of the joint probability of a record and two places, and of all others."""

    def __init__(self, first: NDArray[np.bool_], second: NDArray[np.bool_]) -> None:
        self.first, self.second = first, second

    def of(self, posterior: Posterior) -> Floats:
        """First, second, all but the first, shape (3,)."""
        parts = (self.first, self.second, ~self.first)
        masses = np.array([posterior.weight[part].sum() for part in parts])
        return np.asarray(np.log2(np.maximum(masses, _TINY)) + posterior.log_evidence / np.log(2))


@dataclass(frozen=True)
class Removals:
    """Posteriors of parts of a record.

    Attributes:
        growing: Of the first 0, 1, … findings, one more than there are findings.
        shrinking: Of all findings from the first, second, … on, to none.
        without: Of all findings but each.
    """

    growing: Posteriors
    shrinking: Posteriors
    without: Posteriors


def site_bits(
    space: Hypotheses,
    evidence: Sequence[Evidence],
    places: tuple[Lesion, Lesion],
    removals: Removals,
) -> SiteBits:
    """Return what each finding adds to the odds of one place against another.

    The findings are added one after the other, in the order of the record and in reverse; what
    each adds to the log odds, given those before it, sums to the posterior log odds exactly in
    both orders, and so does the mean of the two.

    Args:
        space: The hypotheses.
        evidence: The record.
        places: The two places.
        removals: Posteriors of parts of the record.
    """
    first, second = (places_of(space, place) for place in places)
    masses = _Masses(first, second)
    steps = np.array([masses.of(posterior) for posterior in removals.growing])
    back = np.array([masses.of(posterior) for posterior in removals.shrinking])
    spared = np.array([masses.of(posterior) for posterior in removals.without]).reshape(-1, 3)
    against_second = steps[:, 0] - steps[:, 1]
    gains = (
        np.diff(steps[:, [0]] - steps[:, 1:], axis=0) - np.diff(back[:, [0]] - back[:, 1:], axis=0)
    ) / 2
    prior, whole = removals.growing[0].weight, removals.growing[-1].weight
    return SiteBits(
        prior_first=float(prior[first].sum()),
        prior_second=float(prior[second].sum()),
        prior_bits=float(against_second[0]),
        posterior_bits=float(against_second[-1]),
        probability_first=float(whole[first].sum()),
        probability_second=float(whole[second].sum()),
        findings=tuple(
            BitsOfFinding(
                finding=item.text,
                finding_id=item.finding,
                side=_side(item),
                bits_first_second=float(gained),
                bits_first_others=float(gained_of_all),
                leave_one_out=float(against_second[-1] - (left[0] - left[1])),
                surprise=float(left[0] - steps[-1, 0]),
            )
            for item, (gained, gained_of_all), left in zip(evidence, gains, spared, strict=True)
        ),
    )


def _side(item: Evidence) -> str:
    slots = list(dict.fromkeys(_slots(item)))
    return slots[0] if len(slots) == 1 else "both" if slots else "midline"


def _slots(item: Evidence) -> Iterator[str]:
    return (slot for slot, _ in item.entries)
