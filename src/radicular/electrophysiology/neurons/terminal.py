"""What leaves the terminals of spindle afferents: presynaptic inhibition and depression by use.

These two rule how much a reflex varies from trial to trial and with the rate of stimulation.
"""

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant

__all__ = ["depression", "release"]

Floats = NDArray[np.float64]


def depression(interval: float, trials: int) -> Floats:
    """Return what is left of the transmitter released in each of several trials, (trials,).

    Each impulse takes a part of what can be released, which comes back with time constants of some
    seconds: post-activation depression.

    Args:
        interval: Between two trials in s.
        trials: Number of trials, the first after a long rest.

    Example:
        >>> left = depression(1.0, 8)
        >>> float(left[0]), bool(left[-1] < left[0]), bool(depression(10.0, 8)[-1] > left[-1])
        (1.0, True, True)
    """
    left, found = 1.0, []
    for _ in range(trials):
        found.append(left)
        after = left * (1 - constant("depression_part"))
        left = 1 - (1 - after) * np.exp(-interval / constant("depression_recovery"))
    return np.array(found)


def release(interval: float, trials: int, generator: np.random.Generator) -> Floats:
    """Draw the strength of the afferent terminals in several trials against rest, (trials,).

    Args:
        interval: Between two trials in s.
        trials: Number of trials.
        generator: Source of chance; presynaptic inhibition wanders from trial to trial.
    """
    spread = constant("presynaptic_spread")
    wander = np.clip(generator.standard_normal(trials), -2.5, 2.5)
    inhibited = constant("presynaptic_inhibition") * np.exp(spread * wander)
    settled = depression(interval, 50)[-1]
    return np.asarray((1 - np.clip(inhibited, 0, 1)) * settled, np.float64)
