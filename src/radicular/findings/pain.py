"""Told symptoms: pain and tingling by body area, and patterns that fit a named territory."""

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import load_atlas
from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.drivers import patches_of
from radicular.findings.observation import (
    Circumstances,
    Links,
    ObservationModel,
    features,
    link_of,
    two_grades,
)
from radicular.findings.territory import area_mean, named_pattern, resemblance
from radicular.parameters import parameter

__all__ = ["PAINLESS", "TOLD", "paresthesia"]

Floats = NDArray[np.float64]

SAID_PAINLESS = parameter("painless_told_painful"), parameter("painless_told_painless")
IRRITATED, MOTOR_ONLY = parameter("numbness_irritated"), parameter("numbness_motor_only")
TOLD_PATCHES, TOLD_LEAST = (
    parameter("told_territory_patches"),
    parameter("told_territory_least"),
)
BLOCKING = parameter("numbness_block_least"), parameter("numbness_block_most")


def _pain(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    del circumstances
    return _told(finding, conditions, conditions.painful.astype(np.float64))


def _painless(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    del finding, circumstances
    return features(conditions.painful)


def _said_painless(finding: Finding, drive: Floats, links: Links) -> Floats:
    del links
    return two_grades(finding, np.where(drive[:, 0] > 0, *SAID_PAINLESS))


def paresthesia(finding: Finding, conditions: Conditions) -> Floats:
    """Return how loudly numbness or tingling is felt, shape (rows, 2)."""
    least, most = BLOCKING
    blocking = np.where(conditions.block > 0, least + (most - least) * conditions.block, IRRITATED)
    heard = np.where(conditions.sensory, blocking, MOTOR_ONLY)
    silent = (conditions.block == 0) & ~conditions.painful
    return _told(finding, conditions, np.where(silent, 0.0, heard))


def _told(finding: Finding, conditions: Conditions, loudness: Floats) -> Floats:
    pattern = named_pattern(finding)
    if pattern is not None:
        alike = resemblance(pattern, conditions)
        return features(alike * loudness, np.ones(len(conditions)))
    readily = np.ones(len(conditions))
    if finding.drivers[0].role != "max":
        readily = _of_large_territory(conditions)
    return features(_reach(finding, conditions) * loudness, readily)


def _shown(finding: Finding, drive: Floats, links: Links) -> Floats:
    usual = "pain_area" if named_pattern(finding) is None else "pain_pattern"
    link = link_of(finding, usual, links)
    told = link.at_least(drive[:, 0])[:, 0]
    return two_grades(finding, link.floor + (told - link.floor) * drive[:, 1])


TOLD = ObservationModel(_pain, _shown, by_pain=True)
PAINLESS = ObservationModel(_painless, _said_painless, by_anatomy=False, by_pain=True)


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
