"""Motor unit potentials under surface electrodes, and the M waves that they add up to."""

import time
from statistics import NormalDist

import numpy as np
import pytest
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.effectors.surface_potential import (
    UnitPotentials,
    add_potentials,
    crosstalk,
    unit_fibers,
    unit_potentials,
)
from radicular.electrophysiology.subject import Subject
from radicular.errors import InputError, UnknownNameError

Floats = NDArray[np.float64]
STEP = 0.1
UNITS = {
    "soleus": 900,
    "gastrocnemius_medial": 600,
    "gastrocnemius_lateral": 260,
    "tibialis_anterior": 445,
    "abductor_hallucis": 43,
    "abductor_digiti_minimi_pedis": 32,
}
TYPICAL = Subject.typical()


def ranks(count: int) -> Floats:
    return (np.arange(count) + 0.5) / count


def m_wave(
    muscle: str, *, spread: float = 0.9, subject: Subject = TYPICAL, electrode: str | None = None
) -> Floats:
    count = UNITS[muscle]
    units = unit_potentials(muscle, ranks(count), subject, "left", electrode=electrode)
    quantiles = np.array([NormalDist().inv_cdf(rank) for rank in ranks(count)])
    arrival = 10 + spread * np.random.default_rng(1).permutation(quantiles)
    trace = np.zeros(600)
    add_potentials(trace, STEP, units, np.arange(count), arrival)
    return trace


def negative_phase(trace: Floats) -> float:
    """Length of the phase about the negative peak in ms."""
    low = trace < 0.02 * trace.max()
    top = int(trace.argmax())
    return STEP * (int(np.argmax(low[top:])) + int(np.argmax(low[top::-1])))


def test_soleus_m_wave_has_its_published_size() -> None:
    trace = m_wave("soleus")
    assert 9 < trace.max() < 13
    assert 10 < np.ptp(trace) < 20
    lasts = STEP * np.ptp(np.flatnonzero(np.abs(trace) > 0.05 * trace.max()))
    assert 10 < lasts < 20


@pytest.mark.parametrize(("age", "published"), [(25, 15.3), (45, 12.9), (70, 9.8)])
def test_abductor_hallucis_shrinks_with_age_as_published(age: float, published: float) -> None:
    size = m_wave("abductor_hallucis", spread=0.3, subject=Subject.typical(age=age)).max()
    assert 0.85 < size / published < 1.15


def test_abductor_hallucis_negative_phase_lasts_as_long_as_seen() -> None:
    assert 4.5 < negative_phase(m_wave("abductor_hallucis")) < 6.5


@pytest.mark.parametrize("muscle", UNITS)
def test_first_deflection_over_the_end_plates_is_negative(muscle: str) -> None:
    trace = m_wave(muscle)
    assert trace[: trace.argmax()].min() > -0.02 * trace.max()


def test_soleus_m_wave_is_over_before_a_reflex_comes() -> None:
    # The window of H opens at 22 ms, where M begins at about 3.3 ms.
    trace = m_wave("soleus", spread=0.5)
    onset = int(np.argmax(trace > 0.02 * trace.max()))
    assert np.ptp(trace[onset + round(18.7 / STEP) :]) < constant("least_response")


def test_dispersion_makes_it_lower_and_longer() -> None:
    sharp, blunt = m_wave("soleus", spread=0.5), m_wave("soleus", spread=3.0)
    assert blunt.max() < 0.8 * sharp.max()
    assert negative_phase(blunt) > negative_phase(sharp)


def test_soleus_electrode_hears_gastrocnemius_faintly() -> None:
    heard = sum(np.ptp(m_wave(name, electrode="soleus")) for name in crosstalk("soleus"))
    assert 0.01 < heard / np.ptp(m_wave("soleus")) < 0.3


def test_larger_units_have_more_fibers_and_larger_potentials() -> None:
    fibers = unit_fibers(ranks(900), "soleus")
    assert fibers.sum() == pytest.approx(1)
    units = unit_potentials("soleus", ranks(900), TYPICAL, "left")
    size = np.ptp(units.waveforms, axis=1)
    assert size[-300:].mean() > 5 * size[:300].mean()


def test_potentials_are_in_proportion_to_fibers() -> None:
    factor = np.ones(43)
    factor[[3, 7]] = (0, 2.5)
    usual = unit_potentials("abductor_hallucis", ranks(43), TYPICAL, "left").waveforms
    changed = unit_potentials(
        "abductor_hallucis", ranks(43), TYPICAL, "left", fibers_factor=factor
    ).waveforms
    assert not changed[3].any()
    np.testing.assert_allclose(changed, factor[:, None] * usual)


