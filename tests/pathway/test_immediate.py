"""Right after a procedure: change against the baseline, escalation, advice."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from radicular.pathway.immediate import ImmediateReview
from tests.pathway.courses import BLOCK, DISCECTOMY, NEXT_DAY, WHO, done

SAME = [
    {"finding": "strength_ankle_plantarflexion", "side": "right", "value": "3/5"},
    {"finding": "strength_leg", "side": "right", "value": "3/5"},
    {"finding": "sensation lateral foot", "side": "right", "value": "reduced"},
    {"finding": "ankle jerk", "side": "right", "value": "absent"},
    {"finding": "ankle jerk", "side": "left", "value": "normal"},
]
CHECK: Mapping[str, Any] = {
    "hours_after": 2,
    "gait": "as before",
    "bladder": "as before",
    "pain_leg": 2,
    "findings": SAME,
}


def checked(
    folder: Path, *, plan: Mapping[str, Any] = DISCECTOMY, facts: Any = None, **changed: Any
) -> ImmediateReview:
    place = done(folder / "e", plan)
    if facts:
        place.add("facts", {"facts": facts}, by=WHO, on=NEXT_DAY)
    place.add("immediate_check", {**CHECK, **changed}, by=WHO, on=NEXT_DAY)
    return place.review().immediate[0]


def with_finding(finding: str, side: str, value: str) -> list[dict[str, str]]:
    others = [item for item in SAME if (item["finding"], item["side"]) != (finding, side)]
    return [*others, {"finding": finding, "side": side, "value": value}]


def test_no_change_escalates_nothing(tmp_path: Path) -> None:
    review = checked(tmp_path)
    assert review.escalations == ()
    assert not review.urgent
    assert {item.direction for item in review.comparisons if item.after} == {"same"}


WORSE: list[tuple[str, Mapping[str, Any]]] = [
    (
        "new_weakness",
        {"findings": with_finding("strength_ankle_plantarflexion", "right", "1/5")},
    ),
    ("new_numbness", {"findings": with_finding("sensation lateral foot", "right", "absent")}),
    ("new_sphincter", {"bladder": "new trouble"}),
    ("gait_worse", {"gait": "unable"}),
    (
        "residual_urine",
        {"findings": [*SAME, {"finding": "post_void_residual", "value": "250 mL"}]},
    ),
    ("no_leg_raise", {"hours_after": 5, "leg_raise_possible": "no"}),
]


@pytest.mark.parametrize(("rule", "changed"), WORSE, ids=[rule for rule, _ in WORSE])
def test_what_is_worse_is_passed_on_now(
    tmp_path: Path, rule: str, changed: Mapping[str, Any]
) -> None:
    review = checked(tmp_path, **changed)
    assert review.escalations[0].rule == rule
    assert review.escalations[0].urgency == "now"
    assert review.urgent


def test_a_lost_reflex_and_more_pain_wait_until_leaving(tmp_path: Path) -> None:
    findings = with_finding("ankle jerk", "left", "absent")
    review = checked(tmp_path, findings=findings, pain_leg=10)
    assert {item.rule for item in review.escalations} == {"reflex_lost", "more_pain"}
    assert not review.urgent


def test_urine_not_passed_waits_until_leaving(tmp_path: Path) -> None:
    (one,) = checked(tmp_path, bladder="not passed yet").escalations
    assert (one.rule, one.urgency) == ("not_passed", "before leaving")


def test_numbers_stand_in_the_words(tmp_path: Path) -> None:
    review = checked(tmp_path, hours_after=5, leg_raise_possible="no")
    assert "raised 4 hours" in review.escalations[0].says


def test_after_sedation_the_recovery_score_counts(tmp_path: Path) -> None:
    assert {i.rule for i in checked(tmp_path / "a", sedated="yes").escalations} == {
        "recovery_score"
    }
    assert checked(tmp_path / "b", sedated="yes", aldrete=9).escalations == ()


def test_what_was_not_tested_is_no_normal_finding(tmp_path: Path) -> None:
    review = checked(tmp_path, findings=SAME[:1])
    (missing,) = review.escalations
    assert missing.rule == "not_compared"
    assert "Ankle reflex" in missing.seen


def test_advice_fits_what_was_done(tmp_path: Path) -> None:
    plain = {item.id for item in checked(tmp_path / "a").advice}
    assert plain == {"come_back"}
    taken = [{"drug": "aspirin", "last_dose": "2026-03-02T08:00"}]
    more = checked(
        tmp_path / "b", plan=BLOCK, facts={"anticoagulants": taken}, sedated="yes", aldrete=10
    )
    told = {item.id for item in more.advice}
    assert told == {"come_back", "sedation", "driving", "more_pain", "anticoagulant", "diary"}


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
