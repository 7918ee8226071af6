"""A few drawn people lie where published norms are; docs/simulation.md has them all."""

import numpy as np
import pytest

from benchmarks.nerve.cohort import patient
from benchmarks.nerve.population import rows, studied


@pytest.fixture(scope="module")
def people() -> dict[str, np.ndarray]:
    everyone = [studied(seed) for seed in range(1, 13)]
    return {name: np.array([person[name] for person in everyone]) for name in everyone[0]}


def test_means_of_a_few_people_lie_near_the_norms(people: dict[str, np.ndarray]) -> None:
    #: Standard error of a mean over so few people, by row of the table.
    wide = {
        "H latency, mean (ms)": 1.2,
        "F minimum, mean (ms)": 1.8,
        "Sural amplitude, mean (uV)": 4,
    }
    found = {row.name: row for row in rows(people)}
    for name, error in wide.items():
        row = found[name]
        assert row.low - error < row.value < row.high + error, name
    assert found["Soleus rate in MVC (1/s)"].met
    assert found["Twitch contraction time (ms)"].met
    assert found["Tibial velocity, mean (m/s)"].met


def test_age_and_height_delay_the_reflex(people: dict[str, np.ndarray]) -> None:
    design = np.stack([people["age"], people["height"], np.ones(12)], axis=1)
    by_age, by_height, _ = np.linalg.lstsq(design, people["h_latency left"], rcond=None)[0]
    assert by_age > 0
    assert 0.05 < by_height < 0.4


def test_patients_have_a_deficit_of_the_left_s1_root() -> None:
    lesions = [patient(seed)[1] for seed in range(20)]
    assert {lesion.site for lesion in lesions} == {"root_S1"}
    assert {lesion.severity for lesion in lesions} <= {"mild", "moderate", "severe", "complete"}
    assert all(4 <= (lesion.weeks or 0) <= 26 for lesion in lesions)
