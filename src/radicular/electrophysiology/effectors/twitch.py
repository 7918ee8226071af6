"""Motor units as force: the twitch of each, and what trains of impulses add up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.effectors.surface_potential import unit_fibers
from radicular.electrophysiology.neurons.pool import UNIT_TYPES, pool_of
from radicular.electrophysiology.subject import Side, Subject
from radicular.errors import UnknownNameError
from radicular.tables import read_csv

__all__ = ["FORCE_STEP", "Twitches", "force", "muscle_force", "muscle_twitch", "unit_twitches"]

Floats = NDArray[np.float64]
Array = np.ndarray[Any, Any]

#: Time between samples of force in ms.
FORCE_STEP = 1.0


@dataclass(frozen=True, eq=False)
class Twitches:
    """The twitch of every unit of a muscle.

    Attributes:
        peak: Force of one twitch in N, (units,).
        contraction: Time from the impulse to the peak in ms, (units,).
    """

    peak: Floats
    contraction: Floats


@remembered
def _muscles() -> Mapping[str, Mapping[str, float]]:
    rows = read_csv("radicular.electrophysiology", "tables/muscle_force.csv")
    names = ("greatest_force", "moment_arm")
    return {row["muscle"]: {name: float(row[name]) for name in names} for row in rows}


def muscle_force(muscle: str) -> Mapping[str, float]:
    """Return the greatest force in N and the moment arm in m of a muscle.

    Raises:
        UnknownNameError: If the table has no such muscle.
    """
    if muscle not in _muscles():
        raise UnknownNameError("muscle", muscle, list(_muscles()))
    return _muscles()[muscle]


def unit_twitches(
    muscle: str, subject: Subject, side: Side, *, fibers_factor: Floats | None = None
) -> Twitches:
    """Return the twitches of the units of a muscle.

    Args:
        muscle: Id of the muscle.
        subject: Whose; force falls with age and is less in women and in small people.
        side: Which leg.
        fibers_factor: By what factor each unit has more or fewer fibers, (units,).

    Example:
        >>> twitches = unit_twitches("soleus", Subject.typical(), "left")
        >>> bool(twitches.contraction[0] > twitches.contraction[-1])
        True
    """
    pool = pool_of(muscle)
    whole = muscle_force(muscle)["greatest_force"] * _strength(subject, side)
    tetanus = whole * unit_fibers(pool.size, muscle)
    if fibers_factor is not None:
        tetanus = tetanus * fibers_factor
    slowness = subject.factor("contraction_time", side) * (
        1 + constant("twitch_slowing_per_year") * (subject.age - constant("age_typical"))
    )
    times = np.array([constant(f"contraction_time_{name.lower()}") for name in UNIT_TYPES])
    spread = 1 + constant("contraction_time_range") * (0.5 - pool.size)
    return Twitches(tetanus / constant("tetanus_over_twitch"), times[pool.kind] * spread * slowness)


def _strength(subject: Subject, side: Side) -> float:
    """Force of a person against a man of usual height and age."""
    size = (subject.height / constant("height_mean_male")) ** 2
    sex = constant("strength_of_women") if subject.sex == "female" else 1.0
    age = max(0.0, subject.age - constant("strength_declines_from"))
    decline = 1 - constant("strength_loss_per_year") * age
    return float(size * sex * decline * subject.factor("strength", side))


def force(twitches: Twitches, unit: NDArray[np.intp], arrival: Floats, duration: float) -> Floats:
    """Return the force of trains of impulses in N, sampled every ms, (samples,).

    A twitch is the impulse response of three equal delays in a row, which falls about as fast as it
    rises, as in the calf (SALE82). The more a train fuses, the less a
    further impulse adds, by the sigmoid of FUGLEVAND93.

    Args:
        twitches: Of the units.
        unit: Unit of each impulse, (impulses,).
        arrival: At the end plate in ms, (impulses,).
        duration: In ms.

    Example:
        >>> one = Twitches(np.array([1.0]), np.array([100.0]))
        >>> single = force(one, np.array([0]), np.array([0.0]), 400.0)
        >>> int(single.argmax()), round(float(single.max()), 2)
        (100, 1.0)
    """
    order = np.lexsort((arrival, unit))
    samples = int(np.rint(duration / FORCE_STEP))
    return np.asarray(
        _force(samples, twitches.peak, twitches.contraction, unit[order], arrival[order])
    )


@njit(cache=True, fastmath=True, error_model="numpy")
def _force(samples: int, peak: Array, contraction: Array, unit: Array, arrival: Array) -> Array:
    total = np.zeros(samples)
    usual = (1.0 - np.exp(-2.0 * 0.4**3)) / 0.4
    for k in range(unit.size):
        u = unit[k]
        slow = contraction[u]
        gain = 1.0
        if k and unit[k - 1] == u:
            fused = slow / max(arrival[k] - arrival[k - 1], 0.1)
            if fused > 0.4:  # noqa: PLR2004 - below, impulses add up (FUGLEVAND93)
                gain = (1.0 - np.exp(-2.0 * fused**3)) / fused / usual
        start = max(int(np.ceil(arrival[k])), 0)
        for s in range(start, min(samples, start + int(6 * slow))):
            late = (s - arrival[k]) / slow
            total[s] += gain * peak[u] * late * late * np.exp(2.0 - 2.0 * late)
    return total


def muscle_twitch(twitches: Twitches) -> tuple[float, float, float]:
    """Return force in N, contraction time and half relaxation in ms if all units twitch at once.

    Args:
        twitches: Of the units, or of several muscles joined.

    Example:
        >>> _, rise, fall = muscle_twitch(Twitches(np.array([1.0]), np.array([100.0])))
        >>> rise, 80 < fall < 120
        (100.0, True)
    """
    units = len(twitches.peak)
    whole = force(twitches, np.arange(units), np.zeros(units), 900.0)
    top = int(whole.argmax())
    after = np.flatnonzero(whole[top:] < whole[top] / 2)
    return float(whole[top]), float(top) * FORCE_STEP, float(after[0]) * FORCE_STEP
