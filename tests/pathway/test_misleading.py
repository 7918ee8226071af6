"""When S1 is not the answer: each situation is seen, and a clear S1 root raises none."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from radicular.case import Case
from radicular.localize.concordance import concordance
from radicular.localize.localizer import load_localizer
from radicular.pathway.episode import Answered
from radicular.pathway.event import Event
from radicular.pathway.misleading import Warned, misleading
from radicular.tables import read_csv
from tests.localize.test_concordance import DISC, FIBULAR_CLINIC, S1_CLINIC

CASES = Path(__file__).parents[2] / "benchmarks" / "cases"
COUNTED = {"count": 5, "counted_by": "whole spine"}
Finding = Mapping[str, Any]


def found(finding: str, value: str, side: str = "") -> Finding:
    return {"finding": finding, "value": value} | ({"side": side} if side else {})


L5_CLINIC = [
    found("strength_ankle_dorsiflexion", "3/5", "left"),
    found("strength_great_toe_extension", "2/5", "left"),
    found("strength_hip_abduction", "3/5", "left"),
    found("strength_ankle_inversion", "3/5", "left"),
    found("ankle jerk", "normal", "left"),
    found("straight leg raise", "positive", "left"),
]
HIP = [
    found("groin_pain_hip_rotation", "present", "left"),
    found("hip_internal_rotation_limited", "present", "left"),
    found("fadir_positive", "present", "left"),
    found("imaging_hip_arthrosis", "present", "left"),
]
VESSEL = [
    found("pulses_reduced", "present", "left"),
    found("abi_reduced", "present", "left"),
    found("foot_cold", "present", "left"),
    found("imaging_arterial_occlusion", "present", "left"),
]
CAUDA = [
    found("bladder_retention", "present"),
    found("saddle_numbness", "present", "left"),
    found("saddle_numbness", "present", "right"),
    found("ankle jerk", "absent", "left"),
    found("ankle jerk", "absent", "right"),
]
CORD = [
    found("plantar_response", "extensor", "left"),
    found("plantar_response", "extensor", "right"),
    found("clonus_ankle", "present", "left"),
    found("sensory_level", "present"),
]
BACK = [found("pain_low_back", "present"), found("ankle jerk", "normal", "left")]
#: A published case whose findings fit no place of the map well.
ODD = [item.to_dict() for item in Case.from_file(CASES / "case_077.yaml").observations]


def warned(
    *findings: Finding,
    facts: Mapping[str, Any] | None = None,
    transitional: str = "",
    fixation: bool = False,
    counted: bool = True,
) -> Mapping[str, Warned]:
    data = {
        "radicular_case": 1,
        "patient": {"age": 50},
        "findings": list(findings),
        **({"lumbar_vertebrae": COUNTED} if counted else {}),
    }
    event = Event(1, "facts", "2026-03-02", "x")
    answers = {name: Answered(value, event) for name, value in (facts or {}).items()}
    result = concordance(load_localizer(), Case.from_dict(data))
    items = misleading(result, answers, transitional=transitional, fixation=fixation)
    return {item.check.id: item for item in items}


def test_a_clear_s1_root_with_its_disc_raises_nothing() -> None:
    assert warned(*S1_CLINIC, DISC) == {}


SITUATIONS: list[tuple[str, Sequence[Finding], Mapping[str, Any]]] = [
    ("too_little", [found("pain_leg", "present", "left")], {}),
    ("imaging_alone", [DISC, found("pain_low_back", "present")], {}),
    ("conflict", [*FIBULAR_CLINIC, DISC], {}),
    ("numbering", [*S1_CLINIC, DISC], {"counted": False}),
    ("numbering", [*S1_CLINIC, DISC], {"transitional": "present"}),
    ("no_radicular_feature", BACK, {}),
    ("other_level", L5_CLINIC, {}),
    ("nerve", FIBULAR_CLINIC, {}),
    ("joint_or_soft_tissue", HIP, {}),
    ("vessel", VESSEL, {}),
    ("systemic", CORD, {}),
    ("cauda", CAUDA, {}),
    ("pattern", ODD, {}),
    ("infection", S1_CLINIC, {"facts": {"infection": "systemic"}}),
    ("infection", [*S1_CLINIC, found("fever", "present")], {}),
    (
        "bleeding",
        S1_CLINIC,
        {"facts": {"anticoagulants": [{"drug": "apixaban", "last_dose": "unknown"}]}},
    ),
    ("poor_bone", S1_CLINIC, {"facts": {"l1_hu": 95}, "fixation": True}),
]


@pytest.mark.parametrize(
    ("check", "findings", "more"), SITUATIONS, ids=[f"{s[0]} {i}" for i, s in enumerate(SITUATIONS)]
)
def test_a_situation_is_seen_with_its_reason(
    check: str, findings: Sequence[Finding], more: Mapping[str, Any]
) -> None:
    items = warned(*findings, **more)
    assert check in items, list(items)
    assert items[check].seen
    assert items[check].check.reason
    assert items[check].check.settles


def test_every_check_of_the_table_is_tried() -> None:
    rows = read_csv("radicular.pathway", "tables/misleading.csv")
    assert {row["check"] for row in rows} == {check for check, _, _ in SITUATIONS}


def test_bone_counts_only_where_s1_is_to_be_fixed() -> None:
    assert "poor_bone" not in warned(*S1_CLINIC, facts={"l1_hu": 95})
