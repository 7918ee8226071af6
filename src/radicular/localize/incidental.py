"""How often imaging shows in people without symptoms what it shows here, by age and level."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from radicular.case import Case, Observation
from radicular.findings.catalog import load_catalog
from radicular.findings.told import told
from radicular.lesion import Lesion, Side
from radicular.localize.posterior import RankedSite
from radicular.predict import expected_finding
from radicular.tables import read_csv

__all__ = ["Incidental", "incidental_changes", "incidental_rate"]

#: Findings of the catalog and the change whose rates are known.
_CHANGES: Mapping[str, str] = {
    "imaging_disc_degeneration": "degeneration",
    "imaging_facet_arthrosis": "facet_degeneration",
    "spondylolisthesis": "spondylolisthesis",
}
_BULGE = "bulg"


@dataclass(frozen=True, slots=True)
class Incidental:
    """A change seen on imaging beside how common it is without symptoms.

    Attributes:
        finding: As recorded.
        change: ``protrusion``, ``bulge``, ``degeneration`` …
        age: Of the patient in years.
        anywhere: Share of people of that age without symptoms who have it at any lumbar level.
        at_level: Share who have it at this level, by an assumed share of the levels; None where
            the change has no level.
        expected: Chance that the place named by the other findings would show it so; None where
            nothing else was found.
    """

    finding: str
    change: str
    age: float
    anywhere: float
    at_level: float | None
    expected: float | None

    @property
    def factor(self) -> float | None:
        """How many times likelier the change is with the lesion than without symptoms."""
        if self.expected is None or not self.at_level:
            return None
        return self.expected / self.at_level

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {name: getattr(self, name) for name in self.__slots__} | {"factor": self.factor}


@cache
def _rates(change: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    rows = read_csv("radicular.localize", "tables/incidental.csv")
    chosen = [
        (float(row["age"]), float(row["prevalence"])) for row in rows if row["change"] == change
    ]
    ages, rates = zip(*sorted(chosen), strict=True)
    return ages, rates


@cache
def _shares() -> Mapping[str, float]:
    rows = read_csv("radicular.localize", "tables/incidental_levels.csv")
    return {row["level"]: float(row["share"]) for row in rows}


def incidental_rate(change: str, age: float) -> float:
    """Return the share of people without symptoms whose imaging shows a change.

    Between the ages of the table it is interpolated; beyond them the nearest holds.

    Args:
        change: ``protrusion``, ``bulge``, ``degeneration`` …
        age: In years.

    Source:
        Brinjikji 2015 (AJNR 36:811).

    Example:
        >>> round(incidental_rate("protrusion", 40), 2)
        0.33
    """
    ages, rates = _rates(change)
    return float(np.interp(age, ages, rates))


def incidental_changes(case: Case, site: RankedSite | None) -> tuple[Incidental, ...]:
    """Return what imaging shows, beside how common it is without symptoms.

    Args:
        case: The recorded findings; without an age nothing can be said.
        site: The place that the other findings name, if they do.
    """
    if case.patient.age is None:
        return ()
    return tuple(_changes(case, case.patient.age, site))


def _changes(case: Case, age: float, site: RankedSite | None) -> Iterator[Incidental]:
    catalog = load_catalog()
    for item in case.observations:
        finding = catalog[item.finding]
        change = _change(item)
        if not change or item.grades <= finding.scale.normal:
            continue
        anywhere = incidental_rate(change, age)
        share = _shares().get(item.level)
        side = f"{item.side} " if item.side in ("left", "right") else ""
        yield Incidental(
            finding=f"{finding.name}: {side}{told(finding, item.value)}",
            change=change,
            age=age,
            anywhere=anywhere,
            at_level=None if share is None else anywhere * share,
            expected=_expected(item, site, age),
        )


def _change(item: Observation) -> str:
    """Return which change a finding of imaging is; empty where no rate is known."""
    if item.finding in _CHANGES:
        return _CHANGES[item.finding]
    if not item.finding.startswith("mri_") or item.value.scale != "imaging":
        return ""
    if item.finding.endswith("stenosis") or item.finding.startswith("mri_root"):
        return ""
    return "bulge" if _BULGE in item.value.text.lower() else "protrusion"


def _expected(item: Observation, site: RankedSite | None, age: float) -> float | None:
    """Return the chance that the place would show a change so; None on its other side."""
    if site is None:
        return None
    sides: Mapping[str, Side] = {"left": "left", "right": "right"}
    lesion = Lesion(site.site, sides.get(site.side, "both"))
    entry = expected_finding(load_catalog()[item.finding], lesion, age=age)
    if entry.side not in (item.side, "both", "midline"):
        return None
    return sum(entry.chances[grade] for grade in item.grades)
