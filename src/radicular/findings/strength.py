"""Strength of movements and muscles, named myotomes, and "strength otherwise normal"."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.drivers import muscles_of
from radicular.findings.observation import (
    Circumstances,
    Links,
    ObservationModel,
    features,
    link_of,
    on_scale,
)
from radicular.findings.rest import Rest
from radicular.parameters import parameter

__all__ = ["AXON_REST", "STRENGTH", "motor_deficit"]

Floats = NDArray[np.float64]

PAIN_LIMITED = parameter("pain_limited_painful"), parameter("pain_limited_painless")
_PROXIMAL = ("strength_hip_", "strength_knee_")


def _drive(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    return features(motor_deficit(finding, conditions, circumstances), conditions.painful)


def _shown(finding: Finding, drive: Floats, links: Links) -> Floats:
    link = link_of(finding, "strength", links)
    chances = link.grade_chances(drive[:, 0])
    limited = np.where(drive[:, 1] > 0, *PAIN_LIMITED)
    by_grade = {
        grade: chances[:, column] * (1 - limited)
        for column, grade in enumerate(("5", *link.grades))
    }
    return on_scale(finding, {**by_grade, "pain_limited": limited})


def motor_deficit(
    finding: Finding,
    conditions: Conditions,
    circumstances: Circumstances,
    kind: Literal["muscle", "axon"] = "muscle",
) -> Floats:
    """Return the lost strength that the drivers of a finding speak of, shape (rows,).

    Args:
        finding: Its drivers name muscles or a part of the leg.
        conditions: The lesions.
        circumstances: What else is recorded, for "otherwise normal".
        kind: ``muscle`` for voluntary strength, ``axon`` for the motor axons alone.
    """
    if finding.drivers[0].role == "max":
        rest = AXON_REST if kind == "axon" else _REST
        return rest.lost(finding, conditions, circumstances.recorded)
    return _mean_deficit(muscles_of(finding), conditions, kind)


def _mean_deficit(
    muscles: Mapping[str, float], conditions: Conditions, kind: Literal["muscle", "axon"]
) -> Floats:
    lost = [weight * conditions.deficit(kind, muscle) for muscle, weight in muscles.items()]
    mean: Floats = np.sum(lost, axis=0) / sum(muscles.values())
    return mean


@cache
def _movements() -> tuple[Finding, ...]:
    catalog = load_catalog()
    return tuple(catalog[f"strength_{movement}"] for movement in catalog.movements)


def _movement_deficits(conditions: Conditions, kind: Literal["muscle", "axon"]) -> Floats:
    lost = [_mean_deficit(muscles_of(movement), conditions, kind) for movement in _movements()]
    return np.stack(lost, axis=1)


def _unnamed(finding: Finding, recorded: frozenset[str]) -> NDArray[np.bool_]:
    part = finding.drivers[0].name
    seen = recorded if part == "other" else frozenset[str]()
    return np.array(
        [
            _lies_in(movement.id, part) and not _spoken_of(movement, seen)
            for movement in _movements()
        ]
    )


_REST = Rest(partial(_movement_deficits, kind="muscle"), _unnamed)
AXON_REST = Rest(partial(_movement_deficits, kind="axon"), _unnamed)
STRENGTH = ObservationModel(_drive, _shown, by_pain=True, rest=_REST)


def _lies_in(movement_id: str, part: str) -> bool:
    proximal = movement_id.startswith(_PROXIMAL)
    return {"proximal": proximal, "distal": not proximal}.get(part, True)


def _spoken_of(movement: Finding, recorded: frozenset[str]) -> bool:
    """Whether a recorded finding speaks of most of a movement's muscles."""
    spoken = {
        muscle
        for finding in map(load_catalog().findings.__getitem__, recorded)
        if finding.kind in ("strength", "functional") and finding.drivers[0].role != "max"
        for muscle in muscles_of(finding)
    }
    muscles = muscles_of(movement)
    shared = sum(weight for muscle, weight in muscles.items() if muscle in spoken)
    return shared >= sum(muscles.values()) / 2
