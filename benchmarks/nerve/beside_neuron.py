"""How fast the simulated cells are beside NEURON in the same run.

NEURON gets the same cells, the same step and one thread, and is spared what the measurement does
not need: it keeps no voltages, only spikes, and its somata have no synapses that nothing drives.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.neurons.membrane import Cells, typed_cells
from radicular.electrophysiology.neurons.network import (
    STEP,
    Drive,
    Network,
    Spikes,
    random_projection,
)
from tests.oracle.neuron_cells import NeuronPool, compile_mechanisms, load, missing

__all__ = ["Speed", "beside_neuron", "pool_speed", "timed", "trial_speed"]

Floats = NDArray[np.float64]

RUNS = 5
POOL = (("S", 800), ("FR", 50), ("FF", 50))
CELLS = sum(count for _, count in POOL)
SECOND, TRIAL = 1000.0, 60.0


@dataclass(frozen=True)
class Speed:
    """One measured speed.

    Attributes:
        name: What was simulated.
        seconds: Median wall time in s.
        faster: Times as fast as NEURON, or as real time.
        bar: What was aimed at.
        spikes: How many the cells fired.
        neuron_seconds: Median wall time of NEURON in s; None where it was not asked.
    """

    name: str
    seconds: float
    faster: float
    bar: float
    spikes: int
    neuron_seconds: float | None = None


def timed(action: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median time of an action in s, after one run that does not count."""
    action()
    spent = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        spent.append(time.perf_counter() - start)
    return median(spent)


def _pool() -> Cells:
    return Cells.joined([typed_cells(name, count) for name, count in POOL])


def pool_speed() -> Speed:
    """A soleus pool under a steady current, beside NEURON."""
    cells, current = _pool(), np.full(CELLS, 10.0)
    theirs = NeuronPool(cells, inhibited=False, watched=False)
    theirs.inject(current)
    ours, drive = Network(cells, []), Drive({}, current=current)
    pair = (partial(ours.run, SECOND, drive), partial(theirs.run, SECOND, STEP))
    return _beside("900-cell pool, 10 nA, 1 s", 25.0, *pair)


def trial_speed() -> Speed:
    """A reflex volley into a soleus pool, beside NEURON, where each synapse is a connection."""
    cells, weight = _pool(), 0.42
    reach = random_projection("Ia", 400, np.arange(CELLS), 0.9, weight, seed=1)
    times = np.rint((12 + 2 * np.random.default_rng(1).random(400)) / STEP) * STEP
    theirs = NeuronPool(cells, inhibited=False, watched=False)
    targets = [reach.targets[a:b] for a, b in zip(reach.starts[:-1], reach.starts[1:], strict=True)]
    theirs.impulses(theirs.excitation, targets, list(map(float, times)), weight)
    drive = Drive({"Ia": (np.arange(400), times)})
    name = f"H trial, 900 cells, 400 Ia, {len(reach.targets):,} synapses, 60 ms"
    ours = Network(cells, [reach])
    return _beside(name, 40.0, partial(ours.run, TRIAL, drive), partial(theirs.run, TRIAL, STEP))


def _beside(
    name: str, bar: float, ours: Callable[[], Spikes], theirs: Callable[[], list[Floats]]
) -> Speed:
    spikes, expected = len(ours().time), sum(map(len, theirs()))
    if spikes != expected:
        raise AssertionError(f"{name}: {spikes} spikes, but {expected} in NEURON")
    fast, slow = timed(ours), timed(theirs)
    return Speed(name, fast, slow / fast, bar, spikes, slow)


def beside_neuron() -> list[Speed]:
    """Return how fast a pool and a reflex volley are against NEURON; none where it is missing."""
    if missing():
        return []
    with TemporaryDirectory() as folder:
        load(compile_mechanisms(Path(folder)))
        return [pool_speed(), trial_speed()]
