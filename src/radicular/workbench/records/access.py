"""Which records a person may see and change; what is not shared does not exist for them."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from radicular.workbench.accounts.models import User
from radicular.workbench.records.models import Examination, Level, Patient, Status

__all__ = ["examination_for", "may_enter", "patient_for", "patients_of"]

_ENOUGH = {
    Level.READ: (Level.READ, Level.WRITE, Level.OWN),
    Level.WRITE: (Level.WRITE, Level.OWN),
    Level.OWN: (Level.OWN,),
}


def patients_of(user: User, level: Level = Level.READ) -> QuerySet[Patient]:
    """Return the patients whose records a person may see, or may do more with."""
    return Patient.objects.filter(accesses__user=user, accesses__level__in=_ENOUGH[level])


def patient_for(user: User, key: UUID, level: Level = Level.READ) -> Patient:
    """Return a patient.

    Raises:
        Http404: If there is none, or none for this person.
    """
    patient = patients_of(user, level).filter(key=key).first()
    if patient is None:
        raise Http404
    return patient


def examination_for(user: User, key: UUID, level: Level = Level.READ) -> Examination:
    """Return an examination.

    Raises:
        Http404: If there is none, or none for this person.
    """
    examination = (
        Examination.objects.select_related("patient")
        .filter(key=key, patient__in=patients_of(user, level))
        .first()
    )
    if examination is None:
        raise Http404
    return examination


def may_enter(user: User, examination: Examination) -> bool:
    """Return whether a person may enter something in an examination."""
    if examination.status != Status.DRAFT:
        return False
    return patients_of(user, Level.WRITE).filter(pk=examination.patient_id).exists()
