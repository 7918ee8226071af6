"""Findings as FHIR observations, and back without loss."""

from collections.abc import Mapping
from typing import Any

from radicular.case import Observation
from radicular.findings.catalog import load_catalog
from radicular.interop.fhir_words import (
    DATA,
    FINDING,
    Resource,
    coded,
    encoded,
    extension,
    of_system,
)

__all__ = ["SIDES", "entry_of_observation", "observation_resource"]

HPO = "http://purl.obolibrary.org/obo/hp.owl"
SNOMED = "http://snomed.info/sct"
#: Sides as SNOMED CT has them; identifiers only.
SIDES: Mapping[str, str] = {"left": "7771000", "right": "24028007", "both": "51440002"}
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_CATEGORIES: Mapping[str, str] = {
    "history": "survey",
    "examination": "exam",
    "electrodiagnosis": "procedure",
    "imaging": "imaging",
    "block": "procedure",
}
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_VALUE = "urn:radicular:grade"


def observation_resource(
    item: Observation, *, key: str, subject: Resource | None, on: str = "", by: str = ""
) -> Resource:
    """Return a finding as a FHIR observation.

    Args:
        item: The finding.
        key: Id of the resource.
        subject: Reference to the patient.
        on: Day of the finding, or empty.
        by: Who found it, or empty.
    """
    finding = load_catalog()[item.finding]
    resource: Resource = {
        "resourceType": "Observation",
        "id": key,
        "extension": [encoded(DATA, item.to_dict())],
        "status": "final",
        "category": [{"coding": [{"system": _CATEGORY, "code": _CATEGORIES[item.stage]}]}],
        "code": coded(FINDING, finding.id, finding.name),
    }
    if subject:
        resource["subject"] = subject
    if on:
        resource["effectiveDateTime"] = on
    if by:
        resource["performer"] = [{"display": by}]
    _add_value(resource, item)
    if item.side in SIDES:
        side = {"system": SNOMED, "code": SIDES[item.side]}
        resource["bodySite"] = {"coding": [side], "text": item.side}
    elif item.side == "unknown":
        resource["bodySite"] = {"text": "one side, not stated which"}
    if item.modality:
        resource["method"] = {"text": item.modality}
    if item.note:
        resource["note"] = [{"text": item.note}]
    return resource


def _add_value(resource: Resource, item: Observation) -> None:
    finding = load_catalog()[item.finding]
    if not item.value.judged:
        resource["dataAbsentReason"] = {
            "coding": [{"system": _ABSENT, "code": "unknown"}],
            "text": item.value.text,
        }
        return
    grades = [grade for grade in finding.scale.grades if grade in item.grades]
    codings = (
        [{"system": f"{_VALUE}:{finding.scale.name}", "code": grades[0].replace(" ", "_")}]
        if len(grades) == 1
        else []
    )
    codings += [
        {"system": HPO, "code": code.term}
        for code in finding.codes
        if code.term.startswith("HP:") and item.grades <= code.grades
    ]
    value: dict[str, Any] = {"text": item.value.text}
    if codings:
        value["coding"] = codings
    resource["valueCodeableConcept"] = value


def entry_of_observation(resource: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the entry of a case file that an observation of ours holds; None if it is not ours.

    Args:
        resource: A FHIR observation.
    """
    if not of_system(resource.get("code"), FINDING):
        return None
    entry = extension(resource, DATA)
    return dict(entry) if isinstance(entry, Mapping) else None
