"""FHIR from other systems as a case: what is understood, and what is kept because it is not."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from radicular.case import Case
from radicular.errors import InputError
from radicular.findings.catalog import load_catalog
from radicular.interop.fhir_finding import HPO
from radicular.interop.fhir_words import text_of
from radicular.tables import read_csv

__all__ = ["ForeignCase", "Kept", "foreign_case"]

Resource = Mapping[str, Any]
_SIDE_WORDS = re.compile(r"\b(left|right|both sides|bilateral)\b", re.IGNORECASE)
_SIDES: Mapping[str, str] = {"both sides": "both", "bilateral": "both"}
_UNUSED_STATUS = ("entered-in-error", "cancelled")
_REFUTED = ("refuted", "entered-in-error")


@dataclass(frozen=True, slots=True)
class Kept:
    """A resource that could not be understood, kept as it came.

    Attributes:
        name: Type and id.
        says: What it says in words, as far as it has any.
        reason: Why it was not understood.
        resource: As it came.
    """

    name: str
    says: str
    reason: str
    resource: Resource

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        told = {key: value for key, value in self.resource.items() if key != "_fullUrl"}
        return {"name": self.name, "says": self.says, "reason": self.reason, "resource": told}


@dataclass(frozen=True)
class ForeignCase:
    """What resources of another system say.

    Attributes:
        case: What was understood.
        kept: Everything else.
    """

    case: Case
    kept: tuple[Kept, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"case": self.case.to_dict(), "kept": [item.to_dict() for item in self.kept]}


@dataclass
class _Understood:
    """What was understood so far."""

    patient: dict[str, Any] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    values: dict[tuple[str, str, str, str], str] = field(default_factory=dict)


class _NotUnderstoodError(Exception):
    """Says why a resource was not understood."""


@cache
def _codes() -> Mapping[tuple[str, str], Mapping[str, str]]:
    rows = read_csv("radicular.interop", "tables/foreign_codes.csv")
    return {(row["system"], row["code"]): row for row in rows}


@cache
def _values() -> Mapping[tuple[str, str], str]:
    rows = read_csv("radicular.interop", "tables/foreign_values.csv")
    return {(row["system"], row["code"]): row["words"] for row in rows}


@cache
def _phenotypes() -> Mapping[str, tuple[str, str]]:
    """HPO term to the finding it can only be, with a grade it stands for."""
    found: dict[str, set[tuple[str, str]]] = {}
    for finding in load_catalog():
        for code in finding.codes:
            for grade in sorted(code.grades)[:1]:
                found.setdefault(code.term, set()).add((finding.id, grade))
    return {term: next(iter(meant)) for term, meant in found.items() if len(meant) == 1}


def foreign_case(resources: Sequence[Resource]) -> ForeignCase:
    """Return the case that resources of another system hold.

    Findings are recognized by codes (SNOMED CT and LOINC identifiers of a small table, HPO terms
    of the catalog) and else by their text. What is not understood is listed and kept.

    Args:
        resources: As read.

    Example:
        >>> found = foreign_case(
        ...     [
        ...         {
        ...             "resourceType": "Observation",
        ...             "id": "1",
        ...             "status": "final",
        ...             "code": {"text": "Achilles reflex"},
        ...             "bodySite": {"text": "left"},
        ...             "valueString": "absent",
        ...         }
        ...     ]
        ... )
        >>> [(item.finding, item.side) for item in found.case.observations], found.kept
        ([('reflex_achilles', 'left')], ())
    """
    understood, kept = _Understood(), []
    subjects = {str(_subject(item)) for item in resources if _subject(item)}
    if len(subjects) > 1:
        told = ", ".join(sorted(subjects)[:5])
        raise InputError("subject", told, "resources of one patient; split them first")
    for item in resources:
        try:
            _READERS.get(item["resourceType"], _unread)(item, understood)
        except _NotUnderstoodError as error:
            name = f"{item['resourceType']}/{item.get('id', 'without id')}"
            kept.append(Kept(name, text_of(item.get("code")), str(error), item))
    case = Case.from_dict(
        {
            "radicular_case": 1,
            "patient": understood.patient,
            "source": "read from FHIR",
            "findings": understood.findings,
        }
    )
    return ForeignCase(case, tuple(kept))


def _subject(item: Resource) -> str:
    link = item.get("subject") or item.get("patient")
    return str(link.get("reference", "")) if isinstance(link, Mapping) else ""


def _unread(item: Resource, understood: _Understood) -> None:
    del understood
    raise _NotUnderstoodError(f"resources of type {item['resourceType']} hold no finding")


def _patient(item: Resource, understood: _Understood) -> None:
    gender = item.get("gender")
    if gender in ("female", "male", "other", "unknown"):
        understood.patient["sex"] = gender
    if "birthDate" in item:
        raise _NotUnderstoodError(
            "a date of birth is not kept in a case; give the age at that time"
        )


def _observation(item: Resource, understood: _Understood) -> None:
    if item.get("status") in _UNUSED_STATUS:
        raise _NotUnderstoodError(f"its status is {item['status']}")
    known = _known(item.get("code"))
    if known and known["means"] == "patient":
        understood.patient[known["is"]] = _quantity(item, known["is"])
        return
    name, stated = _finding(item, known)
    _record(item, understood, name, _value(item) or stated)


def _condition(item: Resource, understood: _Understood) -> None:
    status = _coded(item.get("verificationStatus"))
    if any(code in _REFUTED for _, code in status):
        raise _NotUnderstoodError("it is refuted or entered in error")
    known = _known(item.get("code"))
    name, stated = _finding(item, known)
    _record(item, understood, name, stated or "present")


def _known(concept: object) -> Mapping[str, str] | None:
    for key in _coded(concept):
        if key in _codes():
            return _codes()[key]
    return None


def _coded(concept: object) -> list[tuple[str, str]]:
    if not isinstance(concept, Mapping):
        return []
    return [
        (str(part.get("system", "")), str(part.get("code", "")))
        for part in concept.get("coding") or ()
        if isinstance(part, Mapping)
    ]


def _finding(item: Resource, known: Mapping[str, str] | None) -> tuple[str, str]:
    """Return the name of a finding with the value that the code itself states."""
    if known and known["means"] == "finding":
        return known["is"], known["value"]
    for system, code in _coded(item.get("code")):
        if system in (HPO, "http://human-phenotype-ontology.org") and code in _phenotypes():
            return _phenotypes()[code]
    text = text_of(item.get("code"))
    if not text:
        codes = ", ".join(f"{system}|{code}" for system, code in _coded(item.get("code")))
        raise _NotUnderstoodError(
            f"a code without text that is not in the table: {codes or 'none'}"
        )
    return text, ""


def _side(item: Resource) -> str:
    sites = item.get("bodySite")
    for site in sites if isinstance(sites, list) else [sites]:
        for key in _coded(site):
            if key in _codes() and _codes()[key]["means"] == "side":
                return _codes()[key]["is"]
        told = _SIDE_WORDS.search(text_of(site))
        if told:
            return _SIDES.get(told[1].lower(), told[1].lower())
    return ""


def _quantity(item: Resource, name: str) -> float:
    quantity = item.get("valueQuantity")
    if not isinstance(quantity, Mapping) or not isinstance(quantity.get("value"), int | float):
        raise _NotUnderstoodError("a number was expected")
    unit = str(quantity.get("code") or quantity.get("unit") or "")
    wanted = {"height_cm": {"cm": 1.0, "m": 100.0}, "age": {"a": 1.0, "years": 1.0, "year": 1.0}}
    if unit not in wanted[name]:
        raise _NotUnderstoodError(
            f"the unit {unit or 'none'!r}; understood: {', '.join(wanted[name])}"
        )
    return round(float(quantity["value"]) * wanted[name][unit], 6)


def _value(item: Resource) -> str:
    """Return the value as a text; empty if there is none."""
    concepts = (item.get("valueCodeableConcept"), *(item.get("interpretation") or ()))
    return next(filter(None, (*map(_concept_value, concepts), _plain_value(item))), "")


def _concept_value(concept: object) -> str:
    known = (_values()[key] for key in _coded(concept) if key in _values())
    return next(known, text_of(concept))


def _plain_value(item: Resource) -> str:
    if "valueBoolean" in item:
        return "present" if item["valueBoolean"] else "absent"
    for name in ("valueString", "valueInteger"):
        if name in item:
            return str(item[name])
    quantity = item.get("valueQuantity")
    if isinstance(quantity, Mapping) and "value" in quantity:
        return f"{quantity['value']:g} {quantity.get('code') or quantity.get('unit') or ''}".strip()
    return "not tested" if "dataAbsentReason" in item else ""


def _record(item: Resource, understood: _Understood, name: str, value: str) -> None:
    """Add a finding if the catalog knows it, its side is said, and its value can be read."""
    if not value:
        raise _NotUnderstoodError("no value that can be read")
    entry: dict[str, Any] = {"finding": name, "value": value}
    side = _side(item)
    if side:
        entry["side"] = side
    try:
        case = Case.from_dict({"radicular_case": 1, "findings": [entry]})
    except InputError as error:
        reason = f"{error.field}: {error.value!r}; allowed: {error.allowed}"
        raise _NotUnderstoodError(reason) from None
    for observation in case.observations:
        before = understood.values.setdefault(observation.key, observation.value.text)
        if before != observation.value.text:
            raise _NotUnderstoodError(f"another resource says {before!r} of the same finding")
    if entry not in understood.findings:
        understood.findings.append(entry)


Reader = Callable[[Resource, _Understood], None]
_READERS: Mapping[str, Reader] = {
    "Patient": _patient,
    "Observation": _observation,
    "Condition": _condition,
}
