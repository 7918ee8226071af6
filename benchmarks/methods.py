"""The methods that are compared: the prior alone, the textbook table, and radicular."""

from collections.abc import Mapping
from functools import cache

from benchmarks.prediction import Method, Prediction
from benchmarks.textbook import textbook
from radicular.case import Case
from radicular.localize.evidence import evidence_of
from radicular.localize.localizer import load_localizer
from radicular.localize.posterior import Posterior

__all__ = ["METHODS"]


def radicular(case: Case, setting: str) -> Prediction:
    """Answer with the localizer of the project."""
    posterior = load_localizer(setting).posterior(evidence_of(case), case.vertebrae)
    return _prediction(posterior)


@cache
def _of_prior(setting: str) -> Prediction:
    return _prediction(load_localizer(setting).posterior(()))


def prior_only(case: Case, setting: str) -> Prediction:
    """Answer with the prior of the setting, whatever was found."""
    del case
    return _of_prior(setting)


def _prediction(posterior: Posterior) -> Prediction:
    return Prediction(posterior.sites(), posterior.sides(), posterior.roots())


#: The methods by name, in the order in which they are shown.
METHODS: Mapping[str, Method] = {
    "prior only": prior_only,
    "textbook": textbook,
    "radicular": radicular,
}
