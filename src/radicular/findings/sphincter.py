"""Bladder, bowel and sphincters: they fail when both sides fail."""

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import load_atlas
from radicular.condition import Conditions
from radicular.conduction import Kind
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

__all__ = ["SPHINCTER"]

Floats = NDArray[np.float64]

ONE_SIDED = parameter("sphincter_one_sided")
_ALL_OF = {
    "bladder": ("detrusor", "external_urethral_sphincter"),
    "bowel": ("external_anal_sphincter", "puborectalis"),
    "sphincter": ("detrusor", "external_anal_sphincter"),
}


def _drive(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    lost = _lost(finding, conditions)
    return features(lost if circumstances.bilateral else ONE_SIDED * lost)


def _shown(finding: Finding, drive: Floats, links: Links) -> Floats:
    return graded(finding, link_of(finding, "sphincter", links), drive[:, 0])


SPHINCTER = ObservationModel(_drive, _shown)


def _lost(finding: Finding, conditions: Conditions) -> Floats:
    driver = finding.drivers[0]
    if driver.role == "dr":
        return conditions.structure(structures_of(finding)) * conditions.block
    if driver.role == "max":
        worst: Floats = np.max([_organ(name, conditions) for name in _ALL_OF[driver.name]], axis=0)
        return worst
    organs = [item.name for item in finding.drivers if item.role == "effector"]
    mean: Floats = np.mean([_organ(name, conditions) for name in organs], axis=0)
    return mean


def _organ(organ: str, conditions: Conditions) -> Floats:
    kind: Kind = "effector" if organ in load_atlas().effectors else "muscle"
    return conditions.deficit(kind, organ)
