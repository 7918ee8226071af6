"""Relief after an anesthetic block: a test of whether the pain comes through a structure."""

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.drivers import sites_of, structures_of
from radicular.findings.observation import (
    Circumstances,
    Links,
    ObservationModel,
    features,
    graded,
    link_of,
)

__all__ = ["BLOCK"]

Floats = NDArray[np.float64]


def _drive(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    del circumstances
    if finding.drivers[0].role == "max":
        fit = 0.7 * (conditions.in_family("root") + conditions.in_family("multi_root"))
    else:
        fit = np.maximum(
            conditions.at_sites(sites_of(finding)), conditions.structure(structures_of(finding))
        )
    return features(fit * conditions.painful)


def _shown(finding: Finding, drive: Floats, links: Links) -> Floats:
    return graded(finding, link_of(finding, "relief", links), drive[:, 0])


BLOCK = ObservationModel(_drive, _shown, by_anatomy=False, by_pain=True)
