"""Measures and intervals on outcomes small enough to check by hand."""

from dataclasses import replace
from math import isnan, log

import numpy as np
import pytest

from benchmarks.bootstrap import difference, draws, estimate
from benchmarks.measures import MEASURES, area_under_curve, calibration_error, reliability
from benchmarks.outcomes import FLOOR, Outcomes
from benchmarks.prediction import Prediction
from benchmarks.published import Truth

S1 = Truth(label="S1 root", sites=("root_S1",), side="left", roots=frozenset({"S1"}), trap=True)
PLEXUS = Truth(
    label="lumbosacral plexus",
    sites=("lumbosacral_plexus", "sacral_plexus"),
    side="",
    roots=frozenset({"L5"}),
    trap=False,
)
CAUDA = Truth(
    label="cauda equina", sites=("cauda_equina",), side="both", roots=frozenset(), trap=False
)


def prediction(sites: dict[str, float], side: str = "left", s1: float = 0.0) -> Prediction:
    ranked = dict(sorted(sites.items(), key=lambda item: -item[1]))
    rest = dict.fromkeys(
        ("root_S1", "root_L5", "cauda_equina", "sacral_plexus", "lumbosacral_plexus"), 0.0
    )
    return Prediction(
        {**ranked, **{k: v for k, v in rest.items() if k not in sites}}, {side: 1.0}, {"S1": s1}
    )


RIGHT = prediction({"root_S1": 0.75, "root_L5": 0.25}, s1=0.75)
WRONG = prediction({"root_L5": 0.95, "root_S1": 0.05}, "right", s1=0.05)
SPLIT = prediction({"sacral_plexus": 0.3, "root_L5": 0.4, "lumbosacral_plexus": 0.3})
NEVER = prediction({"root_L5": 1.0})


def value(key: str, *pairs: tuple[Prediction, Truth]) -> float:
    outcomes = Outcomes.of([each for each, _ in pairs], [truth for _, truth in pairs])
    return MEASURES[key].value(outcomes)


def test_right_and_wrong_answers() -> None:
    pairs = ((RIGHT, S1), (WRONG, S1))
    assert value("top1", *pairs) == 0.5
    assert value("top3", *pairs) == 1
    assert value("side", *pairs) == 0.5
    assert value("roots", *pairs) == 0.5
    assert value("family", *pairs) == 1
    assert value("log_score", *pairs) == pytest.approx((log(0.75) + log(0.05)) / 2)
    assert value("brier", (RIGHT, S1)) == pytest.approx(0.25**2 * 2)


def test_accepted_sites_count_as_one() -> None:
    assert value("top1", (SPLIT, PLEXUS)) == 0
    assert value("top3", (SPLIT, PLEXUS)) == 1
    assert value("family", (SPLIT, PLEXUS)) == 1
    assert value("log_score", (SPLIT, PLEXUS)) == pytest.approx(log(0.6))
    assert value("brier", (SPLIT, PLEXUS)) == pytest.approx(0.4**2 * 2)


def test_what_the_source_leaves_open_is_left_out() -> None:
    assert isnan(value("side", (SPLIT, PLEXUS)))
    assert isnan(value("roots", (SPLIT, PLEXUS)))
    assert isnan(value("roots", (RIGHT, CAUDA)))
    assert PLEXUS.involves_s1 is False
    assert CAUDA.involves_s1 is None
    assert replace(CAUDA, roots=frozenset({"S1"})).involves_s1 is True


def test_log_score_has_a_floor() -> None:
    assert value("log_score", (NEVER, S1)) == pytest.approx(log(FLOOR))


def test_sure_and_misled_answers() -> None:
    pairs = ((RIGHT, S1), (WRONG, S1), (SPLIT, PLEXUS))
    assert value("sure_right", *pairs) == 0
    assert value("traps_misled", *pairs) == 0.5
    outcomes = Outcomes.of([p for p, _ in pairs], [t for _, t in pairs])
    assert MEASURES["sure_right"].count(outcomes) == 1
    assert MEASURES["traps_misled"].count(outcomes) == 2


def test_area_under_curve_counts_pairs() -> None:
    random = np.random.default_rng(7)
    score = random.integers(0, 5, 40).astype(float)
    positive = random.integers(0, 2, 40).astype(float)
    pairs = [
        1.0 if high > low else 0.5 if high == low else 0.0
        for high in score[positive == 1]
        for low in score[positive == 0]
    ]
    assert area_under_curve(score, positive) == pytest.approx(np.mean(pairs))
    assert isnan(area_under_curve(score, np.ones(40)))


def test_reliability_holds_every_answer_once() -> None:
    pairs = [(RIGHT, S1), (WRONG, S1), (SPLIT, PLEXUS), (NEVER, S1)]
    outcomes = Outcomes.of([p for p, _ in pairs], [t for _, t in pairs])
    bins = reliability(outcomes)
    assert sum(part.count for part in bins) == 4
    assert bins[-1].count == 2
    gaps = abs(0.4 - 0) + abs(0.75 - 1) + 2 * abs(0.975 - 0)
    assert calibration_error(outcomes) == pytest.approx(gaps / 4)


def test_intervals_are_the_same_every_time() -> None:
    pairs = [(RIGHT, S1), (WRONG, S1)] * 10
    outcomes = Outcomes.of([p for p, _ in pairs], [t for _, t in pairs])
    top1 = MEASURES["top1"].value
    first = estimate(outcomes, top1, draws(20, 200))
    assert first == estimate(outcomes, top1, draws(20, 200))
    assert first.low < first.value == 0.5 < first.high
    nothing = difference(outcomes, outcomes, top1, draws(20, 200))
    assert (nothing.value, nothing.low, nothing.high) == (0, 0, 0)


def test_a_measure_without_cases_has_no_interval() -> None:
    outcomes = Outcomes.of([SPLIT], [PLEXUS])
    nothing = estimate(outcomes, MEASURES["side"].value, draws(1, 20))
    assert isnan(nothing.value)
    assert isnan(nothing.low)
