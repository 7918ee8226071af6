"""Published against implied: how well each rate is met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.designs import design
from calibration.fit import Fit
from calibration.implied import Model
from calibration.studies import DEVIATE, SignRate, load_rates
from radicular.findings.catalog import load_catalog

__all__ = ["Comparison", "Summary", "compare", "predictable", "summarize"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """A published rate beside what the model says.

    Args:
        rate: The published one.
        implied: The model's, with the study's own spectrum and control mix.
        plain: The model's for the setting as such, nothing fitted to the study itself.
    """

    rate: SignRate
    implied: float
    plain: float

    @property
    def residual(self) -> float:
        """Published less implied."""
        return self.rate.value - self.implied

    @property
    def errors(self) -> float | None:
        """The residual in binomial standard errors at the implied rate; None without a number."""
        return _errors(self.rate, self.implied)

    @property
    def plain_errors(self) -> float | None:
        """The same for the setting as such."""
        return _errors(self.rate, self.plain)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values."""
        return {
            "id": self.rate.id,
            "use": self.rate.use,
            "published": self.rate.value,
            "people": self.rate.n,
            "implied": round(self.implied, 4),
            "plain": round(self.plain, 4),
            "errors": None if self.errors is None else round(self.errors, 2),
            "plain_errors": None if self.plain_errors is None else round(self.plain_errors, 2),
        }


def _errors(rate: SignRate, implied: float) -> float | None:
    if rate.n is None:
        return None
    return (rate.value - implied) / sqrt(max(implied * (1 - implied), 1e-9) / rate.n)


@dataclass(frozen=True)
class Summary:
    """How well a set of rates is met.

    Args:
        rates: How many.
        judged: How many of them come with a number of people.
        inside: How many of these lie within 1.96 standard errors.
        plain_inside: The same with nothing fitted to the study itself.
        distance: Mean distance between published and implied.
        mean: Mean of published less implied.
    """

    rates: int
    judged: int
    inside: int
    plain_inside: int
    distance: float
    mean: float

    @property
    def share(self) -> float:
        """Part of the judged rates inside."""
        return self.inside / self.judged if self.judged else 1.0

    @property
    def plain_share(self) -> float:
        """The same with nothing fitted to the study itself."""
        return self.plain_inside / self.judged if self.judged else 1.0


def predictable(rates: Iterable[SignRate]) -> tuple[SignRate, ...]:
    """Return the rates whose finding the map predicts and that are not left out."""
    catalog = load_catalog()
    return tuple(
        rate for rate in rates if rate.use != "left_out" and catalog[rate.finding].kind != "table"
    )


def compare(fitted: Fit) -> tuple[Comparison, ...]:
    """Return all rates of the table that the map predicts beside what the links imply.

    Args:
        fitted: Its studies keep their own spectrum; all others have that of their setting.
    """
    rates = predictable(load_rates())
    model = Model(design(rates), fitted.model.space)
    plain = np.zeros(model.size)
    plain[: model.space.size] = fitted.theta[: model.space.size]
    own = _with_own(fitted, model, plain)
    pairs = zip(rates, model.rates(own), model.rates(plain), strict=True)
    return tuple(Comparison(rate, float(here), float(there)) for rate, here, there in pairs)


def _with_own(fitted: Fit, model: Model, plain: Floats) -> Floats:
    """Copy the shifts and hidden shares of the studies that were fitted."""
    theta = plain.copy()
    studies = fitted.model.designs.studies
    for there, here in (
        (fitted.model.shift_at, model.shift_at),
        (fitted.model.hidden_at, model.hidden_at),
    ):
        for number, study in enumerate(model.designs.studies):
            before = there[studies.index(study)] if study in studies else -1
            if before >= 0 and here[number] >= 0:
                theta[here[number]] = fitted.theta[before]
    return theta


def summarize(comparisons: Sequence[Comparison]) -> Summary:
    """Return how well some rates are met."""
    inside = [abs(item.errors) <= DEVIATE for item in comparisons if item.errors is not None]
    plain = [
        abs(item.plain_errors) <= DEVIATE for item in comparisons if item.plain_errors is not None
    ]
    residuals = np.array([item.residual for item in comparisons])
    return Summary(
        rates=len(comparisons),
        judged=len(inside),
        inside=sum(inside),
        plain_inside=sum(plain),
        distance=float(np.abs(residuals).mean()) if len(residuals) else 0.0,
        mean=float(residuals.mean()) if len(residuals) else 0.0,
    )
