"""What the record without a finding says equals what one gets by leaving it out."""

from dataclasses import replace
from math import exp, log, log2

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from radicular.case import Case
from radicular.findings.catalog import load_catalog
from radicular.localize import leave_one_out
from radicular.localize.evidence import Evidence, evidence_of
from radicular.localize.explain import clues
from radicular.localize.leave_one_out import LeaveOneOut
from radicular.localize.localizer import Localizer, load_localizer
from radicular.localize.model_file import load_model
from radicular.localize.next_test import next_tests
from radicular.localize.posterior import Posterior
from radicular.localize.scoring import LAPSE, Scorer
from tests.localize.strategies import cases
from tests.localize.test_pictures import PICTURES, case_of

CLOSE = 1e-4
S1 = """
radicular_case: 1
patient: {age: 66}
findings:
  - {finding: reflex_achilles, side: left, value: absent}
  - {finding: reflex_achilles, side: right, value: absent}
  - {finding: bladder_retention, value: present}
  - {finding: foot_drop, side: unknown, value: absent}
  - {finding: heel_raise_single, side: left, value: unable}
  - {finding: strength_otherwise, side: left, value: normal}
  - {finding: mri_L5_S1_subarticular, side: left, value: severe}
  - {finding: slr, side: both, value: positive}
"""


def record_of(case: Case, localizer: Localizer | None = None) -> LeaveOneOut:
    localizer = localizer or load_localizer()
    evidence = evidence_of(case)
    posterior = localizer.posterior(evidence, case.vertebrae)
    return LeaveOneOut(localizer.likelihood, posterior, evidence)


def recomputed(case: Case, record: LeaveOneOut, item: Evidence) -> Posterior:
    others = [other for other in record.evidence if other is not item]
    return load_localizer().posterior(others, case.vertebrae)


def compare(case: Case) -> None:
    record = record_of(case)
    space = record.posterior.space
    for item in record.evidence:
        without = record.sites_without(item)
        weight = recomputed(case, record, item).weight
        expected = np.bincount(space.site, weight, len(space.sites))
        assert without / without.sum() == pytest.approx(expected, abs=CLOSE), item.text


@pytest.fixture
def _all_hypotheses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left out for speed."""
    monkeypatch.setattr(leave_one_out, "NEGLIGIBLE", 0.0)


@pytest.mark.usefixtures("_all_hypotheses")
def test_every_kind_of_finding_can_be_taken_out() -> None:
    compare(Case.from_text(S1))


@pytest.mark.usefixtures("_all_hypotheses")
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases(max_size=3))
def test_any_finding_can_be_taken_out(case: Case) -> None:
    compare(case)


@pytest.mark.parametrize("picture", PICTURES)
def test_no_clue_says_more_than_a_finding_can(picture: str) -> None:
    """A slip of the record bounds what a finding does to the odds of any two sites."""
    record = record_of(case_of(PICTURES[picture]))
    ranked = [site.site for site in record.posterior.ranked()]
    most = {
        item.text: sum(
            log2(len(load_catalog()[entry.finding].scale.grades) / LAPSE)
            for _, entry in item.entries
        )
        - log2(exp(item.against_both))
        for item in record.evidence
    }
    for site, of_site in clues(record, ranked).items():
        for clue in of_site:
            assert abs(clue.bits) <= most[clue.finding] + 1, (site, clue)


def test_what_is_foreseen_is_the_chance_given_all_others() -> None:
    localizer = Localizer(scorer=Scorer(load_model(), nodes=False))
    case = Case.from_text(S1)
    record = record_of(case, localizer)
    item = next(one for one in record.evidence if one.finding == "heel_raise_single")
    others = [other for other in record.evidence if other is not item]
    without = localizer.posterior(others).log_evidence
    ((slot, entry),) = item.entries
    chances = []
    for grade in range(len(load_catalog()[item.finding].scale.grades)):
        told = replace(item, entries=((slot, replace(entry, grades=(grade,), exponent=1.0)),))
        chances.append(exp(localizer.posterior([*others, told]).log_evidence - without))
    assert sum(chances) == pytest.approx(1, abs=CLOSE)
    (foreseen,) = record.foreseen(item)
    # A slip of the record is no part of what is foreseen.
    assert foreseen.observed == pytest.approx(chances[entry.grades[0]], abs=2 * LAPSE)
    assert foreseen.surprise == pytest.approx(-log(foreseen.observed))


@pytest.mark.parametrize("count", [0, 3])
def test_as_many_next_tests_are_named_as_are_asked_for(count: int) -> None:
    case = Case.from_text(S1)
    named = [one for one in next_tests(record_of(case), case, count) if not one.safety]
    assert len(named) == count
