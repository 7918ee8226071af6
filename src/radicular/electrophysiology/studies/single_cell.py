"""Single cells as they are known from the literature: rate against current, and what persists."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.neurons.membrane import typed_cells
from radicular.electrophysiology.neurons.network import STEP, Drive, Network

__all__ = ["Hysteresis", "RateCurve", "hysteresis", "rate_curve"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RateCurve:
    """How fast a cell fires under steady currents.

    Attributes:
        type: Of the cell.
        current: In nA, (currents,).
        rate: Of steady firing in 1/s, 0 where it does not fire, (currents,).
    """

    type: str
    current: Floats
    rate: Floats

    @property
    def rheobase(self) -> float:
        """Lowest current at which it fires, in nA."""
        return float(self.current[self.rate > 0].min())

    @property
    def slope(self) -> float:
        """Mean gain while it fires, in 1/s for each nA."""
        fires = self.rate > 0
        return float(np.polyfit(self.current[fires], self.rate[fires], 1)[0])


def rate_curve(name: str, most: float, *, currents: int = 40) -> RateCurve:
    """Return the rate of the smallest cell of a type against the current.

    Published for the model: slow units fire at lower currents and rates than fast ones (CISI08).

    Args:
        name: Type of motoneuron.
        most: Largest current in nA.
        currents: How many steps.

    Example:
        >>> slow, fast = rate_curve("S", 25.0), rate_curve("FF", 60.0)
        >>> slow.rheobase < fast.rheobase
        True
    """
    one = typed_cells(name, 1)
    alike = type(one)(**{key: np.repeat(values, currents) for key, values in vars(one).items()})
    current = np.linspace(0, most, currents + 1)[1:]
    spikes = Network(alike, []).run(1000.0, Drive({}, current=current))
    return RateCurve(name, current, spikes.rate(currents, 400.0, 1000.0))


@dataclass(frozen=True, eq=False)
class Hysteresis:
    """A cell under a current that rises and falls.

    Attributes:
        time: Of each spike but the first in ms.
        rate: From the interval before it, in 1/s.
        current: In nA over time, (steps,).
        on: Current at the first spike in nA.
        off: Current at the last spike in nA.
    """

    time: Floats
    rate: Floats
    current: Floats
    on: float
    off: float


def hysteresis(name: str, most: float, *, persistent: bool, duration: float = 4000.0) -> Hysteresis:
    """Return what a cell fires under a triangle of current.

    With a persistent calcium current in the dendrite it goes on firing at currents that did not
    start it (ELIAS13).

    Args:
        name: Type of motoneuron.
        most: Largest current in nA.
        persistent: Whether the dendrite has the persistent current.
        duration: In ms.

    Example:
        >>> with_it = hysteresis("S", 16.0, persistent=True)
        >>> with_it.off < with_it.on
        True
    """
    steps = round(duration / STEP)
    wave = most * (1 - np.abs(np.linspace(-1, 1, steps)))
    cells = typed_cells(name, 1, persistent=persistent)
    drive = Drive({}, wave=wave, wave_weight=np.ones(1))
    time = Network(cells, []).run(duration, drive).time
    at = [float(wave[min(steps - 1, int(moment / STEP))]) for moment in (time[0], time[-1])]
    return Hysteresis(time[1:], 1000 / np.diff(time), wave, at[0], at[1])
