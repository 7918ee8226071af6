"""The electrical properties of the simulated cells, and what one time step does to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.neurons.kernel import CELL_ROWS, RATES
from radicular.errors import UnknownNameError
from radicular.tables import read_csv

__all__ = ["Cells", "rates", "typed_cells", "typed_geometry"]

Floats = NDArray[np.float64]
_CM2_PER_UM2 = 1e-8


@dataclass(frozen=True, eq=False)
class Cells:
    """A group of neurons; every array has shape (cells,).

    Attributes:
        type: Row of ``cell_types.csv`` of each cell.
        soma_capacitance: In nF.
        dendrite_capacitance: In nF.
        soma_leak: In uS.
        dendrite_leak: In uS.
        coupling: Conductance between soma and dendrite in uS.
        sodium: Greatest conductance in uS.
        fast_potassium: Greatest conductance in uS.
        slow_potassium: Greatest conductance in uS.
        slow_closing: Rate at which the slow potassium gate closes in 1/ms.
        threshold: Against rest in mV.
        calcium: Greatest persistent conductance of the dendrite in uS; 0 without.
        round_trip: Time in ms after a spike in which one running backward would have met it.
    """

    type: NDArray[np.str_]
    soma_capacitance: Floats
    dendrite_capacitance: Floats
    soma_leak: Floats
    dendrite_leak: Floats
    coupling: Floats
    sodium: Floats
    fast_potassium: Floats
    slow_potassium: Floats
    slow_closing: Floats
    threshold: Floats
    calcium: Floats
    round_trip: Floats

    def __len__(self) -> int:
        return len(self.type)

    @classmethod
    def joined(cls, groups: Sequence[Self]) -> Self:
        """Return several groups as one."""
        fields = cls.__dataclass_fields__
        return cls(**{name: np.concatenate([getattr(g, name) for g in groups]) for name in fields})

    @property
    def input_conductance(self) -> Floats:
        """Conductance at the soma at rest in uS, (cells,)."""
        there = self.coupling * self.dendrite_leak / (self.coupling + self.dendrite_leak)
        return self.soma_leak + there

    @property
    def rheobase(self) -> Floats:
        """Steady current that just reaches the threshold in nA, (cells,)."""
        return self.threshold * self.input_conductance

    def table(self, step: float, current: Floats, wave_weight: Floats) -> Floats:
        """Return what the inner loop takes, shape (rows, cells).

        Args:
            step: In ms.
            current: Steady injected current in nA, (cells,).
            wave_weight: Part of the common current that each cell gets, (cells,).
        """
        rows = {name: getattr(self, name) for name in CELL_ROWS if hasattr(self, name)}
        rows["soma_capacitance"] = self.soma_capacitance / step
        rows["dendrite_capacitance"] = self.dendrite_capacitance / step
        rows["slow_closing"] = np.exp(-self.slow_closing * step)
        rows["round_trip"] = self.round_trip / step
        rows["current"], rows["wave_weight"] = current, wave_weight
        return np.stack([rows[name] for name in CELL_ROWS]).astype(np.float64)


@remembered
def _types() -> Mapping[str, Mapping[str, tuple[float, float]]]:
    """Type to property to its value in the smallest and in the largest cell."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for row in read_csv("radicular.electrophysiology", "tables/cell_types.csv"):
        ends = (float(row["smallest"]), float(row["largest"]))
        found.setdefault(row["type"], {})[row["property"]] = ends
    return found


def typed_geometry(name: str, count: int) -> dict[str, Floats]:
    """Return the properties of cells of one type as the table has them, each of shape (cells,).

    Args:
        name: Row of ``cell_types.csv``.
        count: How many; their properties rise evenly from the smallest to the largest.

    Raises:
        UnknownNameError: If there is no such type.
    """
    if name not in _types():
        raise UnknownNameError("type of cell", name, list(_types()))
    part = np.arange(count) / max(count, 1)
    return {key: low + (high - low) * part for key, (low, high) in _types()[name].items()}


