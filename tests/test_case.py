"""Case files: what they hold, how they come back, and every way they can be wrong."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radicular.case import Case, Observation, Patient
from radicular.errors import CaseFileError
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.values import grades_of

CATALOG = load_catalog()
FINDINGS = tuple(CATALOG)
START = "radicular_case: 1\n"
WRITTEN = """
radicular_case: 1
id: S1-7
title: Calf pain after lifting
setting: spine clinic
patient: {age: 44 years, sex: F, height_cm: 170}
source: {paper: a journal, year: 2020, date: 2020-01-02}
truth: {site: root_S1, side: left}
note: typed in two minutes
findings:
  - {finding: ankle jerk, side: left, value: absent}
  - {finding: left Achilles reflex, value: 0}
  - {finding: straight leg raise, side: left, value: positive at 40 degrees}
  - {finding: strength otherwise, value: normal}
  - {finding: EHL weakness, side: right, value: absent}
  - {finding: calf weakness, side: left, value: present, note: told, stage: history}
  - {finding: numbness over the lateral border of the foot, side: left, value: yes}
  - {finding: lateral foot sensation, side: left, value: reduced pinprick}
  - {finding: light touch over the lateral foot, side: left, value: decreased}
  - {finding: disc herniation, level: L5/S1, side: unknown, value: extrusion}
  - {finding: bilateral calf pain, value: present}
  - {finding: bladder control, value: normal}
  - {finding: vibration at the ankle, side: right, value: not tested}
