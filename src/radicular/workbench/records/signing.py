"""Signing an examination, which then takes no more entries."""

from django.db import transaction
from django.utils import timezone

from radicular.workbench.accounts.models import User
from radicular.workbench.records.models import ClinicalEvent, Examination, Status

__all__ = ["sign"]


def sign(examination: Examination, *, by: User) -> None:
    """Sign a draft; one that is signed already stays as it is.

    Args:
        examination: Which.
        by: A clinician.
    """
    with transaction.atomic():
        drafts = Examination.objects.filter(pk=examination.pk, status=Status.DRAFT)
        if drafts.update(status=Status.SIGNED, signed=timezone.now(), signed_by=by):
            ClinicalEvent.objects.create(
                patient=examination.patient,
                kind="examination signed",
                by=by,
                data={"examination": str(examination.key)},
            )
