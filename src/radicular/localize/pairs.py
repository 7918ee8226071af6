"""Two lesions at once: how likely a pair of places is beside either of them alone.

A pair pays for its second lesion in the prior: the probability of the second place in the setting
times that of the first. A finding of two lesions stays normal only if neither makes it abnormal;
two half losses that sum up in one muscle are therefore missed. Pair and single places are set side
by side in the usual anatomy, and the pair enters the answer by its ratio to the better single one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.errors import InputError
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.modality import NODE_WEIGHTS, modality_of, shifted
from radicular.findings.models import grade_chances
from radicular.findings.observation import Circumstances, normal_grades
from radicular.findings.rates import with_second_cause
from radicular.lesion import Lesion
from radicular.localize.evidence import Evidence, Slot
from radicular.localize.posterior import Posterior
from radicular.localize.scoring import LAPSE, Item
from radicular.localize.site_bits import places_of
from radicular.predict import HEALTHY

__all__ = ["Pair", "pair_of"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

#: Hypotheses of each place that are tried: the likeliest after and before the findings.
LIKELIEST, COMMONEST = 48, 16


@dataclass(frozen=True)
class Pair:
    """Two places together, beside each alone.

    Attributes:
        first: One place with its side.
        second: The other.
        probability: Of both together, once they are admitted as a possibility.
        probability_first: Of the first alone.
        probability_second: Of the second alone.
        prior_bits: Log2 of the prior odds of both against the likelier of the two alone.
        findings_bits: Log2 of how much likelier the findings are from both than from that one.
    """

    first: str
    second: str
    probability: float
    probability_first: float
    probability_second: float
    prior_bits: float
    findings_bits: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return dict(self.__dict__)


def pair_of(
    posterior: Posterior, evidence: Sequence[Evidence], first: Lesion, second: Lesion
) -> Pair:
    """Set two lesions at once beside either of them alone.

    Args:
        posterior: After all findings, for single places.
        evidence: The findings.
        first: Site and side, and a place or none for all places of the site.
        second: The other.

    Raises:
        InputError: If one of them is not considered in the setting.
    """
    if (first.site, first.side) == (second.site, second.side):
        raise InputError("--pair", f"{first} and {second}", "two different sites or sides")
    space = posterior.space
    rows = [_tried(posterior, places_of(space, lesion)) for lesion in (first, second)]
    prior = [np.exp(space.log_prior[places_of(space, item)]).sum() for item in (first, second)]
    own = [
        _Lesions(posterior, chosen, lesion)
        for chosen, lesion in zip(rows, (first, second), strict=True)
    ]
    single = [_log_mean(_log_chance(evidence, [lesions]), lesions.weight) for lesions in own]
    both = _log_mean(
        _log_chance(evidence, own), np.multiply.outer(own[0].weight, own[1].weight).ravel()
    )
    alone = [float(np.log(share) + log) for share, log in zip(prior, single, strict=True)]
    together = float(np.log(prior[0] * prior[1]) + both)
    better = int(np.argmax(alone))
    weight = [float(posterior.weight[places_of(space, item)].sum()) for item in (first, second)]
    joint = weight[better] * float(np.exp(together - alone[better]))
    prior_bits = float(np.log2(prior[1 - better]))
    return Pair(
        first=str(first),
        second=str(second),
        probability=joint / (1 + joint),
        probability_first=weight[0] / (1 + joint),
        probability_second=weight[1] / (1 + joint),
        prior_bits=prior_bits,
        findings_bits=(together - alone[better]) / float(np.log(2)) - prior_bits,
    )


def _tried(posterior: Posterior, chosen: NDArray[np.bool_]) -> Rows:
    """The hypotheses of a place that matter, the likeliest after and before the findings."""
    rows = np.flatnonzero(chosen)
    after = rows[np.argsort(-posterior.weight[rows])[:LIKELIEST]]
    before = rows[np.argsort(-posterior.space.log_prior[rows])[:COMMONEST]]
    return np.unique(np.concatenate([after, before]))


class _Lesions:
    """Some lesions of one place in the usual anatomy, with how common each is there."""

    def __init__(self, posterior: Posterior, rows: Rows, place: Lesion) -> None:
        space = posterior.space
        lesions = [space.lesions[row] for row in space.row[rows]]
        self.side = place.side
        self.conditions = Conditions.of(lesions)
        weight = np.exp(space.log_prior[rows])
        self.weight: Floats = weight / weight.sum()

    def affects(self, slot: Slot) -> bool:
        """Whether the lesions show at a place."""
        return slot in ("midline", "unknown", self.side) or self.side == "both"

    def chances(self, finding: Finding, slot: Slot) -> Floats:
        """Chance of every grade under each lesion, shape (lesions, grades)."""
        circumstances = Circumstances(bilateral=slot == "midline" and self.side == "both")
        if self.affects(slot):
            return grade_chances(finding, self.conditions, circumstances)
        healthy = grade_chances(finding, Conditions.of([HEALTHY]), circumstances)
        return np.repeat(healthy, len(self.weight), axis=0)


def _log_mean(log_chance: Floats, weight: Floats) -> float:
    peak = log_chance.max()
    return float(peak + np.log(np.exp(log_chance - peak) @ weight))


def _log_chance(evidence: Sequence[Evidence], lesions: Sequence[_Lesions]) -> Floats:
    """Log chance of the record under every combination of lesions, shape (combinations,)."""
    size = int(np.prod([len(one.weight) for one in lesions]))
    result = np.zeros(size)
    for items, slot in _by_modality(evidence):
        at_nodes = np.repeat(NODE_WEIGHTS[:, None], size, axis=1)
        for item in items:
            at_nodes = at_nodes * _of_item(item, slot, lesions)
        result += np.log(at_nodes.sum(axis=0))
    return result


def _by_modality(evidence: Sequence[Evidence]) -> list[tuple[list[Item], Slot]]:
    groups: dict[tuple[str, Slot], list[Item]] = {}
    for record in evidence:
        for slot, item in record.entries:
            modality = modality_of(load_catalog()[item.finding]).id
            groups.setdefault((modality, slot), []).append(item)
    return [(items, slot) for (_, slot), items in groups.items()]


def _of_item(item: Item, slot: Slot, lesions: Sequence[_Lesions]) -> Floats:
    """Chance of a finding as recorded at every node, shape (nodes, combinations)."""
    finding = load_catalog()[item.finding]
    chances, *more = (one.chances(finding, slot) for one in lesions)
    for other in more:
        chances = _combined(finding, chances, other)
    if item.background:
        chances = with_second_cause(finding, chances, np.array([item.background]))
    at_nodes = shifted(finding, chances, modality_of(finding).sd)
    seen = at_nodes[:, :, list(item.grades)].sum(axis=2)
    read: Floats = (1 - LAPSE) * seen + LAPSE * len(item.grades) / chances.shape[1]
    return read**item.exponent


def _combined(finding: Finding, one: Floats, other: Floats) -> Floats:
    """Chances of every pair of lesions, shape (pairs, grades)."""
    health = grade_chances(finding, Conditions.of([HEALTHY]), Circumstances())
    normal = normal_grades(finding)
    extra = np.where(normal, 0.0, np.maximum(other - health, 0.0))
    first = np.repeat(one, len(extra), axis=0)
    return with_second_cause(finding, first, np.tile(extra, (len(one), 1)))
