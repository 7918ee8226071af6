"""From lost function to the grade that an examiner records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from radicular.tables import read_csv

__all__ = ["Link", "load_link_draws", "load_links"]

Floats = NDArray[np.float64]


def _normal(x: Floats) -> Floats:
    """The normal integral by its usual logistic approximation (error below 0.01)."""
    return 0.5 * (1 + np.tanh(0.851 * x))


@dataclass(frozen=True)
class Link:
    """How a deficit shows as ordered grades.

    The chance of a grade this bad or worse at deficit ``d`` is
    ``floor + (ceiling - floor) * g(d)`` with
    ``g(d) = (Phi((d - cut) / spread) - Phi(-cut / spread)) / (1 - Phi(-cut / spread))``; so
    health gives exactly ``floor``.

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

    def at_least(self, deficit: Floats) -> Floats:
        """Return the chance of each abnormal grade or worse.

        Args:
            deficit: Lost function, 0 to 1, shape (rows,).

        Returns:
            Shape (rows, grades), falling along each row.
        """
        start = _normal(-self.cut / self.spread)
        rise = (_normal((deficit[:, None] - self.cut) / self.spread) - start) / (1 - start)
        chance = self.floor + (self.ceiling - self.floor) * np.clip(rise, 0.0, 1.0)
        falling: Floats = np.minimum.accumulate(chance, axis=1)
        return falling

    def grade_chances(self, deficit: Floats) -> Floats:
        """Return the chance of normal and of each abnormal grade.

        Returns:
            Shape (rows, 1 + grades), normal first; every row sums to 1.

        Example:
            >>> link = load_links()["strength"]
            >>> float(link.grade_chances(np.array([0.0]))[0, 0]) > 0.9
            True
        """
        worse = self.at_least(deficit)
        edges = np.concatenate([np.ones((len(worse), 1)), worse, np.zeros((len(worse), 1))], axis=1)
        chances: Floats = edges[:, :-1] - edges[:, 1:]
        return chances


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


@cache
def load_link_draws() -> tuple[Mapping[str, Link], ...]:
    """Return draws of the links from what the studies that they are fitted to leave open.

    Example:
        >>> all("reflex" in links for links in load_link_draws())
        True
    """
    rows: dict[str, dict[str, list[dict[str, str]]]] = {}
    for row in read_csv("radicular.findings", "tables/link_draws.csv"):
        rows.setdefault(row["draw"], {}).setdefault(row["link"], []).append(row)
    usual = load_links()
    return tuple(
        {**usual, **{name: _link(of_link) for name, of_link in draw.items()}}
        for draw in rows.values()
    )
