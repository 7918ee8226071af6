"""What a simulated study gives: measured values with their limits, and traces."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.subject import Side, Subject
from radicular.errors import UnknownNameError
from radicular.lesion import Lesion
from radicular.provenance import Provenance

__all__ = ["Limits", "Measure", "Recorded", "StudyResult", "Trace"]

Floats = NDArray[np.float64]
Verdict = Literal["normal", "abnormal", "absent", "no limit"]


@dataclass(frozen=True)
class Limits:
    """Where normal values of a measure end, for one person.

    Attributes:
        low: Lowest normal value; None where there is none.
        high: Highest normal value; None where there is none.
        source_key: Key in the bibliography.
        provenance: How the limit came about.
    """

    low: float | None
    high: float | None
    source_key: str
    provenance: str

    def hold(self, value: float) -> bool:
        """Return whether a value is normal.

        Example:
            >>> Limits(None, 35.0, "BUSCH99H", "found").hold(30.3)
            True
        """
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True)
class Measure:
    """One number that a laboratory reports.

    Attributes:
        id: Stable identifier (``h_latency``).
        name: Name used in reports.
        value: In ``unit``; None where there was nothing to measure.
        unit: ``ms``, ``mV``, ``uV``, ``m/s``, ``N m`` and so on; empty for a count or a ratio.
        limits: Of normal values; None where no limit is known.
    """

    id: str
    name: str
    value: float | None
    unit: str
    limits: Limits | None = None

    @property
    def verdict(self) -> Verdict:
        """Whether the value is normal; a value that could not be measured is absent."""
        if self.value is None:
            return "absent"
        if self.limits is None:
            return "no limit"
        return "normal" if self.limits.hold(self.value) else "abnormal"

    def graded(self, worse: str) -> str:
        """Return the verdict as a grade of a finding: ``normal``, ``absent`` or the worse one.

        Args:
            worse: Grade of a value outside its limits (``prolonged``).
        """
        return {"absent": "absent", "abnormal": worse}.get(self.verdict, "normal")

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        limits = self.limits
        return {
            "id": self.id,
            "name": self.name,
            "value": None if self.value is None else float(f"{self.value:.6g}"),
            "unit": self.unit,
            "verdict": self.verdict,
            **(
                {
                    "limits": {
                        "low": limits.low,
                        "high": limits.high,
                        "source": limits.source_key,
                        "provenance": limits.provenance,
                    }
                }
                if limits
                else {}
            ),
        }


@dataclass(frozen=True, eq=False)
class Trace:
    """A recorded curve.

    Attributes:
        id: Stable identifier within its study.
        name: Name used in reports and figures.
        x: Abscissa, shape (samples,), usually time.
        y: Ordinate, shape (samples,).
        x_unit: Unit of ``x``.
        y_unit: Unit of ``y``.
        marks: Places on the abscissa that were measured (``onset``), in ``x_unit``.
        panel: Traces with the same panel are drawn into one picture.
    """

    id: str
    name: str
    x: Floats
    y: Floats
    x_unit: str
    y_unit: str
    marks: Mapping[str, float] = field(default_factory=dict)
    panel: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "id": self.id,
            "name": self.name,
            "x_unit": self.x_unit,
            "y_unit": self.y_unit,
            "marks": dict(self.marks),
            "x": [float(f"{value:.6g}") for value in self.x],
            "y": [float(f"{value:.6g}") for value in self.y],
        }


@dataclass(frozen=True)
class Recorded:
    """A measured value as a finding of the catalog.

    Attributes:
        finding: Id of the finding.
        side: ``left``, ``right`` or ``midline``.
        value: A grade of the finding's scale.
        measured: The number behind it, in words; empty where there is none.
    """

    finding: str
    side: str
    value: str
    measured: str = ""


@dataclass(frozen=True, eq=False)
class StudyResult:
    """What one study of one side gave.

    Attributes:
        study: Name of the study (``h-reflex``).
        title: The study in words.
        side: ``left`` or ``right``.
        subject: Who was studied.
        lesions: What is wrong; none is health.
        measures: What the laboratory reports.
        traces: What it recorded.
        findings: The same as findings of the catalog.
        notes: What a reader has to know (a lesion that the study does not touch, a limit assumed).
        provenance: What it was computed with.
    """

    study: str
    title: str
    side: Side
    subject: Subject
    lesions: tuple[Lesion, ...]
    measures: tuple[Measure, ...]
    traces: tuple[Trace, ...]
    findings: tuple[Recorded, ...]
    notes: tuple[str, ...]
    provenance: Provenance

    def __iter__(self) -> Iterator[Measure]:
        return iter(self.measures)

    def measure(self, name: str) -> Measure:
        """Return a measure by its id.

        Raises:
            UnknownNameError: If the study has no such measure.
        """
        for measure in self.measures:
            if measure.id == name:
                return measure
        raise UnknownNameError("measure", name, [measure.id for measure in self.measures])

    def value(self, name: str) -> float | None:
        """Return the value of a measure; None where there was nothing to measure."""
        return self.measure(name).value

    def trace(self, name: str) -> Trace:
        """Return a trace by its id.

        Raises:
            UnknownNameError: If the study has no such trace.
        """
        for trace in self.traces:
            if trace.id == name:
                return trace
        raise UnknownNameError("trace", name, [trace.id for trace in self.traces])

    def to_dict(self, *, traces: bool = True) -> dict[str, Any]:
        """Return plain values for JSON, on request without the traces."""
        return {
            "study": self.study,
            "title": self.title,
            "side": self.side,
            "subject": self.subject.to_dict(),
            "lesions": [str(lesion) for lesion in self.lesions],
            "measures": [measure.to_dict() for measure in self.measures],
            "findings": [
                {
                    "finding": item.finding,
                    "side": item.side,
                    "value": item.value,
                    "measured": item.measured,
                }
                for item in self.findings
            ],
            "notes": list(self.notes),
            **({"traces": [trace.to_dict() for trace in self.traces]} if traces else {}),
            "provenance": self.provenance.to_dict(),
        }
