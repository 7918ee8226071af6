"""The potential of a muscle fiber in the tissue around it: a volume-conductor model.

The potential inside the fiber is that of ROSENFALCK69. The current through its membrane is the
slope of that potential changing along the fiber; it is a line of sources in tissue that conducts
better along the fibers than across them (NANDEDKAR83).
"""

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant

__all__ = ["fiber_potentials", "fiber_velocity", "intracellular_slope"]

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


def fiber_velocity(diameter: float) -> float:
    """Return how fast a muscle fiber conducts in m/s, linear in its diameter (NANDEDKAR83).

    Args:
        diameter: In um.

    Example:
        >>> round(fiber_velocity(55.0), 2)
        3.7
    """
    thicker = diameter - constant("thin_muscle_fiber")
    return constant("thin_fiber_velocity") + constant("fiber_velocity_slope") * thicker


def fiber_potentials(
    time: Floats,
    away: Floats,
    along: Floats,
    *,
    ends: tuple[float, float],
    diameter: float,
    spacing: float,
) -> Floats:
    """Return the potential of one fiber at several point electrodes in unbounded muscle, in mV.

    Two fronts leave the end plate in opposite directions and vanish at the ends of the fiber. The
    sources are integrated by parts, so that the charge that appears at the end plate and at the
    tendon is in the sum without being written down (FARINA01).

    Args:
        time: After the impulse reached the end plate in ms, (samples,).
        away: Distance of each electrode from the axis of the fiber in mm, (electrodes,).
        along: Its place along the fiber in mm from the end plate, (electrodes,).
        ends: Length of the fiber on the negative and on the positive side of the end plate in mm.
        diameter: Of the fiber in um.
        spacing: Of the integral along the fiber in mm, well below the smallest distance.

    Returns:
        Shape (electrodes, samples); a positive number is a positive potential.

    Example:
        >>> time = np.arange(0, 20, 0.1)
        >>> near, far = fiber_potentials(
        ...     time,
        ...     np.array([5.0, 20.0]),
        ...     np.zeros(2),
        ...     ends=(40, 40),
        ...     diameter=55,
        ...     spacing=0.5,
        ... )
        >>> bool(np.ptp(near) > 3 * np.ptp(far)), bool(near[np.abs(near).argmax()] < 0)
        (True, True)
    """
    total = np.zeros((len(away), len(time)))
    for direction, length in zip((-1.0, 1.0), ends, strict=True):
        pieces = max(1, round(length / spacing))
        way = (np.arange(pieces) + 0.5) * (length / pieces)
        slope = intracellular_slope(fiber_velocity(diameter) * time[:, None] - way)
        field = _field(away[:, None], along[:, None] - direction * way)
        total += direction * length / pieces * field @ slope.T
    return _strength(diameter) * total


def _field(away: Floats, along: Floats) -> Floats:
    """What a source on the fiber gives more than its neighbor further on, in 1/mm2."""
    stretched = constant("axial_conductivity") / constant("radial_conductivity") * away**2
    field: Floats = along / (stretched + along**2) ** 1.5
    return field


def _strength(diameter: float) -> float:
    """Current that a slope drives inside the fiber against what the tissue carries off, in mm2."""
    inside = constant("intracellular_conductivity") * (diameter / 1000) ** 2
    return inside / (16 * constant("radial_conductivity"))
