"""What happened to an account, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from auditlog.models import LogEntry
from django.core.paginator import Page

__all__ = ["Told", "told"]

#: Fields that are yes or no, in words for what they became.
SWITCHED = {
    ("is_active", "False"): "account closed",
    ("is_active", "True"): "account reopened",
    ("is_superuser", "False"): "no longer keeps accounts beside the role",
    ("is_superuser", "True"): "also keeps accounts",
}


@dataclass(frozen=True)
class Told:
    """Something that happened to an account.

    Attributes:
        entry: Where it is written down.
        says: What happened.
    """

    entry: LogEntry
    says: str


def told(entries: "Page[LogEntry]") -> Iterator[Told]:
    """Return what entries of the audit log tell."""
    return (Told(entry, _says(entry)) for entry in entries)


def _says(entry: LogEntry) -> str:
    if entry.additional_data:
        return str(entry.additional_data["event"])
    if entry.action == LogEntry.Action.CREATE:
        return "account made"
    changes = entry.changes or {}
    return ", ".join(_change(field, before, after) for field, (before, after) in changes.items())


def _change(field: str, before: str, after: str) -> str:
    return SWITCHED.get((field, after)) or f"{field.replace('_', ' ')}: {before} → {after}"
