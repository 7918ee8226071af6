"""Tests that stretch, tap or load a root or nerve: leg raise, femoral stretch, Tinel, cough."""

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.drivers import structures_of
from radicular.findings.observation import Circumstances, graded, link_of
from radicular.parameters import parameter

__all__ = ["tension"]

Floats = NDArray[np.float64]

PAINLESS = parameter("tension_painless")


def tension(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance of every grade of a provocation test, shape (rows, grades)."""
    del circumstances
    load = conditions.structure(structures_of(finding))
    felt = load * np.where(conditions.painful, 1.0, PAINLESS)
    return graded(finding, link_of(finding, "tension"), felt)
