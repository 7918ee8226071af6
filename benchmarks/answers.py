"""Answers to many simulated patients: one likelihood, held against as many priors as wanted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.cohort import Cohort
from radicular.findings.catalog import load_catalog
from radicular.findings.modality import shifted
from radicular.findings.models import shown
from radicular.findings.rates import with_second_cause
from radicular.hypotheses import SIDES, Hypotheses, load_hypotheses
from radicular.localize.compiled import model_lesions
from radicular.localize.evidence import Evidence
from radicular.localize.likelihood import Likelihood, readings
from radicular.localize.numbering import shift_chances
from radicular.localize.scoring import Item, Scorer

__all__ = [
    "Answers",
    "Belief",
    "SharedErrors",
    "all_hypotheses",
    "answers",
    "believing",
    "log_likelihoods",
    "without_sites",
]

Floats = NDArray[np.float64]

#: How the evidence of a patient is read from a cohort.
Read = Callable[[Cohort, int], Sequence[Evidence]]


class SharedErrors(Scorer):
    """A scorer that takes every modality for equally correlated.

    Attributes:
        sd: Standard deviation of every shared effect on the logit scale.
    """

    sd = 1.0

    def _at_nodes(self, item: Item, features: Floats) -> Floats:
        finding = load_catalog()[item.finding]
        chances = shown(finding, features, self.links)
        if item.background:
            chances = with_second_cause(finding, chances, np.array([item.background]))
        return shifted(finding, chances, self.sd)


@cache
def all_hypotheses() -> Hypotheses:
    """Return every lesion of the model on every side, without a prior."""
    some = load_hypotheses("spine_clinic")
    lesions = model_lesions()
    site = np.array([some.sites.index(lesion.site) for lesion in lesions], dtype=np.intp)
    count, sides = len(lesions), len(SIDES)
    return replace(
        some,
        lesions=lesions,
        row=np.tile(np.arange(count), sides),
        side=np.repeat(np.arange(sides), count),
        site=np.tile(site, sides),
        log_prior=np.zeros(count * sides),
    )


@dataclass(frozen=True)
class Belief:
    """What is taken for granted before the findings, and how much they count.

    Attributes:
        log_prior: Of every hypothesis of :func:`all_hypotheses`, -inf where it is left out.
        exponent: Of the likelihood.
    """

    log_prior: Floats
    exponent: float = 1.0


def believing(space: Hypotheses, exponent: float = 1.0) -> Belief:
    """Return the belief that has the prior of a space."""
    whole = all_hypotheses()
    position = {lesion: number for number, lesion in enumerate(whole.lesions)}
    of_space = np.array([position[lesion] for lesion in space.lesions], dtype=np.intp)
    log_prior = np.full(len(whole), -np.inf)
    log_prior[space.side * len(whole.lesions) + of_space[space.row]] = space.log_prior
    return Belief(log_prior, exponent)


def without_sites(belief: Belief, sites: Sequence[str]) -> Belief:
    """Return a belief in which some sites do not occur and the others share their prior."""
    whole = all_hypotheses()
    gone = np.isin(whole.site, [whole.sites.index(site) for site in sites])
    left = np.where(gone, -np.inf, belief.log_prior)
    return replace(belief, log_prior=left - np.log(np.exp(left).sum()))


@dataclass(frozen=True)
class Answers:
    """Probability of every site for every patient.

    Attributes:
        sites: Shape (patients, sites).
        log_evidence: Log chance of each record, shape (patients,).
    """

    sites: NDArray[np.float32]
    log_evidence: Floats


def log_likelihoods(scorer: Scorer) -> Callable[[Sequence[Evidence]], Floats]:
    """Return what gives the log chance of a record under every hypothesis, (hypotheses,)."""
    likelihood = Likelihood(all_hypotheses(), scorer)

    def of_record(evidence: Sequence[Evidence]) -> Floats:
        ways = readings(evidence, shift_chances(None))
        each = [likelihood.log_likelihood(way) for way in ways]
        return each[0] if len(each) == 1 else np.logaddexp.reduce(each)

    return of_record


def answers(
    cohort: Cohort,
    scorer: Scorer,
    beliefs: Mapping[str, Belief],
    *,
    read: Read = Cohort.evidence,
    progress: Callable[[int], None] = lambda _: None,
) -> Mapping[str, Answers]:
    """Answer every patient under every belief.

    Args:
        cohort: The patients.
        scorer: Scores their records.
        beliefs: Name to belief.
        read: Gives the record of a patient.
        progress: Is told how many patients have been answered.
    """
    whole, of_record = all_hypotheses(), log_likelihoods(scorer)
    count = len(whole.sites)
    found = {
        name: Answers(np.empty((len(cohort), count), np.float32), np.empty(len(cohort)))
        for name in beliefs
    }
    for number in range(len(cohort)):
        chance = of_record(read(cohort, number))
        for name, belief in beliefs.items():
            joint = belief.log_prior + belief.exponent * chance
            peak = joint.max()
            sums = np.bincount(whole.site, np.exp(joint - peak), count)
            found[name].sites[number] = sums / sums.sum()
            found[name].log_evidence[number] = peak + np.log(sums.sum())
        progress(number + 1)
    return found
