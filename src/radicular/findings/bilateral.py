"""Whether both legs are said to be affected."""

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.observation import Circumstances, two_grades

__all__ = ["bilateral"]

#: Chance that both legs are said to be affected by a lesion of one side, and of both (assumed).
ONE_SIDE, BOTH_SIDES = 0.04, 0.85


def bilateral(
    finding: Finding, conditions: Conditions, circumstances: Circumstances
) -> NDArray[np.float64]:
    """Return the chance that both legs are said to be affected, shape (rows, 2)."""
    chance = BOTH_SIDES if circumstances.bilateral else ONE_SIDE
    return two_grades(finding, np.full(len(conditions), chance))
