"""Likelihood ratios of key signs in every setting, as the fitted links give them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.designs import design
from calibration.implied import Model
from calibration.studies import Member, SignRate
from calibration.tables import rows_of
from calibration.unconstrained import Space
from radicular.anatomy.sites import load_sites
from radicular.hypotheses import SETTINGS, load_hypotheses

__all__ = ["Ratio", "likelihood_ratios"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ratio:
    """How much a sign speaks for a site in a setting.

    Args:
        sign: The published sign, as a row of ``signs.csv`` names it.
        setting: Where.
        target: Rate of the sign with a lesion of the site.
        others: Rate in everybody else whom the setting sees.
    """

    sign: str
    setting: str
    target: float
    others: float

    @property
    def positive(self) -> float:
        """Likelihood ratio of the sign."""
        return self.target / self.others

    @property
    def negative(self) -> float:
        """Likelihood ratio of its absence."""
        return (1 - self.target) / (1 - self.others)


def likelihood_ratios(space: Space, theta: Floats) -> tuple[Ratio, ...]:
    """Return the ratios of the signs of ``signs.csv``, by sign and setting.

    Args:
        space: The links that are free.
        theta: The free numbers, shape (size,).
    """
    groups: dict[str, tuple[Member, ...]] = {}
    rates: list[SignRate] = []
    for row in rows_of("signs"):
        target = row["site"]
        groups[target] = (_member(target),)
        for setting in SETTINGS:
            seen = {site for site, there in _seen(setting).items() if there}
            groups[f"{setting}: not {target}"] = tuple(
                _member(site) for site in load_sites() if site != target and site in seen
            )
            rates += [
                _asked(row, setting, target),
                _asked(row, setting, f"{setting}: not {target}"),
            ]
    model = Model(design(rates, groups), space)
    numbers = np.zeros(model.size)
    numbers[: space.size] = theta[: space.size]
    found = model.rates(numbers).reshape(-1, 2)
    return tuple(
        Ratio(rate.id, rate.setting, float(here), float(there))
        for rate, (here, there) in zip(rates[::2], found, strict=True)
    )


def _seen(setting: str) -> dict[str, bool]:
    space = load_hypotheses(setting)
    mass = np.bincount(space.site, np.exp(space.log_prior), len(space.sites))
    return {site: bool(there > 0) for site, there in zip(space.sites, mass, strict=True)}


def _member(site: str) -> Member:
    return Member(site, both_sides=False, painful=False, hidden=False, weight=None)


def _asked(row: dict[str, str], setting: str, group: str) -> SignRate:
    return SignRate(
        id=row["sign"],
        study=row["sign"],
        source="",
        finding=row["finding"],
        grades=frozenset(row["grades"].split("|")),
        role="target",
        group=group,
        setting=setting,
        spectrum="expected",
        given={},
        reference_standard="",
        value=0.0,
        low=None,
        high=None,
        interval="",
        n=None,
        n_basis="",
        provenance="derived",
        trust="normal",
        use="prior",
        reason="",
        note="",
    )
