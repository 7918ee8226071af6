"""The inner loop of the simulated cells once more, step by step and cell by cell.

The fast twin is :func:`radicular.electrophysiology.neurons.kernel.advance`.
"""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.neurons.network import Drive, Network, Projection

__all__ = ["slow_spikes"]


class _Synapses:
    """All synapses of one kind on a cell, each with its own pulse of transmitter."""

    def __init__(self, kind: str, step: float) -> None:
        binds, unbinds = constant(f"{kind}_binding"), constant(f"{kind}_unbinding")
        self.most = binds / (binds + unbinds)
        self.rise, self.fall = np.exp(-(binds + unbinds) * step), np.exp(-unbinds * step)
        self.length = round(constant(f"{kind}_pulse") / step)
        self.kept = self.most * (1 - np.exp(-(binds + unbinds) * constant(f"{kind}_pulse")))
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
        self.of = network.cells
        self.number, self.step = number, network.step
        self.soma = self.dendrite = 0.0
        self.m, self.h, self.n, self.q, self.p = 0.0, 1.0, 0.0, 0.0, 0.0
        self.fired = -(10**9)
        self.excitation = _Synapses("excitation", network.step)
        self.inhibition = _Synapses("inhibition", network.step)

    def value(self, name: str) -> float:
        return float(getattr(self.of, name)[self.number])

    def advance(
        self, now: int, excited: float, inhibited: float, current: float, *, invaded: bool
    ) -> tuple[float, bool] | None:
        """Advance one step and return where in it the cell fired, if it did."""
        ge = self.excitation.conductance(now, excited)
        gi = self.inhibition.conductance(now, inhibited)
        before = self.soma
        self._voltages(ge, gi, current)
        past = now - self.fired
        level = self.value("threshold")
        crosses = self.soma > level
        backward = invaded and past >= self.value("round_trip") / self.step
        fires = (crosses or backward) and past >= round(constant("soma_refractory") / self.step)
        self._gates(past < 1 + round(constant("pulse") / self.step))
        self.excitation.advance()
        self.inhibition.advance()
        if not fires:
            return None
        self.fired = now
        if crosses and before < level:
            return now + (level - before) / (self.soma - before), False
        return now + 1.0, not crosses

    def _voltages(self, ge: float, gi: float, current: float) -> None:
        sodium = self.value("sodium") * self.m**3 * self.h
        potassium = (
            self.value("fast_potassium") * self.n**4 + self.value("slow_potassium") * self.q**2
        )
        calcium = self.value("calcium") * self.p
        joined = self.value("coupling")
        cs = self.value("soma_capacitance") / self.step
        cd = self.value("dendrite_capacitance") / self.step
        left = np.array(
            [
                [cs + self.value("soma_leak") + sodium + potassium + gi + joined, -joined],
                [-joined, cd + self.value("dendrite_leak") + ge + calcium + joined],
            ]
        )
        right = np.array(
            [
                cs * self.soma
                + sodium * constant("soma_sodium_reversal")
                + potassium * constant("soma_potassium_reversal")
                + gi * constant("inhibition_reversal")
                + current,
                cd * self.dendrite
                + ge * constant("excitation_reversal")
                + calcium * constant("calcium_reversal"),
            ]
        )
        self.soma, self.dendrite = map(float, np.linalg.solve(left, right))

    def _gates(self, pulsed: bool) -> None:  # noqa: FBT001 - which of two states
        def decay(name: str) -> float:
            return float(np.exp(-constant(f"gate_{name}") * self.step))

        if pulsed:
            self.m = self.m * decay("m_opening") + 1 - decay("m_opening")
            self.h *= decay("h_closing")
            self.n = self.n * decay("n_opening") + 1 - decay("n_opening")
            self.q = self.q * decay("q_opening") + 1 - decay("q_opening")
        else:
            self.m *= decay("m_closing")
            self.h = self.h * decay("h_opening") + 1 - decay("h_opening")
            self.n *= decay("n_closing")
            self.q *= float(np.exp(-self.value("slow_closing") * self.step))
        if self.value("calcium"):
            away = (constant("calcium_half") - self.dendrite) / constant("calcium_slope")
            part = 1 - np.exp(-self.step / constant("calcium_time"))
            self.p += float((1 / (1 + np.exp(away)) - self.p) * part)


def slow_spikes(
    network: Network, duration: float, drive: Drive
) -> Mapping[int, list[tuple[float, bool]]]:
    """Return the spikes of every cell: time in ms, and whether it ran backward.

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
    found: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for now in range(steps):
        for number, cell in enumerate(cells):
            current = 0.0 if drive.current is None else float(drive.current[number])
            if drive.wave is not None and drive.wave_weight is not None:
                current += float(drive.wave[now] * drive.wave_weight[number])
            fired = cell.advance(
                now,
                inputs[now, number, False],
                inputs[now, number, True],
                current,
                invaded=(number, now) in invaded,
            )
            if fired is None:
                continue
            found[number].append((fired[0] * network.step, fired[1]))
            for projection in network.projections:
                if projection.cells is not None and number in projection.cells:
                    source = int(np.flatnonzero(projection.cells == number)[0])
                    arrival = now + round(projection.delay / network.step)
                    _deliver(inputs, projection, source, arrival, 1.0)
    return found


def _deliver(
    inputs: dict[tuple[int, int, bool], float],
    projection: Projection,
    source: int,
    step: int,
    scale: float,
) -> None:
    for cell in projection.targets[projection.starts[source] : projection.starts[source + 1]]:
        inputs[step, int(cell), projection.inhibits] += projection.weight * scale
