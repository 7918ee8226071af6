"""Episodes of patients, and their entries, to which can only be added."""

import uuid

from django.db import models
from django.urls import reverse

from radicular.pathway.event import Event
from radicular.workbench.accounts.models import User
from radicular.workbench.records.models import Patient

__all__ = ["Episode", "EpisodeEvent"]


class Episode(models.Model):
    """The course of a case of a patient; what happened in it, its entries say."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="episodes")
    title = models.CharField(max_length=200)
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Address of its page."""
        return reverse("episode", args=[self.key])


class EpisodeEvent(models.Model):
    """An entry of an episode, as its file would hold it.

    ``text`` is that of the file to the byte, so that the chain of hashes is the same wherever the
    episode is kept.
    """

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Numbered within an episode."""

        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["episode", "number"], name="one_event_a_number"),
        )

    def __str__(self) -> str:
        return f"entry {self.number} of {self.episode}"

    @property
    def event(self) -> Event:
        """The entry."""
        return Event.from_yaml(self.text, f"entry {self.number}")
