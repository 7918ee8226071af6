"""The entries of an episode as FHIR resources: a main one each, its findings, a provenance."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from radicular.interop.fhir_finding import SIDES, SNOMED, observation_resource
from radicular.interop.fhir_words import (
    DATA,
    EVENT,
    INSTRUMENT,
    Resource,
    coded,
    encoded,
    identity,
    reference,
)
from radicular.pathway.episode import Episode, Plan, observations_of
from radicular.pathway.event import Event
from radicular.pathway.scores import load_instruments

__all__ = ["event_resources", "patient_resource"]

_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_DIAGNOSTIC = "http://terminology.hl7.org/CodeSystem/v2-0074"
_LIFECYCLE = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_UCUM = "http://unitsofmeasure.org"
#: Kept in resources of their own, not in the data of the main one.
_APART = ("findings", "scores")


def patient_resource(episode: Episode) -> Resource:
    """Return the patient of an episode, without any name."""
    return {
        "resourceType": "Patient",
        "id": identity(episode.id, "patient"),
        "identifier": [{"system": "urn:radicular:episode", "value": episode.id}],
        "gender": episode.patient.sex,
    }


def event_resources(episode: Episode, event: Event) -> Iterator[Resource]:
    """Yield the resources of an entry.

    Args:
        episode: The episode.
        event: One of its entries.
    """
    parts = [*_findings(episode, event), *_scores(episode, event)]
    kind, main = _MAIN.get(event.kind, ("Task", _task))
    resource: Resource = {
        "resourceType": kind,
        "id": identity(episode.id, "entry", event.number),
        "extension": [
            encoded(EVENT, _head(event)),
            encoded(DATA, {k: v for k, v in event.data.items() if k not in _APART}),
        ],
    }
    withdrawn = event.number in episode.withdrawn
    resource |= main(episode, event, [reference("Observation", part["id"]) for part in parts])
    if withdrawn:
        _withdraw(resource)
    yield from parts
    yield resource
    yield _provenance(episode, event, resource, parts)


def _head(event: Event) -> dict[str, Any]:
    """What every entry has, without the chain, which is made anew where it is read."""
    known = {
        "number": event.number,
        "kind": event.kind,
        "date": event.on,
        "by": event.by,
        "role": event.role,
        "problem": event.problem,
        "recorded": event.recorded,
    }
    return {name: value for name, value in known.items() if value != ""}


def _withdraw(resource: Resource) -> None:
    if "status" in resource:
        resource["status"] = "entered-in-error"
    else:
        resource["verificationStatus"] = {
            "coding": [{"system": _VERIFICATION, "code": "entered-in-error"}]
        }
        resource.pop("clinicalStatus", None)


def _subject(episode: Episode) -> Resource:
    return reference("Patient", identity(episode.id, "patient"))


def _findings(episode: Episode, event: Event) -> Iterator[Resource]:
    # The finding that a block is follows from its data.
    for number, item in enumerate(observations_of(event) if event.kind != "block" else ()):
        yield observation_resource(
            item,
            key=identity(episode.id, "finding", event.number, number),
            subject=_subject(episode),
            on=event.on,
            by=event.by,
        )


def _scores(episode: Episode, event: Event) -> Iterator[Resource]:
    for name, value in event.data.get("scores", {}).items():
        yield {
            "resourceType": "Observation",
            "id": identity(episode.id, "score", event.number, name),
            "status": "final",
            "category": [{"coding": [{"system": _CATEGORY, "code": "survey"}]}],
            "code": coded(INSTRUMENT, name, load_instruments()[name].name),
            "subject": _subject(episode),
            "effectiveDateTime": event.on,
            "performer": [{"display": event.by}],
            "valueQuantity": {
                "value": value,
                "unit": "score",
                "system": _UCUM,
                "code": "{score}",
            },
        }


def _site(side: str) -> list[Resource]:
    if side not in SIDES:
        return []
    return [{"coding": [{"system": SNOMED, "code": SIDES[side]}], "text": side}]


def _care_plan(episode: Episode, event: Event, parts: list[Resource]) -> Resource:
    del parts
    data = event.data
    plan: Resource = {
        "status": "active",
        "intent": "plan",
        "subject": _subject(episode),
        "created": event.on,
    }
    if event.kind == "opened":
        plan["title"] = data.get("title") or episode.id
        plan["category"] = [{"text": f"{data['context']} care"}]
        return plan
    planned = Plan(event)
    detail: Resource = {
        "status": "not-started",
        "code": {"text": planned.procedure.name},
        "description": planned.words,
    }
    if data.get("scheduled"):
        detail["scheduledPeriod"] = {"start": data["scheduled"]}
    if data.get("operator"):
        detail["performer"] = [{"display": data["operator"]}]
    return plan | {"title": planned.words, "activity": [{"detail": detail}]}


def _condition(episode: Episode, event: Event, parts: list[Resource]) -> Resource:
    del parts
    closed = episode.last(event.data["id"], "closed")
    condition: Resource = {
        "clinicalStatus": {
            "coding": [{"system": _CLINICAL, "code": "inactive" if closed else "active"}]
        },
        "code": {"text": event.data["label"]},
        "subject": _subject(episode),
        "recordedDate": event.on,
    }
    site = _site(event.data["side"])
    return condition | ({"bodySite": site} if site else {})


def _impression(episode: Episode, event: Event, parts: list[Resource]) -> Resource:
    impression: Resource = {
        "status": "completed",
        "code": {"text": event.of_kind.says},
        "description": event.kind.replace("_", " "),
        "subject": _subject(episode),
        "effectiveDateTime": event.on,
        "assessor": {"display": event.by},
    }
    if parts:
        impression["investigation"] = [{"code": {"text": event.kind}, "item": parts}]
    return impression


def _report(episode: Episode, event: Event, parts: list[Resource]) -> Resource:
    imaging = event.kind == "imaging"
    report: Resource = {
        "status": "final",
        "category": [{"coding": [{"system": _DIAGNOSTIC, "code": "RAD" if imaging else "NRS"}]}],
        "code": {"text": event.data.get("modality", "electrodiagnosis")},
        "subject": _subject(episode),
        "effectiveDateTime": event.on,
        "performer": [{"display": event.by}],
        "result": parts,
    }
    if event.data.get("report"):
        report["conclusion"] = event.data["report"]
    return report


def _count(episode: Episode, event: Event, parts: list[Resource]) -> Resource:
    del parts
    return {
        "status": "final",
        "code": {"text": "number of lumbar vertebrae"},
        "subject": _subject(episode),
        "effectiveDateTime": event.on,
        "performer": [{"display": event.by}],
        "valueInteger": event.data["count"],
        "method": {"text": f"counted by: {event.data['counted_by']}"},
    }


def _procedure(episode: Episode, event: Event, parts: list[Resource]) -> Resource:
    del parts
    data = event.data
    done: Resource = {
        "status": "completed",
        "code": {"text": Plan(event).words if "procedure" in data else f"block, {data['target']}"},
        "subject": _subject(episode),
        "performedDateTime": event.on,
        "performer": [{"actor": {"display": data.get("operator") or event.by}}],
    }
    site = _site(data["side"])
    if site:
        done["bodySite"] = site
    if data.get("complications"):
        done["complication"] = [{"text": data["complications"]}]
    return done


def _override(episode: Episode, event: Event, parts: list[Resource]) -> Resource:
    del parts
    return {
        "status": "final",
        "code": {"text": f"gate {event.data['gate']} overridden"},
        "patient": _subject(episode),
        "identifiedDateTime": event.on,
        "author": {"display": event.by},
        "mitigation": [
            {
                "action": {"text": event.data["reason"]},
                "date": event.on,
                "author": {"display": event.by},
            }
        ],
    }


def _task(episode: Episode, event: Event, parts: list[Resource]) -> Resource:
    del parts
    return {
        "status": "completed",
        "intent": "plan",
        "code": {"text": event.kind.replace("_", " ")},
        "description": event.of_kind.says,
        "for": _subject(episode),
        "authoredOn": event.on,
        "requester": {"display": event.by},
    }


Main = Callable[[Episode, Event, list[Resource]], Resource]
_MAIN: Mapping[str, tuple[str, Main]] = {
    "opened": ("CarePlan", _care_plan),
    "plan": ("CarePlan", _care_plan),
    "problem": ("Condition", _condition),
    "history": ("ClinicalImpression", _impression),
    "examination": ("ClinicalImpression", _impression),
    "immediate_check": ("ClinicalImpression", _impression),
    "visit": ("ClinicalImpression", _impression),
    "scores": ("ClinicalImpression", _impression),
    "imaging": ("DiagnosticReport", _report),
    "electrodiagnosis": ("DiagnosticReport", _report),
    "numbering": ("Observation", _count),
    "intervention": ("Procedure", _procedure),
    "block": ("Procedure", _procedure),
    "override": ("DetectedIssue", _override),
}


def _provenance(
    episode: Episode, event: Event, resource: Resource, parts: list[Resource]
) -> Resource:
    targets = [reference(resource["resourceType"], resource["id"])]
    targets += [reference("Observation", part["id"]) for part in parts]
    return {
        "resourceType": "Provenance",
        "id": identity(episode.id, "provenance", event.number),
        "target": targets,
        "occurredDateTime": event.on,
        "recorded": event.recorded,
        "agent": [
            {
                "type": {"coding": [{"system": _LIFECYCLE, "code": "author"}]},
                "who": {"display": event.by},
            }
        ],
    }
