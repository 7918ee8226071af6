"""Examined sensation of areas, named dermatomes and nerve territories."""

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import load_atlas
from radicular.condition import Conditions
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.drivers import patches_of
from radicular.findings.observation import (
    Circumstances,
    Links,
    ObservationModel,
    features,
    link_of,
    on_scale,
)
from radicular.findings.pain import TOLD, paresthesia
from radicular.findings.rest import Rest
from radicular.findings.territory import area_mean, named_pattern, resemblance, territory
from radicular.parameters import parameter

__all__ = ["SENSATION"]

Floats = NDArray[np.float64]

INCREASED = parameter("increased_feeling_healthy"), parameter("increased_feeling_painful")
OF_TERRITORY = parameter("of_territory")
WORST_PATCHES = int(parameter("worst_patches"))


def _drive(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    if finding.scale.name == "presence":
        return paresthesia(finding, conditions)
    pattern = named_pattern(finding)
    if pattern is None:
        deficit, supply = _deficit_and_supply(finding, conditions, circumstances)
    else:
        supply = resemblance(pattern, conditions)
        deficit = supply * conditions.block * conditions.sensory
    return features(deficit, supply * conditions.painful)


def _shown(finding: Finding, drive: Floats, links: Links) -> Floats:
    if finding.scale.name == "presence":
        return TOLD.shown(finding, drive, links)
    usual = "sensation" if named_pattern(finding) is None else "territory"
    link = link_of(finding, usual, links)
    chances = link.grade_chances(drive[:, 0])
    increased = INCREASED[0] + INCREASED[1] * drive[:, 1]
    by_grade = {
        grade: chances[:, column] * (1 - increased)
        for column, grade in enumerate(("normal", *link.grades))
    }
    return on_scale(finding, {**by_grade, "increased": increased})


def _deficit_and_supply(
    finding: Finding, conditions: Conditions, circumstances: Circumstances
) -> tuple[Floats, Floats]:
    if finding.drivers[0].role == "max":
        lost = _REST.lost(finding, conditions, circumstances.recorded)
        return lost, np.zeros(len(conditions))
    patches = list(patches_of(finding))
    lost = np.array([conditions.deficit("skin", patch) for patch in patches])
    reach = np.array([conditions.supply("irritation", patch) for patch in patches])
    return area_mean(lost), area_mean(reach)


def _patch_deficits(conditions: Conditions) -> Floats:
    return np.stack([conditions.deficit("skin", patch) for patch in load_atlas().patches], axis=1)


def _unnamed(finding: Finding, recorded: frozenset[str]) -> NDArray[np.bool_]:
    spoken = _spoken_of(recorded) if finding.drivers[0].name == "other" else set[str]()
    return np.array([patch not in spoken for patch in load_atlas().patches])


_REST = Rest(_patch_deficits, _unnamed, WORST_PATCHES)
SENSATION = ObservationModel(_drive, _shown, by_pain=True, rest=_REST)


def _spoken_of(recorded: frozenset[str]) -> set[str]:
    """The patches that recorded findings of sensation already speak of."""
    spoken: set[str] = set()
    for finding in map(load_catalog().findings.__getitem__, recorded):
        if finding.kind == "sensation":
            driver = finding.drivers[0]
            if driver.role == "patch":
                spoken |= set(patches_of(finding))
            elif driver.role in ("dermatome", "nerve"):
                share = dict(zip(load_atlas().patches, territory(driver), strict=True))
                spoken |= {patch for patch, part in share.items() if part >= OF_TERRITORY}
    return spoken
