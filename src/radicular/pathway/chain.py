"""The chain of a log: every entry names the hash of the one before, so that a change shows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from radicular.errors import InputError
from radicular.pathway.event import Event

__all__ = ["chained", "check_follows", "following"]


def chained(events: Sequence[Event]) -> Iterator[Event]:
    """Yield entries that were kept elsewhere, numbered anew and each with the hash before it."""
    previous = ""
    for number, event in enumerate(events, start=1):
        link = replace(event, number=number, previous=previous)
        yield link
        previous = link.hash


def following(before: Sequence[Event], event: Event, now: datetime) -> Event:
    """Return an entry as it stands after those that are there.

    Args:
        before: At least one.
        event: To be added.
        now: When it is written down.
    """
    return replace(
        event,
        number=len(before) + 1,
        previous=before[-1].hash,
        recorded=now.isoformat(timespec="seconds"),
    )


def check_follows(before: Sequence[Event], event: Event, name: str) -> None:
    """Refuse an entry that does not follow those before it.

    Args:
        before: In order.
        event: As read.
        name: Of its place, for the error.

    Raises:
        InputError: If number or hash are not what they have to be.
    """
    expected = before[-1].hash if before else ""
    if event.previous != expected or event.number != len(before) + 1:
        why = "entries that were never changed; the one before is not as it was"
        raise InputError(name, "does not follow the entry before", why)
