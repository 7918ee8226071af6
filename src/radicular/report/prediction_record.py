"""What a lesion would show beside what was recorded, and whether the two go together."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from radicular.case import Observation
from radicular.findings.finding import Finding
from radicular.findings.told import told
from radicular.predict import ExpectedFinding, Prediction
from radicular.report.lines import NO_BREAK
from radicular.wording import percent

__all__ = ["RULE", "Beside", "Verdict", "beside_record"]

Verdict = Literal["differs", "agrees", "unknown"]
RULE = (
    "A normal finding agrees if the lesion would leave it normal more often than not; an abnormal "
    "one agrees if the lesion makes it at least twice as frequent as health does. Otherwise it "
    "differs. Nothing is said of what is not recorded."
)

LIKELIER, TWICE = 0.5, 2.0
#: Grades that are named: the likeliest, and none rarer than this.
NAMED, LEAST_CHANCE = 3, 0.1
#: What is not recorded is listed from this on.
LEAST_BITS = 0.05
#: A lesion that changes less than this says nothing about how it came about.
SAYS_NOTHING = 0.01
_TOLD = ("history", "context")
_ORDER: Mapping[Verdict, int] = {"differs": 0, "agrees": 1, "unknown": 2}


@dataclass(frozen=True)
class Beside:
    """One finding of one side, predicted and recorded.

    Attributes:
        finding: From the catalog.
        side: ``left``, ``right``, ``midline`` or ``unknown``.
        chances: Grade to probability under the lesion, on this side.
        healthy: Grade to probability in health.
        bits: What one look at it tells between the lesion and health; 0 on the spared side.
        recorded: What was recorded; None where nothing was.
        verdict: Whether it agrees with the lesion.
    """

    finding: Finding
    side: str
    chances: Mapping[str, float]
    healthy: Mapping[str, float]
    bits: float
    recorded: Observation | None
    verdict: Verdict

    @property
    def predicted_words(self) -> str:
        """The likeliest grades with their chance."""
        return _grades_words(self.finding, self.chances)

    @property
    def healthy_words(self) -> str:
        """The same in health."""
        return _grades_words(self.finding, self.healthy)

    @property
    def recorded_words(self) -> str:
        """What was recorded, with how sensation was tested; empty where nothing was."""
        if self.recorded is None:
            return ""
        return ", ".join(
            filter(None, [told(self.finding, self.recorded.value), self.recorded.modality])
        )

    @property
    def chance_words(self) -> str:
        """How often the lesion and health show what was recorded; empty where nothing tells."""
        if self.recorded is None or self.recorded.value.missing or self.side == "unknown":
            return ""
        ill, well = (_chance(of, self.recorded.grades) for of in (self.chances, self.healthy))
        return f"{percent(ill)} with this lesion, {percent(well)} in health"


def beside_record(
    prediction: Prediction, observations: Collection[Observation], *, everything: bool = False
) -> tuple[Beside, ...]:
    """Return predicted beside recorded findings: what differs first, then what agrees.

    Args:
        prediction: What the lesion would show.
        observations: What was recorded.
        everything: Whether to list also what is not recorded and hardly differs from health, and
            what sums up others.

    Example:
        >>> from radicular.findings.catalog import load_catalog
        >>> from radicular.lesion import Lesion
        >>> from radicular.predict import predict
        >>> jerk = Observation.of(load_catalog()["reflex_achilles"], "left", "absent")
        >>> [row] = [
        ...     row
        ...     for row in beside_record(predict(Lesion.parse("left S1 root, severe")), [jerk])
        ...     if row.recorded
        ... ]
        >>> row.verdict
        'agrees'
    """
    rows = [
        row
        for item in prediction.expected
        for row in _rows(item, prediction.lesion.side, observations, everything=everything)
    ]
    return tuple(sorted(rows, key=_rank))


def _rank(row: Beside) -> tuple[bool, int, float]:
    weight = row.bits
    if row.recorded is not None and row.verdict == "differs":
        weight = -_chance(row.chances, row.recorded.grades)
    return row.recorded is None, _ORDER[row.verdict], -weight


def _rows(
    item: ExpectedFinding, hit: str, observations: Collection[Observation], *, everything: bool
) -> Iterator[Beside]:
    recorded = [one for one in observations if one.finding == item.finding.id]
    for one in recorded:
        yield _row(item, hit, one.side, one)
    if not everything and (item.bits < LEAST_BITS or _sums_up(item.finding)):
        return
    sides = ("left", "right") if item.side == "both" else (item.side,)
    for side in sides:
        if side not in [one.side for one in recorded]:
            yield _row(item, hit, side, None)


def _row(item: ExpectedFinding, hit: str, side: str, recorded: Observation | None) -> Beside:
    spared = side in ("left", "right") and hit not in (side, "both")
    chances = item.healthy if spared else item.chances
    bits = 0.0 if spared else item.bits
    verdict = _verdict(item.finding, chances, item.healthy, bits, recorded)
    return Beside(item.finding, side, chances, item.healthy, bits, recorded, verdict)


def _verdict(
    finding: Finding,
    chances: Mapping[str, float],
    healthy: Mapping[str, float],
    bits: float,
    recorded: Observation | None,
) -> Verdict:
    if recorded is None or recorded.value.missing or recorded.unrelated:
        return "unknown"
    if recorded.side == "unknown" or (finding.domain in _TOLD and bits < SAYS_NOTHING):
        return "unknown"
    ill, well = _chance(chances, recorded.grades), _chance(healthy, recorded.grades)
    abnormal = not recorded.grades & finding.scale.normal
    agrees = ill >= TWICE * well if abnormal else ill >= LIKELIER
    return "agrees" if agrees else "differs"


def _chance(chances: Mapping[str, float], grades: Collection[str]) -> float:
    return sum(chances[grade] for grade in grades)


def _sums_up(finding: Finding) -> bool:
    """Whether it stands for whatever of others is worst, as "reflexes not named" does."""
    return any(driver.role == "max" for driver in finding.drivers)


def _grades_words(finding: Finding, chances: Mapping[str, float]) -> str:
    ranked = sorted(chances, key=lambda grade: -chances[grade])
    named = [ranked[0], *(grade for grade in ranked[1:NAMED] if chances[grade] >= LEAST_CHANCE)]
    told_grades = (f"{finding.scale.labels[grade]} {percent(chances[grade])}" for grade in named)
    return ", ".join(told_grades).replace(" %", f"{NO_BREAK}%")
