"""The form of an entry: what it begins with, what it sends, and adding it."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from radicular.case import Observation
from radicular.case.fields import STAGES
from radicular.errors import CombinedError, InputError
from radicular.pathway.event import Event
from radicular.pathway.fields import Kind
from radicular.pathway.keeper import EpisodeKeeper
from radicular.pathway.review import EpisodeReview
from radicular.workbench.accounts.models import User
from radicular.workbench.course.models import Episode
from radicular.workbench.course.posting import check_texts, data_of
from radicular.workbench.records.models import ClinicalEvent, Examination, Status
from radicular.workbench.records.state import case_of, read_state

__all__ = ["add_posted", "beginning_of", "signed_examinations", "single_errors"]

Posted = Mapping[str, str]
#: What is done, or checked just before, is what was planned until somebody says otherwise.
AS_PLANNED = ("time_out", "intervention", "block")


def single_errors(error: InputError) -> tuple[InputError, ...]:
    """Return the errors of which one is made up."""
    return tuple(error.problems) if isinstance(error, CombinedError) else (error,)


def beginning_of(kind: Kind, review: EpisodeReview, today: date) -> dict[str, str]:
    """Return what the form of an entry begins with."""
    begun = {"date": today.isoformat()}
    plan = review.episode.plan(review.problem.id)
    if plan is not None and kind.id in AS_PLANNED:
        for name in kind.fields:
            value = plan.get(name)
            if value is not None:
                begun[name] = str(value)
    return begun


def signed_examinations(episode: Episode, kind: Kind) -> tuple[tuple[str, str], ...]:
    """Return the signed examinations of the patient with findings of a kind, by key."""
    if "findings" not in kind.fields:
        return ()
    signed = episode.patient.examinations.filter(status=Status.SIGNED, amended_by=None)
    return tuple((str(one.key), f"{one}, {one.on}") for one in signed if _findings_of(one, kind))


def _findings_of(examination: Examination, kind: Kind) -> tuple[Observation, ...]:
    found = case_of(read_state(examination)).observations
    return tuple(item for item in found if kind.id not in STAGES or item.stage == kind.id)


def _taken(episode: Episode, kind: Kind, posted: Posted) -> tuple[Observation, ...]:
    key = posted.get("examination", "")
    if not key:
        return ()
    known = [name for name, _ in signed_examinations(episode, kind)]
    if key not in known:
        raise InputError("examination", key, "a signed examination with findings of this kind")
    return _findings_of(Examination.objects.get(key=key), kind)


def _check_problem_stays(keeper: EpisodeKeeper, number: str) -> None:
    """Refuse to withdraw the only problem, without which nothing could be shown."""
    problems = [event for event in keeper.read().valid if event.kind == "problem"]
    if [str(event.number) for event in problems] == [number.strip()]:
        allowed = "an entry that is not the only problem; add the right problem first"
        raise InputError("number", number, allowed)


def add_posted(  # noqa: PLR0913 - who, what and where
    keeper: EpisodeKeeper,
    episode: Episode,
    kind: Kind,
    posted: Posted,
    *,
    problem: str,
    by: User,
) -> Event:
    """Add the entry of a form.

    Args:
        keeper: Of the episode.
        episode: The episode.
        kind: Of the entry.
        posted: As sent.
        problem: Key of the problem.
        by: Who answers for it.

    Raises:
        InputError: If it cannot be added; then nothing is kept.
    """
    check_texts(posted)
    if kind.id == "correction":
        _check_problem_stays(keeper, posted.get("number", ""))
    data = data_of(kind, posted, _taken(episode, kind, posted))
    with transaction.atomic():
        event = keeper.add(
            kind.id,
            data,
            by=by.get_full_name() or by.username,
            on=posted.get("date", ""),
            role=by.get_role_display(),
            problem=problem,
        )
        if posted.get("examination"):
            ClinicalEvent.objects.create(
                patient=episode.patient,
                kind="examination taken over",
                by=by,
                data={
                    "examination": posted["examination"],
                    "episode": str(episode.key),
                    "entry": event.number,
                },
            )
    return event