def typed_cells(name: str, count: int, *, persistent: bool = False) -> Cells:
    """Return cells of one type, in the order of their size.

    Args:
        name: Row of ``cell_types.csv``: ``S``, ``FR``, ``FF``, ``renshaw``, ``ia_interneuron``,
            ``ib_interneuron``.
        count: How many.
        persistent: Whether the dendrites have a persistent calcium current.

    Raises:
        UnknownNameError: If there is no such type.

    Example:
        >>> cells = typed_cells("S", 800)
        >>> bool(np.all(np.diff(cells.rheobase) > 0))
        True
    """
    of = typed_geometry(name, count)
    soma = np.pi * of["soma_diameter"] * of["soma_length"] * _CM2_PER_UM2
    dendrite = np.pi * of["dendrite_diameter"] * of["dendrite_length"] * _CM2_PER_UM2
    farads = constant("membrane_capacitance")
    return Cells(
        type=np.full(count, name),
        soma_capacitance=1e3 * farads * soma,
        dendrite_capacitance=1e3 * farads * dendrite,
        soma_leak=1e6 * soma / of["soma_resistance"],
        dendrite_leak=1e6 * dendrite / of["dendrite_resistance"],
        coupling=_coupling(of),
        sodium=soma * of["sodium"],
        fast_potassium=soma * of["fast_potassium"],
        slow_potassium=soma * of["slow_potassium"],
        slow_closing=of["slow_closing"],
        threshold=of["threshold"],
        calcium=dendrite * of["calcium"] * float(persistent),
        round_trip=np.zeros(count),
    )


def _coupling(of: Mapping[str, Floats]) -> Floats:
    """Conductance between the middles of two cylinders in uS."""
    parts = [
        of[f"{name}_length"] / (np.pi * (of[f"{name}_diameter"] / 2) ** 2)
        for name in ("soma", "dendrite")
    ]
    return np.asarray(200.0 / (constant("axial_resistivity") * (parts[0] + parts[1])))


def rates(step: float) -> Floats:
    """Return what one time step does to gates and synapses, in the order of ``RATES``.

    Gates open with one rate during the pulse after a spike and close with another after it
    (CISI08); the bound part of a synapse follows its transmitter pulse exactly (DESTEXHE97).

    Args:
        step: In ms.

    Example:
        >>> rates(0.05).shape == (len(RATES),)
        True
    """
    found = {
        **_gate_rates(step),
        **_synapse_rates("excitation", step),
        **_synapse_rates("inhibition", step),
        "pulse_steps": np.rint(constant("pulse") / step),
        "refractory_steps": np.rint(constant("soma_refractory") / step),
        "sodium_reversal": constant("soma_sodium_reversal"),
        "potassium_reversal": constant("soma_potassium_reversal"),
        "calcium_reversal": constant("calcium_reversal"),
        "calcium_half": constant("calcium_half"),
        "calcium_slope": constant("calcium_slope"),
        "calcium_step": 1 - np.exp(-step / constant("calcium_time")),
    }
    return np.array([found[name] for name in RATES], dtype=np.float64)


def _gate_rates(step: float) -> dict[str, float]:
    names = [name for name in RATES if name.endswith(("_opening", "_closing"))]
    return {name: float(np.exp(-constant(f"gate_{name}") * step)) for name in names}


def _synapse_rates(kind: str, step: float) -> dict[str, float]:
    binds, unbinds = constant(f"{kind}_binding"), constant(f"{kind}_unbinding")
    pulse = constant(f"{kind}_pulse")
    most, both = binds / (binds + unbinds), binds + unbinds
    return {
        f"{kind}_reversal": constant(f"{kind}_reversal"),
        f"{kind}_binding": float(np.exp(-both * step)),
        f"{kind}_unbinding": float(np.exp(-unbinds * step)),
        f"{kind}_gain": float(most * (1 - np.exp(-both * step))),
        f"{kind}_bound": float(most * (1 - np.exp(-both * pulse))),
        f"{kind}_steps": float(np.rint(pulse / step)),
    }
