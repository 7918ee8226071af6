"""An episode wherever its log is kept: opening it, adding to it, and looking at it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from radicular.pathway.admission import admitted
from radicular.pathway.episode import Episode
from radicular.pathway.event import Event, read_event
from radicular.pathway.gate_rules import Policy
from radicular.pathway.gates import GateReview
from radicular.pathway.review import EpisodeReview

__all__ = ["EpisodeKeeper", "Log"]

FIRST_PROBLEM = "p1"


class Log(Protocol):
    """Entries in order, to which can only be added, wherever they lie."""

    def create(self, first: Event, problem: Event, now: datetime) -> tuple[Event, Event]:
        """Begin the log with its first two entries; all is there, or nothing."""

    def restore(self, events: Sequence[Event]) -> None:
        """Begin the log with entries that were kept elsewhere; their chain is made anew."""

    def read(self) -> tuple[Event, ...]:
        """Return all entries in order."""

    def append(self, admit: Callable[[tuple[Event, ...]], Event], now: datetime) -> Event:
        """Add the entry that ``admit`` gives after all that are there."""


class EpisodeKeeper:
    """An episode with its log.

    Args:
        log: Of the episode.
        policy: Of the site.
        now: The present moment, with its zone.
    """

    def __init__(self, log: Log, policy: Policy, now: datetime) -> None:
        self.log = log
        self.policy = policy
        self.now = now

    @property
    def today(self) -> date:
        """The day."""
        return self.now.date()

    def open(
        self,
        data: Mapping[str, Any],
        problem: Mapping[str, Any],
        *,
        by: str,
        on: str,
        role: str = "",
    ) -> Episode:
        """Begin a new episode with its first problem.

        Args:
            data: Fields of the kind ``opened``.
            problem: Fields of the kind ``problem``; its key is ``p1`` if none is given.
            by: Who answers for it.
            on: The day.
            role: Of that person.

        Raises:
            InputError: If something is wrong; then nothing is written.
        """
        first = read_event("opened", data, by=by, on=on, today=self.today, role=role)
        keyed = {"id": FIRST_PROBLEM, **problem}
        second = read_event("problem", keyed, by=by, on=on, today=self.today, role=role)
        return Episode(self.log.create(first, second, self.now))

    def read(self) -> Episode:
        """Return the episode.

        Raises:
            InputError: If there is none, or its log was changed.
        """
        return Episode(self.log.read())

    def add(  # noqa: PLR0913 - who, what and when
        self, kind: str, data: object, *, by: str, on: str, role: str = "", problem: str = ""
    ) -> Event:
        """Add an entry.

        Args:
            kind: What kind.
            data: Its fields.
            by: Who answers for it.
            on: The day it speaks of.
            role: Of that person.
            problem: Key of the problem it belongs to.

        Raises:
            InputError: If it cannot be added; then nothing is written.
        """
        event = read_event(kind, data, by=by, on=on, today=self.today, role=role, problem=problem)
        return self.log.append(
            lambda before: admitted(Episode(before), event, self._review), self.now
        )

    def review(self, problem: str = "") -> EpisodeReview:
        """Return what the episode says of a problem.

        Args:
            problem: Its key; may be left out if there is but one.

        Raises:
            InputError: If there is no such problem.
        """
        episode = self.read()
        return EpisodeReview(episode, episode.problem(problem), self.policy, self.now)

    def _review(self, episode: Episode, problem: str) -> GateReview | None:
        return EpisodeReview(episode, episode.problem(problem), self.policy, self.now).gates
