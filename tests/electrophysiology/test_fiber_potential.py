"""The potential of one muscle fiber."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.effectors.fiber_potential import (
    fiber_potentials,
    fiber_velocity,
    intracellular_slope,
)

Floats = NDArray[np.float64]
TIME = np.arange(0, 25, 0.05)


def at(away: float, along: float, *, length: float = 40.0, spacing: float = 0.05) -> Floats:
    potentials = fiber_potentials(
        TIME,
        np.array([away]),
        np.array([along]),
        ends=(length, length),
        diameter=55.0,
        spacing=spacing,
    )
    return np.asarray(potentials[0], np.float64)


def test_slope_is_that_of_the_published_potential() -> None:
    place = np.linspace(0.01, 12, 5000)
    potential = 96 * place**3 * np.exp(-place) - 90
    measured = np.gradient(potential, place, edge_order=2)
    np.testing.assert_allclose(intracellular_slope(place), measured, atol=0.01)
    assert intracellular_slope(np.array([-0.1]))[0] == 0


def test_amplitude_falls_with_distance() -> None:
    sizes = [np.ptp(at(away, 20.0)) for away in (0.3, 1.0, 3.0, 10.0)]
    assert all(near > 2 * far for near, far in pairwise(sizes))


def test_begins_negative_over_the_end_plate_and_positive_beside_it() -> None:
    over, beside = at(1.0, 0.0), at(1.0, 20.0)
    assert over[np.flatnonzero(np.abs(over) > 0.1 * np.abs(over).max())[0]] < 0
    assert beside[np.flatnonzero(np.abs(beside) > 0.1 * np.abs(beside).max())[0]] > 0


def test_front_passes_at_the_velocity_of_the_fiber() -> None:
    passed = [TIME[at(0.5, along).argmin()] for along in (10.0, 25.0)]
    assert abs(15.0 / (passed[1] - passed[0]) - fiber_velocity(55.0)) < 0.15


def test_nothing_is_left_when_both_fronts_have_vanished() -> None:
    late = at(2.0, 10.0)[TIME > 20]
    assert np.abs(late).max() < 1e-4 * np.abs(at(2.0, 10.0)).max()


def test_charges_cancel_so_that_far_away_the_sum_over_time_is_zero() -> None:
    whole = at(10.0, 0.0)
    assert abs(whole.sum()) < 1e-3 * np.abs(whole).sum()


def test_potential_vanishes_with_a_wave_at_the_tendon_and_not_before() -> None:
    distal = at(20.0, 60.0)
    beyond = TIME[np.abs(distal).argmax()]
    assert abs(beyond - 40.0 / fiber_velocity(55.0)) < 2.0


def test_finer_integral_changes_nothing() -> None:
    np.testing.assert_allclose(
        at(5.0, 0.0, spacing=0.5), at(5.0, 0.0, spacing=0.1), atol=0.01 * np.ptp(at(5.0, 0.0))
    )
