"""Findings whose chance comes from a table by site, not from the map."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy.sites import site_of
from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.observation import Circumstances
from radicular.parameters import parameter
from radicular.tables import read_csv

__all__ = ["add_rates", "has_rates", "rates"]

Floats = NDArray[np.float64]
Rates = Mapping[str, Mapping[str, float]]

#: Kinds of findings that a lesion gives only where it hurts.
_FELT = frozenset(("pain_area", "pain_pattern", "tension"))
LEAST_CHANCE = 1e-6
WITHOUT_PAIN = parameter("rates_without_pain")


def rates(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance of every grade of a finding from its table rows, shape (rows, grades).

    The row of the site counts before that of its family, and that before the row ``*`` of all
    other patients.
    """
    del circumstances
    table = _table()[finding.id]
    background = table.get("*", {})
    chances = _by_row(table, conditions, finding.scale.grades, background)
    if finding.attributes.get("needs") == "pain":
        chances *= np.where(conditions.painful, 1.0, WITHOUT_PAIN)[:, None]
    rest = 1 - chances.sum(axis=1)
    normal = [
        index for index, grade in enumerate(finding.scale.grades) if grade in finding.scale.normal
    ]
    chances[:, normal[0]] += rest
    chances = np.clip(chances, LEAST_CHANCE, 1.0)
    total: Floats = chances / chances.sum(axis=1, keepdims=True)
    return total


def has_rates(finding: Finding) -> bool:
    """Return whether a finding that the map predicts has table rows as well."""
    return finding.id in _table()


def add_rates(finding: Finding, conditions: Conditions, chances: Floats) -> Floats:
    """Add the ways by which a site gives a finding without the map, as a second cause.

    Args:
        finding: A finding that the map predicts.
        conditions: The lesions.
        chances: What the map predicts, shape (rows, grades).

    Returns:
        Chances in which the finding stays normal only if neither cause acts.
    """
    grades = finding.scale.grades
    extra = _by_row(_table()[finding.id], conditions, grades, {})
    if finding.kind in _FELT:
        extra = extra * conditions.painful[:, None]
    normal = np.array([grade in finding.scale.normal for grade in grades])
    spared = chances * (1 - extra.sum(axis=1, keepdims=True))
    mixed = np.where(normal, spared, spared + extra)
    total: Floats = mixed / mixed.sum(axis=1, keepdims=True)
    return total


def _by_row(
    table: Rates, conditions: Conditions, grades: tuple[str, ...], background: Mapping[str, float]
) -> Floats:
    rows = []
    for site_id, place in conditions.spots:
        targets = (f"{site_id}:{place.id}", site_id, f"family:{site_of(site_id).family}")
        chosen = next((table[name] for name in targets if name in table), background)
        rows.append([chosen.get(grade, 0.0) for grade in grades])
    by_row: Floats = np.array(rows)[conditions.spot]
    return by_row


@cache
def _table() -> Mapping[str, Rates]:
    table: dict[str, dict[str, dict[str, float]]] = {}
    for row in read_csv("radicular.findings", "tables/rates.csv"):
        of_target = table.setdefault(row["finding"], {}).setdefault(row["target"], {})
        of_target[row["grade"]] = float(row["probability"])
    return table
