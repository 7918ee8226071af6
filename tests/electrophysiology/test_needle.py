"""The needle study of one muscle."""

from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.effectors.needle import (
    NEEDLE_STEP,
    MuscleState,
    NeedleStudy,
    fibrillation,
    insertion,
    needle_study,
    unit_shape,
    unit_waveform,
)
from radicular.electrophysiology.effectors.needle_field import FiberState, heard
from radicular.errors import InputError

Floats = NDArray[np.float64]


def muscle(  # noqa: PLR0913 - what can be wrong with a muscle
    generator: np.random.Generator,
    *,
    lost: float = 0.0,
    factor: float = 1.0,
    immature: float = 0.0,
    fibrillating: float = 0.0,
    irritability: float = 0.0,
) -> MuscleState:
    """A muscle of 300 units in a strong contraction; what has lost its axon is denervated."""
    count = 300
    size = (np.arange(count) + 0.5) / count
    rate = 18 - 8 * size
    firing = [
        np.arange(generator.random() * 100, 1000, 1000 / rate[unit])
        if size[unit] < 0.85
        else np.zeros(0)
        for unit in range(count)
    ]
    return MuscleState(
        size=size,
        fibers_factor=np.where(generator.random(count) < lost, 0.0, factor),
        immature=np.full(count, immature),
        firing=firing,
        denervated=lost,
        fibrillating=fibrillating,
        irritability=irritability,
        days=30.0,
    )


def study(seed: int, **state: float) -> NeedleStudy:
    generator = np.random.default_rng(seed)
    return needle_study(muscle(generator, **state), generator)


def shapes(factor: float, immature: float, count: int = 200) -> tuple[float, float, float, float]:
    """Mean amplitude, duration, share of polyphasic units and turns."""
    generator = np.random.default_rng(11)
    found = [unit_shape(*unit_waveform(factor, immature, generator)) for _ in range(count)]
    return (
        float(np.mean([shape.amplitude for shape in found])),
        float(np.mean([shape.duration for shape in found])),
        float(np.mean([shape.phases > 4 for shape in found])),
        float(np.mean([shape.turns for shape in found])),
    )


def test_normal_muscle_is_judged_normal() -> None:
    verdicts = Counter(study(seed).verdict for seed in range(100))
    assert verdicts["normal"] >= 95
    assert not verdicts["denervation"]


def test_fibrillating_muscle_is_judged_denervated() -> None:
    found = [study(seed, lost=0.2, fibrillating=1.0, irritability=0.7) for seed in range(50)]
    assert all(item.verdict == "denervation" for item in found)
    assert np.mean([item.insertional_increased for item in found]) > 0.9
    assert {item.spontaneous for item in found} <= {1, 2, 3, 4}


def test_more_fibrillation_gives_a_higher_grade() -> None:
    grades = [
        np.mean([study(seed, lost=0.2, fibrillating=part).spontaneous for seed in range(20)])
        for part in (0.0, 0.1, 0.4, 1.0)
    ]
    assert grades == sorted(grades)
    assert grades[0] < 0.1
    assert grades[-1] > 3


def test_denervated_fibers_that_do_not_fibrillate_yet_are_silent() -> None:
    assert all(study(seed, lost=0.2).verdict != "denervation" for seed in range(30))


def test_recent_loss_shows_in_recruitment_alone() -> None:
    verdicts = Counter(study(seed, lost=0.95).verdict for seed in range(30))
    assert verdicts["recruitment_reduced"] >= 25


def test_without_units_nothing_can_be_measured() -> None:
    found = study(1, lost=1.0)
    assert found.shapes == ()
    assert found.amplitude is None
    assert found.recruitment_ratio is None
    assert found.verdict == "recruitment_reduced"


@pytest.mark.parametrize(("factor", "immature"), [(2.5, 0.0), (1.5, 0.5)])
def test_reinnervated_muscle_is_judged_so(factor: float, immature: float) -> None:
    verdicts = Counter(
        study(seed, lost=0.4, factor=factor, immature=immature).verdict for seed in range(30)
    )
    assert verdicts["chronic_reinnervation"] >= 27


def test_usual_units_are_those_published_of_tibialis_anterior() -> None:
    amplitude, duration, polyphasic, turns = shapes(1.0, 0.0)
    assert abs(amplitude - 0.6615) < 0.092
    assert abs(duration - 9.35) < 0.93
    assert 0.05 < polyphasic < 0.4
    assert abs(turns - 3.35) < 0.52


