"""What the record without one finding says, of the site and of that finding itself.

Taking a finding out of a posterior divides each cell by what the finding contributed there, given
the others of its modality. Only hypotheses and cells that still carry weight are looked at.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from radicular.findings.catalog import load_catalog
from radicular.lesion import Side
from radicular.localize.evidence import Evidence
from radicular.localize.likelihood import Likelihood, Reading, affected_parts, spared_groups
from radicular.localize.posterior import Posterior
from radicular.localize.scoring import Group, Item, Scorer
from radicular.localize.thinning import thinned

__all__ = ["Foreseen", "LeaveOneOut", "Part", "View", "nodes_of_rows", "spared_nodes"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

#: Hypotheses of a side, and cells of these, that stand for all in what is foreseen of findings;
#: sites are exact.
HYPOTHESES, CELLS = 300, 1200
#: A side with less weight is left out there.
NEGLIGIBLE = 1e-3


@dataclass(frozen=True)
class Foreseen:
    """What all other findings say of one finding.

    Attributes:
        observed: Chance of what was recorded.
        surprise: Of what was recorded, in nats.
        expected: Mean of the surprise over what could have been recorded.
        variance: Of that surprise.
    """

    observed: float
    surprise: float
    expected: float
    variance: float


class Part:
    """The cells of some hypotheses on one side that their lesions affect.

    Args:
        scorer: Scores over the compiled model.
        groups: The findings that are read there.
        lesion: Lesion of every hypothesis, shape (hypotheses,).
        weight: Of every hypothesis, shape (hypotheses,).
    """

    def __init__(
        self, scorer: Scorer, groups: Sequence[Group], lesion: Rows, weight: Floats
    ) -> None:
        self.scorer, self.groups, self.lesion, self.weight = scorer, groups, lesion, weight
        self._rows: dict[str, tuple[Rows, Rows, Rows, Floats]] = {}
        self._taken_out: dict[tuple[str, str], Mapping[int, tuple[Floats, Floats]]] = {}

    @cached_property
    def cells(self) -> tuple[Rows, Rows, Floats]:
        """Function row and hypothesis of every cell, and its part of the hypothesis."""
        model, scorer = self.scorer.model, self.scorer
        banks = [(model.banks[group.modality], group) for group in self.groups]
        factors = [
            (bank, scorer.factor(group)[0]) for bank, group in banks if bank.axis != "lesion"
        ]
        pain, time = scorer.cells(factors)
        group = model.group[self.lesion]
        counts = (model.start[group + 1] - model.start[group]).astype(np.intp)
        owner = np.repeat(np.arange(len(counts)), counts)
        first = np.cumsum(counts) - counts
        function = model.start[group][owner] + np.arange(len(owner)) - first[owner]
        hurts = model.pain[self.lesion][owner] if len(pain) > 1 else 0
        when = model.time[self.lesion][owner] if len(time) > 1 else 0
        value = (pain[hurts, function] * time[when, function]).astype(np.float64)
        total = np.bincount(owner, value, len(counts))
        part = value / np.where(total > 0, total, 1.0)[owner]
        kept, weight = thinned(part * self.weight[owner], CELLS)
        owner, function = owner[kept], function[kept]
        return function, owner, weight / self.weight[owner]

    def rows(self, modality: str) -> tuple[Rows, Rows, Rows, Floats]:
        """Return the rows of a modality that occur, and row, hypothesis and part of every cell."""
        if modality not in self._rows:
            self._rows[modality] = self._found(modality)
        return self._rows[modality]

    def _found(self, modality: str) -> tuple[Rows, Rows, Rows, Floats]:
        bank, model = self.scorer.model.banks[modality], self.scorer.model
        if bank.axis == "lesion":
            owner, part = np.arange(len(self.lesion)), np.ones(len(self.lesion))
            found = bank.index[0][self.lesion]
        else:
            function, owner, part = self.cells
            classes = {"pain": model.pain, "time": model.time}.get(bank.axis)
            number = 0 if classes is None else classes[self.lesion][owner]
            found = bank.index[number, function]
        occurs = np.zeros(bank.rows, dtype=np.bool_)
        occurs[found] = True
        rows = np.flatnonzero(occurs)
        position = np.cumsum(occurs) - 1
        return rows, position[found], owner, part

    def expected(self, group: Group, item: Item) -> Floats:
        """Return the chance of every grade of a finding after all others, shape (grades,).

        It is weighted by the hypotheses that are left without the finding.
        """
        rows, inverse, owner, part = self.rows(group.modality)
        at_nodes, whole = self._others(group)[item.number]
        ratio = 1 / (whole * np.exp(self.scorer.column(item).log_scale))
        share = np.bincount(inverse, self.weight[owner] * part, len(rows))
        codes, chances = self.scorer.codes_and_chances(item)
        per_node = at_nodes[:, : len(chances)] * (share * ratio)[:, None]
        return np.asarray(np.einsum("rq,qrg->g", per_node, chances[:, codes[rows]]))

    def _others(self, group: Group) -> Mapping[int, tuple[Floats, Floats]]:
        """For each finding of a group the nodes after all others, and the sum with it, (rows,)."""
        key = group.modality, group.slot
        if key not in self._taken_out:
            rows = self.rows(group.modality)[0]
            columns = [self.scorer.column(item) for item in group.items]
            tables = [column.table[column.codes[rows]] for column in columns]
            after = _products(tables, self.scorer.weights)
            self._taken_out[key] = {
                item.number: (others, (others[:, : table.shape[1]] * table).sum(axis=1))
                for item, others, table in zip(group.items, after, tables, strict=True)
            }
        return self._taken_out[key]


def _products(tables: Sequence[Floats], weights: Floats) -> list[Floats]:
    """Weight of every node times all tables but each, shapes (rows, nodes)."""
    nodes = tables[0].shape[1]
    before = [np.broadcast_to(weights[:nodes], tables[0].shape)]
    for table in tables[:-1]:
        before.append(before[-1] * table)
    after = np.ones_like(tables[0])
    products = []
    for table, start in zip(reversed(tables), reversed(before), strict=True):
        products.append(start * after)
        after = after * table
    return products[::-1]


def nodes_of_rows(scorer: Scorer, group: Group, rows: Rows) -> Floats:
    """Return the weight of every node after the findings of a group, shape (rows, nodes)."""
    at_nodes = np.tile(scorer.weights, (len(rows), 1))
    for item in group.items:
        column = scorer.column(item)
        at_nodes[:, : column.table.shape[1]] *= column.table[column.codes[rows]]
    return at_nodes


class LeaveOneOut:
    """The posterior without each finding.

    Args:
        likelihood: That gave the posterior.
        posterior: After all findings.
        evidence: The findings.
    """

    def __init__(
        self, likelihood: Likelihood, posterior: Posterior, evidence: Sequence[Evidence]
    ) -> None:
        self.likelihood, self.posterior, self.evidence = likelihood, posterior, evidence
        self.views = [
            View(likelihood, way, weight, side)
            for way, weight in posterior.by_reading
            for side in likelihood.rows
            if weight[likelihood.rows[side]].sum() > NEGLIGIBLE
        ]

    @cached_property
    def whole(self) -> Floats:
        """Weight of every site after all findings, shape (sites,)."""
        return self._sites(self.posterior.weight)

    def sites_without(self, item: Evidence) -> Floats:
        """Return the weight of every site without a finding, shape (sites,).

        Nothing is left out: what a finding speaks against can carry weight without it. Divided by
        these, ``whole`` is the chance of the finding in each site after all others.
        """
        weight = np.zeros(len(self.likelihood.scorer.model.group))
        for side in self._sides:
            # Whether a person lacks the reflex matters no more: one of the two ways is enough.
            if side.reads(item) or not item.healthy_absence:
                weight += side.without(item)
        count = len(self.posterior.space.sites)
        return np.bincount(self._site_of_lesion, weight, count).astype(np.float64)

    @cached_property
    def _sides(self) -> list["_Side"]:
        return [
            _Side(self.likelihood, way, weight, side)
            for way, weight in self.posterior.by_reading
            for side in self.likelihood.rows
        ]

    @cached_property
    def _site_of_lesion(self) -> Rows:
        sites = np.zeros(len(self.likelihood.scorer.model.group), dtype=np.intp)
        sites[self.likelihood.lesion] = self.posterior.space.site
        return sites

    def _sites(self, weight: Floats) -> Floats:
        space = self.posterior.space
        return np.bincount(space.site, weight, len(space.sites)).astype(np.float64)

    def foreseen(self, item: Evidence) -> tuple[Foreseen, ...]:
        """Return what all other findings say of a finding, for each place where it was seen."""
        expected: list[Floats] = [np.zeros(0)] * len(item.entries)
        for view in self.views:
            expected = [
                known + new if len(known) and len(new) else known if len(known) else new
                for known, new in zip(expected, view.expected(item), strict=True)
            ]
        return tuple(
            _foreseen(chances, entry.grades)
            for chances, (_, entry) in zip(expected, item.entries, strict=True)
            if len(chances)
        )


class _Side:
    """All lesions of one side under one way of reading the record."""

    def __init__(self, likelihood: Likelihood, way: Reading, weight: Floats, side: Side) -> None:
        scorer, rows = likelihood.scorer, likelihood.rows[side]
        self.way, self.both = way, side == "both"
        self.weight: Floats = np.bincount(
            likelihood.lesion[rows], weight[rows], len(scorer.model.group)
        ).astype(np.float64)
        self.ratios: dict[int, Floats | float] = {}
        for groups in affected_parts(way, side):
            self.ratios |= scorer.without(groups)
        for group in spared_groups(way.evidence, side):
            for item in group.items:
                self.ratios[item.number] = spared_without(scorer, group, item)[0]

    def reads(self, evidence: Evidence) -> bool:
        """Whether a finding speaks of the lesion in this way of reading."""
        return any(other is evidence for other in self.way.evidence)

    def without(self, evidence: Evidence) -> Floats:
        """Weight of every lesion without a finding, shape (lesions,)."""
        weight = self.weight / evidence.healthy_presence
        if self.both:
            weight = weight * np.exp(-evidence.against_both)
        for _, entry in evidence.entries:
            weight = weight * self.ratios[entry.number]
        return weight


class View:
    """The hypotheses of one side under one way of reading the record.

    Attributes:
        way: How the record is read.
        side: That the lesions affect.
        kept: The hypotheses that carry weight, shape (hypotheses,).
        weight: Of each, shape (hypotheses,).
        parts: Their cells on each side that they affect.
        spared: The findings on the side that they do not affect.
    """

    def __init__(self, likelihood: Likelihood, way: Reading, weight: Floats, side: Side) -> None:
        rows = likelihood.rows[side]
        place, self.weight = thinned(weight[rows], HYPOTHESES)
        kept = rows[place]
        self.way, self.side, self.scorer = way, side, likelihood.scorer
        self.kept = kept
        self.site = likelihood.space.site[kept]
        self.count = len(likelihood.space.sites)
        lesion = likelihood.lesion[kept]
        self.parts = [
            Part(self.scorer, groups, lesion, self.weight) for groups in affected_parts(way, side)
        ]
        self.spared = spared_groups(way.evidence, side)

    def sites(self, weight: Floats) -> Floats:
        """Sum weights of the hypotheses by site, shape (sites,)."""
        return np.bincount(self.site, weight, self.count).astype(np.float64)

    def expected(self, evidence: Evidence) -> list[Floats]:
        """Chance of every grade after all other findings, for each place of a finding."""
        expected = [np.zeros(0) for _ in evidence.entries]
        lacks = all(other is not evidence for other in self.way.evidence)
        for number, (_, entry) in enumerate(evidence.entries):
            for part, group, item in self._affected(entry):
                expected[number] = part.expected(group, item)
            for group, item in self._spared(entry):
                ratio, chances = spared_without(self.scorer, group, item)
                expected[number] = chances * ratio * self.weight.sum()
            if lacks:
                scale = load_catalog()[entry.finding].scale
                absent = np.array([grade == "absent" for grade in scale.grades])
                expected[number] = self.weight.sum() * absent.astype(np.float64)
        return expected

    def _affected(self, entry: Item) -> Iterator[tuple[Part, Group, Item]]:
        for part in self.parts:
            yield from ((part, group, item) for group, item in _like(part.groups, entry))

    def _spared(self, entry: Item) -> Iterator[tuple[Group, Item]]:
        return _like(self.spared, entry)


def spared_nodes(scorer: Scorer, items: Iterable[Item]) -> Floats:
    """Return the weight of every node after findings on a side that is spared, (nodes,)."""
    at_nodes = scorer.weights.copy()
    for item in items:
        table = scorer.column(item).table
        at_nodes[: table.shape[1]] *= table[0]
    return at_nodes


def spared_without(scorer: Scorer, group: Group, item: Item) -> tuple[float, Floats]:
    """Return what taking a finding out does on a side that is spared.

    Returns:
        Factor on the chance of the record, and the chance of every grade, shape (grades,).
    """
    at_nodes = spared_nodes(scorer, [other for other in group.items if other.number != item.number])
    column = scorer.column(item)
    seen = at_nodes[: column.table.shape[1]] @ column.table[0] * np.exp(column.log_scale)
    _, chances = scorer.codes_and_chances(item)
    expected = at_nodes[: len(chances)] @ chances[:, 0] / at_nodes.sum()
    return float(at_nodes.sum() / seen), expected


def _like(groups: Sequence[Group], entry: Item) -> Iterator[tuple[Group, Item]]:
    """The item in which an entry of the record was read, if it was."""
    for group in groups:
        for item in group.items:
            if item.number == entry.number:
                yield group, item


def _foreseen(chances: Floats, grades: Sequence[int]) -> Foreseen:
    chances = np.maximum(chances, 1e-12) / np.maximum(chances, 1e-12).sum()
    observed = float(chances[list(grades)].sum())
    others = np.delete(chances, list(grades))
    events = np.append(others, observed)
    surprise = -np.log(events)
    expected = float(events @ surprise)
    return Foreseen(
        observed=observed,
        surprise=float(-np.log(observed)),
        expected=expected,
        variance=float(events @ surprise**2 - expected**2),
    )
