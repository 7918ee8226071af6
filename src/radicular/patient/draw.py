"""Drawing a virtual patient from the model: the lesion first, then every recorded finding."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy.sites import roots_at
from radicular.case import Case, Observation, Patient
from radicular.condition import Conditions
from radicular.conduction import SIDES
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.modality import modality_of, shifted
from radicular.findings.models import grade_chances
from radicular.findings.observation import Circumstances
from radicular.findings.reflex import absent_in_health
from radicular.hypotheses import load_hypotheses
from radicular.lesion import Lesion
from radicular.predict import HEALTHY
from radicular.tables import read_csv

__all__ = ["COMPLETE", "draw_patient"]

Floats = NDArray[np.float64]
Complete = Literal["complete"]
COMPLETE: Complete = "complete"


@dataclass(frozen=True)
class Entry:
    """A finding that may be recorded, with its side and how often it is."""

    finding: Finding
    side: str
    chance: float


def draw_patient(
    lesion: Lesion,
    seed: int,
    *,
    findings: int | Complete | None = None,
    record: Sequence[tuple[str, str]] | None = None,
    setting: str = "spine_clinic",
) -> Case:
    """Draw a patient with a lesion.

    What the lesion leaves open (place, severity, time, pain) is drawn as often as the hypotheses
    of the setting have it. Which findings are recorded does not depend on their values.

    Args:
        lesion: What is wrong.
        seed: The same seed gives the same patient.
        findings: How many findings are recorded, or ``complete`` for all of a usual record; each
            with its own chance where nothing is said.
        record: Finding and side of exactly what is examined, in place of a usual record.
        setting: Decides how often the open parts of the lesion occur.

    Raises:
        InputError: If there is no such setting.
        UnknownNameError: If the catalog has no such finding.

    Example:
        >>> case = draw_patient(Lesion.parse("left S1 root"), 7, findings=10)
        >>> len(case.observations), case.truth["site"]
        (10, 'root_S1')
    """
    generator = np.random.default_rng(seed)
    whole = _draw_lesion(lesion, setting, generator)
    patient = _draw_person(generator)
    if record is None:
        entries = _chosen(_entries(lesion.side), findings, generator)
    else:
        entries = [Entry(load_catalog()[finding], side, 1.0) for finding, side in record]
    return Case(
        observations=tuple(_observations(whole, entries, patient.age, generator)),
        patient=patient,
        id=f"virtual-{seed}",
        title=f"Virtual patient {seed}",
        setting=setting,
        source={"kind": "virtual patient", "asked": str(lesion), "seed": seed},
        truth={**whole.to_dict(), "text": str(whole), "roots": list(roots_at(whole.site))},
    )


def _draw_lesion(lesion: Lesion, setting: str, generator: np.random.Generator) -> Lesion:
    space = load_hypotheses(setting)
    weight = np.bincount(space.row, np.exp(space.log_prior), len(space.lesions))
    open_rows = [row for row, drawn in enumerate(space.lesions) if _fits(drawn, lesion)]
    chances = weight[open_rows]
    if chances.sum() == 0:
        return lesion
    row = int(generator.choice(open_rows, p=chances / chances.sum()))
    drawn = space.lesions[row]
    weeks = drawn.weeks if lesion.weeks is None else lesion.weeks
    return replace(drawn, side=lesion.side, weeks=weeks, mechanism=lesion.mechanism)


def _fits(drawn: Lesion, stated: Lesion) -> bool:
    """Whether a lesion of the hypotheses says nothing else than what is stated."""
    return drawn.site == stated.site and all(
        getattr(stated, name) in (None, getattr(drawn, name))
        for name in ("place", "severity", "fibers", "painful")
    )


def _draw_person(generator: np.random.Generator) -> Patient:
    person = _person()
    drawn = round(generator.normal(person["age_mean"], person["age_spread"]))
    age = int(np.clip(drawn, person["age_youngest"], person["age_oldest"]))
    return Patient(age=age, sex=str(generator.choice(["female", "male"])))


@cache
def _person() -> Mapping[str, float]:
    rows = read_csv("radicular.patient", "tables/person.csv")
    return {row["quantity"]: float(row["value"]) for row in rows}


@cache
def _typical_record() -> tuple[tuple[Finding, bool, float], ...]:
    catalog = load_catalog()
    return tuple(
        (catalog[row["finding"]], row["sides"] == "both", float(row["chance"]))
        for row in read_csv("radicular.patient", "tables/typical_record.csv")
    )


def _entries(side: str) -> Iterator[Entry]:
    affected = SIDES if side == "both" else (side,)
    for finding, compared, chance in _typical_record():
        if not finding.sided:
            yield Entry(finding, "midline", chance)
            continue
        for here in SIDES if compared else affected:
            yield Entry(finding, here, chance)


def _chosen(
    entries: Iterator[Entry], findings: int | Complete | None, generator: np.random.Generator
) -> Sequence[Entry]:
    """Return the entries that are recorded, in the order of a record."""
    listed = list(entries)
    if findings == COMPLETE:
        return listed
    chance = np.array([entry.chance for entry in listed])
    if findings is None:
        recorded = generator.random(len(listed)) < chance
        return [entry for entry, kept in zip(listed, recorded, strict=True) if kept]
    count = min(findings, len(listed))
    rows = generator.choice(len(listed), count, replace=False, p=chance / chance.sum())
    return [listed[row] for row in sorted(rows)]


def _observations(
    lesion: Lesion, entries: Sequence[Entry], age: float | None, generator: np.random.Generator
) -> Iterator[Observation]:
    body = _Body(lesion, age, generator)
    for entry in entries:
        recorded = frozenset(
            other.finding.id
            for other in entries
            if other is not entry and other.side in (entry.side, "midline")
        )
        chances = body.chances(entry, recorded)
        grade = generator.choice(len(chances), p=chances / chances.sum())
        yield Observation.of(entry.finding, entry.side, entry.finding.scale.grades[grade])


class _Body:
    """A person with a lesion: how each side is built, and what the findings of a modality share."""

    def __init__(self, lesion: Lesion, age: float | None, generator: np.random.Generator) -> None:
        self.lesion, self.age, self.generator = lesion, age, generator
        states = Conditions.over_anatomies([lesion])
        #: How each side is built; what is seen in the midline has a body of its own.
        self.sides = {place: self._built(states) for place in (*SIDES, "midline")}
        self.healthy = Conditions.of([HEALTHY])
        self._effects: dict[tuple[str, str], float] = {}
        self._lacks: dict[str, bool] = {}

    def _built(self, states: Conditions) -> Conditions:
        share = states.share / states.share.sum()
        return states.take(np.array([self.generator.choice(len(states), p=share)]))

    def chances(self, entry: Entry, recorded: frozenset[str]) -> Floats:
        """Chance of every grade of a finding in this person, shape (grades,)."""
        finding = entry.finding
        if self._lacking(finding):
            return np.array([float(grade == "absent") for grade in finding.scale.grades])
        midline = entry.side == "midline"
        affected = midline or self.lesion.side in (entry.side, "both")
        own = entry.side if self.lesion.side == "both" else self.lesion.side
        circumstances = Circumstances(midline and self.lesion.side == "both", recorded)
        state = self.sides[own] if affected else self.healthy
        modality = modality_of(finding)
        effect = self._effect(modality.id, entry.side)
        chances = grade_chances(finding, state, circumstances)
        return np.asarray(shifted(finding, chances, modality.sd, np.array([effect]))[0, 0])

    def _lacking(self, finding: Finding) -> bool:
        if finding.id not in self._lacks:
            chance = absent_in_health(finding, self.age)
            self._lacks[finding.id] = bool(chance) and self.generator.random() < chance
        return self._lacks[finding.id]

    def _effect(self, modality: str, side: str) -> float:
        key = (modality, side)
        if key not in self._effects:
            self._effects[key] = float(self.generator.standard_normal())
        return self._effects[key]
