"""The gates: pass, fail or unknown; unknown never passes, an override stays visible."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radicular.errors import InputError
from radicular.pathway.gate_rules import Policy, load_holds, load_rules
from radicular.pathway.gates import GateAnswer, GateReview, RuleAnswer
from tests.pathway.courses import (
    BLOCK,
    DISCECTOMY,
    FACTS,
    NEXT_DAY,
    WHO,
    opened,
    planned,
    timed_out,
)

STEROID_BLOCK: Mapping[str, Any] = {
    **BLOCK,
    "procedure": "transforaminal_injection",
    "intent": "therapeutic",
    "steroid": "dexamethasone",
    "steroid_dose_mg": 10,
}
FIXATION: Mapping[str, Any] = {**DISCECTOMY, "procedure": "sacral_fixation"}
DOSE = "2026-02-27T00:00"


def reviewed(
    folder: Path,
    plan: Mapping[str, Any] = DISCECTOMY,
    facts: Mapping[str, Any] | None = None,
    policy: Policy | None = None,
) -> GateReview:
    folder.mkdir(exist_ok=True)
    place = planned(folder / "e", plan, {**FACTS, **(facts or {})}, policy)
    gates = place.review().gates
    assert gates is not None
    return gates


def gate(review: GateReview, key: str) -> GateAnswer:
    return next(answer for answer in review.answers if answer.gate.id == key)


def rule(review: GateReview, key: str) -> RuleAnswer:
    return next(one for answer in review.answers for one in answer.rules if one.rule.id == key)


@pytest.mark.parametrize(
    "plan", [DISCECTOMY, BLOCK, STEROID_BLOCK], ids=["disc", "block", "steroid"]
)
def test_with_every_answer_right_only_the_time_out_is_missing(
    tmp_path: Path, plan: Mapping[str, Any]
) -> None:
    review = reviewed(tmp_path, plan)
    assert [answer.gate.id for answer in review.standing] == ["time_out"]


def test_without_answers_nothing_that_was_asked_passes(tmp_path: Path) -> None:
    place = planned(tmp_path / "e", BLOCK, {})
    gates = place.review().gates
    assert gates is not None
    asked = (
        "identity",
        "consent",
        "images",
        "anticoagulation",
        "infection",
        "pregnancy",
        "fitness",
    )
    for key in asked:
        assert gate(gates, key).state == "unknown"
        assert gate(gates, key).stands


WRONG: list[tuple[str, Mapping[str, Any], Mapping[str, Any], str]] = [
    ("identity_confirmed", DISCECTOMY, {"identity_confirmed": "no"}, "fail"),
    ("site_marked", DISCECTOMY, {"site_marked": "no"}, "fail"),
    ("side_as_localized", {**DISCECTOMY, "side": "left"}, {}, "fail"),
    ("side_of_problem", {**DISCECTOMY, "side": "left"}, {}, "fail"),
    ("level_has_meaning", {**DISCECTOMY, "target": "S1 dermatome"}, {}, "fail"),
    ("target_involved", {**DISCECTOMY, "target": "L2-L3 disc"}, {}, "fail"),
    ("imaging_recent", BLOCK, {"imaging_age_months": 30}, "fail"),
    ("consent_names_site", DISCECTOMY, {"consent_names_site": "no"}, "fail"),
    ("bleeding_disorder", DISCECTOMY, {"bleeding_disorder": "known"}, "fail"),
    ("no_infection", BLOCK, {"infection": "local"}, "fail"),
    ("not_pregnant", BLOCK, {"pregnancy_possible": "yes"}, "unknown"),
    (
        "not_pregnant",
        BLOCK,
        {"pregnancy_possible": "yes", "pregnancy_test": "positive"},
        "fail",
    ),
    ("contrast_reaction", BLOCK, {"contrast_reaction": "iodinated"}, "unknown"),
    (
        "contrast_reaction",
        BLOCK,
        {"contrast_reaction": "iodinated", "contrast_plan": "none"},
        "fail",
    ),
    ("no_gadolinium", {**BLOCK, "contrast": "gadolinium"}, {}, "fail"),
    ("image_guidance", {**BLOCK, "guidance": "ultrasound"}, {}, "fail"),
    ("live_contrast", BLOCK, {"live_contrast": "no"}, "fail"),
    ("nonparticulate_first", {**STEROID_BLOCK, "steroid": "triamcinolone"}, {}, "unknown"),
    ("dose_per_session", {**STEROID_BLOCK, "steroid_dose_mg": 20}, {}, "fail"),
    ("levels", {**BLOCK, "levels": 3}, {}, "fail"),
    ("pain_duration", STEROID_BLOCK, {"pain_weeks": 2}, "fail"),
    ("glucose_plan", STEROID_BLOCK, {"diabetes": "yes"}, "unknown"),
    ("l1_density", FIXATION, {"l1_hu": 100}, "fail"),
    ("loosening", FIXATION, {"l1_hu": 112}, "fail"),
    ("osteoporosis_excluded", FIXATION, {"l1_hu": 140}, "unknown"),
    ("t_score", FIXATION, {"l1_hu": 180, "t_score": -2.6}, "fail"),
    ("cooperation", BLOCK, {"able_to_cooperate": "no"}, "fail"),
]


@pytest.mark.parametrize(
    ("key", "plan", "facts", "state"),
    WRONG,
    ids=[f"{c[0]} {c[3]} {i}" for i, c in enumerate(WRONG)],
)
def test_a_wrong_answer_does_not_pass(
    tmp_path: Path, key: str, plan: Mapping[str, Any], facts: Mapping[str, Any], state: str
) -> None:
    review = reviewed(tmp_path, plan, facts)
    answer = rule(review, key)
    assert answer.state == state
    assert answer.reason or answer.value
    assert gate(review, answer.rule.gate).stands


@pytest.mark.parametrize("drug", [drug for drug, hold in load_holds().items() if hold.hours])
def test_a_drug_paused_too_briefly_fails_and_long_enough_passes(tmp_path: Path, drug: str) -> None:
    hold = load_holds()[drug]
    assert hold.hours is not None
    assert hold.hours_upper is not None
    # The procedure is counted from the beginning of its day, 2026-03-03.
    for hours, state in ((hold.hours - 1, "no"), (hold.hours_upper, "yes")):
        taken = {"drug": drug, "last_dose": _earlier(hours)}
        review = reviewed(
            tmp_path / state, BLOCK, {"anticoagulants": [taken], "renal_impairment": "no"}
        )
        assert rule(review, "hold_times").state == {"no": "fail", "yes": "pass"}[state], hours


def _earlier(hours: float) -> str:
    start = datetime.fromisoformat(f"{NEXT_DAY}T00:00")
    return (start - timedelta(hours=hours)).isoformat(timespec="minutes")


def test_a_pause_within_a_range_is_not_known_to_suffice(tmp_path: Path) -> None:
    facts = {"anticoagulants": [{"drug": "prasugrel", "last_dose": _earlier(8 * 24)}]}
    assert rule(reviewed(tmp_path, BLOCK, facts), "hold_times").state == "unknown"


def test_an_unknown_last_dose_is_unknown(tmp_path: Path) -> None:
    facts = {"anticoagulants": [{"drug": "apixaban", "last_dose": "unknown"}]}
    assert rule(reviewed(tmp_path, BLOCK, facts), "hold_times").state == "unknown"


def test_without_a_day_of_the_procedure_no_pause_is_known(tmp_path: Path) -> None:
    plan = {name: value for name, value in BLOCK.items() if name != "scheduled"}
    facts = {"anticoagulants": [{"drug": "apixaban", "last_dose": _earlier(400)}]}
    answer = rule(reviewed(tmp_path, plan, facts), "hold_times")
    assert answer.state == "unknown"


def test_a_last_dose_without_its_hour_is_refused(tmp_path: Path) -> None:
    facts = {"anticoagulants": [{"drug": "apixaban", "last_dose": "2026-02-28"}]}
    with pytest.raises(InputError, match="a date with a time"):
        reviewed(tmp_path, BLOCK, facts)


def test_answers_of_the_day_do_not_hold_for_another_day(tmp_path: Path) -> None:
    place = planned(tmp_path / "e", BLOCK)
    place.add("plan", {**BLOCK, "scheduled": "2026-05-04"}, by=WHO, on=NEXT_DAY)
    gates = place.review().gates
    assert gates is not None
    for key in ("identity", "anticoagulation", "infection"):
        assert gate(gates, key).state == "unknown"
    assert gate(gates, "consent").state == "pass"


@pytest.mark.parametrize(
    ("finding", "key"),
    [("anticoagulation_or_bleeding", "drugs_asked"), ("diabetes", "diabetes_asked")],
)
def test_an_answer_against_the_history_does_not_pass(
    tmp_path: Path, finding: str, key: str
) -> None:
    place = planned(tmp_path / "e", STEROID_BLOCK)
    told = {"findings": [{"finding": finding, "value": "present"}]}
    place.add("history", told, by=WHO, on=NEXT_DAY)
    gates = place.review().gates
    assert gates is not None
    assert rule(gates, key).state == "fail"
    assert "the history says" in rule(gates, key).reason


def test_an_injection_is_no_predecessor_of_itself(tmp_path: Path) -> None:
    place = timed_out(tmp_path / "e", STEROID_BLOCK)
    names = ("procedure", "target", "side", "steroid", "steroid_dose_mg")
    data = {name: STEROID_BLOCK[name] for name in names}
    place.add("intervention", data, by="Dr. S", on=NEXT_DAY)
    gates = place.review().gates
    assert gates is not None
    assert gate(gates, "steroid").state == "pass"


def test_a_drug_that_is_named_no_more_is_not_forgotten(tmp_path: Path) -> None:
    taken = {"anticoagulants": [{"drug": "apixaban", "last_dose": _earlier(10)}]}
    place = planned(tmp_path / "e", BLOCK, {**FACTS, **taken})
    wrong = len(place.read().events)
    place.add("facts", {"facts": {"anticoagulants": "none"}}, by=WHO, on=NEXT_DAY)
    gates = place.review().gates
    assert gates is not None
    assert gate(gates, "anticoagulation").stands
    assert "apixaban was named before" in rule(gates, "drugs_asked").reason
    place.add("correction", {"number": wrong, "reason": "other patient"}, by=WHO, on=NEXT_DAY)
    again = place.review().gates
    assert again is not None
    assert rule(again, "hold_times").state == "pass"


def test_an_unknown_drug_is_refused(tmp_path: Path) -> None:
    facts = {"anticoagulants": [{"drug": "aspirine", "last_dose": DOSE}]}
    with pytest.raises(InputError, match=r"anticoagulants\[1\]\.drug: 'aspirine'"):
        reviewed(tmp_path, BLOCK, facts)


def test_kidneys_decide_on_dabigatran(tmp_path: Path) -> None:
    taken = {"anticoagulants": [{"drug": "pradaxa", "last_dose": _earlier(100)}]}
    for answer, state in (("yes", "fail"), ("no", "pass"), ("", "unknown")):
        kidneys = {"renal_impairment": answer} if answer else {}
        review = reviewed(tmp_path / state, BLOCK, {**taken, **kidneys})
        assert rule(review, "hold_times").state == state


def test_warfarin_needs_an_inr_limit_of_the_site(tmp_path: Path) -> None:
    facts = {
        "anticoagulants": [{"drug": "warfarin", "last_dose": _earlier(140)}],
        "prescriber_agrees": "yes",
        "inr": 1.35,
    }
    assert rule(reviewed(tmp_path / "a", BLOCK, facts), "inr").state == "unknown"
    local = {"inr": {"limit": 1.4, "by": "Dr. B", "reason": "agreed here"}}
    policy = Policy.from_dict({"radicular_policy": 1, "site": "C", "version": "1", "rules": local})
    answer = rule(reviewed(tmp_path / "b", BLOCK, facts, policy), "inr")
    assert answer.state == "pass"
    assert answer.to_dict()["local"] == {"limit": "1.4", "by": "Dr. B", "reason": "agreed here"}


def test_a_local_pause_holds_and_the_table_stays_visible(tmp_path: Path) -> None:
    facts = {
        "anticoagulants": [{"drug": "clopidogrel", "last_dose": _earlier(130)}],
        "prescriber_agrees": "yes",
    }
    local = {"hold clopidogrel": {"limit": 120, "by": "Dr. B", "reason": "agreed here"}}
    policy = Policy.from_dict({"radicular_policy": 1, "site": "C", "version": "1", "rules": local})
    assert rule(reviewed(tmp_path / "a", BLOCK, facts), "hold_times").state == "fail"
    answer = rule(reviewed(tmp_path / "b", BLOCK, facts, policy), "hold_times")
    assert answer.state == "pass"
    assert "120 h (C; table: 7 days)" in answer.reason


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"inr": {"limit": 1.4, "by": "Dr. B"}}, "rules.inr.reason"),
        ({"inr": {"limit": "low", "by": "B", "reason": "r"}}, "a number"),
        ({"speed": {"limit": 1, "by": "B", "reason": "r"}}, "rules.speed"),
    ],
)
def test_a_policy_that_cannot_hold_is_refused(rules: Mapping[str, Any], told: str) -> None:
    data = {"radicular_policy": 1, "site": "C", "version": "1", "rules": rules}
    with pytest.raises(InputError, match=told):
        Policy.from_dict(data)


def test_steroids_of_twelve_months_are_counted(tmp_path: Path) -> None:
    def earlier(*days: str) -> dict[str, Any]:
        entries = [{"date": day, "drug": "dexamethasone", "dose_mg": 10} for day in days]
        after = {"relief_after_last_percent": 60, "relief_after_last_weeks": 14}
        return {"earlier_steroids": entries, **after}

    old = ("2025-02-01", "2025-01-01", "2024-12-01", "2024-11-01")
    assert rule(reviewed(tmp_path / "a", STEROID_BLOCK, earlier(*old)), "sessions").state == "pass"
    recent = ("2025-05-01", "2025-08-01", "2025-11-01", "2026-01-15")
    many = reviewed(tmp_path / "b", STEROID_BLOCK, earlier(*recent))
    assert rule(many, "sessions").state == "fail"
    assert rule(many, "sessions").value == "5 sessions"
    soon = reviewed(tmp_path / "c", STEROID_BLOCK, earlier("2026-02-25"))
    assert rule(soon, "interval").state == "fail"
    assert rule(soon, "interval").value == "6 days"


def test_the_dose_of_a_year_counts_after_menopause_only(tmp_path: Path) -> None:
    facts = {
        "earlier_steroids": [{"date": "2025-09-01", "drug": "triamcinolone", "dose_mg": 160}],
        "relief_after_last_percent": 60,
        "relief_after_last_weeks": 14,
    }
    after = reviewed(tmp_path / "a", STEROID_BLOCK, {**facts, "postmenopausal": "yes"})
    # 160 mg, and 10 mg of dexamethasone as 4 / 0.75 times as much: 213.3 mg.
    assert rule(after, "yearly_dose").state == "fail"
    assert rule(after, "yearly_dose").value.startswith("213.33 mg")
    before = reviewed(tmp_path / "b", STEROID_BLOCK, facts)
    assert "yearly_dose" not in {one.rule.id for answer in before.answers for one in answer.rules}


def test_an_override_passes_the_gate_and_changes_no_answer(tmp_path: Path) -> None:
    place = planned(tmp_path / "e", DISCECTOMY, {**FACTS, "images_present": "no"})
    check = {"operator": "Dr. S", "target": "L5-S1 disc", "side": "right", "agreed": "yes"}
    with pytest.raises(InputError, match="gate images: 'fail'"):
        place.add("time_out", check, by="Dr. S", on=NEXT_DAY)
    with pytest.raises(InputError, match="reason"):
        place.add("override", {"gate": "images"}, by="Dr. S", on=NEXT_DAY)
    why = {"gate": "images", "reason": "shown on the other screen"}
    place.add("override", why, by="Dr. S", on=NEXT_DAY)
    place.add("time_out", check, by="Dr. S", on=NEXT_DAY)
    gates = place.review().gates
    assert gates is not None
    images = gate(gates, "images")
    assert images.state == "fail"
    assert not images.stands
    assert images.to_dict()["override"] == {
        "by": "Dr. S",
        "date": NEXT_DAY,
        "reason": "shown on the other screen",
    }


@pytest.mark.parametrize("change", [{"operator": "Dr. Z"}, {"target": "L4-L5 disc"}])
def test_a_change_of_operator_or_level_needs_a_second_time_out(
    tmp_path: Path, change: Mapping[str, Any]
) -> None:
    place = timed_out(tmp_path / "e")
    place.add("plan", {**DISCECTOMY, **change}, by="Dr. S", on=NEXT_DAY)
    done = {name: {**DISCECTOMY, **change}[name] for name in ("procedure", "target", "side")}
    with pytest.raises(InputError, match="gate time_out: 'unknown'"):
        place.add("intervention", done, by="Dr. S", on=NEXT_DAY)


def test_consent_does_not_move_to_another_side(tmp_path: Path) -> None:
    place = planned(tmp_path / "e")
    why = {"gate": "fitness", "reason": "seen"}
    place.add("override", why, by="Dr. S", on=NEXT_DAY)
    place.add("plan", {**DISCECTOMY, "operator": "Dr. Z"}, by=WHO, on=NEXT_DAY)
    same = place.review().gates
    assert same is not None
    assert gate(same, "consent").state == "pass"
    assert list(place.read().overrides("p1")) == ["fitness"]
    place.add("plan", {**DISCECTOMY, "side": "both"}, by=WHO, on=NEXT_DAY)
    other = place.review().gates
    assert other is not None
    assert gate(other, "consent").state == "unknown"
    assert gate(other, "infection").state == "pass"
    assert list(place.read().overrides("p1")) == []


def test_answers_for_one_intervention_do_not_count_for_the_next(tmp_path: Path) -> None:
    place = timed_out(tmp_path / "e", BLOCK)
    data = {name: BLOCK[name] for name in ("procedure", "target", "side")}
    place.add("intervention", data, by="Dr. S", on=NEXT_DAY)
    place.add("return", {"to": "planning", "reason": "second block"}, by=WHO, on=NEXT_DAY)
    place.add("plan", {**BLOCK, "scheduled": "2026-03-20"}, by=WHO, on=NEXT_DAY)
    gates = place.review().gates
    assert gates is not None
    assert gate(gates, "consent").state == "unknown"


def test_conservative_care_has_no_gates(tmp_path: Path) -> None:
    place = opened(tmp_path / "e", "conservative")
    assert place.review().gates is None


@given(st.sampled_from(load_rules()))
def test_what_is_not_found_in_a_source_says_so(one: Any) -> None:
    assert one.verify_locally == (one.provenance in ("recalled", "assumed"))
    assert one.source_key or one.provenance == "assumed"
