"""Carrying a written course through the steps, entry by entry."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from radicular.case.text import parse_text
from radicular.pathway.folder import EpisodeFolder

__all__ = ["PUBLISHED", "carry", "course_of"]

PUBLISHED = Path(__file__).parents[2] / "examples" / "episode_048.yaml"


def course_of(file: Path) -> Mapping[str, Any]:
    """Return a written course: episode, problem and entries."""
    course = parse_text(file.read_text(encoding="utf-8"), file.name)
    assert isinstance(course, Mapping)  # noqa: S101 - a file of ours
    return course


def carry(course: Mapping[str, Any], folder: Path, now: datetime) -> EpisodeFolder:
    """Return the episode of a course, made entry by entry in a new folder.

    Args:
        course: As written.
        folder: A new one.
        now: The present moment.
    """
    place = EpisodeFolder(folder, now=now)
    entries = course["entries"]
    first = entries[0]
    place.open(course["episode"], course["problem"], by="as published", on=first["date"])
    for entry in entries:
        place.add(
            entry["kind"],
            entry["data"],
            by=entry["by"],
            on=entry["date"],
            role=entry.get("role", ""),
            problem=entry.get("problem", ""),
        )
    return place
