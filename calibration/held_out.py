"""Every study predicted from all the others, as a reviewer would who holds it back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from calibration.fit import LOOSE, Fit, fit
from calibration.studies import DEVIATE, SignRate

__all__ = ["Prediction", "hold_out", "inside"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Prediction:
    """A rate that its own study did not help to predict.

    Args:
        rate: The published one.
        implied: Predicted from the other studies, for the setting as such.
        spread: Standard deviation of the prediction: the links, the spectrum of an unknown study
            and the share of its hidden root lesions are not known exactly.
    """

    rate: SignRate
    implied: float
    spread: float

    @property
    def chance_error(self) -> float:
        """Binomial standard error at the predicted rate."""
        return sqrt(max(self.implied * (1 - self.implied), 1e-9) / (self.rate.n or 1))

    @property
    def by_chance(self) -> bool:
        """Whether the binomial error alone explains the distance."""
        return abs(self.rate.value - self.implied) <= DEVIATE * self.chance_error

    @property
    def foreseen(self) -> bool:
        """Whether it does together with what the prediction does not know."""
        whole = sqrt(self.chance_error**2 + self.spread**2)
        return abs(self.rate.value - self.implied) <= DEVIATE * whole


def hold_out(fitted: Fit, tell: Callable[[str], None]) -> tuple[Prediction, ...]:
    """Predict every fitted rate from the other studies.

    Args:
        fitted: The fit to all of them; where the refits start.
        tell: Told how far this has come.
    """
    studies = dict.fromkeys(rate.study for rate in fitted.model.designs.rates if rate.use == "fit")
    found: list[Prediction] = []
    for number, study in enumerate(studies, start=1):
        found += _without(fitted, study)
        if number % 10 == 0:
            tell(f"held out {number} of {len(studies)} studies")
    return tuple(found)


def _without(fitted: Fit, study: str) -> Iterator[Prediction]:
    model = fitted.model
    rates = model.designs.rates
    numbers = np.array([0.0 if rate.study == study else rate.people for rate in rates])
    again = fit(model, numbers=numbers, tolerance=LOOSE, start=fitted.theta)
    implied, slopes = model.slopes(again.theta)
    for place, rate in enumerate(rates):
        if rate.study == study:
            variance = slopes[place] @ again.covariance @ slopes[place]
            yield Prediction(rate, float(implied[place]), sqrt(max(float(variance), 0.0)))


def inside(predictions: tuple[Prediction, ...]) -> tuple[float, float, float]:
    """Return the parts by chance and foreseen, and the mean distance."""
    return (
        float(np.mean([item.by_chance for item in predictions])),
        float(np.mean([item.foreseen for item in predictions])),
        float(np.mean([abs(item.rate.value - item.implied) for item in predictions])),
    )
