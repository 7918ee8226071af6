"""How the answers to many simulated patients compare with the truth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from benchmarks.outcomes import FLOOR

__all__ = [
    "SCORES",
    "Scores",
    "SiteRow",
    "calibration_by_chance",
    "calibration_error",
    "reliability_bins",
    "site_rows",
]

Floats = NDArray[np.float64]

BINS = 15
_EDGES = np.linspace(0, 1, BINS + 1)[1:-1]
#: Sites of fewer patients get no line of their own.
ENOUGH_PATIENTS = 100


@dataclass(frozen=True)
class Scores:
    """One number a patient and quantity.

    Attributes:
        right: Whether the likeliest site is the truth.
        confidence: Probability of the likeliest site.
        log_score: Natural log of the probability of the truth, not below ``log(FLOOR)``.
        brier: Sum over sites of the squared error of the probability, 0 to 2.
    """

    right: Floats
    confidence: Floats
    log_score: Floats
    brier: Floats

    @classmethod
    def of(cls, sites: NDArray[np.float32], truth: NDArray[np.intp]) -> Self:
        """Compare probabilities, shape (patients, sites), with the true sites, (patients,)."""
        exact = sites.astype(np.float64)
        on_truth = exact[np.arange(len(truth)), truth]
        return cls(
            right=(exact.argmax(axis=1) == truth).astype(np.float64),
            confidence=exact.max(axis=1),
            log_score=np.log(np.maximum(on_truth, FLOOR)),
            brier=(exact**2).sum(axis=1) - on_truth**2 + (1 - on_truth) ** 2,
        )

    def __len__(self) -> int:
        return len(self.right)

    def take(self, chosen: NDArray[np.intp]) -> Self:
        """Return some of the patients, any of them more than once."""
        return type(self)(
            self.right[chosen],
            self.confidence[chosen],
            self.log_score[chosen],
            self.brier[chosen],
        )


def calibration_error(scores: Scores) -> float:
    """Return the expected calibration error of the first site over 15 bins of equal width.

    Example:
        >>> always = np.ones(4)
        >>> calibration_error(Scores(np.array([1.0, 1, 1, 0]), always, always, always))
        0.25
    """
    place = np.searchsorted(_EDGES, scores.confidence)
    gaps = np.bincount(place, scores.confidence - scores.right, BINS)
    return float(np.abs(gaps).sum() / len(scores))


def calibration_by_chance(scores: Scores, rounds: int = 200) -> float:
    """Return the mean calibration error that faultless answers as sure as these would show."""
    generator = np.random.default_rng(len(scores))
    place = np.searchsorted(_EDGES, scores.confidence)
    found = []
    for _ in range(rounds):
        right = generator.random(len(scores)) < scores.confidence
        gaps = np.bincount(place, scores.confidence - right, BINS)
        found.append(np.abs(gaps).sum() / len(scores))
    return float(np.mean(found))


def _mean(column: str) -> Callable[[Scores], float]:
    return lambda scores: float(getattr(scores, column).mean())


#: Name to measure, in the order in which they are shown.
SCORES: Mapping[str, Callable[[Scores], float]] = {
    "log score": _mean("log_score"),
    "Brier score": _mean("brier"),
    "site first": _mean("right"),
    "mean probability": _mean("confidence"),
    "calibration error": calibration_error,
}


def reliability_bins(scores: Scores) -> list[tuple[float, float, int, float, float]]:
    """Return lower and upper edge, number, mean probability and share right of every bin."""
    edges = np.linspace(0, 1, BINS + 1)
    place = np.searchsorted(_EDGES, scores.confidence)
    return [
        (
            float(edges[number]),
            float(edges[number + 1]),
            int((place == number).sum()),
            float(scores.confidence[place == number].mean()),
            float(scores.right[place == number].mean()),
        )
        for number in np.unique(place)
    ]


@dataclass(frozen=True)
class SiteRow:
    """How far the probability of one site can be believed.

    Attributes:
        site: Its id.
        patients: How many have it.
        given: Mean probability that it got on its own patients.
        expected: Sum of its probability over all patients, which should be ``patients``.
        error: Calibration error of its probability over all patients.
        first: How often it stood first.
        stated: Its mean probability where it stood first.
        right: How often it then was the truth.
    """

    site: str
    patients: int
    given: float
    expected: float
    error: float
    first: int
    stated: float
    right: float


def site_rows(
    sites: NDArray[np.float32], truth: NDArray[np.intp], names: tuple[str, ...]
) -> list[SiteRow]:
    """Return a line for every site with enough patients."""
    counts = np.bincount(truth, minlength=len(names))
    leading = sites.argmax(axis=1)
    rows = []
    for site in np.flatnonzero(counts >= ENOUGH_PATIENTS):
        chance, has = sites[:, site].astype(np.float64), truth == site
        gaps = np.bincount(np.searchsorted(_EDGES, chance), chance - has, BINS)
        first = leading == site
        rows.append(
            SiteRow(
                site=names[site],
                patients=int(counts[site]),
                given=float(chance[has].mean()),
                expected=float(chance.sum()),
                error=float(np.abs(gaps).sum() / len(chance)),
                first=int(first.sum()),
                stated=float(chance[first].mean()) if first.any() else float("nan"),
                right=float(has[first].mean()) if first.any() else float("nan"),
            )
        )
    return rows
