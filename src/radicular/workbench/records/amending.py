"""Amending a signed examination: a new one that begins where it ended."""

from django.db import transaction

from radicular.errors import InputError
from radicular.workbench.accounts.models import User
from radicular.workbench.records.models import ClinicalEvent, Entry, Examination, Status

__all__ = ["amend"]


def amend(examination: Examination, *, by: User, reason: str) -> Examination:
    """Return a draft that takes the place of a signed examination; that one stays as it is.

    Args:
        examination: A signed one that was not amended yet.
        by: Who amends.
        reason: Why.

    Raises:
        InputError: If there is no reason, or the examination cannot be amended.
    """
    if not reason.strip():
        raise InputError("reason", reason, "why the examination is amended")
    with transaction.atomic():
        signed = Examination.objects.select_for_update().get(pk=examination.pk)
        if signed.status != Status.SIGNED or Examination.objects.filter(amends=signed).exists():
            allowed = "a signed examination that was not amended yet"
            raise InputError("examination", str(signed), allowed)
        draft = Examination.objects.create(
            patient=signed.patient,
            title=signed.title,
            on=signed.on,
            setting=signed.setting,
            amends=signed,
            reason=reason.strip(),
            created_by=by,
        )
        Entry.objects.bulk_create(
            Entry(examination=draft, number=one.number, cell=one.cell, value=one.value, by=one.by)
            for one in signed.entries.select_related("by")
        )
        ClinicalEvent.objects.create(
            patient=signed.patient,
            kind="examination amended",
            by=by,
            data={"examination": str(signed.key), "amendment": str(draft.key), "reason": reason},
        )
    return draft
