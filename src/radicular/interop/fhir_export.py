"""An episode or a case as a FHIR bundle, or one file of lines a resource type."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from radicular.case import Case
from radicular.interop.fhir_check import check_resource
from radicular.interop.fhir_events import event_resources, patient_resource
from radicular.interop.fhir_finding import observation_resource
from radicular.interop.fhir_review import review_resources
from radicular.interop.fhir_words import Resource, encoded, identity, reference
from radicular.pathway.episode import Episode
from radicular.pathway.review import EpisodeReview

__all__ = ["CASE", "bundle", "case_resources", "episode_resources", "ndjson"]

#: Marks the patient of a case file with what the case says besides its findings.
CASE = "urn:radicular:case"


def episode_resources(episode: Episode, reviews: Iterable[EpisodeReview]) -> Iterator[Resource]:
    """Yield an episode: what was recorded, and what was worked out.

    Args:
        episode: The episode.
        reviews: Of its problems.
    """
    yield patient_resource(episode)
    for event in episode.events:
        yield from event_resources(episode, event)
    for review in reviews:
        yield from review_resources(review)


def case_resources(case: Case) -> Iterator[Resource]:
    """Yield a case: its patient and its findings.

    Args:
        case: The recorded findings.

    Example:
        >>> [item["resourceType"] for item in case_resources(Case())]
        ['Patient']
    """
    name = case.id or "case"
    fields = {key: value for key, value in case.to_dict().items() if key != "findings"}
    yield {
        "resourceType": "Patient",
        "id": identity(name, "patient"),
        "extension": [encoded(CASE, {key: _texts(value) for key, value in fields.items()})],
        "gender": case.patient.sex,
    }
    for number, item in enumerate(case.observations):
        yield observation_resource(
            item,
            key=identity(name, "finding", number),
            subject=reference("Patient", identity(name, "patient")),
        )


def _texts(value: object) -> object:
    """Return plain data in which nothing is missing: an extension cannot hold that."""
    if isinstance(value, Mapping):
        return {str(key): _texts(part) for key, part in value.items() if part is not None}
    if isinstance(value, list | tuple):
        return [_texts(part) for part in value]
    return value


def bundle(resources: Iterable[Resource], *, transaction: bool = False) -> Resource:
    """Return resources as a bundle in which references lead to each other.

    Args:
        resources: Each with an id.
        transaction: Whether a server shall create them all, or none, instead of a collection.

    Example:
        >>> bundle(case_resources(Case()))["type"]
        'collection'
    """
    items = list(resources)
    known = {f"{item['resourceType']}/{item['id']}": f"urn:uuid:{item['id']}" for item in items}
    entries = []
    for item in items:
        entry = {"fullUrl": f"urn:uuid:{item['id']}", "resource": _with_links(item, known)}
        if transaction:
            entry["request"] = {"method": "POST", "url": item["resourceType"]}
        entries.append(entry)
    kind = "transaction" if transaction else "collection"
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def _with_links(part: Any, known: Mapping[str, str]) -> Any:
    if isinstance(part, Mapping):
        return {
            name: known.get(value, value)
            if name == "reference" and isinstance(value, str)
            else _with_links(value, known)
            for name, value in part.items()
        }
    return [_with_links(item, known) for item in part] if isinstance(part, list) else part


def ndjson(resources: Iterable[Resource]) -> dict[str, str]:
    """Return resources as lines of JSON, by resource type.

    Args:
        resources: Each with an id.
    """
    lines: dict[str, list[str]] = {}
    for item in resources:
        text = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
        lines.setdefault(item["resourceType"], []).append(text)
    return {kind: "\n".join(texts) + "\n" for kind, texts in lines.items()}


def defects_of(resources: Iterable[Resource]) -> Iterator[str]:
    """Yield what the specification does not allow in resources that are to leave."""
    for item in resources:
        for defect in check_resource(item):
            yield f"{item.get('resourceType')}/{item.get('id')} {defect}"
