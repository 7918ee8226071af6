"""The same cells built in NEURON, as an oracle for the fast kernel.

Shape and densities are taken from the tables as they stand, so that areas, leaks and the coupling
of soma and dendrite are NEURON's own. Its mechanisms are compiled into a temporary folder.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.neurons.membrane import Cells, typed_geometry

__all__ = ["NeuronPool", "compile_mechanisms", "load", "missing"]

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

MECHANISMS = Path(__file__).parent / "mechanisms"
_GATES = ("m_opening", "m_closing", "h_opening", "h_closing", "n_opening", "n_closing", "q_opening")
#: The tables count in microsiemens, NEURON's densities in siemens.
_SIEMENS = 1e-6


def missing() -> str:
    """Return what the oracle lacks on this machine; empty if nothing."""
    # NEURON looks for a screen and complains where there is none.
    os.environ.setdefault("NEURON_MODULE_OPTIONS", "-nogui")
    try:
        import neuron  # noqa: F401, PLC0415 - only looked for
    except ImportError:
        return "NEURON is not installed"
    return "" if shutil.which("g++") else "NEURON needs g++ to compile its mechanisms"


def compile_mechanisms(folder: Path) -> Path:
    """Compile the mechanisms in a folder and return the library that NEURON loads."""
    tool = Path(sys.executable).parent / "nrnivmodl"
    subprocess.run(  # noqa: S603 - NEURON's own compiler
        [str(tool), str(MECHANISMS)],
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": f"{tool.parent}:{os.environ['PATH']}"},
    )
    return next(folder.glob("*/libnrnmech.so"))


def load(library: Path) -> None:
    """Let NEURON know the compiled mechanisms."""
    from neuron import h  # noqa: PLC0415 - optional

    h.nrn_load_dll(str(library))


class NeuronPool:
    """Cells in NEURON.

    Args:
        cells: The cells as the kernel has them, of any types; each type as ``typed_cells`` makes
            it. Where they have a persistent current, so have these.
        inhibited: Whether their somata have a synapse that inhibits.
        watched: Whether voltages are kept over time; else only spikes are, which costs NEURON next
            to nothing.
    """

    def __init__(self, cells: Cells, *, inhibited: bool = True, watched: bool = True) -> None:
        from neuron import h  # noqa: PLC0415 - optional

        h.load_file("stdrun.hoc")
        self.h, self.cells, self.watched = h, cells, watched
        self._kept: list[Any] = []
        self.somata: list[Any] = []
        self.excitation: list[Any] = []
        self.inhibition: list[Any] = []
        #: Soma voltage of each cell over time in mV, if watched.
        self.voltage: list[Any] = []
        self._times, self._fired = h.Vector(), h.Vector()
        self._set_constants()
        seen: dict[str, int] = {}
        for i, name in enumerate(map(str, cells.type)):
            rank = seen[name] = seen.get(name, -1) + 1
            shape = typed_geometry(name, int(np.count_nonzero(cells.type == name)))
            self._cell(i, {key: float(of[rank]) for key, of in shape.items()}, inhibited=inhibited)

    def _set_constants(self) -> None:
        """Set what all cells have in common."""
        h = self.h
        h.ena_pulsed = constant("soma_sodium_reversal")
        h.ek_pulsed = constant("soma_potassium_reversal")
        h.width_pulsed, h.refractory_pulsed = constant("pulse"), constant("soma_refractory")
        for gate in _GATES:
            setattr(h, f"{gate}_pulsed", constant(f"gate_{gate}"))
        h.e_persistent, h.tau_persistent = constant("calcium_reversal"), constant("calcium_time")
        h.half_persistent, h.slope_persistent = constant("calcium_half"), constant("calcium_slope")

    def _cell(self, i: int, shape: dict[str, float], *, inhibited: bool) -> None:
        soma, dendrite = (self._section(i, part, shape) for part in ("soma", "dendrite"))
        soma.insert("pulsed")
        own = soma(0.5).pulsed
        own.gna, own.gkf = shape["sodium"] * _SIEMENS, shape["fast_potassium"] * _SIEMENS
        own.gks, own.gl = shape["slow_potassium"] * _SIEMENS, 1 / shape["soma_resistance"]
        own.level, own.q_closing = shape["threshold"], shape["slow_closing"]
        dendrite.insert("pas")
        dendrite(0.5).pas.g, dendrite(0.5).pas.e = 1 / shape["dendrite_resistance"], 0
        if self.cells.calcium[i]:
            dendrite.insert("persistent")
            dendrite(0.5).persistent.g = shape["calcium"] * _SIEMENS
        dendrite.connect(soma(1), 0)
        self._kept.append(dendrite)
        self.somata.append(soma)
        self.excitation.append(self._synapse("excitation", dendrite))
        if inhibited:
            self.inhibition.append(self._synapse("inhibition", soma))
        self._source(soma, None).record(self._times, self._fired, i)
        if self.watched:
            self.voltage.append(self.h.Vector().record(soma(0.5)._ref_v))  # noqa: SLF001 - its name

    def _section(self, i: int, part: str, shape: dict[str, float]) -> Any:
        section = self.h.Section(name=f"{part}{i}")
        section.L, section.diam = shape[f"{part}_length"], shape[f"{part}_diameter"]
        section.Ra, section.cm = constant("axial_resistivity"), constant("membrane_capacitance")
        return section

    def _synapse(self, kind: str, section: Any) -> Any:
        synapse = self.h.PulsedSynapse(section(0.5))
        synapse.e, synapse.width = constant(f"{kind}_reversal"), constant(f"{kind}_pulse")
        synapse.a, synapse.b = constant(f"{kind}_binding"), constant(f"{kind}_unbinding")
        return synapse

    def _source(self, soma: Any, synapse: Any) -> Any:
        fires = soma(0.5).pulsed._ref_fires  # noqa: SLF001 - how NEURON names it
        line = self.h.NetCon(fires, synapse, sec=soma)
        line.threshold = 0.5
        self._kept.append(line)
        return line

    def inject(self, current: Floats, wave: Floats | None = None, step: float = 0.0) -> None:
        """Inject a steady current into each cell, and a common one over time, in nA."""
        h = self.h
        for soma, amount in zip(self.somata, current, strict=True):
            clamp = h.IClamp(soma(0.5))
            clamp.delay, clamp.dur, clamp.amp = 0, 1e9, amount
            if wave is not None and wave.size:
                shifted = h.Vector(np.append(wave, 0.0) + amount)
                shifted.play(clamp._ref_amp, step)  # noqa: SLF001 - how NEURON names it
                self._kept.append(shifted)
            self._kept.append(clamp)

    def impulses(
        self,
        synapses: Sequence[Any],
        targets: Sequence[Integers],
        times: Sequence[float],
        weight: float,
    ) -> None:
        """Let impulses arrive at the synapses of some cells, each by a connection of its own.

        Args:
            synapses: ``excitation`` or ``inhibition``.
            targets: Cells that each impulse reaches.
            times: Of each impulse in ms.
            weight: Of a synapse in uS.
        """
        h = self.h
        for cells, time in zip(targets, times, strict=True):
            source = h.NetStim()
            source.number, source.start, source.noise = 1, 0, 0
            self._kept.append(source)
            for cell in cells:
                self._kept.append(h.NetCon(source, synapses[cell], 0, time, weight))

    def connect(
        self, source: int, synapses: Sequence[Any], targets: Integers, weight: float, delay: float
    ) -> None:
        """Let the spikes of a cell arrive at the synapses of others after a delay in ms.

        A spike is noticed at the end of its step; the delay of the kernel counts from its start.
        """
        for cell in targets:
            line = self._source(self.somata[source], synapses[cell])
            line.delay, line.weight[0] = delay - self.h.dt, weight

    def run(self, duration: float, step: float) -> list[Floats]:
        """Return the times of the spikes of each cell in ms."""
        h = self.h
        h.dt, h.steps_per_ms, h.v_init = step, 1 / step, 0
        h.finitialize(0)
        # A spike in the last step is told in the next one.
        h.continuerun(duration + step)
        time, cell = np.array(self._times), np.array(self._fired, np.intp)
        inside = time < duration + step / 2
        return [time[inside & (cell == i)] for i in range(len(self.cells))]
