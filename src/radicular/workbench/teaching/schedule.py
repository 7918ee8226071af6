"""When places that were answered wrong come back, folded from all answers of a person."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from django.utils import timezone

from radicular.patient import seeds_of
from radicular.tables import read_csv
from radicular.workbench.accounts.models import User
from radicular.workbench.teaching.code import LARGEST_SEED, CaseCode
from radicular.workbench.teaching.models import Named

__all__ = ["Due", "case_like", "schedule", "schedule_of"]

#: Draws of the usual kind in which a place must occur; a rarer one is drawn evenly.
TRIES = 200


@dataclass(frozen=True)
class Due:
    """A place that comes back.

    Attributes:
        site: Site id; not to be shown before the case is answered.
        box: From 1, for what was last answered wrong.
        on: The day from which it is due.
    """

    site: str
    box: int
    on: date


@cache
def _days() -> tuple[int, ...]:
    rows = read_csv("radicular.workbench.teaching", "tables/boxes.csv")
    return tuple(int(row["days"]) for row in rows)


def schedule(answers: Iterable[Named]) -> tuple[Due, ...]:
    """Return the places that come back, the earliest first.

    A wrong answer puts the true place, and the one that it was taken for, into the first box;
    a right one moves the place up; beyond the last box it is learned.

    Args:
        answers: In the order in which they were given.
    """
    boxes: dict[str, Due] = {}
    for answer in answers:
        day = timezone.localdate(answer.at)
        if not answer.right:
            for site in {answer.true_site, answer.site}:
                boxes[site] = Due(site, 1, day + timedelta(_days()[0]))
        elif answer.true_site in boxes:
            known = boxes.pop(answer.true_site)
            if known.box < len(_days()):
                days = _days()[known.box]
                later = day + timedelta(days)
                boxes[known.site] = replace(known, box=known.box + 1, on=later)
    return tuple(sorted(boxes.values(), key=lambda due: (due.on, due.site)))


def schedule_of(person: User) -> tuple[Due, ...]:
    """Return the places that come back for a person, the earliest first."""
    return schedule(Named.objects.filter(attempt__person=person))


def case_like(site: str) -> CaseCode:
    """Return the code of a new case with its lesion in a place."""
    seed = next(seeds_of(site, "common", _seeds(TRIES)), None)
    if seed is not None:
        return CaseCode("common", seed)
    return CaseCode("any", next(seeds_of(site, "any", _seeds())))


def _seeds(count: int | None = None) -> Iterator[int]:
    while count is None or count > 0:
        yield secrets.randbelow(LARGEST_SEED + 1)
        count = None if count is None else count - 1
