"""Attempts at virtual patients, and sets of them that a teacher hands out."""

import secrets
import uuid
from typing import Any

from django.db import models

from radicular.workbench.accounts.models import User

__all__ = ["Asked", "Attempt", "CaseSet", "Named", "new_token"]


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(24)


class CaseSet(models.Model):
    """Cases that a teacher hands out, to named people or by a link."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    teacher = models.ForeignKey(User, on_delete=models.PROTECT, related_name="case_sets")
    members = models.ManyToManyField(User, related_name="handed_out", blank=True)
    cases: "models.JSONField[Any, Any]" = models.JSONField()
    due = models.DateField(null=True, blank=True)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return self.title


class Attempt(models.Model):
    """A person at one virtual patient.

    ``case`` is the code that restores the patient, ``drawn_with`` the version that drew them,
    ``helped`` when the model's probabilities were first looked at. ``deleting`` is set for the
    moment in which an attempt is deleted; only then the database lets go of what belongs to it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="attempts")
    case = models.CharField(max_length=40)
    drawn_with = models.CharField(max_length=8)
    case_set = models.ForeignKey(
        CaseSet, null=True, on_delete=models.PROTECT, related_name="attempts"
    )
    started = models.DateTimeField(auto_now_add=True)
    helped = models.DateTimeField(null=True)
    deleting = models.BooleanField(default=False, editable=False)

    class Meta:
        """The newest first; in a set each case once for a person."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["person", "case_set", "case"], name="one_try_in_a_set"),
        )

    def __str__(self) -> str:
        return self.case

    @property
    def title(self) -> str:
        """The case by its code; in a set not before the answer, or it could be drawn alone."""
        if self.case_set is None or hasattr(self, "named"):
            return f"Case {self.case}"
        return f"Case {self.case_set.cases.index(self.case) + 1} of {self.case_set}"


class Asked(models.Model):
    """A finding that was uncovered; can only be added. ``told`` is what the patient came with."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="asked")
    number = models.PositiveSmallIntegerField()
    finding = models.CharField(max_length=80)
    side = models.CharField(max_length=8)
    value = models.CharField(max_length=80)
    told = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order of asking, each once."""

        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["attempt", "number"], name="one_test_a_number"),
            models.UniqueConstraint(fields=["attempt", "finding", "side"], name="asked_once"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.finding} {self.side}"


class Named(models.Model):
    """The answer of an attempt, with the truth and the score of that moment; never changed."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="named")
    site = models.CharField(max_length=60)
    side = models.CharField(max_length=5)
    confidence = models.PositiveSmallIntegerField()
    true_site = models.CharField(max_length=60)
    true_side = models.CharField(max_length=5)
    score = models.PositiveSmallIntegerField()
    lines: "models.JSONField[Any, Any]" = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order of answering."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.site} {self.side}"

    @property
    def right(self) -> bool:
        """Whether place and side were named right."""
        return (self.site, self.side) == (self.true_site, self.true_side)
