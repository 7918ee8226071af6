"""Clear pictures lead to the place that any textbook names, and each sign pulls the right way."""

from collections.abc import Mapping

import pytest

from radicular.case import Case
from radicular.findings.catalog import load_catalog
from radicular.localize.localizer import Answer, load_localizer

BASE = {"radicular_case": 1, "patient": {"age": 45}}

PICTURES: Mapping[str, Mapping[str, str]] = {
    "root_S1": {
        "pain_sciatica left": "present",
        "paresthesia_lateral_foot left": "present",
        "slr left": "positive at 40 degrees",
        "reflex_achilles left": "absent",
        "reflex_achilles right": "normal",
        "heel_raise_single left": "unable",
        "sensation_lateral_foot left": "reduced",
        "strength_ankle_dorsiflexion left": "5",
        "strength_great_toe_extension left": "5",
    },
    "root_L5": {
        "pain_lateral_leg left": "present",
        "slr left": "positive",
        "strength_great_toe_extension left": "3",
        "strength_ankle_dorsiflexion left": "4",
        "strength_hip_abduction left": "4",
        "strength_ankle_inversion left": "4",
        "reflex_achilles left": "normal",
        "sensation_dorsum_foot left": "reduced",
        "strength_ankle_plantarflexion left": "5",
    },
    "root_L4": {
        "pain_anterior_thigh left": "present",
        "femoral_stretch left": "positive",
        "reflex_patellar left": "absent",
        "reflex_patellar right": "normal",
        "strength_knee_extension left": "4",
        "strength_ankle_dorsiflexion left": "4+",
        "sensation_medial_leg left": "reduced",
        "reflex_achilles left": "normal",
    },
    "common_fibular": {
        "painless": "present",
        "leg_crossing": "present",
        "foot_drop left": "present",
        "strength_ankle_dorsiflexion left": "1",
        "strength_ankle_eversion left": "2",
        "strength_ankle_inversion left": "5",
        "strength_hip_abduction left": "5",
        "strength_ankle_plantarflexion left": "5",
        "tinel_fibular left": "positive",
        "sensation_dorsum_foot left": "reduced",
        "reflex_achilles left": "normal",
        "slr left": "negative",
    },
    "sciatic": {
        "surgery_hip left": "present",
        "foot_drop left": "present",
        "strength_ankle_plantarflexion left": "2",
        "strength_ankle_dorsiflexion left": "0",
        "strength_knee_flexion left": "3",
        "strength_hip_abduction left": "5",
        "strength_hip_extension left": "5",
        "reflex_achilles left": "absent",
        "reflex_patellar left": "normal",
        "sensation_sole left": "absent",
        "sensation_dorsum_foot left": "absent",
        "sensation_medial_leg left": "normal",
    },
    "femoral": {
        "anticoagulation_or_bleeding": "present",
        "pain_groin left": "present",
        "strength_knee_extension left": "1",
        "strength_hip_flexion left": "3",
        "strength_hip_adduction left": "5",
        "strength_ankle_dorsiflexion left": "5",
        "reflex_patellar left": "absent",
        "sensation_anterior_thigh left": "reduced",
        "sensation_medial_leg left": "reduced",
    },
    "lfcn": {
        "obesity": "present",
        "pain_burning left": "present",
        "paresthesia_anterolateral_thigh left": "present",
        "sensation_anterolateral_thigh left": "reduced",
        "strength_knee_extension left": "5",
        "strength_hip_flexion left": "5",
        "reflex_patellar left": "normal",
        "slr left": "negative",
    },
    "cauda_equina": {
        "bilateral_symptoms": "present",
        "pain_low_back": "present",
        "bladder_retention": "present",
        "saddle_numbness both": "present",
        "sensation_saddle both": "reduced",
        "anal_tone": "reduced",
        "reflex_achilles both": "absent",
        "plantar_response both": "flexor",
    },
    "tibial_tarsal_tunnel": {
        "pain_sole left": "present",
        "paresthesia_sole left": "present",
        "tinel_tarsal_tunnel left": "positive",
        "sensation_sole left": "reduced",
        "reflex_achilles left": "normal",
        "heel_raise_single left": "normal",
        "slr left": "negative",
    },
    "achilles_tendon": {
        "heard_pop": "present",
        "calf_squeeze_abnormal left": "present",
        "achilles_gap_palpable left": "present",
        "strength_ankle_plantarflexion left": "2",
        "sensation_sole left": "normal",
    },
    "vascular": {
        "vascular_claudication left": "present",
        "pulses_reduced left": "present",
        "abi_reduced left": "present",
        "smoking": "present",
        "slr left": "negative",
        "reflex_achilles left": "normal",
    },
    "hip_joint": {
        "pain_groin left": "present",
        "groin_pain_hip_rotation left": "present",
        "hip_internal_rotation_limited left": "present",
        "slr left": "negative",
        "sensation_otherwise left": "normal",
        "reflex_patellar left": "normal",
    },
    "polyneuropathy": {
        "diabetes": "present",
        "onset_gradual": "present",
        "paresthesia_stocking both": "present",
        "sensation_stocking both": "reduced",
        "reflex_achilles both": "absent",
        "reflex_patellar both": "normal",
        "slr both": "negative",
    },
    "acute_polyradiculoneuropathy": {
        "infection_before": "present",
        "course_rapid_worsening": "present",
        "symptoms_ascending": "present",
        "strength_proximal_leg both": "weak",
        "strength_distal_leg both": "weak",
        "strength_arms": "weak",
        "reflex_achilles both": "absent",
        "reflex_patellar both": "absent",
        "plantar_response both": "flexor",
    },
    "spinal_cord": {
        "sensory_level": "present",
        "reflex_patellar both": "brisk",
        "reflex_achilles both": "brisk",
        "plantar_response both": "extensor",
        "strength_leg both": "weak",
        "bladder_urgency": "present",
    },
}
SIDES = ("left", "right", "both")