def test_sum_of_units_is_linear() -> None:
    units = unit_potentials("soleus", ranks(50), TYPICAL, "left")
    arrival = np.linspace(3, 9, 50)
    whole, parts = np.zeros(500), np.zeros(500)
    add_potentials(whole, STEP, units, np.arange(50), arrival)
    for unit in range(50):
        add_potentials(parts, STEP, units, np.array([unit]), arrival[[unit]])
    np.testing.assert_allclose(whole, parts, atol=1e-12)


def test_arrival_between_samples_moves_the_sum_by_as_much() -> None:
    bump = np.exp(-0.5 * ((np.arange(100) - 50) / 10) ** 2)[None]
    potentials = UnitPotentials(bump, STEP)
    centers = []
    for arrival in (2.0, 2.03, 2.07):
        trace = np.zeros(200)
        add_potentials(trace, STEP, potentials, np.array([0]), np.array([arrival]))
        centers.append(STEP * float(trace @ np.arange(200) / trace.sum()))
    np.testing.assert_allclose(np.array(centers) - centers[0], [0, 0.03, 0.07], atol=1e-9)


@pytest.mark.parametrize("arrival", [-500.0, -3.05, 19.95, 500.0])
def test_what_falls_outside_the_recording_is_left_out(arrival: float) -> None:
    ramp = UnitPotentials(np.arange(1.0, 61.0)[None], STEP)
    inside, wide = np.zeros(200), np.zeros(20000)
    add_potentials(inside, STEP, ramp, np.array([0]), np.array([arrival]))
    add_potentials(wide, STEP, ramp, np.array([0]), np.array([arrival + 600.0]))
    np.testing.assert_allclose(inside, wide[6000:6200], atol=1e-9)


def test_lead_shifts_the_waveform() -> None:
    one = np.ones((1, 5))
    late, usual = np.zeros(50), np.zeros(50)
    add_potentials(late, STEP, UnitPotentials(one, STEP, 1.0), np.array([0]), np.array([1.0]))
    add_potentials(usual, STEP, UnitPotentials(one, STEP), np.array([0]), np.array([2.0]))
    np.testing.assert_allclose(late, usual)


def test_gain_of_a_person_scales_every_unit() -> None:
    person = Subject.typical(seed=5)
    other = Subject.typical(seed=6)
    ratio = m_wave("soleus", subject=person).max() / m_wave("soleus", subject=other).max()
    expected = person.factor("surface_gain", "left") / other.factor("surface_gain", "left")
    assert ratio == pytest.approx(expected, rel=0.1)


def test_same_person_gives_the_same_units() -> None:
    first = unit_potentials("soleus", ranks(20), Subject.typical(seed=2), "right").waveforms
    again = unit_potentials("soleus", ranks(20), Subject.typical(seed=2), "right").waveforms
    other = unit_potentials("soleus", ranks(20), Subject.typical(seed=2), "left").waveforms
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0


def test_potentials_end_without_a_step() -> None:
    for muscle, count in UNITS.items():
        waves = unit_potentials(muscle, ranks(count), TYPICAL, "left").waveforms
        assert np.abs(waves[:, -1]).max() < 1e-3 * np.abs(waves).max()
        assert waves.shape[1] * STEP == pytest.approx(constant("unit_potential_length"))


def best_of(function: object, times: int = 5) -> float:
    assert callable(function)
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        spent.append(time.perf_counter() - start)
    return min(spent)


def test_fast_enough_when_warm() -> None:
    size = ranks(900)
    unit_potentials("soleus", size, TYPICAL, "left")
    assert best_of(lambda: unit_potentials("soleus", size, TYPICAL, "left")) < 0.03
    units = unit_potentials("soleus", ranks(2000), TYPICAL, "left")
    trace, unit, arrival = np.zeros(1000), np.arange(2000), np.linspace(8, 14, 2000)
    add_potentials(trace, STEP, units, unit, arrival)

    def trials() -> None:
        for _ in range(30):
            add_potentials(trace, STEP, units, unit, arrival)

    assert best_of(trials) < 0.06


def test_bad_input_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        unit_potentials("deltoid", ranks(3), TYPICAL, "left")
    with pytest.raises(UnknownNameError):
        unit_potentials("soleus", ranks(3), TYPICAL, "left", electrode="abductor_hallucis")
    with pytest.raises(InputError):
        unit_potentials("soleus", ranks(3), TYPICAL, "left", fibers_factor=np.array([1, -1, 1.0]))
    with pytest.raises(InputError):
        add_potentials(
            np.zeros(9), 0.05, UnitPotentials(np.ones((1, 3)), 0.1), np.array([0]), np.zeros(1)
        )
