"""How strongly a concentric needle hears a muscle fiber, by where the fiber lies.

The core of the needle is recorded against its shaft, which lies in the same muscle and hears what
is far away about as well; so the needle hears what is near.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.effectors.fiber_potential import fiber_potentials

__all__ = ["NEEDLE_STEP", "FiberState", "heard", "heard_together", "needle_time"]

Floats = NDArray[np.float64]
FiberState = Literal["usual", "young", "end"]

#: Time between samples of a needle recording in ms.
NEEDLE_STEP = 0.05
#: Distances of the library, and points along the shaft.
_DISTANCES, _SHAFT = 24, 8


@dataclass(frozen=True, eq=False)
class _Library:
    """What a point electrode hears of one fiber.

    Attributes:
        distances: From the fiber in mm, (distances,).
        templates: In mV, (distances, samples).
    """

    distances: Floats
    templates: Floats


def needle_time() -> Floats:
    """Return the times of the samples of one potential in ms, (samples,)."""
    samples = round(constant("needle_sweep") / NEEDLE_STEP)
    return np.linspace(0.0, (samples - 1) * NEEDLE_STEP, samples)


@remembered
def _libraries() -> Mapping[FiberState, _Library]:
    return {state: _library(state) for state in ("usual", "young", "end")}


def _library(state: FiberState) -> _Library:
    """Templates of a usual fiber, of one just taken over, or of one that ends at the needle."""
    place = constant("needle_from_end_plate")
    distances = np.geomspace(constant("needle_core"), constant("needle_farthest"), _DISTANCES)
    thickness = "young_muscle_fiber" if state == "young" else "muscle_fiber_diameter"
    half = constant("needle_fiber_half")
    templates = fiber_potentials(
        needle_time(),
        distances,
        np.full(_DISTANCES, place),
        ends=(half, place if state == "end" else half),
        diameter=constant(thickness),
        spacing=constant("needle_source_spacing"),
    )
    return _Library(distances, templates)


def heard(across: Floats, deep: Floats, state: FiberState = "usual") -> Floats:
    """Return what the needle records of single fibers in mV, (fibers, samples).

    Args:
        across: From the tip to each fiber at a right angle to the shaft in mm, (fibers,).
        deep: From the tip, against the shaft, in mm, (fibers,).
        state: Of the fibers.

    Example:
        >>> near, far = heard(np.array([0.1, 2.0]), np.zeros(2))
        >>> bool(np.ptp(near) > 20 * np.ptp(far))
        True
    """
    potentials: Floats = _shares(across, deep, state) @ _libraries()[state].templates
    return potentials


def heard_together(across: Floats, deep: Floats, late: Floats, state: FiberState) -> Floats:
    """Return what the needle records of many fibers in mV, (samples,).

    Args:
        across: As for :func:`heard`.
        deep: As for :func:`heard`.
        late: Start of each fiber in ms, (fibers,).
        state: Of the fibers.
    """
    templates = _libraries()[state].templates
    samples = templates.shape[1]
    starts = np.zeros((samples, _DISTANCES))
    np.add.at(starts, np.rint(late / NEEDLE_STEP).astype(np.intp), _shares(across, deep, state))
    length = 2 * samples
    spectrum = np.fft.rfft(starts.T, length) * np.fft.rfft(templates, length)
    return np.fft.irfft(spectrum.sum(axis=0), length)[:samples]


def _shares(across: Floats, deep: Floats, state: FiberState) -> Floats:
    """How much each fiber counts at each distance: the core, less the shaft."""
    grid = _libraries()[state].distances
    core = np.hypot(np.hypot(across, deep), constant("needle_core"))
    shares = _between(core, grid)
    for point in (np.arange(_SHAFT) + 0.5) / _SHAFT * constant("needle_shaft"):
        shares -= _between(np.hypot(across, deep + point), grid) / _SHAFT
    return shares


def _between(distance: Floats, grid: Floats) -> Floats:
    position = np.interp(distance, grid, np.arange(len(grid)))
    share: Floats = np.clip(1 - np.abs(position[:, None] - np.arange(len(grid))), 0, 1)
    return share
