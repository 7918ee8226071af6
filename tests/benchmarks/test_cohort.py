from collections import Counter
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.answers import answers, believing
from benchmarks.cohort import Cohort, Recipe, draw_cohort, record_model
from radicular.case import Case
from radicular.findings.catalog import load_catalog
from radicular.hypotheses import SIDES, load_hypotheses
from radicular.lesion import Lesion
from radicular.localize.likelihood import Likelihood, readings
from radicular.localize.localizer import load_localizer
from radicular.localize.model_file import load_model
from radicular.localize.scoring import Scorer
from radicular.patient.draw import draw_patient

SETTING = "spine_clinic"
PATIENTS = 150


@cache
def cohort() -> Cohort:
    return draw_cohort(Recipe(SETTING, seed=11), 40)


@cache
def one_by_one() -> tuple[Case, ...]:
    lesion = Lesion.parse("left S1 root, severe")
    return tuple(draw_patient(lesion, seed) for seed in range(PATIENTS))


def column(patients: Cohort, finding: str, side: str) -> NDArray[np.int8]:
    names = [f"{entry.finding} {entry.slot}" for entry in patients.entries]
    number: int = names.index(f"{finding} {side}")
    return np.asarray(patients.grades.T[number])


@cache
def at_once() -> Cohort:
    space = load_hypotheses(SETTING)
    mine = np.array([lesion.site == "root_S1" for lesion in space.lesions])
    mine &= np.array([lesion.severity == "severe" for lesion in space.lesions])
    rows = mine[space.row] & (space.side == SIDES.index("left"))
    share = np.where(rows, np.exp(space.log_prior), 0.0)
    chosen = np.random.default_rng(3).choice(len(space), 4000, p=share / share.sum())
    return draw_cohort(Recipe(SETTING, seed=12, one_sided=True), 4000, hypothesis=chosen)


def test_the_same_seed_gives_the_same_patients_however_many() -> None:
    fewer = draw_cohort(Recipe(SETTING, seed=11), 7)
    assert np.array_equal(fewer.grades, cohort().grades[:7])
    assert np.array_equal(fewer.hypothesis, cohort().hypothesis[:7])


@pytest.mark.parametrize(
    ("finding", "side"),
    [
        ("reflex_achilles", "left"),
        ("reflex_achilles", "right"),
        ("strength_ankle_plantarflexion", "left"),
        ("strength_ankle_dorsiflexion", "left"),
        ("sensation_lateral_foot", "left"),
        ("pain_posterior_leg", "left"),
        ("slr", "left"),
        ("slr", "right"),
        ("cough_pain", "midline"),
    ],
)
def test_patients_are_like_those_drawn_one_by_one(finding: str, side: str) -> None:
    seen = [
        next(iter(item.grades))
        for case in one_by_one()
        for item in case.observations
        if (item.finding, item.side) == (finding, side)
    ]
    names = load_catalog()[finding].scale.grades
    grades = column(at_once(), finding, side)
    counts = Counter(seen)
    for number, grade in enumerate(names):
        share = float((grades[grades >= 0] == number).mean())
        spread = np.sqrt(share * (1 - share) / len(seen)) + 0.01
        assert counts[grade] / len(seen) == pytest.approx(share, abs=4 * spread)


def test_as_many_findings_are_on_record_as_one_by_one() -> None:
    usual = np.mean([len(case.observations) for case in one_by_one()])
    assert (at_once().grades >= 0).sum(axis=1).mean() == pytest.approx(usual, rel=0.05)


def test_shared_effects_make_findings_of_one_modality_go_together() -> None:
    chosen = at_once().hypothesis
    strong = draw_cohort(Recipe(SETTING, seed=12, shared_sd=3.0), 4000, hypothesis=chosen)
    none = draw_cohort(Recipe(SETTING, seed=12, shared_sd=0.0), 4000, hypothesis=chosen)

    def together(patients: Cohort) -> float:
        groin, knee = (column(patients, f"pain_{area}", "left") for area in ("groin", "knee"))
        known = (groin >= 0) & (knee >= 0)
        return float(np.asarray(np.corrcoef(groin[known], knee[known]))[0, 1])

    assert together(strong) > together(none) + 0.1


def test_the_narrowed_model_scores_as_the_whole_does() -> None:
    space = load_hypotheses(SETTING)
    whole = Likelihood(space, Scorer(load_model(), dtype=np.float64))
    narrow = Likelihood(space, Scorer(record_model(), dtype=np.float64))
    way = readings(cohort().evidence(0), {0: 1.0})[0]
    assert np.allclose(whole.log_likelihood(way), narrow.log_likelihood(way), atol=1e-9)


def test_answers_are_those_of_the_localizer() -> None:
    few = cohort().take(slice(0, 3))
    belief = {"own": believing(load_hypotheses(SETTING))}
    found = answers(few, Scorer(record_model()), belief)["own"]
    for number in range(len(few)):
        sites = load_localizer(SETTING).posterior(few.evidence(number)).sites()
        expected = [sites[site] for site in few.space.sites]
        assert np.allclose(found.sites[number], expected, atol=1e-4)


def test_the_record_says_the_same_as_the_case() -> None:
    case = cohort().case(2)
    assert len(case.observations) == int((cohort().grades[2] >= 0).sum())
    assert {item.finding for item in cohort().evidence(2)} == {
        item.finding for item in case.observations
    }


def test_a_part_of_the_work_up_keeps_only_its_findings() -> None:
    part = cohort().only("examination")
    stages = {load_catalog()[item.finding].stage for item in part.evidence(0)}
    assert stages == {"examination"}
