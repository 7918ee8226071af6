"""Sources side by side: agreement by place, and imaging against chance."""

from collections.abc import Mapping, Sequence
from math import isclose, log2
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from radicular.case import Case
from radicular.hypotheses import SIDES
from radicular.localize.concordance import SOURCES, Concordance, concordance
from radicular.localize.incidental import incidental_rate
from radicular.localize.localizer import load_localizer

CASES = Path(__file__).parents[2] / "benchmarks" / "cases"
S1_CLINIC = [
    {"finding": "ankle jerk", "side": "left", "value": "absent"},
    {"finding": "strength_ankle_plantarflexion", "side": "left", "value": "3/5"},
    {"finding": "sensation lateral foot", "side": "left", "value": "reduced"},
    {"finding": "straight leg raise", "side": "left", "value": "positive"},
]
FIBULAR_CLINIC = [
    {"finding": "strength_ankle_dorsiflexion", "side": "right", "value": "1/5"},
    {"finding": "strength_ankle_eversion", "side": "right", "value": "2/5"},
    {"finding": "strength_ankle_inversion", "side": "right", "value": "5/5"},
    {"finding": "strength_hip_abduction", "side": "right", "value": "5/5"},
    {"finding": "tinel_fibular", "side": "right", "value": "positive"},
    {"finding": "ankle jerk", "side": "right", "value": "normal"},
    {"finding": "straight leg raise", "side": "right", "value": "negative"},
]
DISC = {"finding": "mri_L5_S1_subarticular", "side": "left", "value": "extrusion with compression"}


def seen(*findings: Mapping[str, Any], age: float | None = 45) -> Concordance:
    patient = {} if age is None else {"age": age}
    data = {"radicular_case": 1, "patient": patient, "findings": list(findings)}
    return concordance(load_localizer(), Case.from_dict(data))


def test_a_disc_that_fits_agrees() -> None:
    found = seen(*S1_CLINIC, DISC).agreement("clinic", "imaging")
    assert found is not None
    assert found.verdict == "agree"
    assert found.bits > 1
    assert found.second_on_first > 0.3


def test_a_disc_on_the_other_side_conflicts_with_a_fibular_palsy() -> None:
    result = seen(*FIBULAR_CLINIC, DISC)
    clinic, found = result.view("clinic"), result.agreement("clinic", "imaging")
    assert clinic is not None
    assert found is not None
    assert clinic.ranked[0].site == "common_fibular"
    assert clinic.ranked[0].probability > 0.7
    assert found.verdict == "conflict"
    assert found in result.conflicts


def test_the_same_disc_on_the_wrong_side_of_an_s1_root_conflicts() -> None:
    found = seen(*S1_CLINIC, {**DISC, "side": "right"}).agreement("clinic", "imaging")
    assert found is not None
    assert found.sides == ("left", "right")
    assert found.verdict == "conflict"


def test_a_source_that_says_nothing_is_not_compared() -> None:
    scan = {"finding": "imaging_disc_degeneration", "value": "present"}
    found = seen(*S1_CLINIC, scan).agreement("clinic", "imaging")
    assert found is not None
    assert found.verdict == "nothing to compare"


def test_without_findings_there_is_no_source() -> None:
    result = seen(*S1_CLINIC)
    assert [view.source for view in result.views] == ["clinic"]
    assert result.agreements == ()


def slow_bits(case: Case, first: str, second: str) -> float:
    """The agreement of two sources, written out place by place."""
    localizer = load_localizer()
    space = localizer.space
    prior = np.exp(space.log_prior - np.logaddexp.reduce(space.log_prior))
    weights = [
        localizer.locate(case.of_stages(*SOURCES[name]), tests=0).posterior.weight
        for name in (first, second)
    ]
    total = 0.0
    for site in range(len(space.sites)):
        for side in range(len(SIDES)):
            here = (space.site == site) & (space.side == side)
            if here.any():
                one, other, base = (values[here].sum() for values in (*weights, prior))
                total += one * other / base
    return log2(total)


@pytest.mark.parametrize("number", ["012", "119", "127"])
def test_the_factor_is_the_sum_over_places(number: str) -> None:
    case = Case.from_file(CASES / f"case_{number}.yaml")
    for found in concordance(load_localizer(), case).agreements:
        assert isclose(found.bits, slow_bits(case, found.first, found.second), abs_tol=1e-9)
        assert found.verdict in ("agree", "undecided", "conflict", "nothing to compare")


@pytest.mark.parametrize(
    ("change", "age", "share"),
    [("protrusion", 20, 0.29), ("protrusion", 80, 0.43), ("bulge", 25, 0.35), ("bulge", 95, 0.84)],
)
def test_the_rate_without_symptoms_is_the_published_one(
    change: str, age: float, share: float
) -> None:
    assert incidental_rate(change, age) == pytest.approx(share)


def changes_of(result: Concordance) -> Sequence[str]:
    return [item.change for item in result.incidental]


def test_imaging_is_held_against_chance_by_age_and_level() -> None:
    result = seen(*S1_CLINIC, DISC, {"finding": "imaging_disc_degeneration", "value": "present"})
    assert changes_of(result) == ["protrusion", "degeneration"]
    disc, worn = result.incidental
    assert disc.at_level is not None
    assert disc.at_level < disc.anywhere
    assert disc.factor is not None
    assert disc.factor > 1
    assert worn.at_level is None
    assert worn.factor is None


def test_without_an_age_nothing_is_said_of_chance() -> None:
    assert seen(*S1_CLINIC, DISC, age=None).incidental == ()


def test_a_normal_scan_is_no_incidental_change() -> None:
    assert seen(*S1_CLINIC, {**DISC, "value": "none"}).incidental == ()
