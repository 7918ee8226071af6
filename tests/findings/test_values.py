"""Values as people write them, and those that cannot be."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radicular.errors import CaseError
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.scales import Scale, load_scales
from radicular.findings.value_words import load_value_words
from radicular.findings.values import grades_of, parse_value
from radicular.tables import read_csv

CATALOG = load_catalog()
SCALES = load_scales()
ONE_OF_EACH_SCALE = tuple({finding.scale.name: finding for finding in CATALOG}.values())
PIECES = [
    "no",
    "or",
    "and",
    "to",
    "-",
    "/",
    "<",
    "4",
    "40",
    "deg",
    "uV",
    "(limit",
    ")",
    "2+",
    "absent",
]
WEAK = "0-1 2 3 4- 4 4+"
READ = [
    # finding, value, grades
    ("strength_soleus", "4-/5", "4-"),
    ("strength_soleus", "4/5-", "4-"),
    ("strength_soleus", "4+", "4+"),
    ("strength_soleus", "grade 4", "4"),
    ("strength_soleus", "MRC 3", "3"),
    ("strength_soleus", "M4", "4"),
    ("strength_soleus", "2-3/5", "2 3"),
    ("strength_soleus", "4\N{EN DASH}5/5", "4 4+ 5"),
    ("strength_soleus", "1 to 2", "0-1 2"),
    ("strength_soleus", "trace", "0-1"),
    ("strength_soleus", "weak", WEAK),
    ("strength_soleus", "less than 3", "0-1 2"),
    ("strength_soleus", "≥4", "4 4+ 5"),
    ("strength_soleus", "mild weakness", "4- 4 4+"),
    ("strength_soleus", "weak (4/5)", "4"),
    ("strength_soleus", "full", "5"),
    ("strength_soleus", "no weakness", "5"),
    ("strength_soleus", "pain-limited", "pain_limited"),
    ("strength_soleus", 4, "4"),
    ("strength_soleus", 0, "0-1"),
    ("strength_soleus", 4.5, "4+"),
    ("reflex_achilles", "2+", "normal"),
    ("reflex_achilles", "++", "normal"),
    ("reflex_achilles", "+", "reduced"),
    ("reflex_achilles", 0, "absent"),
    ("reflex_achilles", "1+ and symmetric", "reduced"),
    ("reflex_achilles", "2/4", "normal"),
    ("reflex_achilles", "diminished", "reduced"),
    ("reflex_achilles", "reduced or absent", "absent reduced"),
    ("reflex_achilles", "absent/reduced", "absent reduced"),
    ("reflex_achilles", "abnormal_low", "absent reduced"),
    ("reflex_achilles", "hyperactive", "brisk"),
    ("reflex_achilles", "4+ with clonus", "clonus"),
    ("reflex_achilles", "trace", "reduced"),
    ("sensation_sole", "reduced pinprick", "reduced"),
    ("sensation_sole", "decreased to light touch", "reduced"),
    ("sensation_sole", "hypoaesthesia", "reduced"),
    ("sensation_sole", "numb", "absent reduced"),
    ("sensation_sole", "allodynia", "increased"),
    ("sensation_sole", "intact", "normal"),
    ("sensation_sole", "1/2", "reduced"),
    ("sensation_sole", 2, "normal"),
    ("sensation_sole", "50%", "reduced"),
    ("sensation_sole", "abnormal", "absent reduced increased"),
    ("slr", "positive at 40 degrees", "positive"),
    ("slr", 40, "positive"),
    ("slr", "70", "positive"),
    ("slr", "+ve", "positive_late positive"),
    ("slr", "-ve", "negative"),
    ("flexion_leg_pain", "+ve", "positive"),
    ("flexion_leg_pain", "-ve", "negative"),
    ("pain_leg", "+ve", "present"),
    ("pain_leg", "++", "present"),
    ("pain_leg", "-ve", "absent"),
    ("clonus_ankle", "sustained", "present"),
    ("reflex_achilles", "absent with reinforcement", "absent"),
    ("post_void_residual", 300, "retention"),
    ("diabetes", "type 2", "present"),
    ("cancer_known", "breast cancer", "present"),
    ("weight_loss", "12 kg", "present"),
    ("smoking", "20/day", "present"),
    ("fever", 38.5, "present"),
    ("fever", "39 \N{DEGREE SIGN}C", "present"),
    ("fever", 36.6, "absent"),
    ("infection_before", "diarrhoea 2 weeks ago", "present"),
    ("slr", "30°", "positive"),
    ("slr", "positive at 80 degrees", "positive_late"),
    ("slr", "negative to 90 degrees", "negative"),
    ("slr", "80 degrees", "negative positive_late"),
    ("slr", "positive", "positive_late positive"),
    ("slr", False, "negative"),
    ("emg_soleus", "fibrillations", "denervation"),
    ("emg_soleus", "2+ fibrillations", "denervation"),
    ("emg_soleus", "fibrillations and reduced recruitment", "denervation"),
    ("emg_soleus", "no fibrillations", "normal"),
    ("emg_soleus", "neurogenic", "recruitment_reduced chronic_reinnervation denervation"),
    ("snap_sural", "3 µV (limit 5)", "reduced"),
    ("snap_sural", "7 uV (normal > 5)", "normal"),
    ("snap_sural", "3 uV", "reduced"),
    ("snap_sural", "not recordable", "absent"),
    ("snap_saphenous", "reduced, 3 uV", "reduced"),
    ("h_reflex", "34.3 ms (limit 32)", "prolonged"),
    ("h_reflex", "31 ms (limit 32)", "normal"),
    ("h_reflex", "side difference 2.5 ms", "prolonged"),
    ("post_void_residual", "350 mL", "retention"),
    ("post_void_residual", "50 cc", "normal"),
    ("mri_L5_S1_disc", "extrusion", "moderate severe"),
    ("mri_L5_S1_disc", "mild to moderate", "mild moderate"),
    ("mri_lumbar_normal", "unremarkable", "normal"),
    ("mri_lumbar_normal", True, "normal"),
    ("block_root_S1", "80% relief", "full"),
    ("block_root_S1", "temporary relief", "partial full"),
    ("wasting_calf", "2 cm less", "mild"),
    ("bladder_incontinence", "denied", "absent"),
    ("bladder_incontinence", True, "present"),
    ("gait_toe_walk", "with difficulty", "impaired"),
    ("plantar_response", "upgoing", "extensor"),
]
IMPOSSIBLE = [
    ("diabetes", "mother"),
    ("diabetes", "possibly"),
    ("weight_loss", "0 kg"),
    ("smoking", "non-smoker"),
    ("smoking", "never smoked"),
    ("fever", "98.6 F"),
    ("csf_protein_raised", "0.3 g/L"),
    ("weakness_told", "5/5"),
    ("h_reflex", 34),
    ("cmap_tibial_ah", 2),
    ("slr", 400),
    ("strength_soleus", 6),
    ("strength_soleus", "6/5"),
    ("strength_soleus", "4/4"),
    ("strength_soleus", "present"),
    ("strength_soleus", True),
    ("reflex_achilles", 7),
    ("reflex_achilles", "5+"),
    ("reflex_achilles", True),
    ("sensation_sole", 3),
    ("slr", "400 degrees"),
    ("slr", "positive at 40 mL"),
    ("snap_saphenous", "3 uV"),
    ("snap_sural", "3"),
    ("snap_sural", "2 mV"),
    ("h_reflex", "30 ms"),
    ("post_void_residual", "99999 mL"),
    ("bladder_incontinence", "purple"),
    ("bladder_incontinence", ""),
    ("bladder_incontinence", ["yes"]),
    ("bladder_incontinence", float("nan")),
    ("bladder_incontinence", "yes " * 100_000),
]


@pytest.mark.parametrize(("finding_id", "value", "grades"), READ)
def test_value_is_read(finding_id: str, value: object, grades: str) -> None:
    read = parse_value(CATALOG[finding_id], value)
    assert read.grades == set(grades.split())
    assert not read.missing


@pytest.mark.parametrize(("finding_id", "value"), IMPOSSIBLE)
def test_impossible_value_is_refused(finding_id: str, value: object) -> None:
    finding = CATALOG[finding_id]
    with pytest.raises(CaseError) as caught:
        parse_value(finding, value)
    assert caught.value.field == "value"
    assert finding.scale.grades[0] in caught.value.allowed


@pytest.mark.parametrize("finding", ONE_OF_EACH_SCALE, ids=lambda finding: finding.scale.name)
@pytest.mark.parametrize("value", [None, "unknown", "not tested", "NT", "Not testable."])
def test_unknown_means_every_grade(finding: Finding, value: str | None) -> None:
    read = parse_value(finding, value)
    assert read.missing
    assert read.grades == set(finding.scale.grades)


@pytest.mark.parametrize(
    ("value", "modality"),
    [
        ("reduced pinprick", "pinprick"),
        ("decreased to light touch", "touch"),
        ("impaired joint position sense", "proprioception"),
        ("absent vibration", "vibration"),
        ("reduced light touch and pinprick", ""),
        ("reduced", ""),
    ],
)
def test_modality_in_a_value(value: str, modality: str) -> None:
    assert parse_value(CATALOG["sensation_sole"], value).modality == modality


def test_number_and_unit_are_kept() -> None:
    read = parse_value(CATALOG["slr"], "positive at 40 degrees")
    assert (read.number, read.unit, read.text) == (40, "deg", "positive at 40 degrees")


@pytest.mark.parametrize(
    ("finding_id", "value", "polarity", "grades"),
    [
        ("strength_soleus", "absent", "", "0-1"),
        ("strength_soleus", "absent", "deficit", "5"),
        ("strength_soleus", "present", "deficit", WEAK),
        ("strength_soleus", "3/5", "deficit", "3"),
        ("sensation_sole", "no", "deficit", "normal"),
        ("reflex_achilles", "yes", "deficit", "absent reduced"),
        ("bladder_symptoms", "absent", "", "absent"),
        ("bladder_symptoms", "lost", "function", "present"),
        ("bladder_symptoms", "normal", "function", "absent"),
        ("bladder_symptoms", "yes", "deficit", "present"),
    ],
)
def test_the_name_decides_what_absent_means(
    finding_id: str, value: str, polarity: str, grades: str
) -> None:
    read = parse_value(CATALOG[finding_id], value, polarity=polarity)
    assert read.grades == set(grades.split())


@given(data=st.data(), finding=st.sampled_from(ONE_OF_EACH_SCALE))
def test_any_set_of_grades_survives_being_written(data: st.DataObject, finding: Finding) -> None:
    grades = data.draw(st.sets(st.sampled_from(finding.scale.grades), min_size=1))
    written = grades_of(finding.scale, *grades)
    assert parse_value(finding, written.text) == written
    assert written.grades == grades


@given(finding=st.sampled_from(ONE_OF_EACH_SCALE), value=st.text() | st.integers() | st.floats())
def test_any_value_is_read_or_refused(finding: Finding, value: object) -> None:
    with suppress(CaseError):  # the only error that may come
        assert parse_value(finding, value).grades <= set(finding.scale.grades)


@given(
    finding=st.sampled_from(ONE_OF_EACH_SCALE),
    parts=st.lists(st.sampled_from(PIECES)),
)
def test_notation_in_any_order_is_read_or_refused(finding: Finding, parts: list[str]) -> None:
    with suppress(CaseError):  # the only error that may come
        parse_value(finding, " ".join(parts))


def test_grades_must_be_on_the_scale() -> None:
    with pytest.raises(CaseError):
        grades_of(SCALES["reflex"], "purple")
    with pytest.raises(CaseError):
        grades_of(SCALES["reflex"])


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda scale: scale.name)
def test_scale_is_complete(scale: Scale) -> None:
    assert len(set(scale.grades)) == len(scale.grades) > 1
    assert scale.normal
    assert scale.abnormal
    assert scale.notation.examples
    for limit in scale.limits:
        assert limit.at_least < limit.below
        assert limit.grades <= set(scale.grades)
        assert not limit.finding or limit.finding in CATALOG


def test_words_mean_grades_of_their_scale() -> None:
    for row in read_csv("radicular.findings", "tables/value_words.csv"):
        scale = row["scale"].partition("/")[0]
        assert scale == "*" or set(row["grades"].split(";")) <= set(SCALES[scale].grades), row


def test_every_example_can_be_read() -> None:
    for finding in ONE_OF_EACH_SCALE:
        for example in finding.scale.notation.examples.split(", "):
            assert parse_value(finding, example).grades


def test_every_grade_has_a_word() -> None:
    words = load_value_words()
    for scale in SCALES.values():
        single = {meaning[0] for meaning in words[scale.name].values() if len(meaning) == 1}
        assert single >= set(scale.grades)


def test_a_refused_value_tells_how_the_name_was_read() -> None:
    with pytest.raises(CaseError) as caught:
        parse_value(CATALOG["strength_hip_internal_rotation"], "purple")
    assert caught.value.allowed.endswith("(read as: Strength: hip internal rotation)")


@pytest.mark.parametrize(
    ("finding_id", "part"),
    [
        ("post_void_residual", "; numbers from 0 to 3000 mL"),
        ("snap_sural", "; numbers with their unit, from 0 to 200 uV"),
    ],
)
def test_the_need_for_a_unit_is_told(finding_id: str, part: str) -> None:
    with pytest.raises(CaseError) as caught:
        parse_value(CATALOG[finding_id], "purple")
    assert part in caught.value.allowed


@pytest.mark.parametrize(
    ("value", "grades"),
    [("present", {"increased"}), ("absent", {"absent", "reduced", "normal"})],
)
def test_allodynia_is_more_not_less(value: str, grades: set[str]) -> None:
    named = CATALOG.read_name("allodynia lateral foot")
    assert parse_value(named.finding, value, polarity=named.polarity).grades == grades


def test_words_of_the_person_are_kept() -> None:
    assert parse_value(CATALOG["diabetes"], "type 2").text == "type 2"
