"""The catalog: its findings, its names and its links to the map."""

import re
from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radicular.anatomy.sources import load_sources
from radicular.errors import CaseError, UnknownNameError
from radicular.findings.catalog import Finding, load_catalog, read_level
from radicular.findings.models import MODELS
from radicular.findings.names import load_name_words, plain_words
from radicular.findings.scales import load_scales
from radicular.tables import read_csv


def text_words(text: str) -> list[str]:
    return text.split()


CATALOG = load_catalog()
FINDINGS = tuple(CATALOG)
OWN_DOMAINS = {
    "pain",
    "motor",
    "wasting",
    "sensation",
    "reflex",
    "provocation",
    "sphincter",
    "gait",
    "needle_emg",
    "nerve_conduction",
    "late_response",
    "imaging",
    "block",
}
TOLD_OR_TESTED_ELSEWHERE = {"history", "context", "vascular", "joint"}
WITHOUT_MAP = {"table", "painless", "bilateral"}
BURDENS = {"history", "bedside", "laboratory", "imaging", "needle", "invasive"}
AREAS = text_words(
    "low_back buttock groin lateral_hip anterior_thigh medial_thigh lateral_thigh posterior_thigh "
    "popliteal anterior_leg medial_leg lateral_leg posterior_leg leg_below_knee whole_leg ankle "
    "heel sole dorsum_foot lateral_foot medial_foot foot great_toe first_web lesser_toes fifth_toe "
    "stocking perineum perianal genital saddle inner_thighs posterior_limb lateral_limb "
    "posterolateral_hip"
)
MOVEMENTS = text_words(
    "hip_flexion hip_extension hip_abduction hip_adduction hip_internal_rotation "
    "hip_external_rotation knee_extension knee_flexion ankle_dorsiflexion ankle_plantarflexion "
    "ankle_inversion ankle_eversion great_toe_extension great_toe_flexion toe_extension "
    "toe_flexion toe_spread"
)
SINGLE_FINDINGS = text_words(
    "strength_leg strength_proximal_leg strength_distal_leg strength_otherwise strength_arms "
    "wasting_calf wasting_thigh calf_enlarged sensation_otherwise sensation_leg "
    "sensation_nerve_lfcn sensation_dermatome_S1 pain_dermatome_L5 paresthesia_dermatome_S4 "
    "reflex_achilles reflex_patellar reflex_medial_hamstring reflex_anal reflexes_otherwise "
    "plantar_response clonus_ankle hyperreflexia slr slr_crossed slump femoral_stretch "
    "femoral_stretch_crossed bowstring lasegue_seated cough_pain spine_motion_pain kemp "
    "tinel_fibular tinel_tarsal_tunnel piriformis_fair piriformis_seated piriformis_active "
    "pelvic_compression bladder_retention bladder_incontinence bowel_incontinence "
    "constipation_new erectile_dysfunction saddle_numbness anal_tone anal_squeeze "
    "post_void_residual sphincter_symptoms gait_heel_walk gait_toe_walk heel_raise_single "
    "sit_to_stand_single foot_drop gait_steppage gait_trendelenburg walking_lost "
    "emg_gastrocnemius_medial emg_biceps_femoris_short emg_paraspinal_S1 emg_paraspinals "
    "emg_otherwise snap_sural snap_superficial_fibular cmap_tibial_ah cmap_fibular_edb "
    "fibular_conduction_block_knee h_reflex f_wave_tibial nerve_conduction_otherwise "
    "mri_L5_S1_subarticular mri_L4_L5_extraforaminal mri_L1_L2_central mri_L5_S1_disc "
    "mri_L3_L4_stenosis mri_root_S1_compression spondylolisthesis tarlov_cyst "
    "imaging_mass_sciatic imaging_psoas_iliacus_hematoma imaging_sacral_fracture "
    "imaging_hip_arthrosis imaging_conus_lesion imaging_cauda_lesion mri_lumbar_normal "
    "block_root_L3 block_root_S2 block_sij block_hip block_facet block_fibular weakness_told "
    "xray_lumbar cement_spine retrolisthesis knee_motion_limited spina_bifida_occulta scoliosis "
    "worse_loading_back sport_onset injection_unspecified pelvic_organ_enlarged "
    "neurological_deficit flexion_leg_pain"
)
NAMES = {
    "ankle jerk": "reflex_achilles",
    "Achilles tendon reflex": "reflex_achilles",
    "AJ": "reflex_achilles",
    "SLR": "slr",
    "Lasègue's sign": "slr",
    "straight-leg raising test": "slr",
    "contralateral straight leg raising": "slr_crossed",
    "foot drop": "foot_drop",
    "EHL weakness": "strength_extensor_hallucis_longus",
    "weakness of ankle dorsiflexion": "strength_ankle_dorsiflexion",
    "big toe extension": "strength_great_toe_extension",
    "plantar flexion": "strength_ankle_plantarflexion",
    "numbness over the dorsum of the foot": "paresthesia_dorsum_foot",
    "paraesthesiae of the lateral border of the foot": "paresthesia_lateral_foot",
    "hypoaesthesia in the S1 dermatome": "sensation_dermatome_S1",
    "leg pain in L5 distribution": "pain_dermatome_L5",
    "pain radiating to the posterior thigh": "pain_posterior_thigh",
    "saddle anaesthesia": "sensation_saddle",
    "Tinel at the fibular head": "tinel_fibular",
    "Tinel's sign over the tarsal tunnel": "tinel_tarsal_tunnel",
    "piriformis test": "piriformis_fair",
    "denervation in L5 muscles": "emg_myotome_L5",
    "EMG of the short head of biceps femoris": "emg_biceps_femoris_short",
    "superficial peroneal sensory response": "snap_superficial_fibular",
    "common fibular conduction block at fibular head": "fibular_conduction_block_knee",
    "L4/5 disc extrusion": "mri_L4_L5_disc",
    "L5\N{EN DASH}S1 lateral recess stenosis": "mri_L5_S1_subarticular",
    "left L5 root compression": "mri_root_L5_compression",
    "iliacus haematoma": "imaging_psoas_iliacus_hematoma",
    "S1 selective nerve root block": "block_root_S1",
    "bowel or bladder dysfunction": "sphincter_symptoms",
    "palpable mass": "nerve_mass_palpable",
    "sensation otherwise": "sensation_otherwise",
    "deep tendon reflexes": "reflexes_otherwise",
}


