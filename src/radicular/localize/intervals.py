"""How far the probabilities move when the parameters move within what the studies leave open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.findings.links import load_link_draws
from radicular.localize.leave_one_out import LeaveOneOut, Part, View
from radicular.localize.scoring import Group, Scorer

__all__ = ["Interval", "drawn_scorers", "intervals"]

Floats = NDArray[np.float64]

#: Ends of an interval, as parts of the draws.
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Interval:
    """Where a probability lies in nine of ten draws of the parameters.

    Attributes:
        low: 5 % of the draws lie below.
        high: 5 % of the draws lie above.
    """

    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"low": round(self.low, 6), "high": round(self.high, 6)}


def drawn_scorers(scorer: Scorer) -> tuple[Scorer, ...]:
    """Return one scorer for every draw of the links and of the rates by site.

    Args:
        scorer: Whose compiled model is taken over.
    """
    draws = enumerate(load_link_draws())
    return tuple(scorer.with_parameters(links, number) for number, links in draws)


def intervals(
    record: LeaveOneOut, drawn: Sequence[Scorer], sites: Sequence[str]
) -> Mapping[str, Interval]:
    """Return the interval of the probability of each named site.

    The hypotheses that carry weight are weighed anew under every draw.

    Args:
        record: The posterior with the hypotheses that carry weight.
        drawn: A scorer for every draw.
        sites: Site ids.
    """
    places = [record.posterior.space.sites.index(name) for name in sites]
    usual = _Chances(record.likelihood.scorer)
    found = []
    for scorer in drawn:
        chances = _Chances(scorer)
        weight = np.sum([view.sites(_moved(view, usual, chances)) for view in record.views], axis=0)
        found.append(weight[places] / weight.sum())
    low, high = np.quantile(np.array(found), (LOW, HIGH), axis=0)
    return {
        name: Interval(float(below), float(above))
        for name, below, above in zip(sites, low, high, strict=True)
    }


class _Chances:
    """Chances of findings under one draw, for the rows that are asked for."""

    def __init__(self, scorer: Scorer) -> None:
        self.scorer = scorer
        self._known: dict[tuple[Group, int], Floats] = {}

    def of_rows(self, group: Group, rows: NDArray[np.intp]) -> Floats:
        """Chance of a group of findings in some rows of its modality, shape (rows,)."""
        key = (group, id(rows))
        if key not in self._known:
            codes = [self.scorer.codes(item)[rows] for item in group.items]
            self._known[key] = self._of_codes(group, codes)
        return self._known[key]

    def in_health(self, group: Group) -> float:
        """Chance of a group of findings on a side that is spared."""
        none = np.zeros(1, dtype=np.intp)
        return float(self._of_codes(group, [none] * len(group.items))[0])

    def _of_codes(self, group: Group, codes: Sequence[NDArray[Any]]) -> Floats:
        at_nodes = np.tile(self.scorer.weights[: self.scorer.nodes_used], (len(codes[0]), 1))
        for item, code in zip(group.items, codes, strict=True):
            distinct, inverse = np.unique(code, return_inverse=True)
            at_nodes *= self.scorer.chance_at(item, distinct)[inverse]
        return np.asarray(at_nodes.sum(axis=1))


def _moved(view: View, usual: _Chances, drawn: _Chances) -> Floats:
    """Weight of the hypotheses of a view under a draw, up to a common factor, (hypotheses,)."""
    weight = view.weight.copy()
    for group in view.spared:
        weight *= drawn.in_health(group) / usual.in_health(group)
    for part in view.parts:
        weight *= _factor(part, usual, drawn)
    return weight


def _factor(part: Part, usual: _Chances, drawn: _Chances) -> Floats:
    of_lesions = np.ones(len(part.lesion))
    of_cells: Floats | None = None
    for group in part.groups:
        rows, inverse, _, _ = part.rows(group.modality)
        ratio = (drawn.of_rows(group, rows) / usual.of_rows(group, rows))[inverse]
        if part.scorer.model.banks[group.modality].axis == "lesion":
            of_lesions *= ratio
        else:
            of_cells = ratio if of_cells is None else of_cells * ratio
    if of_cells is None:
        return of_lesions
    _, owner, share = part.cells
    return of_lesions * np.bincount(owner, share * of_cells, len(of_lesions))
