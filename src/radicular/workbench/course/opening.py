"""Opening an episode of a patient."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from radicular.pathway.fields import Field, load_kinds
from radicular.workbench.accounts.models import User
from radicular.workbench.course.access import keeper_of
from radicular.workbench.course.models import Episode
from radicular.workbench.course.posting import check_texts
from radicular.workbench.records.models import ClinicalEvent, Patient
from radicular.workbench.records.state import age_on

__all__ = ["beginning", "open_episode", "opening_fields"]

Posted = Mapping[str, str]


def opening_fields() -> tuple[tuple[str, Field], ...]:
    """Return what is asked when an episode is opened, each with its label: the problem first."""
    kinds = load_kinds()
    problem = kinds["problem"].fields
    opened = [("", field) for name, field in kinds["opened"].fields.items() if name != "id"]
    return (("Problem", problem["label"]), ("Side", problem["side"]), *opened)


def beginning(patient: Patient) -> dict[str, str]:
    """Return what the form begins with: what is known of the patient, but no name."""
    today = timezone.localdate()
    known = {
        "date": today,
        "age": age_on(patient, today),
        "sex": patient.sex,
        "height_cm": patient.height_cm,
        "setting": "spine_clinic",
    }
    return {key: str(value) for key, value in known.items() if value not in (None, "")}


def open_episode(patient: Patient, posted: Posted, by: User) -> Episode:
    """Open an episode with its first problem.

    Args:
        patient: Whose.
        posted: The fields of the kinds ``opened`` and ``problem``.
        by: Who opens it.

    Raises:
        InputError: If something is wrong; then nothing is kept.
    """
    check_texts(posted)
    names = [field.name for field in load_kinds()["opened"].fields.values()]
    given = {name: posted[name].strip() for name in names if posted.get(name)}
    problem = {name: posted.get(name, "").strip() for name in ("label", "side")}
    with transaction.atomic():
        title = (given.get("title") or problem["label"])[:200]
        episode = Episode.objects.create(patient=patient, title=title, created_by=by)
        keeper_of(episode, by).open(
            {**given, "id": str(episode.key)},
            problem,
            by=by.get_full_name() or by.username,
            on=posted.get("date", ""),
            role=by.get_role_display(),
        )
        ClinicalEvent.objects.create(
            patient=patient, kind="episode opened", by=by, data={"episode": str(episode.key)}
        )
    return episode
