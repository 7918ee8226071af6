"""Tendon reflexes and superficial reflexes."""

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.links import supply_variance
from radicular.findings.observation import Circumstances, link_of, on_scale
from radicular.parameters import parameter

__all__ = ["reflex"]

Floats = NDArray[np.float64]

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
