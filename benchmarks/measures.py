"""The measures that outcomes are summed up in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.outcomes import Outcomes

__all__ = ["MEASURES", "Bin", "Measure", "area_under_curve", "calibration_error", "reliability"]

Floats = NDArray[np.float64]
#: Answers above this probability should hardly ever be wrong.
SURE = 0.9
#: A wrong answer above this probability misleads.
CONFIDENT = 0.7
#: Edges of the bins of the reliability table.
EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Measure:
    """One line of the benchmark table.

    Args:
        name: In words.
        value: From outcomes to the number; nan where no case applies.
        count: From outcomes to the number of cases it rests on.
        higher_is_better: Whether more is better.
    """

    name: str
    value: Callable[[Outcomes], float]
    count: Callable[[Outcomes], int]
    higher_is_better: bool = True


@dataclass(frozen=True)
class Bin:
    """One bin of the reliability table.

    Args:
        low: Lower edge of the probability of the first site, excluded except at 0.
        high: Upper edge, included.
        count: Number of answers.
        stated: Mean probability of the first site.
        right: Share of these answers that are right.
    """

    low: float
    high: float
    count: int
    stated: float
    right: float


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def area_under_curve(score: Floats, positive: Floats) -> float:
    """Return the chance that a positive case scores above a negative one, ties counting half.

    Example:
        >>> area_under_curve(np.array([0.1, 0.4, 0.4, 0.9]), np.array([0.0, 0.0, 1.0, 1.0]))
        0.875
    """
    known = ~np.isnan(positive)
    high, low = score[known & (positive == 1)], score[known & (positive == 0)]
    if not len(high) or not len(low):
        return float("nan")
    above = (high[:, None] > low).mean() + 0.5 * (high[:, None] == low).mean()
    return float(above)


def reliability(outcomes: Outcomes) -> tuple[Bin, ...]:
    """Return how often the first site is right by its stated probability, empty bins left out."""
    place = np.clip(np.searchsorted(EDGES, outcomes.confidence) - 1, 0, len(EDGES) - 2)
    return tuple(
        Bin(
            low=EDGES[number],
            high=EDGES[number + 1],
            count=int((place == number).sum()),
            stated=float(outcomes.confidence[place == number].mean()),
            right=float(outcomes.top1[place == number].mean()),
        )
        for number in np.unique(place)
    )


def calibration_error(outcomes: Outcomes) -> float:
    """Return the expected calibration error over the bins of :func:`reliability`."""
    gaps = [part.count * abs(part.stated - part.right) for part in reliability(outcomes)]
    return float(sum(gaps) / len(outcomes))


def _sure(outcomes: Outcomes) -> NDArray[np.bool_]:
    return outcomes.confidence > SURE


def _misled(outcomes: Outcomes) -> Floats:
    wrong = (outcomes.confidence > CONFIDENT) & (outcomes.top1 == 0)
    return np.asarray(wrong[outcomes.trap == 1], float)


def _column(name: str, column: str, *, higher_is_better: bool = True) -> Measure:
    def values(outcomes: Outcomes) -> Floats:
        found: Floats = getattr(outcomes, column)
        return found

    return Measure(
        name,
        lambda outcomes: _mean(values(outcomes)),
        lambda outcomes: int((~np.isnan(values(outcomes))).sum()),
        higher_is_better,
    )


#: Key to measure, in the order in which they are shown.
MEASURES: Mapping[str, Measure] = {
    "top1": _column("site first", "top1"),
    "top3": _column("site in first three", "top3"),
    "family": _column("family", "family"),
    "side": _column("side", "side"),
    "roots": _column("exact set of roots", "roots"),
    "log_score": _column("log score", "log_score"),
    "brier": _column("Brier score", "brier", higher_is_better=False),
    "s1_auc": Measure(
        "S1 involved, AUC",
        lambda outcomes: area_under_curve(outcomes.s1, outcomes.s1_truth),
        lambda outcomes: int((~np.isnan(outcomes.s1_truth)).sum()),
    ),
    "ece": Measure("calibration error", calibration_error, len, higher_is_better=False),
    "sure_right": Measure(
        f"right when p > {SURE:g}",
        lambda outcomes: _mean(outcomes.top1[_sure(outcomes)]),
        lambda outcomes: int(_sure(outcomes).sum()),
    ),
    "traps_misled": Measure(
        f"traps wrong with p > {CONFIDENT:g}",
        lambda outcomes: _mean(_misled(outcomes)),
        lambda outcomes: len(_misled(outcomes)),
        higher_is_better=False,
    ),
}
