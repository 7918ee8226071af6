"""Few weighted rows that stand for many: the heavy ones as they are, the light ones in turn.

Rows heavier than a bound keep their weight; of the others every so many is taken, in their order,
and gets the bound as its weight (systematic sampling at a fixed start; the bound that makes the
number right is that of Fearnhead and Clifford, J R Stat Soc B 65:887, 2003, recalled). Sums over
the rows that are left differ little from those over all, and the same rows always give the same.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["thinned"]

Floats = NDArray[np.float64]


def thinned(weight: Floats, count: int) -> tuple[NDArray[np.intp], Floats]:
    """Return about so many rows and their new weights, which sum to the old ones.

    Args:
        weight: Of every row, not negative, shape (rows,).
        count: How many rows are to be left.

    Returns:
        Positions in ascending order and weights, each of shape (left,).

    Example:
        >>> rows, left = thinned(np.array([0.5, 0.01, 0.01, 0.4, 0.04, 0.04]), 4)
        >>> rows.tolist(), round(float(left.sum()), 9)
        ([0, 3, 4, 5], 1.0)
    """
    rows = np.flatnonzero(weight)
    if len(rows) <= count:
        return rows, weight[rows]
    bound = _bound(weight[rows], count)
    heavy = weight[rows] >= bound
    light = rows[~heavy]
    turns = np.floor(np.cumsum(weight[light]) / bound + 0.5)
    taken = light[np.diff(turns, prepend=0.0) > 0]
    rest = weight[light].sum() / max(len(taken), 1)
    found = np.concatenate([rows[heavy], taken])
    values = np.concatenate([weight[rows[heavy]], np.full(len(taken), rest)])
    order = np.argsort(found)
    return found[order], values[order]


def _bound(weight: Floats, count: int) -> float:
    """The weight above which rows are kept, so that about ``count`` are left in all."""
    ordered = np.sort(weight)[::-1]
    # Summed from the lightest row on, since a difference would lose rows that hardly weigh.
    rest = np.append(np.cumsum(ordered[:0:-1])[::-1], 0.0)
    kept = np.arange(1, len(weight) + 1)
    open_places = np.maximum(count - kept, 1)
    bounds = rest / open_places
    enough = np.flatnonzero(ordered[1:] < bounds[:-1])
    return float(bounds[enough[0]]) if len(enough) else 0.0
