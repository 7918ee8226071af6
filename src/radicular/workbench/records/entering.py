"""Adding entries to an examination: each once, none lost, the other person's ones told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from radicular.errors import InputError
from radicular.workbench.accounts.models import User
from radicular.workbench.records.models import Entry, Examination, Status

__all__ = ["Entered", "Wanted", "enter"]


@dataclass(frozen=True)
class Wanted:
    """An entry that a page sends.

    Attributes:
        cell: What is recorded.
        value: The value; None empties the cell.
        token: Of the page, new for every entry.
    """

    cell: str
    value: Mapping[str, Any] | None
    token: UUID


@dataclass(frozen=True)
class Entered:
    """What became of entries.

    Attributes:
        number: Of the last entry of the examination.
        others: Entries of other people since the page last looked.
        overlapping: Those of them that speak of a cell that was now entered, too: both are kept,
            and the person is told.
    """

    number: int
    others: tuple[Entry, ...]
    overlapping: tuple[Entry, ...]


def enter(examination: Examination, wanted: Sequence[Wanted], *, by: User, seen: int) -> Entered:
    """Add entries, all or none.

    Args:
        examination: Where.
        wanted: What to add; one whose token is known already was taken before and is left out.
        by: Who enters.
        seen: Number of the last entry that the page had seen.

    Raises:
        InputError: If the examination was signed meanwhile, or has no entry of that number.
    """
    with transaction.atomic():
        locked = Examination.objects.select_for_update().filter(pk=examination.pk)
        if locked.values_list("status", flat=True).get() == Status.SIGNED:
            allowed = "a draft; a signed examination is amended, not changed"
            raise InputError("examination", "signed", allowed)
        recent = _recent(examination, wanted, seen)
        last = recent[-1].number if recent else 0
        known = {entry.token for entry in recent}
        new = [one for one in wanted if one.token not in known]
        Entry.objects.bulk_create(
            Entry(
                examination=examination,
                number=last + place,
                cell=one.cell,
                value=one.value,
                by=by,
                token=one.token,
            )
            for place, one in enumerate(new, start=1)
        )
    others = tuple(entry for entry in recent if entry.number > seen and entry.by_id != by.pk)
    cells = {one.cell for one in new}
    overlapping = tuple(entry for entry in others if entry.cell in cells)
    return Entered(last + len(new), others, overlapping)


def _recent(examination: Examination, wanted: Sequence[Wanted], seen: int) -> list[Entry]:
    """Return the last entry that the page had seen, what came after, and what it sends again."""
    tokens = [one.token for one in wanted]
    asked = Q(number__gte=seen) | Q(token__in=tokens)
    recent = list(examination.entries.filter(asked).select_related("by"))
    if seen and (not recent or recent[-1].number < seen):
        raise InputError("seen", seen, "the number of an entry on record; reload the page")
    return recent
