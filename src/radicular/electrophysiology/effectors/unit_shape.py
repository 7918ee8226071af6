"""Motor unit potentials near a needle, and how a laboratory reads them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.effectors.needle_field import heard_together, needle_time

__all__ = ["UnitShape", "unit_shape", "unit_waveform"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class UnitShape:
    """A motor unit potential as it is read.

    Attributes:
        amplitude: Peak to peak in mV.
        duration: From the first to the last departure from the baseline in ms.
        phases: Crossings of the baseline, plus one.
        turns: Peaks that differ from their neighbors by more than the least of a turn.
    """

    amplitude: float
    duration: float
    phases: int
    turns: int = 1


def unit_waveform(
    factor: float, immature: float, generator: np.random.Generator, size: float | None = None
) -> tuple[Floats, Floats]:
    """Draw the potential of one unit near a needle.

    Its fibers lie anywhere in its territory; the needle is moved until it comes close to one of
    them. Fibers that were taken over lately are thin and slow and answer late.

    Args:
        factor: Muscle fibers of the unit against the usual number; what is above 1 was taken over.
        immature: Share of its fibers that were taken over lately, 0 to 1.
        generator: Source of chance.
        size: Rank of the unit in its pool, 0 to 1; None for any of those that fire in weak effort.

    Returns:
        Time in ms and potential in mV, negativity positive, both (samples,).

    Example:
        >>> time, values = unit_waveform(1.0, 0.0, np.random.default_rng(1))
        >>> 0.05 < unit_shape(time, values).amplitude < 4
        True
    """
    time = needle_time()
    usual = _usual_fibers(
        generator.random() * constant("needle_largest_weak") if size is None else size
    )
    own = int(generator.poisson(usual * min(factor, 1.0)))
    adopted = int(generator.poisson(usual * max(factor - 1.0, 0.0))) if own else 0
    if not own:
        return time, np.zeros(len(time))
    across, deep = _places(own, adopted, generator)
    count = own + adopted
    scatter = np.repeat(
        (constant("needle_dispersion"), constant("adopted_dispersion")), (own, adopted)
    )
    late = constant("needle_start") + scatter * _normal(count, generator)
    young = generator.random(count) < _young_shares(own, adopted, immature)
    late[young] += generator.exponential(constant("young_delay"), int(young.sum()))
    late = np.clip(late, 0, time[-1] - constant("needle_start"))
    total = heard_together(across[~young], deep[~young], late[~young], "usual")
    if young.any():
        total = total + heard_together(across[young], deep[young], late[young], "young")
    return time, -total


def _young_shares(own: int, adopted: int, immature: float) -> Floats:
    """Chance of each fiber to be young: those that were taken over first, (fibers,)."""
    young = immature * (own + adopted)
    of_adopted = min(1.0, young / adopted) if adopted else 0.0
    of_own = min(1.0, max(0.0, young - adopted) / own)
    return np.repeat((of_own, of_adopted), (own, adopted))


def _usual_fibers(size: float) -> float:
    """Fibers of a unit by its rank; they rise exponentially (FUGLEVAND93)."""
    largest = constant("needle_unit_range")
    return constant("needle_smallest_unit") * float(np.exp(np.log(largest) * size))


def _places(own: int, adopted: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Fibers of a unit about the tip, which lies close to one of them, in mm.

    What a unit takes over lies beside what it has, so that its fibers stand in groups.
    """
    angle = 2 * np.pi * generator.random(own)
    radius = constant("territory_radius") * np.sqrt(generator.random(own))
    host = generator.integers(own, size=adopted)
    apart = constant("adopted_apart") * generator.standard_normal((2, adopted))
    across, deep = radius * np.cos(angle), radius * np.sin(angle)
    across = np.concatenate([across, across[host] + apart[0]])
    deep = np.concatenate([deep, deep[host] + apart[1]])
    met = generator.integers(own + adopted)
    near, toward = constant("needle_sharp") * np.sqrt(generator.random()), generator.random()
    return (
        across - across[met] + near * np.cos(2 * np.pi * toward),
        deep - deep[met] + near * np.sin(2 * np.pi * toward),
    )


def _normal(count: int, generator: np.random.Generator) -> Floats:
    return np.clip(generator.standard_normal(count), -2.5, 2.5)


def unit_shape(time: Floats, values: Floats) -> UnitShape:
    """Read a motor unit potential.

    Args:
        time: In ms, (samples,).
        values: In mV, (samples,).

    Example:
        >>> time = np.arange(0, 30, 0.05)
        >>> bump = np.exp(-0.5 * ((time - 15) / 2) ** 2)
        >>> unit_shape(time, bump).phases, unit_shape(time, bump).turns
        (1, 1)
    """
    amplitude = float(np.ptp(values))
    rows = np.flatnonzero(np.abs(values) > constant("needle_departure"))
    if not len(rows):
        return UnitShape(amplitude, 0.0, 1, 0)
    sign = np.sign(values[np.abs(values) > constant("needle_phase_least")])
    phases = 1 + int(np.count_nonzero(np.diff(sign)))
    return UnitShape(amplitude, float(time[rows[-1]] - time[rows[0]]), phases, _turns(values))


def _turns(values: Floats) -> int:
    """Peaks of either sign that stand out on both sides by the least of a turn."""
    least = constant("needle_turn_least")
    turns, high, low, rising = 0, values[0], values[0], True
    for value in values.tolist():
        high, low = max(high, value), min(low, value)
        if rising and high - value > least:
            turns, rising, low = turns + 1, False, value
        elif not rising and value - low > least:
            turns, rising, high = turns + 1, True, value
    return turns
