"""The potential of a sensory nerve under two electrodes along it: the sum of its fibers.

Potentials are drawn as laboratories do: a positive number is negativity under the first electrode.
"""

from collections.abc import Mapping
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.effectors.fiber_potential import intracellular_slope
from radicular.electrophysiology.subject import Side, Subject
from radicular.errors import InputError, UnknownNameError
from radicular.tables import read_csv

__all__ = ["fiber_diameters", "nerve_velocity", "sensory_potential"]

Floats = NDArray[np.float64]

#: Velocities of the library of templates.
_VELOCITIES = 16


@remembered
def _nerves() -> Mapping[str, Mapping[str, float]]:
    numbers = ("fibers", "thin", "thin_spread", "thick", "thick_spread", "thick_share")
    return {
        row["nerve"]: {name: float(row[name]) for name in numbers}
        for row in read_csv("radicular.electrophysiology", "tables/sensory_nerves.csv")
    }


def fiber_diameters(nerve: str, count: int | None = None) -> Floats:
    """Return the diameters of the myelinated fibers of a nerve in um, thinnest first, (fibers,).

    Thin and thick fibers are two normal distributions; every part of the range is as full as the
    distribution says, without chance.

    Args:
        nerve: Row of ``sensory_nerves.csv``.
        count: Number of fibers; None for all that the nerve has.

    Raises:
        UnknownNameError: If there is no such nerve.
        InputError: If the count is negative.

    Example:
        >>> diameters = fiber_diameters("sural", 1000)
        >>> bool(((diameters > 6) & (diameters < 7)).mean() < (diameters > 9).mean() / 4)
        True
    """
    if nerve not in _nerves():
        raise UnknownNameError("nerve", nerve, list(_nerves()))
    row = _nerves()[nerve]
    wanted = int(row["fibers"]) if count is None else count
    if wanted < 0:
        raise InputError("count", wanted, "0 or more")
    thin = NormalDist(row["thin"], row["thin_spread"])
    thick = NormalDist(row["thick"], row["thick_spread"])
    grid = np.arange(1.0, 18.0, 0.02)
    share = row["thick_share"]
    below = [(1 - share) * thin.cdf(float(d)) + share * thick.cdf(float(d)) for d in grid]
    rank = (np.arange(wanted) + 0.5) / max(wanted, 1)
    diameters: Floats = np.interp(rank, below, grid)
    return diameters


def nerve_velocity(diameter: Floats) -> Floats:
    """Return how fast sensory fibers of a leg conduct in m/s, in proportion to their diameter.

    Args:
        diameter: In um, (fibers,).

    Example:
        >>> nerve_velocity(np.array([10.0])).round(1).tolist()
        [45.5]
    """
    velocity: Floats = constant("velocity_per_diameter") * diameter
    return velocity


def sensory_potential(
    arrival: Floats,
    diameter: Floats,
    *,
    distance_mm: float,
    subject: Subject,
    side: Side,
    step: float = 0.02,
) -> tuple[Floats, Floats]:
    """Return what two electrodes along a nerve record when impulses pass, in uV.

    The potential inside a fiber passes the first electrode, and later the second one, which counts
    against. The current that leaves the fiber is the slope of that potential changing along it, as
    in a muscle fiber (NANDEDKAR83), and grows with the cross section of the axon. Impulses that do
    not arrive together cancel in part, as one's positive phases meet another's negative one.

    Args:
        arrival: Of each impulse at the first electrode in ms after the shock, (fibers,).
        diameter: Of each fiber in um, (fibers,).
        distance_mm: From the shock to the first electrode in mm; gives each fiber its velocity.
        subject: Whose; skin and fat differ, and potentials shrink with age.
        side: Which leg.
        step: Between samples in ms.

    Returns:
        Time in ms and potential in uV, both (samples,).

    Raises:
        InputError: If the arrays differ in length, or an arrival, a diameter or the distance is
            not above zero.

    Example:
        >>> person, thick = Subject.typical(), np.full(100, 10.0)
        >>> where = {"distance_mm": 140, "subject": person, "side": "left"}
        >>> _, together = sensory_potential(np.full(100, 3.0), thick, **where)
        >>> _, apart = sensory_potential(np.linspace(2, 4, 100), thick, **where)
        >>> bool(together.max() > 2 * apart.max())
        True
    """
    _check(arrival, diameter, distance_mm)
    time = np.arange(0.0, constant("sensory_sweep"), step)
    total = np.zeros(len(time))
    if len(arrival):
        velocities, templates = _templates(step)
        seen = _arrivals(arrival, _axon_section(diameter), distance_mm / arrival, velocities, time)
        before = round(constant("sensory_approach") / step)
        for counted, template in zip(seen, templates, strict=True):
            total += np.convolve(counted, template)[before : before + len(time)]
    years = subject.age - constant("sensory_norm_age")
    aging = float(np.exp(-constant("sensory_loss_per_year") * years))
    gain = constant("sensory_strength") * subject.factor("sensory_gain", side) * aging
    return time, gain * total


