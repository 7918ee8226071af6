"""Display, explanation, sums, files and the way to a case."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.isncsci.exams import BORDERS, STRATA, random_exam
from radicular.errors import ExamError, InputError
from radicular.isncsci import classify, intact_exam, read_exam
from radicular.isncsci.batch import ExamTable, classify_table, exams_of_columns
from radicular.isncsci.batch.exam_table import ANSWERS
from radicular.isncsci.batch.flags import MOTOR_CODES
from radicular.isncsci.display import shown_completeness, shown_grades, shown_levels
from radicular.isncsci.exam_files import EXAM_COLUMNS, columns_in, exam_row, exams_in, table_bytes
from radicular.isncsci.explanation import reasons
from radicular.isncsci.fields import FIELDS, flat
from radicular.isncsci.findings import exam_case
from radicular.isncsci.rows import ARM_MUSCLES
from radicular.isncsci.virtual_exam import examine_patient
from radicular.lesion import Lesion
from radicular.localize.localizer import Localizer

strata = st.sampled_from((*STRATA, BORDERS))
seeds = st.integers(0, 10**6)


def found_from(text: str) -> dict[str, bool]:
    return {value.rstrip("*"): value.endswith("*") for value in text.split(",")}


#: A list of the reference, and how its user interface shows it.
LEVELS_SHOWN = [
    ("C5", "C5"),
    ("C5*", "C5*"),
    ("C5,C6", "ND: C5-C6"),
    ("C4,C5,C6,L1,INT", "ND: C4-C6, L1, INT"),
    ("C4,C5*,C6*,T1", "ND*: C4, C5*-C6*, T1"),
    ("L5,S1*,INT*", "ND*: L5, S1*, INT*"),
    ("NA,S1,S2,S3*", "ND*: NA, S1-S2, S3*"),
    ("S2,S3,INT", "ND: S2-S3, INT"),
    ("C8,T1,T2", "ND: C8-T2"),
    ("T12,L1", "ND: T12-L1"),
    ("NA,T9*,S2*", "ND*: NA, T9*, S2*"),
    ("C4,C5,C6*,C7*,C8,T1*", "ND*: C4-C5, C6*-C7*, C8, T1*"),
]


@pytest.mark.parametrize(("listed", "shown"), LEVELS_SHOWN)
def test_levels_are_shown_as_ranges(listed: str, shown: str) -> None:
    assert shown_levels(found_from(listed)) == shown


@pytest.mark.parametrize(
    ("listed", "shown"), [("A,B", "ND: A, B"), ("D,E*", "ND*: D, E*"), ("E*", "E*")]
)
def test_grades_are_listed(listed: str, shown: str) -> None:
    assert shown_grades(found_from(listed)) == shown


@pytest.mark.parametrize(("listed", "shown"), [("C*,I*", "ND: C,I"), ("I*", "I"), ("C", "C")])
def test_completeness_loses_its_stars(listed: str, shown: str) -> None:
    assert shown_completeness(found_from(listed)) == shown


@settings(max_examples=150)
@given(strata, seeds)
def test_both_paths_agree_and_every_field_has_a_reason(stratum: Any, seed: int) -> None:
    exam = read_exam(random_exam(stratum, seed))
    found = classify(exam)
    table = classify_table(ExamTable.of([exam]))
    assert flat(found.to_reference()) == {field: table.column(field)[0] for field in FIELDS}
    why = reasons(exam, found)
    assert len(why) == 11
    for reason in why:
        assert reason.rule.endswith(".")
        assert reason.value


@settings(max_examples=60)
@given(strata, seeds)
def test_a_cell_that_a_reason_names_says_what_stands_there(stratum: Any, seed: int) -> None:
    exam = read_exam(random_exam(stratum, seed))
    row = exam_row(exam)
    for reason in reasons(exam, classify(exam)):
        for cell in reason.cells:
            name, _, value = cell.rpartition(" ")
            if name in EXAM_COLUMNS:
                assert row[name] == value


def test_an_open_score_makes_its_sums_undetermined() -> None:
    data = intact_exam()
    data["right"]["motor"]["S1"] = "NT"
    totals = classify(read_exam(data)).totals
    assert totals.right.lower_extremity is None
    assert totals.right.motor is None
    assert totals.right.upper_extremity == 25
    assert totals.lower_extremity is None
    assert totals.light_touch == 112


def _s1_exam() -> dict[str, Any]:
    data = intact_exam()
    data["right"]["motor"]["S1"] = "3"
    data["right"]["lightTouch"]["S1"] = "1"
    data["right"]["pinPrick"]["S1"] = "0"
    return data


def test_a_case_of_an_s1_root_lesion_names_the_root() -> None:
    case = exam_case(read_exam(_s1_exam()))
    found = {(o.finding, o.side, o.modality): o.value.text for o in case.observations}
    assert found["strength_ankle_plantarflexion", "right", ""] == "3"
    assert found["sensation_dermatome_S1", "right", "light touch"] == "reduced"
    assert found["sensation_dermatome_S1", "right", "pinprick"] == "absent"
    answer = Localizer().locate(case)
    assert answer.ranked[0].site == "root_S1"


def test_what_was_not_tested_is_unknown_and_a_star_is_explained_otherwise() -> None:
    data = intact_exam()
    data["left"]["motor"]["S1"], data["left"]["motor"]["L5"] = "NT", "3*"
    case = exam_case(read_exam(data))
    left = {o.finding: o for o in case.observations if o.side == "left"}
    assert not left["strength_ankle_plantarflexion"].value.judged
    assert left["strength_great_toe_extension"].unrelated
    assert left["strength_great_toe_extension"].value.text == "3"


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".jsonl", ".json"])
def test_every_kind_of_file_is_read_alike(tmp_path: Path, ending: str) -> None:
    drawn = [random_exam(STRATA[-1], seed) for seed in range(20)]
    exams = [read_exam(data | {"id": str(number)}) for number, data in enumerate(drawn)]
    path = tmp_path / f"exams{ending}"
    if ending == ".json":
        path.write_text(json.dumps([{"id": e.id, "exam": e.to_dict()} for e in exams]))
    elif ending == ".jsonl":
        lines = [json.dumps({"id": e.id, "exam": e.to_dict()}) for e in exams]
        path.write_text("\n".join(lines))
    else:
        rows = [exam_row(exam) for exam in exams]
        columns = {name: [row[name] for row in rows] for name in EXAM_COLUMNS}
        path.write_bytes(table_bytes(path, columns))
    assert list(exams_in(path)) == exams


def _columns() -> dict[str, list[str]]:
    rows = [exam_row(read_exam(random_exam(STRATA[-1], seed))) for seed in range(5)]
    return {name: [row[name] for row in rows] for name in EXAM_COLUMNS}


def test_columns_are_read_as_rows_are() -> None:
    exams = [read_exam(random_exam(stratum, 3)) for stratum in STRATA]
    rows = [exam_row(exam) for exam in exams]
    columns = {name: [row[name] for row in rows] for name in EXAM_COLUMNS}
    one, other = exams_of_columns(columns), ExamTable.of(exams)
    for field in ("sensation", "motor", "contraction", "pressure", "non_key"):
        assert (getattr(one, field) == getattr(other, field)).all()


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("right.motor.S1", "6", "row 3: right.motor.S1: '6'"),
        ("left.lightTouch.T4", "", "row 3: left.lightTouch.T4: ''"),
        ("left.lightTouch.T4", "5*", "row 3: left.lightTouch.T4: '5*'"),
        ("right.lowestNonKeyMuscleWithMotorFunction", "T5", "MotorFunction: 'T5'"),
        ("deepAnalPressure", "yes", "row 3: deepAnalPressure: 'yes'"),
    ],
)
def test_a_wrong_cell_of_a_column_is_named(column: str, value: str, told: str) -> None:
    columns = _columns()
    columns[column][2] = value
    with pytest.raises(ExamError) as refused:
        exams_of_columns(columns, convert=["5*"])
    assert told in str(refused.value)


def test_a_missing_or_unknown_column_is_named() -> None:
    columns = _columns()
    columns["right.motor.S2"] = columns.pop("right.motor.S1")
    with pytest.raises(ExamError) as refused:
        exams_of_columns(columns)
    assert [problem.field for problem in refused.value.problems] == [
        "right.motor.S1",
        "right.motor.S2",
    ]


def test_columns_convert_on_request() -> None:
    columns = _columns()
    columns["right.motor.S1"][2], columns["deepAnalPressure"][2] = "5*", "UNK"
    table = exams_of_columns(columns, convert=["5*", "UNK"])
    assert table.motor[0, -1, 2] == MOTOR_CODES["NT**"]
    assert table.pressure[2] == ANSWERS.index("NT")


def test_nulls_of_parquet_are_empty_cells_and_numbers_are_no_texts(tmp_path: Path) -> None:
    path, columns = tmp_path / "exams.parquet", _columns()
    empty: list[Any] = [None] * 5
    columns["comments"] = columns["left.lowestNonKeyMuscleWithMotorFunction"] = empty
    path.write_bytes(table_bytes(path, columns))
    ((_, read),) = columns_in(path)
    assert len(exams_of_columns(read)) == len(list(exams_in(path))) == 5
    numbers: list[Any] = [5] * 5
    with pytest.raises(ExamError, match=r"row 1: right\.motor\.S1: 5 "):
        exams_of_columns(read | {"right.motor.S1": numbers})


def test_a_column_given_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "exams.csv"
    path.write_text("id,comments,id\n1,2,3\n")
    with pytest.raises(InputError, match="id: 'given twice'"):
        list(exams_in(path))


def test_a_row_of_another_length_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "exams.csv"
    path.write_text("id,comments\n1,2\n1\n")
    with pytest.raises(InputError, match="row 2: '1 cells'"):
        list(exams_in(path))


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    good, bad = intact_exam(), intact_exam()
    bad["right"]["motor"]["S1"] = "6"
    path = tmp_path / "exams.jsonl"
    path.write_text(f"{json.dumps(good)}\n{json.dumps(bad)}\n")
    with pytest.raises(ExamError, match=r"^line 2: right\.motor\.S1: '6'"):
        list(exams_in(path))


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("exam.txt", "", "a file that ends in"),
        ("exam.json", "{", "JSON"),
        ("exam.json", '{"right": 1, "right": 2}', "each field once"),
        ("none.json", None, "a file that can be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, name: str, text: str | None, told: str
) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError, match=told):
        list(exams_in(path))


def test_a_virtual_patient_is_examined_by_the_standard() -> None:
    lesion = Lesion.parse("left S1 root, severe, 6 weeks")
    exams = [examine_patient(lesion, seed) for seed in range(30)]
    assert exams[3] == examine_patient(lesion, 3)
    weak = sum(exam.left.motor["S1"].impaired for exam in exams)
    assert weak > 20
    assert sum(exam.right.motor["S1"].impaired for exam in exams) < weak / 2
    for exam in exams:
        assert all(exam.left.motor[row].text == "5" for row in ARM_MUSCLES)


def test_a_cauda_equina_lesion_reaches_the_lowest_segments() -> None:
    lesion = Lesion.parse("cauda equina below S1, severe")
    found = [classify(examine_patient(lesion, seed)) for seed in range(10)]
    assert any(list(item.impairment_scale) != ["D"] for item in found)
