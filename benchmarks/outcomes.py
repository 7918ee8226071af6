"""How the answers of one method compare with the truths, case by case."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import log, nan
from typing import Self

import numpy as np
from numpy.typing import NDArray

from benchmarks.prediction import Prediction
from benchmarks.published import Truth

__all__ = ["FLOOR", "Outcomes"]

Floats = NDArray[np.float64]
#: No answer is charged for less than this probability of the truth.
FLOOR = 0.001


@dataclass(frozen=True)
class Outcomes:
    """One number a case and quantity, nan where the quantity does not apply.

    Args:
        top1: Whether the likeliest site is right.
        top3: Whether one of the three likeliest sites is right.
        family: Whether the likeliest family of sites is right.
        side: Whether the likeliest side is right; nan where the source states none.
        roots: Whether exactly the involved roots have more than an even chance; nan where the
            truth is no root lesion or its roots are not stated.
        log_score: Natural log of the probability of the truth, not below ``log(FLOOR)``.
        brier: Sum over sites of the squared error of the probability, 0 to 2; the accepted sites
            count as one.
        confidence: Probability of the likeliest site.
        s1: Probability that the S1 root is involved; nan where that is not known.
        s1_truth: Whether it is; nan where that is not known.
        trap: Whether the case is a trap.
    """

    top1: Floats
    top3: Floats
    family: Floats
    side: Floats
    roots: Floats
    log_score: Floats
    brier: Floats
    confidence: Floats
    s1: Floats
    s1_truth: Floats
    trap: Floats

    @classmethod
    def of(cls, predictions: Sequence[Prediction], truths: Sequence[Truth]) -> Self:
        """Compare predictions with the truths of the same cases."""
        rows = [
            _compare(prediction, truth)
            for prediction, truth in zip(predictions, truths, strict=True)
        ]
        names = [column.name for column in fields(cls)]
        return cls(**{name: np.array([row[name] for row in rows], float) for name in names})

    def __len__(self) -> int:
        return len(self.top1)

    def take(self, chosen: NDArray[np.intp]) -> Self:
        """Return the outcomes of some cases, any of them more than once."""
        return type(self)(
            **{column.name: getattr(self, column.name)[chosen] for column in fields(self)}
        )


def _compare(prediction: Prediction, truth: Truth) -> dict[str, float]:
    on_truth = sum(prediction.sites[site] for site in truth.sites)
    elsewhere = sum(
        probability**2 for site, probability in prediction.sites.items() if site not in truth.sites
    )
    known = truth.involves_s1 is not None
    return {
        "top1": prediction.ranking[0] in truth.sites,
        "top3": any(site in truth.sites for site in prediction.ranking[:3]),
        "family": prediction.family == truth.family,
        "side": prediction.side == truth.side if truth.side else nan,
        "roots": prediction.root_set == truth.roots if truth.root_level else nan,
        "log_score": log(max(on_truth, FLOOR)),
        "brier": (1 - on_truth) ** 2 + elsewhere,
        "confidence": prediction.sites[prediction.ranking[0]],
        "s1": prediction.roots.get("S1", 0.0) if known else nan,
        "s1_truth": float(bool(truth.involves_s1)) if known else nan,
        "trap": truth.trap,
    }
