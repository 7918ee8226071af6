"""The potential of a muscle fiber in the tissue around it: a volume-conductor model."""

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant

__all__ = ["fiber_potential", "intracellular_slope"]

Floats = NDArray[np.float64]


def intracellular_slope(position: Floats) -> Floats:
    """Return the slope of the intracellular potential along a fiber in mV/mm.

    The potential is 96 z^3 exp(-z) - 90 mV, z in mm behind the front (ROSENFALCK69).

    Args:
        position: Distance behind the front in mm; before it there is none.

    Example:
        >>> intracellular_slope(np.array([-1.0, 3.0])).round(6).tolist()
        [0.0, 0.0]
    """
    behind = np.clip(position, 0, None)
    slope: Floats = 96 * behind**2 * (3 - behind) * np.exp(-behind)
    return slope


def fiber_potential(
    time: Floats,
    *,
    away: float,
    along: float,
    end_plate: float,
    half_length: float,
    velocity: float,
) -> Floats:
    """Return the potential of one fiber at a point electrode, in units of its current strength.

    Two fronts leave the end plate in opposite directions and vanish at the ends of the fiber; what
    arises at start and end falls out of the integral (FARINA01). The tissue conducts better along
    the fibers than across them.

    Args:
        time: After the impulse reached the end plate in ms, (samples,).
        away: Distance of the electrode across the fiber in mm.
        along: Place of the electrode along the fiber in mm.
        end_plate: Place of the end plate along the fiber in mm.
        half_length: From the end plate to either end of the fiber in mm.
        velocity: Of the muscle fiber in m/s, that is mm/ms.

    Returns:
        Negative where the fiber lies under the electrode, shape (samples,).

    Example:
        >>> time = np.arange(0, 20, 0.1)
        >>> near = fiber_potential(time, away=5, along=0, end_plate=0, half_length=40, velocity=4.0)
        >>> far = fiber_potential(time, away=20, along=0, end_plate=0, half_length=40, velocity=4.0)
        >>> bool(np.ptp(near) > 3 * np.ptp(far))
        True
    """
    way = np.arange(0.0, half_length, constant("source_spacing")) + constant("source_spacing") / 2
    slope = intracellular_slope(velocity * time[:, None] - way)
    stretched = constant("anisotropy") * away**2
    total = np.zeros(len(time))
    for direction in (-1.0, 1.0):
        shift = end_plate + direction * way - along
        total += slope @ (direction * shift / (stretched + shift**2) ** 1.5)
    return total * constant("source_spacing")
