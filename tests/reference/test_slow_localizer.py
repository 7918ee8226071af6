"""The fast localizer gives what the slow one gives."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from math import fsum

import numpy as np
import pytest
from hypothesis import given, settings

from radicular.case import Case
from radicular.hypotheses import SETTINGS, SIDES, Hypotheses, load_hypotheses
from radicular.lesion import Lesion
from radicular.localize.evidence import evidence_of
from radicular.localize.likelihood import Likelihood
from radicular.localize.localizer import Localizer
from radicular.localize.model_file import load_model
from radicular.localize.scoring import Kernels, Scorer
from tests.localize.strategies import cases
from tests.reference.slow_localizer import SlowLocalizer

DOUBLE, SINGLE = 1e-9, 1e-5
#: One lesion of so many is kept; all would take too long.
EVERY = 211

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
        - {finding: bilateral_symptoms, value: present}
        - {finding: cough_pain, value: absent}
    """,
    "all stages": """
        - {finding: emg_tibialis_anterior, side: right, value: denervation}
        - {finding: emg_tibialis_posterior, side: right, value: normal}
        - {finding: emg_otherwise, side: right, value: normal}
        - {finding: snap_superficial_fibular, side: right, value: absent}
        - {finding: mri_L4_L5_subarticular, side: right, value: severe}
        - {finding: mri_L5_S1_foraminal, side: left, value: none}
        - {finding: block_root_L5, side: right, value: no relief}
        - {finding: reflexes_otherwise, side: both, value: normal}
    """,
    "one abnormal finding": "[{finding: strength_great_toe_extension, side: right, value: 3/5}]",
    "two abnormal findings": """
        - {finding: strength_great_toe_extension, side: right, value: 3/5}
        - {finding: strength_hip_abduction, side: right, value: weak}
        - {finding: strength_knee_extension, side: left, value: unknown}
    """,
    "everything else is normal": """
        - {finding: sensation_otherwise, side: left, value: normal}
        - {finding: sensation_lateral_foot, side: left, value: absent}
        - {finding: paresthesia_otherwise, side: left, value: absent}
        - {finding: pain_otherwise, side: left, value: absent}
        - {finding: strength_otherwise, side: right, value: weak}
        - {finding: strength_ankle_dorsiflexion, side: right, value: 4}
        - {finding: snap_otherwise, side: right, value: normal}
        - {finding: snap_sural, side: right, value: absent}
    """,
    "not counted": """
        - {finding: reflex_achilles, side: left, value: not testable}
        - {finding: reflex_patellar, side: left, value: absent, unrelated: true}
        - {finding: strength_ankle_dorsiflexion, side: left, value: 3/5}
    """,
    "many of one modality": """
        - {finding: strength_ankle_dorsiflexion, side: left, value: 3/5}
        - {finding: strength_ankle_eversion, side: left, value: 4}
        - {finding: strength_ankle_inversion, side: left, value: 5}
        - {finding: strength_ankle_plantarflexion, side: left, value: 5}
        - {finding: strength_great_toe_extension, side: left, value: 2}
        - {finding: strength_hip_abduction, side: left, value: 4}
        - {finding: strength_hip_adduction, side: left, value: 5}
        - {finding: strength_hip_extension, side: left, value: 5}
        - {finding: strength_hip_flexion, side: left, value: 5}
        - {finding: strength_knee_extension, side: left, value: 5}
        - {finding: strength_knee_flexion, side: left, value: 4+}
        - {finding: foot_drop, side: left, value: present}
        - {finding: heel_raise_single, side: left, value: normal}
        - {finding: strength_otherwise, side: left, value: normal}
    """,
}
BACKGROUNDS = {
    "polyneuropathy": ["both polyneuropathy, mild, 5 years"],
    "an old root": ["left S1 root, severe, 5 years"],
    "two at once": ["left S1 root, severe, 5 years", "both polyneuropathy, moderate, 5 years"],
}
COUNTS = {
    "whole spine": {"count": 4, "counted_by": "whole spine"},
    "lumbar only": {"count": 6, "counted_by": "lumbar only"},
}


