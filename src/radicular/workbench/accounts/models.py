"""Accounts: a person with a role, and links that let somebody in once."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

__all__ = ["KEEPERS", "OneTimeLink", "Role", "User"]

LINK_LIFE = timedelta(hours=24)


class Role(models.TextChoices):
    """What a person may do at all; which records, each record says."""

    CLINICIAN = "clinician", "Clinician"
    TRAINEE = "trainee", "Trainee"
    TEACHER = "teacher", "Teacher"
    ADMINISTRATOR = "administrator", "Administrator"


#: Who keeps accounts: administrators, and whoever was given that beside another role.
KEEPERS = models.Q(role=Role.ADMINISTRATOR) | models.Q(is_superuser=True)


class User(AbstractUser):
    """A person with an account.

    A clinician keeps and signs records; a trainee records but does not sign; a teacher hands out
    invented patients; an administrator keeps accounts and sees no patient who is not shared.
    """

    role = models.CharField(max_length=20, choices=Role.choices, default=Role.TRAINEE)

    class Meta(AbstractUser.Meta):
        """In order of names."""

        ordering = ("username",)

    @property
    def signs(self) -> bool:
        """Whether the person may sign an examination."""
        return self.role == Role.CLINICIAN

    @property
    def keeps_accounts(self) -> bool:
        """Whether the person may make and close accounts."""
        return self.role == Role.ADMINISTRATOR or self.is_superuser

    @property
    def teaches(self) -> bool:
        """Whether the person may hand out sets of invented patients."""
        return self.role == Role.TEACHER


class OneTimeLink(models.Model):
    """A link with which a person sets a password, once. Only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link of {self.user}"

    @classmethod
    def make(cls, user: User) -> str:
        """Return a new token for a person; those before it no longer work."""
        cls.end(user)
        token = secrets.token_urlsafe(32)
        cls.objects.create(user=user, digest=_digest(token), expires=timezone.now() + LINK_LIFE)
        return token

    @classmethod
    def end(cls, user: User) -> None:
        """Let no link of a person work any longer."""
        cls.objects.filter(user=user, used=None).update(expires=timezone.now())

    def claim(self) -> bool:
        """Use the link up; of two who try at once, one does."""
        now = timezone.now()
        mine = OneTimeLink.objects.filter(pk=self.pk, used=None, expires__gt=now)
        return mine.update(used=now) == 1

    @classmethod
    def valid(cls, token: str) -> "OneTimeLink | None":
        """Return the link of a token if it still works."""
        return cls.objects.filter(
            digest=_digest(token), used=None, expires__gt=timezone.now(), user__is_active=True
        ).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