def ids_of(table: str) -> set[str]:
    rows = read_csv("radicular.anatomy", f"tables/{table}.csv")
    return {next(iter(row.values())) for row in rows}


@pytest.fixture(scope="module")
def map_ids() -> Mapping[str, set[str]]:
    muscles, structures, bundles = ids_of("muscles"), ids_of("structures"), ids_of("bundles")
    return {
        "muscle": muscles,
        "patch": ids_of("patches"),
        "reflex": ids_of("reflexes"),
        "effector": ids_of("effectors") | muscles,
        "structure": structures,
        "bundle": bundles,
        "nerve": structures | bundles | ids_of("sensory_nerves"),
        "site": ids_of("sites"),
    }


def test_more_than_230_findings_in_the_domains_of_the_examination() -> None:
    assert sum(finding.domain in OWN_DOMAINS for finding in FINDINGS) > 230


def test_no_name_belongs_to_two_findings() -> None:
    assert dict(CATALOG.conflicts) == {}


@pytest.mark.parametrize("area", AREAS)
def test_every_area_has_its_findings(area: str) -> None:
    assert f"sensation_{area}" in CATALOG
    assert f"pain_{area}" in CATALOG or area in {"stocking", "inner_thighs"}
    assert f"paresthesia_{area}" in CATALOG or area == "saddle"


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_every_movement_has_muscles_and_a_finding(movement: str) -> None:
    muscles = {driver.name: driver.weight for driver in CATALOG.movements[movement].muscles}
    drivers = CATALOG[f"strength_{movement}"].drivers
    assert {driver.name: driver.weight for driver in drivers} == muscles
    assert max(muscles.values()) == 1


@pytest.mark.parametrize("finding_id", SINGLE_FINDINGS)
def test_finding_is_there(finding_id: str) -> None:
    assert finding_id in CATALOG


def test_every_finding_is_complete() -> None:
    for finding in FINDINGS:
        assert re.fullmatch(r"[A-Za-z0-9_]+", finding.id)
        assert finding.domain in OWN_DOMAINS | TOLD_OR_TESTED_ELSEWHERE, finding.id
        assert finding.burden in BURDENS, finding.id
        assert finding.provenance in {"found", "recalled", "derived", "assumed"}, finding.id
        assert re.fullmatch(r"[^\n]+", finding.how), finding.id
        assert finding.synonyms, finding.id
        assert finding.kind in MODELS, finding.id
        assert finding.kind in WITHOUT_MAP or finding.drivers or finding.attributes, finding.id
        assert all(code.grades <= set(finding.scale.grades) for code in finding.codes), finding.id


def test_drivers_are_on_the_map(map_ids: Mapping[str, set[str]]) -> None:
    for finding in FINDINGS:
        for driver in finding.drivers:
            assert driver.weight > 0
            assert driver.role not in map_ids or driver.name in map_ids[driver.role], finding.id
            if driver.role in {"root", "dermatome", "myotome", "dr"}:
                assert re.fullmatch(r"L[1-5]|S[1-5]", driver.name), finding.id


def test_codes_of_the_examination_are_in_the_code_table() -> None:
    known = {row["code"] for row in read_csv("radicular.anatomy", "tables/codes.csv")}
    own = (finding for finding in FINDINGS if finding.domain in OWN_DOMAINS)
    assert {code.term for finding in own for code in finding.codes} <= known


