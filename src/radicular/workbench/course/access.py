"""Which episodes a person may see and add to."""

from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from radicular.pathway.keeper import EpisodeKeeper
from radicular.workbench.accounts.models import User
from radicular.workbench.course.log import DatabaseLog
from radicular.workbench.course.models import Episode
from radicular.workbench.course.site_policy import site_policy
from radicular.workbench.records.access import patients_of
from radicular.workbench.records.models import Level

__all__ = ["episode_for", "keeper_of"]


def episode_for(user: User, key: UUID, level: Level = Level.READ) -> Episode:
    """Return an episode.

    Raises:
        Http404: If there is none, or none for this person.
    """
    episode = (
        Episode.objects.select_related("patient")
        .filter(key=key, patient__in=patients_of(user, level))
        .first()
    )
    if episode is None:
        raise Http404
    return episode


def keeper_of(episode: Episode, user: User, at: datetime | None = None) -> EpisodeKeeper:
    """Return an episode with its log.

    Args:
        episode: Which.
        user: Who looks or adds.
        at: As it was then; as it is now where none is given.
    """
    now = timezone.localtime()
    log = DatabaseLog(episode, user, now, at)
    return EpisodeKeeper(log, site_policy(), timezone.localtime(at) if at else now)
