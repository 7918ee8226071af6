"""FHIR that this project wrote, read back into an episode or a case without loss."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from radicular.case import Case
from radicular.errors import InputError
from radicular.interop.fhir_export import CASE
from radicular.interop.fhir_finding import entry_of_observation
from radicular.interop.fhir_review import COMPUTED
from radicular.interop.fhir_words import DATA, EVENT, INSTRUMENT, extension, of_system
from radicular.pathway.episode import Episode
from radicular.pathway.event import Event, read_event

__all__ = ["CANNOT_HOLD", "ReadEpisode", "case_of", "episode_of", "is_case", "is_episode"]

Resource = Mapping[str, Any]
#: What is not carried over, with the reason.
CANNOT_HOLD = (
    "the chain of hashes of the log: it is made anew where the episode is written",
    "what was worked out (risk, ranking, issues, tasks, audit): it is worked out again",
)


@dataclass(frozen=True)
class ReadEpisode:
    """An episode read from FHIR.

    Attributes:
        episode: With its entries, their chain not yet made.
        computed: How many resources were worked out and are left to be worked out again.
    """

    episode: Episode
    computed: int


def is_case(resources: Iterable[Resource]) -> bool:
    """Return whether resources hold a case that this project wrote."""
    return any(extension(item, CASE) is not None for item in resources)


def is_episode(resources: Iterable[Resource]) -> bool:
    """Return whether resources hold an episode that this project wrote."""
    return any(extension(item, EVENT) is not None for item in resources)


def episode_of(resources: Sequence[Resource], today: date) -> ReadEpisode:
    """Return the episode that resources of ours hold.

    Args:
        resources: As read.
        today: The last day that is possible.

    Raises:
        InputError: If an entry is missing, stands twice, or is not as it can be.
    """
    observations = {
        name: item
        for item in resources
        if item["resourceType"] == "Observation"
        for name in (
            f"Observation/{item.get('id')}",
            item.get("_fullUrl"),
            f"urn:uuid:{item.get('id')}",
        )
        if name
    }
    events: dict[int, Event] = {}
    for item in resources:
        head = extension(item, EVENT)
        if head is None:
            continue
        event = _event(item, head, observations, today)
        if event.number in events:
            raise InputError("entry", event.number, "each number once")
        events[event.number] = event
    numbers = sorted(events)
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise InputError("entries", numbers or "none", "entries numbered from 1 on, none missing")
    computed = sum(extension(item, COMPUTED) is not None for item in resources)
    return ReadEpisode(Episode(tuple(events[number] for number in numbers)), computed)


def _event(
    item: Resource, head: Mapping[str, Any], observations: Mapping[str, Resource], today: date
) -> Event:
    data = dict(extension(item, DATA) or {})
    parts = [observations[name] for name in _part_names(item) if name in observations]
    entries = [entry for part in parts if (entry := entry_of_observation(part)) is not None]
    if entries:
        data["findings"] = entries
    scores = {
        name: part["valueQuantity"]["value"]
        for part in parts
        if (name := of_system(part.get("code"), INSTRUMENT))
    }
    if scores:
        data["scores"] = scores
    checked = read_event(
        str(head["kind"]),
        data,
        by=str(head["by"]),
        on=str(head["date"]),
        today=today,
        role=str(head.get("role", "")),
        problem=str(head.get("problem", "")),
    )
    return Event(
        number=int(head["number"]),
        kind=checked.kind,
        on=checked.on,
        by=checked.by,
        role=checked.role,
        problem=checked.problem,
        recorded=str(head.get("recorded", "")),
        data=checked.data,
    )


def _part_names(item: Resource) -> list[str]:
    links = list(item.get("result") or [])
    for part in item.get("investigation") or []:
        links += part.get("item") or []
    return [str(link.get("reference", "")) for link in links]


def case_of(resources: Sequence[Resource]) -> Case:
    """Return the case that resources of ours hold.

    Args:
        resources: As read.

    Raises:
        CaseFileError: If it is not as a case can be.
    """
    fields: dict[str, Any] = {"radicular_case": 1}
    for item in resources:
        told = extension(item, CASE)
        if isinstance(told, Mapping):
            fields |= dict(told)
    entries = [
        entry
        for item in resources
        if item["resourceType"] == "Observation"
        and (entry := entry_of_observation(item)) is not None
    ]
    return Case.from_dict(fields | {"findings": entries})
