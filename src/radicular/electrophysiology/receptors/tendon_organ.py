"""The Golgi tendon organ: how fast its Ib afferent fires under the force of the muscle."""

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant

__all__ = ["tendon_organ"]

Floats = NDArray[np.float64]


def tendon_organ(force: Floats, greatest: float, step: float) -> Floats:
    """Return the rate of a Ib afferent over time in 1/s, (samples,).

    The rate rises with the logarithm of force, as in ensembles of tendon organs (CRAGO82); a sudden
    rise of force is felt more than a held one.

    Args:
        force: Of the muscle in N, (samples,).
        greatest: Its greatest force in N.
        step: Between samples in ms.

    Example:
        >>> held = tendon_organ(np.full(2000, 500.0), 1000.0, 1.0)
        >>> more = tendon_organ(np.full(2000, 900.0), 1000.0, 1.0)
        >>> bool(0 < held[-1] < more[-1] < 120), bool(held[5] > held[-1])
        (True, True)
    """
    part = np.clip(force / greatest, 0, None)
    static = constant("tendon_gain") * np.log1p(part / constant("tendon_knee"))
    keeps = float(np.exp(-step / constant("tendon_adaptation")))
    slow = np.empty(len(static))
    level = 0.0
    for sample, now in enumerate(static):
        level = keeps * level + (1 - keeps) * float(now)
        slow[sample] = level
    return np.clip(static + constant("tendon_dynamic") * (static - slow), 0, None)
