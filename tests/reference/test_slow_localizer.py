"""The fast localizer gives what the slow one gives."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from radicular.case import Case
from radicular.condition import Conditions
from radicular.hypotheses import SIDES, Hypotheses, load_hypotheses
from radicular.lesion import Lesion
from radicular.localize.likelihood import Likelihood
from radicular.localize.localizer import Localizer, load_localizer
from radicular.localize.posterior import Posterior
from tests.reference.slow_localizer import SlowLocalizer

CLOSE = 1e-9
#: One lesion of so many is kept where all would take too long.
EVERY = 23

CASES = {
    "nothing": "[]",
    "one root": """
        - {finding: reflex_achilles, side: left, value: absent}
        - {finding: reflex_achilles, side: right, value: normal}
        - {finding: slr, side: left, value: positive}
        - {finding: heel_raise_single, side: left, value: unable}
        - {finding: sensation_lateral_foot, side: left, value: reduced}
        - {finding: strength_otherwise, side: left, value: normal}
    """,
    "unknown side": """
        - {finding: foot_drop, side: unknown, value: present}
        - {finding: reflex_achilles, side: unknown, value: normal}
        - {finding: reflex_patellar, side: unknown, value: reduced or absent}
        - {finding: sensation_dermatome_L5, side: unknown, value: reduced}
    """,
    "midline": """
        - {finding: bladder_retention, value: present}
        - {finding: anal_tone, value: reduced}
        - {finding: saddle_numbness, side: both, value: present}
        - {finding: reflex_achilles, side: both, value: absent}
        - {finding: cough_pain, value: absent}
    """,
    "all stages": """
        - {finding: emg_tibialis_anterior, side: right, value: denervation}
        - {finding: emg_tibialis_posterior, side: right, value: normal}
        - {finding: snap_superficial_fibular, side: right, value: absent}
        - {finding: mri_L4_L5_subarticular, side: right, value: severe}
        - {finding: block_root_L5, side: right, value: no relief}
        - {finding: reflexes_otherwise, side: both, value: normal}
    """,
    "one abnormal finding": "[{finding: strength_great_toe_extension, side: right, value: 3/5}]",
    "two abnormal findings": """
        - {finding: strength_great_toe_extension, side: right, value: 3/5}
        - {finding: strength_hip_abduction, side: right, value: weak}
        - {finding: strength_knee_extension, side: left, value: unknown}
    """,
}


def case_of(findings: str, age: int | None = None) -> Case:
    lines = findings if findings.startswith("[") else f"\n{findings}"
    patient = f"patient: {{age: {age}}}\n" if age else ""
    return Case.from_text(f"radicular_case: 1\n{patient}findings: {lines}")


@cache
def thinned(setting: str) -> Hypotheses:
    """Every twenty-third lesion, and all of health."""
    space = load_hypotheses(setting)
    rows = sorted({*range(0, len(space.lesions), EVERY), len(space.lesions) - 1})
    chosen = np.isin(space.row, rows)
    kept = tuple(space.lesions[row] for row in rows)
    prior = np.exp(space.log_prior[chosen])
    return replace(
        space,
        lesions=kept,
        conditions=Conditions.of(kept),
        row=np.searchsorted(rows, space.row[chosen]),
        side=space.side[chosen],
        site=space.site[chosen],
        log_prior=np.log(prior / prior.sum()),
    )


@cache
def slow_thinned(setting: str) -> SlowLocalizer:
    return SlowLocalizer(setting, frozenset(thinned(setting).lesions).__contains__)


@cache
def fast_thinned(setting: str) -> Localizer:
    localizer = Localizer(setting)
    localizer.space = thinned(setting)
    localizer.likelihood = Likelihood(localizer.space)
    return localizer


def by_lesion(posterior: Posterior) -> dict[Lesion, float]:
    space = posterior.space
    sums: dict[Lesion, float] = {}
    for row, side, weight in zip(space.row, space.side, posterior.weight, strict=True):
        lesion = replace(space.lesions[row], side=SIDES[side])
        sums[lesion] = sums.get(lesion, 0.0) + float(weight)
    return sums


def compare(fast: Localizer, slow: SlowLocalizer, case: Case) -> None:
    posterior = fast.posterior(fast.likelihood.evidence(case))
    weighed, log_evidence = slow.locate(case)
    expected = {item.lesion: item.probability for item in weighed}
    found = by_lesion(posterior)
    assert found.keys() == expected.keys()
    worst = max(expected, key=lambda lesion: abs(found[lesion] - expected[lesion]))
    assert found[worst] == pytest.approx(expected[worst], abs=CLOSE), worst
    assert posterior.log_evidence == pytest.approx(log_evidence, abs=CLOSE)
    sites = dict.fromkeys(posterior.space.sites, 0.0)
    for lesion, probability in expected.items():
        sites[lesion.site] += probability
    assert posterior.sites() == pytest.approx(sites, abs=CLOSE)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("age", [None, 71])
def test_fast_and_slow_agree_on_some_lesions(name: str, age: int | None) -> None:
    case = case_of(CASES[name], age)
    compare(fast_thinned("spine_clinic"), slow_thinned("spine_clinic"), case)


@pytest.mark.parametrize("setting", ["primary_care", "emg_laboratory"])
def test_fast_and_slow_agree_in_every_setting(setting: str) -> None:
    compare(fast_thinned(setting), slow_thinned(setting), case_of(CASES["one root"]))


def test_fast_and_slow_agree_on_every_lesion() -> None:
    findings = """
        - {finding: reflex_achilles, side: left, value: absent}
        - {finding: sphincter_symptoms, value: absent}
    """
    compare(load_localizer(), SlowLocalizer("spine_clinic"), case_of(findings, 66))
