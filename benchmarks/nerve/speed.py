"""How fast the simulation is, beside NEURON in the same run and alone."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import numpy as np

from benchmarks.nerve.beside_neuron import beside_neuron, timed
from benchmarks.nerve.population import studied
from radicular.electrophysiology.constants import altered, constant
from radicular.electrophysiology.neurons.network import Drive, side_by_side
from radicular.electrophysiology.neurons.pool import pool_of
from radicular.electrophysiology.neurons.reflex_loop import SEGMENT, reflex_loop
from radicular.electrophysiology.neurons.voluntary import descending_impulses
from radicular.electrophysiology.studies.f_wave import f_wave
from radicular.electrophysiology.studies.h_reflex import h_reflex
from radicular.electrophysiology.studies.sensory_conduction import sensory_conduction
from radicular.electrophysiology.subject import Subject
from tests.oracle.neuron_cells import missing

__all__ = ["Figure", "figures"]

IMPORT = "import time; t = time.perf_counter(); import radicular.electrophysiology.studies.h_reflex"
FIRST = (
    "import time; t = time.perf_counter()\n"
    "from radicular.electrophysiology.studies.h_reflex import h_reflex\n"
    "from radicular.electrophysiology.subject import Subject\n"
    "t = time.perf_counter()\n"
    "h_reflex(Subject.typical(), 'left', intensities=1, muscles=('soleus',))"
)


@dataclass(frozen=True)
class Figure:
    """One measured figure beside its bar.

    Attributes:
        name: What was measured.
        value: In ``unit``; None where it could not be measured.
        unit: ``x`` for a ratio.
        bar: What was aimed at.
        at_least: Whether more is better.
    """

    name: str
    value: float | None
    unit: str
    bar: float
    at_least: bool

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None where nothing was measured."""
        if self.value is None:
            return None
        return self.value >= self.bar if self.at_least else self.value <= self.bar


def figures(*, quick: bool = False) -> list[Figure]:
    """Measure everything in one run.

    Args:
        quick: Leave out what takes minutes.
    """
    found = [*_beside_neuron(), *_segment(), _curve(), *_starts()]
    if not quick:
        found.append(_scaling())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return [*found, Figure("peak memory of this run", memory, "GB", 1.5, at_least=False)]


def _beside_neuron() -> list[Figure]:
    found = [
        Figure(f"{speed.name}, against NEURON 9", speed.faster, "x", speed.bar, at_least=True)
        for speed in beside_neuron()
    ]
    return found or [Figure(f"NEURON 9 ({missing()})", None, "x", 25.0, at_least=True)]


def _segment() -> list[Figure]:
    """Both sides of the segment with all pools, interneurons and afferents at work."""
    # Half of the usual fibers from the brain, each twice as strong.
    fibers = int(constant("descending_fibers")) // 2
    with altered({"descending_weight": 2 * constant("descending_weight")}):
        side = reflex_loop(SEGMENT, descending=fibers).network
    both = side_by_side({"left": side, "right": side})
    drive = Drive(_traffic(fibers))
    spikes = both.run(1000.0, drive)
    motoneurons = 2 * sum(len(pool_of(muscle)) for muscle in SEGMENT)
    rate = float(np.sum(spikes.cell % len(side.cells) < motoneurons / 2)) / motoneurons
    synapses = sum(len(projection.targets) for projection in both.projections)
    size = f"{motoneurons:,} motoneurons, {len(both.cells) - motoneurons:,} interneurons"
    words = f"{size}, {synapses / 1e6:.1f} M synapses, {rate:.1f} /s"
    return [
        Figure(
            f"whole segment ({words}), simulated s per s, {threads} thread{'s' * (threads > 1)}",
            1 / timed(partial(both.run, 1000.0, drive, threads=threads), 3),
            "",
            bar,
            at_least=True,
        )
        for threads, bar in ((1, 1.0), (2, 1.5))
    ]


def _traffic(fibers: int) -> Mapping[str, tuple[np.ndarray, np.ndarray]]:
    """Impulses of all afferents and of the fibers from the brain over a second."""
    generator = np.random.default_rng(2)
    loop = reflex_loop(SEGMENT, descending=fibers)
    arrivals = {}
    for side in ("left", "right"):
        for muscle in SEGMENT:
            rate = 27.0 if muscle == "soleus" else 38.0
            name = f"{side}:descending {muscle} to motoneurons"
            arrivals[name] = descending_impulses(rate, fibers, 1000.0, generator)
            for kind, often in (("Ia", 10.0), ("Ib", 10.0)):
                count = pool_of(muscle).afferents[kind]
                own = descending_impulses(often, count, 1000.0, generator)
                for projection in loop.projections(muscle, kind):
                    arrivals[f"{side}:{projection}"] = own
    return arrivals


def _curve() -> Figure:
    """A curve of 30 currents with three muscles, EMG, F waves and the sural potential, warm."""
    person = Subject.typical()

    def everything() -> None:
        h_reflex(person, "left")
        f_wave(person, "left")
        sensory_conduction(person, "left")

    return Figure(
        "30-current H/M curve, 3 muscles, EMG, F, SNAP", timed(everything), "s", 0.6, at_least=False
    )


def _starts() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        cold = _child(FIRST, folder)
        warm = min(_child(FIRST, folder) for _ in range(3))
        loaded = min(_child(IMPORT, folder) for _ in range(3))
    return [
        Figure("import", loaded, "s", 0.5, at_least=False),
        Figure("first simulation, nothing compiled", cold, "s", 6.0, at_least=False),
        Figure("first simulation, from the cache", warm, "s", 1.0, at_least=False),
    ]


def _child(code: str, cache: str) -> float:
    """Run code in a fresh interpreter and return the seconds since its ``t``."""
    told = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", f"{code}\nprint(time.perf_counter() - t)"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "NUMBA_CACHE_DIR": cache},
    )
    return float(told.stdout)


def _scaling() -> Figure:
    """What a second process gains on independent people, beside what the machine allows at all."""
    people, plain = (_gain(work, count) for work, count in ((studied, 32), (_plain_loop, 16)))
    name = f"two processes against one, independent people (a plain loop of Python: {plain:.2f})"
    return Figure(name, people, "x", 1.6, at_least=True)


def _plain_loop(number: int) -> int:
    return sum(range(number % 2, 12_000_000))


def _gain(work: Callable[[int], object], count: int) -> float:
    """Time of one process against that of two on the same work, both started before."""
    spent = []
    for processes in (1, 2):
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            list(pool.map(work, range(1, 5)))
            start = time.perf_counter()
            list(pool.map(work, range(1, count + 1)))
            spent.append(time.perf_counter() - start)
    return spent[0] / spent[1]
