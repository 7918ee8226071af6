"""The same model in other engines: one dense table, and a Bayesian network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.clock import seconds
from radicular.anatomy.anatomies import load_anatomies
from radicular.localize.evidence import Slot, groups_of
from radicular.localize.likelihood import Likelihood, Reading
from radicular.localize.scoring import Group, Item, Scorer

__all__ = ["Dense", "agrum", "bandwidth", "has_agrum", "has_torch", "torch_seconds"]

Floats = NDArray[np.float64]
Single = NDArray[np.float32]
Places = tuple[tuple[str, int], ...]

BLOCK = 1 << 27
ANATOMIES = len(load_anatomies())


def has_torch() -> bool:
    """Whether torch is installed."""
    return find_spec("torch") is not None


def has_agrum() -> bool:
    """Whether pyAgrum is installed."""
    return find_spec("pyagrum") is not None


@dataclass(frozen=True)
class Dense:
    """A record over every hypothesis in every anatomy, nothing merged.

    A hypothesis of both sides reads both in the same anatomy, as a table without a product of
    anatomies has to.

    Attributes:
        likelihood: Of the model.
        reading: The record.
        hypotheses: Which are laid out, shape (hypotheses,).
    """

    likelihood: Likelihood
    reading: Reading
    hypotheses: NDArray[np.intp]

    @property
    def scorer(self) -> Scorer:
        """What gives the chance of each finding."""
        return self.likelihood.scorer

    @cached_property
    def items(self) -> tuple[tuple[str, Item], ...]:
        """The findings with the place where they were seen, those of one modality together."""
        return tuple((group.slot, item) for group in self._groups for item in group.items)

    @cached_property
    def _groups(self) -> tuple[Group, ...]:
        slots: tuple[Slot, ...] = ("left", "right", "midline", "unknown")
        record = self.reading.evidence
        return tuple(group for slot in slots for group in groups_of(record, slot))

    @property
    def sizes(self) -> list[int]:
        """How many findings each group of one modality and place has."""
        return [len(group.items) for group in self._groups]

    @cached_property
    def states(self) -> tuple[NDArray[np.intp], Floats]:
        """Function row and share of every anatomy of every hypothesis, (hypotheses, anatomies)."""
        model = self.scorer.model
        group = model.group[self.likelihood.lesion[self.hypotheses]]
        first, last = model.start[group], model.start[group + 1]
        row = first[:, None] + np.arange(ANATOMIES)
        inside = row < last[:, None]
        row = np.where(inside, row, first[:, None]).astype(np.intp)
        return row, np.where(inside, model.share[row], 0.0)

    @property
    def log_share(self) -> Single:
        """Log of the part of people with each anatomy, shape (hypotheses, anatomies)."""
        with np.errstate(divide="ignore"):
            return np.log(self.states[1]).astype(np.float32)

    @property
    def log_prior(self) -> Single:
        """Shape (hypotheses,)."""
        return self.likelihood.space.log_prior[self.hypotheses].astype(np.float32)

    def rows(self, place: str, item: Item) -> NDArray[np.intp]:
        """Return the code of a finding in every state, (hypotheses, anatomies)."""
        model = self.scorer.model
        bank = model.banks[self._modality(item)]
        lesion = self.likelihood.lesion[self.hypotheses]
        if bank.axis == "lesion":
            found = np.repeat(bank.index[0][lesion][:, None], ANATOMIES, axis=1)
        else:
            of_lesion = {"pain": model.pain, "time": model.time}.get(bank.axis)
            kind = 0 if of_lesion is None else of_lesion[lesion][:, None].astype(np.intp)
            found = bank.index[kind, self.states[0]]
        codes = self.scorer.column(item).codes[found].astype(np.intp)
        return np.where(self._affected(place)[:, None], codes, 0)

    def _affected(self, place: str) -> NDArray[np.bool_]:
        side = self.likelihood.space.side[self.hypotheses]
        number = {"left": 0, "right": 1}.get(place)
        if number is None:
            return np.ones(len(side), dtype=bool)
        return np.asarray((side == number) | (side == 2))  # noqa: PLR2004 - both sides

    def _modality(self, item: Item) -> str:
        return next(group.modality for group in self._groups if item in group.items)

    def table(self, nodes: int = 1) -> Single:
        """Return the log chance of every finding in every state, (findings * nodes, states)."""
        states = len(self.hypotheses) * ANATOMIES
        table = np.empty((len(self.items) * nodes, states), dtype=np.float32)
        for number, (place, item) in enumerate(self.items):
            column, codes = self.scorer.column(item), self.rows(place, item)
            for node in range(nodes):
                log = np.log(column.table[:, node]) + column.log_scale
                table[number * nodes + node] = log.astype(np.float32)[codes].ravel()
        return table


def torch_seconds(dense: Dense, weights: Floats) -> tuple[float, Single]:
    """Return how long torch takes for one record, and the posterior.

    Args:
        dense: The record.
        weights: Of the values of the shared effects, shape (nodes,); one where there are none.
    """
    torch: Any = import_module("torch")
    torch.set_num_threads(1)
    bag = torch.nn.functional.embedding_bag
    nodes = len(weights)
    table = torch.from_numpy(dense.table(nodes))
    share, prior = torch.from_numpy(dense.log_share), torch.from_numpy(dense.log_prior)
    log_weights = torch.log(torch.tensor(weights, dtype=torch.float32))
    bags = _bags(torch, dense.sizes, nodes)

    def answer() -> Any:
        whole = sum(
            torch.logsumexp(bag(rows, table, mode="sum") + log_weights[:, None], 0)
            if nodes > 1
            else bag(rows, table, mode="sum")[0]
            for rows in bags
        )
        return torch.softmax(torch.logsumexp(whole.view(share.shape) + share, 1) + prior, 0)

    taken = seconds(answer)
    return taken, np.asarray(answer().numpy())


def _bags(torch: Any, sizes: Sequence[int], nodes: int) -> list[Any]:
    """Rows of the table that are added up: for every modality and node, or all together."""
    if nodes == 1:
        return [torch.arange(sum(sizes))[None]]
    starts = np.cumsum(sizes) - sizes
    return [
        torch.tensor(
            [[(start + item) * nodes + node for item in range(size)] for node in range(nodes)]
        )
        for start, size in zip(starts.tolist(), sizes, strict=True)
    ]


def agrum(dense: Dense) -> tuple[float, Floats]:
    """Return how long pyAgrum takes for one record, and the posterior.

    The network has the hypothesis, the anatomy and only the findings on record, each seen or not.
    """
    gum: Any = import_module("pyagrum")
    count = len(dense.hypotheses)
    net = gum.BayesNet()
    net.add(gum.RangeVariable("H", "", 0, count - 1))
    net.add(gum.RangeVariable("K", "", 0, ANATOMIES - 1))
    prior = np.exp(dense.likelihood.space.log_prior[dense.hypotheses])
    net.addArc("H", "K")
    net.cpt("H").fillWith((prior / prior.sum()).tolist())
    _fill(net.cpt("K"), {"H": count, "K": ANATOMIES}, dense.states[1])
    for number, (place, item) in enumerate(dense.items):
        name = f"F{number}"
        net.add(gum.RangeVariable(name, "", 0, 1))
        net.addArc("H", name)
        net.addArc("K", name)
        column = dense.scorer.column(item)
        seen = np.exp(column.log_scale) * column.table[:, 0][dense.rows(place, item)]
        shape = {"H": count, "K": ANATOMIES, name: 2}
        _fill(net.cpt(name), shape, np.stack([1 - seen, seen], axis=-1))
    evidence = {f"F{number}": 1 for number in range(len(dense.items))}
    return _asked(gum, net, evidence)


def _fill(table: Any, sizes: dict[str, int], values: Floats) -> None:
    order = list(sizes)
    axes = [order.index(name) for name in reversed(list(table.names))]
    table[:] = np.ascontiguousarray(values.reshape(tuple(sizes.values())).transpose(axes))


def _asked(gum: Any, net: Any, evidence: dict[str, int], repeats: int = 2) -> tuple[float, Floats]:
    engine = gum.LazyPropagation(net)
    engine.setNumberOfThreads(1)
    engine.addTarget("H")
    taken = []
    for _ in range(repeats):
        start = process_time()
        engine.setEvidence(evidence)
        engine.makeInference()
        posterior = engine.posterior("H").toarray()
        taken.append(process_time() - start)
        engine.eraseAllEvidence()
    return min(taken), np.asarray(posterior)


def bandwidth() -> float:
    """Return how many bytes one thread reads from memory in a second."""
    block = np.ones(BLOCK, dtype=np.float32)
    read: Callable[[], Any] = lambda: block @ block  # noqa: E731 - a piece of work to be timed
    return block.nbytes / seconds(read)
