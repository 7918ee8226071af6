"""The effect that findings of one kind share leaves every finding's own chance as it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.modality import (
    NODE_WEIGHTS,
    NODES,
    load_modalities,
    modality_of,
    shifted,
)

CATALOG = load_catalog()
ANKLE = CATALOG["reflex_achilles"]
SPREADS = (0.0, 0.7, 1.0, 1.5, 2.0)
CHANCES = np.concatenate([np.logspace(-9, -0.4, 200), 1 - np.logspace(-9, -0.4, 200)])


def of_ankle(abnormal: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    normal = np.array([grade in ANKLE.scale.normal for grade in ANKLE.scale.grades])
    return np.where(normal, 1 - abnormal, abnormal / (~normal).sum())[None]


@pytest.mark.parametrize("sd", SPREADS)
def test_the_mean_over_the_nodes_is_the_chance(sd: float) -> None:
    chances = np.concatenate([of_ankle(abnormal) for abnormal in CHANCES])
    mean = np.tensordot(NODE_WEIGHTS, shifted(ANKLE, chances, sd), axes=1)
    assert mean == pytest.approx(chances, rel=1e-6, abs=1e-12)


@given(
    st.sampled_from(tuple(CATALOG)),
    st.lists(st.floats(0, 1), min_size=8, max_size=8).filter(any),
    st.sampled_from(SPREADS),
)
def test_grades_stay_chances_and_keep_their_split(
    finding: Finding, parts: list[float], sd: float
) -> None:
    chances = np.array([parts[: len(finding.scale.grades)]]) + 1e-3
    chances /= chances.sum()
    at_nodes = shifted(finding, chances, sd)
    assert at_nodes.shape == (len(NODES), 1, len(finding.scale.grades))
    assert (at_nodes >= 0).all()
    assert at_nodes.sum(axis=2) == pytest.approx(1.0)
    abnormal = [
        place for place, grade in enumerate(finding.scale.grades) if grade in finding.scale.abnormal
    ]
    split = chances[0, abnormal] / chances[0, abnormal].sum()
    for node in at_nodes[:, 0, abnormal]:
        assert node / node.sum() == pytest.approx(split)


def test_more_of_the_effect_is_more_abnormal() -> None:
    effects = np.linspace(-3, 3, 13)
    abnormal = 1 - shifted(ANKLE, of_ankle(0.3), 1.0, effects)[:, 0][
        :, [grade in ANKLE.scale.normal for grade in ANKLE.scale.grades]
    ].sum(axis=1)
    assert (np.diff(abnormal) > 0).all()


def test_every_finding_has_a_modality() -> None:
    for finding in CATALOG:
        modality = modality_of(finding)
        assert load_modalities()[modality.id] == modality
        assert 0 <= modality.sd <= 2


def test_the_nodes_are_those_of_a_standard_normal() -> None:
    moments = [float(NODE_WEIGHTS @ NODES**power) for power in range(7)]
    assert moments == pytest.approx([1, 0, 1, 0, 3, 0, 15], abs=1e-9)
