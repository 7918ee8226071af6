"""Phenopackets: the published form, and the findings come back as they went."""

import importlib
import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from radicular.case import Case
from radicular.errors import InputError
from radicular.interop.phenopacket import CANNOT_HOLD, case_of_packet, phenopacket

CASES = sorted((Path(__file__).parents[2] / "benchmarks" / "cases").glob("*.yaml"))
WHEN = "2026-11-27T12:00:00Z"


def parsed(packet: Any) -> Any:
    """The packet as the published schema reads it; what it does not know is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # made while the packages are imported
        schema = importlib.import_module("phenopackets")
        json_format = importlib.import_module("google.protobuf.json_format")
        return json_format.ParseDict(packet, schema.Phenopacket())


@pytest.mark.parametrize("file", CASES, ids=[file.stem for file in CASES])
def test_a_published_case_comes_back(file: Path) -> None:
    case = Case.from_file(file)
    made = phenopacket(case, WHEN)
    assert parsed(made.packet).id == case.id
    back = case_of_packet(json.loads(json.dumps(made.packet)))
    assert back.observations == tuple(item for item in case.observations if item.value.judged)
    assert (back.patient.age, back.patient.sex) == (case.patient.age, case.patient.sex)
    held = (case.title, case.source, case.truth, case.setting, case.note)
    assert bool(made.left_out) >= any(held)


def test_a_lost_ankle_jerk_has_its_term_and_its_side() -> None:
    data = {"finding": "ankle jerk", "side": "left", "value": "absent"}
    case = Case.from_dict({"radicular_case": 1, "id": "x", "findings": [data]})
    (feature,) = phenopacket(case, WHEN).packet["phenotypicFeatures"]
    assert feature["type"]["id"] == "HP:0003438"
    assert "HP:0012835" in {modifier["id"] for modifier in feature["modifiers"]}


def test_a_normal_finding_is_excluded() -> None:
    data = {"finding": "straight leg raise", "side": "left", "value": "negative"}
    case = Case.from_dict({"radicular_case": 1, "id": "x", "findings": [data]})
    (feature,) = phenopacket(case, WHEN).packet["phenotypicFeatures"]
    assert feature["excluded"] is True


def test_what_a_packet_cannot_hold_is_told() -> None:
    data = {
        "radicular_case": 1,
        "id": "x",
        "patient": {"height_cm": 170},
        "lumbar_vertebrae": {"count": 5},
        "findings": [{"finding": "ankle jerk", "side": "left", "value": "could not be judged"}],
    }
    told = " ".join(phenopacket(Case.from_dict(data), WHEN).left_out)
    for word in ("height", "lumbar vertebrae", "could not be judged"):
        assert word in told
        assert any(word in text for text in CANNOT_HOLD) or word == "height"


@pytest.mark.parametrize(
    "packet",
    [
        {},
        [],
        {"metaData": {}, "phenotypicFeatures": [{"type": {"id": "HP:1"}}]},
        {"metaData": {}, "subject": {"timeAtLastEncounter": {"age": {"iso8601duration": "P3M"}}}},
    ],
)
def test_a_packet_that_cannot_be_read_is_refused(packet: object) -> None:
    with pytest.raises(InputError):
        case_of_packet(packet)
