"""The same cells built in NEURON, as an oracle for the fast kernel.

NEURON is an optional extra; its mechanisms are compiled into a temporary folder.
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

__all__ = ["NeuronPool", "compile_mechanisms", "missing"]

MECHANISMS = Path(__file__).parent / "mechanisms"


def missing() -> str:
    """Return what the oracle lacks on this machine; empty if nothing."""
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


class NeuronPool:
    """Cells of one type in NEURON.

    Args:
        cells: The cells as the kernel has them; all of one type.
        persistent: Whether the dendrites have the persistent current.
    """

    def __init__(self, cells: Cells, *, persistent: bool = False) -> None:
        from neuron import h  # noqa: PLC0415 - optional

        h.load_file("stdrun.hoc")
        self.h, self.cells = h, cells
        self._kept: list[Any] = []
        self.somata: list[Any] = []
        self.excitation: list[Any] = []
        self.inhibition: list[Any] = []
        shape = typed_geometry(str(cells.type[0]), len(cells))
        # When a cell may fire again is set anew by each spike.
        self.ready: list[Any] = []
        for i in range(len(cells)):
            self._cell(i, shape, persistent=persistent)

    def _cell(self, i: int, shape: dict[str, NDArray[np.float64]], *, persistent: bool) -> None:
        h, cells = self.h, self.cells
        soma, dendrite = h.Section(name=f"soma{i}"), h.Section(name=f"dendrite{i}")
        for section, name in ((soma, "soma"), (dendrite, "dendrite")):
            section.L, section.diam = shape[f"{name}_length"][i], shape[f"{name}_diameter"][i]
            section.Ra, section.cm = constant("axial_resistivity"), constant("membrane_capacitance")
        soma.insert("pulsed")
        own, area = soma(0.5).pulsed, np.pi * soma.L * soma.diam * 1e-8
        own.gna, own.gkf = cells.sodium[i] / area * 1e-6, cells.fast_potassium[i] / area * 1e-6
        own.gks, own.gl = cells.slow_potassium[i] / area * 1e-6, cells.soma_leak[i] / area * 1e-6
        own.level, own.q_closing = cells.threshold[i], cells.slow_closing[i]
        dendrite.insert("pas")
        far = np.pi * dendrite.L * dendrite.diam * 1e-8
        dendrite(0.5).pas.g, dendrite(0.5).pas.e = cells.dendrite_leak[i] / far * 1e-6, 0
        if persistent:
            dendrite.insert("persistent")
            dendrite(0.5).persistent.g = cells.calcium[i] / far * 1e-6
        dendrite.connect(soma(1), 0)
        excites, inhibits = h.PulsedSynapse(dendrite(0.5)), h.PulsedSynapse(soma(0.5))
        inhibits.e, inhibits.a = constant("inhibition_reversal"), constant("inhibition_binding")
        inhibits.b, inhibits.width = constant("inhibition_unbinding"), constant("inhibition_pulse")
        self._kept += [soma, dendrite]
        self.ready.append(h.Vector().record(own._ref_ready))  # noqa: SLF001 - how NEURON names it
        self.somata.append(soma)
        self.excitation.append(excites)
        self.inhibition.append(inhibits)

    def inject(self, current: NDArray[np.float64], wave: NDArray[np.float64], step: float) -> None:
        """Inject a steady current into each cell, and a common one over time, in nA."""
        h = self.h
        shared, ticks = h.Vector(wave), h.Vector(np.arange(len(wave)) * step)
        self._kept += [shared, ticks]
        for soma, amount in zip(self.somata, current, strict=True):
            clamp = h.IClamp(soma(0.5))
            clamp.delay, clamp.dur = 0, 1e9
            if len(wave):
                shifted = h.Vector(np.append(wave, 0.0) + amount)
                shifted.play(clamp._ref_amp, step)  # noqa: SLF001 - how NEURON names it
                self._kept.append(shifted)
            else:
                clamp.amp = amount
            self._kept.append(clamp)

    def impulses(
        self,
        synapses: Sequence[Any],
        targets: Sequence[NDArray[np.intp]],
        times: Sequence[float],
        weight: float,
    ) -> None:
        """Let impulses arrive at the synapses of some cells.

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
                line = h.NetCon(source, synapses[cell], 0, time, weight)
                self._kept.append(line)

    def run(self, duration: float, step: float) -> list[NDArray[np.float64]]:
        """Return the times of the spikes of each cell in ms."""
        h = self.h
        h.dt, h.steps_per_ms, h.v_init = step, 1 / step, 0
        h.finitialize(0)
        h.continuerun(duration)
        found = []
        for ready in self.ready:
            set_anew = np.flatnonzero(np.diff(np.array(ready)) > 0) + 1
            found.append(np.array(ready)[set_anew] - constant("soma_refractory"))
        return found
