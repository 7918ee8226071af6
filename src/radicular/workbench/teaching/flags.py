"""Red flags of a hidden patient: which were missed, and which are there by chance."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from radicular.case import Case, Observation
from radicular.findings.catalog import Finding, load_catalog
from radicular.localize.red_flags import red_flags
from radicular.patient import Hidden
from radicular.predict import HEALTHY, expected_finding

__all__ = ["Flag", "by_chance", "flags_of", "missed_of"]

#: Of those who have a finding this much likelier with the lesion, half had it without.
RAISED = 2
#: Health beside a lesion of one side, as it is asked about.
ONE_SIDED = replace(HEALTHY, side="left")


@dataclass(frozen=True)
class Flag:
    """A red flag that the patient has.

    Attributes:
        finding: In words, with its value.
        concern: What it may mean.
        found: Whether it was asked for.
        by_chance: Whether it is there rather by chance than from the lesion.
    """

    finding: str
    concern: str
    found: bool
    by_chance: bool


def by_chance(hidden: Hidden, item: Observation) -> bool:
    """Return whether a value is rather there by chance: the lesion does not double its chance."""
    sides = {item.side, hidden.lesion.side}
    if sides == {"left", "right"}:
        return True
    finding, age = load_catalog()[item.finding], hidden.case.patient.age
    ill, well = (
        sum(expected_finding(finding, one, age=age).chances[grade] for grade in item.grades)
        for one in (hidden.lesion, ONE_SIDED)
    )
    return ill < RAISED * well


def flags_of(case: Case, hidden: Hidden) -> Iterator[Flag]:
    """Yield the red flags of history and examination.

    Args:
        case: What was asked for.
        hidden: The patient.
    """
    items = [item for item in hidden.case.observations if item.stage in ("history", "examination")]
    found = {flag.finding for flag in red_flags(case)}
    for flag in red_flags(_only(hidden, items)):
        raising = [item for item in items if flag in red_flags(_only(hidden, [item]))]
        chance = all(by_chance(hidden, item) for item in raising)
        yield Flag(flag.finding, flag.concern, flag.finding in found, chance)


def missed_of(left_open: Iterable[Finding], hidden: Hidden) -> Iterator[str]:
    """Yield the safety questions that would have been answered with yes, in words.

    Args:
        left_open: Those that were not asked.
        hidden: The patient.
    """
    for finding in left_open:
        items = [item for item in hidden.case.observations if item.finding == finding.id]
        there = [item for item in items if not item.grades & finding.scale.normal]
        if there:
            chance = all(by_chance(hidden, item) for item in there)
            yield f"{finding.name}{' (likely by chance, not from the lesion)' if chance else ''}"


def _only(hidden: Hidden, items: Iterable[Observation]) -> Case:
    return replace(hidden.case, observations=tuple(items))
