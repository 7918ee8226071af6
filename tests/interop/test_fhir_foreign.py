"""FHIR of other systems: what is understood becomes a case, the rest is listed and kept."""

from collections.abc import Mapping
from typing import Any

import pytest

from radicular.errors import InputError
from radicular.findings.catalog import load_catalog
from radicular.interop.fhir_foreign import ForeignCase, foreign_case
from radicular.localize.localizer import load_localizer
from radicular.tables import read_csv

SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"


def coding(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def seen(key: str, **fields: Any) -> dict[str, Any]:
    return {"resourceType": "Observation", "id": key, "status": "final", **fields}


RECORD: list[Mapping[str, Any]] = [
    {"resourceType": "Patient", "id": "p", "gender": "female"},
    seen("height", code=coding(LOINC, "8302-2"), valueQuantity={"value": 1.7, "code": "m"}),
    seen("age", code=coding(LOINC, "30525-0"), valueQuantity={"value": 51, "code": "a"}),
    seen(
        "jerk",
        code={"text": "Achilles reflex"},
        bodySite=coding(SNOMED, "7771000"),
        valueCodeableConcept=coding(SNOMED, "2667000"),
    ),
    seen(
        "slr",
        code={"text": "Straight leg raise"},
        bodySite={"text": "Left leg"},
        valueString="positive",
    ),
    seen(
        "push",
        code={"text": "plantar flexion strength"},
        bodySite={"text": "left"},
        valueString="4/5",
    ),
    seen("walk", code={"text": "toe walking"}, bodySite={"text": "left"}, valueBoolean=False),
    {
        "resourceType": "Condition",
        "id": "back",
        "code": coding(SNOMED, "279039007"),
        "subject": {"reference": "Patient/p"},
    },
    {
        "resourceType": "Condition",
        "id": "leg",
        "code": coding(SNOMED, "23056005"),
        "bodySite": [{"text": "left"}],
        "subject": {"reference": "Patient/p"},
    },
]
UNCLEAR: list[tuple[Mapping[str, Any], str]] = [
    (seen("1", code={"text": "aura of the leg"}, valueString="present"), "aura of the leg"),
    (seen("2", code=coding(SNOMED, "999"), valueString="present"), "not in the table"),
    (seen("3", code={"text": "Achilles reflex"}, valueString="absent"), "side"),
    (seen("4", code={"text": "Achilles reflex"}, bodySite={"text": "left"}), "no value"),
    (
        seen("5", code={"text": "Achilles reflex"}, bodySite={"text": "left"}, valueString="blue"),
        "blue",
    ),
    (
        {
            **seen("6", code={"text": "ankle jerk"}, valueString="absent"),
            "status": "entered-in-error",
        },
        "status",
    ),
    (
        seen("7", code=coding(LOINC, "8302-2"), valueQuantity={"value": 67, "code": "[in_i]"}),
        "unit",
    ),
    (seen("weight", code={"text": "weight"}, valueQuantity={"value": 80, "unit": "kg"}), "weight"),
    ({"resourceType": "Medication", "id": "8"}, "hold no finding"),
    ({"resourceType": "Patient", "id": "9", "birthDate": "1980-01-01"}, "date of birth"),
    (
        {
            "resourceType": "Condition",
            "id": "10",
            "code": {"text": "low back pain"},
            "verificationStatus": coding("x", "refuted"),
        },
        "refuted",
    ),
]


def kept(found: ForeignCase) -> list[str]:
    return [item.name for item in found.kept]


def test_codes_and_words_become_findings() -> None:
    found = foreign_case(RECORD)
    case = found.case
    assert kept(found) == []
    assert (case.patient.age, case.patient.sex, case.patient.height_cm) == (51, "female", 170)
    told = {(item.finding, item.side): set(item.grades) for item in case.observations}
    assert told["reflex_achilles", "left"] == {"absent"}
    assert ("slr", "left") in told
    assert ("strength_ankle_plantarflexion", "left") in told
    assert told["pain_low_back", "midline"] == {"present"}
    assert told["pain_radicular", "left"] == {"present"}


def test_the_case_can_be_localized() -> None:
    answer = load_localizer().locate(foreign_case(RECORD).case)
    assert answer.posterior.roots()["S1"] > 0.5


@pytest.mark.parametrize(("item", "reason"), UNCLEAR, ids=[str(u[0]["id"]) for u in UNCLEAR])
def test_what_is_not_understood_is_kept_with_the_reason(
    item: Mapping[str, Any], reason: str
) -> None:
    found = foreign_case([*RECORD, item])
    assert kept(found) == [f"{item['resourceType']}/{item['id']}"]
    assert reason in found.kept[0].reason
    assert found.kept[0].to_dict()["resource"] == item
    assert found.case.observations == foreign_case(RECORD).case.observations


def test_two_that_contradict_each_other_are_not_chosen_from() -> None:
    other = {**RECORD[3], "id": "again", "valueCodeableConcept": coding(SNOMED, "17621005")}
    found = foreign_case([*RECORD, other])
    assert kept(found) == ["Observation/again"]
    assert "another resource says" in found.kept[0].reason


def test_two_patients_are_refused() -> None:
    other = seen("x", code={"text": "a"}, subject={"reference": "Patient/q"})
    with pytest.raises(InputError, match="one patient"):
        foreign_case([*RECORD, other])


def test_a_term_of_hpo_is_understood() -> None:
    jerk = seen(
        "hp",
        code=coding("http://purl.obolibrary.org/obo/hp.owl", "HP:0003438"),
        bodySite={"text": "right"},
    )
    (found,) = foreign_case([jerk]).case.observations
    assert (found.finding, found.side, set(found.grades)) == (
        "reflex_achilles",
        "right",
        {"absent"},
    )


def test_every_code_of_the_table_leads_somewhere() -> None:
    for row in read_csv("radicular.interop", "tables/foreign_codes.csv"):
        if row["means"] == "finding":
            assert row["is"] in load_catalog()
