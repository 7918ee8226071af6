"""From a recorded finding to one log-likelihood per hypothesis."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from radicular.case import Case, Observation
from radicular.condition import Conditions
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.models import grade_chances
from radicular.findings.observation import Circumstances
from radicular.findings.reflex import absent_in_health
from radicular.findings.told import told
from radicular.hypotheses import SIDES, Hypotheses
from radicular.parameters import parameter
from radicular.predict import HEALTHY
from radicular.tables import read_csv

__all__ = ["Evidence", "Likelihood"]

Floats = NDArray[np.float64]

LAPSE = parameter("lapse")
ONE_SIDED_RECORD = tuple(parameter(f"one_sided_record_{count}") for count in (1, 2, 3))
ALIKE = parameter("both_sides_alike")
_TINY = 1e-12
_SIDE_WORDS = {"left": "left", "right": "right", "unknown": "one side"}


@dataclass(frozen=True)
class Evidence:
    """What one finding (one reflex on both sides counts as one) says of every hypothesis.

    Attributes:
        text: The finding as recorded, in words.
        finding: Its id.
        stage: history, examination, electrodiagnosis, imaging or block.
        log_likelihood: Shape (hypotheses,), natural log.
    """

    text: str
    finding: str
    stage: str
    log_likelihood: Floats

    @property
    def spread(self) -> float:
        """Natural log of the largest factor between two hypotheses; small says little."""
        return float(np.ptp(self.log_likelihood))


class Likelihood:
    """Log-likelihood columns of findings over a space of hypotheses.

    Args:
        space: The hypotheses.
    """

    def __init__(self, space: Hypotheses) -> None:
        self.space = space
        self.healthy = Conditions.of([HEALTHY])
        self._in_health: dict[tuple[str, Circumstances], Floats] = {}
        self._tables: dict[tuple[object, ...], tuple[Floats, Floats]] = {}
        self._affected = {
            "left": (space.side == SIDES.index("left")) | (space.side == SIDES.index("both")),
            "right": (space.side == SIDES.index("right")) | (space.side == SIDES.index("both")),
        }
        self._both = space.side == SIDES.index("both")

    def evidence(self, case: Case) -> tuple[Evidence, ...]:
        """Return one column for every informative record of a case, in the order recorded."""
        return tuple(self._columns(case))

    def _columns(self, case: Case) -> Iterator[Evidence]:
        known = [item for item in case.observations if not item.value.missing]
        for group in _paired(known):
            first = group[0]
            finding = load_catalog().findings[first.finding]
            column = self._joint(group, finding, case, known)
            trust = _trust()[first.stage]
            yield Evidence(_text(group), finding.id, first.stage, trust * column)
        yield from self._one_sided_record(known)

    def _one_sided_record(self, known: Sequence[Observation]) -> Iterator[Evidence]:
        abnormal = [item for item in known if _is_abnormal(item) and item.side in self._affected]
        sides = {item.side for item in abnormal}
        if len(sides) == 1:
            chance = ONE_SIDED_RECORD[min(len(abnormal), len(ONE_SIDED_RECORD)) - 1]
            column = np.where(self._both, np.log(chance), 0.0)
            text = f"Abnormal findings are on record for the {sides.pop()} side only"
            yield Evidence(text, "record_side", "examination", column)

    def _joint(
        self,
        group: Sequence[Observation],
        finding: Finding,
        case: Case,
        known: Sequence[Observation],
    ) -> Floats:
        age = case.patient.age
        by_side = [self._of_observation(item, finding, age, known) for item in group]
        chance = np.prod(by_side, axis=0)
        if len(by_side) > 1:
            same = len({item.grades for item in group}) == 1
            alike = np.mean(by_side, axis=0) if same else 0.0
            chance = np.where(self._both, ALIKE * alike + (1 - ALIKE) * chance, chance)
        common = absent_in_health(finding, age)
        if common:
            low = all("absent" in item.grades for item in group)
            chance = (1 - common) * chance + common * low
        return np.asarray(np.log(chance + _TINY))

    def in_health(self, finding: Finding, circumstances: Circumstances) -> Floats:
        """Return the chance of every grade on a side that no lesion affects, shape (1, grades)."""
        key = (finding.id, circumstances)
        if key not in self._in_health:
            self._in_health[key] = grade_chances(finding, self.healthy, circumstances)
        return self._in_health[key]

    def _of_observation(
        self,
        item: Observation,
        finding: Finding,
        age: float | None,
        known: Sequence[Observation],
    ) -> Floats:
        recorded = frozenset(
            other.finding for other in known if other is not item and _same_side(other, item)
        )
        if item.side == "midline":
            return self._midline(finding, item, age, recorded)
        affected, healthy = self.table(finding, age, recorded)
        wanted = _columns_of(finding, item)
        hit = _lapsed(affected[:, wanted].sum(axis=1), finding, wanted)[self.space.row]
        spared = float(_lapsed(healthy[:, wanted].sum(axis=1), finding, wanted)[0])
        if item.side == "unknown":
            return _either_side(
                [np.where(self._affected[side], hit, spared) for side in ("left", "right")],
                abnormal=not item.grades & finding.scale.normal,
            )
        return np.where(self._affected[item.side], hit, spared)

    def _midline(
        self, finding: Finding, item: Observation, age: float | None, recorded: frozenset[str]
    ) -> Floats:
        wanted = _columns_of(finding, item)
        one, _ = self.table(finding, age, recorded)
        two, _ = self.table(finding, age, recorded, bilateral=True)
        chances = [
            _lapsed(table[:, wanted].sum(axis=1), finding, wanted)[self.space.row]
            for table in (one, two)
        ]
        return np.where(self._both, chances[1], chances[0])

    def table(
        self,
        finding: Finding,
        age: float | None,
        recorded: frozenset[str] = frozenset(),
        *,
        bilateral: bool = False,
    ) -> tuple[Floats, Floats]:
        """Return the chance of every grade, on the affected side and in health.

        Args:
            finding: From the catalog.
            age: Years, or None.
            recorded: Ids of the other findings on record for the side.
            bilateral: Whether both sides are affected.

        Returns:
            Shapes (lesions, grades) and (1, grades).
        """
        others = recorded if finding.of_the_rest else frozenset[str]()
        key = (finding.id, age, bilateral, others)
        if key not in self._tables:
            circumstances = Circumstances(age, bilateral, others)
            self._tables[key] = (
                grade_chances(finding, self.space.conditions, circumstances),
                self.in_health(finding, circumstances),
            )
        return self._tables[key]


def _is_abnormal(item: Observation) -> bool:
    scale = load_catalog()[item.finding].scale
    bedside = item.stage in ("history", "examination")
    return bedside and not item.grades & scale.normal


def _same_side(one: Observation, other: Observation) -> bool:
    return one.side == other.side or "midline" in (one.side, other.side)


def _columns_of(finding: Finding, item: Observation) -> list[int]:
    return [finding.scale.grades.index(grade) for grade in item.grades]


def _lapsed(chance: Floats, finding: Finding, wanted: Sequence[int]) -> Floats:
    return (1 - LAPSE) * chance + LAPSE * len(wanted) / len(finding.scale.grades)


def _either_side(sides: Sequence[Floats], *, abnormal: bool) -> Floats:
    left, right = sides
    return 1 - (1 - left) * (1 - right) if abnormal else left * right


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
