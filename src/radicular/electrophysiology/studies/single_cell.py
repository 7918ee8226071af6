"""Single motoneurons as the literature knows them: rate, after-hyperpolarization, what persists.

None of these is asked of a person; they show that the cells of the simulation are believable.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.neurons.membrane import Cells, typed_cells
from radicular.electrophysiology.neurons.network import STEP, Drive, Network
from radicular.errors import InputError

__all__ = [
    "AfterHyperpolarization",
    "Hysteresis",
    "Outlasting",
    "RateCurve",
    "after_hyperpolarization",
    "hysteresis",
    "input_resistance",
    "outlasting",
    "rate_curve",
]

Floats = NDArray[np.float64]

#: In ms; firing is steady from the first on, counted up to the second.
_STEADY, _END = 400.0, 1000.0
#: In ms; an impulse from the axon comes at the first, and all is quiet again after the second.
_INVASION, _QUIET = 5.0, 400.0
#: An after-hyperpolarization is over when this part of it is left.
_LEFT = 0.05
#: In nA; too small to open any gate.
_PROBE = -1.0
#: In ms; a brief current comes on at the first and goes off at the second, of three in all.
_ON, _OFF, _WATCHED = 1000.0, 2000.0, 5000.0
#: In ms; the last interval that the brief current itself still shortens.
_SETTLING = 200.0


def _cell(name: str, size: float, *, persistent: bool = False, copies: int = 1) -> Cells:
    """Some copies of one cell of a type: 0 its smallest, 1 its largest."""
    if not 0 <= size <= 1:
        raise InputError("size", size, "0 (smallest of its type) to 1 (largest)")
    ranks = 100
    number = min(round(size * ranks), ranks - 1)
    cells = typed_cells(name, ranks, persistent=persistent)
    return Cells(**{key: np.repeat(of[number], copies) for key, of in vars(cells).items()})


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
    def lowest(self) -> float:
        """Lowest rate of steady firing in 1/s."""
        return float(self.rate[self.rate > 0].min())

    @property
    def slope(self) -> float:
        """Mean gain while it fires, in 1/s for each nA."""
        fires = self.rate > 0
        return float(np.polyfit(self.current[fires], self.rate[fires], 1)[0])


def rate_curve(name: str, most: float, *, currents: int = 40, size: float = 0.0) -> RateCurve:
    """Return the rate of a cell against the current.

    Published: rheobase 3.5-6.5 nA in S, 6.5-17.5 in FR, 17.5-22.1 in FF (ELIAS13, as found in a
    port of it, SOMADEN); maintained firing takes FF about twice the current of FR (KERNELL81,
    found); 1.9 1/s for each nA in the cat, and a lowest rate of 5.4-8.4 1/s in man (MEEHAN10,
    found). An FR cell at 25 nA fires 41 times in a second by the published rates of its gates.

    Args:
        name: Type of motoneuron.
        most: Largest current in nA.
        currents: How many steps.
        size: 0 for the smallest cell of the type, 1 for the largest.

    Raises:
        InputError: If the size is outside 0 to 1.

    Example:
        >>> slow, fast = rate_curve("S", 25.0), rate_curve("FF", 60.0)
        >>> slow.rheobase < fast.rheobase
        True
    """
    current = np.linspace(0, most, currents + 1)[1:]
    network = Network(_cell(name, size, copies=currents), [])
    rate = network.run(_END, Drive({}, current=current)).rate(currents, _STEADY, _END)
    return RateCurve(name, current, rate)


@dataclass(frozen=True)
class AfterHyperpolarization:
    """What follows an impulse at rest.

    Attributes:
        type: Of the cell.
        depth: Of the trough below rest in mV.
        trough: From the impulse to it in ms.
        half_decay: From the trough until half of it is gone, in ms.
        duration: From the impulse until next to nothing is left, in ms.
    """

    type: str
    depth: float
    trough: float
    half_decay: float
    duration: float


def after_hyperpolarization(name: str, *, size: float = 0.5) -> AfterHyperpolarization:
    """Return what follows an impulse that runs backward into a soma at rest.

    Published: it lasts 161 ms in S, 78 in FR and 65 in FF of the cat (ZENGEL85, recalled); 132-148
    ms in leg and hand muscles of man (MEEHAN10, found). Half of it is gone after 29 ms in slow and
    14 in fast cells of the rat (CORMERY05, found).

    Args:
        name: Type of motoneuron.
        size: 0 for the smallest cell of the type, 1 for the largest.

    Raises:
        InputError: If the size is outside 0 to 1.

    Example:
        >>> slow, fast = after_hyperpolarization("S"), after_hyperpolarization("FF")
        >>> slow.duration > fast.duration
        True
    """
    impulse = (np.zeros(1, np.intp), np.array([_INVASION]))
    network = Network(_cell(name, size), [])
    voltage = network.run(_QUIET, Drive({}, invasions=impulse), traced=(0,)).voltage[:, 0]
    lowest = int(np.argmin(voltage))
    depth, after = -float(voltage[lowest]), -voltage[lowest:]
    trough = lowest * STEP - _INVASION
    return AfterHyperpolarization(
        name,
        depth,
        trough,
        float(np.argmax(after < depth / 2) * STEP),
        float(trough + np.argmax(after < depth * _LEFT) * STEP),
    )


def input_resistance(name: str, *, size: float = 0.5) -> float:
    """Return the resistance at the soma in MOhm, from a small current that hyperpolarizes.

    Published: 1.6 in S, 0.9 in FR and 0.6 in FF of the cat (ZENGEL85, recalled), 0.9-1.2 over all
    (MEEHAN10, found).

    Args:
        name: Type of motoneuron.
        size: 0 for the smallest cell of the type, 1 for the largest.

    Raises:
        InputError: If the size is outside 0 to 1.

    Example:
        >>> input_resistance("S") > input_resistance("FR") > input_resistance("FF")
        True
    """
    network = Network(_cell(name, size), [])
    drive = Drive({}, current=np.array([_PROBE]))
    return float(network.run(_QUIET, drive, traced=(0,)).voltage[-1, 0] / _PROBE)


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

    @property
    def width(self) -> float:
        """By how much less current it goes on firing than it took to start, in nA."""
        return self.on - self.off


def hysteresis(
    name: str, most: float, *, persistent: bool, duration: float = 4000.0, size: float = 0.5
) -> Hysteresis:
    """Return what a cell fires under a triangle of current.

    With a persistent calcium current in the dendrite it goes on firing at currents that did not
    start it (ELIAS13, recalled); cells of low threshold do so more than others (LEE98B, found).

    Args:
        name: Type of motoneuron.
        most: Largest current in nA.
        persistent: Whether the dendrite has the persistent current.
        duration: In ms.
        size: 0 for the smallest cell of the type, 1 for the largest.

    Raises:
        InputError: If the size is outside 0 to 1, or the current too small to make it fire twice.

    Example:
        >>> with_it = hysteresis("S", 20.0, persistent=True)
        >>> with_it.off < with_it.on
        True
    """
    steps = round(duration / STEP)
    wave = most * (1 - np.abs(np.linspace(-1, 1, steps)))
    network = Network(_cell(name, size, persistent=persistent), [])
    time = network.run(duration, Drive({}, wave=wave, wave_weight=np.ones(1))).time
    if len(time) <= 1:
        raise InputError("most", most, f"a current that makes the cell fire, in {duration} ms")
    at = wave[np.minimum((time[[0, -1]] / STEP).astype(np.intp), steps - 1)]
    return Hysteresis(time[1:], 1000 / np.diff(time), wave, float(at[0]), float(at[1]))


@dataclass(frozen=True)
class Outlasting:
    """How fast a cell fires around a brief current.

    Attributes:
        before: In 1/s, under the steady current alone.
        during: In 1/s, under both.
        after: In 1/s, under the steady current alone again.
    """

    before: float
    during: float
    after: float


def outlasting(
    name: str, held: float, brief: float, *, persistent: bool, size: float = 0.5
) -> Outlasting:
    """Return how fast a cell fires before, while and after a second current is added for a second.

    With the persistent current firing outlasts its cause by seconds: self-sustained firing, full in
    the third of the cells with the lowest thresholds, partial in the others (LEE98B, found).

    Args:
        name: Type of motoneuron.
        held: Steady current in nA.
        brief: Added for a second, in nA.
        persistent: Whether the dendrite has the persistent current.
        size: 0 for the smallest cell of the type, 1 for the largest.

    Raises:
        InputError: If the size is outside 0 to 1.

    Example:
        >>> outlasting("S", 6.5, 8.0, persistent=False).after
        0.0
    """
    time = np.arange(round(_WATCHED / STEP)) * STEP
    wave = np.where((time >= _ON) & (time < _OFF), held + brief, held)
    network = Network(_cell(name, size, persistent=persistent), [])
    spikes = network.run(_WATCHED, Drive({}, wave=wave, wave_weight=np.ones(1)))
    spans = ((0.0, _ON), (_ON, _OFF), (_OFF + _SETTLING, _WATCHED))
    return Outlasting(*(float(spikes.rate(1, start, stop)[0]) for start, stop in spans))
