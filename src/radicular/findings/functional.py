"""Functional tests, gait and wasting: what a weak muscle group can no longer do."""

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.observation import (
    Circumstances,
    Links,
    ObservationModel,
    features,
    graded,
    link_of,
)
from radicular.findings.strength import motor_deficit
from radicular.parameters import parameter

__all__ = ["FUNCTIONAL", "WASTING"]

Floats = NDArray[np.float64]

WASTING_WEEKS = parameter("wasting_half_weeks")


def _impaired(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    return features(motor_deficit(finding, conditions, circumstances))


def _performed(finding: Finding, drive: Floats, links: Links) -> Floats:
    return graded(finding, link_of(finding, "functional", links), drive[:, 0])


def _wasted(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    deficit = motor_deficit(finding, conditions, circumstances, "axon")
    return features(deficit * conditions.weeks / (conditions.weeks + WASTING_WEEKS))


def _seen(finding: Finding, drive: Floats, links: Links) -> Floats:
    return graded(finding, link_of(finding, "wasting", links), drive[:, 0])


FUNCTIONAL = ObservationModel(_impaired, _performed)
WASTING = ObservationModel(_wasted, _seen, by_time=True)