def _check(arrival: Floats, diameter: Floats, distance: float) -> None:
    if len(arrival) != len(diameter):
        raise InputError("diameter", len(diameter), f"one for each of {len(arrival)} arrivals")
    named = {"arrival": arrival, "diameter": diameter, "distance_mm": np.array([distance])}
    for name, values in named.items():
        if not (values > 0).all():
            raise InputError(name, float(values.min()), "above 0")


def _axon_section(diameter: Floats) -> Floats:
    """Square of the axon's own diameter in mm2, without its myelin."""
    section: Floats = (constant("axon_of_fiber") * diameter / 1000) ** 2
    return section


def _arrivals(
    arrival: Floats, strength: Floats, velocity: Floats, velocities: Floats, time: Floats
) -> Floats:
    """Strength that arrives in each sample, by velocity of the library, (velocities, samples)."""
    step = time[1] - time[0]
    fast = np.clip(np.interp(velocity, velocities, np.arange(len(velocities))), 0, None)
    found = np.zeros((len(velocities), len(time) + 1))
    inside = arrival < time[-1]
    row = np.minimum(fast[inside].astype(np.intp), len(velocities) - 2)
    column = (arrival[inside] / step).astype(np.intp)
    faster, later = fast[inside] - row, arrival[inside] / step - column
    for up, right in ((0, 0), (0, 1), (1, 0), (1, 1)):
        share = np.abs(1 - up - faster) * np.abs(1 - right - later)
        np.add.at(found, (row + up, column + right), share * strength[inside])
    return found[:, : len(time)]


@remembered
def _templates(step: float) -> tuple[Floats, Floats]:
    """Velocities in m/s, and what a fiber of unit section gives at each in uV/mm2."""
    before = constant("sensory_approach")
    time = np.arange(-before, constant("sensory_passage"), step)
    velocities = np.geomspace(constant("slowest_sensory"), constant("fastest_sensory"), _VELOCITIES)
    return velocities, np.stack([_passing(time, float(velocity)) for velocity in velocities])


def _passing(time: Floats, velocity: float) -> Floats:
    """The field of one impulse that runs past both electrodes; the front is at the first at 0."""
    length = velocity * constant("nerve_spike_time")
    depth = constant("nerve_depth")
    back = np.arange(0.0, 15.0 * length, depth / 8) + depth / 16
    slope = intracellular_slope(back / length) * constant("nerve_spike_height") / length
    found = np.zeros(len(time))
    for sign, further in ((-1.0, 0.0), (1.0, constant("electrode_distance"))):
        ahead = further - velocity * time[:, None] + back
        found += sign * (ahead / (depth**2 + ahead**2) ** 1.5) @ slope
    inside = constant("axoplasm_conductivity") / (16 * constant("subcutaneous_conductivity"))
    # Twice, as skin carries no current away; 1000 from mV to uV.
    return 2 * 1000 * inside * depth / 8 * found
