"""Tests that stretch, tap or load a root or nerve: leg raise, femoral stretch, Tinel, cough."""

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.drivers import structures_of
from radicular.findings.observation import (
    Circumstances,
    Links,
    ObservationModel,
    features,
    graded,
    link_of,
)
from radicular.parameters import parameter

__all__ = ["TENSION"]

Floats = NDArray[np.float64]

PAINLESS = parameter("tension_painless")


def _drive(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    del circumstances
    load = conditions.structure(structures_of(finding))
    return features(load * np.where(conditions.painful, 1.0, PAINLESS))


def _shown(finding: Finding, drive: Floats, links: Links) -> Floats:
    return graded(finding, link_of(finding, "tension", links), drive[:, 0])


TENSION = ObservationModel(_drive, _shown, by_anatomy=False, by_pain=True)
