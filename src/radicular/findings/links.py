"""From lost function to the grade that an examiner records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from radicular.parameters import parameter
from radicular.tables import read_csv

__all__ = ["SUPPLY_CONCENTRATION", "Link", "load_links", "supply_variance"]

Floats = NDArray[np.float64]

SUPPLY_CONCENTRATION = parameter("supply_concentration")


def _normal(x: Floats) -> Floats:
    """The normal integral by its usual logistic approximation (error below 0.01)."""
    return 0.5 * (1 + np.tanh(0.851 * x))


@dataclass(frozen=True)
class Link:
    """How a deficit shows as ordered grades.

    The chance of a grade this bad or worse at deficit ``d`` is
    ``floor + (ceiling - floor) * g(d)`` with
    ``g(d) = (Phi((d - cut) / s) - Phi(-cut / spread)) / (1 - Phi(-cut / spread))`` and
    ``s**2 = spread**2 + variance``; so health gives exactly ``floor``.

    Attributes:
        grades: The abnormal grades, mildest first.
        floor: Chance of each grade or worse in health, shape (grades,).
        ceiling: The same when all function is lost, shape (grades,).
        cut: Deficit at which half the examiners call it, shape (grades,).
        spread: Disagreement between examiners on the deficit scale, shape (grades,).
    """

    grades: tuple[str, ...]
    floor: Floats
    ceiling: Floats
    cut: Floats
    spread: Floats

    def at_least(self, deficit: Floats, variance: Floats | float = 0.0) -> Floats:
        """Return the chance of each abnormal grade or worse.

        Args:
            deficit: Lost function, 0 to 1, shape (rows,).
            variance: Variance of the deficit between people, shape (rows,) or a number.

        Returns:
            Shape (rows, grades), falling along each row.
        """
        width = np.sqrt(self.spread**2 + np.asarray(variance)[..., None])
        start = _normal(-self.cut / self.spread)
        rise = (_normal((deficit[:, None] - self.cut) / width) - _normal(-self.cut / width)) / (
            1 - start
        )
        chance = self.floor + (self.ceiling - self.floor) * np.clip(rise, 0.0, 1.0)
        falling: Floats = np.minimum.accumulate(chance, axis=1)
        return falling

    def grade_chances(self, deficit: Floats, variance: Floats | float = 0.0) -> Floats:
        """Return the chance of normal and of each abnormal grade.

        Returns:
            Shape (rows, 1 + grades), normal first; every row sums to 1.

        Example:
            >>> link = load_links()["strength"]
            >>> float(link.grade_chances(np.array([0.0]))[0, 0]) > 0.9
            True
        """
        worse = self.at_least(deficit, variance)
        edges = np.concatenate([np.ones((len(worse), 1)), worse, np.zeros((len(worse), 1))], axis=1)
        chances: Floats = edges[:, :-1] - edges[:, 1:]
        return chances


def supply_variance(deficit: Floats, block: Floats) -> Floats:
    """Return the variance of a deficit that comes from people's different root supply.

    A lesion that blocks ``block`` of its fibers and takes ``deficit`` of an organ's function holds
    the share ``deficit / block`` of its supply; a beta-distributed share of that mean has variance
    ``mean * (1 - mean) / (concentration + 1)``.

    Args:
        deficit: Shape (rows,).
        block: Shape (rows,).

    Example:
        >>> float(supply_variance(np.array([0.5]), np.array([0.5]))[0])
        0.0
    """
    return np.maximum(deficit * (block - deficit), 0.0) / (SUPPLY_CONCENTRATION + 1)


@cache
def load_links() -> Mapping[str, Link]:
    """Return the links by name.

    Example:
        >>> load_links()["reflex"].grades
        ('reduced', 'absent')
    """
    rows: dict[str, list[dict[str, str]]] = {}
    for row in read_csv("radicular.findings", "tables/links.csv"):
        rows.setdefault(row["link"], []).append(row)
    return {name: _link(of_link) for name, of_link in rows.items()}


def _link(rows: Sequence[Mapping[str, str]]) -> Link:
    def column(name: str) -> Floats:
        return np.array([float(row[name]) for row in rows])

    return Link(
        grades=tuple(row["grade"] for row in rows),
        floor=column("floor"),
        ceiling=column("ceiling"),
        cut=column("cut"),
        spread=column("spread"),
    )
