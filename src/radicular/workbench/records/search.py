"""Searching patients by words of their name or record number."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import pre_save
from django.dispatch import receiver

from radicular.workbench.records.folding import fold, folded_head
from radicular.workbench.records.models import Patient

__all__ = ["LONGEST", "matching"]

#: Signs of a search that are looked at.
LONGEST = 200


def matching(patients: QuerySet[Patient], sought: str) -> QuerySet[Patient]:
    """Return the patients in whose name or record number every word stands.

    Args:
        patients: Among whom to search.
        sought: Words in any order, in any case, with or without accents.
    """
    for word in fold(sought[:LONGEST]).split():
        patients = patients.filter(folded__contains=word)
    return patients


@receiver(pre_save, sender=Patient)
def _fold(instance: Patient, **_: Any) -> None:
    """Fold the head of a patient whenever it is saved, or comes back from a backup."""
    instance.folded = folded_head(instance.name, instance.number)
