"""Examined sensation of areas, named dermatomes and nerve territories."""

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import load_atlas
from radicular.condition import Conditions
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.drivers import patches_of
from radicular.findings.links import supply_variance
from radicular.findings.observation import Circumstances, link_of, on_scale
from radicular.findings.pain import paresthesia
from radicular.findings.territory import area_mean, named_pattern, resemblance, territory
from radicular.parameters import parameter

__all__ = ["sensation"]

Floats = NDArray[np.float64]

INCREASED = parameter("increased_feeling_healthy"), parameter("increased_feeling_painful")
OF_TERRITORY = parameter("of_territory")
WORST_PATCHES = int(parameter("worst_patches"))


def sensation(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance of every grade of sensation, shape (rows, grades)."""
    if finding.scale.name == "presence":
        return paresthesia(finding, conditions, circumstances)
    pattern = named_pattern(finding)
    blocked = conditions.block * conditions.sensory
    if pattern is None:
        deficit, supply = _deficit_and_supply(finding, conditions, circumstances)
        link, variance = link_of(finding, "sensation"), supply_variance(deficit, blocked)
    else:
        supply = resemblance(pattern, conditions)
        deficit, link, variance = supply * blocked, link_of(finding, "territory"), 0.0 * supply
    chances = link.grade_chances(deficit, variance)
    increased = INCREASED[0] + INCREASED[1] * supply * conditions.painful
    by_grade = {
        grade: chances[:, column] * (1 - increased)
        for column, grade in enumerate(("normal", *link.grades))
    }
    return on_scale(finding, {**by_grade, "increased": increased})


def _deficit_and_supply(
    finding: Finding, conditions: Conditions, circumstances: Circumstances
) -> tuple[Floats, Floats]:
    driver = finding.drivers[0]
    if driver.role == "max":
        spoken = _spoken_of(circumstances.recorded) if driver.name == "other" else set[str]()
        patches = [patch for patch in load_atlas().patches if patch not in spoken]
        lost = np.array([conditions.deficit("skin", patch) for patch in patches])
        return np.sort(lost, axis=0)[-WORST_PATCHES:].mean(axis=0), np.zeros(len(conditions))
    patches = list(patches_of(finding))
    lost = np.array([conditions.deficit("skin", patch) for patch in patches])
    reach = np.array([conditions.supply("irritation", patch) for patch in patches])
    return area_mean(lost), area_mean(reach)


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
