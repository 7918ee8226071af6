"""Reading a file of an episode, and what of it could not be taken."""

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from radicular.errors import InputError
from radicular.interop.fhir_files import read_resources
from radicular.interop.fhir_foreign import foreign_case
from radicular.interop.fhir_import import CANNOT_HOLD, episode_of, is_episode
from radicular.pathway.chain import check_follows
from radicular.pathway.episode import Episode as EpisodeRead
from radicular.pathway.event import Event, read_event
from radicular.workbench.accounts.models import User
from radicular.workbench.course.log import DatabaseLog
from radicular.workbench.course.models import Episode
from radicular.workbench.records.models import ClinicalEvent, Patient

__all__ = ["LARGEST_FILE", "Foreign", "Incoming", "keep", "read_incoming"]

LARGEST_FILE = 5_000_000
MOST_ENTRIES = 2000
_ENTRY = re.compile(r"(?:.*/)?entries/\d{4,}\.yaml")


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file holds.

    Attributes:
        events: The entries.
        left_out: What of the file is not taken, with the reason.
    """

    events: tuple[Event, ...]
    left_out: tuple[str, ...]

    @property
    def title(self) -> str:
        """A line of text on the episode."""
        episode = EpisodeRead(self.events)
        problems = [problem.label for problem in episode.problems.values()]
        return (episode.title or "; ".join(problems) or episode.id)[:200]


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a FHIR bundle of another system says; a person enters it.

    Attributes:
        findings: Part of the work-up to what was understood, as lines for the form of an entry.
        kept: What was not understood, with the reason.
    """

    findings: Mapping[str, str]
    kept: tuple[str, ...]


def read_incoming(content: bytes, today: date) -> Incoming | Foreign:
    """Return what a file holds: a FHIR bundle, or the zipped folder of an episode.

    Args:
        content: Of the file.
        today: The last day that is possible.

    Raises:
        InputError: If it is too large, neither of both, or not as an episode can be.
    """
    if not content or len(content) > LARGEST_FILE:
        raise InputError("file", f"{len(content)} bytes", f"1 to {LARGEST_FILE:,} bytes")
    packed = zipfile.is_zipfile(io.BytesIO(content))
    incoming = _unpacked(content, today) if packed else _fhir(content, today)
    if isinstance(incoming, Foreign):
        return incoming
    kinds = [event.kind for event in incoming.events[:2]]
    if kinds != ["opened", "problem"]:
        raise InputError("file: entries 1 and 2", ", ".join(kinds), "opened and problem")
    return incoming


def _fhir(content: bytes, today: date) -> Incoming | Foreign:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file"
        file.write_bytes(content)
        try:
            resources = read_resources(file)
        except InputError as error:
            field = error.field.replace(str(file), "file")
            raise InputError(field, error.value, error.allowed) from None
    if not is_episode(resources):
        return _foreign(resources)
    try:
        read = episode_of(resources, today)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError("file", str(error), "entries as radicular writes them") from None
    worked_out = f"{read.computed} resources that were worked out: they are worked out again"
    return Incoming(read.episode.events, (*CANNOT_HOLD[:1], worked_out))


def _foreign(resources: Sequence[Mapping[str, Any]]) -> Foreign:
    found = foreign_case(resources)
    lines: dict[str, list[str]] = {}
    for item in found.case.observations:
        entry = item.to_dict()
        told = [str(entry[name]) for name in ("finding", "side", "value") if name in entry]
        lines.setdefault(item.stage, []).append(", ".join(told))
    kept = (f"{item.name} {item.says}: {item.reason}" for item in found.kept)
    return Foreign({stage: "\n".join(of) for stage, of in lines.items()}, tuple(kept))


def _unpacked(content: bytes, today: date) -> Incoming:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = sorted(archive.infolist(), key=lambda info: info.filename)
            entries = [info for info in infos if _ENTRY.fullmatch(info.filename)]
            _check_size(entries)
            texts = {info.filename: archive.read(info).decode() for info in entries}
    except (zipfile.BadZipFile, UnicodeDecodeError, RuntimeError, NotImplementedError) as error:
        raise InputError("file", str(error), "a zipped folder of an episode") from None
    others = tuple(
        f"{info.filename}: no entry"
        for info in infos
        if not _ENTRY.fullmatch(info.filename) and not info.is_dir()
    )
    return Incoming(_checked(texts, today), others)


def _check_size(entries: Sequence[zipfile.ZipInfo]) -> None:
    size = sum(info.file_size for info in entries)
    if not entries or len(entries) > MOST_ENTRIES or size > LARGEST_FILE:
        value = f"{len(entries)} entries, {size:,} bytes"
        allowed = f"1 to {MOST_ENTRIES} entries, at most {LARGEST_FILE:,} bytes"
        raise InputError("file", value, allowed)


def _checked(texts: dict[str, str], today: date) -> tuple[Event, ...]:
    """Return the entries of a folder whose chain holds, each as it could be added today."""
    events: list[Event] = []
    for name, text in texts.items():
        event = Event.from_yaml(text, name)
        check_follows(events, event, name)
        read_event(event.kind, event.data, by=event.by, on=event.on, today=today)
        events.append(event)
    return tuple(events)


def keep(incoming: Incoming, patient: Patient, by: User) -> Episode:
    """Keep the episode of a file as a new one of a patient.

    Args:
        incoming: What the file holds.
        patient: Whose it becomes.
        by: Who takes it in.
    """
    with transaction.atomic():
        episode = Episode.objects.create(patient=patient, title=incoming.title, created_by=by)
        DatabaseLog(episode, by, timezone.localtime()).restore(incoming.events)
        data = {"episode": str(episode.key), "left out": json.dumps(incoming.left_out)}
        ClinicalEvent.objects.create(patient=patient, kind="episode taken in", by=by, data=data)
    return episode
