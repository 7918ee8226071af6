"""The elements of FHIR resources and data types, as the specification defines them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from radicular.tables import read_csv

__all__ = ["RESOURCES", "Element", "Primitive", "children", "load_primitives"]

#: The resources that are written, and checked in full.
RESOURCES = (
    "Bundle",
    "Patient",
    "Observation",
    "DiagnosticReport",
    "RiskAssessment",
    "ClinicalImpression",
    "Condition",
    "DetectedIssue",
    "Task",
    "Procedure",
    "CarePlan",
    "Provenance",
    "AuditEvent",
)
_CHOICE = "[x]"


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a resource or data type.

    Attributes:
        path: In the definition (``Observation.component.code``).
        name: As a property (``valueQuantity`` for one form of ``value[x]``).
        choice: Name of the choice it is one form of; empty if it is none.
        least: Fewest.
        many: Whether it is a list.
        type: Its type.
        targets: Resources that a reference may point to; any where empty.
        codes: Codes of a required value set; any where empty.
    """

    path: str
    name: str
    choice: str
    least: int
    many: bool
    type: str
    targets: frozenset[str]
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Primitive:
    """How values of a data type are written.

    Attributes:
        json: ``string``, ``number`` or ``boolean``.
        pattern: For the whole text; None for any.
    """

    json: str
    pattern: re.Pattern[str] | None


@cache
def load_primitives() -> Mapping[str, Primitive]:
    """Return the data types that are single values."""
    return {
        row["type"]: Primitive(row["json"], re.compile(row["pattern"]) if row["pattern"] else None)
        for row in read_csv("radicular.interop", "tables/fhir_primitives.csv")
    }


@cache
def _by_parent() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in read_csv("radicular.interop", "tables/fhir_elements.csv"):
        found.setdefault(row["path"].rpartition(".")[0], []).append(row)
    return {parent: tuple(rows) for parent, rows in found.items()}


@cache
def children(parent: str) -> Mapping[str, Element]:
    """Return the properties that may stand in a resource, data type or part of one.

    Args:
        parent: Its path, such as ``Observation`` or ``Observation.component``.

    Source:
        HL7 FHIR R4B, structure definitions.

    Example:
        >>> children("Observation")["status"].least
        1
        >>> children("Observation")["valueQuantity"].choice
        'value[x]'
    """
    return {
        element.name: element for row in _by_parent().get(parent, ()) for element in _forms(row)
    }


def _forms(row: Mapping[str, str]) -> list[Element]:
    name = row["path"].rpartition(".")[2]
    chosen = name.endswith(_CHOICE)
    forms = []
    for kind in row["types"].split("|"):
        property_name = name.removesuffix(_CHOICE)
        if chosen:
            property_name += kind[0].upper() + kind[1:]
        forms.append(
            Element(
                path=row["path"],
                name=property_name,
                choice=name if chosen else "",
                least=int(row["min"]),
                many=row["max"] != "1",
                type=kind,
                targets=frozenset(filter(None, row["targets"].split("|"))),
                codes=frozenset(filter(None, row["codes"].split("|"))),
            )
        )
    return forms
