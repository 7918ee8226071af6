"""What the reference, npm isncsci 2.0.6, said about 5,896 examinations."""

import csv
import gzip
from collections.abc import Mapping, Sequence
from functools import cache
from io import StringIO
from pathlib import Path

import pytest

from radicular.isncsci import Exam, classify, intact_exam, read_exam
from radicular.isncsci.batch import ExamTable, classify_table
from radicular.isncsci.exam_files import EXAM_COLUMNS, nested_row
from radicular.isncsci.fields import FIELDS, flat

VECTORS = Path(__file__).parent / "agreement.csv.gz"


@cache
def vectors() -> tuple[Sequence[Exam], Sequence[Mapping[str, str]]]:
    rows = list(csv.DictReader(StringIO(gzip.decompress(VECTORS.read_bytes()).decode())))
    exams = [read_exam(nested_row({name: row[name] for name in EXAM_COLUMNS})) for row in rows]
    return exams, [{field: row[field] for field in FIELDS} for row in rows]


def test_there_are_enough_of_them() -> None:
    assert len(vectors()[0]) == 5896


def test_the_batch_agrees_in_every_field() -> None:
    exams, expected = vectors()
    found = classify_table(ExamTable.of(exams))
    for field in FIELDS:
        wrong = [
            (row, said[field], text)
            for row, (said, text) in enumerate(zip(expected, found.column(field), strict=True))
            if said[field] != text
        ]
        assert not wrong, (field, wrong[:5])


def test_one_at_a_time_agrees_in_every_field() -> None:
    for exam, said in zip(*vectors(), strict=True):
        assert flat(classify(exam).to_reference()) == said


def test_sides_can_be_exchanged() -> None:
    swapped = {"right": "left", "left": "right", "Right": "Left", "Left": "Right"}

    def mirrored(field: str) -> str:
        return next((field.replace(a, b) for a, b in swapped.items() if a in field), field)

    for exam, said in zip(*vectors(), strict=True):
        data = exam.to_dict()
        data["right"], data["left"] = data["left"], data["right"]
        found = flat(classify(read_exam(data)).to_reference())
        assert {mirrored(field): value for field, value in found.items()} == said


#: S1 of the right side alone, all else intact: motor, both sensations, sensory level, motor level,
#: level of injury, grade.
S1_ALONE = [
    ("5", "1", "L5", "S1", "L5", "D"),
    ("5", "0", "L5", "S1", "L5", "D"),
    ("3", "2", "INT", "S1", "S1", "D"),
    ("4", "2", "INT", "S1", "S1", "D"),
    ("4", "1", "L5", "S1", "L5", "D"),
    ("0", "2", "INT", "L5", "L5", "D"),
    ("2", "2", "INT", "L5", "L5", "D"),
    ("2", "0", "L5", "L5", "L5", "D"),
    ("NT", "2", "INT", "L5,S1,INT", "L5,S1,INT", "D,E"),
    ("NT", "0", "L5", "L5,S1", "L5", "D"),
    ("2*", "2", "INT", "L5,S1*", "L5,S1", "D"),
    ("2**", "2", "INT", "INT*", "INT*", "E*"),
    ("5", "1**", "INT*", "INT*", "INT*", "E*"),
    ("5", "NT", "L5,INT", "S1,INT", "L5,INT", "D,E"),
]


@pytest.mark.parametrize("case", S1_ALONE, ids=str)
def test_s1_alone(case: tuple[str, ...]) -> None:
    motor, felt, sensory, moved, injury, grade = case
    data = intact_exam()
    data["right"]["motor"]["S1"] = motor
    data["right"]["lightTouch"]["S1"] = data["right"]["pinPrick"]["S1"] = felt
    found = flat(classify(read_exam(data)).to_reference())
    assert found["neurologicalLevels.sensoryRight"] == sensory
    assert found["neurologicalLevels.motorRight"] == moved
    assert found["neurologicalLevelOfInjury"] == injury
    assert found["ASIAImpairmentScale"] == grade


@pytest.mark.parametrize(("pressure", "grade", "zone"), [("No", "A", "L5"), ("Yes", "B", "NA")])
def test_both_sides_below_l5(pressure: str, grade: str, zone: str) -> None:
    data = intact_exam() | {"voluntaryAnalContraction": "No", "deepAnalPressure": pressure}
    for side in ("right", "left"):
        data[side]["motor"]["S1"] = "0"
        for row in ("S1", "S2", "S3", "S4_5"):
            data[side]["lightTouch"][row] = data[side]["pinPrick"][row] = "0"
    found = flat(classify(read_exam(data)).to_reference())
    assert found["neurologicalLevelOfInjury"] == "L5"
    assert found["ASIAImpairmentScale"] == grade
    assert found["zoneOfPartialPreservations.sensoryRight"] == zone
    assert found["zoneOfPartialPreservations.motorRight"] == "L5"
