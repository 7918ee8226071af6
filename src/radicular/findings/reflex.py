"""Tendon reflexes and superficial reflexes."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding
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
from radicular.tables import read_csv

__all__ = ["REFLEX", "absent_in_health"]

Floats = NDArray[np.float64]

AGE_IF_UNKNOWN = 50.0

BRISK = parameter("brisk_healthy"), parameter("brisk_upper_motor")
CLONUS = parameter("clonus_healthy"), parameter("clonus_upper_motor")
LIVELY = parameter("upper_motor_lively")


def _drive(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    driver = finding.drivers[0]
    if driver.role == "max":
        deficit = _REST.lost(finding, conditions, circumstances.recorded)
    else:
        deficit = conditions.deficit("reflex", driver.name)
    return features(deficit, upper_motor(conditions))


def _shown(finding: Finding, drive: Floats, links: Links) -> Floats:
    deficit, upper = drive[:, 0], drive[:, 1]
    chances = link_of(finding, "reflex", links).grade_chances(deficit)
    lively = np.clip(1 - LIVELY * upper, 0.0, 1.0)
    normal, reduced, absent = (chances[:, column] for column in range(3))
    high = (BRISK[0] + BRISK[1] * upper) * np.maximum(normal, upper)
    clonus = (CLONUS[0] + CLONUS[1] * upper) * np.maximum(normal, upper)
    return on_scale(
        finding,
        {
            "absent": absent * lively,
            "reduced": reduced * lively,
            "normal": normal * (1 - BRISK[0] - CLONUS[0]) * lively,
            "brisk": high,
            "clonus": clonus,
        },
    )


_TENDON_REFLEXES = ("achilles", "patellar", "medial_hamstring")


def _tendon_deficits(conditions: Conditions) -> Floats:
    return np.stack([conditions.deficit("reflex", name) for name in _TENDON_REFLEXES], axis=1)


def _unnamed(finding: Finding, recorded: frozenset[str]) -> NDArray[np.bool_]:
    seen = recorded if finding.drivers[0].name == "other" else frozenset[str]()
    return np.array([f"reflex_{name}" not in seen for name in _TENDON_REFLEXES])


_REST = Rest(_tendon_deficits, _unnamed)
REFLEX = ObservationModel(_drive, _shown, rest=_REST)


def upper_motor(conditions: Conditions) -> Floats:
    """Return the degree of upper motor neuron signs of each row, 0 to 1."""
    signs = np.array([place.upper_motor for place in conditions.places])
    return signs * np.clip(0.4 + conditions.block, 0.0, 1.0) * (conditions.block > 0)


@cache
def _bands() -> tuple[tuple[str, float, float, float], ...]:
    rows = read_csv("radicular.findings", "tables/reflex_age.csv")
    return tuple(
        (row["finding"], float(row["from_age"]), float(row["to_age"]), float(row["both_absent"]))
        for row in rows
    )


def absent_in_health(finding: Finding, age: float | None) -> float:
    """Return the chance that health lacks a reflex on both sides at an age.

    Args:
        finding: A reflex.
        age: Years; 50 where it is not known.

    Example:
        >>> from radicular.findings.catalog import load_catalog
        >>> absent_in_health(load_catalog()["reflex_achilles"], 75)
        0.23
    """
    years = AGE_IF_UNKNOWN if age is None else age
    return next(
        (
            chance
            for name, start, end, chance in _bands()
            if name == finding.id and start <= years < end
        ),
        0.0,
    )
