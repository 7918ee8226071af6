"""Motor pools: how many units of which type a muscle has, and their cells."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import remembered
from radicular.electrophysiology.neurons.membrane import Cells, typed_cells
from radicular.errors import UnknownNameError
from radicular.tables import read_csv

__all__ = ["UNIT_TYPES", "Pool", "load_pools", "pool_of"]

Floats = NDArray[np.float64]

#: Types of motor units in the order of their size.
UNIT_TYPES = ("S", "FR", "FF")


@dataclass(frozen=True)
class Pool:
    """The motor units of a muscle and the fibers that report from it.

    Attributes:
        muscle: Id of the muscle.
        units: Number of units of each of ``UNIT_TYPES``.
        afferents: Number of fibers by kind (``Ia``, ``Ib``, ``II``).
        reexcited: Chance that an impulse that ran backward into a soma leaves it again.
    """

    muscle: str
    units: tuple[int, int, int]
    afferents: Mapping[str, int]
    reexcited: float

    def __len__(self) -> int:
        return sum(self.units)

    @property
    def kind(self) -> NDArray[np.intp]:
        """Position in ``UNIT_TYPES`` of each unit, (units,)."""
        return np.repeat(np.arange(len(UNIT_TYPES)), self.units)

    @property
    def size(self) -> Floats:
        """Rank of each unit by size, 0 to 1, (units,)."""
        return (np.arange(len(self)) + 0.5) / len(self)

    def cells(self, *, persistent: bool = False) -> Cells:
        """Return the motoneurons in the order of their size.

        Args:
            persistent: Whether their dendrites have a persistent calcium current.
        """
        types = zip(UNIT_TYPES, self.units, strict=True)
        groups = [typed_cells(name, count, persistent=persistent) for name, count in types if count]
        return Cells.joined(groups)


@remembered
def load_pools() -> Mapping[str, Pool]:
    """Return the motor pools of the simulation by muscle.

    Example:
        >>> len(load_pools()["soleus"])
        900
    """
    rows = read_csv("radicular.electrophysiology", "tables/motor_pools.csv")
    return {row["muscle"]: _pool(row) for row in rows}


def pool_of(muscle: str) -> Pool:
    """Return the motor pool of a muscle.

    Raises:
        UnknownNameError: If the simulation has none of that name.
    """
    if muscle not in load_pools():
        raise UnknownNameError("muscle", muscle, list(load_pools()))
    return load_pools()[muscle]


def _pool(row: Mapping[str, str]) -> Pool:
    units = (int(row["slow"]), int(row["resistant"]), int(row["fatigable"]))
    afferents = {name: int(row[name.lower()]) for name in ("Ia", "Ib", "II")}
    return Pool(row["muscle"], units, afferents, float(row["reexcited"]))
