"""Cells and the connections between them, and what they fire when impulses arrive."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numba import set_num_threads
from numpy.typing import NDArray

from radicular.electrophysiology.neurons.kernel import CHUNK, advance
from radicular.electrophysiology.neurons.membrane import Cells, rates
from radicular.errors import InputError

__all__ = [
    "STEP",
    "Drive",
    "Network",
    "Projection",
    "Spikes",
    "random_projection",
    "side_by_side",
]

#: Threads that wait do not spin, which costs up to ten times on a busy machine.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

#: Usual time step in ms.
STEP = 0.05
#: In ms; well below the refractory time, so that a cell fires at most once in a window.
_LONGEST_WINDOW = 1.0
#: A mean rate above this, over all cells, is taken for an error of the model.
_MOST_RATE = 400.0


@dataclass(frozen=True, eq=False)
class Projection:
    """Synapses from a group of sources to cells of the network.

    Attributes:
        name: Key.
        starts: Where the targets of each source begin, (sources + 1,).
        targets: Cells that they reach, ascending for each source.
        weight: Greatest conductance of one synapse in uS.
        inhibits: Whether they inhibit the soma; else they excite the dendrite.
        cells: Cells whose spikes are the sources; None where impulses come from outside.
        delay: From the spike of such a cell to the synapse in ms.
    """

    name: str
    starts: Integers
    targets: Integers
    weight: float
    inhibits: bool = False
    cells: Integers | None = None
    delay: float = 1.0

    @property
    def sources(self) -> int:
        """Number of sources."""
        return len(self.starts) - 1


def random_projection(
    name: str,
    sources: int,
    targets: Integers,
    chance: float | Floats,
    weight: float,
    *,
    seed: int,
    inhibits: bool = False,
    cells: Integers | None = None,
    delay: float = 1.0,
) -> Projection:
    """Connect each source with each target by chance.

    Args:
        name: Key.
        sources: Number of sources.
        targets: Cells that can be reached, ascending.
        chance: Of each connection, 0 to 1; one for all, or one for each target, (targets,).
        weight: Greatest conductance of one synapse in uS.
        seed: Of the draw.
        inhibits: Whether they inhibit.
        cells: Cells whose spikes are the sources.
        delay: From the spike of such a cell to the synapse in ms.

    Example:
        >>> projection = random_projection("Ia", 400, np.arange(900), 0.9, 0.01, seed=1)
        >>> bool(abs(len(projection.targets) / 360_000 - 0.9) < 0.01)
        True
    """
    drawn = np.random.default_rng(seed).random((sources, len(targets)), np.float32) < chance
    starts = np.concatenate([[0], np.cumsum(drawn.sum(axis=1))]).astype(np.intp)
    reached = targets[np.nonzero(drawn)[1]].astype(np.intp)
    return Projection(name, starts, reached, weight, inhibits, cells, delay)


@dataclass(frozen=True, eq=False)
class Spikes:
    """What the cells fired.

    Attributes:
        cell: Of each spike, in the order of time, (spikes,).
        time: In ms, found between two steps where the voltage crossed the threshold, (spikes,).
        backward: Whether the impulse came from the axon, (spikes,).
        voltage: Soma voltage of the traced cells in mV, (steps, traced).
    """

    cell: Integers
    time: Floats
    backward: NDArray[np.bool_]
    voltage: Floats

    def of(self, cells: Integers) -> "Spikes":
        """Return the spikes of some cells, which are numbered from 0 on again.

        Args:
            cells: Consecutive numbers of cells.
        """
        kept = (self.cell >= cells[0]) & (self.cell <= cells[-1])
        return Spikes(
            self.cell[kept] - cells[0], self.time[kept], self.backward[kept], self.voltage
        )

    def rate(self, count: int, start: float, stop: float) -> Floats:
        """Return how fast each of so many cells fired between two times, in 1/s, (cells,)."""
        inside = (self.time >= start) & (self.time < stop)
        return np.bincount(self.cell[inside], minlength=count) / (stop - start) * 1000


@dataclass(frozen=True, eq=False)
class Drive:
    """What reaches a network from outside.

    Attributes:
        arrivals: Projection to the source and time in ms of each impulse at its synapses.
        scales: Projection to the part of the usual strength that each impulse has; 1 where missing.
        invasions: Cell and time in ms of each impulse that runs backward into a soma.
        current: Steady current into each soma in nA, (cells,); None for none.
        wave: Common current over time in nA, (steps,); None for none.
        wave_weight: Part of it that each cell gets, (cells,).
    """

    arrivals: Mapping[str, tuple[Integers, Floats]]
    scales: Mapping[str, Floats] | None = None
    invasions: tuple[Integers, Floats] | None = None
    current: Floats | None = None
    wave: Floats | None = None
    wave_weight: Floats | None = None


class Network:
    """Cells with their connections, compiled for the inner loop.

    Args:
        cells: All cells.
        projections: All connections.
        step: Time step in ms.

    Raises:
        InputError: If the step is not positive, or a delay is shorter than the step.

    Example:
        >>> from radicular.electrophysiology.neurons.membrane import typed_cells
        >>> network = Network(typed_cells("S", 10), [])
        >>> spikes = network.run(100.0, Drive({}, current=np.full(10, 12.0)))
        >>> bool(len(spikes.time) > 10)
        True
    """

    def __init__(self, cells: Cells, projections: Sequence[Projection], step: float = STEP) -> None:
        if not 0 < step <= 1:
            raise InputError("step", step, "above 0 and at most 1 ms")
        self.cells, self.projections, self.step = cells, tuple(projections), step
        shortest = min((p.delay for p in projections if p.cells is not None), default=1.0)
        if shortest < step:
            raise InputError("delay", shortest, f"at least the time step, {step} ms")
        self._window = int(max(1, np.floor(min(shortest, _LONGEST_WINDOW) / step + 1e-9)))

    @cached_property
    def _first(self) -> Mapping[str, int]:
        """Number of the first source of each projection."""
        sizes = np.cumsum([0, *(projection.sources for projection in self.projections)])
        names = [projection.name for projection in self.projections]
        return dict(zip(names, map(int, sizes), strict=False))

    @cached_property
    def _synapses(self) -> tuple[Integers, Integers, Integers, Floats, Integers]:
        """Starts by source and chunk, targets, and chunks, weight and sign by source."""
        chunks = -(-len(self.cells) // CHUNK)
        starts, base = [np.zeros(1, np.intp)], 0
        for projection in self.projections:
            source = np.repeat(np.arange(projection.sources), np.diff(projection.starts))
            block = source * chunks + projection.targets // CHUNK
            counts = np.bincount(block, minlength=projection.sources * chunks)
            starts.append(base + np.cumsum(counts))
            base += len(projection.targets)
        sizes = [projection.sources for projection in self.projections]
        everything = [np.zeros(0, np.intp), *(p.targets for p in self.projections)]
        every_start = np.concatenate(starts).astype(np.intp)
        return (
            every_start,
            np.concatenate(everything).astype(np.int32),
            _spans(np.diff(every_start).reshape(-1, chunks) > 0),
            np.repeat(np.array([p.weight for p in self.projections], np.float64), sizes),
            np.repeat(np.array([p.inhibits for p in self.projections], np.intp), sizes),
        )

    @cached_property
    def _outputs(self) -> tuple[Integers, Integers, Integers]:
        """The sources that each cell drives: starts, sources, delay in steps."""
        own = [p for p in self.projections if p.cells is not None]
        empty = [np.zeros(0, np.intp)]
        cell = np.concatenate(empty + [p.cells for p in own if p.cells is not None])
        source = np.concatenate(empty + [self._first[p.name] + np.arange(p.sources) for p in own])
        steps = [np.full(p.sources, np.rint(p.delay / self.step)) for p in own]
        delay = np.concatenate([*empty, *steps]).astype(np.intp) - 1
        order = np.argsort(cell, kind="stable")
        counts = np.bincount(cell, minlength=len(self.cells))
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)
        return starts, source[order].astype(np.intp), delay[order]

    def run(
        self, duration: float, drive: Drive, *, traced: Sequence[int] = (), threads: int = 1
    ) -> Spikes:
        """Return what the cells fire.

        Args:
            duration: In ms.
            drive: What reaches the network from outside.
            traced: Cells whose soma voltage is kept.
            threads: How many work on it; people side by side in processes are faster than that.

        Raises:
            InputError: If the duration is not positive.
        """
        if not 0 < duration < np.inf:
            raise InputError("duration", duration, "a positive time in ms")
        set_num_threads(min(threads, os.cpu_count() or 1))
        steps = int(np.rint(duration / self.step))
        count = len(self.cells)
        nothing = np.zeros(count)
        table = self.cells.table(
            self.step,
            nothing if drive.current is None else drive.current,
            nothing if drive.wave_weight is None else drive.wave_weight,
        )
        capacity = int(count * (2 + duration / 1000 * _MOST_RATE))
        starts, targets, spans, weights, inhibits = self._synapses
        found, cell, time, backward, voltage = advance(
            steps,
            self._window,
            rates(self.step),
            table,
            drive.wave,
            starts,
            targets,
            spans,
            weights,
            inhibits if inhibits.any() else None,
            self._events(drive),
            self._invasions(drive),
            self._outputs,
            np.zeros(1) if self.cells.calcium.any() else None,
            capacity,
            np.array(traced, np.intp) if len(traced) else None,
        )
        if found > capacity:
            raise InputError("drive", f"{found} spikes", f"at most {capacity} in {duration} ms")
        order = np.argsort(time, kind="stable")
        return Spikes(cell[order], time[order] * self.step, backward[order], voltage)

    def _events(self, drive: Drive) -> tuple[Integers, Integers, Floats]:
        sources, times, scales = [np.zeros(0, np.intp)], [np.zeros(0)], [np.zeros(0)]
        for name, (source, time) in drive.arrivals.items():
            sources.append(self._first[name] + np.asarray(source, np.intp))
            times.append(time)
            usual = np.ones(len(time))
            scales.append((drive.scales or {}).get(name, usual))
        step = np.rint(np.concatenate(times) / self.step).astype(np.intp)
        order = np.argsort(step, kind="stable")
        order = order[step[order] >= 0]
        return step[order], np.concatenate(sources)[order], np.concatenate(scales)[order]

    def _invasions(self, drive: Drive) -> tuple[Integers, Integers]:
        if drive.invasions is None:
            return np.zeros(0, np.intp), np.zeros(0, np.intp)
        cell, time = drive.invasions
        step = np.rint(time / self.step).astype(np.intp)
        order = np.argsort(step, kind="stable")
        return step[order], np.asarray(cell, np.intp)[order]


def _spans(reached: NDArray[np.bool_]) -> Integers:
    """First chunk that each source reaches, and the first beyond its last, (2, sources)."""
    chunks = reached.shape[1]
    low = np.argmax(reached, axis=1)
    high = chunks - np.argmax(reached[:, ::-1], axis=1)
    return np.stack([low, np.where(reached.any(axis=1), high, low)]).astype(np.intp)


def side_by_side(networks: Mapping[str, Network]) -> Network:
    """Join networks that do not act on each other, so that they run as one.

    Args:
        networks: Name to network, all of the same time step; each projection gets the name before
            its own, separated by a colon.

    Example:
        >>> from radicular.electrophysiology.neurons.membrane import typed_cells
        >>> one = Network(typed_cells("S", 10), [])
        >>> len(side_by_side({"left": one, "right": one}).cells)
        20
    """
    shift, projections = 0, []
    for name, network in networks.items():
        for projection in network.projections:
            own = None if projection.cells is None else projection.cells + shift
            moved = replace(
                projection,
                name=f"{name}:{projection.name}",
                targets=projection.targets + shift,
                cells=own,
            )
            projections.append(moved)
        shift += len(network.cells)
    step = next(iter(networks.values())).step
    return Network(Cells.joined([item.cells for item in networks.values()]), projections, step)
