"""Every method on every case at every stage of the work-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.bootstrap import Draws, Estimate, difference, draws, estimate
from benchmarks.measures import MEASURES, Bin, reliability
from benchmarks.methods import METHODS
from benchmarks.outcomes import Outcomes
from benchmarks.prediction import Prediction
from benchmarks.published import PublishedCase
from benchmarks.stages import STAGES

__all__ = ["OURS", "RIVALS", "MethodResult", "StageResult", "run"]

#: The method of the project, and those that it is compared with case by case.
OURS = "radicular"
RIVALS = ("textbook", "CategoricalNB")


@dataclass(frozen=True)
class MethodResult:
    """What one method reaches at one stage.

    Args:
        predictions: Of every case.
        outcomes: Against the truths.
        estimates: Measure key to value and interval.
        bins: The reliability table.
    """

    predictions: tuple[Prediction, ...]
    outcomes: Outcomes
    estimates: Mapping[str, Estimate]
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class StageResult:
    """What all methods reach at one stage.

    Args:
        informed: Number of cases with a finding from the newest part of the work-up.
        methods: Name to result.
        gains: Rival to measure key to the difference between radicular and the rival.
    """

    informed: int
    methods: Mapping[str, MethodResult]
    gains: Mapping[str, Mapping[str, Estimate]]


def run(cases: Sequence[PublishedCase], setting: str, resamples: int) -> Mapping[str, StageResult]:
    """Return the result of every stage.

    Args:
        cases: The published cases.
        setting: Taken for the cases that state none.
        resamples: Of the bootstrap.
    """
    chosen = draws(len(cases), resamples)
    return {name: _stage(cases, stages, setting, chosen) for name, stages in STAGES.items()}


def _stage(
    cases: Sequence[PublishedCase], stages: tuple[str, ...], setting: str, chosen: Draws
) -> StageResult:
    seen = [published.case.of_stages(*stages) for published in cases]
    truths = [published.truth for published in cases]
    results = {}
    for name, method in METHODS.items():
        predictions = tuple(method(case, case.setting or setting) for case in seen)
        outcomes = Outcomes.of(predictions, truths)
        results[name] = MethodResult(
            predictions=predictions,
            outcomes=outcomes,
            estimates={
                key: estimate(outcomes, measure.value, chosen) for key, measure in MEASURES.items()
            },
            bins=reliability(outcomes),
        )
    newest = {stage for stage in stages if stage not in _before(stages)}
    return StageResult(
        informed=sum(
            any(item.stage in newest and not item.value.missing for item in case.observations)
            for case in seen
        ),
        methods=results,
        gains={
            rival: {
                key: difference(
                    results[OURS].outcomes, results[rival].outcomes, measure.value, chosen
                )
                for key, measure in MEASURES.items()
            }
            for rival in RIVALS
        },
    )


def _before(stages: tuple[str, ...]) -> frozenset[str]:
    """Return the parts of the record that were known at an earlier stage."""
    shorter = (set(other) for other in STAGES.values() if set(other) < set(stages))
    return frozenset().union(*shorter)
