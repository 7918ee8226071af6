"""Grades that can occur, against every way to fill the open cells one after the other."""

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.isncsci.exams import STRATA, Stratum, random_exam
from radicular.isncsci import classify, intact_exam, read_exam
from radicular.isncsci.possible_grades import narrowed_grades, possible_grades

PLAIN = [stratum for stratum in STRATA if not stratum.open and not stratum.starred]
COLUMNS = ("lightTouch", "pinPrick", "motor")


def filled(data: dict[str, Any], cells: list[tuple[str, str, str]]) -> set[str]:
    found = set()
    for values in product(*(range(6 if cell[1] == "motor" else 3) for cell in cells)):
        for (side, column, row), value in zip(cells, values, strict=True):
            data[side][column][row] = str(value)
        found |= set(classify(read_exam(data)).impairment_scale)
    return found


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLAIN), st.integers(0, 10**6), st.data())
def test_they_are_those_of_every_filled_form(stratum: Stratum, seed: int, draw: Any) -> None:
    data = random_exam(stratum, seed)
    places = [
        (side, column, row)
        for side in ("right", "left")
        for column in COLUMNS
        for row in data[side][column]
    ]
    cells = draw.draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique=True))
    expected = filled(data, cells)
    for side, column, row in cells:
        data[side][column][row] = "NT"
    exam = read_exam(data)
    assert set(possible_grades(exam)) == expected
    assert expected <= set(classify(exam).impairment_scale)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([s for s in STRATA if not s.starred]), st.integers(0, 10**6))
def test_the_list_of_the_standard_never_misses_one(stratum: Stratum, seed: int) -> None:
    exam = read_exam(random_exam(stratum, seed))
    assert set(possible_grades(exam)) <= set(classify(exam).impairment_scale)


def test_a_grade_that_cannot_occur_is_left_out() -> None:
    longer = 0
    stratum = Stratum("lesion", open=True, starred=False)
    for seed in range(300):
        exam = read_exam(random_exam(stratum, seed))
        listed = classify(exam).impairment_scale
        narrowed = narrowed_grades(exam, listed)
        longer += bool(narrowed)
        assert set(narrowed) < set(listed) or not narrowed
    assert longer > 0


def test_an_examination_of_which_nothing_was_testable_may_be_anything() -> None:
    data = intact_exam() | {"voluntaryAnalContraction": "NT", "deepAnalPressure": "NT"}
    for side, column in product(("right", "left"), COLUMNS):
        data[side][column] = dict.fromkeys(data[side][column], "NT")
    assert possible_grades(read_exam(data)) == ("A", "B", "C", "D", "E")
