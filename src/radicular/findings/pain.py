"""Told symptoms: pain and tingling by body area, and patterns that fit a named territory."""

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import load_atlas
from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.drivers import patches_of
from radicular.findings.observation import Circumstances, link_of, two_grades
from radicular.findings.territory import area_mean, named_pattern, resemblance
from radicular.parameters import parameter

__all__ = ["pain", "painless", "paresthesia"]

Floats = NDArray[np.float64]

SAID_PAINLESS = parameter("painless_told_painful"), parameter("painless_told_painless")
IRRITATED, MOTOR_ONLY = parameter("numbness_irritated"), parameter("numbness_motor_only")
TOLD_PATCHES, TOLD_LEAST = (
    parameter("told_territory_patches"),
    parameter("told_territory_least"),
)
BLOCKING = parameter("numbness_block_least"), parameter("numbness_block_most")


def pain(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance that pain is told in an area or pattern, shape (rows, 2)."""
    del circumstances
    return _told(finding, conditions, conditions.painful.astype(np.float64))


def painless(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance that the trouble is said to be painless, shape (rows, 2)."""
    del circumstances
    return two_grades(finding, np.where(conditions.painful, *SAID_PAINLESS))


def paresthesia(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance that numbness or tingling is told, shape (rows, 2)."""
    del circumstances
    least, most = BLOCKING
    blocking = np.where(conditions.block > 0, least + (most - least) * conditions.block, IRRITATED)
    heard = np.where(conditions.sensory, blocking, MOTOR_ONLY)
    silent = (conditions.block == 0) & ~conditions.painful
    return _told(finding, conditions, np.where(silent, 0.0, heard))


def _told(finding: Finding, conditions: Conditions, loudness: Floats) -> Floats:
    pattern = named_pattern(finding)
    if pattern is not None:
        alike = resemblance(pattern, conditions)
        told = link_of(finding, "pain_pattern").at_least(alike * loudness)
        return two_grades(finding, told[:, 0])
    link = link_of(finding, "pain_area")
    told = link.at_least(_reach(finding, conditions) * loudness)[:, 0]
    if finding.drivers[0].role != "max":
        told = link.floor + (told - link.floor) * _of_large_territory(conditions)
    return two_grades(finding, told)


def _of_large_territory(conditions: Conditions) -> Floats:
    """Return how readily each part of a lesion's territory is told, 0 to 1, shape (rows,).

    The larger the territory, the less often any one part of it is named.
    """
    part = np.sqrt(TOLD_PATCHES / np.maximum(conditions.territory, TOLD_PATCHES))
    told: Floats = np.maximum(part, TOLD_LEAST)
    return told


def _reach(finding: Finding, conditions: Conditions) -> Floats:
    """Share of the area's sensory supply within reach of each lesion, shape (rows,)."""
    if finding.drivers[0].role == "max":
        patches = tuple(load_atlas().patches)
        parts = np.array([conditions.supply("irritation", patch) for patch in patches])
        return np.asarray(parts.max(axis=0))
    parts = np.array([conditions.supply("irritation", patch) for patch in patches_of(finding)])
    return area_mean(parts)
