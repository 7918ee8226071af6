"""Adding entries to an examination: each once, none lost, the other person's ones told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

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
        InputError: If the examination was signed meanwhile.
    """
    with transaction.atomic():
        locked = Examination.objects.select_for_update().get(pk=examination.pk)
        if locked.status == Status.SIGNED:
            allowed = "a draft; a signed examination is amended, not changed"
            raise InputError("examination", "signed", allowed)
        last = locked.entries.order_by("-number").values_list("number", flat=True).first() or 0
        tokens = [one.token for one in wanted]
        known = set(locked.entries.filter(token__in=tokens).values_list("token", flat=True))
        others = tuple(locked.entries.filter(number__gt=seen).exclude(by=by).select_related("by"))
        new = [one for one in wanted if one.token not in known]
        Entry.objects.bulk_create(
            Entry(
                examination=locked,
                number=last + place,
                cell=one.cell,
                value=one.value,
                by=by,
                token=one.token,
            )
            for place, one in enumerate(new, start=1)
        )
    cells = {one.cell for one in new}
    overlapping = tuple(entry for entry in others if entry.cell in cells)
    return Entered(last + len(new), others, overlapping)
