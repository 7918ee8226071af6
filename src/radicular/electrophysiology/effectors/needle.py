"""What a concentric needle sees in a muscle: motor unit potentials and spontaneous activity."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant

__all__ = ["NEEDLE_STEP", "UnitShape", "fibrillation", "unit_shape", "unit_waveform"]

Floats = NDArray[np.float64]

#: Time between samples of a needle recording in ms.
NEEDLE_STEP = 0.05


@dataclass(frozen=True)
class UnitShape:
    """A motor unit potential as it is read.

    Attributes:
        amplitude: Peak to peak in mV.
        duration: From the first to the last departure from the baseline in ms.
        phases: Crossings of the baseline, plus one.
    """

    amplitude: float
    duration: float
    phases: int


def unit_waveform(
    factor: float, immature: float, generator: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw the potential of one unit near a needle.

    The spike is the sum of the few fibers within about a millimeter, each at its own distance and
    time; the slow beginning and end come from the rest of the unit, further away.

    Args:
        factor: Muscle fibers of the unit against the usual number.
        immature: Share of its fibers that were taken over lately and answer late, 0 to 1.
        generator: Source of chance.

    Returns:
        Time in ms and potential in mV, both (samples,).
    """
    time = np.arange(0.0, constant("needle_sweep"), NEEDLE_STEP)
    count = max(1, int(generator.poisson(constant("needle_fibers_near") * factor)))
    away = np.sqrt(generator.random(count)) * constant("needle_reach") + constant("needle_core")
    spread = constant("needle_dispersion") * (1 + constant("needle_sprout_dispersion") * immature)
    late = np.clip(generator.standard_normal(count), -2.2, 2.2) * spread + time[-1] / 2
    own = (constant("needle_core") / away) ** constant("needle_falloff")
    spike = _phases((time[:, None] - late) / constant("needle_spike_width")) @ own
    width = constant("needle_slow_width") * (1 + 0.5 * (spread / constant("needle_dispersion") - 1))
    slow = -np.exp(-0.5 * ((time - time[-1] / 2) / width) ** 2) * factor
    return time, constant("needle_strength") * spike + constant("needle_slow_strength") * slow


def _phases(late: Floats) -> Floats:
    """Positive, negative, positive: the field of one fiber that passes the needle."""
    field: Floats = (1 - late**2) * np.exp(-0.5 * late**2)
    return field


def unit_shape(time: Floats, values: Floats) -> UnitShape:
    """Read a motor unit potential.

    Args:
        time: In ms, (samples,).
        values: In mV, (samples,).

    Example:
        >>> time = np.arange(0, 30, 0.05)
        >>> bump = np.exp(-0.5 * ((time - 15) / 2) ** 2)
        >>> unit_shape(time, bump).phases
        1
    """
    departs = np.abs(values) > constant("needle_departure")
    if not departs.any():
        return UnitShape(float(np.ptp(values)), 0.0, 1)
    rows = np.flatnonzero(departs)
    sign = np.sign(values[np.abs(values) > constant("needle_phase_least") * np.ptp(values)])
    phases = 1 + int(np.count_nonzero(np.diff(sign)))
    return UnitShape(float(np.ptp(values)), float(time[rows[-1]] - time[rows[0]]), phases)


def fibrillation(
    fibers: int, days: float, duration: float, generator: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw the spontaneous activity of some fibers that have lost their nerve.

    Each fires regularly on its own; the potentials shrink over months as the fibers waste.

    Args:
        fibers: Number of fibrillating fibers near the needle.
        days: Since they lost their nerve.
        duration: Of the recording in ms.
        generator: Source of chance.

    Returns:
        Time in ms and potential in mV, both (samples,).

    Example:
        >>> time, silent = fibrillation(0, 30.0, 500.0, np.random.default_rng(1))
        >>> float(np.ptp(silent))
        0.0
    """
    time = np.arange(0.0, duration, NEEDLE_STEP)
    values = np.zeros(len(time))
    size = constant("fibrillation_size") * 2 ** (-days / constant("fibrillation_halving"))
    for _ in range(fibers):
        rate = generator.uniform(constant("fibrillation_slowest"), constant("fibrillation_fastest"))
        own = size * np.exp(0.5 * generator.standard_normal())
        for start in np.arange(generator.random() * 1000 / rate, duration, 1000 / rate):
            part = (time - start) / constant("fibrillation_width")
            near = np.abs(part) < 6  # noqa: PLR2004 - the field is over there
            values[near] -= own * part[near] * np.exp(0.5 - 0.5 * part[near] ** 2)
    return time, values
