"""Nerve conduction, late responses and needle EMG as graded findings."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import load_atlas
from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.drivers import muscles_of, structures_of
from radicular.findings.links import supply_variance
from radicular.findings.observation import Circumstances, graded, link_of, on_scale
from radicular.findings.strength import motor_deficit
from radicular.parameters import parameter

__all__ = ["late_response", "needle", "nerve_study"]

Floats = NDArray[np.float64]

_STAGES = ("acute", "subacute", "chronic")
_NEEDLE_KINDS = ("recruitment_reduced", "chronic_reinnervation", "denervation")
NEEDLE_STAGES: Mapping[str, Mapping[str, float]] = {
    kind: {stage: parameter(f"needle_{kind}_{stage}") for stage in _STAGES}
    for kind in _NEEDLE_KINDS
}
DEGENERATED_BY = {stage: parameter(f"degenerated_{stage}") for stage in _STAGES}
AXONAL = parameter("axonal_part")
ACUTE, SUBACUTE = parameter("acute_until_weeks"), parameter("subacute_until_weeks")


def _clock(conditions: Conditions, by_stage: Mapping[str, float]) -> Floats:
    acute, subacute = conditions.weeks < ACUTE, conditions.weeks < SUBACUTE
    late = np.where(subacute, by_stage["subacute"], by_stage["chronic"])
    return np.where(acute, by_stage["acute"], late)


def needle(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance of every needle grade of a muscle, shape (rows, grades)."""
    deficit = motor_deficit(finding, conditions, circumstances, "axon")
    variance = supply_variance(deficit, conditions.block * conditions.motor)
    abnormal = link_of(finding, "needle").at_least(deficit, variance)[:, 0]
    kinds = {
        kind: abnormal * _clock(conditions, by_stage) for kind, by_stage in NEEDLE_STAGES.items()
    }
    return on_scale(finding, {"normal": 1 - abnormal, **kinds})


def nerve_study(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance of every grade of a nerve conduction study, shape (rows, grades)."""
    del circumstances
    driver = finding.drivers[0]
    if driver.role == "structure":
        lost = conditions.structure(structures_of(finding)) * conditions.block
        return graded(finding, link_of(finding, "conduction"), lost)
    usual = "snap" if finding.scale.name == "snap" else "cmap"
    lost = _distal_loss(finding, conditions) * AXONAL * _clock(conditions, DEGENERATED_BY)
    return graded(finding, link_of(finding, usual), lost)


#: Studies that "nerve conduction otherwise" and the sensory pathway of the tibial nerve stand for.
_ROUTINE = {"other": ("sural", "superficial_fibular"), "sensory_tibial": ("sural",)}


def _distal_loss(finding: Finding, conditions: Conditions) -> Floats:
    driver = finding.drivers[0]
    if driver.role == "max":
        lost = [conditions.deficit("snap", nerve) for nerve in _ROUTINE[driver.name]]
        worst: Floats = np.max(lost, axis=0)
        return worst
    if driver.role == "nerve":
        return conditions.deficit("snap", driver.name)
    muscles = muscles_of(finding)
    parts = [weight * conditions.deficit("axon", name) for name, weight in muscles.items()]
    mean: Floats = np.sum(parts, axis=0) / sum(muscles.values())
    return mean


def late_response(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance of every grade of an H-reflex or F-wave, shape (rows, grades)."""
    name = finding.drivers[0].name
    if name in load_atlas().reflexes:
        deficit = conditions.deficit("reflex", name)
    else:
        deficit = motor_deficit(finding, conditions, circumstances, "axon")
    variance = supply_variance(deficit, conditions.block)
    return graded(finding, link_of(finding, "late"), deficit, variance)
