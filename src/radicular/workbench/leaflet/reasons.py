"""What each finding says of a place when it stands alone, which is how a patient asks it.

What it adds to all others would leave out a lost reflex as soon as a weak muscle tells the same.
"""

from collections.abc import Collection, Iterator
from math import log2

from radicular.localize.evidence import Evidence
from radicular.localize.localizer import Answer, load_localizer
from radicular.localize.posterior import Posterior

__all__ = ["reasons"]

_TINY = 1e-12


def reasons(answer: Answer, sites: Collection[str]) -> Iterator[tuple[str, float]]:
    """Yield ids of findings with how far each by itself moves the odds of some sites, in bits.

    Args:
        answer: Of a case.
        sites: Site ids that are told as one place.
    """

    def odds(*evidence: Evidence) -> float:
        return _log_odds(localizer.posterior(evidence, answer.case.vertebrae), sites)

    localizer = load_localizer(answer.setting, "numba")
    before = odds()
    recorded = {item.finding for item in answer.case.observations}
    for item in answer.evidence:
        if item.finding in recorded:
            yield item.finding, odds(item) - before


def _log_odds(posterior: Posterior, sites: Collection[str]) -> float:
    chance = sum(posterior.sites()[site] for site in sites)
    return log2((chance + _TINY) / (1 - chance + _TINY))
