"""Imaging: narrowing by disc level, zone and root, and lesions seen along nerves."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy.levels import level_and_zone
from radicular.condition import Conditions
from radicular.findings.catalog import DISC_LEVELS, Finding
from radicular.findings.drivers import sites_of, structures_of
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

__all__ = ["IMAGING"]

Floats = NDArray[np.float64]

SAME_LEVEL, ANY_ZONE = parameter("imaging_same_level"), parameter("imaging_any_zone")
PASSING = parameter("imaging_passing")


def _drive(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    if not finding.drivers:
        fit = _fit_of_level(finding, conditions, circumstances.level_shift)
    elif finding.drivers[0].role == "muscle":
        fit = motor_deficit(finding, conditions, circumstances)
    elif finding.drivers[0].role == "max":
        fit = conditions.in_family("root") + 0.8 * conditions.in_family("multi_root")
    else:
        fit = np.maximum(
            conditions.at_sites(sites_of(finding)), conditions.structure(structures_of(finding))
        )
    return features(np.clip(fit, 0.0, 1.0))


def _shown(finding: Finding, drive: Floats, links: Links) -> Floats:
    if finding.drivers and finding.drivers[0].role == "muscle":
        usual = "functional"
    else:
        usual = "compression" if finding.scale.name == "imaging" else "seen"
    return graded(finding, link_of(finding, usual, links), drive[:, 0])


IMAGING = ObservationModel(_drive, _shown, by_anatomy=False)


def _fit_of_level(finding: Finding, conditions: Conditions, shift: int) -> Floats:
    wanted = _behaves_like(finding.attributes, shift)
    fits = [_fit(site, place.id, wanted) for site, place in conditions.spots]
    return np.array(fits)[conditions.spot]


def _behaves_like(named: Mapping[str, str], shift: int) -> Mapping[str, str]:
    """What a report speaks of, with the level whose roots behave like those that it meets."""
    if "level" not in named or not shift:
        return named
    position = DISC_LEVELS.index(named["level"]) + shift
    level = DISC_LEVELS[position] if 0 <= position < len(DISC_LEVELS) else "beyond"
    return {**named, "level": level}


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
