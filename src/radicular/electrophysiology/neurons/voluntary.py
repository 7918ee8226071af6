"""Voluntary contraction: fibers from the brain drive the motor pools."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.neurons.network import Drive, Spikes
from radicular.electrophysiology.neurons.reflex_loop import ReflexLoop, reflex_loop
from radicular.errors import InputError

__all__ = ["contraction", "descending_impulses", "voluntary_loop"]

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


def voluntary_loop(muscles: tuple[str, ...], *, persistent: bool = False) -> ReflexLoop:
    """Return the loop of some muscles with fibers from the brain to each pool.

    Args:
        muscles: Muscles that act together.
        persistent: Whether motoneurons have a persistent calcium current.
    """
    fibers = int(constant("descending_fibers"))
    return reflex_loop(muscles, persistent=persistent, descending=fibers)


def descending_impulses(
    rate: float, fibers: int, duration: float, generator: np.random.Generator
) -> tuple[Integers, Floats]:
    """Draw impulses of fibers that fire on their own, in gamma-distributed intervals.

    Args:
        rate: Of each fiber in 1/s.
        fibers: Number of fibers.
        duration: In ms.
        generator: Source of chance.

    Returns:
        Fiber and time in ms of each impulse.

    Example:
        >>> fiber, time = descending_impulses(50.0, 100, 1000.0, np.random.default_rng(1))
        >>> bool(abs(len(time) / 5000 - 1) < 0.1)
        True
    """
    if rate <= 0:
        return np.zeros(0, np.intp), np.zeros(0)
    order = constant("descending_order")
    count = int(duration / 1000 * rate * 1.5) + 20
    intervals = generator.gamma(order, 1000 / rate / order, (fibers, count))
    times = np.cumsum(intervals, axis=1) - generator.random((fibers, 1)) * 1000 / rate
    inside = (times > 0) & (times < duration)
    return np.nonzero(inside)[0].astype(np.intp), times[inside]


def contraction(
    muscles: tuple[str, ...],
    effort: float,
    duration: float,
    generator: np.random.Generator,
    *,
    persistent: bool = False,
) -> Mapping[str, Spikes]:
    """Return what the motoneurons of some muscles fire in a voluntary contraction.

    Args:
        muscles: Muscles that act together.
        effort: 0 none, 1 maximal.
        duration: In ms.
        generator: Source of chance.
        persistent: Whether motoneurons have a persistent calcium current.

    Raises:
        InputError: If the effort is outside 0 to 1.

    Example:
        >>> spikes = contraction(("abductor_hallucis",), 1.0, 300.0, np.random.default_rng(1))
        >>> len(spikes["abductor_hallucis"].time) > 20
        True
    """
    if not 0 <= effort <= 1:
        raise InputError("effort", effort, "0 (none) to 1 (maximal)")
    loop = voluntary_loop(muscles, persistent=persistent)
    fibers = int(constant("descending_fibers"))
    arrivals = {}
    for muscle in muscles:
        rate = constant("descending_rate") * _drive(muscle, effort)
        name = f"descending {muscle} to motoneurons"
        arrivals[name] = descending_impulses(rate, fibers, duration, generator)
    spikes = loop.network.run(duration, Drive(arrivals))
    return {muscle: spikes.of(loop.cells[muscle]) for muscle in muscles}


def _drive(muscle: str, effort: float) -> float:
    """Part of the greatest drive that reaches a pool; soleus gets it early, and less of it."""
    if muscle != "soleus":
        return effort
    return float(constant("descending_soleus") * effort ** constant("descending_soleus_exponent"))
