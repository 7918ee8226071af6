"""Giving people access to a patient's records, and taking it away."""

from django.db import transaction

from radicular.errors import InputError
from radicular.workbench.accounts.models import User
from radicular.workbench.records.models import Access, ClinicalEvent, Level, Patient

__all__ = ["share", "unshare"]


def share(patient: Patient, user: User, level: Level, *, by: User) -> None:
    """Let a person see, record or own a patient's records.

    Args:
        patient: Whose records.
        user: Who gets access.
        level: What they may do from now on.
        by: Who gives it.

    Raises:
        InputError: If nobody would own the records any more.
    """
    with transaction.atomic():
        _keep_an_owner(patient, user, level)
        Access.objects.update_or_create(patient=patient, user=user, defaults={"level": level})
        _note(patient, "access given", user, by, level)


def unshare(patient: Patient, user: User, *, by: User) -> None:
    """Take a person's access away.

    Raises:
        InputError: If the person has none, or nobody else owns the records.
    """
    with transaction.atomic():
        _keep_an_owner(patient, user, None)
        if not Access.objects.filter(patient=patient, user=user).delete()[0]:
            raise InputError("person", str(user), "somebody who has access")
        _note(patient, "access taken", user, by, None)


def _keep_an_owner(patient: Patient, user: User, level: Level | None) -> None:
    Patient.objects.select_for_update().get(pk=patient.pk)
    owners = Access.objects.filter(patient=patient, level=Level.OWN)
    if level != Level.OWN and not owners.exclude(user=user).exists():
        raise InputError("person", str(user), "somebody besides whom the records have an owner")


def _note(patient: Patient, kind: str, user: User, by: User, level: Level | None) -> None:
    data = {"person": user.username} | ({"level": str(level)} if level else {})
    ClinicalEvent.objects.create(patient=patient, kind=kind, by=by, data=data)
