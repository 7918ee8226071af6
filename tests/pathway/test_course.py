"""Scores and their changes, published courses, factors and alternatives."""

from datetime import date
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radicular.pathway.course import expected, load_courses, own_course
from radicular.pathway.episode import Answered
from radicular.pathway.event import Event
from radicular.pathway.outlook import factors_of, load_alternatives, load_recovery
from radicular.pathway.scores import change_of, load_instruments
from radicular.tables import read_csv

START = date(2026, 1, 5)


def course(instrument: str, treatment: str) -> int:
    return next(
        place
        for place, one in enumerate(load_courses())
        if (one.instrument, one.treatment) == (instrument, treatment)
    )


@pytest.mark.parametrize(
    ("instrument", "before", "after", "important", "percent"),
    [
        ("nrs_leg", 7, 5, True, False),
        ("nrs_leg", 4, 2.5, False, True),
        ("odi", 40, 31, False, False),
        ("odi", 40, 28, True, True),
        ("rmdq", 18, 13, True, False),
    ],
)
def test_both_ways_to_call_a_change_important_are_told(
    instrument: str, before: float, after: float, *, important: bool, percent: bool
) -> None:
    change = change_of(instrument, before, after)
    assert (change.important, change.important_percent) == (important, percent)


def test_a_higher_eq5d_is_better() -> None:
    assert change_of("eq5d_index", 0.3, 0.65).success is True
    assert change_of("eq5d_index", 0.6, 0.3).gain == pytest.approx(-0.3)


def test_from_nothing_no_percent_is_told() -> None:
    change = change_of("nrs_leg", 0, 3)
    assert change.percent is None
    assert change.important_percent is None
    assert change.worse


@given(st.sampled_from(sorted(load_instruments())), st.floats(0, 1), st.floats(0, 1))
def test_a_gain_is_the_loss_of_the_way_back(name: str, one: float, other: float) -> None:
    item = load_instruments()[name]
    first, second = (item.lowest + part * (item.highest - item.lowest) for part in (one, other))
    assert change_of(name, first, second).gain == pytest.approx(
        -change_of(name, second, first).gain
    )


def test_no_text_of_an_item_is_held() -> None:
    for item in load_instruments().values():
        assert item.license
        assert len(item.name) < 50


def test_bands_are_what_their_source_says() -> None:
    surgery = load_courses()[course("nrs_leg", "surgery")]
    # Mean 10.2 of 100 and a standard error of 1.9 in 141 patients.
    mean, low, high = expected(surgery, 8)
    assert mean == pytest.approx(1.02)
    assert low == 0
    assert high == pytest.approx(1.02 + 0.19 * sqrt(141), abs=0.01)


def test_between_the_points_the_course_is_a_line_and_after_them_flat() -> None:
    surgery = load_courses()[course("nrs_leg", "surgery")]
    assert expected(surgery, 4)[0] == pytest.approx((6.72 + 1.02) / 2)
    assert expected(surgery, 500)[0] == expected(surgery, 52)[0]


def test_the_own_course_is_placed_on_the_band() -> None:
    waiting = load_courses()[course("nrs_leg", "conservative")]
    scores = [
        (START, {"nrs_leg": 6.4}),
        (date(2026, 3, 2), {"nrs_leg": 8.0}),
        (date(2026, 7, 6), {"odi": 2.0}),
    ]
    first, second = own_course(waiting, scores, START, 6.4)
    assert (first.week, first.place) == (0, "inside")
    assert (second.week, second.place) == (8, "worse than the band")


def test_a_change_is_told_only_from_the_first_published_week_on() -> None:
    odi = next(one for one in load_courses() if one.instrument == "odi" and len(one.points) > 1)
    scores = [(date(2026, 1, 19), {"odi": 30.0}), (date(2026, 6, 1), {"odi": 12.0})]
    (point,) = own_course(odi, scores, START, 50.0)
    assert point.value == -38
    assert point.place == "no band"
    assert own_course(odi, scores, START, None) == ()


def test_factors_are_told_with_whether_the_patient_has_them() -> None:
    event = Event(1, "facts", "2026-01-05", "x")
    facts = {"smoking": Answered("yes", event), "pain_weeks": Answered(12, event)}
    told = {item.id: item.present for item in factors_of(facts, {"nrs_back": 2})}
    assert told["smoking"] is True
    assert told["long_duration"] is False
    assert told["back_pain"] is False
    assert told["diabetes"] is None
    assert told["annular_defect"] is None


def test_every_option_has_a_published_outcome_or_says_that_none_was_found() -> None:
    options = {item.option for item in load_alternatives()}
    assert options == {
        "observation",
        "medication_and_physiotherapy",
        "injection",
        "bracing",
        "surgery",
    }
    for item in load_alternatives():
        known = item.value is not None or item.low is not None
        assert known == (item.words != "no number")
        assert known == bool(item.source_key)


def test_nothing_is_recommended() -> None:
    words = ("recommend", "should", "must be treated", "advise")
    for table in ("alternatives", "factors", "recovery"):
        for row in read_csv("radicular.pathway", f"tables/{table}.csv"):
            assert not any(word in " ".join(row.values()).lower() for word in words)
    assert all(item.percent <= 100 for item in load_recovery())
