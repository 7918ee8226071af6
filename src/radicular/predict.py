"""Forward: what a lesion would show, finding by finding, beside what health shows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular import __version__
from radicular.condition import USUAL_WEEKS, Conditions
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.models import grade_chances
from radicular.findings.observation import Circumstances
from radicular.findings.reflex import absent_in_health
from radicular.lesion import Lesion
from radicular.provenance import Provenance

__all__ = ["HEALTHY", "ExpectedFinding", "Prediction", "expected_finding", "predict"]

Floats = NDArray[np.float64]

#: The lesion that takes nothing.
HEALTHY = Lesion(site="none", side="both", severity="irritation", painful=False)
_TINY = 1e-12


@dataclass(frozen=True)
class ExpectedFinding:
    """A finding with the chance of each of its grades.

    Attributes:
        finding: From the catalog.
        side: ``left``, ``right``, ``both`` or ``midline``.
        chances: Grade to probability under the lesion.
        healthy: Grade to probability in health.
        bits: How much one look at this finding tells between the lesion and health, on average,
            if the lesion is there (the Kullback-Leibler divergence).
    """

    finding: Finding
    side: str
    chances: Mapping[str, float]
    healthy: Mapping[str, float]
    bits: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "finding": self.finding.id,
            "name": self.finding.name,
            "domain": self.finding.domain,
            "side": self.side,
            "chances": {grade: round(value, 6) for grade, value in self.chances.items()},
            "healthy": {grade: round(value, 6) for grade, value in self.healthy.items()},
            "bits": round(self.bits, 4),
        }


@dataclass(frozen=True)
class Prediction:
    """Everything a lesion would show.

    Attributes:
        lesion: What is wrong.
        age: Years; None where it is not known.
        expected: Every finding of the catalog, the most telling first.
        taken: What was taken where the lesion leaves it open, in words.
        provenance: What it was computed with.
    """

    lesion: Lesion
    age: float | None
    expected: tuple[ExpectedFinding, ...]
    taken: tuple[str, ...]
    provenance: Provenance

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "radicular_prediction": 1,
            "lesion": {"text": str(self.lesion), **self.lesion.to_dict()},
            "taken": list(self.taken),
            "age": self.age,
            "expected": [item.to_dict() for item in self.expected],
            "provenance": self.provenance.to_dict(),
        }


def predict(lesion: Lesion, *, age: float | None = None) -> Prediction:
    """Return what a lesion would show on the side that it affects.

    Args:
        lesion: What is wrong; a moderate block, the usual time and pain are taken where it does
            not say.
        age: Years.

    Example:
        >>> shown = predict(Lesion.parse("left S1 root, severe, 6 weeks")).expected
        >>> ankle = next(item for item in shown if item.finding.id == "reflex_achilles")
        >>> ankle.side, ankle.chances["absent"] > 5 * ankle.healthy["absent"]
        ('left', True)
    """
    expected = sorted(_expected(lesion, age, load_catalog()), key=lambda item: -item.bits)
    return Prediction(
        lesion=lesion,
        age=age,
        expected=tuple(expected),
        taken=tuple(_taken(lesion)),
        provenance=Provenance.of(__version__, {}),
    )


def expected_finding(
    finding: Finding, lesion: Lesion, *, age: float | None = None
) -> ExpectedFinding:
    """Return how one finding would show under a lesion, on the side that it affects.

    Args:
        finding: From the catalog.
        lesion: What is wrong.
        age: Years.

    Example:
        >>> jerk = load_catalog()["reflex_achilles"]
        >>> shown = expected_finding(jerk, Lesion.parse("left S1 root, severe, 6 weeks"))
        >>> shown.chances["absent"] > shown.chances["normal"]
        True
    """
    return next(_expected(lesion, age, [finding]))


def _expected(
    lesion: Lesion, age: float | None, findings: Iterable[Finding]
) -> Iterator[ExpectedFinding]:
    ill = Conditions.over_anatomies([lesion])
    circumstances = Circumstances(bilateral=lesion.side == "both")
    for finding in findings:
        lacking = absent_in_health(finding, age)
        chances = ill.share @ grade_chances(finding, ill, circumstances)
        healthy = _in_health(finding, circumstances)
        yield ExpectedFinding(
            finding=finding,
            side=lesion.side if finding.sided else "midline",
            chances=_by_grade(finding, _with_lacking(finding, chances, lacking)),
            healthy=_by_grade(finding, _with_lacking(finding, healthy, lacking)),
            bits=_divergence(chances, healthy),
        )


@cache
def _in_health(finding: Finding, circumstances: Circumstances) -> Floats:
    """Chance of every grade where nothing is wrong."""
    chances: Floats = grade_chances(finding, Conditions.of([HEALTHY]), circumstances)[0]
    return chances


def _with_lacking(finding: Finding, chances: Floats, lacking: float) -> Floats:
    """Mix in the people who lack a reflex on both sides in health."""
    absent = np.array([grade == "absent" for grade in finding.scale.grades], dtype=np.float64)
    return (1 - lacking) * chances + lacking * absent if lacking else chances


def _by_grade(finding: Finding, chances: Floats) -> Mapping[str, float]:
    return dict(zip(finding.scale.grades, map(float, chances), strict=True))


def _divergence(ill: Floats, healthy: Floats) -> float:
    return float(np.sum(ill * np.log2((ill + _TINY) / (healthy + _TINY))))


def _taken(lesion: Lesion) -> Iterator[str]:
    if lesion.place is None and lesion.where.label:
        yield lesion.where.label
    if lesion.severity is None:
        yield "moderate"
    if lesion.weeks is None:
        yield f"{USUAL_WEEKS:g} weeks"
    if lesion.painful is None:
        yield "painful"
    if lesion.caliber is not None:
        yield f"all fibers alike ({lesion.caliber} are told apart by radicular simulate only)"
