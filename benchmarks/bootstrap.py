"""Intervals by drawing the cases again, with replacement."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["RESAMPLES", "Estimate", "difference", "draws", "estimate"]

RESAMPLES = 2000
SEED = 20240
#: Part of the resamples that an interval holds.
COVERAGE = 0.95

Draws = NDArray[np.intp]


class _Cases(Protocol):
    """Something that holds numbers case by case."""

    def take(self, chosen: NDArray[np.intp]) -> Self:
        """Return some cases, any of them more than once."""


Cases = TypeVar("Cases", bound=_Cases)


@dataclass(frozen=True)
class Estimate:
    """A measured value with its interval.

    Args:
        value: On the cases as they are; nan where none applies.
        low: Lower end of the 95 % percentile interval.
        high: Upper end.
    """

    value: float
    low: float
    high: float


def draws(cases: int, resamples: int = RESAMPLES) -> Draws:
    """Return the cases of every resample, the same at every call, shape (resamples, cases)."""
    return np.random.default_rng(SEED).integers(cases, size=(resamples, cases))


def estimate(outcomes: Cases, measure: Callable[[Cases], float], chosen: Draws) -> Estimate:
    """Return a measure with its interval.

    Args:
        outcomes: Of every case.
        measure: From outcomes to a number.
        chosen: The resamples.
    """
    return _interval(measure(outcomes), np.array([measure(outcomes.take(row)) for row in chosen]))


def difference(
    first: Cases, second: Cases, measure: Callable[[Cases], float], chosen: Draws
) -> Estimate:
    """Return how much a measure is higher for the first method, over the same resamples."""
    gaps = [measure(first.take(row)) - measure(second.take(row)) for row in chosen]
    return _interval(measure(first) - measure(second), np.array(gaps))


def _interval(value: float, resampled: NDArray[np.float64]) -> Estimate:
    tail = (1 - COVERAGE) / 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # no resample has a case that applies
        low, high = np.nanquantile(resampled, [tail, 1 - tail])
    return Estimate(value, float(low), float(high))
