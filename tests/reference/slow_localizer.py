"""The localizer as plain loops: every hypothesis, every record, one lesion at a time.

It shares with the fast one the tables, the observation models and the assumed constants; the rules
that join them are written again here from their definitions:

1. A hypothesis is a lesion (site, place, severity, time, fibers, painful or not) on the left, the
   right or both sides. Its prior is the product of the tabled shares.
2. A record of a finding on a side has the chance that the observation model gives for the recorded
   grades, under the lesion if it affects that side, under health otherwise. A finding of the
   midline sees the lesion, told whether it is on both sides.
3. On an unknown side an abnormal value may be on either, a normal one holds for both.
4. A slip of the record happens with a fixed chance and then says any grade of the scale.
5. The two sides of a finding are one record. Under a lesion on both sides the second side tells
   less, so the joint chance is raised to a power below 1. Health may lack a reflex on both sides
   at once, with a chance that depends on age, and then it is found low on both.
6. The log chance of a record counts with the trust in its part of the work-up.
7. If all abnormal findings of the bedside are on one side, a lesion on both sides pays for that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, fsum, log, prod
from typing import NamedTuple, cast

from radicular.anatomy.sites import Site, load_sites
from radicular.case import Case, Observation
from radicular.condition import Conditions
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.models import grade_chances
from radicular.findings.observation import Circumstances
from radicular.hypotheses import WEEKS
from radicular.lesion import Fibers, Lesion, Severity
from radicular.localize.likelihood import ALIKE, LAPSE, ONE_SIDED_RECORD
from radicular.tables import read_csv

__all__ = ["SlowLocalizer", "Weighed"]

HEALTH = Lesion(site="none", side="both", severity="irritation", painful=False)
NEVER_ZERO = 1e-12
AGE_IF_UNKNOWN = 50.0


@dataclass(frozen=True)
class Weighed:
    """A hypothesis with its probability after the findings."""

    lesion: Lesion
    probability: float


class Context(NamedTuple):
    """What besides the lesion decides the chance of a record."""

    age: float | None
    others: frozenset[str]


class SlowLocalizer:
    """Localizes by loops.

    Args:
        setting: Where the patient is seen.
        keep: Which lesions to consider at all; their priors are scaled to sum to 1.
    """

    def __init__(self, setting: str, keep: Callable[[Lesion], bool] = lambda _: True) -> None:
        self.priors: dict[Lesion, float] = {}
        for lesion, prior in _all_lesions(setting):
            if keep(replace(lesion, side="both")):
                self.priors[lesion] = self.priors.get(lesion, 0.0) + prior
        self.conditions: dict[Lesion, Conditions] = {}
        self.known_chances: dict[object, Mapping[str, float]] = {}

    def locate(self, case: Case) -> tuple[list[Weighed], float]:
        """Return every hypothesis with its probability, and the log probability of the findings."""
        joint = {
            lesion: log(prior) + self._log_likelihood(case, lesion)
            for lesion, prior in self.priors.items()
        }
        highest = max(joint.values())
        total = fsum(exp(value - highest) for value in joint.values())
        weighed = [Weighed(lesion, exp(value - highest) / total) for lesion, value in joint.items()]
        return weighed, highest + log(total) - log(fsum(self.priors.values()))

    def _log_likelihood(self, case: Case, lesion: Lesion) -> float:
        known = [item for item in case.observations if not item.value.missing]
        result = 0.0
        for record in _records(known):
            chance = self._chance_of_record(record, known, case.patient.age, lesion)
            result += _trust_in(record[0].stage) * log(chance + NEVER_ZERO)
        if lesion.side == "both":
            result += log(_chance_of_one_sided_record(known))
        return result

    def _chance_of_record(
        self,
        record: Sequence[Observation],
        known: Sequence[Observation],
        age: float | None,
        lesion: Lesion,
    ) -> float:
        chances = [
            self._chance_of_item(item, Context(age, _others(item, known)), lesion)
            for item in record
        ]
        chance = prod(chances)
        if len(record) > 1 and lesion.side == "both":
            same = all(item.grades == record[0].grades for item in record)
            repeated = sum(chances) / len(chances) if same else 0.0
            chance = ALIKE * repeated + (1 - ALIKE) * chance
        lacking = _both_absent_in_health(record[0].finding, age)
        low = all("absent" in item.grades for item in record)
        return (1 - lacking) * chance + (lacking if low else 0.0)

    def _chance_of_item(self, item: Observation, context: Context, lesion: Lesion) -> float:
        finding = load_catalog()[item.finding]
        if item.side == "midline":
            return self._read(item, finding, context, lesion, bilateral=lesion.side == "both")
        on_side = {
            side: self._read(
                item, finding, context, lesion if lesion.side in (side, "both") else HEALTH
            )
            for side in ("left", "right")
        }
        if item.side != "unknown":
            return on_side[item.side]
        if any(grade in finding.scale.normal for grade in item.grades):
            return on_side["left"] * on_side["right"]
        return 1 - (1 - on_side["left"]) * (1 - on_side["right"])

    def _read(
        self,
        item: Observation,
        finding: Finding,
        context: Context,
        lesion: Lesion,
        *,
        bilateral: bool = False,
    ) -> float:
        chances = self._chances(finding, context, lesion, bilateral=bilateral)
        there = sum(chances[grade] for grade in item.grades)
        by_chance = len(item.grades) / len(chances)
        return (1 - LAPSE) * there + LAPSE * by_chance

    def _chances(
        self, finding: Finding, context: Context, lesion: Lesion, *, bilateral: bool
    ) -> Mapping[str, float]:
        key = (finding.id, context, lesion, bilateral)
        if key not in self.known_chances:
            alone = replace(lesion, side="both")
            if alone not in self.conditions:
                self.conditions[alone] = Conditions.of([alone])
            circumstances = Circumstances(context.age, bilateral, context.others)
            (row,) = grade_chances(finding, self.conditions[alone], circumstances)
            self.known_chances[key] = dict(zip(finding.scale.grades, map(float, row), strict=True))
        return self.known_chances[key]


rows_of = cache(read_csv)


def _all_lesions(setting: str) -> Iterator[tuple[Lesion, float]]:
    """Yield every lesion on every side with its prior; a lesion may come more than once."""
    for row in rows_of("radicular.hypotheses", "tables/priors.csv"):
        if row["setting"] != setting:
            continue
        site = load_sites()[row["site"]]
        for lesion, share in _lesions_of(site):
            for side in ("left", "right", "both"):
                prior = float(row["weight"]) * float(row[side]) * share
                if prior > 0:
                    yield replace(lesion, side=side), prior


def _lesions_of(site: Site) -> Iterator[tuple[Lesion, float]]:
    """Yield the lesions of a site with their share of it."""
    hurts = _latent("painful", site)["yes"]
    for place in site.places:
        for severity, of_severity in _latent("severity", site).items():
            for time, of_time in _latent("time", site).items():
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
                for fibers, of_fibers in _fibers(site).items():
                    kind = replace(lesion, fibers=cast(Fibers, fibers))
                    yield replace(kind, painful=True), share * of_fibers * hurts
                    yield replace(kind, painful=False), share * of_fibers * (1 - hurts)


def _fibers(site: Site) -> Mapping[str, float]:
    """What a lesion can spare, where the site does not decide that itself."""
    return _latent("fibers", site) if site.places[0].fibers == "mixed" else {"mixed": 1.0}


def _latent(variable: str, site: Site) -> Mapping[str, float]:
    rows = rows_of("radicular.hypotheses", "tables/latent.csv")
    for target in (site.id, f"family:{site.family}", "*"):
        found = {
            row["level"]: float(row["weight"])
            for row in rows
            if (row["variable"], row["target"]) == (variable, target)
        }
        if found:
            return found
    raise LookupError(variable)


def _records(known: Sequence[Observation]) -> list[list[Observation]]:
    """The observations, the sides of one finding together."""
    records: list[list[Observation]] = []
    for item in known:
        for record in records:
            first = record[0]
            if (first.finding, first.modality, first.level, first.stage) == (
                item.finding,
                item.modality,
                item.level,
                item.stage,
            ):
                record.append(item)
                break
        else:
            records.append([item])
    return records


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
