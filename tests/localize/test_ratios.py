"""Likelihood ratios of single signs: what they are made of, and that settings differ."""

import json
from math import inf

import numpy as np
import pytest
from click.testing import CliRunner

from radicular.cli import main
from radicular.condition import Conditions
from radicular.errors import InputError
from radicular.findings.catalog import load_catalog
from radicular.findings.models import grade_chances
from radicular.findings.observation import Circumstances
from radicular.findings.scales import load_scales
from radicular.hypotheses import SETTINGS, load_hypotheses
from radicular.localize.ratios import SignRatio, abnormal_cuts, sign_ratios

CATALOG = load_catalog()
ANKLE = CATALOG["reflex_achilles"]
LOST = frozenset({"absent", "reduced"})


def lost(*sites: str, setting: str) -> SignRatio:
    ratios = sign_ratios(ANKLE, sites, setting)
    return next(ratio for ratio in ratios if set(ratio.grades) == LOST)


@pytest.mark.parametrize("scale", load_scales())
def test_cuts_leave_out_the_healthy_grades_and_grow(scale: str) -> None:
    cuts = list(abnormal_cuts(load_scales()[scale]))
    assert set().union(*cuts) == load_scales()[scale].abnormal
    assert all(len(set(cut)) == len(cut) for cut in cuts)
    assert len(set(cuts)) == len(cuts)


def test_rates_are_the_means_over_lesions_and_anatomies() -> None:
    setting = "spine_clinic"
    space = load_hypotheses(setting)
    rows = np.flatnonzero(space.site == space.sites.index("root_S1"))
    lesions = [space.lesions[row] for row in space.row[rows]]
    conditions = Conditions.over_anatomies(lesions)
    chances = grade_chances(ANKLE, conditions, Circumstances())
    weight = np.exp(space.log_prior[rows])[conditions.lesion] * conditions.share
    columns = [ANKLE.scale.grades.index(grade) for grade in LOST]
    expected = weight @ chances[:, columns].sum(axis=1) / weight.sum()
    ratio = lost("root_S1", setting=setting)
    assert ratio.sensitivity == pytest.approx(expected)
    assert ratio.prior == pytest.approx(np.exp(space.log_prior[rows]).sum())


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_site_against_the_rest_is_the_rest_against_the_site(setting: str) -> None:
    others = [site for site in load_hypotheses(setting).sites if site != "root_S1"]
    one, rest = lost("root_S1", setting=setting), lost(*others, setting=setting)
    assert rest.sensitivity == pytest.approx(1 - one.specificity)
    assert rest.specificity == pytest.approx(1 - one.sensitivity)
    assert rest.positive == pytest.approx(1 / one.positive)
    assert rest.prior == pytest.approx(1 - one.prior)


def test_the_ankle_jerk_speaks_for_s1_in_every_setting_and_differently() -> None:
    ratios = [lost("root_S1", setting=setting) for setting in SETTINGS]
    assert all(ratio.positive > 1.5 and ratio.negative < 1 for ratio in ratios)
    assert len({round(ratio.positive, 2) for ratio in ratios}) == len(SETTINGS)
    by_setting = dict(zip(SETTINGS, ratios, strict=True))
    assert by_setting["surgical_series"].sensitivity > by_setting["primary_care"].sensitivity


def test_a_finding_without_side_counts_both_sides() -> None:
    (ratio,) = sign_ratios(CATALOG["bladder_symptoms"], ["cauda_equina"], "spine_clinic")
    assert ratio.sensitivity > 0.3
    assert ratio.positive > 2


def test_infinite_ratios_are_null_in_json() -> None:
    ratio = SignRatio("x", ("absent",), "absent", ("root_S1",), "spine_clinic", 0.1, 0.5, 1.0)
    assert ratio.positive == inf
    assert ratio.to_dict()["lr_positive"] is None
    assert ratio.to_dict()["lr_negative"] == pytest.approx(0.5)


@pytest.mark.parametrize("sites", [["root_S9"], []])
def test_sites_must_be_considered(sites: list[str]) -> None:
    with pytest.raises(InputError, match="target"):
        sign_ratios(ANKLE, sites, "spine_clinic")


def test_settings_must_exist() -> None:
    with pytest.raises(InputError, match="surgical_series"):
        sign_ratios(ANKLE, ["root_S1"], "circus")


def told(*words: str) -> str:
    return CliRunner().invoke(main, ["findings", *words]).output


def test_the_command_tells_every_setting() -> None:
    shown = told("ankle", "jerk", "--ratios", "S1 root")
    assert shown.count("surgical series") == len(list(abnormal_cuts(ANKLE.scale)))
    rows = json.loads(told("ankle jerk", "--ratios", "S1 root", "--json"))
    assert {row["setting"] for row in rows} == set(SETTINGS)
    assert all(row["targets"] == ["root_S1"] for row in rows)
    row = next(row for row in rows if set(row["grades"]) == LOST)
    assert row["lr_positive"] == pytest.approx(lost("root_S1", setting=row["setting"]).positive)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("ankle jerk", "--ratios", "left S1 root"), "without a side"),
        (("ankle jerk", "--ratios", "S1 root, mild"), "without side, place or severity"),
        (("ankle jerk", "--ratios", "S1 rot"), "nearest: S1 root"),
        (("ankle jrk", "--ratios", "S1 root"), "ankle jerk"),
        (("--ratios", "S1 root"), "name one finding"),
        (("ankle jerk", "--ratios", "S1 root", "--domain", "reflex"), "no --domain"),
    ],
)
def test_the_command_names_what_it_cannot_use(words: tuple[str, ...], message: str) -> None:
    result = CliRunner().invoke(main, ["findings", *words])
    assert result.exit_code == 2
    assert message in result.output
