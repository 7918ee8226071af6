"""What holds whatever was found."""

import json
from dataclasses import replace
from math import isfinite, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radicular.case import Case, Observation
from radicular.errors import InputError
from radicular.findings.catalog import load_catalog
from radicular.hypotheses import SETTINGS, SIDES, load_hypotheses
from radicular.localize.likelihood import LAPSE
from radicular.localize.localizer import Localizer, load_localizer
from radicular.localize.posterior import Posterior
from tests.localize.strategies import cases, mirrored, nothing_known, observations

CLOSE = 1e-9
MIRROR = {"left": "right", "right": "left", "both": "both"}
few = settings(max_examples=25)


def posterior_of(case: Case, setting: str = "spine_clinic") -> Posterior:
    localizer = load_localizer(setting)
    return localizer.posterior(localizer.likelihood.evidence(case))


@few
@given(cases())
def test_probabilities_sum_to_one(case: Case) -> None:
    posterior = posterior_of(case)
    assert not np.isnan(posterior.weight).any()
    for sums in (posterior.sites(), posterior.families(), posterior.sides()):
        assert sum(sums.values()) == pytest.approx(1, abs=CLOSE)
    assert all(-CLOSE <= probability <= 1 + CLOSE for probability in posterior.roots().values())
    assert isfinite(posterior.log_evidence)


def log_likelihood_of(case: Case) -> dict[tuple[int, str], float]:
    localizer = load_localizer()
    total = np.zeros(len(localizer.space))
    for item in localizer.likelihood.evidence(case):
        total += item.log_likelihood
    sides = (SIDES[number] for number in localizer.space.side)
    return dict(zip(zip(localizer.space.row, sides, strict=True), total, strict=True))


@few
@given(cases())
def test_mirrored_findings_speak_for_the_mirrored_lesion(case: Case) -> None:
    here, there = log_likelihood_of(case), log_likelihood_of(mirrored(case))
    expected = np.array([here[row, MIRROR[side]] for row, side in there])
    assert np.allclose(np.array(list(there.values())), expected, rtol=0, atol=CLOSE)


@few
@given(cases(), st.sampled_from(tuple(load_catalog())), st.sampled_from(("left", "right")))
def test_what_is_unknown_changes_nothing(case: Case, finding: object, side: str) -> None:
    unknown = nothing_known(load_catalog()[finding.id], side)  # type: ignore[attr-defined] # a Finding
    more = replace(case, observations=(*case.observations, unknown))
    assert np.array_equal(posterior_of(more).weight, posterior_of(case).weight)


@few
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(case: Case, random: object) -> None:
    items = list(case.observations)
    random.shuffle(items)  # type: ignore[attr-defined] # a random.Random
    shuffled = posterior_of(replace(case, observations=tuple(items)))
    assert shuffled.weight == pytest.approx(posterior_of(case).weight, abs=CLOSE)


@few
@given(cases(), observations())
def test_one_finding_cannot_decide_alone(case: Case, item: Observation) -> None:
    del case
    grades = len(load_catalog()[item.finding].scale.grades)
    widest = 2 * -log(LAPSE / grades)
    for column in load_localizer().likelihood.evidence(Case(observations=(item,))):
        assert column.spread <= widest


@few
@given(cases())
def test_credible_set_reaches_its_probability(case: Case) -> None:
    posterior = posterior_of(case)
    chosen = posterior.credible_set(0.9)
    sites = posterior.sites()
    assert sum(sites[site] for site in chosen) >= 0.9 - CLOSE
    assert sum(sites[site] for site in chosen[:-1]) < 0.9
    assert all(sites[site] <= sites[chosen[-1]] for site in sites if site not in chosen)


@few
@given(cases())
def test_answer_is_plain_finite_data(case: Case) -> None:
    answer = load_localizer().locate(case, tests=0)
    text = json.dumps(answer.to_dict(), allow_nan=False)
    assert json.loads(text)["setting"] == "spine_clinic"
    for clues in answer.clues.values():
        assert all(isfinite(clue.bits) for clue in clues)
        assert len(clues) == len(answer.evidence)
    assert all(0 <= misfit.probability < misfit.better_probability for misfit in answer.misfits)


@few
@given(cases())
def test_a_finding_recorded_twice_counts_once(case: Case) -> None:
    data = case.to_dict()
    once = Case.from_dict(data)
    assert isinstance(data["findings"], list)
    twice = Case.from_dict({**data, "findings": data["findings"] * 2})
    assert np.array_equal(posterior_of(twice).weight, posterior_of(once).weight)


@pytest.mark.parametrize("setting", SETTINGS)
def test_prior_of_a_setting(setting: str) -> None:
    space = load_hypotheses(setting)
    assert np.exp(space.log_prior).sum() == pytest.approx(1, abs=CLOSE)
    assert np.isfinite(space.log_prior).all()
    assert set(posterior_of(Case(), setting).sites()) == set(space.sites)
    assert min(posterior_of(Case(), setting).sites().values()) > 0


def test_settings_differ() -> None:
    priors = [dict(posterior_of(Case(), setting).sites()) for setting in SETTINGS]
    assert priors[0] != pytest.approx(priors[1])
    assert priors[1] != pytest.approx(priors[2])
    assert priors[0] != pytest.approx(priors[2])


def test_there_are_at_least_sixty_sites() -> None:
    assert len(load_hypotheses("spine_clinic").sites) >= 60


@pytest.mark.parametrize("setting", ["", "hospital", "Spine_Clinic"])
def test_unknown_setting_is_named(setting: str) -> None:
    with pytest.raises(InputError, match="setting") as caught:
        Localizer(setting)
    assert "emg_laboratory" in caught.value.allowed
