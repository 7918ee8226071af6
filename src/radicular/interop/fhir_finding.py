"""Findings as FHIR observations, and back without loss."""

from collections.abc import Mapping
from typing import Any

from radicular.case import Case, Observation
from radicular.errors import InputError
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
#: What others read in a finding.
_TOLD = ("code", "valueCodeableConcept", "dataAbsentReason", "bodySite", "method", "note")


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
    finding, entry = load_catalog()[item.finding], item.to_dict()
    resource: Resource = {
        "resourceType": "Observation",
        "id": key,
        "extension": [encoded(DATA, entry)],
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
    resource |= _value(item, str(entry["value"]))
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


def _value(item: Observation, text: str) -> Resource:
    """Return the value of a finding, or why there is none."""
    finding = load_catalog()[item.finding]
    if not item.value.judged:
        absent = {"coding": [{"system": _ABSENT, "code": "unknown"}], "text": text}
        return {"dataAbsentReason": absent}
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
    value = {"text": text} | ({"coding": codings} if codings else {})
    return {"valueCodeableConcept": value}


def entry_of_observation(resource: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the entry of a case file that an observation of ours holds; None if it is not ours.

    Args:
        resource: A FHIR observation.

    Raises:
        InputError: If what others read in it is no longer what was written.
    """
    if not of_system(resource.get("code"), FINDING):
        return None
    entry = extension(resource, DATA)
    if not isinstance(entry, Mapping):
        return None
    (item,) = Case.from_dict({"radicular_case": 1, "findings": [entry]}).observations
    written = observation_resource(item, key="", subject=None)
    for name in _TOLD:
        if resource.get(name) != written.get(name):
            place = f"Observation/{resource.get('id', '')}.{name}"
            allowed = "what was written; it was changed since, so enter it as a finding of its own"
            raise InputError(place, resource.get(name), allowed)
    return dict(entry)
