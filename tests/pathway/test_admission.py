"""What cannot follow is refused with the reason, and nothing is written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from radicular.documents.document import document_of
from radicular.documents.page import document_page
from radicular.errors import InputError
from radicular.pathway.folder import EpisodeFolder
from radicular.report.episode_text import episode_lines
from tests.pathway.courses import (
    BLOCK,
    DAY,
    DISCECTOMY,
    NEXT_DAY,
    WHO,
    done,
    opened,
    planned,
    timed_out,
)

LATER = "2026-04-14"
NOTE = {"text": "seen"}
VISIT = {"scores": {"nrs_leg": 1}}
CHECK = {
    "hours_after": 1,
    "findings": [{"finding": "ankle jerk", "side": "right", "value": "absent"}],
}
Start = Callable[[Path], EpisodeFolder]


def conservative(folder: Path) -> EpisodeFolder:
    return opened(folder, "conservative")


CASES: list[tuple[str, Start, str, Any, str, str]] = [
    ("a date to come", opened, "note", NOTE, "2027-01-01", "up to today"),
    ("no date", opened, "note", NOTE, "02.03.2026", "a date such as"),
    ("an unknown kind", opened, "operation", {}, DAY, "kind: 'operation'"),
    ("an unknown field", opened, "note", {"txt": "a"}, DAY, "nearest: 'text'"),
    ("a missing field", opened, "note", {}, DAY, "text: 'nothing'"),
    ("an unknown finding", opened, "history", {"findings": [{"finding": "aura"}]}, DAY, "finding"),
    ("a score out of range", opened, "scores", {"scores": {"odi": 140}}, DAY, "0 to 100"),
    ("a broken whole score", opened, "scores", {"scores": {"rmdq": 3.5}}, DAY, "a whole number"),
    ("an unknown score", opened, "scores", {"scores": {"vas": 3}}, DAY, "scores.vas"),
    ("a level without meaning", opened, "plan", {**DISCECTOMY, "target": "S1"}, DAY, "which S1"),
    ("two levels", opened, "plan", {**DISCECTOMY, "target": "L5 and S1 root"}, DAY, "one level"),
    ("an unknown side", opened, "plan", {**DISCECTOMY, "side": "middle"}, DAY, "left, right, both"),
    ("a step too far", opened, "visit", VISIT, LATER, "after opened"),
    ("an operation in other care", conservative, "plan", DISCECTOMY, DAY, "surgical care"),
    ("a block in surgical care", opened, "plan", BLOCK, DAY, "interventional care"),
    (
        "a plan for a past day",
        opened,
        "plan",
        {**DISCECTOMY, "scheduled": "2026-01-01"},
        DAY,
        "scheduled",
    ),
    ("a time-out, other side", planned, "time_out", {"side": "left"}, NEXT_DAY, "as planned"),
    (
        "a time-out of another level",
        planned,
        "time_out",
        {"target": "L4-L5 disc"},
        NEXT_DAY,
        "L5-S1",
    ),
    (
        "another side than planned",
        timed_out,
        "intervention",
        {"side": "left"},
        NEXT_DAY,
        "planned_side",
    ),
    (
        "another level than planned",
        timed_out,
        "intervention",
        {"target": "L4-L5 disc"},
        NEXT_DAY,
        "planned_level",
    ),
    (
        "another procedure than planned",
        timed_out,
        "intervention",
        {"procedure": "decompression"},
        NEXT_DAY,
        "procedure",
    ),
    (
        "another operator than at the time-out",
        timed_out,
        "intervention",
        {"operator": "Dr. Z"},
        NEXT_DAY,
        "second time-out",
    ),
    (
        "an intervention before its plan",
        timed_out,
        "intervention",
        {},
        "2026-03-01",
        "from the plan on",
    ),
    (
        "another dose",
        timed_out,
        "intervention",
        {"steroid_dose_mg": 400},
        NEXT_DAY,
        "planned_detail",
    ),
    ("another day", timed_out, "intervention", {}, LATER, "date: '2026-04-14'"),
    ("a check of nothing done", timed_out, "immediate_check", CHECK, NEXT_DAY, "the intervention"),
    ("a visit of nothing done", timed_out, "visit", VISIT, LATER, "the intervention first"),
    ("a plan before the last one", planned, "plan", DISCECTOMY, "2026-02-01", "from the plan on"),
    ("a follow-up before the intervention", done, "visit", VISIT, DAY, "from the intervention on"),
    ("a check before the intervention", done, "immediate_check", CHECK, DAY, "intervention on"),
    ("a block of another root", done, "block", {"target": "L5-S1 disc"}, NEXT_DAY, "a root from"),
    (
        "a return to nowhere",
        opened,
        "return",
        {"to": "planning", "reason": "x"},
        DAY,
        "to: 'planning'",
    ),
    (
        "a correction of nothing",
        opened,
        "correction",
        {"number": 9, "reason": "x"},
        DAY,
        "from 2 to 2",
    ),
    (
        "a problem twice",
        opened,
        "problem",
        {"id": "p1", "label": "x", "side": "left"},
        DAY,
        "a new key",
    ),
]
FILLED: dict[str, dict[str, Any]] = {
    "time_out": {"operator": "Dr. S", "target": "L5-S1 disc", "side": "right", "agreed": "yes"},
    "intervention": {"procedure": "discectomy", "target": "L5-S1 disc", "side": "right"},
    "block": {
        "target": "S1 root",
        "side": "right",
        "intent": "diagnostic",
        "anesthetic": "lidocaine",
        "volume_ml": 0.3,
        "pain_before": 6,
        "relief": [{"minutes": 30, "pain": 1}],
        "control": "none",
    },
}


@pytest.mark.parametrize(
    ("start", "kind", "data", "on", "told"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_it_is_refused_and_nothing_is_written(  # noqa: PLR0913, PLR0917 - one a column
    tmp_path: Path, start: Start, kind: str, data: dict[str, Any], on: str, told: str
) -> None:
    place = start(tmp_path / "e")
    before = place.read().events
    with pytest.raises(InputError, match=told):
        place.add(kind, FILLED.get(kind, {}) | data, by=WHO, on=on)
    assert place.read().events == before


def test_all_that_is_wrong_is_told_together(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        opened(tmp_path / "e").add("plan", {"side": "middle"}, by="", on="2030-01-01")
    told = str(caught.value)
    for field in ("by", "date", "procedure", "target", "side", "intent"):
        assert f"{field}: " in told


def test_several_problems_have_to_be_named(tmp_path: Path) -> None:
    place = opened(tmp_path / "e")
    other = {"id": "p2", "label": "left thigh", "side": "left"}
    place.add("problem", other, by=WHO, on=DAY)
    findings = {"findings": [{"finding": "pain calf", "side": "right", "value": "present"}]}
    with pytest.raises(InputError, match="p1, p2"):
        place.add("history", findings, by=WHO, on=DAY)
    assert place.add("history", findings, by=WHO, on=DAY, problem="p2").problem == "p2"
    assert place.read().state("p1") == "opened"
    assert place.read().state("p2") == "evaluation"


def test_a_closed_problem_takes_no_more(tmp_path: Path) -> None:
    place = done(tmp_path / "e")
    place.add("immediate_check", CHECK, by=WHO, on=NEXT_DAY)
    place.add("visit", VISIT, by=WHO, on=LATER)
    end = {"outcome": "recovered", "reason": "no pain"}
    place.add("closed", end, by=WHO, on=LATER)
    with pytest.raises(InputError, match="closed on 2026-04-14"):
        place.add("visit", VISIT, by=WHO, on=LATER)
    place.add("note", NOTE, by=WHO, on=LATER)


def test_a_problem_can_be_closed_at_any_step(tmp_path: Path) -> None:
    place = opened(tmp_path / "e")
    end = {"outcome": "referred on", "reason": "to the hip clinic"}
    place.add("closed", end, by=WHO, on=DAY)
    assert place.read().state("p1") == "closed"


def test_what_was_done_on_the_other_side_can_be_told_with_a_reason(tmp_path: Path) -> None:
    place = timed_out(tmp_path / "e")
    why = {"gate": "planned_side", "reason": "incised on the left in error, noticed at once"}
    place.add("override", why, by="Dr. S", on=NEXT_DAY)
    place.add("intervention", FILLED["intervention"] | {"side": "left"}, by="Dr. S", on=NEXT_DAY)
    episode = place.read()
    gates = place.review().gates
    assert gates is not None
    (shown,) = (answer for answer in gates.answers if answer.gate.id == "planned_side")
    assert shown.state == "fail"
    assert shown.override is not None
    text = " ".join(line.text for line in episode_lines(place.review()))
    assert why["reason"] in " ".join(text.split())
    assert why["reason"] in document_page(document_of(place.review(), "clinic_note"))
    assert episode.interventions("p1")[0].side == "left"
    assert "planned_side" in {event.data.get("gate") for event in episode.events}


def test_a_withdrawn_entry_stays_visible_and_counts_no_more(tmp_path: Path) -> None:
    place = opened(tmp_path / "e")
    wrong = {"findings": [{"finding": "ankle jerk", "side": "left", "value": "absent"}]}
    number = place.add("history", wrong, by=WHO, on=DAY).number
    place.add("correction", {"number": number, "reason": "other patient"}, by=WHO, on=DAY)
    episode = place.read()
    assert episode.planned_on("p1").observations == ()
    assert episode.events[number - 1].data["findings"]
    assert episode.withdrawn[number].data["reason"] == "other patient"


def test_what_was_found_before_an_operation_is_not_carried_over(tmp_path: Path) -> None:
    place = done(tmp_path / "e")
    place.add("immediate_check", CHECK, by=WHO, on=NEXT_DAY)
    visit = place.add("visit", VISIT, by=WHO, on=LATER)
    after = place.read().since("p1", visit)
    assert [item.finding for item in after.observations] == ["reflex_achilles"]
    assert len(place.read().planned_on("p1").observations) > 10
