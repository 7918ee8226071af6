"""Motor unit potentials under surface electrodes, belly against tendon.

Potentials are drawn as laboratories do: a positive number is negativity under the belly electrode.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.effectors.fiber_potential import fiber_potentials
from radicular.electrophysiology.subject import Side, Subject
from radicular.errors import InputError, UnknownNameError
from radicular.tables import read_csv

__all__ = ["UnitPotentials", "add_potentials", "crosstalk", "unit_fibers", "unit_potentials"]

Floats = NDArray[np.float64]
Array = np.ndarray[Any, Any]
Row = Mapping[str, float]

#: Distances of the library of templates, and fibers that stand for all of a muscle.
_DISTANCES, _FIBERS = 12, 40


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
def _muscles() -> Mapping[str, Row]:
    rows = read_csv("radicular.electrophysiology", "tables/muscle_geometry.csv")
    return {row["muscle"]: _numbers(row) for row in rows}


@remembered
def _electrodes() -> Mapping[tuple[str, str], Row]:
    rows = read_csv("radicular.electrophysiology", "tables/surface_electrodes.csv")
    return {(row["electrode"], row["muscle"]): _numbers(row) for row in rows}


def _numbers(row: Mapping[str, str]) -> Row:
    words = {"muscle", "electrode", "provenance", "source_key", "note"}
    return {name: float(value) for name, value in row.items() if name not in words}


def crosstalk(electrode: str) -> tuple[str, ...]:
    """Return the other muscles that an electrode hears, by the muscle that it is meant for.

    Raises:
        UnknownNameError: If no electrode lies over that muscle.

    Example:
        >>> crosstalk("soleus")
        ('gastrocnemius_medial', 'gastrocnemius_lateral')
    """
    _known(electrode)
    return tuple(muscle for place, muscle in _electrodes() if place == electrode != muscle)


def _known(muscle: str) -> None:
    if muscle not in _muscles():
        raise UnknownNameError("muscle", muscle, list(_muscles()))


def unit_fibers(size: Floats, muscle: str | None = None) -> Floats:
    """Return the share of a muscle's fibers in each unit, (units,).

    Args:
        size: Rank of each unit in its pool, 0 to 1; numbers rise exponentially (FUGLEVAND93).
        muscle: Row of ``muscle_geometry.csv`` with the range of its units; None for the usual one.

    Example:
        >>> fibers = unit_fibers(np.array([0.0, 0.5, 1.0]))
        >>> round(float(fibers[2] / fibers[0]))
        100
    """
    known = muscle is not None and muscle in _muscles()
    largest = _muscles()[str(muscle)]["size_range"] if known else constant("unit_size_range")
    fibers = np.exp(np.log(largest) * size)
    share: Floats = fibers / fibers.sum()
    return share


def unit_potentials(
    muscle: str,
    size: Floats,
    subject: Subject,
    side: Side,
    *,
    fibers_factor: Floats | None = None,
    electrode: str | None = None,
    step: float = 0.1,
) -> UnitPotentials:
    """Return the potentials of the units of a muscle under an electrode.

    Args:
        muscle: Row of ``muscle_geometry.csv``.
        size: Rank of each unit in its pool, 0 to 1, (units,).
        subject: Whose; skin and fat under the electrode differ, and muscles waste with age.
        side: Which leg.
        fibers_factor: By what factor each unit has more or fewer fibers than usual, (units,).
        electrode: Muscle that the electrode is meant for; None for the same one.
        step: Between samples in ms.

    Raises:
        UnknownNameError: If there is no such muscle, or that electrode does not hear it.
        InputError: If a unit has fewer than no fibers.

    Example:
        >>> person = Subject.typical()
        >>> units = unit_potentials("soleus", np.linspace(0, 1, 900), person, "left")
        >>> units.waveforms.shape[0]
        900
    """
    _known(muscle)
    over = electrode or muscle
    if (over, muscle) not in _electrodes():
        raise UnknownNameError(
            "electrode", over, [place for place, own in _electrodes() if own == muscle]
        )
    if fibers_factor is not None and (fibers_factor < 0).any():
        raise InputError("fibers_factor", float(fibers_factor.min()), "0 or more")
    generator = subject.generator(f"{muscle} place of units", side)
    shapes = _seen(muscle, over, len(size), generator) @ _templates(muscle, over, step)
    fibers = _muscles()[muscle]["fibers"] * unit_fibers(size, muscle)
    if fibers_factor is not None:
        fibers = fibers * fibers_factor
    strength = _muscles()[muscle]["gain"] * subject.factor("surface_gain", side) * _aging(subject)
    return UnitPotentials(strength * fibers[:, None] * shapes, step)


def _aging(subject: Subject) -> float:
    years = subject.age - constant("age_typical")
    return float(np.exp(-constant("muscle_loss_per_year") * years))


def _distances(muscle: str, electrode: str) -> Floats:
    """Distances from the electrode across the fibers, nearest to farthest, in mm."""
    shape, place = _muscles()[muscle], _electrodes()[electrode, muscle]
    nearest = shape["fat"] + place["between"]
    farthest = float(np.hypot(nearest + shape["thickness"], place["aside"] + shape["half_width"]))
    return np.geomspace(nearest, farthest, _DISTANCES)


def _seen(muscle: str, electrode: str, units: int, generator: np.random.Generator) -> Floats:
    """How much of each unit lies at each distance of the library, (units, distances)."""
    shape, place = _muscles()[muscle], _electrodes()[electrode, muscle]
    radius = min(constant("territory_radius"), shape["thickness"] / 2, shape["half_width"])
    chance = generator.random((units, 2))
    deep = radius + chance[:, 0] * (shape["thickness"] - 2 * radius)
    across = place["aside"] + (2 * chance[:, 1] - 1) * (shape["half_width"] - radius)
    grid, seen = _distances(muscle, electrode), np.zeros((units, _DISTANCES))
    parts = np.array([(0, 0), (0.7, 0), (-0.7, 0), (0, 0.7), (0, -0.7)]) * radius
    for deeper, aside in parts:
        away = np.hypot(shape["fat"] + place["between"] + deep + deeper, across + aside)
        position = np.interp(away, grid, np.arange(_DISTANCES))
        seen += np.clip(1 - np.abs(position[:, None] - np.arange(_DISTANCES)), 0, 1)
    return seen / len(parts)


@remembered
def _templates(muscle: str, electrode: str, step: float) -> Floats:
    """Mean potential of one fiber at each distance in mV, shape (distances, samples).

    Skin carries no current away, which doubles the potential there.
    """
    shape, place = _muscles()[muscle], _electrodes()[electrode, muscle]
    time = np.arange(0.0, constant("unit_potential_length"), step)
    away = _distances(muscle, electrode)
    found = np.zeros((_DISTANCES, len(time)))
    for plate, stretch, thicker in _fibers_of_a_muscle():
        longer = 1 + stretch * constant("fiber_length_spread")
        along = place["along"] - plate * shape["scatter"]
        fiber = fiber_potentials(
            time,
            np.tile(away, 2),
            np.repeat((along, along + place["reference"]), _DISTANCES),
            ends=(shape["proximal"] * longer, shape["distal"] * longer),
            diameter=constant("muscle_fiber_diameter")
            * (1 + thicker * constant("fiber_diameter_spread")),
            spacing=constant("source_spacing"),
        )
        found += 2 * (fiber[_DISTANCES:] - fiber[:_DISTANCES]) / _FIBERS
    return found * _taper(len(time))


def _fibers_of_a_muscle() -> Floats:
    """Standard normal places of end plates, lengths and diameters that fill the whole range."""
    number = np.arange(_FIBERS)
    parts = ((number + 0.5) / _FIBERS, (0.618 * number + 0.31) % 1, (0.755 * number + 0.62) % 1)
    quantile = np.vectorize(NormalDist().inv_cdf)
    normal: Floats = np.clip(quantile(np.stack(parts, axis=1)), -1.6, 1.6)
    return normal


def _taper(samples: int) -> Floats:
    """A last fifth that fades out, so that no potential ends in a step."""
    fade = np.ones(samples)
    last = samples // 5
    fade[-last:] = 0.5 * (1 + np.cos(np.linspace(0, np.pi, last)))
    return fade


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

    Raises:
        InputError: If recording and potentials have another step.

    Example:
        >>> trace = np.zeros(4)
        >>> one = UnitPotentials(np.array([[1.0, 0.0]]), 0.1)
        >>> add_potentials(trace, 0.1, one, np.array([0]), np.array([0.15]))
        >>> trace.round(2).tolist()
        [0.0, 0.5, 0.5, 0.0]
    """
    if not np.isclose(step, potentials.step):
        raise InputError("step", step, f"{potentials.step:g} ms, that of the potentials")
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
        high = min(length, trace.size - first)
        for s in range(low, high):
            if first + s >= 0:
                trace[first + s] += (1.0 - late) * row[s]
            if first + s + 1 < trace.size:
                trace[first + s + 1] += late * row[s]
