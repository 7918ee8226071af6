"""Nothing malformed is accepted, and every refusal names the cell."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radicular.errors import ExamError, InputError
from radicular.isncsci import intact_exam, read_exam
from radicular.isncsci.score import MOTOR_SCORES, SENSORY_SCORES

DROPPED = "dropped"
NON_KEY = "right.lowestNonKeyMuscleWithMotorFunction"

#: Where, and what is put there.
MALFORMED: list[tuple[str, object]] = [
    ("right.pinPrick.S2", DROPPED),
    ("left.lightTouch.S4-5", "2"),
    ("right.motor.S1", DROPPED),
    ("right.motor.S2", "5"),
    *(("right.motor.S1", score) for score in ("6", "5*", 5, "", "2***", None)),
    *(("left.pinPrick.T4", score) for score in ("3", "2*", "UNK", "1***", "nt")),
    *(("voluntaryAnalContraction", answer) for answer in ("yes", True, DROPPED, None)),
    ("deepAnalPressure", "UNK"),
    ("left", DROPPED),
    ("right.motor", []),
    ("middle", {}),
    *((NON_KEY, level) for level in (None, 0, "T5", "S2", "S4_5", "L1", "")),
]


def put(data: dict[str, Any], path: str, value: object) -> None:
    *steps, last = path.split(".")
    for step in steps:
        data = data[step]
    if value is DROPPED:
        del data[last]
    else:
        data[last] = value


@pytest.mark.parametrize(("cell", "value"), MALFORMED, ids=[f"{c}={v!r}" for c, v in MALFORMED])
def test_a_malformed_examination_is_refused(cell: str, value: object) -> None:
    data = intact_exam()
    put(data, cell, value)
    with pytest.raises(ExamError) as refused:
        read_exam(data)
    told = [problem for problem in refused.value.problems if problem.field == cell]
    assert told
    assert ("nothing" if value is DROPPED else repr(value)) in str(told[0])
    assert "allowed: " in str(told[0])


@pytest.mark.parametrize("data", [None, [], "exam", 3])
def test_what_is_no_examination_is_refused(data: object) -> None:
    with pytest.raises(ExamError, match="exam: "):
        read_exam(data)


def test_all_problems_are_told_at_once() -> None:
    data = intact_exam()
    data["right"]["motor"]["S1"], data["left"]["pinPrick"]["T4"] = "6", "3"
    with pytest.raises(ExamError) as refused:
        read_exam(data)
    assert len(str(refused.value).splitlines()) == 2


def test_older_notations_are_converted_on_request_only() -> None:
    data = intact_exam() | {"deepAnalPressure": "UNK"}
    data["right"]["motor"]["S1"], data["left"]["pinPrick"]["T4"] = "5*", "UNK"
    with pytest.raises(ExamError):
        read_exam(data, convert=["UNK"])
    exam = read_exam(data, convert=["UNK", "5*"])
    assert exam.right.motor["S1"].text == "NT**"
    assert exam.left.pin_prick["T4"].text == "NT"
    assert exam.anal_pressure == "NT"
    assert exam.converted == (
        "right.motor.S1: 5* read as NT**",
        "left.pinPrick.T4: UNK read as NT",
        "deepAnalPressure: UNK read as NT",
    )


def test_a_full_star_was_never_written_for_sensation() -> None:
    data = intact_exam()
    data["right"]["lightTouch"]["S1"] = "5*"
    with pytest.raises(ExamError):
        read_exam(data, convert=["5*"])


def test_an_unknown_conversion_is_refused() -> None:
    with pytest.raises(InputError, match="convert: 'XX'"):
        read_exam(intact_exam(), convert=["XX"])


@given(st.text(max_size=5), st.sampled_from(["lightTouch", "motor"]))
def test_only_scores_are_read(text: str, column: str) -> None:
    data = intact_exam()
    data["left"][column]["S1"] = text
    allowed = MOTOR_SCORES if column == "motor" else SENSORY_SCORES
    if text in allowed:
        assert read_exam(data).to_dict()["left"][column]["S1"] == text
    else:
        with pytest.raises(ExamError):
            read_exam(data)
