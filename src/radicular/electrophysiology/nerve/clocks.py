"""The clocks of an injured fiber: degeneration, fibrillation, sprouting and regrowth."""

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant

__all__ = [
    "DAYS_PER_WEEK",
    "degeneration_days",
    "fibrillation_days",
    "regrown_days",
    "sprouted",
]

Floats = NDArray[np.float64]

DAYS_PER_WEEK = 7.0


def degeneration_days(generator: np.random.Generator, count: int, *, motor: bool) -> Floats:
    """Draw after how many days the cut-off part of an axon no longer conducts, (fibers,).

    Half of the motor response is gone after 3 to 5 days and all after 9; half of the sensory one
    after 7 and all after 11 (CHAUDHRY92).

    Args:
        generator: Source of chance.
        count: Number of fibers.
        motor: Motor fibers, which fail at the end plate first.

    Example:
        >>> days = degeneration_days(np.random.default_rng(1), 500, motor=True)
        >>> bool(days.min() > 1), bool(days.max() <= 9)
        (True, True)
    """
    kind = "motor" if motor else "sensory"
    half, last = constant(f"degeneration_half_{kind}"), constant(f"degeneration_last_{kind}")
    spread = (last - half) / 2
    return np.clip(generator.normal(half, spread, count), half / 2, last)


def fibrillation_days(distance: float) -> float:
    """Return after how many days a muscle that lost its axon begins to fibrillate.

    The longer the nerve stump, the later: paraspinal within a week, distal muscles of the leg
    after 3 to 6 weeks.

    Args:
        distance: From the lesion to the muscle in m.

    Example:
        >>> fibrillation_days(0.05) <= 8, 10 < fibrillation_days(0.3) < fibrillation_days(1.0)
        (True, True)
    """
    return constant("fibrillation_first") + constant("fibrillation_per_metre") * distance


def regrown_days(generator: np.random.Generator, distance: Floats) -> Floats:
    """Draw after how many days an axon has grown back to its organ, inf if never, (fibers,).

    Args:
        generator: Source of chance.
        distance: From the lesion to the organ in m, (fibers,).
    """
    days = constant("regrowth_wait") + 1000 * distance / constant("regrowth_speed")
    arrives = generator.random(len(distance)) < constant("regrowth_success")
    return np.where(arrives, days, np.inf)


def sprouted(days: float) -> float:
    """Return how far the taking over of lost muscle fibers by neighbors has come, 0 to 1.

    Args:
        days: Since the onset.

    Example:
        >>> sprouted(14), round(sprouted(365), 2) > 0.9
        (0.0, True)
    """
    late = days - constant("sprouting_wait")
    return float(1 - np.exp(-late / constant("sprouting_time"))) if late > 0 else 0.0
