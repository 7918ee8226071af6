"""What each design choice is worth on the published cases; looked at, never used to choose."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from benchmarks.answers import Belief, all_hypotheses, believing, without_sites
from benchmarks.bootstrap import Estimate, difference, draws, estimate
from benchmarks.measures import MEASURES
from benchmarks.methods import prediction_of
from benchmarks.outcomes import Outcomes
from benchmarks.published import PublishedCase
from benchmarks.scenarios import flat, mimics, one_severity, trust
from benchmarks.show import interval_text, table
from radicular.case import Case
from radicular.hypotheses import load_hypotheses
from radicular.localize.compiled import compile_model
from radicular.localize.evidence import Evidence, evidence_of
from radicular.localize.likelihood import Likelihood, readings
from radicular.localize.model_file import load_model
from radicular.localize.numbering import shift_chances
from radicular.localize.posterior import Posterior
from radicular.localize.scoring import Scorer

__all__ = ["Choice", "choice_lines", "design_on_cases"]

SHOWN = ("log_score", "brier", "top1", "top3")
AS_IT_IS = "as it is"


@dataclass(frozen=True)
class Choice:
    """The published cases answered with one thing changed.

    Attributes:
        name: What is changed.
        estimates: Measure key to value and interval.
        cost: Difference in log score to the answers as they are, paired.
    """

    name: str
    estimates: Mapping[str, Estimate]
    cost: Estimate

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class _Variant:
    """One way of answering.

    Attributes:
        scorer: Scores the records.
        belief: From a setting to what is taken for granted.
        read: From a case to its evidence.
    """

    scorer: Callable[[], Scorer]
    belief: Callable[[str], Belief]
    read: Callable[[Case], Sequence[Evidence]] = evidence_of

    def posterior(self, case: Case, setting: str) -> Posterior:
        """Return the probability of every lesion of the model."""
        belief = self.belief(setting)
        space = replace(all_hypotheses(), log_prior=belief.log_prior)
        likelihood = Likelihood(space, self.scorer())
        ways = readings(self.read(case), shift_chances(case.vertebrae))
        joint = [(way, space.log_prior + likelihood.log_likelihood(way)) for way in ways]
        return Posterior.from_readings(space, joint)


@cache
def _scorer(*, nodes: bool = True) -> Scorer:
    return Scorer(load_model(), nodes=nodes)


@cache
def _usual_anatomy() -> Scorer:
    return Scorer(compile_model(drawn=False))


def _alone() -> Scorer:
    return _scorer(nodes=False)


def _own(setting: str) -> Belief:
    return believing(load_hypotheses(setting))


def _trusting(exponents: Mapping[str, float]) -> Callable[[Case], Sequence[Evidence]]:
    """Return a reading in which the findings of a stage count to some power."""

    def read(case: Case) -> list[Evidence]:
        return [
            replace(
                item,
                entries=tuple(
                    (slot, replace(entry, exponent=exponents.get(item.stage, 1.0)))
                    for slot, entry in item.entries
                ),
            )
            for item in evidence_of(case)
        ]

    return read


def _variants() -> Mapping[str, _Variant]:
    return {
        AS_IT_IS: _Variant(_scorer, _own),
        "findings independent": _Variant(_alone, _own),
        "all exponents 1": _Variant(_scorer, _own, _trusting({})),
        "trust exponents of the table": _Variant(_scorer, _own, _trusting(trust())),
        "independent and all exponents 1": _Variant(_alone, _own, _trusting({})),
        "one anatomy for all": _Variant(_usual_anatomy, _own),
        "one severity for all (moderate)": _Variant(
            _scorer, lambda setting: one_severity(setting, "moderate")
        ),
        "mimics removed": _Variant(_scorer, lambda setting: without_sites(_own(setting), mimics())),
        "every site equally frequent": _Variant(_scorer, flat),
    }


def design_on_cases(
    cases: Sequence[PublishedCase], setting: str, resamples: int
) -> tuple[Choice, ...]:
    """Answer the cases, everything on record, with one thing changed at a time.

    Args:
        cases: The published cases.
        setting: Taken for the cases that state none.
        resamples: Of the bootstrap.
    """
    truths = [published.truth for published in cases]
    chosen = draws(len(cases), resamples)
    found = {}
    for name, variant in _variants().items():
        with np.errstate(invalid="ignore"):
            posteriors = [
                variant.posterior(published.case, published.case.setting or setting)
                for published in cases
            ]
        found[name] = Outcomes.of([prediction_of(each) for each in posteriors], truths)
    return tuple(
        Choice(
            name=name,
            estimates={key: estimate(outcomes, MEASURES[key].value, chosen) for key in SHOWN},
            cost=difference(outcomes, found[AS_IT_IS], MEASURES["log_score"].value, chosen),
        )
        for name, outcomes in found.items()
    )


def choice_lines(choices: Sequence[Choice]) -> Iterator[str]:
    """Yield the table of the design choices."""
    yield "## What each design choice is worth on these cases"
    yield ""
    yield (
        "Everything on record, one thing changed at a time. The cases are too few and too odd to "
        "choose by: no setting was or is to be chosen on them. What each choice is worth where "
        "the numbers are large enough is in `docs/simulated.md`."
    )
    yield ""
    yield from table(
        ["answered with", *(MEASURES[key].name for key in SHOWN), "log score, difference"],
        [
            [
                choice.name,
                *(interval_text(choice.estimates[key]) for key in SHOWN),
                interval_text(choice.cost, sign="+") if choice.name != AS_IT_IS else "",
            ]
            for choice in choices
        ],
    )
    yield ""
