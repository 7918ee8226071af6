"""The laboratory's own limits: kept with the examination, offered again in the next one."""

from collections.abc import Mapping

from radicular.workbench.accounts.models import User
from radicular.workbench.records.models import Entry
from radicular.workbench.records.state import State

__all__ = ["limit_cell", "limits_for"]

LIMIT = "limit:"


def limit_cell(finding_id: str) -> str:
    """Return the cell in which the limit of a finding is kept."""
    return f"{LIMIT}{finding_id}"


def limits_for(state: State, person: User) -> Mapping[str, str]:
    """Return the limits by finding: those of the examination, else the person's last ones."""
    own = Entry.objects.filter(by=person, cell__startswith=LIMIT).order_by("id")
    used = own.values_list("cell", "value__number")
    last = {cell.removeprefix(LIMIT): str(number) for cell, number in used}
    here = {
        cell.removeprefix(LIMIT): str(entry.value["number"])
        for cell, entry in state.cells.items()
        if cell.startswith(LIMIT)
    }
    return {**last, **here}
