"""The most probable links, given all studies and the priors."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from calibration.implied import Model

__all__ = ["LOOSE", "Fit", "fit"]

Floats = NDArray[np.float64]

#: No rate is taken to be surer than this.
SURE = 1e-6
#: Deviances below the square of this are taken by their limit.
NEAR = 1e-4
TOLERANCE = 1e-7
#: Enough for refits, of which only the neighborhood counts.
LOOSE = 1e-3


@dataclass(frozen=True)
class Fit:
    """A point estimate.

    Args:
        model: What was fitted.
        theta: The most probable free numbers, shape (size,).
        information: Fisher information there, priors included, shape (size, size).
        steps: How often the model was evaluated.
    """

    model: Model
    theta: Floats
    information: Floats
    steps: int

    @cached_property
    def covariance(self) -> Floats:
        """Of the normal approximation, shape (size, size)."""
        return np.asarray(np.linalg.inv(self.information))


def fit(
    model: Model,
    counts: Floats | None = None,
    numbers: Floats | None = None,
    tolerance: float = TOLERANCE,
    start: Floats | None = None,
) -> Fit:
    """Fit the free numbers to the rates by their binomial likelihood and the priors.

    The residuals are signed roots of the binomial deviance, so that their sum of squares is the
    likelihood; the prior of every free number is a standard normal.

    Args:
        model: Rates as a function of free numbers.
        counts: Shares to fit, shape (rates,); the published ones where none are given.
        numbers: How many people each counts, shape (rates,); the published ones likewise.
        tolerance: Relative change of the sum of squares at which to stop.
        start: Free numbers to start from, shape (size,); the starting values where none are given.
    """
    rates = model.designs.rates
    share = np.array([rate.value for rate in rates]) if counts is None else counts
    people = np.array([rate.people for rate in rates]) if numbers is None else numbers

    def residuals(theta: Floats) -> Floats:
        return np.concatenate([_roots(share, people, model.rates(theta)), theta])

    def slopes(theta: Floats) -> Floats:
        rate, jacobian = model.slopes(theta)
        by_rate = _root_slopes(share, people, rate)
        return np.concatenate([by_rate[:, None] * jacobian, np.eye(model.size)])

    begin = np.zeros(model.size) if start is None else start
    found = least_squares(residuals, begin, slopes, ftol=tolerance)
    rate, jacobian = model.slopes(found.x)
    inside = np.clip(rate, SURE, 1 - SURE)
    weight = people / (inside * (1 - inside))
    information = (jacobian * weight[:, None]).T @ jacobian + np.eye(model.size)
    return Fit(model, found.x, information, int(found.nfev))


def _deviance(share: Floats, rate: Floats) -> Floats:
    inside = np.clip(rate, SURE, 1 - SURE)
    yes = np.where(share > 0, share * np.log(np.where(share > 0, share, 1) / inside), 0.0)
    left = 1 - share
    no = np.where(left > 0, left * np.log(np.where(left > 0, left, 1) / (1 - inside)), 0.0)
    return np.asarray(np.maximum(2 * (yes + no), 0.0))


def _roots(share: Floats, people: Floats, rate: Floats) -> Floats:
    return np.asarray(np.sign(rate - share) * np.sqrt(people * _deviance(share, rate)))


def _root_slopes(share: Floats, people: Floats, rate: Floats) -> Floats:
    inside = np.clip(rate, SURE, 1 - SURE)
    root = np.sqrt(_deviance(share, rate))
    near = root < NEAR
    slope = np.abs(inside - share) / (inside * (1 - inside)) / np.where(near, 1.0, root)
    at_zero = 1 / np.sqrt(inside * (1 - inside))
    return np.asarray(np.sqrt(people) * np.where(near, at_zero, slope))
