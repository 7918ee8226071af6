"""The log of an episode in the database, with the chain of the log in a folder."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from radicular.errors import InputError
from radicular.pathway.chain import chained, check_follows, following
from radicular.pathway.event import Event
from radicular.workbench.accounts.models import User
from radicular.workbench.course.models import Episode, EpisodeEvent

__all__ = ["DatabaseLog"]

_TRIES = 50


class DatabaseLog:
    """Entries of an episode in the database.

    Of two people who add at once one gets the number; for the other it is asked again whether the
    entry may follow what is new.

    Args:
        episode: Whose entries.
        by: Who adds.
        now: When it is added.
        at: Only entries that were there then are read; all where none is given.
    """

    def __init__(
        self, episode: Episode, by: User, now: datetime, at: datetime | None = None
    ) -> None:
        self.episode = episode
        self.by = by
        self.now = now
        self.at = at

    def create(self, first: Event, problem: Event, now: datetime) -> tuple[Event, Event]:
        """Add the first two entries.

        Args:
            first: Opens the episode.
            problem: The first problem.
            now: When it is written down.
        """
        recorded = now.isoformat(timespec="seconds")
        self.restore((replace(first, recorded=recorded), replace(problem, recorded=recorded)))
        opened, second = self.read()
        return opened, second

    def restore(self, events: Sequence[Event]) -> None:
        """Add entries that were kept elsewhere; their chain is made anew.

        Args:
            events: In order.

        Raises:
            InputError: If there are entries already.
        """
        with transaction.atomic():
            self._lock()
            if self.episode.entries.exists():
                raise InputError("episode", str(self.episode), "an episode without entries")
            EpisodeEvent.objects.bulk_create(self._row(event) for event in chained(events))

    def read(self) -> tuple[Event, ...]:
        """Return all entries in order.

        Raises:
            InputError: If an entry is missing or was changed, or if there was none then.
        """
        rows = self.episode.entries.all()
        if self.at is not None:
            rows = rows.filter(at__lte=self.at)
        events: list[Event] = []
        for row in rows:
            event = row.event
            check_follows(events, event, f"entry {row.number}")
            events.append(event)
        if not events:
            raise InputError("at", str(self.at), "a moment after the episode was opened")
        return tuple(events)

    def append(self, admit: Callable[[tuple[Event, ...]], Event], now: datetime) -> Event:
        """Add an entry after all that are there, even if others add at the same time.

        Args:
            admit: Gives the entry to add after the entries there are, or raises; it is called
                again if somebody else was faster.
            now: When it is written down.

        Raises:
            InputError: If it cannot be added; then nothing is kept.
        """
        for _ in range(_TRIES):
            before = self.read()
            event = following(before, admit(before), now)
            with transaction.atomic():
                self._lock()
                if self.episode.entries.count() == len(before):
                    self._row(event).save()
                    return event
        raise InputError("episode", str(self.episode), "one to which not everybody adds at once")

    def _lock(self) -> None:
        Episode.objects.select_for_update().get(pk=self.episode.pk)

    def _row(self, event: Event) -> EpisodeEvent:
        return EpisodeEvent(
            episode=self.episode,
            number=event.number,
            text=event.to_yaml(),
            by=self.by,
            at=self.now,
        )
