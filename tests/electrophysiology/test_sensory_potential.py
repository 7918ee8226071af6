"""Compound sensory potentials from single fibers."""

import numpy as np
import pytest
from numpy.typing import NDArray

from radicular.electrophysiology.effectors.sensory_potential import (
    fiber_diameters,
    nerve_velocity,
    sensory_potential,
)
from radicular.electrophysiology.subject import Subject
from radicular.errors import InputError, UnknownNameError

Floats = NDArray[np.float64]
YOUNG = Subject.typical(age=25)
DISTANCE = 140.0


def response(
    nerve: str, *, kept: slice = slice(None), spread: float = 0.0, subject: Subject = YOUNG
) -> tuple[Floats, Floats]:
    diameter = fiber_diameters(nerve)[kept]
    late = spread * np.random.default_rng(3).random(len(diameter))
    arrival = DISTANCE / nerve_velocity(diameter) + late
    return sensory_potential(arrival, diameter, distance_mm=DISTANCE, subject=subject, side="left")


def test_sural_amplitude_is_that_of_young_men() -> None:
    _, values = response("sural")
    assert 20.7 < values.max() < 22.7


def test_sural_onset_and_peak() -> None:
    time, values = response("sural")
    top = int(values.argmax())
    onset = time[np.flatnonzero(values[:top] < 0)[-1]]
    assert 47 < DISTANCE / onset < 56
    assert 2.9 < time[top] < 3.9


def test_three_phases_first_and_last_positive() -> None:
    _, values = response("sural")
    top = int(values.argmax())
    assert values[:top].min() < -0.1 * values.max()
    assert values[top:].min() < -0.1 * values.max()


def test_plantar_responses_are_smaller_than_the_sural_one() -> None:
    sural, medial, lateral = (
        response(name)[1].max() for name in ("sural", "medial_plantar", "lateral_plantar")
    )
    assert 2 < lateral < medial < sural


def test_amplitude_is_in_proportion_to_the_fibers() -> None:
    whole, half = response("sural")[1].max(), response("sural", kept=slice(0, None, 2))[1].max()
    assert half == pytest.approx(whole / 2, rel=0.01)


def test_thin_fibers_hardly_count() -> None:
    whole = response("sural")[1].max()
    thick = response("sural", kept=slice(-2600, None))[1].max()
    assert thick == pytest.approx(whole, rel=0.02)


def test_dispersed_arrivals_cancel() -> None:
    sizes = [response("sural", spread=spread)[1].max() for spread in (0.0, 1.0, 3.0)]
    assert sizes[1] < 0.8 * sizes[0]
    assert sizes[2] < 0.5 * sizes[1]


def test_thicker_fibers_give_more() -> None:
    sizes = [
        sensory_potential(
            np.array([3.0]),
            np.array([diameter]),
            distance_mm=3 * float(nerve_velocity(np.array([diameter]))[0]),
            subject=YOUNG,
            side="left",
        )[1].max()
        for diameter in (5.0, 10.0)
    ]
    assert 2 < sizes[1] / sizes[0] < 4


def test_sum_is_linear_and_independent_of_the_step() -> None:
    diameter = fiber_diameters("sural", 400)
    arrival = DISTANCE / nerve_velocity(diameter)

    def of(kept: slice, step: float = 0.02) -> Floats:
        return sensory_potential(
            arrival[kept],
            diameter[kept],
            distance_mm=DISTANCE,
            subject=YOUNG,
            side="left",
            step=step,
        )[1]

    np.testing.assert_allclose(
        of(slice(None)), of(slice(0, 200)) + of(slice(200, None)), atol=1e-12
    )
    assert of(slice(None), 0.01).max() == pytest.approx(of(slice(None)).max(), rel=0.01)


def test_falls_with_age() -> None:
    old = response("sural", subject=Subject.typical(age=70))[1].max()
    assert 0.5 < old / response("sural")[1].max() < 0.8


def test_diameters_follow_the_published_counts_and_modes() -> None:
    diameters = fiber_diameters("sural")
    assert 2000 < (diameters > 7).sum() < 3000
    counts, edges = np.histogram(diameters, np.arange(2, 14.5, 0.5))
    valley = counts[(edges[:-1] >= 6) & (edges[:-1] < 7.5)].min()
    assert 3 <= edges[counts.argmax()] <= 5
    high = edges[:-1] > 8
    assert 9 <= edges[:-1][high][counts[high].argmax()] <= 12
    assert counts[high].max() > 1.5 * valley


def test_without_fibers_there_is_silence() -> None:
    nothing = np.zeros(0)
    _, values = sensory_potential(
        nothing, nothing, distance_mm=DISTANCE, subject=YOUNG, side="left"
    )
    assert not values.any()


@pytest.mark.parametrize(
    ("arrival", "diameter", "distance"),
    [(-1.0, 10.0, 140.0), (3.0, 0.0, 140.0), (3.0, 10.0, -140.0)],
)
def test_bad_input_is_refused(arrival: float, diameter: float, distance: float) -> None:
    with pytest.raises(InputError):
        sensory_potential(
            np.array([arrival]),
            np.array([diameter]),
            distance_mm=distance,
            subject=YOUNG,
            side="left",
        )
    with pytest.raises(UnknownNameError):
        fiber_diameters("median")
