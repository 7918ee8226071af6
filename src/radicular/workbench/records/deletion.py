"""Deleting a patient: everything that belongs to them goes, and that it went stays on record."""

import hashlib
from collections.abc import Iterator

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from radicular.workbench.accounts.models import User
from radicular.workbench.records.models import Deletion, Patient

__all__ = ["delete_patient", "models_of_patients"]


def models_of_patients() -> tuple[tuple[type[models.Model], str], ...]:
    """Return every model whose rows belong to a patient, with the lookup of that patient.

    Those that lie farthest from the patient come first, so that each can be deleted in turn.
    """
    found: dict[type[models.Model], str] = {Patient: "pk"}
    waiting: list[type[models.Model]] = [Patient]
    while waiting:
        owner = waiting.pop(0)
        for model, field in _holders(owner):
            if model not in found:
                found[model] = field if owner is Patient else f"{field}__{found[owner]}"
                waiting.append(model)
    return tuple(reversed(found.items()))


def _holders(owner: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's documented interface
            cascades = getattr(field.remote_field, "on_delete", None) is models.CASCADE
            if cascades and field.related_model is owner and model is not owner:
                yield model, field.name


def delete_patient(patient: Patient, *, by: User) -> Deletion:
    """Delete a patient with all records, and return what stays on record of it.

    Args:
        patient: Who.
        by: Who deletes.
    """
    with transaction.atomic(), disable_auditlog():
        Patient.objects.filter(pk=patient.pk).update(deleting=True)
        LogEntry.objects.filter(additional_data__patient=str(patient.key)).delete()
        rows = {
            model._meta.db_table: _delete_rows(model, lookup, patient)  # noqa: SLF001 - documented
            for model, lookup in models_of_patients()
        }
        return Deletion.objects.create(digest=digest_of(patient), by=by, rows=rows)


def digest_of(patient: Patient) -> str:
    """Return what tells that it was this patient to those who have the key, and nothing else."""
    return hashlib.sha256(str(patient.key).encode()).hexdigest()


def _delete_rows(model: type[models.Model], lookup: str, patient: Patient) -> int:
    found = model._default_manager.filter(**{lookup: patient.pk})  # noqa: SLF001 - documented
    keys = list(found.order_by("-pk").values_list("pk", flat=True))
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_pk__in=[str(key) for key in keys],
    ).delete()
    # An amendment goes before the examination that it amends.
    for key in keys if _refers_to_itself(model) else ():
        found.filter(pk=key).delete()
    found.delete()
    return len(keys)


def _refers_to_itself(model: type[models.Model]) -> bool:
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented interface
    return any(field.related_model is model for field in fields)
