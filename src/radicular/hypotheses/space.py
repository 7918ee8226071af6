"""Every lesion that is considered, with its prior: the space that the posterior runs over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy.sites import Place, Site, load_sites
from radicular.condition import Conditions
from radicular.errors import InputError
from radicular.lesion import Fibers, Lesion, Severity, Side
from radicular.parameters import parameter
from radicular.tables import read_csv

__all__ = ["SETTINGS", "WEEKS", "Hypotheses", "Setting", "load_hypotheses"]

Setting = Literal["primary_care", "spine_clinic", "emg_laboratory", "surgical_series"]
SETTINGS: tuple[Setting, ...] = get_args(Setting)
SIDES: tuple[Side, ...] = ("left", "right", "both")

#: Weeks that stand for each class of time since onset.
WEEKS: Mapping[str, float] = {
    stage: parameter(f"{stage}_weeks") for stage in ("acute", "subacute", "chronic")
}


@dataclass(frozen=True, eq=False)
class Hypotheses:
    """All lesions under consideration.

    Attributes:
        setting: Where the patient is seen; decides the prior of the sites, and how severe and how
            old their lesions are.
        sites: Site ids, in the order of ``site``.
        lesions: The distinct lesions apart from their side.
        row: Position in ``lesions`` of each hypothesis, shape (hypotheses,).
        side: Position in ``left, right, both`` of each hypothesis, shape (hypotheses,).
        site: Position in ``sites`` of each hypothesis, shape (hypotheses,).
        log_prior: Shape (hypotheses,); the exponentials sum to 1.
    """

    setting: Setting
    sites: tuple[str, ...]
    lesions: tuple[Lesion, ...]
    row: NDArray[np.intp]
    side: NDArray[np.intp]
    site: NDArray[np.intp]
    log_prior: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def conditions(self) -> Conditions:
        """What each of ``lesions`` leaves in the usual anatomy."""
        return Conditions.of(self.lesions)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Place of each lesion."""
        return tuple(lesion.where for lesion in self.lesions)

    @cached_property
    def site_of_lesion(self) -> NDArray[np.intp]:
        """Position in ``sites`` of each lesion, shape (lesions,)."""
        position = {site: number for number, site in enumerate(self.sites)}
        return np.array([position[lesion.site] for lesion in self.lesions], dtype=np.intp)


@cache
def load_hypotheses(setting: str) -> Hypotheses:
    """Enumerate every lesion of the map for a setting.

    Args:
        setting: ``primary_care``, ``spine_clinic``, ``emg_laboratory`` or ``surgical_series``.

    Raises:
        InputError: If the setting is not one of these.

    Example:
        >>> space = load_hypotheses("spine_clinic")
        >>> bool(abs(np.exp(space.log_prior).sum() - 1) < 1e-9)
        True
    """
    if setting not in SETTINGS:
        raise InputError("setting", setting, ", ".join(SETTINGS))
    priors = _site_priors(setting)
    lesions: list[Lesion] = []
    weights: list[tuple[int, int, int, float]] = []
    names = tuple(load_sites())
    for number, site in enumerate(load_sites().values()):
        total, sides = priors[site.id]
        for lesion, weight in _latent_lesions(site, setting):
            lesions.append(lesion)
            for side, share in enumerate(sides):
                if total * share * weight > 0:
                    weights.append((len(lesions) - 1, side, number, total * share * weight))
    row, side_index, site_index, prior = zip(*weights, strict=True)
    return Hypotheses(
        setting=setting,
        sites=names,
        lesions=tuple(lesions),
        row=np.array(row, dtype=np.intp),
        side=np.array(side_index, dtype=np.intp),
        site=np.array(site_index, dtype=np.intp),
        log_prior=np.log(np.array(prior) / sum(prior)),
    )


def _site_priors(setting: str) -> dict[str, tuple[float, tuple[float, ...]]]:
    rows = read_csv("radicular.hypotheses", "tables/priors.csv")
    return {
        row["site"]: (float(row["weight"]), tuple(float(row[side]) for side in SIDES))
        for row in rows
        if row["setting"] == setting
    }


@cache
def _latent_rows() -> Mapping[tuple[str, str, str], Mapping[str, float]]:
    table: dict[tuple[str, str, str], dict[str, float]] = {}
    for row in read_csv("radicular.hypotheses", "tables/latent.csv"):
        key = (row["setting"], row["variable"], row["target"])
        table.setdefault(key, {})[row["level"]] = float(row["weight"])
    return table


def _latent(variable: str, site: Site, setting: str) -> Mapping[str, float]:
    """Return level to share for the most specific target, in its own setting where it has one."""
    rows = _latent_rows()
    targets = (site.id, f"family:{site.family}", "*")
    keys = ((where, variable, target) for target in targets for where in (setting, "*"))
    return next(rows[key] for key in keys if key in rows)


def _latent_lesions(site: Site, setting: str) -> Iterator[tuple[Lesion, float]]:
    severities, times = _latent("severity", site, setting), _latent("time", site, setting)
    for place, severity, time in product(site.places, severities, times):
        weight = place.weight * severities[severity] * times[time]
        for fibers, hurts, share in _fibers_and_pain(site, severity, setting):
            if weight * share > 0:
                lesion = Lesion(
                    site=site.id,
                    side="both",
                    place=place.id,
                    severity=cast(Severity, severity),
                    fibers=fibers,
                    weeks=WEEKS[time],
                    painful=hurts,
                )
                yield lesion, weight * share


def _fibers_and_pain(
    site: Site, severity: str, setting: str
) -> Iterator[tuple[Fibers, bool, float]]:
    if severity == "irritation":
        yield "mixed", site.family != "none", 1.0
        return
    painful = _latent("painful", site, setting)["yes"]
    pure = site.places[0].fibers != "mixed"
    shares = {"mixed": 1.0} if pure else _latent("fibers", site, setting)
    for fibers, share in shares.items():
        yield cast(Fibers, fibers), True, share * painful
        yield cast(Fibers, fibers), False, share * (1 - painful)
