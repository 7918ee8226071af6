"""From a case to an answer: the place where the parts of the localization meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from radicular import __version__
from radicular.case import Case, Observation, Vertebrae
from radicular.findings.catalog import load_catalog
from radicular.hypotheses import load_hypotheses
from radicular.lesion import Lesion
from radicular.localize.comparison import SiteBits
from radicular.localize.disc_level import DiscLevel, disc_levels
from radicular.localize.evidence import Evidence, evidence_of
from radicular.localize.explain import Clue, Misfit, clues, misfits, standardized_surprise
from radicular.localize.intervals import Interval, drawn_scorers, intervals
from radicular.localize.leave_one_out import LeaveOneOut
from radicular.localize.likelihood import Likelihood, readings
from radicular.localize.model_file import load_model
from radicular.localize.next_test import NextTest, next_tests
from radicular.localize.numbering import CountView, count_views, shift_chances
from radicular.localize.pairs import Pair, pair_of
from radicular.localize.posterior import Posterior, RankedSite
from radicular.localize.question import Question
from radicular.localize.red_flags import RedFlag, red_flags
from radicular.localize.scoring import Kernels, Scorer
from radicular.localize.site_bits import Removals, site_bits
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
        counts: What the answer would be with 4, 5 or 6 lumbar vertebrae.
        clues: Per ranked site, what each finding adds.
        misfits: Findings that the first site does not explain.
        red_flags: Findings that need a look whatever the site.
        next_tests: What would tell most about the site.
        informative: Number of findings that tell sites apart.
        provenance: What the answer was computed with.
        surprise: How much more surprising the findings are than the model expects, in standard
            deviations.
        intervals: Per site where its probability lies in nine of ten draws of the parameters;
            empty where that was not asked for.
        pairs: Two lesions at once beside either alone, where asked for.
    """

    case: Case
    setting: str
    posterior: Posterior
    evidence: tuple[Evidence, ...]
    ranked: tuple[RankedSite, ...]
    credible: tuple[str, ...]
    levels: tuple[DiscLevel, ...]
    counts: tuple[CountView, ...]
    clues: Mapping[str, tuple[Clue, ...]]
    misfits: tuple[Misfit, ...]
    red_flags: tuple[RedFlag, ...]
    next_tests: tuple[NextTest, ...]
    informative: int
    provenance: Provenance
    surprise: float = 0.0
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()

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
            "intervals_90": {site: value.to_dict() for site, value in self.intervals.items()},
            "sites": sites,
            "families": _rounded(posterior.families()),
            "roots": _rounded(posterior.roots()),
            "sides": _rounded(posterior.sides()),
            "disc_levels": [level.to_dict() for level in self.levels],
            "lumbar_vertebrae": [view.to_dict() for view in self.counts],
            "clues": {site: [clue.to_dict() for clue in of] for site, of in self.clues.items()},
            "does_not_fit": [misfit.to_dict() for misfit in self.misfits],
            "surprise": round(self.surprise, 3),
            "pairs": [pair.to_dict() for pair in self.pairs],
            "could_not_be_judged": [_named(item) for item in self.case.unjudged],
            "declared_unrelated": [
                *(_named(item) for item in self.case.observations if item.unrelated),
                *map(str, self.case.background),
            ],
            "next_tests": [test.to_dict() for test in self.next_tests],
            "log_evidence": posterior.log_evidence,
            "provenance": self.provenance.to_dict(),
            "note": "For education, research and documentation support; a clinician decides.",
        }


def _named(item: Observation) -> str:
    return f"{load_catalog()[item.finding].name}, {item.side}"


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 6) for name, value in values.items()}


