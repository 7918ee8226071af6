"""Patients, who may see them, their examinations, and every entry that was ever made."""

import uuid
from typing import Any

from django.apps import apps
from django.db import models

from radicular.workbench.accounts.models import User

__all__ = [
    "Access",
    "ClinicalEvent",
    "Deletion",
    "Entry",
    "Examination",
    "Level",
    "Patient",
    "Status",
]


class Patient(models.Model):
    """A person, or an invented one.

    ``deleting`` is set for the moment in which a patient is deleted with everything that belongs
    to them; only then the database lets go of events and entries. ``folded`` is what a search
    looks through; it follows from name and number and is in no backup.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    number = models.CharField("record number", max_length=60, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(
        max_length=10,
        blank=True,
        choices=[("", "not stated"), ("female", "female"), ("male", "male")],
    )
    height_cm = models.PositiveSmallIntegerField("height in cm", null=True, blank=True)
    invented = models.BooleanField("invented patient", default=False)
    created = models.DateTimeField(auto_now_add=True)
    deleting = models.BooleanField(default=False, editable=False)
    #: It may be null, as SQLite would add no other column to a table that triggers read.
    folded = models.TextField(null=True, editable=False, serialize=False)  # noqa: DJ001

    class Meta:
        """How patients are listed and found."""

        ordering = ("name", "id")
        indexes = (models.Index(fields=["name", "id"]), models.Index(fields=["number"]))

    def __str__(self) -> str:
        return self.name


class Level(models.TextChoices):
    """What a person may do with one patient's records."""

    READ = "read", "may read"
    WRITE = "write", "may record"
    OWN = "own", "may record, share and delete"


class Access(models.Model):
    """That a person may see or change the records of a patient."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="accesses")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="accesses")
    level = models.CharField(max_length=5, choices=Level.choices)

    class Meta:
        """One row for a person and a patient."""

        constraints = (models.UniqueConstraint(fields=["patient", "user"], name="one_access"),)

    def __str__(self) -> str:
        return f"{self.user} {self.get_level_display()} {self.patient}"

    def get_additional_data(self) -> dict[str, str]:
        """Return whose record it is, which the audit log keeps when the access is gone."""
        return {"patient": str(self.patient.key)}


class Status(models.TextChoices):
    """How far an examination has come."""

    DRAFT = "draft", "draft"
    SIGNED = "signed", "signed"


class Examination(models.Model):
    """What was found on one day.

    Once signed it takes no more entries; an amendment is a new examination that begins with the
    entries of the one that it amends.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="examinations")
    title = models.CharField(max_length=200, blank=True)
    on = models.DateField("day")
    setting = models.CharField(max_length=20, default="spine_clinic")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    amends = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="amended_by"
    )
    reason = models.CharField("reason of the amendment", max_length=500, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The newest first."""

        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return self.title or f"Examination of {self.on}"


class Entry(models.Model):
    """Something entered in an examination; the last one of a cell counts, none is changed.

    ``cell`` names what is recorded (``finding:reflex_achilles:left::``, ``stroke:…``,
    ``drawing:complete``); ``value`` is the entry of a case file, a stroke …, or null where a cell
    was emptied. ``token`` comes from the page: an entry that is sent twice counts once.
    """

    examination = models.ForeignKey(Examination, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    cell = models.CharField(max_length=200)
    value: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    token = models.UUIDField(default=uuid.uuid4)

    class Meta:
        """Numbered within an examination, and taken once."""

        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["examination", "number"], name="one_entry_a_number"),
            models.UniqueConstraint(fields=["examination", "token"], name="one_entry_a_token"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.cell}"


class ClinicalEvent(models.Model):
    """Something that happened to a patient's records; can only be added."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=40)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    data: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        """In order of time."""

        ordering = ("id",)
        indexes = (models.Index(fields=["patient", "id"]),)

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"

    @property
    def changed(self) -> tuple[tuple[str, str, str], ...]:
        """What of a patient's head changed: the field in words, before and after."""
        fields = {field.name: field.verbose_name for field in Patient._meta.concrete_fields}  # noqa: SLF001
        changes = self.data.get("changed", {})
        return tuple((str(fields[name]), *change) for name, change in changes.items())

    @property
    def access(self) -> str:
        """Whose access changed, and what they may do since then."""
        level = dict(Level.choices).get(self.data.get("level", ""), "")
        return ", ".join(str(part) for part in (self.data.get("person"), level) if part)


class Deletion(models.Model):
    """That a patient was deleted with all records; can only be added, and names nobody.

    ``digest`` is a hash of the patient's key; ``rows`` counts what went from each table.
    """

    digest = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    rows: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        """The newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"deletion of {self.at}"

    @property
    def told(self) -> dict[str, int]:
        """How many rows went, by what they held."""
        names = {
            model._meta.db_table: str(model._meta.verbose_name_plural)  # noqa: SLF001 - documented
            for model in apps.get_models()
        }
        return {names.get(table, table): count for table, count in self.rows.items()}

    @property
    def total(self) -> int:
        """How many rows went."""
        return sum(self.rows.values())
