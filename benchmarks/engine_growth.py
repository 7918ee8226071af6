"""How the time of a posterior grows with the number of hypotheses, on models of one structure."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.clock import seconds
from radicular.case import Case
from radicular.localize.compiled import Bank, CompiledModel
from radicular.localize.evidence import evidence_of
from radicular.localize.likelihood import affected_parts, readings
from radicular.localize.scoring import Group, Scorer

__all__ = ["grown", "posterior_seconds"]

Rows = NDArray[np.intp]
SIDES = ("left", "right", "both")
#: Part of the codes that differ between a lesion and its copy.
CHANGED = 0.05


def grown(model: CompiledModel, hypotheses: int, seed: int = 0) -> CompiledModel:
    """Return a model of the same structure with about so many hypotheses.

    Lesions are drawn with what they leave. The first copy of each is the lesion itself; further
    copies are altered in a part of their rows, as lesions next to it would be.

    Args:
        model: The real one.
        hypotheses: How many; each lesion counts on the left, on the right and on both sides.
        seed: Of the draw.
    """
    generator = np.random.default_rng(seed)
    of_group = np.bincount(model.group, minlength=len(model.start) - 1)
    wanted = hypotheses / len(SIDES)
    copies = int(np.ceil(wanted / len(model.group)))
    order = np.concatenate(
        [copy * len(of_group) + generator.permutation(len(of_group)) for copy in range(copies)]
    )
    enough = int(np.searchsorted(np.cumsum(of_group[order % len(of_group)]), wanted)) + 1
    chosen = order[:enough]
    group, copy = chosen % len(of_group), chosen // len(of_group)
    counts = np.diff(model.start)[group]
    functions = _ranges(model.start[group], counts)
    of_copy = np.repeat(copy, counts)
    lesions = [np.flatnonzero(model.group == number) for number in group]
    rows = np.concatenate(lesions)
    return replace(
        model,
        group=np.repeat(np.arange(enough), [len(one) for one in lesions]).astype(np.int32),
        pain=np.asarray(model.pain[rows]),
        time=np.asarray(model.time[rows]),
        start=np.append(0, np.cumsum(counts)).astype(np.int32),
        share=model.share[functions],
        banks={
            name: _bank(bank, rows if bank.axis == "lesion" else functions, of_copy, generator)
            for name, bank in model.banks.items()
        },
    )


def _ranges(first: NDArray[np.int32], counts: NDArray[np.int32]) -> Rows:
    ends = np.cumsum(counts)
    return np.asarray(np.arange(int(ends[-1])) + np.repeat(first - (ends - counts), counts))


def _bank(bank: Bank, columns: Rows, of_copy: Rows, generator: np.random.Generator) -> Bank:
    """The rows of a bank that some lesions or functions are in, for every copy its own."""
    index = bank.index[:, columns].astype(np.intp)
    if bank.axis != "lesion":
        index = index + of_copy * bank.rows
    rows, inverse = np.unique(index, return_inverse=True)
    of_first, copied = rows % bank.rows, rows >= bank.rows
    return replace(
        bank,
        rows=len(rows),
        index=np.ascontiguousarray(inverse.reshape(index.shape).astype(np.int32)),
        codes={
            key: _altered(codes[of_first], copied, generator) for key, codes in bank.codes.items()
        },
        parts={key: parts[of_first] for key, parts in bank.parts.items()},
    )


def _altered(
    codes: NDArray[np.uint16], copied: NDArray[np.bool_], generator: np.random.Generator
) -> NDArray[np.uint16]:
    changed = np.flatnonzero(copied & (generator.random(len(codes)) < CHANGED))
    result = np.array(codes)
    result[changed] = generator.permutation(result[changed])
    return result


def posterior_seconds(model: CompiledModel, records: Sequence[Case]) -> float:
    """Return the mean time of a posterior over every lesion on every side with a flat prior."""
    taken = 0.0
    for record in records:
        first = readings(evidence_of(record), {0: 1.0})[0]
        parts = [tuple(affected_parts(first, side)) for side in SIDES]
        scorer = Scorer(model, kernels="numba")
        taken += seconds(partial(_posterior, scorer, parts), repeats=3)
    return taken / len(records)


def _posterior(scorer: Scorer, parts: Sequence[Sequence[Sequence[Group]]]) -> NDArray[np.float64]:
    """Probability of every lesion on every side, shape (sides * lesions,)."""
    scorer.forget()
    logs = [sum(scorer.log_chance(groups) for groups in of_side) for of_side in parts]
    joint = np.concatenate(logs)
    weight = np.exp(joint - joint.max())
    return np.asarray(weight / weight.sum())
