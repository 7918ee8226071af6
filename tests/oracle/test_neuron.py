"""The fast kernel against NEURON: the same spikes, cell by cell."""

import numpy as np
import pytest
from numpy.typing import NDArray

from radicular.electrophysiology.neurons.membrane import Cells, typed_cells
from radicular.electrophysiology.neurons.network import (
    STEP,
    Drive,
    Network,
    Projection,
    random_projection,
)
from tests.oracle.neuron_cells import NeuronPool

pytestmark = pytest.mark.usefixtures("neuron")

TYPES = ("S", "FR", "FF", "renshaw", "ia_interneuron", "ib_interneuron")
DURATION, COUNT = 1000.0, 24
#: Steady current in nA with which a type fires all the time.
CURRENT = {"S": 14.0, "FR": 25.0, "FF": 45.0}


def differences(ours: Network, drive: Drive, theirs: NeuronPool) -> float:
    """Largest difference of spike times in ms; fails where a cell has another number of spikes."""
    spikes = ours.run(DURATION, drive)
    expected = theirs.run(DURATION, STEP)
    worst, total = 0.0, 0
    for cell, times in enumerate(expected):
        own = np.sort((np.ceil(spikes.time[spikes.cell == cell] / STEP - 1e-9)) * STEP)
        assert len(own) == len(times), f"cell {cell}"
        total += len(times)
        worst = max(worst, float(np.abs(own - times).max(initial=0.0)))
    assert total > COUNT
    return worst


def current_of(name: str) -> NDArray[np.float64]:
    return np.linspace(0.9, 1.4, COUNT) * CURRENT.get(name, 2.0)


def volleys(every: float) -> tuple[list[float], Projection]:
    times = list(np.arange(10.0, DURATION - 20, every))
    reach = random_projection("in", len(times), np.arange(COUNT), 0.8, 1.0, seed=3)
    return times, reach


def targets_of(reach: Projection) -> list[NDArray[np.intp]]:
    return [reach.targets[a:b] for a, b in zip(reach.starts[:-1], reach.starts[1:], strict=True)]


@pytest.mark.parametrize("name", TYPES)
def test_direct_current(name: str) -> None:
    cells = typed_cells(name, COUNT)
    theirs = NeuronPool(cells)
    theirs.inject(current_of(name), np.zeros(0), STEP)
    assert differences(Network(cells, []), Drive({}, current=current_of(name)), theirs) < 1e-6


def excited(cells: Cells, weight: float) -> tuple[Network, Drive, NeuronPool]:
    times, reach = volleys(31.7)
    ours = Network(cells, [Projection("in", reach.starts, reach.targets, weight)])
    theirs = NeuronPool(cells)
    stepped = [round(time / STEP) * STEP for time in times]
    theirs.impulses(theirs.excitation, targets_of(reach), stepped, weight)
    return ours, Drive({"in": (np.arange(len(times)), np.array(stepped))}), theirs


@pytest.mark.parametrize("name", TYPES)
def test_volleys(name: str) -> None:
    weight = {"S": 150.0, "FR": 220.0, "FF": 400.0}.get(name, 4.0)
    ours, drive, theirs = excited(typed_cells(name, COUNT), weight)
    assert differences(ours, drive, theirs) < 1e-6


@pytest.mark.parametrize("name", TYPES)
def test_inhibition(name: str) -> None:
    cells = typed_cells(name, COUNT)
    times, reach = volleys(7.3)
    stepped = [round(time / STEP) * STEP for time in times]
    weight = 2.0 if name in ("S", "FR", "FF") else 0.2
    ours = Network(cells, [Projection("in", reach.starts, reach.targets, weight, inhibits=True)])
    theirs = NeuronPool(cells)
    theirs.impulses(theirs.inhibition, targets_of(reach), stepped, weight)
    theirs.inject(current_of(name), np.zeros(0), STEP)
    arrivals = {"in": (np.arange(len(times)), np.array(stepped))}
    free = Network(cells, []).run(DURATION, Drive({}, current=current_of(name)))
    drive = Drive(arrivals, current=current_of(name))
    assert len(ours.run(DURATION, drive).time) < len(free.time)
    assert differences(ours, drive, theirs) < 1e-6


@pytest.mark.parametrize("name", ["S", "FR", "FF"])
def test_persistent_current(name: str) -> None:
    cells = typed_cells(name, COUNT, persistent=True)
    steps = round(DURATION / STEP)
    wave = CURRENT[name] * (1 - np.abs(np.linspace(-1, 1, steps)))
    theirs = NeuronPool(cells, persistent=True)
    theirs.inject(np.zeros(COUNT), wave, STEP)
    drive = Drive({}, wave=wave, wave_weight=np.ones(COUNT))
    assert differences(Network(cells, []), drive, theirs) < 1e-6
