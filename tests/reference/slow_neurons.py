"""The inner loop of the simulated cells once more, step by step and cell by cell.

The fast twin is :func:`radicular.electrophysiology.neurons.kernel.advance`. Here nothing runs in
windows or chunks, nothing is shared between cells, and every impulse is delivered by itself.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.neurons.network import Drive, Network, Projection

__all__ = ["SlowRun", "slow_run"]


@dataclass(frozen=True, eq=False)
class SlowRun:
    """What the cells did.

    Attributes:
        spikes: Cell to its spikes: time in ms, and whether it ran backward from the axon.
        voltage: Soma voltage of all cells in mV, (steps, cells).
    """

    spikes: Mapping[int, list[tuple[float, bool]]]
    voltage: NDArray[np.float64]


def _kept(rate: float, step: float) -> float:
    """Part that is left after a step of something that goes at a rate in 1/ms."""
    return float(np.exp(-rate * step))


class _Synapses:
    """All synapses of one kind on a cell, each with its own pulse of transmitter."""

    def __init__(self, kind: str, step: float) -> None:
        binds, unbinds = constant(f"{kind}_binding"), constant(f"{kind}_unbinding")
        self.most = binds / (binds + unbinds)
        self.rise, self.fall = _kept(binds + unbinds, step), _kept(unbinds, step)
        self.length = round(constant(f"{kind}_pulse") / step)
        self.kept = self.most * (1 - _kept(binds + unbinds, constant(f"{kind}_pulse")))
        self.bound = self.rising = self.falling = 0.0
        self.started: dict[int, float] = defaultdict(float)

    def conductance(self, step_number: int, arriving: float) -> float:
        """Take in what arrives now, and return the conductance in uS."""
        self.started[step_number] += arriving
        ended = self.started.get(step_number - self.length, 0.0)
        self.bound += arriving - ended
        self.rising -= ended * self.kept
        self.falling += ended * self.kept
        return self.rising + self.falling

    def advance(self) -> None:
        """Bind and unbind for one step."""
        self.rising = self.rising * self.rise + self.bound * self.most * (1 - self.rise)
        self.falling *= self.fall


class _Cell:
    """One cell."""

    def __init__(self, network: Network, number: int) -> None:
        step = network.step
        own = {name: of[number] for name, of in vars(network.cells).items()}
        self.own = {name: float(of) for name, of in own.items() if name != "type"}
        self.step = step
        self.soma = self.dendrite = 0.0
        self.m, self.h, self.n, self.q, self.p = 0.0, 1.0, 0.0, 0.0, 0.0
        self.fired = -(10**9)
        self.pulse = round(constant("pulse") / step)
        self.refractory = round(constant("soma_refractory") / step)
        gates = ("m_opening", "m_closing", "h_opening", "h_closing", "n_opening", "n_closing")
        self.decay = {gate: _kept(constant(f"gate_{gate}"), step) for gate in gates}
        self.decay["q_opening"] = _kept(constant("gate_q_opening"), step)
        self.decay["q_closing"] = _kept(self.own["slow_closing"], step)
        self.decay["calcium"] = _kept(1 / constant("calcium_time"), step)
        self.excitation = _Synapses("excitation", step)
        self.inhibition = _Synapses("inhibition", step)

    def advance(
        self, now: int, excited: float, inhibited: float, current: float, *, invaded: bool
    ) -> tuple[float, bool] | None:
        """Advance one step; return when in steps the cell fired and whether backward, if it did."""
        ge = self.excitation.conductance(now, excited)
        gi = self.inhibition.conductance(now, inhibited)
        before = self.soma
        self._voltages(ge, gi, current)
        past, level = now - self.fired, self.own["threshold"]
        crosses = self.soma > level
        backward = invaded and past >= self.own["round_trip"] / self.step
        self._gates(pulsed=past <= self.pulse)
        self.excitation.advance()
        self.inhibition.advance()
        if past < self.refractory or not (crosses or backward):
            return None
        self.fired = now
        if crosses and before < level:
            return now + (level - before) / (self.soma - before), False
        return now + 1.0, not crosses

    def _voltages(self, ge: float, gi: float, current: float) -> None:
        """A backward Euler step of both compartments."""
        own = self.own
        sodium = own["sodium"] * self.m**3 * self.h
        potassium = own["fast_potassium"] * self.n**4 + own["slow_potassium"] * self.q**2
        calcium, joined = own["calcium"] * self.p, own["coupling"]
        stored = own["soma_capacitance"] / self.step
        far_stored = own["dendrite_capacitance"] / self.step
        near = stored + own["soma_leak"] + sodium + potassium + gi + joined
        far = far_stored + own["dendrite_leak"] + ge + calcium + joined
        into_near = (
            stored * self.soma
            + sodium * constant("soma_sodium_reversal")
            + potassium * constant("soma_potassium_reversal")
            + gi * constant("inhibition_reversal")
            + current
        )
        into_far = (
            far_stored * self.dendrite
            + ge * constant("excitation_reversal")
            + calcium * constant("calcium_reversal")
        )
        # near * soma - joined * dendrite = into_near; far * dendrite - joined * soma = into_far
        self.soma = (into_near + joined * into_far / far) / (near - joined**2 / far)
        self.dendrite = (into_far + joined * self.soma) / far

    def _gates(self, *, pulsed: bool) -> None:
        decay = self.decay
        if pulsed:
            self.m = self.m * decay["m_opening"] + 1 - decay["m_opening"]
            self.h *= decay["h_closing"]
            self.n = self.n * decay["n_opening"] + 1 - decay["n_opening"]
            self.q = self.q * decay["q_opening"] + 1 - decay["q_opening"]
        else:
            self.m *= decay["m_closing"]
            self.h = self.h * decay["h_opening"] + 1 - decay["h_opening"]
            self.n *= decay["n_closing"]
            self.q *= decay["q_closing"]
        away = (constant("calcium_half") - self.dendrite) / constant("calcium_slope")
        self.p += (1 / (1 + float(np.exp(away))) - self.p) * (1 - decay["calcium"])


def slow_run(network: Network, duration: float, drive: Drive) -> SlowRun:
    """Return what the cells of a network fire, and their voltages.

    Args:
        network: Cells and connections.
        duration: In ms.
        drive: What arrives from outside.
    """
    steps = round(duration / network.step)
    cells = [_Cell(network, number) for number in range(len(network.cells))]
    inputs: dict[tuple[int, int, bool], float] = defaultdict(float)
    of = {projection.name: projection for projection in network.projections}
    for name, (sources, times) in drive.arrivals.items():
        scales = (drive.scales or {}).get(name, np.ones(len(times)))
        for source, time, scale in zip(sources, times, scales, strict=True):
            _deliver(inputs, of[name], int(source), round(time / network.step), float(scale))
    invaded = {
        (int(cell), round(time / network.step))
        for cell, time in zip(*(drive.invasions or ((), ())), strict=True)
    }
    spikes: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    voltage = np.zeros((steps, len(cells)))
    for now in range(steps):
        for number, cell in enumerate(cells):
            fired = cell.advance(
                now,
                inputs[now, number, False],
                inputs[now, number, True],
                _current(drive, number, now),
                invaded=(number, now) in invaded,
            )
            voltage[now, number] = cell.soma
            if fired is not None:
                spikes[number].append((fired[0] * network.step, fired[1]))
                _send(inputs, network, number, now)
    return SlowRun(spikes, voltage)


def _current(drive: Drive, cell: int, now: int) -> float:
    steady = 0.0 if drive.current is None else float(drive.current[cell])
    if drive.wave is None or drive.wave_weight is None:
        return steady
    return steady + float(drive.wave[now] * drive.wave_weight[cell])


def _send(
    inputs: dict[tuple[int, int, bool], float], network: Network, cell: int, now: int
) -> None:
    """Let a spike of a cell arrive, later, wherever the cell projects to."""
    for projection in network.projections:
        if projection.cells is None:
            continue
        for source in np.flatnonzero(projection.cells == cell):
            arrival = now + round(projection.delay / network.step)
            _deliver(inputs, projection, int(source), arrival, 1.0)


def _deliver(
    inputs: dict[tuple[int, int, bool], float],
    projection: Projection,
    source: int,
    step: int,
    scale: float,
) -> None:
    for cell in projection.targets[projection.starts[source] : projection.starts[source + 1]]:
        inputs[step, int(cell), projection.inhibits] += projection.weight * scale
