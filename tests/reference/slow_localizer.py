"""The localizer as plain loops: every hypothesis, every anatomy, every node, one at a time.

It shares with the fast one the map, the observation models and the assumed constants; the rules
that join them are written again here from their definitions:

1. A hypothesis is a lesion (site, place, severity, time, fibers, painful or not) on the left, the
   right or both sides. Its prior is the product of the tabled shares.
2. Each side that a lesion affects is built in one of the drawn anatomies, both sides independently.
   A side that it does not affect shows health. What is seen in the midline or on an unknown side
   goes with the one affected side; with two, it has a drawn anatomy of its own.
3. A finding has the chance that the observation model gives for the recorded grades. If lesions are
   declared in the background, each is one more cause of what is abnormal on its side.
4. Findings of one modality in one place (left, right, midline, unknown) share one effect. It shifts
   the logit of "abnormal at all", and its mean over the nodes is the unshifted chance.
5. A slip of the record happens with a fixed chance and then says any grade of the scale.
6. On an unknown side an abnormal value may be on either, a normal one holds for both.
7. The chance of a finding is raised to the trust in its part of the work-up.
8. A person can lack a tendon reflex on both sides, with a chance that depends on age; then it is
   absent, and its record says nothing of the lesion.
9. If all abnormal findings of the bedside are on one side, a lesion on both sides pays for that.
10. The level names of imaging can be shifted, as often as a count of lumbar vertebrae has it,
    unless somebody confirmed the count.
11. "Sensation otherwise normal" speaks of the parts that no other finding of the side names. The
    loss of each is told in steps, then the worst are averaged, and that again is told in steps;
    where none is named, it is the finding alone, without steps.
12. What is unknown, could not be judged or is unrelated is left out. "Otherwise normal" does not
    speak of what could not be judged or is unrelated either.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from math import exp, fsum, log, prod
from typing import cast

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy.anatomies import load_anatomies
from radicular.anatomy.sites import Site, load_sites
from radicular.case import Case, Observation, Vertebrae
from radicular.condition import Conditions
from radicular.conduction import load_conduction
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.modality import modality_of
from radicular.findings.models import MODELS, STEPS, drive, grade_chances, shown
from radicular.findings.observation import Circumstances
from radicular.hypotheses import WEEKS
from radicular.lesion import Fibers, Lesion, Severity
from radicular.parameters import parameter
from radicular.tables import read_csv

__all__ = ["SlowLocalizer", "Weighed", "body_of", "node_chances"]

Floats = NDArray[np.float64]

HEALTH = Lesion(site="none", side="both", severity="irritation", painful=False)
AGE_IF_UNKNOWN = 50.0
LAPSE = parameter("lapse")
ONE_SIDED_RECORD = tuple(parameter(f"one_sided_record_{count}") for count in (1, 2, 3))
LEAST = 1e-9

#: Nodes of a standard normal, from those of the weight exp(-x**2).
_RAW_NODES, _RAW_WEIGHTS = np.polynomial.hermite.hermgauss(7)
NODES = tuple(float(node) * 2**0.5 for node in _RAW_NODES)
NODE_WEIGHTS = tuple(float(weight / _RAW_WEIGHTS.sum()) for weight in _RAW_WEIGHTS)

#: Chance of what was recorded, by anatomy and node.
Grid = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Weighed:
    """A hypothesis with its probability after the findings."""

    lesion: Lesion
    probability: float


@dataclass(frozen=True)
class Record:
    """What is known of a patient, with how the levels of imaging are named."""

    items: tuple[Observation, ...]
    background: tuple[Lesion, ...] = ()
    shift: int = 0
    named: tuple[Observation, ...] = ()


@dataclass
class SlowLocalizer:
    """Localizes by loops.

    Attributes:
        setting: Where the patient is seen.
        keep: Which lesions to consider at all; their priors are scaled to sum to 1.
        priors: Of every lesion that is kept, on every side.
    """

    setting: str
    keep: Callable[[Lesion], bool] = lambda _: True
    priors: dict[Lesion, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for lesion, prior in _all_lesions(self.setting):
            if self.keep(replace(lesion, side="both")):
                self.priors[lesion] = self.priors.get(lesion, 0.0) + prior
        self._bodies: dict[Lesion, Conditions] = {}
        self._known_chances: dict[object, list[tuple[float, ...]]] = {}

    def locate(self, case: Case) -> tuple[list[Weighed], float]:
        """Return every hypothesis with its probability, and the log probability of the findings."""
        known = [
            item
            for item in case.observations
            if len(item.grades) < len(load_catalog()[item.finding].scale.grades)
            and item.value.judged
            and not item.unrelated
        ]
        joint = {
            lesion: log(prior) + log(self._likelihood(case, known, lesion))
            for lesion, prior in self.priors.items()
        }
        highest = max(joint.values())
        total = fsum(exp(value - highest) for value in joint.values())
        weighed = [Weighed(lesion, exp(value - highest) / total) for lesion, value in joint.items()]
        return weighed, highest + log(total) - log(fsum(self.priors.values()))

    def _likelihood(self, case: Case, known: Sequence[Observation], lesion: Lesion) -> float:
        total = 0.0
        for chance_of_person, lacking in _persons(known, case.patient.age):
            telling = tuple(item for item in known if item.finding not in lacking)
            for shift, chance_of_shift in _shifts(known, case.vertebrae).items():
                named = tuple(other for other in case.observations if _is_named(other))
                record = Record(telling, case.background, shift, named)
                chance = self._chance_of_record(record, lesion)
                total += chance_of_person * chance_of_shift * chance
        return total * (_chance_of_one_sided_record(known) if lesion.side == "both" else 1.0)

    def _chance_of_record(self, record: Record, lesion: Lesion) -> float:
        grids = {
            number: self._grid(item, record, lesion) for number, item in enumerate(record.items)
        }
        places: dict[str, list[tuple[str, ...]]] = {
            "left": [("left", "midline", "unknown")],
            "right": [("right", "midline", "unknown")],
            "both": [("left",), ("right",), ("midline", "unknown")],
        }
        parts = places[lesion.side]
        spared = {"left", "right"} - {slot for slots in parts for slot in slots}
        affected = (_mean_over_anatomies(record.items, grids, slots) for slots in parts)
        untouched = (_over_modalities(record.items, grids, (slot,), 0) for slot in spared)
        return prod(affected) * prod(untouched)

    def _grid(self, item: Observation, record: Record, lesion: Lesion) -> Grid:
        """What was recorded, in every anatomy of the side where it was seen and at every node."""
        finding = load_catalog()[item.finding]
        circumstances = Circumstances(
            bilateral=lesion.side == "both",
            recorded=_others(item, record.named),
            level_shift=record.shift,
        )
        ill, health = (
            [
                _recorded_at_nodes(finding, item.grades, item.side, chances, record.background)
                for chances in self._chances(finding, there, circumstances)
            ]
            for there in (lesion, HEALTH)
        )
        there = lesion.side if item.side in ("midline", "unknown") else item.side
        affected = lesion.side in (there, "both")
        of_side = ill if affected else health
        if item.side == "unknown":
            of_other = ill if lesion.side == "both" else health
            of_side = [
                [_on_either(item, *pair) for pair in zip(*pair_of_rows, strict=True)]
                for pair_of_rows in zip(of_side, of_other, strict=True)
            ]
        trust = _trust_in(item.stage)
        return [[chance**trust for chance in row] for row in of_side]

    def _chances(
        self, finding: Finding, lesion: Lesion, circumstances: Circumstances
    ) -> list[tuple[float, ...]]:
        """The chance of every grade in every anatomy."""
        alone = replace(lesion, side="both")
        if lesion == HEALTH:
            circumstances = replace(circumstances, bilateral=False)
        key = (finding.id, alone, circumstances)
        if key not in self._known_chances:
            if alone not in self._bodies:
                self._bodies[alone] = body_of(alone)
            rows = _grade_chances(finding, self._bodies[alone], circumstances)
            self._known_chances[key] = [tuple(map(float, row)) for row in rows]
        return self._known_chances[key]


def body_of(lesion: Lesion) -> Conditions:
    """Return what a lesion leaves in each of the drawn anatomies, one row for each."""
    conduction, count = load_conduction(), len(load_anatomies())
    usual = Conditions.of([lesion])
    passed = 1 - lesion.block * conduction.hit(lesion)
    held = conduction.reach(lesion.where.structures)
    return replace(
        usual.take(np.zeros(count, dtype=np.intp)),
        row=np.arange(count),
        share=np.array([anatomy.probability for anatomy in load_anatomies()]),
        function=np.array([conduction.summed(passed, shares) for shares in conduction.shares]),
        reach=np.array([1 - conduction.summed(1 - held, shares) for shares in conduction.shares]),
    )


def _grade_chances(
    finding: Finding, conditions: Conditions, circumstances: Circumstances
) -> Floats:
    rest = MODELS[finding.kind].rest
    if not circumstances.recorded or rest is None or finding.scale.name == "presence":
        return grade_chances(finding, conditions, circumstances)
    unnamed = rest.unnamed(finding, circumstances.recorded)
    alone = replace(circumstances, recorded=frozenset())
    if np.array_equal(unnamed, rest.unnamed(finding, alone.recorded)):
        return grade_chances(finding, conditions, alone)
    features = drive(finding, conditions, alone)
    for row, parts in enumerate(rest.parts(conditions)):
        steps = [round(float(part) * STEPS) for part in parts[unnamed]]
        worst = sorted(steps)[-rest.worst :]
        features[row, 0] = round(sum(worst) / max(len(worst), 1)) / STEPS
    return shown(finding, features)


def _mean_over_anatomies(
    items: Sequence[Observation], grids: Mapping[int, Grid], slots: Sequence[str]
) -> float:
    return fsum(
        anatomy.probability * _over_modalities(items, grids, slots, anatomy.number)
        for anatomy in load_anatomies()
    )


def _over_modalities(
    items: Sequence[Observation], grids: Mapping[int, Grid], slots: Sequence[str], anatomy: int
) -> float:
    """Chance of what is seen in some places; each modality of each place has its own effect."""
    together: dict[tuple[str, str], list[int]] = {}
    for number, item in enumerate(items):
        if item.side in slots:
            modality = modality_of(load_catalog()[item.finding]).id
            together.setdefault((modality, item.side), []).append(number)
    result = 1.0
    for numbers in together.values():
        over_nodes = 0.0
        for node, weight in enumerate(NODE_WEIGHTS):
            at_node = weight
            for number in numbers:
                at_node *= grids[number][anatomy][node]
            over_nodes += at_node
        result *= over_nodes
    return result


@cache
def _recorded_at_nodes(
    finding: Finding,
    grades: frozenset[str],
    side: str,
    chances: tuple[float, ...],
    background: tuple[Lesion, ...],
) -> list[float]:
    """Chance of the recorded grades at every node of the shared effect, slips included."""
    for more in _more_by_background(finding, side, background):
        chances = _second_cause(finding, chances, more)
    by_chance = len(grades) / len(chances)
    at_nodes = []
    for shifted in node_chances(finding, chances):
        there = sum(shifted[finding.scale.grades.index(grade)] for grade in grades)
        at_nodes.append((1 - LAPSE) * there + LAPSE * by_chance)
    return at_nodes


@cache
def node_chances(finding: Finding, chances: tuple[float, ...]) -> list[tuple[float, ...]]:
    """Return the chance of every grade at every node of the shared effect."""
    is_normal = [grade in finding.scale.normal for grade in finding.scale.grades]
    abnormal = sum(chance for chance, normal in zip(chances, is_normal, strict=True) if not normal)
    abnormal = min(max(abnormal, LEAST), 1 - LEAST)
    sd = modality_of(finding).sd
    result = []
    for node in NODES:
        moved = _logistic(_intercept(abnormal, sd) + sd * node)
        result.append(
            tuple(
                chance * ((1 - moved) / (1 - abnormal) if normal else moved / abnormal)
                for chance, normal in zip(chances, is_normal, strict=True)
            )
        )
    return result


@cache
def _intercept(mean: float, sd: float) -> float:
    """The logit at which the mean over the nodes is what it has to be, found by halving."""
    low, high = -60.0, 60.0
    for _ in range(90):
        middle = (low + high) / 2
        reached = sum(
            weight * _logistic(middle + sd * node)
            for node, weight in zip(NODES, NODE_WEIGHTS, strict=True)
        )
        low, high = (middle, high) if reached < mean else (low, middle)
    return (low + high) / 2


def _logistic(x: float) -> float:
    return 1 / (1 + exp(-x))


def _on_either(item: Observation, here: float, there: float) -> float:
    normal = load_catalog()[item.finding].scale.normal
    if item.grades & normal:
        return here * there
    return 1 - (1 - here) * (1 - there)


@cache
def _more_by_background(
    finding: Finding, side: str, background: tuple[Lesion, ...]
) -> tuple[tuple[float, ...], ...]:
    """What each declared lesion adds to the chance of every abnormal grade on a side."""
    result = []
    for lesion in background:
        if side in ("midline", lesion.side) or lesion.side == "both":
            circumstances = Circumstances(bilateral=lesion.side == "both")
            (ill,) = grade_chances(finding, Conditions.of([lesion]), circumstances)
            (health,) = grade_chances(finding, Conditions.of([HEALTH]), circumstances)
            result.append(
                tuple(
                    0.0 if grade in finding.scale.normal else max(float(more), 0.0)
                    for grade, more in zip(finding.scale.grades, ill - health, strict=True)
                )
            )
    return tuple(result)


def _second_cause(
    finding: Finding, chances: tuple[float, ...], more: tuple[float, ...]
) -> tuple[float, ...]:
    """The chances where a finding is what the second cause makes it, or else the first."""
    acts = sum(more)
    return tuple(
        chance * (1 - acts) + (0.0 if grade in finding.scale.normal else extra)
        for grade, chance, extra in zip(finding.scale.grades, chances, more, strict=True)
    )


def _persons(
    known: Sequence[Observation], age: float | None
) -> Iterator[tuple[float, frozenset[str]]]:
    """Yield every set of reflexes that a person can lack, with the chance of it and the record."""
    reflexes = [
        (item.finding, _both_absent_in_health(item.finding, age))
        for item in {item.finding: item for item in known}.values()
    ]
    reflexes = [(finding, chance) for finding, chance in reflexes if chance > 0]
    for lacks in product((False, True), repeat=len(reflexes)):
        chance = 1.0
        lacking = set()
        for (finding, lacking_chance), lacked in zip(reflexes, lacks, strict=True):
            if lacked:
                low = all("absent" in item.grades for item in known if item.finding == finding)
                chance *= lacking_chance if low else 0.0
                lacking.add(finding)
            else:
                chance *= 1 - lacking_chance
        if chance > 0:
            yield chance, frozenset(lacking)


def _shifts(known: Sequence[Observation], vertebrae: Vertebrae | None) -> Mapping[int, float]:
    """Return by how many levels names can be shifted, with its chance."""
    named = any("level" in load_catalog()[item.finding].attributes for item in known)
    if not named or (vertebrae is not None and vertebrae.confirmed):
        return {0: 1.0}
    chances: dict[int, float] = {}
    for row in rows_of("radicular.hypotheses", "tables/numbering.csv"):
        count, shifted = float(row["probability"]), float(row["shifted_if_unconfirmed"])
        for shift, share in ((0, 1 - shifted), (int(row["level_shift"]), shifted)):
            chances[shift] = chances.get(shift, 0.0) + count * share
    return chances


rows_of = cache(read_csv)


def _all_lesions(setting: str) -> Iterator[tuple[Lesion, float]]:
    """Yield every lesion on every side with its prior; a lesion may come more than once."""
    for row in rows_of("radicular.hypotheses", "tables/priors.csv"):
        if row["setting"] != setting:
            continue
        site = load_sites()[row["site"]]
        for lesion, share in _lesions_of(site, setting):
            for side in ("left", "right", "both"):
                prior = float(row["weight"]) * float(row[side]) * share
                if prior > 0:
                    yield replace(lesion, side=side), prior


def _lesions_of(site: Site, setting: str) -> Iterator[tuple[Lesion, float]]:
    """Yield the lesions of a site with their share of it."""
    hurts = _latent("painful", site, setting)["yes"]
    for place in site.places:
        for severity, of_severity in _latent("severity", site, setting).items():
            for time, of_time in _latent("time", site, setting).items():
                lesion = Lesion(
                    site=site.id,
                    side="both",
                    place=place.id,
                    severity=cast(Severity, severity),
                    weeks=WEEKS[time],
                )
                share = place.weight * of_severity * of_time
                if severity == "irritation":  # nothing but pain, except where nothing is wrong
                    painful = site.family != "none"
                    yield replace(lesion, painful=painful), share
                    continue
                for fibers, of_fibers in _fibers(site, setting).items():
                    kind = replace(lesion, fibers=cast(Fibers, fibers))
                    yield replace(kind, painful=True), share * of_fibers * hurts
                    yield replace(kind, painful=False), share * of_fibers * (1 - hurts)


def _fibers(site: Site, setting: str) -> Mapping[str, float]:
    """What a lesion can spare, where the site does not decide that itself."""
    mixed = site.places[0].fibers == "mixed"
    return _latent("fibers", site, setting) if mixed else {"mixed": 1.0}


def _latent(variable: str, site: Site, setting: str) -> Mapping[str, float]:
    """The shares of the site, of its family or of all; of the setting or of every setting."""
    rows = rows_of("radicular.hypotheses", "tables/latent.csv")
    for target in (site.id, f"family:{site.family}", "*"):
        for where in (setting, "*"):
            found = {
                row["level"]: float(row["weight"])
                for row in rows
                if (row["variable"], row["target"], row["setting"]) == (variable, target, where)
            }
            if found:
                return found
    raise LookupError(variable)


def _is_named(item: Observation) -> bool:
    """Whether it was looked at, even if it could not be judged or has another cause."""
    scale = load_catalog()[item.finding].scale
    return len(item.grades) < len(scale.grades) or not item.value.judged


def _others(item: Observation, known: Sequence[Observation]) -> frozenset[str]:
    """What else is on record for the side, which "otherwise normal" does not speak of."""
    drivers = load_catalog()[item.finding].drivers
    if not any((driver.role, driver.name) == ("max", "other") for driver in drivers):
        return frozenset()
    return frozenset(
        other.finding
        for other in known
        if other is not item and (other.side == item.side or "midline" in (item.side, other.side))
    )


def _chance_of_one_sided_record(known: Sequence[Observation]) -> float:
    sides = [
        item.side
        for item in known
        if item.side in ("left", "right")
        and item.stage in ("history", "examination")
        and not item.grades & load_catalog()[item.finding].scale.normal
    ]
    if len(set(sides)) != 1:
        return 1.0
    return ONE_SIDED_RECORD[-1] if len(sides) > 2 else ONE_SIDED_RECORD[len(sides) - 1]


def _trust_in(stage: str) -> float:
    rows = rows_of("radicular.localize", "tables/trust.csv")
    (exponent,) = (row["exponent"] for row in rows if row["stage"] == stage)
    return float(exponent)


def _both_absent_in_health(finding: str, age: float | None) -> float:
    years = AGE_IF_UNKNOWN if age is None else age
    for row in rows_of("radicular.findings", "tables/reflex_age.csv"):
        in_band = float(row["from_age"]) <= years < float(row["to_age"])
        if row["finding"] == finding and in_band:
            return float(row["both_absent"])
    return 0.0