def case_of(findings: Mapping[str, str]) -> Case:
    """Return the case of findings written as ``finding side: value``."""
    entries = []
    for written, value in findings.items():
        finding, _, side = written.partition(" ")
        entry = {"finding": finding, "value": value}
        sided = load_catalog()[finding].sided
        entries.append(entry | ({"side": side} if side and sided else {}))
    return Case.from_dict({**BASE, "findings": entries})


def answer_to(findings: Mapping[str, str]) -> Answer:
    return load_localizer().locate(case_of(findings), tests=0)


@pytest.mark.parametrize("site", PICTURES)
def test_clear_picture_leads_to_its_place(site: str) -> None:
    answer = answer_to(PICTURES[site])
    assert answer.ranked[0].site == site
    assert answer.enough_data
    sides = {written.rpartition(" ")[2] for written in PICTURES[site]}
    expected = "left" if "left" in sides else "both"
    assert max(answer.posterior.sides(), key=answer.posterior.sides().__getitem__) == expected


def probability(findings: Mapping[str, str], site: str) -> float:
    return answer_to(findings).posterior.sites()[site]


@pytest.mark.parametrize(
    ("sign", "low", "high", "site"),
    [
        ("reflex_achilles left", "normal", "absent", "root_S1"),
        ("reflex_patellar left", "normal", "absent", "root_L4"),
        ("strength_great_toe_extension left", "5", "3", "root_L5"),
        ("heel_raise_single left", "normal", "unable", "root_S1"),
        ("anal_tone", "normal", "absent", "cauda_equina"),
        ("femoral_stretch left", "negative", "positive", "root_L3"),
        ("tinel_fibular left", "negative", "positive", "common_fibular"),
        ("snap_superficial_fibular left", "normal", "absent", "common_fibular"),
        ("snap_sural left", "absent", "normal", "root_S1"),
        ("mri_L5_S1_subarticular left", "none", "severe", "root_S1"),
        ("mri_L4_L5_subarticular left", "none", "severe", "root_L5"),
        ("mri_L5_S1_foraminal left", "none", "severe", "root_L5"),
        ("block_root_S1 left", "no relief", "full relief", "root_S1"),
        ("pulses_reduced left", "absent", "present", "vascular"),
        ("plantar_response left", "flexor", "extensor", "spinal_cord"),
        ("emg_tibialis_posterior left", "normal", "denervation", "root_L5"),
    ],
)
def test_a_sign_raises_its_site(sign: str, low: str, high: str, site: str) -> None:
    background = {"pain_leg left": "present"}
    without, with_it = ({**background, sign: value} for value in (low, high))
    assert probability(with_it, site) > 1.1 * probability(without, site)


def test_worse_never_speaks_less_for_the_nerve() -> None:
    chances = []
    for grade in ("5", "4+", "4", "4-", "3", "2", "1"):
        posterior = answer_to({"strength_ankle_dorsiflexion left": grade}).posterior
        space = posterior.space
        nerve = (space.site == space.sites.index("common_fibular")) & (space.side == 0)
        chances.append(float(posterior.weight[nerve].sum()))
    assert chances == sorted(chances)


def test_side_follows_the_findings() -> None:
    sides = answer_to(
        {"reflex_achilles right": "absent", "slr right": "positive"}
    ).posterior.sides()
    assert sides["right"] > 0.7
    assert sides["left"] < 0.1


def test_two_findings_are_not_enough() -> None:
    answer = answer_to({"reflex_achilles left": "absent", "slr left": "positive"})
    assert not answer.enough_data
    assert answer.to_dict()["enough_data"] is False


def test_disc_level_of_the_root() -> None:
    levels = answer_to(PICTURES["root_S1"]).levels
    assert (levels[0].level, levels[0].zone, levels[0].root) == ("L5-S1", "subarticular", "S1")


def test_clues_name_what_speaks_for_and_against() -> None:
    findings = {**PICTURES["root_L5"], "reflex_achilles left": "absent"}
    clues = answer_to(findings).clues["root_L5"]
    bits = {clue.finding: clue.bits for clue in clues}
    ankle = next(value for text, value in bits.items() if text.startswith("Ankle reflex"))
    toe = next(value for text, value in bits.items() if "toe extension" in text.lower())
    assert ankle < 0 < toe


def test_saddle_and_bladder_come_first() -> None:
    case = case_of(PICTURES["root_S1"])
    answer = load_localizer().locate(case, tests=4)
    safety = [test for test in answer.next_tests if test.safety]
    asked = {(item.finding, item.side) for item in case.observations}
    assert answer.next_tests[: len(safety)] == tuple(safety)
    assert safety
    others = answer.next_tests[len(safety) :]
    assert len(others) == 4
    assert all(test.bits > 0 for test in others)
    assert not asked & {(test.finding, test.side) for test in others}
    assert [test.bits for test in others] == sorted((t.bits for t in others), reverse=True)


def test_urgent_red_flags_stand_first() -> None:
    flags = answer_to({**PICTURES["cauda_equina"], "fever": "present"}).red_flags
    assert flags
    assert flags[0].urgent
    assert [flag.urgent for flag in flags] == sorted((f.urgent for f in flags), reverse=True)
