"""How the step of time shows in the spikes: the order of the scheme, and in a reflex.

Errors are against a step of 2.5 us. A scheme of first order halves them with the step.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from radicular.electrophysiology.neurons.membrane import Cells, typed_cells
from radicular.electrophysiology.neurons.network import Drive, Network, random_projection
from radicular.electrophysiology.studies.calf import Calf
from radicular.electrophysiology.studies.h_reflex import recruitment_curve
from radicular.electrophysiology.subject import Subject

Floats = NDArray[np.float64]

STEPS, FINEST = (0.1, 0.05, 0.025, 0.0125), 0.0025
SOLEUS = ("soleus",)


def trains(spikes_at: Callable[[float], tuple[Network, Drive]], step: float) -> list[Floats]:
    """Times of the spikes of each cell in ms."""
    network, drive = spikes_at(step)
    found = network.run(400.0, drive)
    return [found.time[found.cell == cell] for cell in range(len(network.cells))]


def under_current(step: float) -> tuple[Network, Drive]:
    """Cells of all types that fire all the time."""
    kinds = (("S", 20), ("FR", 10), ("FF", 10))
    cells = Cells.joined([typed_cells(name, count) for name, count in kinds])
    return Network(cells, [], step), Drive({}, current=cells.rheobase * np.linspace(1.15, 2.0, 40))


def under_a_volley(step: float) -> tuple[Network, Drive]:
    """Slow cells that a volley of afferents fires once; impulses arrive at the same times."""
    reach = random_projection("in", 60, np.arange(40), 0.9, 4.0, seed=1)
    times = np.rint((12 + 2 * np.random.default_rng(1).random(60)) / 0.1) * 0.1
    return Network(typed_cells("S", 40), [reach], step), Drive({"in": (np.arange(60), times)})


INPUTS = {"current": under_current, "volley": under_a_volley}


@cache
def exact(name: str) -> list[Floats]:
    return trains(INPUTS[name], FINEST)


def first_errors(name: str, step: float, *, on_grid: bool = False) -> Floats:
    """Error of the first spike of each cell in ms, as found between two steps or at their end."""
    first = np.array([train[0] for train in trains(INPUTS[name], step)])
    if on_grid:
        first = np.ceil(first / step - 1e-9) * step
    return np.asarray(np.abs(first - [train[0] for train in exact(name)]))


def last_error(step: float) -> float:
    """Mean error of the last spike that both have, after many intervals, in ms."""
    pairs = zip(trains(under_current, step), exact("current"), strict=True)
    return float(np.mean([abs(a[: len(b)][-1] - b[: len(a)][-1]) for a, b in pairs]))


def order(errors: list[float]) -> float:
    """Slope of the error over the step; the finest step errs by its own part."""
    return float(np.polyfit(np.log(np.array(STEPS) - FINEST), np.log(errors), 1)[0])


@pytest.mark.parametrize("name", INPUTS)
def test_the_first_spike_converges_with_first_order(name: str) -> None:
    errors = [float(first_errors(name, step).mean()) for step in STEPS]
    assert order(errors) == pytest.approx(1, abs=0.1), errors
    assert np.all(np.diff(errors) < 0)


def test_the_drift_of_steady_firing_converges_with_first_order() -> None:
    errors = [last_error(step) for step in STEPS]
    assert order(errors) == pytest.approx(1, abs=0.2), errors
    assert errors[1] < 1.5


@pytest.mark.parametrize("name", INPUTS)
def test_the_first_spike_errs_by_little_more_than_a_step(name: str) -> None:
    for step in STEPS:
        assert first_errors(name, step).max() < 1.25 * step


@pytest.mark.parametrize("name", INPUTS)
def test_a_time_between_two_steps_errs_less_than_the_end_of_the_step(name: str) -> None:
    for step in STEPS:
        between = first_errors(name, step).mean()
        assert between < 0.65 * first_errors(name, step, on_grid=True).mean()


def test_half_a_step_hardly_moves_a_reflex() -> None:
    # By the impulses: a recording has a sample every 0.1 ms, and an onset may slip to the next.
    currents = np.linspace(8.5, 20, 24)
    calves = [
        Calf.of(Subject.typical(), "left", muscles=SOLEUS, step=step) for step in (0.05, 0.025)
    ]
    coarse, fine = (recruitment_curve(calf, currents)["soleus"] for calf in calves)
    current = float(currents[coarse.best])
    first, second = (calf.stimulate(current)["soleus"].reflex.time.min() for calf in calves)
    assert abs(first - second) < 0.05
    assert abs((coarse.h_latency or 0) - (fine.h_latency or 0)) < 0.1 + 1e-9
    assert abs(coarse.h.max() / coarse.m.max() - fine.h.max() / fine.m.max()) < 0.01
