"""Nerve conduction, late responses and needle EMG as graded findings."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import load_atlas
from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.drivers import muscles_of, structures_of
from radicular.findings.observation import (
    Circumstances,
    Links,
    ObservationModel,
    features,
    graded,
    link_of,
    on_scale,
)
from radicular.findings.strength import AXON_REST, motor_deficit
from radicular.parameters import parameter

__all__ = ["LATE_RESPONSE", "NEEDLE", "NERVE_STUDY"]

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


def _needle(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    deficit = motor_deficit(finding, conditions, circumstances, "axon")
    shares = [_clock(conditions, by_stage) for by_stage in NEEDLE_STAGES.values()]
    return features(deficit, *shares)


def _heard(finding: Finding, drive: Floats, links: Links) -> Floats:
    abnormal = link_of(finding, "needle", links).at_least(drive[:, 0])[:, 0]
    kinds = {
        kind: abnormal * drive[:, column] for column, kind in enumerate(NEEDLE_STAGES, start=1)
    }
    return on_scale(finding, {"normal": 1 - abnormal, **kinds})


def _study(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    del circumstances
    if finding.drivers[0].role == "structure":
        return features(conditions.structure(structures_of(finding)) * conditions.block)
    lost = _distal_loss(finding, conditions) * AXONAL * _clock(conditions, DEGENERATED_BY)
    return features(lost)


def _measured(finding: Finding, drive: Floats, links: Links) -> Floats:
    return graded(finding, link_of(finding, _usual_link(finding), links), drive[:, 0])


def _usual_link(finding: Finding) -> str:
    if finding.drivers[0].role == "structure":
        return "conduction"
    return "snap" if finding.scale.name == "snap" else "cmap"


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


def _late(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    name = finding.drivers[0].name
    if name in load_atlas().reflexes:
        return features(conditions.deficit("reflex", name))
    return features(motor_deficit(finding, conditions, circumstances, "axon"))


def _evoked(finding: Finding, drive: Floats, links: Links) -> Floats:
    return graded(finding, link_of(finding, "late", links), drive[:, 0])


NEEDLE = ObservationModel(_needle, _heard, by_time=True, rest=AXON_REST)
NERVE_STUDY = ObservationModel(_study, _measured, by_time=True)
LATE_RESPONSE = ObservationModel(_late, _evoked)
