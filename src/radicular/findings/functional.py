"""Functional tests, gait and wasting: what a weak muscle group can no longer do."""

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.links import supply_variance
from radicular.findings.observation import Circumstances, graded, link_of
from radicular.findings.strength import motor_deficit
from radicular.parameters import parameter

__all__ = ["functional", "wasting"]

Floats = NDArray[np.float64]

WASTING_WEEKS = parameter("wasting_half_weeks")


def functional(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance of every grade of a functional test, shape (rows, grades)."""
    deficit = motor_deficit(finding, conditions, circumstances)
    variance = supply_variance(deficit, conditions.block * conditions.motor)
    return graded(finding, link_of(finding, "functional"), deficit, variance)


def wasting(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance of every grade of wasting, shape (rows, grades)."""
    deficit = motor_deficit(finding, conditions, circumstances, "axon")
    shown = deficit * conditions.weeks / (conditions.weeks + WASTING_WEEKS)
    variance = supply_variance(shown, conditions.block * conditions.motor)
    return graded(finding, link_of(finding, "wasting"), shown, variance)
