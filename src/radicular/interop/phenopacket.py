"""A case as a GA4GH Phenopacket, version 2, and back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from radicular import __version__
from radicular.case import Case, Observation
from radicular.errors import InputError
from radicular.findings.catalog import load_catalog

__all__ = ["CANNOT_HOLD", "Packet", "case_of_packet", "phenopacket"]

#: Where in a packet our own names stand.
PREFIX = "radicular"
HPO_SIDES: Mapping[str, tuple[str, str]] = {
    "left": ("HP:0012835", "Left"),
    "right": ("HP:0012834", "Right"),
    "both": ("HP:0012832", "Bilateral"),
}
_SEXES: Mapping[str, str] = {
    "female": "FEMALE",
    "male": "MALE",
    "other": "OTHER_SEX",
    "unknown": "UNKNOWN_SEX",
}
#: What a packet has no place for, with the reason.
CANNOT_HOLD = (
    "height of the patient: a subject has none",
    "setting, source, truth and note of the case: a packet has no such fields",
    "the count of lumbar vertebrae and lesions known from before: a packet has no such fields",
    "findings that were tested and could not be judged: a feature is there or excluded",
    "plans, gates, interventions and scores of an episode: use FHIR",
)


@dataclass(frozen=True)
class Packet:
    """A case as a packet.

    Attributes:
        packet: Plain values for JSON.
        left_out: What of this case the packet cannot hold, with the reason.
    """

    packet: Mapping[str, Any]
    left_out: tuple[str, ...]


def phenopacket(case: Case, created: str) -> Packet:
    """Return a case as a phenopacket.

    A finding with an HPO term for its grade is a feature of that term; any other is a feature of
    our own vocabulary, whose prefix the packet explains. Grade, side, level and modality are
    modifiers, so that the findings come back as they went.

    Args:
        case: The recorded findings.
        created: Time in ISO 8601 with a zone.

    Source:
        GA4GH Phenopacket Schema 2.0.

    Example:
        >>> made = phenopacket(Case(id="c"), "2026-01-01T00:00:00Z")
        >>> made.packet["metaData"]["phenopacketSchemaVersion"]
        '2.0'
    """
    subject: dict[str, Any] = {"id": case.id or "case", "sex": _SEXES[case.patient.sex]}
    if case.patient.age is not None:
        subject["timeAtLastEncounter"] = {"age": {"iso8601duration": f"P{case.patient.age:g}Y"}}
    packet = {
        "id": case.id or "case",
        "subject": subject,
        "phenotypicFeatures": [_feature(item) for item in case.observations if item.value.judged],
        "metaData": {
            "created": created,
            "createdBy": f"radicular {__version__}",
            "resources": [
                {
                    "id": "hp",
                    "name": "Human Phenotype Ontology",
                    "url": "http://purl.obolibrary.org/obo/hp.owl",
                    "version": "2026",
                    "namespacePrefix": "HP",
                    "iriPrefix": "http://purl.obolibrary.org/obo/HP_",
                },
                {
                    "id": PREFIX,
                    "name": "Findings of radicular",
                    "url": f"urn:{PREFIX}:finding",
                    "version": __version__,
                    "namespacePrefix": PREFIX,
                    "iriPrefix": f"urn:{PREFIX}:finding:",
                },
            ],
            "phenopacketSchemaVersion": "2.0",
        },
    }
    return Packet(packet, tuple(_left_out(case)))


def _left_out(case: Case) -> Iterator[str]:
    for item in case.unjudged:
        yield f"{load_catalog()[item.finding].name}, {item.side}: could not be judged"
    told = {
        "height": case.patient.height_cm,
        "title": case.title,
        "setting": case.setting,
        "source": case.source,
        "truth": case.truth,
        "note": case.note,
        "count of lumbar vertebrae": case.vertebrae,
        "lesions known from before": case.background,
    }
    for name, value in told.items():
        if value not in (None, "", ()):
            yield f"{name}: a packet has no such field"


def _feature(item: Observation) -> dict[str, Any]:
    finding = load_catalog()[item.finding]
    entry = item.to_dict()
    terms = [code.term for code in finding.codes if item.grades <= code.grades]
    own = {"id": f"{PREFIX}:{finding.id}", "label": finding.name}
    phenotype = [term for term in terms if term.startswith("HP:")]
    feature: dict[str, Any] = {
        "type": {"id": phenotype[0], "label": finding.name} if phenotype else own,
        "modifiers": [own, *_modifiers(entry)],
    }
    if item.side in HPO_SIDES:
        term, label = HPO_SIDES[item.side]
        feature["modifiers"].append({"id": term, "label": label})
    if not phenotype and item.grades <= finding.scale.normal:
        feature["excluded"] = True
    if item.note:
        feature["description"] = item.note
    return feature


def _modifiers(entry: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for name in ("value", "side", "level", "modality", "stage", "unrelated"):
        if name in entry:
            yield {"id": f"{PREFIX}.{name}:{_word(entry[name])}", "label": str(entry[name])}


def _word(value: object) -> str:
    return "_".join(str(value).split())


def case_of_packet(packet: object) -> Case:
    """Return the case of a phenopacket that this project wrote.

    Args:
        packet: As read from JSON.

    Raises:
        InputError: If it is none, or holds features that are not ours.
    """
    if not isinstance(packet, Mapping) or "metaData" not in packet:
        raise InputError("phenopacket", "no packet", "an object with id, subject and metaData")
    subject = packet.get("subject") or {}
    patient: dict[str, Any] = {
        "sex": {word: sex for sex, word in _SEXES.items()}.get(subject.get("sex", ""), "unknown")
    }
    age = (subject.get("timeAtLastEncounter") or {}).get("age", {}).get("iso8601duration", "")
    if age:
        patient["age"] = _years(age)
    entries = [
        _entry(feature, number)
        for number, feature in enumerate(packet.get("phenotypicFeatures") or ())
    ]
    return Case.from_dict(
        {
            "radicular_case": 1,
            "id": packet.get("id", ""),
            "patient": patient,
            "findings": entries,
        }
    )


def _years(duration: str) -> float:
    number = duration.removeprefix("P").removesuffix("Y")
    try:
        return float(number)
    except ValueError:
        field = "subject.timeAtLastEncounter"
        raise InputError(field, duration, "an age in whole or part years, such as P38Y") from None


def _entry(feature: Mapping[str, Any], number: int) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    for modifier in feature.get("modifiers") or ():
        prefix, _, word = str(modifier.get("id", "")).partition(":")
        if prefix == PREFIX:
            entry["finding"] = word
        elif prefix.startswith(f"{PREFIX}."):
            entry[prefix.removeprefix(f"{PREFIX}.")] = modifier.get("label")
    if "finding" not in entry:
        place = f"phenotypicFeatures[{number}]"
        raise InputError(place, feature.get("type"), "a feature with the modifiers that we write")
    if feature.get("description"):
        entry["note"] = feature["description"]
    return entry
