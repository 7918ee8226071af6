"""Whether both legs are said to be affected."""

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.observation import (
    Circumstances,
    Links,
    ObservationModel,
    features,
    two_grades,
)
from radicular.parameters import parameter

__all__ = ["BILATERAL"]

Floats = NDArray[np.float64]

ONE_SIDE, BOTH_SIDES = parameter("bilateral_told_one_side"), parameter("bilateral_told_both")


def _drive(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    del finding
    return features(np.full(len(conditions), circumstances.bilateral))


def _shown(finding: Finding, drive: Floats, links: Links) -> Floats:
    del links
    return two_grades(finding, np.where(drive[:, 0] > 0, BOTH_SIDES, ONE_SIDE))


BILATERAL = ObservationModel(_drive, _shown, by_anatomy=False)
