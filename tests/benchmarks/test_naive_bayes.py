import pytest

from benchmarks.naive_bayes import naive_bayes, trained
from radicular.case import Case, Observation
from radicular.findings.catalog import load_catalog

SETTING = "spine_clinic"


def case(side: str) -> Case:
    found = {"reflex_achilles": "absent", "slr": "positive", "heel_raise_single": "unable"}
    observations = [
        Observation.of(load_catalog()[name], side, value) for name, value in found.items()
    ]
    return Case(tuple(observations))


@pytest.mark.parametrize(("side", "other"), [("left", "right"), ("right", "left")])
def test_textbook_signs_of_s1_point_there(side: str, other: str) -> None:
    prediction = naive_bayes(case(side), SETTING)
    assert sum(prediction.sites.values()) == pytest.approx(1)
    assert prediction.roots["S1"] > 0.5
    assert prediction.sides[side] > prediction.sides[other]


def test_what_is_not_on_record_adds_nothing() -> None:
    prior = naive_bayes(Case(), SETTING)
    assert prior.ranking[0] in {"root_L5", "root_S1"}


def test_every_class_is_trained_on_both_places() -> None:
    fitted = trained(SETTING, "slr")
    assert set(fitted.columns) == {"left", "right"}
    assert len(fitted.model.feature_log_prob_) == 2
