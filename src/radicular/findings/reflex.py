"""Tendon reflexes and superficial reflexes."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.links import supply_variance
from radicular.findings.observation import Circumstances, link_of, on_scale
from radicular.parameters import parameter
from radicular.tables import read_csv

__all__ = ["absent_in_health", "reflex"]

Floats = NDArray[np.float64]

AGE_IF_UNKNOWN = 50.0

BRISK = parameter("brisk_healthy"), parameter("brisk_upper_motor")
CLONUS = parameter("clonus_healthy"), parameter("clonus_upper_motor")
LIVELY = parameter("upper_motor_lively")


def reflex(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance of every grade of a reflex, shape (rows, grades)."""
    upper = upper_motor(conditions)
    driver = finding.drivers[0]
    if driver.role == "max":
        seen = circumstances.recorded if driver.name == "other" else frozenset[str]()
        deficit = _worst(conditions, seen)
    else:
        deficit = conditions.deficit("reflex", driver.name)
    link = link_of(finding, "reflex")
    chances = link.grade_chances(deficit, supply_variance(deficit, conditions.block))
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


def _worst(conditions: Conditions, recorded: frozenset[str]) -> Floats:
    others = [
        conditions.deficit("reflex", name)
        for name in _TENDON_REFLEXES
        if f"reflex_{name}" not in recorded
    ]
    return np.max(others, axis=0) if others else np.zeros(len(conditions))


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
