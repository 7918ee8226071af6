"""Taking in a patient whom another workbench gave out."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, models, transaction
from django.forms import model_to_dict

from radicular.errors import InputError
from radicular.workbench.accounts.models import User
from radicular.workbench.archive.of_patient import PATIENT
from radicular.workbench.archive.tables import name_of
from radicular.workbench.course.access import keeper_of
from radicular.workbench.records.deletion import models_of_patients
from radicular.workbench.records.forms import PatientForm
from radicular.workbench.records.models import Access, ClinicalEvent, Level, Patient, Status
from radicular.workbench.records.state import case_of, read_state

__all__ = ["LARGEST", "take_in"]

#: Bytes of a file, and of what is packed in it.
LARGEST, LARGEST_UNPACKED = 20_000_000, 200_000_000
#: What rows end with that do not fit together, each from another layer.
UNFIT = (DeserializationError, DatabaseError, ValidationError)
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)

Row = dict[str, Any]


def take_in(content: bytes, by: User) -> Patient:
    """Keep a patient of another workbench with everything in the file, all or nothing.

    Args:
        content: Of the file.
        by: Who takes it in, and then owns the record.

    Raises:
        InputError: If the file is damaged, its rows do not fit, or the patient is here already.
    """
    _check_size(content)
    held = PATIENT.read(BytesIO(content), "file")
    try:
        with transaction.atomic(), ZipFile(BytesIO(content)) as archive:
            taken = _Taken()
            for model, _ in reversed(models_of_patients()):
                for row in _rows(archive, model):
                    taken.keep(model, row)
            patient = taken.patient()
            Access.objects.create(patient=patient, user=by, level=Level.OWN)
            data = {"software": held.software, "people": sorted(taken.people)}
            ClinicalEvent.objects.create(patient=patient, kind="patient taken in", by=by, data=data)
            _check_readable(patient, by)
    except (*UNFIT, *UNREADABLE) as error:
        raise InputError("file", str(error), "rows that fit together") from None
    return patient


class _Taken:
    """Rows with their new numbers, and the accounts that stand for people of elsewhere."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[type[models.Model], int], int] = {}
        self.people: dict[str, User] = {}
        self.key = ""

    def patient(self) -> Patient:
        """Return the one patient.

        Raises:
            InputError: If there is none, or more than one, or one that no form would take.
        """
        kept = [number for (model, _), number in self.numbers.items() if model is Patient]
        if len(kept) != 1:
            raise InputError("file", f"{len(kept)} patients", "one patient")
        patient = Patient.objects.get(pk=kept[0])
        form = PatientForm(model_to_dict(patient), instance=patient)
        if not form.is_valid():
            raise InputError("file", form.errors.as_json(), "a patient as a form takes one")
        return patient

    def keep(self, model: type[models.Model], row: Row) -> None:
        """Keep a row under a new number; who may see the record is decided here anew."""
        if model is Access:
            return
        fields = dict(row["fields"])
        if model is Patient:
            self._check_new(fields)
        for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's documented interface
            value = fields.get(field.name)
            if field.related_model is User and value is not None:
                fields[field.name] = [self._stand_in(*value)]
            elif field.related_model and value is not None:
                fields[field.name] = self.numbers[field.related_model, value]
        told = {"model": model._meta.label_lower, "fields": fields}  # noqa: SLF001 - documented
        (made,) = serializers.deserialize("jsonl", json.dumps(told))
        made.save()
        self.numbers[model, row["pk"]] = made.object.pk

    def _check_new(self, fields: Row) -> None:
        self.key = str(fields["key"])
        fields["deleting"] = False
        if Patient.objects.filter(key=self.key).exists():
            raise InputError("file", "a patient who is here already", "one who is not")

    def _stand_in(self, name: str) -> str:
        """Return the name of a closed account that stands for a person of elsewhere."""
        if name not in self.people:
            known = f"{name}@{self.key[:8]}"
            User.username_validator(known)
            stand_in, made = User.objects.get_or_create(
                username=known, defaults={"is_active": False, "password": "!"}
            )
            if not made and stand_in.is_active:
                raise InputError("file", known, "people whose names no open account has")
            self.people[name] = stand_in
        return self.people[name].username


def _check_size(content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise InputError("file", str(error), PATIENT.called) from None
    if len(content) > LARGEST or size > LARGEST_UNPACKED:
        value = f"{max(len(content), size):,} bytes"
        raise InputError("file", value, f"at most {LARGEST:,} bytes, unpacked {LARGEST_UNPACKED:,}")


def _rows(archive: ZipFile, model: type[models.Model]) -> Iterator[Row]:
    label = model._meta.label_lower  # noqa: SLF001 - Django's documented interface
    for line in archive.read(name_of(label)).decode().splitlines():
        row: Row = json.loads(line)
        if row["model"] != label:
            raise InputError("file", row["model"], f"rows of {label} only")
        yield row


def _check_readable(patient: Patient, by: User) -> None:
    """Refuse entries that no page could show."""
    for examination in patient.examinations.all():
        if examination.status not in Status.values:
            raise InputError("file", examination.status, " or ".join(Status.values))
        case_of(read_state(examination))
    for episode in patient.episodes.all():
        keeper = keeper_of(episode, by)
        for problem in keeper.read().problems:
            keeper.review(problem)
