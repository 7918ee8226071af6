"""What holds whatever was found."""

import json
from dataclasses import replace
from functools import cache
from math import isfinite, log
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from radicular.case import Case, Observation
from radicular.errors import InputError
from radicular.findings.catalog import Finding, load_catalog
from radicular.hypotheses import SETTINGS, SIDES, load_hypotheses
from radicular.localize.compiled import looks_at_the_rest, narrows
from radicular.localize.evidence import evidence_of
from radicular.localize.likelihood import readings
from radicular.localize.localizer import Localizer, load_localizer
from radicular.localize.model_file import load_model
from radicular.localize.numbering import shift_chances
from radicular.localize.posterior import Posterior
from radicular.localize.scoring import LAPSE, Scorer
from tests.localize.strategies import (
    cases,
    could_not_be_judged,
    mirrored,
    nothing_known,
    observations,
)

CLOSE = 1e-9
MIRROR = {"left": "right", "right": "left", "both": "both"}
few = settings(max_examples=25)


def posterior_of(case: Case, setting: str = "spine_clinic") -> Posterior:
    return load_localizer(setting).posterior(evidence_of(case), case.vertebrae)


@cache
def exact() -> Localizer:
    """The localizer in double precision."""
    return Localizer(scorer=Scorer(load_model(), dtype=np.float64))


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
    localizer = exact()
    ways = readings(evidence_of(case), shift_chances(case.vertebrae))
    total = np.logaddexp.reduce([localizer.likelihood.log_likelihood(way) for way in ways])
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
def test_what_is_unknown_changes_nothing(case: Case, finding: Finding, side: str) -> None:
    more = replace(case, observations=(*case.observations, nothing_known(finding, side)))
    assert np.array_equal(posterior_of(more).weight, posterior_of(case).weight)


@few
@given(cases(), observations(), st.sampled_from(("unrelated", "unjudged")))
def test_what_says_nothing_of_the_lesion_changes_nothing(
    case: Case, item: Observation, why: str
) -> None:
    others = [load_catalog()[other.finding] for other in case.observations]
    rest = [finding for finding in others if looks_at_the_rest(finding)]
    assume(not any(narrows(item.finding, finding) for finding in rest))
    silent = could_not_be_judged(item) if why == "unjudged" else replace(item, unrelated=True)
    more = replace(case, observations=(*case.observations, silent))
    assert np.array_equal(posterior_of(more).weight, posterior_of(case).weight)


@pytest.mark.parametrize(
    ("named", "narrower"), [("reflex_achilles", True), ("ankle_trauma", False)]
)
def test_otherwise_leaves_out_the_parts_that_other_findings_name(
    named: str, *, narrower: bool
) -> None:
    otherwise = Observation.of(load_catalog()["reflexes_otherwise"], "left", "reduced")
    explained = replace(Observation.of(load_catalog()[named], "left", "absent"), unrelated=True)
    alone, beside = (
        posterior_of(Case(observations=items)).weight
        for items in ((otherwise,), (otherwise, explained))
    )
    assert np.array_equal(alone, beside) is not narrower


@few
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(case: Case, random: Random) -> None:
    items = list(case.observations)
    random.shuffle(items)
    shuffled = replace(case, observations=tuple(items))
    one, other = (exact().posterior(evidence_of(item), item.vertebrae) for item in (case, shuffled))
    assert other.weight == pytest.approx(one.weight, abs=CLOSE)


@few
@given(observations())
def test_one_finding_cannot_decide_alone(item: Observation) -> None:
    grades = len(load_catalog()[item.finding].scale.grades)
    widest = 2 * -log(LAPSE / grades)
    likelihood = np.array(list(log_likelihood_of(Case(observations=(item,))).values()))
    assert np.ptp(likelihood) <= widest


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


def test_unknown_kernels_are_named() -> None:
    with pytest.raises(InputError, match="kernels: 'torch' is not possible") as caught:
        Localizer(kernels="torch")  # type: ignore[arg-type] # that is the point
    assert caught.value.allowed == "numpy, numba"
