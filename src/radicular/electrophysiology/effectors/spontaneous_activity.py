"""What a needle hears at rest: the burst as it is moved, and fibers that have lost their nerve."""

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.effectors.needle_field import NEEDLE_STEP, FiberState, heard

__all__ = ["fibrillation", "insertion"]

Floats = NDArray[np.float64]


def fibrillation(
    fibers: int, days: float, duration: float, generator: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw the spontaneous activity of some fibers that have lost their nerve.

    Each fires regularly on its own. A fiber that passes the needle gives a short potential that
    begins positive; one that ends there gives a positive sharp wave. As the fibers waste, both
    shrink.

    Args:
        fibers: Number of fibrillating fibers near the needle.
        days: Since they lost their nerve.
        duration: Of the recording in ms.
        generator: Source of chance.

    Returns:
        Time in ms and potential in mV, negativity positive, both (samples,).

    Example:
        >>> time, silent = fibrillation(0, 30.0, 500.0, np.random.default_rng(1))
        >>> float(np.ptp(silent))
        0.0
    """
    time, values = _silence(duration)
    for _ in range(fibers):
        ends = generator.random() < constant("sharp_wave_share")
        wave = _wasted(days) * _single("end" if ends else "usual", generator)
        _add(values, wave, _regular(duration, generator))
    return time, values


def insertion(
    irritability: float, duration: float, generator: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw the burst of single fibers that moving the needle sets off.

    Args:
        irritability: 0 in health, where the burst is over within 0.3 s, to 1.
        duration: Of the recording in ms; the needle is moved near its start.
        generator: Source of chance.

    Returns:
        Time in ms and potential in mV, both (samples,).

    Example:
        >>> time, burst = insertion(0.0, 1000.0, np.random.default_rng(1))
        >>> bool(np.ptp(burst[time < 400]) > 5 * np.ptp(burst[time > 600]))
        True
    """
    time, values = _silence(duration)
    longer = 1 + (constant("insertion_longer") - 1) * irritability
    count = int(generator.poisson(constant("insertion_impulses") * longer))
    most = 1 - np.exp(-constant("insertion_over") / constant("insertion_length"))
    late = -constant("insertion_length") * longer * np.log1p(-most * generator.random(count))
    for start in constant("insertion_moved") + late:
        _add(values, _single("usual", generator), np.array([start]))
    return time, values


def _silence(duration: float) -> tuple[Floats, Floats]:
    samples = round(duration / NEEDLE_STEP)
    return np.linspace(0.0, (samples - 1) * NEEDLE_STEP, samples), np.zeros(samples)


def _wasted(days: float) -> float:
    """Potential of a denervated fiber against a usual one: as its cross section."""
    thickness = constant("denervated_fiber") * 2 ** (-days / constant("denervated_wasting"))
    return float((thickness / constant("muscle_fiber_diameter")) ** 2)


def _single(state: FiberState, generator: np.random.Generator) -> Floats:
    """One fiber at a place near the tip."""
    away = constant("fibrillation_near") * np.sqrt(generator.random())
    angle = 2 * np.pi * generator.random()
    place = np.array([away * np.cos(angle)]), np.array([away * np.sin(angle)])
    wave: Floats = -heard(*place, state)[0]
    return wave


def _regular(duration: float, generator: np.random.Generator) -> Floats:
    """Times of a fiber that fires regularly, in ms."""
    low, high = constant("fibrillation_slowest"), constant("fibrillation_fastest")
    interval = 1000 / generator.uniform(low, high)
    count = int(duration / interval) + 2
    intervals = interval * (1 + constant("fibrillation_jitter") * generator.standard_normal(count))
    return np.cumsum(intervals) - interval * generator.random()


def _add(values: Floats, wave: Floats, starts: Floats) -> None:
    for first in np.rint(starts / NEEDLE_STEP).astype(int).tolist():
        low, last = max(first, 0), min(len(values), first + len(wave))
        if low < last:
            values[low:last] += wave[low - first : last - first]
