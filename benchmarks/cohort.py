"""Many simulated patients at once, drawn from the compiled model itself.

A lesion comes from the prior of the setting, each affected side gets an anatomy of its own, and the
findings of one modality in one place share an effect that is drawn, not taken from the nodes over
which an answer sums. So a cohort is drawn from what an answer assumes, except where its arguments
say otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.narrowed import narrowed
from radicular.case import Case, Observation, Patient
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.modality import modality_of, shifted
from radicular.findings.models import shown
from radicular.findings.reflex import absent_in_health
from radicular.hypotheses import SIDES, Hypotheses, load_hypotheses
from radicular.localize.compiled import (
    USUAL,
    Bank,
    CompiledModel,
    model_lesions,
    variants_of,
)
from radicular.localize.evidence import Evidence, Slot
from radicular.localize.model_file import load_model
from radicular.localize.scoring import LAPSE, Item
from radicular.tables import read_csv

__all__ = ["BLOCK", "Cohort", "Entry", "Recipe", "draw_cohort", "record_model", "typical_record"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

#: Patients that share one seed.
BLOCK = 1000
#: Grade of a finding that is not on record.
OPEN = -1
_PLACES: tuple[Slot, ...] = ("left", "right", "midline")


@dataclass(frozen=True)
class Entry:
    """A finding in one place.

    Attributes:
        finding: Its id.
        slot: ``left``, ``right`` or ``midline``.
        chance: How often it is on record.
        compared: Whether both sides are looked at, whichever the lesion affects.
    """

    finding: str
    slot: Slot
    chance: float = 1.0
    compared: bool = True


@cache
def typical_record() -> tuple[Entry, ...]:
    """Return the findings of a usual record, each with how often it is there."""
    return tuple(_typical_entries())


def _typical_entries() -> Iterator[Entry]:
    for row in read_csv("radicular.patient", "tables/typical_record.csv"):
        compared, chance = row["sides"] == "both", float(row["chance"])
        for slot in _PLACES[:2] if load_catalog()[row["finding"]].sided else _PLACES[2:]:
            yield Entry(row["finding"], slot, chance, compared)


@cache
def record_model() -> CompiledModel:
    """Return the compiled model of the findings of a usual record."""
    return narrowed(load_model(), {entry.finding for entry in typical_record()})


@dataclass(frozen=True)
class Cohort:
    """Simulated patients.

    Attributes:
        space: The hypotheses that the lesions were drawn from.
        hypothesis: Of every patient, shape (patients,).
        age: In years, shape (patients,).
        entries: What can be on record.
        grades: Position of the grade of every entry, -1 where it is not on record, shape
            (patients, entries).
    """

    space: Hypotheses
    hypothesis: Ints
    age: Ints
    entries: tuple[Entry, ...]
    grades: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.hypothesis)

    @property
    def site(self) -> Ints:
        """Position of the true site of every patient in the sites of the space, (patients,)."""
        return self.space.site[self.hypothesis]

    def take(self, chosen: Ints | slice) -> "Cohort":
        """Return some of the patients."""
        return replace(
            self,
            hypothesis=self.hypothesis[chosen],
            age=self.age[chosen],
            grades=self.grades[chosen],
        )

    def only(self, stage: str) -> "Cohort":
        """Return the patients with the findings of one part of the work-up."""
        kept = [load_catalog()[entry.finding].stage == stage for entry in self.entries]
        return replace(self, grades=np.where(kept, self.grades, OPEN).astype(np.int8))

    def case(self, number: int) -> Case:
        """Return a patient as a recorded case."""
        observations = []
        for entry, grade in zip(self.entries, self.grades[number], strict=True):
            if grade != OPEN:
                finding = load_catalog()[entry.finding]
                value = finding.scale.grades[grade]
                observations.append(Observation.of(finding, entry.slot, value))
        return Case(tuple(observations), Patient(age=int(self.age[number])), id=f"cohort-{number}")

    def evidence(
        self, number: int, exponents: Mapping[str, float] | None = None
    ) -> tuple[Evidence, ...]:
        """Return what the record of a patient says, as ``evidence_of`` does for a case.

        Nothing is added for a record that names one side only, because what is on record here
        does not depend on the lesion unless the cohort was drawn one-sided.

        Args:
            number: Of the patient.
            exponents: Stage to trust in its findings; 1 where none are given.
        """
        row = self.grades[number]
        age = float(self.age[number])
        return tuple(self._evidence(row, age, exponents or {}))

    def _evidence(
        self, row: NDArray[np.int8], age: float, exponents: Mapping[str, float]
    ) -> Iterator[Evidence]:
        for finding_id, places in self._places.items():
            entries = [
                (self.entries[place].slot, _item(finding_id, int(row[place]), place, exponents))
                for place in places
                if row[place] != OPEN
            ]
            if entries:
                lacking = _lacking(finding_id, age)
                gone = _absent(finding_id)
                absent = all(row[place] in (OPEN, gone) for place in places)
                yield Evidence(
                    text=finding_id,
                    finding=finding_id,
                    stage=load_catalog()[finding_id].stage,
                    entries=tuple(entries),
                    healthy_absence=lacking if absent else 0.0,
                    healthy_presence=1 - lacking,
                )

    @cached_property
    def _places(self) -> Mapping[str, tuple[int, ...]]:
        places: dict[str, tuple[int, ...]] = {}
        for number, entry in enumerate(self.entries):
            places[entry.finding] = (*places.get(entry.finding, ()), number)
        return places


def _item(finding: str, grade: int, place: int, exponents: Mapping[str, float]) -> Item:
    return _made_item(finding, grade, place, exponents.get(load_catalog()[finding].stage, 1.0))


@cache
def _made_item(finding: str, grade: int, place: int, exponent: float) -> Item:
    return Item(finding, (grade,), exponent=exponent, number=place)


@cache
def _lacking(finding: str, age: float) -> float:
    return absent_in_health(load_catalog()[finding], age)


def _often(finding: str, age: Ints) -> Floats:
    """Chance at every age that a reflex is lacking in health, shape (patients,)."""
    ages, place = np.unique(age, return_inverse=True)
    return np.array([_lacking(finding, float(years)) for years in ages])[place]


@cache
def _absent(finding: str) -> int:
    grades = load_catalog()[finding].scale.grades
    return grades.index("absent") if "absent" in grades else OPEN


@dataclass(frozen=True)
class Recipe:
    """How patients are drawn.

    Attributes:
        setting: Decides how often each lesion occurs.
        seed: Every block of patients has its own of it.
        shared_sd: Standard deviation of every shared effect on the logit scale; that of the model
            where none is given.
        one_sided: Record what is usually looked at on one side only there where the lesion is, as
            ``draw_patient`` does; else on both sides, so that the record does not betray the side.
        entries: What can be on record; a usual record where nothing is given.
    """

    setting: str
    seed: int
    shared_sd: float | None = None
    one_sided: bool = False
    entries: tuple[Entry, ...] = ()


def draw_cohort(
    recipe: Recipe,
    patients: int,
    *,
    model: CompiledModel | None = None,
    hypothesis: Ints | None = None,
) -> Cohort:
    """Draw patients; the same recipe gives the same patients, however many are drawn.

    Args:
        recipe: How they are drawn.
        patients: How many.
        model: The compiled model that draws; that of a usual record where none is given.
        hypothesis: Position of every patient's hypothesis in the space of the setting, shape
            (patients,); drawn from the prior where none are given.

    Example:
        >>> cohort = draw_cohort(Recipe("spine_clinic", seed=1), 3)
        >>> len(cohort), len(cohort.case(1).observations) > 10
        (3, True)
    """
    listed = recipe.entries or typical_record()
    space = load_hypotheses(recipe.setting)
    chance = _Chance(listed, patients, recipe.seed)
    if hypothesis is None:
        hypothesis = _picked(np.cumsum(np.exp(space.log_prior)), chance.lesion)
    bodies = _Bodies(model or record_model(), space, hypothesis, chance)
    age = _ages(chance.age)
    lacks: dict[str, Bools] = {}
    recorded = chance.recorded < [entry.chance for entry in listed]
    grades = np.full(recorded.shape, OPEN, dtype=np.int8)
    for number, entry in enumerate(listed):
        finding = load_catalog()[entry.finding]
        kept = recorded[:, number]
        if recipe.one_sided and not entry.compared:
            kept = kept & bodies.affected(entry.slot)
        modality = modality_of(finding)
        sd = modality.sd if recipe.shared_sd is None else recipe.shared_sd
        effect = chance.effect[:, chance.place[modality.id, entry.slot]]
        drawn = _graded(bodies.chances(entry, sd, effect), chance.grade[:, number])
        if _absent(entry.finding) != OPEN:
            if entry.finding not in lacks:
                lacks[entry.finding] = chance.lacking[:, number] < _often(entry.finding, age)
            drawn = np.where(lacks[entry.finding], _absent(entry.finding), drawn)
        grades[:, number] = np.where(kept, drawn, OPEN)
    return Cohort(space, hypothesis, age, listed, grades)


class _Chance:
    """Everything about the patients that is left to chance, block by block."""

    def __init__(self, entries: Sequence[Entry], patients: int, seed: int) -> None:
        modalities = (modality_of(load_catalog()[entry.finding]).id for entry in entries)
        pairs = zip(modalities, (entry.slot for entry in entries), strict=True)
        self.place = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
        width = {"lesion": 1, "left": 1, "right": 1, "age": 1, "effect": len(self.place)}
        width |= dict.fromkeys(("recorded", "grade", "lacking"), len(entries))
        normal = {"age", "effect"}
        blocks: dict[str, list[Floats]] = {name: [] for name in width}
        for block in range(-(-patients // BLOCK)):
            generator = np.random.default_rng([seed, block])
            for name, columns in width.items():
                draw: Any = generator.standard_normal if name in normal else generator.random
                blocks[name].append(draw((BLOCK, columns)))
        drawn = {name: np.concatenate(parts)[:patients] for name, parts in blocks.items()}
        self.lesion, self.age = drawn["lesion"][:, 0], drawn["age"][:, 0]
        self.anatomy = {side: drawn[side][:, 0] for side in ("left", "right")}
        self.effect, self.recorded = drawn["effect"], drawn["recorded"]
        self.grade, self.lacking = drawn["grade"], drawn["lacking"]


@cache
def _lesions_of(setting: str) -> Ints:
    """Position in every compiled model of each lesion of a space, shape (lesions,)."""
    position = {lesion: number for number, lesion in enumerate(model_lesions())}
    lesions = load_hypotheses(setting).lesions
    return np.array([position[lesion] for lesion in lesions], dtype=np.intp)


class _Bodies:
    """What the lesions leave on each side of the patients."""

    def __init__(
        self, model: CompiledModel, space: Hypotheses, hypothesis: Ints, chance: _Chance
    ) -> None:
        self.model = model
        self.lesion: Ints = _lesions_of(space.setting)[space.row[hypothesis]]
        self.side = space.side[hypothesis]
        self.cell = {side: self._cells(uniform) for side, uniform in chance.anatomy.items()}

    def _cells(self, uniform: Floats) -> Ints:
        """Function row of an anatomy drawn for every patient, shape (patients,)."""
        total = np.append(0.0, np.cumsum(self.model.share))
        group = self.model.group[self.lesion]
        first, end = self.model.start[group], self.model.start[group + 1]
        wanted = total[first] + uniform * (total[end] - total[first])
        drawn = np.searchsorted(total, wanted, side="right") - 1
        return np.asarray(np.clip(drawn, first, end - 1), dtype=np.intp)

    def affected(self, slot: Slot) -> Bools:
        """Whether each lesion shows in a place, shape (patients,)."""
        sides = {"left": ("left", "both"), "right": ("right", "both"), "midline": SIDES}[slot]
        return np.isin(self.side, [SIDES.index(side) for side in sides])

    def chances(self, entry: Entry, sd: float, effect: Floats) -> Floats:
        """Chance of every grade of a finding in every patient, shape (patients, grades)."""
        finding = load_catalog()[entry.finding]
        bank = self.model.banks[modality_of(finding).id]
        result = np.empty((len(self.side), len(finding.scale.grades)))
        for variant, patients in self._by_variant(finding):
            key = (finding.id, variant)
            codes = bank.codes[key][self._rows(entry.slot, bank)[patients]].astype(np.intp)
            codes[~self.affected(entry.slot)[patients]] = 0
            usual = shown(finding, bank.features[key])
            result[patients] = _moved(finding, usual, codes, sd, effect[patients])
        return (1 - LAPSE) * result + LAPSE / result.shape[1]

    def _by_variant(self, finding: Finding) -> Iterator[tuple[str, Ints]]:
        both = self.side == SIDES.index("both")
        if "both" in variants_of(finding):
            yield "both", np.flatnonzero(both)
            yield USUAL, np.flatnonzero(~both)
        else:
            yield USUAL, np.arange(len(both))

    def _rows(self, slot: Slot, bank: Bank) -> Ints:
        """Row of a modality that each patient's place is in, shape (patients,)."""
        if bank.axis == "lesion":
            return np.asarray(bank.index[0][self.lesion], dtype=np.intp)
        right = self.side == SIDES.index("right")
        own = np.where(right, self.cell["right"], self.cell["left"])
        cell = own if slot == "midline" else self.cell[slot]
        classes = {"pain": self.model.pain, "time": self.model.time}.get(bank.axis)
        number = 0 if classes is None else classes[self.lesion]
        return np.asarray(bank.index[number, cell], dtype=np.intp)