def case_of(findings: str, age: int | None = None, **more: object) -> Case:
    lines = findings if findings.startswith("[") else f"\n{findings}"
    case = Case.from_text(f"radicular_case: 1\nfindings: {lines}").to_dict()
    patient = {"patient": {"age": age}} if age else {}
    return Case.from_dict({**case, **patient, **more})


@cache
def thinned(setting: str) -> Hypotheses:
    """Some of the lesions, and health."""
    space = load_hypotheses(setting)
    first = SETTINGS.index(space.setting)
    rows = sorted({*range(first, len(space.lesions), EVERY), len(space.lesions) - 1})
    chosen = np.isin(space.row, rows)
    prior = np.exp(space.log_prior[chosen])
    return replace(
        space,
        lesions=tuple(space.lesions[row] for row in rows),
        row=np.searchsorted(rows, space.row[chosen]),
        side=space.side[chosen],
        site=space.site[chosen],
        log_prior=np.log(prior / prior.sum()),
    )


@cache
def slow_thinned(setting: str) -> SlowLocalizer:
    return SlowLocalizer(setting, frozenset(thinned(setting).lesions).__contains__)


@cache
def fast_thinned(setting: str, kernels: Kernels, kind: type[np.float32 | np.float64]) -> Localizer:
    scorer = Scorer(load_model(), dtype=kind, kernels=kernels)
    localizer = Localizer(setting, scorer=scorer)
    localizer.space = thinned(setting)
    localizer.likelihood = Likelihood(localizer.space, scorer)
    return localizer


def by_lesion(
    space: Hypotheses, weight: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> Mapping[Lesion, float]:
    sums: dict[Lesion, float] = {}
    for row, side, part in zip(space.row, space.side, weight, strict=True):
        lesion = replace(space.lesions[row], side=SIDES[side])
        sums[lesion] = sums.get(lesion, 0.0) + float(part)
    return sums


def compare(case: Case, setting: str = "spine_clinic") -> None:
    weighed, log_evidence = slow_thinned(setting).locate(case)
    expected = {item.lesion: item.probability for item in weighed}
    for kernels in ("numpy", "numba"):
        for kind, close in ((np.float64, DOUBLE), (np.float32, SINGLE)):
            fast = fast_thinned(setting, kernels, kind)
            posterior = fast.posterior(evidence_of(case), case.vertebrae)
            found = by_lesion(posterior.space, posterior.weight)
            assert found.keys() == expected.keys()
            worst = max(expected, key=lambda lesion: abs(found[lesion] - expected[lesion]))
            assert found[worst] == pytest.approx(expected[worst], abs=close), (worst, kernels, kind)
            assert posterior.log_evidence == pytest.approx(log_evidence, abs=close)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("age", [None, 71])
def test_fast_and_slow_agree(name: str, age: int | None) -> None:
    compare(case_of(CASES[name], age))


@pytest.mark.parametrize("setting", SETTINGS)
def test_fast_and_slow_agree_in_every_setting(setting: str) -> None:
    compare(case_of(CASES["one root"]), setting)


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("name", ["one root", "midline", "unknown side"])
def test_fast_and_slow_agree_on_declared_lesions(name: str, background: str) -> None:
    compare(case_of(CASES[name], background=BACKGROUNDS[background]))


@pytest.mark.parametrize("counted", COUNTS)
def test_fast_and_slow_agree_on_counted_vertebrae(counted: str) -> None:
    compare(case_of(CASES["all stages"], lumbar_vertebrae=COUNTS[counted]))


@settings(max_examples=12)
@given(cases())
def test_fast_and_slow_agree_on_drawn_cases(case: Case) -> None:
    compare(case)


@pytest.mark.parametrize("setting", SETTINGS)
def test_fast_and_slow_start_from_the_same_prior(setting: str) -> None:
    space, slow = load_hypotheses(setting), SlowLocalizer(setting)
    total = fsum(slow.priors.values())
    found = by_lesion(space, np.exp(space.log_prior))
    assert found == pytest.approx({lesion: prior / total for lesion, prior in slow.priors.items()})
