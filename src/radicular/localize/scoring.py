"""How likely a record is under every lesion, with people's anatomies and shared effects summed out.

For one side of the body and one lesion the chance of a record is

    sum over anatomies of share * product over modalities of
        sum over nodes of weight * product over findings of P(grades | cell, node)

Every inner product runs over the distinct rows of a modality only. Products and sums stay in plain
numbers, not logarithms: each finding is scaled so that its largest chance is 1, and a slip of the
pen (``lapse``) keeps the smallest one above zero.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from importlib import import_module
from types import ModuleType
from typing import Any, Literal, get_args
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from radicular.errors import InputError
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.links import load_links
from radicular.findings.modality import (
    NODE_WEIGHTS,
    logistic,
    modality_of,
    shifted,
    with_abnormal,
)
from radicular.findings.models import MODELS, STEPS, shown
from radicular.findings.observation import Links, normal_grades
from radicular.findings.rates import with_second_cause
from radicular.localize.compiled import USUAL, Bank, CompiledModel, Variant
from radicular.parameters import parameter

__all__ = ["Column", "Group", "Item", "Kernels", "Outlook", "Scorer"]

Floats = NDArray[np.float64]
Array = NDArray[Any]
Kernels = Literal["numpy", "numba"]

LAPSE = parameter("lapse")
PSEUDO_PATIENTS = parameter("rate_pseudo_patients")
_LEAST = 1e-6
#: More findings of one modality and side than this are multiplied in double precision.
_SINGLE = 12
_KEPT = 4096
#: Readings of a record whose cells are kept, and those whose result is: enough to leave out every
#: finding in turn without losing what stays.
_CELLS_KEPT, _LOGS_KEPT = 48, 256


@dataclass(frozen=True)
class Item:
    """One recorded finding on the side that a lesion affects.

    Attributes:
        finding: Its id.
        grades: Positions of the grades that it can mean.
        variant: In which circumstances it is read.
        recorded: Ids of the other findings on record, for findings of everything else.
        exponent: Trust in the record; 1 takes it at its word.
        either: ``""``; for a finding on a side that is not known: ``one`` if a lesion affects one
            side, ``both`` if it affects both.
        background: What a declared unrelated lesion adds, as the chance of every grade.
        number: Position in the record; tells two equal findings apart.
    """

    finding: str
    grades: tuple[int, ...]
    variant: str = USUAL
    recorded: frozenset[str] = frozenset()
    exponent: float = 1.0
    either: Literal["", "one", "both"] = ""
    background: tuple[float, ...] = ()
    number: int = field(default=-1, compare=False)


@dataclass(frozen=True)
class Group:
    """Findings of one modality in one place, which share one effect.

    Attributes:
        modality: Its key.
        items: The findings, in the order recorded.
        slot: Where they were seen.
    """

    modality: str
    items: tuple[Item, ...]
    slot: str = field(default="", compare=False)


@dataclass(frozen=True)
class Column:
    """One finding over the rows of its modality.

    Attributes:
        codes: Of every row, shape (rows,).
        table: Chance of the record for every code at every node, at most 1, shape (codes, nodes).
        log_scale: Log of what the table was divided by.
    """

    codes: Array
    table: Floats
    log_scale: float


@dataclass(frozen=True)
class Outlook:
    """The chances of all findings of a modality in one table.

    Attributes:
        bank: The findings.
        first: Finding and variant to where its codes start in the table.
        chances: Of every grade, shape (codes of all findings, nodes, grades).
    """

    bank: Bank
    first: Mapping[tuple[str, Variant], int]
    chances: NDArray[np.float32]
    _stacks: dict[tuple[tuple[str, Variant], ...], Array] = field(default_factory=dict)

    def codes(self, keys: tuple[tuple[str, Variant], ...], rows: Array | None) -> Array:
        """Return where some findings stand in the table, shape (findings, rows).

        Args:
            keys: Findings and variants.
            rows: Rows of the modality; None for health alone.
        """
        first = np.array([self.first[key] for key in keys], dtype=np.int32)[:, None]
        if rows is None:
            return first
        if keys not in self._stacks:
            self._stacks[keys] = np.stack([self.bank.codes[key] for key in keys], axis=1)
        return self._stacks[keys][rows].T + first


class Scorer:
    """Scores records over the cells of a compiled model.

    Args:
        model: Compiled.
        dtype: Single precision, or double as the reference.
        kernels: ``numba``, or ``numpy`` where that is missing or a single record does not pay for
            loading it.
        links: Name to link; those of the table where none are given.
        nodes: Whether the effects that findings share are summed out; without them the findings
            of a modality are independent.

    Raises:
        InputError: If there are no such kernels.
    """

    def __init__(
        self,
        model: CompiledModel,
        *,
        dtype: type[np.float32] | type[np.float64] = np.float32,
        kernels: Kernels = "numpy",
        links: Links | None = None,
        nodes: bool = True,
    ) -> None:
        self.model = model
        self.dtype = dtype
        self.links = load_links() if links is None else links
        self.draw: int | None = None
        self.nodes = nodes
        self.weights: Floats = np.append(NODE_WEIGHTS, 0.0) if nodes else np.ones(1)
        if kernels not in get_args(Kernels):
            raise InputError("kernels", kernels, ", ".join(get_args(Kernels)))
        self.kernels: ModuleType = import_module(f"radicular.localize.kernels_{kernels}")
        self._columns: dict[Item, Column] = {}
        self._ratios: dict[tuple[tuple[Group, ...], tuple[int, ...]], Mapping[int, Floats]] = {}
        self._outlooks: dict[tuple[str, int], Outlook] = {}
        self._chances: dict[tuple[str, Variant, tuple[float, ...]], Floats] = {}
        self._factors: dict[Group, tuple[Array, float]] = {}
        self._cells: dict[tuple[int, ...], tuple[tuple[Array, Array], object]] = {}
        self._logs: dict[tuple[Group, ...], Floats] = {}
        self._positions: dict[tuple[int, int, int], NDArray[np.intp]] = {}

    @cached_property
    def _share(self) -> Array:
        return self.model.share.astype(self.dtype)

    def with_parameters(self, links: Links, draw: int) -> "Scorer":
        """Return a scorer of the same model with other parameters.

        Args:
            links: Name to link.
            draw: Number of the draw of the rates by site, which move as ``rate_pseudo_patients``
                leaves them open.
        """
        other = Scorer(self.model, dtype=self.dtype, links=links, nodes=self.nodes)
        other.kernels, other.draw = self.kernels, draw
        return other

    def log_chance(self, groups: Sequence[Group]) -> Floats:
        """Return the log chance of findings under every lesion of the model, shape (lesions,).

        Args:
            groups: Findings on the side that the lesions affect.
        """
        key = tuple(groups)
        if key not in self._logs:
            if len(self._logs) >= _LOGS_KEPT:
                self._logs.clear()
            self._logs[key] = self._log_chance(groups)
            self._logs[key].flags.writeable = False
        return self._logs[key]

    def _log_chance(self, groups: Sequence[Group]) -> Floats:
        result = np.zeros(len(self.model.group))
        of_cells: dict[str, list[tuple[Bank, Array]]] = {}
        for group in groups:
            bank = self.model.banks[group.modality]
            factor, log_scale = self.factor(group)
            result += log_scale
            if bank.axis == "lesion":
                result += np.log(factor.astype(np.float64))[bank.index[0]]
            else:
                of_cells.setdefault(group.slot, []).append((bank, factor))
        if of_cells:
            result += self._over_anatomies(list(of_cells.values()))
        return result

    def _over_anatomies(self, of_slots: Sequence[Sequence[tuple[Bank, Array]]]) -> Floats:
        """Return the log of the mean over the anatomies of a product of factors, (lesions,).

        Args:
            of_slots: The factors of every place apart, as a place is read with several sides.
        """
        pains, times = zip(*map(self._product, of_slots), strict=True)
        pain = reduce(np.multiply, pains, self._share)
        time = reduce(np.multiply, times)
        sums = self.kernels.group_sums(pain, time, self.model.start).astype(np.float64)
        with np.errstate(divide="ignore"):
            logs = np.log(sums)
        found: Floats = logs.ravel()[self._of_lesion(*sums.shape)]
        return found

    def _of_lesion(self, pains: int, times: int, groups: int) -> NDArray[np.intp]:
        """Position of each lesion among sums over anatomies, shape (lesions,)."""
        shape = (pains, times, groups)
        if shape not in self._positions:
            hurts = self.model.pain if pains > 1 else 0
            when = self.model.time if times > 1 else 0
            place = (hurts * np.intp(times) + when) * groups + self.model.group
            self._positions[shape] = np.asarray(place, dtype=np.intp)
        return self._positions[shape]

    def cells(self, factors: Sequence[tuple[Bank, Array]]) -> tuple[Array, Array]:
        """Return what every cell weighs, split into a part with pain and a part with time.

        Args:
            factors: Chance of findings in the rows of banks with anatomies.

        Returns:
            Shapes (1 or 2, functions) and (1 or 3, functions).
        """
        pain, time = self._product(factors)
        return self._share * pain, time

    def _product(self, factors: Sequence[tuple[Bank, Array]]) -> tuple[Array, Array]:
        """Product of factors in every cell, those with pain and those with time apart."""
        key = tuple(id(factor) for _, factor in factors)
        if key not in self._cells:
            if len(self._cells) >= _CELLS_KEPT:
                self._cells.clear()
            # With the factors, so that no other array takes the place of one of them.
            self._cells[key] = self._multiplied(factors), tuple(factors)
        return self._cells[key][0]

    def _multiplied(self, factors: Sequence[tuple[Bank, Array]]) -> tuple[Array, Array]:
        longest = dict.fromkeys(("pain", "time"), 1)
        for bank, _ in factors:
            longest[bank.axis or "pain"] = max(longest[bank.axis or "pain"], len(bank.index))
        pain = np.ones((longest["pain"], len(self._share)), dtype=self.dtype)
        time = np.ones((longest["time"], len(self._share)), dtype=self.dtype)
        for bank, factor in factors:
            part = time if bank.axis == "time" else pain
            self.kernels.multiply_cells(part, factor.astype(self.dtype, copy=False), bank.index)
        return pain, time

    def grade_means(self, finding: str, variant: Variant = USUAL) -> Floats:
        """Return the mean chance of every grade over people's anatomies, shape (lesions, grades).

        Args:
            finding: Id.
            variant: In which circumstances it is read.
        """
        bank, key = self._bank(finding), (finding, variant)
        chances = shown(load_catalog()[finding], bank.features[key], self.links)
        means = []
        for chance in chances.T:
            by_row = chance[bank.codes[key]].astype(self.dtype)
            if bank.axis == "lesion":
                means.append(by_row[bank.index[0]])
            else:
                means.append(np.exp(self._over_anatomies([[(bank, by_row)]])))
        return np.stack(means, axis=1).astype(np.float64)

    def factor(self, group: Group) -> tuple[Array, float]:
        """Return the chance of a group of findings in every row of its modality, up to a factor.

        Returns:
            Shape (rows,), and the log of the factor.
        """
        if group not in self._factors:
            if len(self._factors) > _KEPT:
                self._factors.clear()
            columns = [self.column(item) for item in group.items]
            codes, tables = self.stacked(columns)
            factor = self.kernels.factors(codes, tables, self.weights.astype(tables.dtype))
            self._factors[group] = factor, sum(column.log_scale for column in columns)
        return self._factors[group]

    def forget(self) -> None:
        """Forget the records that were scored; what each finding does is kept."""
        self._factors.clear()
        self._cells.clear()
        self._logs.clear()
        self._ratios.clear()

    def stacked(self, columns: Sequence["Column"]) -> tuple[NDArray[np.uint16], Array]:
        """Return columns as one array of codes and one of tables.

        Returns:
            Shapes (findings, rows) and (findings, codes, nodes).
        """
        dtype = np.float64 if len(columns) > _SINGLE else self.dtype
        most = max(len(column.table) for column in columns)
        tables = np.ones((len(columns), most, len(self.weights)), dtype=dtype)
        for number, column in enumerate(columns):
            tables[number, : len(column.table), : column.table.shape[1]] = column.table
        codes = np.empty((len(columns), len(columns[0].codes)), dtype=np.uint16)
        for number, column in enumerate(columns):
            codes[number] = column.codes
        return codes, tables

    def without(self, groups: Sequence[Group]) -> Mapping[int, Floats]:
        """Return by how much the chance of a record changes without each of its findings.

        Args:
            groups: Findings on the side that the lesions affect.

        Returns:
            Position in the record to the factor on the chance under every lesion, (lesions,).
        """
        axes = {group: self.model.banks[group.modality].axis for group in groups}
        by_cell = tuple(group for group in groups if axes[group] != "lesion")
        found = dict(self._ratios_of(by_cell, self._without_by_cell))
        for group in groups:
            if axes[group] == "lesion":
                found.update(self._ratios_of((group,), self._without_by_lesion))
        return found

    def _ratios_of(
        self,
        groups: tuple[Group, ...],
        compute: Callable[[tuple[Group, ...]], Mapping[int, Floats]],
    ) -> Mapping[int, Floats]:
        key = groups, tuple(item.number for group in groups for item in group.items)
        if key not in self._ratios:
            if len(self._ratios) >= _CELLS_KEPT:
                self._ratios.clear()
            self._ratios[key] = compute(groups)
        return self._ratios[key]

    def _left(self, group: Group) -> tuple[Array, Floats]:
        """Chance in every row of all findings of a group but each, and the scales of these."""
        columns = [self.column(item) for item in group.items]
        codes, tables = self.stacked(columns)
        left = self.kernels.factors_without(codes, tables, self.weights.astype(tables.dtype))
        return left, np.exp([-column.log_scale for column in columns])

    def _without_by_lesion(self, groups: tuple[Group, ...]) -> Mapping[int, Floats]:
        (group,) = groups
        left, scales = self._left(group)
        index = self.model.banks[group.modality].index[0]
        ratios = scales[:, None] * (left / self.factor(group)[0])
        return {item.number: ratio[index] for item, ratio in zip(group.items, ratios, strict=True)}

    def _without_by_cell(self, groups: tuple[Group, ...]) -> Mapping[int, Floats]:
        found: dict[int, Floats] = {}
        factors = [(self.model.banks[group.modality], self.factor(group)[0]) for group in groups]
        whole = self._sums(*self.cells(factors))
        for number, group in enumerate(groups):
            left, scales = self._left(group)
            rest = self.cells([*factors[:number], *factors[number + 1 :]])
            for item, factor, scale in zip(group.items, left, scales, strict=True):
                found[item.number] = scale * self._replaced(rest, factors[number][0], factor, whole)
        return found

    def _replaced(
        self, rest: tuple[Array, Array], bank: Bank, factor: Array, whole: Floats
    ) -> Floats:
        """Chance under every lesion with another factor, as part of the whole, (lesions,)."""
        pain, time = rest
        cells = np.repeat(time if bank.axis == "time" else pain, 1, axis=0)
        if len(cells) < len(bank.index):
            cells = np.repeat(cells, len(bank.index), axis=0)
        self.kernels.multiply_cells(cells, factor.astype(self.dtype, copy=False), bank.index)
        sums = self._sums(pain, cells) if bank.axis == "time" else self._sums(cells, time)
        ratio = np.divide(sums, whole, out=np.zeros_like(whole), where=whole > 0)
        return np.asarray(ratio.ravel()[self._of_lesion(*whole.shape)])

    def _sums(self, pain: Array, time: Array) -> Floats:
        sums: Floats = self.kernels.group_sums(pain, time, self.model.start).astype(np.float64)
        return sums

    def log_spared(self, groups: Sequence[Group]) -> float:
        """Return the log chance of findings on a side that no lesion affects."""
        total = 0.0
        for group in groups:
            at_nodes = np.ones(len(self.weights))
            for item in group.items:
                column = self.column(item)
                at_nodes[: column.table.shape[1]] *= column.table[0]
                total += column.log_scale
            total += float(np.log(at_nodes @ self.weights))
        return total

    def column(self, item: Item) -> Column:
        """Return what a finding does in the rows of its modality; code 0 is health."""
        if item not in self._columns:
            if len(self._columns) > _KEPT:
                self._columns.clear()
            self._columns[item] = self._column(item)
        return self._columns[item]

    def _column(self, item: Item) -> Column:
        codes, chances = self.codes_and_chances(item)
        table = self._recorded(item, chances)
        scale = float(table.max())
        return Column(codes, table / scale, float(np.log(scale)))

    def chance_at(self, item: Item, codes: NDArray[Any]) -> Floats:
        """Return the chance of a record for some codes only, shape (codes, nodes)."""
        _, features = self._codes_and_features(item)
        chances = self._at_nodes(item, features[np.append(0, codes)])
        return self._recorded(item, chances)[1:]

    def _recorded(self, item: Item, chances: Floats) -> Floats:
        """Chance that the record reads as it does; health comes first, shape (codes, nodes)."""
        wanted = chances[:, :, list(item.grades)].sum(axis=2).T
        table = (1 - LAPSE) * wanted + LAPSE * len(item.grades) / chances.shape[2]
        found: Floats = self._either(item, table) ** item.exponent
        return found

    def spread(self, item: Item) -> float:
        """Return the natural log of the largest factor that a finding makes between two lesions."""
        table = self.column(item).table
        chance = table @ self.weights[: table.shape[1]]
        return float(np.log(chance.max() / chance.min()))

    def _either(self, item: Item, table: Floats) -> Floats:
        """A finding on one side, nobody knows which: seen on it or on the other."""
        if not item.either:
            return table
        other = table if item.either == "both" else table[:1]
        scale = load_catalog()[item.finding].scale
        normal = any(scale.grades[grade] in scale.normal for grade in item.grades)
        result: Floats = table * other if normal else 1 - (1 - table) * (1 - other)
        return result

    @property
    def nodes_used(self) -> int:
        """Number of nodes of the shared effect."""
        return len(NODE_WEIGHTS) if self.nodes else 1

    def outlook(self, modality: str, nodes: int) -> "Outlook":
        """Return the chances of every grade of all findings of a modality.

        Args:
            modality: Its key.
            nodes: Number of nodes; 1 for the chance over all values of the shared effect.
        """
        if (modality, nodes) not in self._outlooks:
            bank = self.model.banks[modality]
            chances = {key: self._grades(key, nodes) for key in bank.codes}
            sizes = np.array([one.shape[1] for one in chances.values()])
            most = max(one.shape[2] for one in chances.values())
            table = np.zeros((int(sizes.sum()), nodes, most), dtype=np.float32)
            first = dict(zip(chances, (np.cumsum(sizes) - sizes).tolist(), strict=True))
            for key, one in chances.items():
                place = slice(first[key], first[key] + one.shape[1])
                table[place, :, : one.shape[2]] = one.transpose(1, 0, 2)
            self._outlooks[modality, nodes] = Outlook(bank, first, table)
        return self._outlooks[modality, nodes]

    def _grades(self, key: tuple[str, Variant], nodes: int) -> Floats:
        """Chance of every grade, shape (nodes, codes, grades)."""
        finding, variant = key
        if nodes > 1:
            return self.codes_and_chances(Item(finding, (), variant))[1]
        features = self._bank(finding).features[key]
        return shown(load_catalog()[finding], features, self.links)[None]

    def codes_and_chances(self, item: Item) -> tuple[Array, Floats]:
        """Return the code of every row and the chance of every grade at the nodes.

        Returns:
            Shape (rows,) and (nodes, codes, grades).
        """
        codes, features = self._codes_and_features(item)
        if item.recorded:
            return codes, self._at_nodes(item, features)
        known = (item.finding, item.variant, item.background)
        if known not in self._chances:
            self._chances[known] = self._at_nodes(item, features)
        return codes, self._chances[known]

    def codes(self, item: Item) -> Array:
        """Return the code of a finding in every row of its modality, shape (rows,)."""
        return self._codes_and_features(item)[0]

    def _codes_and_features(self, item: Item) -> tuple[Array, Floats]:
        if item.recorded:
            return self._of_the_rest(item)
        bank, key = self._bank(item.finding), (item.finding, item.variant)
        features = bank.features[key]
        finding = load_catalog()[item.finding]
        if finding.kind == "table" and self.draw is not None:
            features = _drawn_rates(finding, features, self.draw)
        return bank.codes[key], features

    def _bank(self, finding: str) -> Bank:
        return self.model.banks[modality_of(load_catalog()[finding]).id]

    def _at_nodes(self, item: Item, features: Floats) -> Floats:
        finding = load_catalog()[item.finding]
        chances = shown(finding, features, self.links)
        if item.background:
            chances = with_second_cause(finding, chances, np.array([item.background]))
        if not self.nodes:
            return chances[None]
        return shifted(finding, chances, modality_of(finding).sd)

    def _of_the_rest(self, item: Item) -> tuple[Array, Floats]:
        """Codes and features of a finding that speaks of the parts no other finding names."""
        finding = load_catalog()[item.finding]
        bank, key = self._bank(item.finding), (item.finding, item.variant)
        rest = MODELS[finding.kind].rest
        if rest is None:
            raise TypeError(item.finding)
        unnamed = rest.unnamed(finding, item.recorded)
        lost = rest.of_parts(bank.parts[item.finding].astype(np.float64), unnamed)
        steps = np.round(lost).astype(np.int64)
        usual = bank.features[key]
        rows = np.concatenate([[0], steps * len(usual) + bank.codes[key]])
        distinct, codes = np.unique(rows, return_inverse=True)
        features = usual[distinct % len(usual)].copy()
        features[:, 0] = distinct // len(usual) / STEPS
        features[codes[0]] = usual[0]
        features[codes[0], 0] = 0.0
        order = _first_first(len(distinct), int(codes[0]))
        return order[codes[1:]].astype(np.uint16), features[np.argsort(order)]


def _drawn_rates(finding: Finding, chances: Floats, draw: int) -> Floats:
    """Rates by site moved on the logit scale by what some pseudo-patients leave open."""
    abnormal = np.clip(chances[:, ~normal_grades(finding)].sum(axis=1), _LEAST, 1 - _LEAST)
    spread = 1 / np.sqrt(PSEUDO_PATIENTS * abnormal * (1 - abnormal) + 1)
    generator = np.random.default_rng([draw, crc32(finding.id.encode())])
    logit = np.log(abnormal / (1 - abnormal)) + spread * generator.standard_normal(len(chances))
    return with_abnormal(finding, chances, abnormal, logistic(logit))


def _first_first(count: int, first: int) -> NDArray[np.intp]:
    """New position of each of some rows when one of them comes first."""
    order = np.arange(count)
    order[:first] += 1
    order[first] = 0
    return order
