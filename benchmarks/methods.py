"""The methods that are compared: the prior alone, two peers, and radicular."""

from collections.abc import Mapping
from functools import cache

from benchmarks.naive_bayes import naive_bayes
from benchmarks.prediction import Method, Prediction
from benchmarks.textbook import textbook
from radicular.case import Case
from radicular.localize.evidence import evidence_of
from radicular.localize.localizer import load_localizer
from radicular.localize.posterior import Posterior

__all__ = ["METHODS", "prediction_of"]


def radicular(case: Case, setting: str) -> Prediction:
    """Answer with the localizer of the project."""
    posterior = load_localizer(setting).posterior(evidence_of(case), case.vertebrae)
    return prediction_of(posterior)


@cache
def _of_prior(setting: str) -> Prediction:
    return prediction_of(load_localizer(setting).posterior(()))


def prior_only(case: Case, setting: str) -> Prediction:
    """Answer with the prior of the setting, whatever was found."""
    del case
    return _of_prior(setting)


def prediction_of(posterior: Posterior) -> Prediction:
    """Return what a posterior answers."""
    return Prediction(posterior.sites(), posterior.sides(), posterior.roots())


#: The methods by name, in the order in which they are shown.
METHODS: Mapping[str, Method] = {
    "prior only": prior_only,
    "textbook": textbook,
    "CategoricalNB": naive_bayes,
    "radicular": radicular,
}