#: Values of the shared effect at which chances are computed; between them they are interpolated.
_EFFECTS = np.linspace(-4.0, 4.0, 81)


def _moved(finding: Finding, usual: Floats, codes: Ints, sd: float, effect: Floats) -> Floats:
    """Chance of every grade for a code and a shared effect a patient, (patients, grades)."""
    if sd == 0 or not len(codes):
        return usual[codes]
    present, code = np.unique(codes, return_inverse=True)
    at_effects = shifted(finding, usual[present], sd, _EFFECTS)
    place = np.clip((effect - _EFFECTS[0]) / (_EFFECTS[1] - _EFFECTS[0]), 0, len(_EFFECTS) - 1)
    below = np.minimum(place.astype(np.intp), len(_EFFECTS) - 2)
    part = (place - below)[:, None]
    moved: Floats = (1 - part) * at_effects[below, code] + part * at_effects[below + 1, code]
    return moved


def _graded(chances: Floats, uniform: Floats) -> Ints:
    """Position of the grade that is drawn for every patient, shape (patients,)."""
    total = np.cumsum(chances, axis=1)
    above = total < (uniform * total[:, -1])[:, None]
    return np.asarray(np.minimum(above.sum(axis=1), total.shape[1] - 1), dtype=np.intp)


def _picked(total: Floats, uniform: Floats) -> Ints:
    place = np.searchsorted(total, uniform * total[-1])
    return np.asarray(np.minimum(place, len(total) - 1), dtype=np.intp)


def _ages(normal: Floats) -> Ints:
    rows = read_csv("radicular.patient", "tables/person.csv")
    person = {row["quantity"]: float(row["value"]) for row in rows}
    drawn = np.round(person["age_mean"] + person["age_spread"] * normal)
    clipped = np.clip(drawn, person["age_youngest"], person["age_oldest"])
    return np.asarray(clipped, dtype=np.intp)
