"""Virtual patients."""

from collections.abc import Mapping
from typing import cast

import numpy as np
import pytest

from radicular.anatomy.sites import load_sites
from radicular.case import Case
from radicular.findings.catalog import load_catalog
from radicular.lesion import Lesion
from radicular.localize.localizer import load_localizer
from radicular.patient import COMPLETE, draw_patient
from radicular.predict import predict
from radicular.tables import read_csv

S1 = Lesion.parse("left S1 root")


def truth(case: Case) -> Mapping[str, object]:
    return cast(Mapping[str, object], case.truth)


def test_same_seed_same_patient() -> None:
    assert draw_patient(S1, 7) == draw_patient(S1, 7)
    assert draw_patient(S1, 7) != draw_patient(S1, 8)


@pytest.mark.parametrize("seed", range(5))
def test_written_case_is_read_back(seed: int) -> None:
    case = draw_patient(S1, seed, findings=COMPLETE)
    again = Case.from_text(case.to_yaml())
    assert again.to_dict() == case.to_dict()


@pytest.mark.parametrize("site", load_sites())
def test_every_site_has_patients(site: str) -> None:
    case = draw_patient(Lesion(site, "both"), 1, findings=12)
    assert len(case.observations) == 12
    assert truth(case)["site"] == site


def test_what_is_stated_stays() -> None:
    lesion = Lesion.parse("right S1 root in the foramen, severe, 3 weeks, painless, zoster")
    drawn = truth(draw_patient(lesion, 3))
    for name, value in lesion.to_dict().items():
        assert drawn[name] == value


def test_what_is_left_open_is_drawn() -> None:
    drawn = {truth(draw_patient(S1, seed, findings=1))["severity"] for seed in range(40)}
    assert len(drawn) >= 3


def test_complete_record_holds_every_row_of_the_table() -> None:
    rows = {row["finding"] for row in read_csv("radicular.patient", "tables/typical_record.csv")}
    case = draw_patient(S1, 1, findings=COMPLETE)
    assert {item.finding for item in case.observations} == rows
    assert rows <= set(load_catalog().findings)


def test_both_sides_are_recorded_for_comparison() -> None:
    case = draw_patient(S1, 1, findings=COMPLETE)
    sides = {item.side for item in case.observations if item.finding == "reflex_achilles"}
    assert sides == {"left", "right"}


def test_grades_come_as_often_as_predicted() -> None:
    lesion = Lesion.parse("left S1 root in the lateral recess, severe, 6 weeks, painful")
    chances = next(item.chances for item in predict(lesion).expected if item.finding.id == "slr")
    drawn = [
        next(iter(item.grades))
        for seed in range(150)
        for item in draw_patient(lesion, seed, findings=COMPLETE).observations
        if item.finding == "slr" and item.side == "left"
    ]
    share = np.mean([grade == "positive" for grade in drawn])
    assert share == pytest.approx(chances["positive"], abs=0.12)


def test_most_patients_are_located_where_they_are() -> None:
    lesions = ["left S1 root, severe", "right femoral nerve, severe", "left L5 root, severe"]
    right = [
        load_localizer().locate(draw_patient(Lesion.parse(text), seed), tests=0).ranked[0].site
        == Lesion.parse(text).site
        for text in lesions
        for seed in range(4)
    ]
    assert np.mean(right) >= 0.6
