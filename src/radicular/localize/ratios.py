"""How well one sign tells some sites from all other patients of a setting."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import inf, isinf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.errors import InputError
from radicular.findings.catalog import Finding
from radicular.findings.scales import Scale
from radicular.hypotheses import SIDES, Hypotheses, load_hypotheses
from radicular.localize.compiled import variant_for
from radicular.localize.model_file import load_model
from radicular.localize.scoring import Scorer

__all__ = ["SignRatio", "abnormal_cuts", "sign_ratios"]

Floats = NDArray[np.float64]

#: More grades than this are told by the first and the last.
LISTED = 3


@dataclass(frozen=True)
class SignRatio:
    """What a sign says in one setting, where it is abnormal at least to some grade.

    Attributes:
        finding: Id of the finding.
        grades: The grades that count as abnormal, in the order of the scale.
        label: These grades in words.
        targets: The sites that are asked for.
        setting: Where the patients are seen.
        prior: Share of the setting's patients who have one of the sites.
        sensitivity: How often the sign is abnormal in them, on the side of the lesion.
        specificity: How often it is not in all other patients, on the side of their trouble.
    """

    finding: str
    grades: tuple[str, ...]
    label: str
    targets: tuple[str, ...]
    setting: str
    prior: float
    sensitivity: float
    specificity: float

    @property
    def positive(self) -> float:
        """The likelihood ratio of the abnormal sign; infinite where no other patient has it."""
        others = 1 - self.specificity
        return self.sensitivity / others if others > 0 else inf

    @property
    def negative(self) -> float:
        """The likelihood ratio where the sign is not abnormal."""
        return (1 - self.sensitivity) / self.specificity if self.specificity > 0 else inf

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; an infinite ratio is null."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        ratios = {"lr_positive": self.positive, "lr_negative": self.negative}
        known = {name: None if isinf(ratio) else ratio for name, ratio in ratios.items()}
        return plain | {"grades": list(self.grades), "targets": list(self.targets)} | known


def sign_ratios(
    finding: Finding, target_sites: Collection[str], setting: str
) -> tuple[SignRatio, ...]:
    """Return how well each abnormal cut of a finding tells some sites from all other patients.

    Both groups are those of the setting: how severe and how old their lesions are, and what the
    others have. The rates are means over people's anatomies. The age is left open.

    Args:
        finding: From the catalog.
        target_sites: Ids of the sites that are asked for.
        setting: One of the settings of the hypotheses.

    Raises:
        InputError: If there is no such setting, or a site is none of those considered.

    Example:
        >>> from radicular.findings.catalog import load_catalog
        >>> jerk = load_catalog()["reflex_achilles"]
        >>> [ratio.label for ratio in sign_ratios(jerk, ["root_S1"], "spine_clinic")]
        ['absent', 'absent or reduced', 'clonus', 'brisk or clonus']
    """
    space = load_hypotheses(setting)
    asked = _asked(space, target_sites)
    joint = _site_grades(finding, setting)
    prior = float(joint[asked].sum() / joint.sum())
    chances = [group.sum(axis=0) / group.sum() for group in (joint[asked], joint[~asked])]
    ratios = []
    for grades in abnormal_cuts(finding.scale):
        columns = [finding.scale.grades.index(grade) for grade in grades]
        here, elsewhere = (float(chance[columns].sum()) for chance in chances)
        ratios.append(
            SignRatio(
                finding=finding.id,
                grades=grades,
                label=_label(finding.scale, grades),
                targets=tuple(site for site in space.sites if site in target_sites),
                setting=setting,
                prior=prior,
                sensitivity=here,
                specificity=1 - elsewhere,
            )
        )
    return tuple(ratios)


def abnormal_cuts(scale: Scale) -> Iterator[tuple[str, ...]]:
    """Yield the abnormal grades from each end of a scale, up to the healthy ones.

    Example:
        >>> from radicular.findings.scales import load_scales
        >>> list(abnormal_cuts(load_scales()["tension"]))
        [('positive',), ('positive_late', 'positive')]
    """
    healthy = [place for place, grade in enumerate(scale.grades) if grade in scale.normal]
    below, above = scale.grades[: healthy[0]], scale.grades[healthy[-1] + 1 :]
    yield from accumulate((grade,) for grade in below)
    yield from accumulate(((grade,) for grade in reversed(above)), lambda cut, one: one + cut)


def _label(scale: Scale, grades: Sequence[str]) -> str:
    labels = [scale.labels[grade] for grade in grades]
    if len(labels) > LISTED:
        return f"{labels[0]} to {labels[-1]}"
    *first, last = labels
    return f"{', '.join(first)} or {last}" if first else last


def _asked(space: Hypotheses, target_sites: Collection[str]) -> NDArray[np.bool_]:
    """Return which sites are asked for, shape (sites,)."""
    unknown = sorted(set(target_sites) - set(space.sites))
    if unknown or not target_sites:
        raise InputError("target", ", ".join(unknown), "the id of a site that can be the answer")
    return np.isin(space.sites, list(target_sites))


@cache
def _site_grades(finding: Finding, setting: str) -> Floats:
    """Return the joint probability of site and grade in a setting, shape (sites, grades)."""
    space = load_hypotheses(setting)
    both = space.side == SIDES.index("both")
    weight = np.exp(space.log_prior)
    position = _scorer().model.position
    lesions = [position[lesion] for lesion in space.lesions]
    joint = np.zeros((len(space.sites), len(finding.scale.grades)))
    for chosen, affects_both in ((~both, False), (both, True)):
        mass = np.bincount(space.row[chosen], weight[chosen], len(space.lesions))
        means = _scorer().grade_means(finding.id, variant_for(finding, both=affects_both))
        np.add.at(joint, space.site_of_lesion, mass[:, None] * means[lesions])
    return joint


@cache
def _scorer() -> Scorer:
    return Scorer(load_model(), dtype=np.float64)