"""


def entries(*lines: str) -> str:
    return START + "findings:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


def problems_of(text: str) -> list[str]:
    with pytest.raises(CaseFileError) as caught:
        Case.from_text(text)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(caught.value.problems)
    return lines


def recorded(case: Case) -> dict[tuple[str, str, str, str], set[str]]:
    return {entry.key: set(entry.grades) for entry in case.observations}


def test_a_case_as_written_by_hand() -> None:
    case = Case.from_text(WRITTEN)
    assert case.patient == Patient(age=44, sex="female", height_cm=170)
    assert (case.id, case.setting, case.note) == ("S1-7", "spine_clinic", "typed in two minutes")
    assert case.source == {"paper": "a journal", "year": 2020, "date": "2020-01-02"}
    assert recorded(case) == {
        ("reflex_achilles", "left", "", ""): {"absent"},
        ("slr", "left", "", ""): {"positive"},
        ("strength_otherwise", "left", "", ""): {"5"},
        ("strength_otherwise", "right", "", ""): {"5"},
        ("strength_extensor_hallucis_longus", "right", "", ""): {"5"},
        ("strength_triceps_surae", "left", "", ""): {"0-1", "2", "3", "4-", "4", "4+"},
        ("paresthesia_lateral_foot", "left", "", ""): {"present"},
        ("sensation_lateral_foot", "left", "pinprick", ""): {"reduced"},
        ("sensation_lateral_foot", "left", "touch", ""): {"reduced"},
        ("mri_L5_S1_disc", "unknown", "", "L5-S1"): {"moderate", "severe"},
        ("pain_posterior_leg", "left", "", ""): {"present"},
        ("pain_posterior_leg", "right", "", ""): {"present"},
        ("bladder_symptoms", "midline", "", ""): {"absent"},
        ("sensation_foot_distal", "right", "vibration", ""): {
            "absent",
            "reduced",
            "increased",
            "normal",
        },
    }


def test_stages_are_those_of_the_findings_unless_told_otherwise() -> None:
    case = Case.from_text(WRITTEN)
    stages = {entry.finding: entry.stage for entry in case.observations}
    assert stages["reflex_achilles"] == "examination"
    assert stages["strength_triceps_surae"] == "history"
    assert stages["pain_posterior_leg"] == "history"
    assert {entry.finding for entry in case.of_stages("imaging").observations} == {"mri_L5_S1_disc"}


def test_a_case_comes_back_from_yaml_and_json() -> None:
    case = Case.from_text(WRITTEN)
    assert Case.from_text(case.to_yaml()) == case
    assert Case.from_text(json.dumps(case.to_dict())) == case
    assert Case.from_text(case.to_yaml()).to_yaml() == case.to_yaml()


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    finding: Finding = draw(st.sampled_from(FINDINGS))
    grades = draw(st.sets(st.sampled_from(finding.scale.grades), min_size=1))
    side = draw(st.sampled_from(["left", "right", "unknown"]))
    return Observation.of(finding, side, *grades)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]))


@given(
    entries=st.lists(observations(), unique_by=lambda entry: entry.key),
    age=st.none() | st.integers(0, 120) | st.floats(0, 120),
    sex=st.sampled_from(["female", "male", "other", "unknown"]),
    title=TEXTS,
    source=st.none() | st.dictionaries(TEXTS, TEXTS | st.integers() | st.booleans(), min_size=1),
)
def test_any_case_comes_back(
    entries: list[Observation], age: float | None, sex: str, title: str, source: object
) -> None:
    case = Case(tuple(entries), Patient(age, sex), title=title, source=source)
    assert Case.from_text(case.to_yaml()) == case
    assert Case.from_text(json.dumps(case.to_dict())) == case


@given(st.text())
def test_any_text_is_a_case_or_a_list_of_problems(text: str) -> None:
    try:
        case = Case.from_text(text)
    except CaseFileError as error:
        case = None
        problems = error.problems
        assert problems
    assert case is None or isinstance(case, Case)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "case: nothing"),
        (" \n\t ", "case: nothing"),
        ("just words", "case: 'just words'"),
        ("- a\n- b", "case: '2 entries'"),
        ("a: [", "case, line"),
        ("a: b: c", "case, line 1"),
        ("a: 1\na: 2", "a, line 2: 'given twice'"),
        ('{"radicular_case": 1, "id": 1, "id": 2}', "id: 'given twice'"),
        ('{"radicular_case": NaN}', "number: 'NaN'"),
        ("a: !!python/object:os.system {}", "case, line 1"),
        ("a: &x 1\nb: *x", "case: '*x'"),
        ("[" * 100_000, "case: 'fields inside fields'"),
        ('{"a":' * 100_000, "case: 'fields inside fields'"),
        ("a: 1" + "0" * 5000, "case: 'a number of too many digits'"),
        ("findings: []", "radicular_case: nothing"),
        ("radicular_case: 2\nfindings: []", "radicular_case: 2"),
        ("radicular_case: true\nfindings: []", "radicular_case: True"),
        (START, "findings: nothing"),
        (START + "findings: ankle jerk", "findings: 'ankle jerk'"),
        (START + "findings: {ankle jerk: absent}", "findings: '1 fields'"),
        (START + "findings: []\npatient: 44", "patient: 44"),
        (START + "findings: []\npatient: {age: 340}", "patient.age: 340"),
        (START + "findings: []\npatient: {age: -1}", "patient.age: -1"),
        (START + "findings: []\npatient: {age: .nan}", "patient.age: nan"),
        (START + "findings: []\npatient: {age: yes}", "patient.age: True"),
        (START + "findings: []\npatient: {sex: purple}", "patient.sex: 'purple'"),
        (START + "findings: []\npatient: {height_cm: 1.7}", "patient.height_cm: 1.7"),
        (START + "findings: []\nsetting: garden", "setting: 'garden'"),
        (START + "findings: []\ntitle: [a]", "title: '1 entries'"),
        (START + "findings: []\nsource: !!binary aGk=", "source:"),
        (entries("side: left, value: absent"), "findings[1].finding: nothing"),
        (entries("finding: 7, side: left, value: absent"), "findings[1].finding: 7"),
        (entries("finding: ankle jerk, side: left"), "findings[1].value: nothing"),
        (entries("finding: ankle jerk, value: absent"), "findings[1].side: nothing"),
        (entries("finding: ankle jerk, side: up, value: absent"), "findings[1].side: 'up'"),
        (entries("finding: ankle jerk, side: midline, value: absent"), "findings[1].side: 'midl"),
        (entries("finding: left ankle jerk, side: right, value: 0"), "findings[1].side: 'right'"),
        (entries("finding: urinary retention, side: left, value: yes"), "findings[1].side: 'left'"),
        (entries("finding: EHL, side: left, value: 6"), "findings[1].value: 6"),
        (entries("finding: SLR, side: left, value: 400 degrees"), "findings[1].value: '400 deg"),
        (entries("finding: SLR, side: left, value: yes, stage: tomorrow"), "findings[1].stage"),
        (entries("finding: SLR, side: left, value: yes, level: L5-S1"), "findings[1].level"),
        (entries("finding: L5-S1 disc, side: left, value: yes, level: L4-5"), "findings[1].level"),
        (entries("finding: disc prolapse, side: left, value: yes, level: C5"), "findings[1].level"),
        (entries("finding: heel pain, side: left, value: yes, modality: touch"), "findings[1].mod"),
        (
            entries(
                "finding: heel sensation, side: left, value: reduced pinprick, modality: touch"
            ),
            "findings[1].modality: 'pinprick and touch'",
        ),
    ],
)
def test_what_is_wrong_is_named(text: str, where: str) -> None:
    assert problems_of(text)[0].startswith(where)


def test_unknown_finding_gets_the_nearest() -> None:
    (line,) = problems_of(entries("finding: ankle jrk, side: left, value: absent"))
    assert "findings[1].finding: 'ankle jrk'" in line
    assert "'ankle jerk'" in line


def test_unknown_field_gets_the_nearest() -> None:
    (line,) = problems_of(entries("finding: SLR, side: left, value: yes, modalty: touch"))
    assert line.endswith("nearest: 'modality'")


def test_all_problems_are_told_together() -> None:
    text = entries(
        "finding: ankle jrk, side: left, value: absent",
        "finding: knee jerk, value: 9",
        "finding: SLR, side: left, value: yes",
    )
    lines = problems_of(text + "patient: {age: 340}\ncolour: red\n")
    assert [line.partition(":")[0] for line in lines] == [
        "colour",
        "findings[1].finding",
        "findings[2].value",
        "findings[2].side",
        "patient.age",
    ]


def test_endless_problems_end() -> None:
    assert len(problems_of(entries(*["finding: nonsense, value: 1"] * 5000))) == 25


def test_same_finding_twice_with_different_values() -> None:
    (line,) = problems_of(
        entries(
            "finding: ankle jerk, side: both, value: normal",
            "finding: Achilles reflex, side: left, value: absent",
        )
    )
    assert line.startswith("findings[2].value: 'absent'")
    assert "findings[1]" in line


def test_same_angle_twice_with_different_numbers() -> None:
    lines = problems_of(
        entries(
            "finding: SLR, side: left, value: 30 degrees",
            "finding: Lasegue, side: left, value: 40 degrees",
        )
    )
    assert lines[0].startswith("findings[2].value: '40 degrees'")


def test_same_value_twice_counts_once() -> None:
    case = Case.from_text(
        entries(
            "finding: ankle jerk, side: left, value: absent",
            "finding: Achilles reflex, side: left, value: 0",
            "finding: ankle jerk, side: left, value: unknown",
        )
    )
    assert [entry.value.text for entry in case.observations] == ["absent"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("headache, value: absent", "seizure, value: present"),
        ("seizure, value: present", "headache, value: absent"),
        ("pain on coughing, value: no", "Valsalva, value: yes"),
        ("dysarthria, value: yes", "dysphagia, value: no"),
        ("numbness, side: left, value: yes", "left leg tingling, value: no"),
    ],
)
def test_a_finding_of_several_parts_is_present_if_any_is(first: str, second: str) -> None:
    case = Case.from_text(entries(f"finding: {first}", f"finding: {second}"))
    assert [set(entry.grades) for entry in case.observations] == [{"present"}]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("headache, value: absent", "headache, value: present"),
        ("foot drop, side: left, value: yes", "left drop foot, value: no"),
        ("left pedal pulses, value: normal", "left absent pedal pulses, value: yes"),
    ],
)
def test_one_name_cannot_say_both(first: str, second: str) -> None:
    (line,) = problems_of(entries(f"finding: {first}", f"finding: {second}"))
    assert line.startswith("findings[2].value")


@pytest.mark.parametrize(
    "entry",
    [
        "weakness, value: yes",
        "strength otherwise, value: weak",
        "sensation, value: reduced",
        "reflexes, value: reduced",
    ],
)
def test_what_is_abnormal_needs_its_side(entry: str) -> None:
    (line,) = problems_of(entries(f"finding: {entry}"))
    assert line.startswith("findings[1].side")


@pytest.mark.parametrize(
    "entry",
    ["reflexes, value: reduced, side: both", "bilateral sensation, value: reduced"],
)
def test_both_sides_can_be_told(entry: str) -> None:
    case = Case.from_text(entries(f"finding: {entry}"))
    assert [observation.side for observation in case.observations] == ["left", "right"]


@pytest.mark.parametrize(
    ("name", "value", "finding_id"),
    [
        ("onset", "sudden", "onset_sudden"),
        ("onset", "gradual", "onset_gradual"),
        ("course", "progressive", "course_progressive"),
        ("pain", "low back", "pain_low_back"),
    ],
)
def test_a_value_completes_a_short_name(name: str, value: str, finding_id: str) -> None:
    (entry,) = Case.from_text(entries(f"finding: {name}, value: {value}")).observations
    assert (entry.finding, set(entry.grades)) == (finding_id, {"present"})


def test_a_value_does_not_make_a_scan() -> None:
    (line,) = problems_of(entries("finding: MRI, value: brain"))
    assert line.startswith("findings[1].finding")


def test_a_value_fills_in_for_an_unknown_one() -> None:
    case = Case.from_text(
        entries(
            "finding: ankle jerk, side: left, value: not tested",
            "finding: ankle jerk, side: left, value: absent",
        )
    )
    assert [entry.value.text for entry in case.observations] == ["absent"]


def test_modalities_and_levels_are_separate_records() -> None:
    case = Case.from_text(
        entries(
            "finding: heel sensation, side: left, value: absent, modality: pinprick",
            "finding: heel sensation, side: left, value: normal, modality: light touch",
            "finding: disc herniation, side: left, value: severe, level: L4-5",
            "finding: disc herniation, side: left, value: none, level: L5-S1",
            "finding: spondylolisthesis, value: grade 1, level: L4-5",
        )
    )
    assert [entry.key for entry in case.observations] == [
        ("sensation_heel", "left", "pinprick", ""),
        ("sensation_heel", "left", "touch", ""),
        ("mri_L4_L5_disc", "left", "", "L4-L5"),
        ("mri_L5_S1_disc", "left", "", "L5-S1"),
        ("spondylolisthesis", "midline", "", "L4-L5"),
    ]
    assert Case.from_text(case.to_yaml()) == case


def test_a_case_without_findings_is_a_case() -> None:
    assert Case.from_text(START + "findings: []").observations == ()


def test_unknown_patient_is_a_patient() -> None:
    text = START + "findings: []\npatient: {age: unknown, sex: unknown, height_cm: null}"
    assert Case.from_text(text).patient == Patient()


def test_a_file_in_yaml_and_in_json(tmp_path: Path) -> None:
    case = Case.from_text(WRITTEN)
    for name, text in (("c.yaml", "\ufeff" + WRITTEN), ("c.json", json.dumps(case.to_dict()))):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert Case.from_file(path) == case


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "nothing"),
        (b"\x89PNG\r\n\x1a\n\0\0", "binary data"),
        ("radicular_case: 1".encode("utf-16"), "binary data"),
        (b"\xff\xfe\xfd", "binary data"),
        (b"a\0b", "binary data"),
    ],
)
def test_a_file_that_is_no_text(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(content)
    with pytest.raises(CaseFileError) as caught:
        Case.from_file(path)
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(CaseFileError, match="50000000 bytes"):
        Case.from_file(path)


def test_what_is_no_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.yaml"):
        with pytest.raises(CaseFileError, match="a file that can be read"):
            Case.from_file(path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless file here")
def test_an_endless_file_ends() -> None:
    with pytest.raises(CaseFileError, match="a stream without end"):
        Case.from_file(os.devnull.replace("null", "zero"))


def test_nothing_is_kept_of_the_side_of_a_midline_finding() -> None:
    finding = CATALOG["bladder_retention"]
    assert Observation.of(finding, "left", "present").side == "midline"


def test_unknown_says_nothing() -> None:
    finding = CATALOG["reflex_achilles"]
    assert grades_of(finding.scale, *finding.scale.grades).missing


@pytest.mark.parametrize(
    ("written", "finding", "grade"),
    [
        ("2 weeks", "duration_under_six_weeks", "present"),
        ("2 months", "duration_under_six_weeks", "absent"),
        ("5 years", "duration_over_three_months", "present"),
    ],
)
def test_duration_is_read_from_its_number(written: str, finding: str, grade: str) -> None:
    entry = {"finding": "duration", "value": written}
    case = Case.from_dict({"radicular_case": 1, "findings": [entry]})
    assert [(item.finding, set(item.grades)) for item in case.observations] == [(finding, {grade})]
