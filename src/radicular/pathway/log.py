"""The log of an episode on disk: one file an entry, written whole or not at all."""

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from radicular.errors import InputError
from radicular.pathway.chain import chained, check_follows, following
from radicular.pathway.event import Event

__all__ = ["EpisodeLog"]

ENTRIES = "entries"
_TRIES = 50


class EpisodeLog:
    """A folder with numbered entries, to which can only be added.

    An entry is written beside its place and flushed to the disk, then linked to its number. A link
    never replaces a file, so a crash leaves an entry or none, and of two writers one gets the
    number; the other reads what is new, checks again, and takes the next. Every entry names the
    hash of the one before, so that a change of an older one shows.

    Args:
        folder: Of the episode.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    @property
    def entries(self) -> Path:
        """The folder of the entries."""
        return self.folder / ENTRIES

    def create(self, first: Event, problem: Event, now: datetime) -> tuple[Event, Event]:
        """Make the folder with its first two entries; all is there, or nothing.

        Args:
            first: Opens the episode.
            problem: The first problem.
            now: When it is written down.

        Raises:
            InputError: If the folder exists or cannot be made.
        """
        recorded = now.isoformat(timespec="seconds")
        self.restore((replace(first, recorded=recorded), replace(problem, recorded=recorded)))
        opened, second = self.read()
        return opened, second

    def restore(self, events: Sequence[Event]) -> None:
        """Make the folder with entries that were kept elsewhere; their chain is made anew.

        Args:
            events: In order.

        Raises:
            InputError: If the folder exists or cannot be made.
        """
        if self.folder.exists():
            raise InputError("folder", str(self.folder), "a folder that does not exist yet")
        parent = self.folder.parent
        try:
            with tempfile.TemporaryDirectory(dir=parent, prefix=f".{self.folder.name}.") as made:
                new = Path(made) / "episode"
                (new / ENTRIES).mkdir(parents=True)
                for event in chained(events):
                    _write(new / ENTRIES / _name(event.number), event.to_yaml())
                # Renaming onto a folder that is not empty fails, so nothing is overwritten.
                new.rename(self.folder)
        except OSError as error:
            reason = error.strerror or "not writable"
            allowed = f"a place that can be written ({reason})"
            raise InputError("folder", str(self.folder), allowed) from None

    def read(self) -> tuple[Event, ...]:
        """Return all entries in order.

        Raises:
            InputError: If there is no episode, an entry is missing or was changed.
        """
        if not self.entries.is_dir():
            raise InputError(
                "folder", str(self.folder), "the folder of an episode; make one with new"
            )
        events: list[Event] = []
        for number, path in enumerate(sorted(self.entries.glob("[0-9]*.yaml")), start=1):
            if path.name != _name(number):
                raise InputError(
                    str(self.entries / _name(number)), "missing", "every entry of the log"
                )
            event = Event.from_yaml(path.read_text(encoding="utf-8"), str(path))
            check_follows(events, event, str(path))
            events.append(event)
        if not events:
            raise InputError("folder", str(self.folder), "an episode with at least one entry")
        return tuple(events)

    def append(self, admit: Callable[[tuple[Event, ...]], Event], now: datetime) -> Event:
        """Add an entry after all that are there, even if others write at the same time.

        Args:
            admit: Gives the entry to add after the entries there are, or raises; it is called
                again if somebody else was faster.
            now: When it is written down.

        Raises:
            InputError: If it cannot be added; then nothing is written.
        """
        for _ in range(_TRIES):
            before = self.read()
            event = following(before, admit(before), now)
            try:
                _write(self.entries / _name(event.number), event.to_yaml())
            except FileExistsError:
                continue
            except OSError as error:
                reason = error.strerror or "not writable"
                allowed = f"a place that can be written ({reason})"
                raise InputError("folder", str(self.folder), allowed) from None
            return event
        raise InputError(
            "folder", str(self.folder), "an episode to which not everybody adds at once"
        )


def _name(number: int) -> str:
    return f"{number:04}.yaml"


def _write(place: Path, text: str) -> None:
    """Write a new file whole; raise if there is one already."""
    handle, beside = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        os.link(beside, place)
    finally:
        Path(beside).unlink(missing_ok=True)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
