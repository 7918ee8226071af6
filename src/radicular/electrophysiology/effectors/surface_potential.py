"""Motor unit potentials under surface electrodes, belly against tendon."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.effectors.fiber_potential import fiber_potential
from radicular.electrophysiology.subject import Side, Subject
from radicular.errors import UnknownNameError
from radicular.tables import read_csv

__all__ = ["UnitPotentials", "add_potentials", "unit_fibers", "unit_potentials"]

Floats = NDArray[np.float64]
Array = np.ndarray[Any, Any]

_DEPTHS, _SCATTER = 6, 5


@dataclass(frozen=True, eq=False)
class UnitPotentials:
    """What an electrode records of each unit when an impulse reaches its end plates.

    Attributes:
        waveforms: In mV, shape (units, samples).
        step: Between samples in ms.
        lead: From the arrival at the end plate to the first sample in ms.
    """

    waveforms: Floats
    step: float
    lead: float = 0.0


@remembered
def _geometry() -> Mapping[str, Mapping[str, float]]:
    numbers = ("shallowest", "deepest", "half_length", "reference", "scatter", "scale")
    return {
        row["muscle"]: {name: float(row[name]) for name in numbers}
        for row in read_csv("radicular.electrophysiology", "tables/muscle_geometry.csv")
    }


@remembered
def _templates(muscle: str, step: float) -> Floats:
    """The potential of a unit at each of several depths, shape (depths, samples)."""
    shape = _geometry()[muscle]
    time = np.arange(0.0, constant("unit_potential_length"), step)
    depths = np.linspace(shape["shallowest"], shape["deepest"], _DEPTHS)
    spread, share = _normal_nodes()
    found = np.zeros((_DEPTHS, len(time)))
    for number, depth in enumerate(depths):
        for (plate, part), (longer, weight) in product(zip(spread, share, strict=True), repeat=2):
            fiber = {
                "end_plate": plate * shape["scatter"],
                "half_length": shape["half_length"]
                * (1 + longer * constant("fiber_length_spread")),
                "velocity": constant("muscle_fiber_velocity"),
            }
            belly = fiber_potential(time, away=depth, along=0.0, **fiber)
            tendon = fiber_potential(time, away=depth, along=shape["reference"], **fiber)
            found[number] += part * weight * (belly - tendon)
    return found * _taper(len(time))


def _normal_nodes() -> tuple[Floats, Floats]:
    """Some places of a standard normal distribution, and the weight of each."""
    place = np.linspace(-1.5, 1.5, _SCATTER)
    share = np.exp(-0.5 * place**2)
    return place, share / share.sum()


def _taper(samples: int) -> Floats:
    """A last fifth that fades out, so that no potential ends in a step."""
    fade = np.ones(samples)
    last = samples // 5
    fade[-last:] = 0.5 * (1 + np.cos(np.linspace(0, np.pi, last)))
    return fade


def unit_fibers(size: Floats) -> Floats:
    """Return the share of a muscle's fibers in each unit, (units,).

    Args:
        size: Rank of each unit in its pool, 0 to 1; numbers rise exponentially (FUGLEVAND93).

    Example:
        >>> fibers = unit_fibers(np.array([0.0, 0.5, 1.0]))
        >>> round(float(fibers[2] / fibers[0]))
        100
    """
    fibers = np.exp(np.log(constant("unit_size_range")) * size)
    share: Floats = fibers / fibers.sum()
    return share


def unit_potentials(
    muscle: str,
    size: Floats,
    subject: Subject,
    side: Side,
    *,
    fibers_factor: Floats | None = None,
    step: float = 0.1,
) -> UnitPotentials:
    """Return the potentials of the units of a muscle under its electrode.

    Args:
        muscle: Row of ``muscle_geometry.csv``.
        size: Rank of each unit in its pool, 0 to 1, (units,).
        subject: Whose; skin and fat under the electrode differ, and muscles waste with age.
        side: Which leg.
        fibers_factor: By what factor each unit has more or fewer fibers than usual, (units,).
        step: Between samples in ms.

    Raises:
        UnknownNameError: If there is no geometry of that muscle.

    Example:
        >>> person = Subject.typical()
        >>> units = unit_potentials("soleus", np.linspace(0, 1, 900), person, "left")
        >>> units.waveforms.shape[0]
        900
    """
    if muscle not in _geometry():
        raise UnknownNameError("muscle", muscle, list(_geometry()))
    templates = _templates(muscle, step)
    place = subject.generator(f"{muscle} depth of units", side).random(len(size)) * (_DEPTHS - 1)
    low = np.minimum(place.astype(np.intp), _DEPTHS - 2)
    part = (place - low)[:, None]
    shapes = (1 - part) * templates[low] + part * templates[low + 1]
    aging = np.exp(-constant("muscle_loss_per_year") * (subject.age - constant("age_typical")))
    strength = _geometry()[muscle]["scale"] * subject.factor("surface_gain", side) * float(aging)
    fibers = unit_fibers(size) * (1.0 if fibers_factor is None else fibers_factor)
    return UnitPotentials(strength * fibers[:, None] * shapes, step)


def add_potentials(
    trace: Floats, step: float, potentials: UnitPotentials, unit: NDArray[np.intp], arrival: Floats
) -> None:
    """Add the potentials of units to a recording, each at its own time.

    Args:
        trace: Recording in mV from time 0 on, (samples,); changed in place.
        step: Between its samples in ms, that of the potentials.
        potentials: Of the units.
        unit: Unit of each impulse, (impulses,).
        arrival: At the end plate in ms, (impulses,).
    """
    start = (arrival + potentials.lead) / step
    _add(trace, potentials.waveforms, np.asarray(unit, np.intp), start)


@njit(cache=True, fastmath=True, error_model="numpy")
def _add(trace: Array, waveforms: Array, unit: Array, start: Array) -> None:
    length = waveforms.shape[1]
    for k in range(unit.size):
        first = int(np.floor(start[k]))
        late = start[k] - first
        row = waveforms[unit[k]]
        low = max(0, -first - 1)
        high = min(length, trace.size - first - 1)
        for s in range(low, high):
            if first + s >= 0:
                trace[first + s] += (1.0 - late) * row[s]
            trace[first + s + 1] += late * row[s]
