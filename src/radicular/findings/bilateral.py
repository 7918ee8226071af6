"""Whether both legs are said to be affected."""

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.observation import Circumstances, two_grades
from radicular.parameters import parameter

__all__ = ["bilateral"]

ONE_SIDE, BOTH_SIDES = parameter("bilateral_told_one_side"), parameter("bilateral_told_both")


def bilateral(
    finding: Finding, conditions: Conditions, circumstances: Circumstances
) -> NDArray[np.float64]:
    """Return the chance that both legs are said to be affected, shape (rows, 2)."""
    chance = BOTH_SIDES if circumstances.bilateral else ONE_SIDE
    return two_grades(finding, np.full(len(conditions), chance))
