"""Imaging: narrowing by disc level, zone and root, and lesions seen along nerves."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy.levels import level_and_zone
from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.drivers import sites_of, structures_of
from radicular.findings.functional import functional
from radicular.findings.observation import Circumstances, graded, link_of
from radicular.parameters import parameter

__all__ = ["imaging"]

Floats = NDArray[np.float64]

SAME_LEVEL, ANY_ZONE = parameter("imaging_same_level"), parameter("imaging_any_zone")
PASSING = parameter("imaging_passing")


def imaging(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance of every grade of an imaging finding, shape (rows, grades)."""
    if not finding.drivers:
        fit = _fit_of_level(finding, conditions)
    elif finding.drivers[0].role == "muscle":
        return functional(finding, conditions, circumstances)
    elif finding.drivers[0].role == "max":
        fit = conditions.in_family("root") + 0.8 * conditions.in_family("multi_root")
    else:
        fit = np.maximum(
            conditions.at_sites(sites_of(finding)), conditions.structure(structures_of(finding))
        )
    usual = "compression" if finding.scale.name == "imaging" else "seen"
    return graded(finding, link_of(finding, usual), np.clip(fit, 0.0, 1.0))


def _fit_of_level(finding: Finding, conditions: Conditions) -> Floats:
    fits = [_fit(site, place.id, finding.attributes) for site, place in conditions.spots]
    return np.array(fits)[conditions.spot]


def _fit(site: str, place: str, wanted: Mapping[str, str]) -> float:
    spots = level_and_zone(site, place)
    return max((weight * _match(level, zone, wanted) for level, zone, weight in spots), default=0.0)


def _match(level: str, zone: str, wanted: Mapping[str, str]) -> float:
    if "level" in wanted and wanted["level"] != level:
        return 0.0
    if "zone" in wanted:
        return 1.0 if wanted["zone"] == zone else SAME_LEVEL
    if wanted.get("type") == "stenosis":
        return 1.0 if zone == "central" else PASSING
    return ANY_ZONE
