"""Findings that speak of everything not named: "strength otherwise normal", "reflexes normal"."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding

__all__ = ["Rest"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rest:
    """The parts that such a finding looks at; the worst of those not named decide it.

    Attributes:
        parts: Lost function of every part, shape (rows, parts).
        unnamed: Which parts a finding speaks of when some findings are on record, shape (parts,).
        worst: How many of the worst parts are averaged.
    """

    parts: Callable[[Conditions], Floats]
    unnamed: Callable[[Finding, frozenset[str]], NDArray[np.bool_]]
    worst: int = 1

    def lost(self, finding: Finding, conditions: Conditions, recorded: frozenset[str]) -> Floats:
        """Return what decides the finding, shape (rows,)."""
        return self.of_parts(self.parts(conditions), self.unnamed(finding, recorded))

    def of_parts(self, parts: Floats, unnamed: NDArray[np.bool_]) -> Floats:
        """Return the mean of the worst of the parts that are not named, 0 without any, (rows,).

        Args:
            parts: Shape (rows, parts).
            unnamed: Shape (parts,).
        """
        if not unnamed.any():
            return np.zeros(len(parts))
        worst: Floats = np.sort(parts[:, unnamed], axis=1)[:, -self.worst :].mean(axis=1)
        return worst
