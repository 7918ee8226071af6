"""The potential of a sensory nerve under two electrodes along it: the sum of its fibers."""

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant

__all__ = ["sensory_potential"]

Floats = NDArray[np.float64]


def sensory_potential(time: Floats, arrival: Floats, velocity: Floats) -> Floats:
    """Return what two electrodes along a nerve record, in units of its strength, (samples,).

    Each fiber gives three phases as its impulse passes an electrode: the second derivative of a
    bell, whose strength rises with the square of the velocity. The second electrode, further on,
    records the same later and counts against. Fibers that arrive at different times cancel in part.

    Args:
        time: In ms, (samples,).
        arrival: Of each impulse at the first electrode in ms, (fibers,).
        velocity: Of each fiber there in m/s, (fibers,).

    Example:
        >>> time = np.arange(0, 8, 0.05)
        >>> together = sensory_potential(time, np.full(100, 3.0), np.full(100, 50.0))
        >>> apart = sensory_potential(time, np.linspace(2, 4, 100), np.full(100, 50.0))
        >>> bool(together.max() > 2 * apart.max())
        True
    """
    between = constant("electrode_distance") / velocity
    strength = (velocity / constant("reference_velocity")) ** 2
    near = _phases(time[:, None] - arrival)
    far = _phases(time[:, None] - arrival - between)
    total: Floats = ((near - far) * strength).sum(axis=1)
    return total


def _phases(late: Floats) -> Floats:
    part = late / constant("sensory_spike_width")
    phases: Floats = (1 - part**2) * np.exp(-0.5 * part**2)
    return phases
