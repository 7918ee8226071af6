"""The fast kernel against NEURON: the same spikes, cell by cell, and the same voltages.

NEURON knows a spike only at the end of its step; our own time, found between two steps, is set on
the same grid.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from radicular.electrophysiology.constants import altered
from radicular.electrophysiology.neurons.membrane import Cells, typed_cells
from radicular.electrophysiology.neurons.network import (
    STEP,
    Drive,
    Network,
    Projection,
    Spikes,
    random_projection,
)
from tests.oracle.neuron_cells import NeuronPool

pytestmark = pytest.mark.usefixtures("neuron")

TYPES = ("S", "FR", "FF", "renshaw", "ia_interneuron", "ib_interneuron")
MOTONEURONS = TYPES[:3]
DURATION, COUNT = 1000.0, 24
#: Steady current in nA with which a type fires all the time, and the same for a volley in uS.
CURRENT = {"S": 14.0, "FR": 25.0, "FF": 45.0}
VOLLEY = {"S": 150.0, "FR": 220.0, "FF": 400.0}
EVERYONE = np.arange(COUNT)


def compared(ours: Network, drive: Drive, theirs: NeuronPool) -> Spikes:
    """Assert that every cell fires the same; return the spikes."""
    traced = range(0, len(ours.cells), 6)
    spikes = ours.run(DURATION, drive, traced=traced)
    expected = theirs.run(DURATION, ours.step)
    for cell, times in enumerate(expected):
        own = np.sort(np.ceil(spikes.time[spikes.cell == cell] / ours.step - 1e-9) * ours.step)
        assert len(own) == len(times), f"cell {cell}"
        assert np.abs(own - times).max(initial=0.0) < 1e-6, f"cell {cell}"
    for column, cell in enumerate(traced):
        difference = theirs.voltage[cell].as_numpy()[1:-1] - spikes.voltage[:, column]
        assert np.abs(difference).max() < 1e-6, f"voltage of cell {cell}"
    return spikes


def current_of(name: str) -> NDArray[np.float64]:
    return np.linspace(0.9, 1.4, COUNT) * CURRENT.get(name, 2.0)


def on_grid(times: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.rint(times / STEP) * STEP)


def targets_of(reach: Projection) -> list[NDArray[np.intp]]:
    return [reach.targets[a:b] for a, b in zip(reach.starts[:-1], reach.starts[1:], strict=True)]


@pytest.mark.parametrize("name", TYPES)
def test_direct_current(name: str) -> None:
    cells = typed_cells(name, COUNT)
    theirs = NeuronPool(cells)
    theirs.inject(current_of(name))
    spikes = compared(Network(cells, []), Drive({}, current=current_of(name)), theirs)
    assert set(spikes.cell) == set(range(COUNT))


def under_impulses(name: str, times: NDArray[np.float64], chance: float, weight: float) -> Spikes:
    """Excite cells at some times, each impulse from a source of its own."""
    cells = typed_cells(name, COUNT)
    reach = random_projection("in", len(times), EVERYONE, chance, weight, seed=3)
    theirs = NeuronPool(cells)
    theirs.impulses(theirs.excitation, targets_of(reach), list(map(float, times)), weight)
    drive = Drive({"in": (np.arange(len(times)), times)})
    return compared(Network(cells, [reach]), drive, theirs)


@pytest.mark.parametrize("name", TYPES)
def test_a_volley(name: str) -> None:
    """Many afferents within some ms, as in a reflex; then silence."""
    times = on_grid(12 + 2 * np.random.default_rng(1).random(100))
    spikes = under_impulses(name, times, 0.9, VOLLEY.get(name, 4.0) / 90)
    assert len(spikes.time) >= COUNT / 3


@pytest.mark.parametrize("name", TYPES)
def test_repeated_volleys(name: str) -> None:
    times = on_grid(np.arange(10.0, DURATION - 20, 31.7))
    assert len(under_impulses(name, times, 0.8, VOLLEY.get(name, 4.0)).time) > COUNT


@pytest.mark.parametrize("name", TYPES)
def test_impulses_faster_than_the_refractory_time(name: str) -> None:
    """The threshold is crossed again before a cell may fire, and held when it may."""
    times = on_grid(np.arange(10.0, DURATION - 20, 1.3))
    assert len(under_impulses(name, times, 0.8, 0.5 * VOLLEY.get(name, 4.0)).time) > COUNT


@pytest.mark.parametrize("name", TYPES)
def test_inhibition(name: str) -> None:
    cells, current = typed_cells(name, COUNT), current_of(name)
    times = on_grid(np.arange(10.0, DURATION - 20, 7.3))
    weight = 2.0 if name in MOTONEURONS else 0.2
    reach = random_projection("no", len(times), EVERYONE, 0.8, weight, seed=3, inhibits=True)
    theirs = NeuronPool(cells)
    theirs.impulses(theirs.inhibition, targets_of(reach), list(map(float, times)), weight)
    theirs.inject(current)
    drive = Drive({"no": (np.arange(len(times)), times)}, current=current)
    held = compared(Network(cells, [reach]), drive, theirs)
    free = Network(cells, []).run(DURATION, Drive({}, current=current))
    assert 0 < len(held.time) < len(free.time)


def test_a_recurrent_loop_of_two_types() -> None:
    """Motoneurons excite Renshaw cells, which inhibit them."""
    cells = Cells.joined([typed_cells("S", COUNT), typed_cells("renshaw", COUNT // 2)])
    motoneurons, renshaw = EVERYONE, np.arange(COUNT, COUNT + COUNT // 2)
    out = random_projection("out", COUNT, renshaw, 0.5, 1.5, seed=1, cells=motoneurons, delay=1.0)
    back = random_projection(
        "back", COUNT // 2, motoneurons, 0.5, 0.8, seed=2, inhibits=True, cells=renshaw, delay=1.5
    )
    current = np.concatenate([current_of("S"), np.zeros(COUNT // 2)])
    theirs = NeuronPool(cells)
    theirs.h.dt = STEP
    theirs.inject(current)
    for reach, synapses in ((out, theirs.excitation), (back, theirs.inhibition)):
        assert reach.cells is not None
        for source, targets in zip(reach.cells, targets_of(reach), strict=True):
            theirs.connect(int(source), synapses, targets, reach.weight, reach.delay)
    spikes = compared(Network(cells, [out, back]), Drive({}, current=current), theirs)
    alone = Network(typed_cells("S", COUNT), []).run(DURATION, Drive({}, current=current[:COUNT]))
    assert np.count_nonzero(spikes.cell >= COUNT) > COUNT
    assert np.count_nonzero(spikes.cell < COUNT) < len(alone.time)


@pytest.mark.parametrize("name", MOTONEURONS)
def test_persistent_current(name: str) -> None:
    cells = typed_cells(name, COUNT, persistent=True)
    wave = 1.4 * CURRENT[name] * (1 - np.abs(np.linspace(-1, 1, round(DURATION / STEP))))
    theirs = NeuronPool(cells)
    theirs.inject(np.zeros(COUNT), wave, STEP)
    drive = Drive({}, wave=wave, wave_weight=np.ones(COUNT))
    with_it = compared(Network(cells, []), drive, theirs)
    without = Network(typed_cells(name, COUNT), []).run(DURATION, drive)
    assert len(with_it.time) > COUNT
    assert not np.array_equal(with_it.time, without.time)


def test_numbers_that_are_changed_change_both() -> None:
    """The oracle reads the same tables, so that a change of theirs cannot pass it by."""
    with altered({"soma_potassium_reversal": -14.0, "gate_n_closing": 0.2, "pulse": 0.8}):
        cells = typed_cells("S", COUNT)
        theirs = NeuronPool(cells)
        theirs.inject(current_of("S"))
        drive = Drive({}, current=current_of("S"))
        changed = compared(Network(cells, []), drive, theirs)
    usual = Network(typed_cells("S", COUNT), []).run(DURATION, drive)
    assert not np.array_equal(changed.time, usual.time)