def test_sources_are_in_the_bibliography() -> None:
    sources = {key for finding in FINDINGS for key in finding.source.split(";")}
    limits = {limit.source for scale in load_scales().values() for limit in scale.limits}
    assert (sources | limits) - {""} <= set(load_sources())


def test_assumed_rows_say_why() -> None:
    for table in ("areas", "movements", "limits", "value_words"):
        for row in read_csv("radicular.findings", f"tables/{table}.csv"):
            assert row["provenance"] != "assumed" or row["note"]


@pytest.mark.parametrize(("name", "finding_id"), NAMES.items())
def test_names_as_people_write_them(name: str, finding_id: str) -> None:
    assert CATALOG.resolve(name).id == finding_id


@given(
    name=st.sampled_from([name for finding in FINDINGS for name in finding.names]),
    between=st.sampled_from([" ", "  ", "-", "_", " - "]),
    upper=st.booleans(),
)
def test_case_blanks_and_hyphens_do_not_matter(name: str, between: str, *, upper: bool) -> None:
    changed = between.join(plain_words(name))
    assert CATALOG.resolve(changed.upper() if upper else changed) is CATALOG.resolve(name)


@given(finding=st.sampled_from(FINDINGS), side=st.sampled_from(["left", "right"]))
def test_a_side_in_the_name_is_read(finding: Finding, side: str) -> None:
    if any(word in finding.id.split("_") for word in ("bilateral", "left", "right")):
        return
    named = CATALOG.read_name(f"{side} {finding.id}")
    assert (named.finding.id, named.side) == (finding.id, side)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("left ankle jerk", ("reflex_achilles", "left", "", "")),
        ("ankle jerk, right", ("reflex_achilles", "right", "", "")),
        ("bilateral calf pain", ("pain_posterior_leg", "both", "", "")),
        ("left weight_loss", ("weight_loss", "left", "", "deficit")),
        ("light touch over the lateral foot", ("sensation_lateral_foot", "", "touch", "")),
        ("decreased pinprick of the sole", ("sensation_sole", "", "pinprick", "deficit")),
        ("sensory loss in the L5 dermatome", ("sensation_dermatome_L5", "", "", "deficit")),
        ("bladder control", ("bladder_symptoms", "", "", "function")),
        ("loss of bladder control", ("bladder_symptoms", "", "", "deficit")),
        ("MRI sciatic nerve swelling", ("imaging_nerve_signal_sciatic", "", "", "")),
    ],
)
def test_what_a_name_tells_besides(name: str, expected: tuple[str, str, str, str]) -> None:
    named = CATALOG.read_name(name)
    assert (named.finding.id, named.side, named.modality, named.polarity) == expected


def test_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        CATALOG.resolve("ankle jrk")
    assert "ankle jerk" in caught.value.suggestions


@pytest.mark.parametrize("name", ["", " ", "the", "42", "🙂", "x" * 5000])
def test_a_name_of_nothing_is_unknown(name: str) -> None:
    with pytest.raises(UnknownNameError):
        CATALOG.resolve(name)


@given(st.text())
def test_any_text_is_a_name_or_an_error(text: str) -> None:
    with suppress(UnknownNameError):  # the only error that may come
        assert CATALOG.resolve(text).id in CATALOG


def test_levels() -> None:
    disc = CATALOG["mri_disc"]
    assert CATALOG.at_level(disc, "L4-L5").id == "mri_L4_L5_disc"
    assert CATALOG.at_level(disc, "T12-L1") is disc
    assert [read_level(text) for text in ("L5/S1", "l4-5", "L3 L4", "S1")] == [
        "L5-S1",
        "L4-L5",
        "L3-L4",
        "S1",
    ]
    for wrong in ("L6", "C5", "", "L4-", "everywhere", "L2-5", "L5-L4"):
        with pytest.raises(CaseError):
            read_level(wrong)


def test_stages_follow_the_domain() -> None:
    stages = {
        "pain_posterior_leg": "history",
        "saddle_numbness": "history",
        "anal_tone": "examination",
        "reflex_achilles": "examination",
        "snap_sural": "electrodiagnosis",
        "emg_soleus": "electrodiagnosis",
        "h_reflex": "electrodiagnosis",
        "mri_L5_S1_disc": "imaging",
        "block_root_S1": "block",
    }
    assert {finding_id: CATALOG[finding_id].stage for finding_id in stages} == stages


def test_imaging_findings_name_level_and_zone() -> None:
    assert CATALOG["mri_L5_S1_subarticular"].attributes == {
        "level": "L5-S1",
        "zone": "subarticular",
    }
    assert not CATALOG["mri_L5_S1_central"].sided


def test_name_words_stand_for_known_roles() -> None:
    roles = {role for role, _ in load_name_words().phrases.values()}
    assert roles == {"same", "deficit", "excess", "function", "side", "modality"}
