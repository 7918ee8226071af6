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
    if pattern is None:
        link, reach = link_of(finding, "pain_area"), _reach(finding, conditions)
    else:
        link, reach = link_of(finding, "pain_pattern"), resemblance(pattern, conditions)
    return two_grades(finding, link.at_least(reach * loudness)[:, 0])


def _reach(finding: Finding, conditions: Conditions) -> Floats:
    """Share of the area's sensory supply within reach of each lesion, shape (rows,)."""
    if finding.drivers[0].role == "max":
        patches = tuple(load_atlas().patches)
        parts = np.array([conditions.supply("irritation", patch) for patch in patches])
        return np.asarray(parts.max(axis=0))
    parts = np.array([conditions.supply("irritation", patch) for patch in patches_of(finding)])
    return area_mean(parts)
