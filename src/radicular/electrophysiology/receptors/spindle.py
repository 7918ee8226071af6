"""The muscle spindle: three intrafusal fibers whose stretch drives the afferents (MILEUS06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.tables import read_csv

__all__ = ["SpindleResponse", "spindle", "tap", "volley"]

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Array = np.ndarray[Any, Any]

_FIBERS = ("bag1", "bag2", "chain")
_PROPERTIES = (
    "sensory_stiffness",
    "polar_stiffness",
    "mass",
    "damping",
    "damping_change",
    "force_change",
    "lengthening",
    "shortening",
    "sensory_rest",
    "polar_rest",
    "damping_length",
    "exponent",
    "sensory_threshold",
    "polar_threshold",
)


@dataclass(frozen=True, eq=False)
class SpindleResponse:
    """What a spindle reports over time.

    Attributes:
        time: In ms, (samples,).
        length: Of the muscle fascicles, against their optimal length, (samples,).
        primary: Rate of the Ia afferent in 1/s, (samples,).
        secondary: Rate of the II afferent in 1/s, (samples,).
    """

    time: Floats
    length: Floats
    primary: Floats
    secondary: Floats


@remembered
def _fibers() -> Mapping[str, Mapping[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for row in read_csv("radicular.electrophysiology", "tables/spindle.csv"):
        found.setdefault(row["fiber"], {})[row["property"]] = float(row["value"])
    return found


def spindle(
    time: Floats, length: Floats, *, dynamic: float = 0.0, static: float = 0.0
) -> SpindleResponse:
    """Return how a spindle answers a change of length.

    Args:
        time: Evenly spaced, in ms, (samples,); at most 0.2 ms apart.
        length: Of the fascicles against their optimal length, (samples,).
        dynamic: Rate of the dynamic fusimotor fibers in 1/s.
        static: Rate of the static fusimotor fibers in 1/s.

    Example:
        >>> time = np.arange(0, 1500, 0.1)
        >>> ramp = 0.95 + 0.13 * np.clip((time - 400) / 197, 0, 1)
        >>> answer = spindle(time, ramp, dynamic=70.0)
        >>> bool(answer.primary[5900] > answer.primary[-1] > answer.primary[3000])
        True
    """
    step = float(time[1] - time[0]) / 1000
    tension = {}
    for name in _FIBERS:
        own = _fibers()[name]
        drive = dynamic if name == "bag1" else static
        half = own["half_activation"]
        active = drive**2 / (drive**2 + half**2)
        table = np.array([own[key] for key in _PROPERTIES])
        tension[name] = _tension(length, step, table, active)
    return _afferents(time, length, tension)


@njit(cache=True, error_model="numpy")
def _tension(length: Array, step: float, own: Array, active: float) -> Array:
    """Tension of an intrafusal fiber over time, in units of force."""
    stiff, polar, mass = own[0], own[1], own[2]
    damping = own[3] + own[4] * active
    force = own[5] * active
    rest, polar_rest, center, power = own[8], own[9], own[10], own[11]
    found = np.empty(length.size)
    # At rest the two parts of the fiber share the length by their stiffness.
    t = stiff * polar * (length[0] - rest - polar_rest) / (stiff + polar) + force * stiff / (
        stiff + polar
    )
    speed = 0.0
    for k in range(length.size):
        before = length[max(k - 1, 0)]
        pull = (length[k] - before) / step
        slip = pull - speed / stiff
        part = own[6] if slip > 0 else own[7]
        stretch = length[k] - rest - t / stiff
        drag = part * damping * np.sign(slip) * np.abs(slip) ** power * (stretch - center)
        push = drag + polar * (stretch - polar_rest) + force - t
        # The damping is steep at rest, so its slope enters the step.
        slope = part * damping * power * (np.abs(slip) + 0.02) ** (power - 1) * (stretch - center)
        speed = (speed + step * stiff / mass * push) / (1.0 + step * slope / mass)
        t = t + step * speed
        found[k] = t
    return found


def _afferents(time: Floats, length: Floats, tension: Mapping[str, Floats]) -> SpindleResponse:
    """Rates by the stretch of the sensory parts; the stronger source occludes most of the other."""
    single = _fibers()["bag1"]
    slow = single["gain_primary"] * _sensory(tension["bag1"], single)
    fast = np.zeros(len(time))
    second = np.zeros(len(time))
    for name in ("bag2", "chain"):
        own = _fibers()[name]
        stretch = _sensory(tension[name], own)
        fast = fast + own["gain_primary"] * stretch
        part, extent = own["secondary_part"], own["secondary_length"]
        polar = length - tension[name] / own["sensory_stiffness"] - own["sensory_rest"]
        far = np.clip(polar - own["polar_threshold"], 0, None)
        second = second + own["gain_secondary"] * (
            part * extent / own["sensory_rest"] * stretch
            + (1 - part) * extent / own["polar_rest"] * far
        )
    occluded = constant("spindle_occlusion") * np.minimum(slow, fast)
    return SpindleResponse(time, length, np.maximum(slow, fast) + occluded, second)


def _sensory(tension: Floats, own: Mapping[str, float]) -> Floats:
    stretch = tension / own["sensory_stiffness"]
    return np.clip(stretch - (own["sensory_threshold"] - own["sensory_rest"]), 0, None)


def tap(duration: float = 60.0, step: float = 0.05) -> tuple[Floats, Floats]:
    """Return the length of the calf's fascicles under a tap on the Achilles tendon.

    Args:
        duration: In ms after the hammer touches.
        step: Between samples in ms.

    Returns:
        Time in ms and length against the optimal one, both (samples,).

    Example:
        >>> time, length = tap()
        >>> bool(length.max() > length[0])
        True
    """
    time = np.arange(0.0, duration, step)
    rise, delay = constant("tap_rise"), constant("tap_conduction")
    part = np.clip((time - delay) / (2 * rise), 0, 1)
    bump = constant("tap_stretch") * 0.5 * (1 - np.cos(2 * np.pi * part))
    return time, constant("spindle_rest_length") + bump


def volley(
    time: Floats, rate: Floats, fibers: int, generator: np.random.Generator
) -> tuple[Integers, Floats]:
    """Turn a rate into impulses of many afferents, each with a gain and a phase of its own.

    Args:
        time: In ms, (samples,).
        rate: In 1/s, (samples,).
        fibers: Number of afferents.
        generator: Source of chance.

    Returns:
        Fiber and time in ms of each impulse.

    Example:
        >>> time = np.arange(0, 1000, 1.0)
        >>> fiber, when = volley(time, np.full(1000, 50.0), 20, np.random.default_rng(1))
        >>> bool(900 < len(when) < 1100)
        True
    """
    gain = np.exp(constant("spindle_gain_spread") * generator.standard_normal(fibers))
    phase = generator.random(fibers)
    cycles = np.concatenate([[0.0], np.cumsum(rate[:-1] * np.diff(time) / 1000)])
    found_fiber, found_time = [], []
    for fiber in range(fibers):
        own = gain[fiber] * cycles + phase[fiber]
        ticks = np.arange(1, int(own[-1]) + 1)
        found_time.append(np.interp(ticks, own, time))
        found_fiber.append(np.full(len(ticks), fiber))
    return np.concatenate(found_fiber).astype(np.intp), np.concatenate(found_time)
