"""From a case to an answer: the place where the parts of the localization meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from radicular import __version__
from radicular.case import Case
from radicular.findings.catalog import load_catalog
from radicular.hypotheses import load_hypotheses
from radicular.localize.disc_level import DiscLevel, disc_levels
from radicular.localize.explain import Clue, Misfit, clues, misfits
from radicular.localize.likelihood import Evidence, Likelihood
from radicular.localize.next_test import NextTest, next_tests
from radicular.localize.posterior import Posterior, RankedSite
from radicular.localize.red_flags import RedFlag, red_flags
from radicular.parameters import parameter
from radicular.provenance import Provenance

__all__ = ["DEFAULT_SETTING", "Answer", "Localizer", "load_localizer"]

DEFAULT_SETTING = "spine_clinic"
ENOUGH, INFORMATIVE = parameter("enough_findings"), parameter("informative_nats")


@dataclass(frozen=True)
class Answer:
    """Where the lesion is, how sure, and why.

    Attributes:
        case: The case that was asked about.
        setting: Where the patient is seen.
        posterior: Probability of every hypothesis.
        evidence: What each finding says of every hypothesis.
        ranked: The likeliest sites.
        credible: The sites that together reach 90 %.
        levels: Disc level and zone that would explain a root, likeliest first.
        clues: Per ranked site, what each finding adds.
        misfits: Findings that the first site does not explain.
        red_flags: Findings that need a look whatever the site.
        next_tests: What would tell most about the site.
        informative: Number of findings that tell sites apart.
        provenance: What the answer was computed with.
    """

    case: Case
    setting: str
    posterior: Posterior
    evidence: tuple[Evidence, ...]
    ranked: tuple[RankedSite, ...]
    credible: tuple[str, ...]
    levels: tuple[DiscLevel, ...]
    clues: Mapping[str, tuple[Clue, ...]]
    misfits: tuple[Misfit, ...]
    red_flags: tuple[RedFlag, ...]
    next_tests: tuple[NextTest, ...]
    informative: int
    provenance: Provenance

    @property
    def enough_data(self) -> bool:
        """Whether the findings suffice to name a place."""
        return self.informative >= ENOUGH

    def to_dict(self) -> dict[str, Any]:
        """Return the whole answer as plain values for JSON."""
        posterior = self.posterior
        sites = {site: round(value, 6) for site, value in posterior.sites().items()}
        return {
            "radicular_answer": 1,
            "case": self.case.id,
            "setting": self.setting,
            "enough_data": self.enough_data,
            "informative_findings": self.informative,
            "red_flags": [flag.to_dict() for flag in self.red_flags],
            "ranked": [site.to_dict() for site in self.ranked],
            "credible_set_90": list(self.credible),
            "sites": sites,
            "families": _rounded(posterior.families()),
            "roots": _rounded(posterior.roots()),
            "sides": _rounded(posterior.sides()),
            "disc_levels": [level.to_dict() for level in self.levels],
            "clues": {site: [clue.to_dict() for clue in of] for site, of in self.clues.items()},
            "does_not_fit": [misfit.to_dict() for misfit in self.misfits],
            "next_tests": [test.to_dict() for test in self.next_tests],
            "log_evidence": posterior.log_evidence,
            "provenance": self.provenance.to_dict(),
            "note": "For education, research and documentation support; a clinician decides.",
        }


def _tells_sites_apart(item: Evidence) -> bool:
    return item.finding in load_catalog() and item.spread > INFORMATIVE


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 6) for name, value in values.items()}


class Localizer:
    """Names the location of a lesion from the findings of a case.

    Args:
        setting: ``primary_care``, ``spine_clinic`` or ``emg_laboratory``; decides the prior.

    Raises:
        InputError: If the setting is not one of these.
    """

    def __init__(self, setting: str = DEFAULT_SETTING) -> None:
        self.setting = setting
        self.space = load_hypotheses(setting)
        self.likelihood = Likelihood(self.space)

    def posterior(self, evidence: Sequence[Evidence]) -> Posterior:
        """Return the probability of every hypothesis given columns of evidence."""
        log_joint = self.space.log_prior.copy()
        for item in evidence:
            log_joint += item.log_likelihood
        return Posterior.from_log(self.space, log_joint)

    def locate(self, case: Case, *, count: int = 5, tests: int = 6) -> Answer:
        """Name the location.

        Args:
            case: The recorded findings.
            count: How many sites to rank and explain.
            tests: How many next tests to propose; 0 leaves that out.

        Example:
            >>> case = Case.from_dict(
            ...     {
            ...         "radicular_case": 1,
            ...         "findings": [
            ...             {"finding": "ankle jerk", "side": "left", "value": "absent"},
            ...             {"finding": "toe walking", "side": "left", "value": "unable"},
            ...             {"finding": "straight leg raise", "side": "left", "value": "positive"},
            ...         ],
            ...     }
            ... )
            >>> load_localizer().locate(case).posterior.roots()["S1"] > 0.5
            True
        """
        evidence = self.likelihood.evidence(case)
        posterior = self.posterior(evidence)
        ranked = posterior.ranked(count)
        return Answer(
            case=case,
            setting=self.setting,
            posterior=posterior,
            evidence=evidence,
            ranked=ranked,
            credible=posterior.credible_set(),
            levels=disc_levels(posterior),
            clues=clues(posterior, evidence, [site.site for site in ranked]),
            misfits=misfits(posterior, evidence),
            red_flags=red_flags(case),
            next_tests=next_tests(self.likelihood, posterior, case, tests) if tests else (),
            informative=sum(map(_tells_sites_apart, evidence)),
            provenance=Provenance.of(__version__, {"setting": self.setting, "case": case.id or ""}),
        )


@cache
def load_localizer(setting: str = DEFAULT_SETTING) -> Localizer:
    """Return the localizer of a setting, built once."""
    return Localizer(setting)
