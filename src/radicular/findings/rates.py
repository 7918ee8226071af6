"""Findings whose chance comes from a table by site, not from the map."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy.sites import site_of
from radicular.condition import Conditions
from radicular.findings.catalog import Finding
from radicular.findings.observation import Circumstances, Links, ObservationModel, normal_grades
from radicular.parameters import parameter
from radicular.tables import read_csv

__all__ = ["FELT", "RATES", "extra_rates", "has_rates", "with_second_cause"]

Floats = NDArray[np.float64]
Rates = Mapping[str, Mapping[str, float]]

#: Kinds of findings that a lesion gives only where it hurts.
FELT = frozenset(("pain_area", "pain_pattern", "tension"))
LEAST_CHANCE = 1e-6
WITHOUT_PAIN = parameter("rates_without_pain")


def _drive(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    del circumstances
    table = _table()[finding.id]
    chances = _by_row(table, conditions, finding.scale.grades, table.get("*", {}))
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


def _shown(finding: Finding, drive: Floats, links: Links) -> Floats:
    del finding, links
    return drive


#: The row of the site counts before that of its family, and that before the row ``*`` of all other
#: patients.
RATES = ObservationModel(_drive, _shown, by_anatomy=False, by_pain=True)


def has_rates(finding: Finding) -> bool:
    """Return whether a finding that the map predicts has table rows as well."""
    return finding.id in _table()


def extra_rates(finding: Finding, conditions: Conditions) -> Floats:
    """Return the chance that a site gives a grade without the map, shape (rows, grades)."""
    extra = _by_row(_table()[finding.id], conditions, finding.scale.grades, {})
    if finding.kind in FELT:
        extra = extra * conditions.painful[:, None]
    return extra


def with_second_cause(finding: Finding, chances: Floats, extra: Floats) -> Floats:
    """Add a second way by which a finding can be abnormal.

    Args:
        finding: What both causes show in.
        chances: What the first cause gives, shape (rows, grades).
        extra: Chance of each abnormal grade from the second cause, shape (rows, grades).

    Returns:
        Chances in which the finding stays normal only if neither cause acts.
    """
    normal = normal_grades(finding)
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