class Localizer:
    """Names the location of a lesion from the findings of a case.

    Args:
        setting: ``primary_care``, ``spine_clinic``, ``emg_laboratory`` or ``surgical_series``;
            decides the prior.
        kernels: ``numba`` for many records or a window that answers while one types; ``numpy``
            where a single record does not pay for loading it.
        scorer: Scores records; one over the compiled model where none is given.

    Raises:
        InputError: If the setting is not one of these.
    """

    def __init__(
        self,
        setting: str = DEFAULT_SETTING,
        *,
        kernels: Kernels = "numpy",
        scorer: Scorer | None = None,
    ) -> None:
        self.setting = setting
        self.space = load_hypotheses(setting)
        self.scorer = scorer or Scorer(load_model(), kernels=kernels)
        self.likelihood = Likelihood(self.space, self.scorer)

    def posterior(
        self, evidence: Sequence[Evidence], vertebrae: Vertebrae | None = None
    ) -> Posterior:
        """Return the probability of every hypothesis given a record.

        Args:
            evidence: What the record says.
            vertebrae: The count of lumbar vertebrae on record.
        """
        ways = readings(evidence, shift_chances(vertebrae))
        log_joint = [
            (way, self.space.log_prior + self.likelihood.log_likelihood(way)) for way in ways
        ]
        return Posterior.from_readings(self.space, log_joint)

    def locate(
        self,
        case: Case,
        *,
        count: int = 5,
        tests: int = 6,
        question: Question | None = None,
        by_burden: bool = False,
    ) -> Answer:
        """Name the location.

        Args:
            case: The recorded findings.
            count: How many sites to rank and explain.
            tests: How many next tests to propose; 0 leaves that out.
            question: What the next tests are chosen for; the site where none is given.
            by_burden: Whether they are ranked by what they tell for what they cost the patient.

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
        evidence = evidence_of(case)
        posterior = self.posterior(evidence, case.vertebrae)
        ranked = posterior.ranked(count)
        record = LeaveOneOut(self.likelihood, posterior, evidence)
        return Answer(
            case=case,
            setting=self.setting,
            posterior=posterior,
            evidence=evidence,
            ranked=ranked,
            credible=posterior.credible_set(),
            levels=disc_levels(posterior),
            counts=count_views(posterior, case.vertebrae),
            clues=clues(record, [site.site for site in ranked]),
            misfits=misfits(record),
            red_flags=red_flags(case),
            next_tests=next_tests(record, case, tests, question=question, by_burden=by_burden)
            if tests
            else (),
            informative=sum(map(self._tells_sites_apart, evidence)),
            provenance=Provenance.of(__version__, {"setting": self.setting, "case": case.id or ""}),
            surprise=standardized_surprise(record),
        )

    def intervals(self, case: Case, sites: Sequence[str]) -> Mapping[str, Interval]:
        """Return how far the probabilities of sites move with the parameters of the model.

        Args:
            case: The recorded findings.
            sites: Site ids.
        """
        evidence = evidence_of(case)
        posterior = self.posterior(evidence, case.vertebrae)
        return intervals(LeaveOneOut(self.likelihood, posterior, evidence), self._drawn, sites)

    @cached_property
    def _drawn(self) -> tuple[Scorer, ...]:
        return drawn_scorers(self.scorer)

    def pair(self, case: Case, first: Lesion, second: Lesion) -> Pair:
        """Set two lesions at once beside either of them alone.

        Args:
            case: The recorded findings.
            first: Site and side, and a place or none for all places of the site.
            second: The other.

        Raises:
            InputError: If one of them is not considered in the setting.
        """
        evidence = evidence_of(case)
        return pair_of(self.posterior(evidence, case.vertebrae), evidence, first, second)

    def site_bits(self, case: Case, first: Lesion, second: Lesion) -> SiteBits:
        """Return what each finding adds to the odds of one place against another.

        Args:
            case: The recorded findings.
            first: Site and side, and a place or none for all places of the site.
            second: The other one.

        Raises:
            InputError: If one of them is not considered in the setting.
        """
        evidence = evidence_of(case)
        count = len(evidence)
        growing = [self.posterior(evidence[:end], case.vertebrae) for end in range(count + 1)]
        shrinking = [self.posterior(evidence[start:], case.vertebrae) for start in range(count + 1)]
        without = [
            self.posterior((*evidence[:gone], *evidence[gone + 1 :]), case.vertebrae)
            for gone in range(count)
        ]
        return site_bits(
            self.space, evidence, (first, second), Removals(growing, shrinking, without)
        )

    def _tells_sites_apart(self, item: Evidence) -> bool:
        spreads = (self.scorer.spread(entry) for _, entry in item.entries)
        return max(spreads, default=0.0) > INFORMATIVE


@cache
def load_localizer(setting: str = DEFAULT_SETTING, kernels: Kernels = "numpy") -> Localizer:
    """Return the localizer of a setting, built once."""
    return Localizer(setting, kernels=kernels)
