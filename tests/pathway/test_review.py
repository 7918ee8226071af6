"""A published case carried through all seven steps, and a made-up one with everything else."""

from pathlib import Path

import jsonschema
import pytest

from benchmarks.episode.carry import PUBLISHED, carry, course_of
from radicular.pathway.folder import EpisodeFolder
from radicular.pathway.review import EpisodeReview
from radicular.pathway.schema import entry_schema
from radicular.report.episode_text import episode_lines
from tests.pathway.courses import DAY, MADE_UP, NOW, WHO, done, opened


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> EpisodeReview:
    return carry(course_of(PUBLISHED), tmp_path_factory.mktemp("p") / "e", NOW).review()


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> EpisodeFolder:
    return carry(course_of(MADE_UP), tmp_path_factory.mktemp("m") / "e", NOW)


def test_the_published_case_passes_all_seven_steps(published: EpisodeReview) -> None:
    assert [step.state for step in published.steps] == ["done"] * 7
    assert [need.need.id for step in published.steps for need in step.open] == []
    assert published.state == "closed"
    assert all(step.entries for step in published.steps)


def test_who_did_what_when_is_told(published: EpisodeReview) -> None:
    told = {need.need.id: need.by for step in published.steps for need in step.needs}
    assert told["history_taken"] == "made up for illustration, 2025-03-02"
    assert told["time_out_held"] == "made up for illustration, 2025-03-03"


def test_the_sources_of_the_published_case_agree_on_s1(published: EpisodeReview) -> None:
    assert published.concordance is not None
    found = published.concordance.agreement("clinic", "imaging")
    assert found is not None
    assert found.verdict == "agree"
    assert published.concordance.together.posterior.roots()["S1"] > 0.9
    assert published.concordance.together.ranked[0].side == "right"
    assert published.gates is not None
    assert published.gates.standing == ()


def test_its_key_level_is_looked_at_again_at_every_visit(published: EpisodeReview) -> None:
    first, second = published.visits
    assert first.weeks == 6
    assert first.key_level.before[0] == "S1"
    assert first.key_level.now is not None
    assert first.key_level.now[1] < 0.5
    assert "names no root" in first.key_level.words
    assert second.weeks == pytest.approx(52.1)
    assert {change.instrument for change in first.changes} == {"nrs_leg", "nrs_back", "odi"}
    # What was tested at this visit alone is compared.
    assert "Sensation: lateral foot" not in {item.name for item in second.comparisons if item.after}


def test_every_level_in_its_texts_has_a_meaning(published: EpisodeReview) -> None:
    assert published.questions == ()
    assert {name.meaning for name in published.names} == {"root", "disc_level"}


def test_entries_keep_to_the_published_schema(
    published: EpisodeReview, made_up: EpisodeFolder
) -> None:
    validator = jsonschema.Draft202012Validator(entry_schema())
    for event in (*published.episode.events, *made_up.read().events):
        assert list(validator.iter_errors(event.to_dict())) == []


def test_two_problems_are_at_their_own_steps(made_up: EpisodeFolder) -> None:
    assert made_up.review("p1").state == "immediate_checks"
    assert made_up.review("p2").state == "evaluation"
    assert made_up.review("p2").gates is None


def test_the_block_of_the_made_up_case_moves_s1(made_up: EpisodeFolder) -> None:
    (block,) = made_up.review("p1").blocks
    assert block.answer == "relief"
    assert all(shift.after > shift.before for shift in block.shifts)


def test_what_was_withdrawn_is_told(made_up: EpisodeFolder) -> None:
    review = made_up.review("p1")
    (gone,) = review.withdrawn.values()
    assert gone.data["reason"] == "the side was written wrongly"
    assert list(made_up.review("p2").withdrawn) == []
    assert "the side was written wrongly" in "\n".join(line.text for line in episode_lines(review))


def test_a_new_deficit_at_a_visit_is_an_alarm(tmp_path: Path) -> None:
    place = done(tmp_path / "e")
    after = [{"finding": "strength_ankle_plantarflexion", "side": "right", "value": "0/5"}]
    check = {"hours_after": 1, "findings": after}
    place.add("immediate_check", check, by=WHO, on="2026-03-03")
    worse = [
        {"finding": "strength_ankle_plantarflexion", "side": "right", "value": "0/5"},
        {"finding": "bladder retention", "value": "present"},
    ]
    place.add("visit", {"findings": worse}, by=WHO, on="2026-03-20")
    (visit,) = place.review().visits
    assert {alarm.rule for alarm in visit.alarms} == {"red_flag", "new_deficit"}
    assert all(alarm.urgency == "now" for alarm in visit.alarms)


def test_without_findings_nothing_is_worked_out(tmp_path: Path) -> None:
    review = opened(tmp_path / "e").review()
    assert review.concordance is None
    assert review.warned == ()
    assert "\n".join(line.text for line in episode_lines(review))


def test_a_bare_level_is_asked_about(tmp_path: Path) -> None:
    place = opened(tmp_path / "e")
    place.add("note", {"text": "referred for an S1 issue"}, by=WHO, on=DAY)
    (question,) = place.review().questions
    assert "which S1 is meant" in question
