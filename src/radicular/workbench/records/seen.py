"""Writing down who saw which records."""

from datetime import timedelta

from auditlog.models import LogEntry
from auditlog.signals import accessed
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone

from radicular.workbench.accounts.models import User
from radicular.workbench.records.models import Examination, Patient

__all__ = ["note_seen", "seen_by"]

#: Within this time the same person's looks at the same record are one.
ONE_LOOK = timedelta(minutes=10)


def note_seen(record: Patient | Examination, by: User) -> None:
    """Write down that a person looked at a record, once in a while."""
    looks = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        actor=by,
        action=LogEntry.Action.ACCESS,
        timestamp__gte=timezone.now() - ONE_LOOK,
    )
    if not looks.exists():
        accessed.send(type(record), instance=record)


def seen_by(patient: Patient) -> QuerySet[LogEntry]:
    """Return who looked at a patient's records or changed their heads, the newest first."""
    of_patient = Q(content_type=ContentType.objects.get_for_model(Patient), object_id=patient.pk)
    of_examinations = Q(
        content_type=ContentType.objects.get_for_model(Examination),
        object_id__in=patient.examinations.values("pk"),
    )
    found: QuerySet[LogEntry] = LogEntry.objects.filter(of_patient | of_examinations)
    return found.select_related("actor").order_by("-timestamp", "-pk")
