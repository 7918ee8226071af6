"""Changing the head of a patient: what changed is kept, and nobody's change is lost unseen."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from radicular.workbench.accounts.models import User
from radicular.workbench.records.forms import HeadForm
from radicular.workbench.records.models import ClinicalEvent, Patient

__all__ = ["as_it_was", "brought_up", "last_change", "meanwhile", "save_head"]

CHANGED = "name or data changed"


def last_change(patient: Patient) -> int:
    """Return the number of the last change of a head, 0 if there was none."""
    return _changes(patient).values_list("pk", flat=True).last() or 0


def meanwhile(patient: Patient, seen: int) -> tuple[ClinicalEvent, ...]:
    """Return the changes of a head after the last one that a page had seen."""
    return tuple(_changes(patient).filter(pk__gt=seen).select_related("by"))


def save_head(form: HeadForm, by: User) -> None:
    """Save a valid form, and keep what changed.

    Args:
        form: Over a patient.
        by: Who changed it.
    """
    names = [name for name in form.changed_data if name in form.Meta.fields]
    if names:
        changed = {
            name: [_text(form.initial[name]), _text(form.cleaned_data[name])] for name in names
        }
        patient = form.save()
        ClinicalEvent.objects.create(
            patient=patient, kind=CHANGED, by=by, data={"changed": changed}
        )


def brought_up(posted: Mapping[str, str], changes: Sequence[ClinicalEvent]) -> dict[str, str]:
    """Return what a form sent over what others changed meanwhile; what both changed stays as sent.

    Args:
        posted: As sent.
        changes: Those that the form had not seen, in order.
    """
    data = dict(posted)
    for event in changes:
        for name, (before, after) in event.data["changed"].items():
            if data.get(name) == before:
                data[name] = after
        data["seen"] = str(event.pk)
    return data


def as_it_was(patient: Patient, at: datetime) -> Patient:
    """Return a patient with the head of a moment, which is not to be saved."""
    fields = {field.name: field for field in Patient._meta.concrete_fields}  # noqa: SLF001 - documented
    for event in _changes(patient).filter(at__gt=at).reverse():
        for name, (before, _) in event.data["changed"].items():
            field = fields[name]
            setattr(patient, name, field.to_python(before) if before else field.get_default())
    return patient


def _changes(patient: Patient) -> QuerySet[ClinicalEvent]:
    return patient.events.filter(kind=CHANGED)


def _text(value: object) -> str:
    return "" if value is None else str(value)