def test_sprouted_units_are_larger_and_longer() -> None:
    usual, sprouted = shapes(1.0, 0.0), shapes(3.0, 0.0)
    assert sprouted[0] > 1.5 * usual[0]
    assert sprouted[1] > usual[1] + 0.8


def test_immature_units_are_longer_and_have_more_phases() -> None:
    usual, mature, young = shapes(1.0, 0.0), shapes(1.5, 0.0), shapes(1.5, 0.4)
    assert young[1] > mature[1] + 1
    assert young[2] > mature[2] + 0.15
    assert young[2] > 2 * usual[2]


def test_needle_hears_what_is_near_and_not_what_is_far() -> None:
    near, further, far = np.ptp(heard(np.array([0.2, 1.0, 5.0]), np.zeros(3)), axis=1)
    assert near > 5 * further
    assert further > 5 * far


@pytest.mark.parametrize("state", ["usual", "end"])
def test_fibers_at_rest_begin_positive(state: FiberState) -> None:
    wave = heard(np.array([0.3]), np.array([0.0]), state)[0]
    loud = np.flatnonzero(np.abs(wave) > 0.1 * np.abs(wave).max())
    assert wave[loud[0]] > 0


def test_fibrillation_is_regular_and_of_its_published_size() -> None:
    sizes = []
    for seed in range(40):
        _, values = fibrillation(1, 20.0, 3000.0, np.random.default_rng(seed))
        sizes.append(1000 * np.ptp(values))
        tops = np.flatnonzero(
            (values[1:-1] > values[:-2])
            & (values[1:-1] >= values[2:])
            & (values[1:-1] > 0.9 * values.max())
        )
        gaps = NEEDLE_STEP * np.diff(tops)
        gaps = gaps[gaps > 20]
        assert len(gaps) == 0 or gaps.std() < 0.1 * gaps.mean()
        assert all(1000 / gap < 18 for gap in gaps)
    assert np.percentile(sizes, 10) > 20
    assert np.percentile(sizes, 90) < 250


def test_fibrillation_shrinks_as_fibers_waste() -> None:
    fresh, old = (
        np.ptp(fibrillation(3, days, 1000.0, np.random.default_rng(4))[1]) for days in (30, 400)
    )
    assert old < 0.25 * fresh


def test_burst_of_insertion_is_over_in_health_and_lasts_when_irritable() -> None:
    calm = [np.ptp(insertion(0.0, 1000.0, np.random.default_rng(k))[1][9000:]) for k in range(20)]
    loud = [np.ptp(insertion(1.0, 1000.0, np.random.default_rng(k))[1][9000:]) for k in range(20)]
    assert max(calm) < 0.015
    assert np.mean(loud) > 0.05
    assert not any(study(seed).insertional_increased for seed in range(30))


def test_recordings_are_a_second_at_20_khz() -> None:
    found = study(3, lost=0.2, fibrillating=0.5)
    assert len(found.time) == len(found.rest) == len(found.effort) == 20000
    assert constant("needle_units_measured") <= len(found.shapes)


def test_same_seed_gives_the_same_study() -> None:
    one, again, other = (study(seed, lost=0.2, fibrillating=1.0) for seed in (7, 7, 8))
    np.testing.assert_array_equal(one.rest, again.rest)
    np.testing.assert_array_equal(one.effort, again.effort)
    assert one.shapes == again.shapes
    assert one.shapes != other.shapes


def test_turns_and_phases_are_counted_as_defined() -> None:
    time = np.arange(0, 30, NEEDLE_STEP)
    waves = np.where((time > 10) & (time < 16), np.sin(2 * np.pi * (time - 10) / 2), 0.0)
    shape = unit_shape(time, waves)
    assert (shape.phases, shape.turns) == (6, 6)
    assert shape.amplitude == pytest.approx(2, abs=0.02)
    assert shape.duration == pytest.approx(6, abs=0.15)


def test_bad_input_is_refused() -> None:
    one, none, silent = np.ones(2), np.zeros(2), [np.zeros(0)] * 2
    with pytest.raises(InputError):
        MuscleState(one, one, none, silent, denervated=1.2)
    with pytest.raises(InputError):
        MuscleState(one, one, none, silent[:1])
    with pytest.raises(InputError):
        MuscleState(one, np.array([1.0, -0.5]), none, silent)
