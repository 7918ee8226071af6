"""A record as evidence: which findings say something, where they were seen, and what they share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np

from radicular.case import Case, Observation
from radicular.condition import Conditions
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.modality import modality_of
from radicular.findings.models import grade_chances
from radicular.findings.observation import Circumstances, normal_grades
from radicular.findings.rates import with_second_cause
from radicular.findings.reflex import absent_in_health
from radicular.findings.told import told
from radicular.lesion import Lesion
from radicular.localize.compiled import looks_at_the_rest, narrows, variant_for, variants_of
from radicular.localize.scoring import Group, Item
from radicular.parameters import parameter
from radicular.predict import HEALTHY
from radicular.tables import read_csv

__all__ = ["Evidence", "Slot", "evidence_of", "groups_of", "names_a_level"]

Slot = Literal["left", "right", "midline", "unknown"]

ONE_SIDED_RECORD = tuple(parameter(f"one_sided_record_{count}") for count in (1, 2, 3))
_SIDE_WORDS = {"left": "left", "right": "right", "unknown": "one side"}


@dataclass(frozen=True)
class Evidence:
    """What one finding on record contributes; both sides of one finding count as one.

    Attributes:
        text: The finding as recorded, in words.
        finding: Its id.
        stage: history, examination, electrodiagnosis, imaging or block.
        entries: Where it was seen, and what.
        against_both: Log of a factor on lesions of both sides, for what the record as a whole says.
        healthy_absence: Chance that a person lacks a reflex on both sides in health and that the
            record would then read as it does; 0 where it would not.
        healthy_presence: Chance that a person does not lack it.
    """

    text: str
    finding: str
    stage: str
    entries: tuple[tuple[Slot, Item], ...]
    against_both: float = 0.0
    healthy_absence: float = 0.0
    healthy_presence: float = 1.0


def evidence_of(case: Case) -> tuple[Evidence, ...]:
    """Return what every informative record of a case says, in the order recorded.

    Left out are findings that are unknown or could not be judged, and those that are declared to
    have another cause.
    """
    known = [item for item in case.observations if not item.value.missing and not item.unrelated]
    return (*_of_findings(case, known), *_one_sided_record(known))


def _of_findings(case: Case, known: Sequence[Observation]) -> Iterator[Evidence]:
    for group in _paired(known):
        first = group[0]
        finding = load_catalog()[first.finding]
        common = absent_in_health(finding, case.patient.age)
        absent = all("absent" in item.grades for item in group)
        yield Evidence(
            text=_text(group),
            finding=finding.id,
            stage=first.stage,
            entries=tuple((_slot(item), _item(item, finding, case, known)) for item in group),
            healthy_absence=common if absent else 0.0,
            healthy_presence=1 - common,
        )


def _one_sided_record(known: Sequence[Observation]) -> Iterator[Evidence]:
    abnormal = [item for item in known if _is_abnormal(item) and item.side in ("left", "right")]
    sides = {item.side for item in abnormal}
    if len(sides) == 1:
        chance = ONE_SIDED_RECORD[min(len(abnormal), len(ONE_SIDED_RECORD)) - 1]
        text = f"Abnormal findings are on record for the {sides.pop()} side only"
        yield Evidence(text, "record_side", "examination", (), against_both=float(np.log(chance)))


def _slot(item: Observation) -> Slot:
    return item.side if item.side in ("left", "right", "midline") else "unknown"  # type: ignore[return-value]


def _item(item: Observation, finding: Finding, case: Case, known: Sequence[Observation]) -> Item:
    recorded = frozenset[str]()
    if looks_at_the_rest(finding):
        named = (other for other in case.observations if _names_something(other))
        others = (other for other in named if other is not item and _same_side(other, item))
        recorded = frozenset(other.finding for other in others if narrows(other.finding, finding))
    return Item(
        finding=finding.id,
        grades=tuple(sorted(finding.scale.grades.index(grade) for grade in item.grades)),
        recorded=recorded,
        exponent=_trust()[item.stage],
        background=_background(finding, item.side, case.background),
        number=next(place for place, other in enumerate(known) if other is item),
    )


def _names_something(item: Observation) -> bool:
    """Whether "otherwise normal" does not speak of it: known, tried in vain, or explained."""
    return not item.value.missing or not item.value.judged


@cache
def _background(finding: Finding, side: str, lesions: tuple[Lesion, ...]) -> tuple[float, ...]:
    """What declared lesions add to a finding: the chance of every abnormal grade beyond health."""
    here = [
        lesion for lesion in lesions if side in (lesion.side, "midline") or lesion.side == "both"
    ]
    if not here:
        return ()
    normal = normal_grades(finding)
    extra = normal / normal.sum()
    for lesion in here:
        circumstances = Circumstances(bilateral=lesion.side == "both")
        ill, health = grade_chances(finding, Conditions.of([lesion, HEALTHY]), circumstances)
        more = np.where(normal, 0.0, np.maximum(ill - health, 0.0))
        extra = with_second_cause(finding, extra[None], more[None])[0]
    return tuple(float(value) for value in np.where(normal, 0.0, extra))


def groups_of(
    evidence: Iterable[Evidence], slot: Slot, *, shift: int = 0, both: bool = False
) -> tuple[Group, ...]:
    """Return the findings seen in one place, those of one modality together.

    Args:
        evidence: The record.
        slot: A side, ``midline`` or ``unknown``.
        shift: By how many levels the names of an imaging report are shifted.
        both: Whether the lesion affects both sides.
    """
    groups: dict[str, list[Item]] = {}
    for item in evidence:
        for place, entry in item.entries:
            if place == slot:
                modality = modality_of(load_catalog()[entry.finding]).id
                groups.setdefault(modality, []).append(_read(entry, slot, shift, both=both))
    return tuple(Group(modality, tuple(items), slot) for modality, items in groups.items())


def _read(entry: Item, slot: Slot, shift: int, *, both: bool) -> Item:
    """A finding as it is read in some circumstances."""
    variant = variant_for(load_catalog()[entry.finding], shift, both=both)
    if slot == "unknown":
        return replace(entry, variant=variant, either="both" if both else "one")
    return entry if variant == entry.variant else replace(entry, variant=variant)


def names_a_level(evidence: Evidence) -> bool:
    """Return whether what a finding says depends on how the vertebrae were counted."""
    known = (variants_of(load_catalog()[item.finding]) for _, item in evidence.entries)
    return any("shift+1" in variants for variants in known)


def _is_abnormal(item: Observation) -> bool:
    scale = load_catalog()[item.finding].scale
    bedside = item.stage in ("history", "examination")
    return bedside and not item.grades & scale.normal


def _same_side(one: Observation, other: Observation) -> bool:
    return one.side == other.side or "midline" in (one.side, other.side)


def _paired(items: Iterable[Observation]) -> list[list[Observation]]:
    """Group the two sides of the same finding."""
    groups: dict[tuple[str, str, str, str], list[Observation]] = {}
    for item in items:
        key = (item.finding, item.modality, item.level, item.stage)
        groups.setdefault(key, []).append(item)
    return list(groups.values())


def _text(group: Sequence[Observation]) -> str:
    finding = load_catalog()[group[0].finding]
    values = (
        f"{_SIDE_WORDS.get(item.side, '')} {told(finding, item.value)}".strip() for item in group
    )
    return f"{finding.name}: {', '.join(values)}"


@cache
def _trust() -> Mapping[str, float]:
    rows = read_csv("radicular.localize", "tables/trust.csv")
    return {row["stage"]: float(row["exponent"]) for row in rows}
