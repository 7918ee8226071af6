"""The inner loops of scoring in plain NumPy, for machines without Numba and as its reference."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["factors", "factors_without", "group_sums", "information", "multiply_cells"]

Real = TypeVar("Real", np.float32, np.float64)


def factors(
    codes: NDArray[np.uint16], tables: NDArray[Real], weights: NDArray[Real]
) -> NDArray[Real]:
    """Return the chance of some findings in every row, over the values of their shared effect.

    Args:
        codes: Of every finding in every row, shape (findings, rows).
        tables: Likelihood of every finding for every code at every node, shape
            (findings, codes, nodes).
        weights: Of the nodes, shape (nodes,).

    Returns:
        Shape (rows,).
    """
    product = tables[0][codes[0]]
    for table, code in zip(tables[1:], codes[1:], strict=True):
        product *= table[code]
    return np.asarray(product @ weights)


def factors_without(
    codes: NDArray[np.uint16], tables: NDArray[Real], weights: NDArray[Real]
) -> NDArray[Real]:
    """Return the chance of all findings but each in every row.

    Args:
        codes: As for :func:`factors`.
        tables: As for :func:`factors`.
        weights: As for :func:`factors`.

    Returns:
        Shape (findings, rows).
    """
    chances = [table[code] for table, code in zip(tables, codes, strict=True)]
    product = np.prod(chances, axis=0) * weights
    return np.stack([(product / chance).sum(axis=1) for chance in chances])


def multiply_cells(
    cells: NDArray[Real], factor: NDArray[Real], index: NDArray[np.integer[Any]]
) -> None:
    """Multiply cells in place by the factor of the row that each is in.

    Args:
        cells: Shape (classes, functions).
        factor: Shape (rows,).
        index: Row of every cell, shape (classes, functions) or (1, functions).
    """
    cells *= factor[index]


def group_sums(pain: NDArray[Real], time: NDArray[Real], start: NDArray[np.int32]) -> NDArray[Real]:
    """Return sums over the anatomies of each group.

    Args:
        pain: What the cells without and with pain weigh, shape (1 or 2, functions).
        time: A factor at every time, shape (1 or 3, functions).
        start: First function of every group and the end of the last, shape (groups + 1,).

    Returns:
        Shape (pain, times, groups).
    """
    cells = pain[:, None] * time
    return np.asarray(np.add.reduceat(cells, start[:-1], axis=-1))


def information(
    at_nodes: NDArray[np.float32],
    codes: NDArray[np.int32],
    chances: NDArray[np.float32],
    answers: NDArray[np.intp],
    count: int,
) -> NDArray[np.float64]:
    """Return the mutual information in bits of answer and grade for several findings.

    Args:
        at_nodes: Weight of every entry at every node, shape (entries, nodes).
        codes: Of every finding in every entry, shape (findings, entries).
        chances: Of every grade, shape (codes, nodes, grades).
        answers: Number of the answer of every entry, shape (entries,).
        count: How many answers there are.

    Returns:
        Shape (findings,).
    """
    owner = np.zeros((len(answers), count), dtype=np.float32)
    owner[np.arange(len(answers)), answers] = 1.0
    bits = np.empty(len(codes))
    for finding, code in enumerate(codes):
        expected = (at_nodes[:, :, None] * chances[code]).sum(axis=1)
        bits[finding] = _information((owner.T @ expected).astype(np.float64))
    return bits


def _information(joint: NDArray[np.float64]) -> float:
    """Mutual information in bits of a joint table, shape (answers, grades)."""
    joint = joint / joint.sum()
    answer, grade = joint.sum(axis=1, keepdims=True), joint.sum(axis=0, keepdims=True)
    present = joint > 0
    ratio = np.where(present, joint, 1.0) / np.where(present, answer * grade, 1.0)
    return float((joint * np.log2(ratio)).sum())
