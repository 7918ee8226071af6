"""Sensory conduction of the sural and the plantar nerves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.effectors.sensory_potential import (
    fiber_diameters,
    sensory_potential,
)
from radicular.electrophysiology.nerve.fibers import Fibers, sensory_fibers
from radicular.electrophysiology.norms import limits_of, measured
from radicular.electrophysiology.result import Measure, Recorded, StudyResult, Trace
from radicular.electrophysiology.studies.report import report
from radicular.electrophysiology.subject import Side, Subject
from radicular.lesion import Lesion
from radicular.tables import read_csv

__all__ = ["sensory_conduction"]

Floats = NDArray[np.float64]

STUDY = ("sensory-conduction", "Sensory conduction of the sural and plantar nerves")
_STEP = 0.02


@dataclass(frozen=True, eq=False)
class _Recording:
    """One sensory potential with what is read off it.

    Attributes:
        row: What is stimulated and recorded.
        fibers: The fibers of the nerve.
        time: In ms.
        values: In uV.
        amplitude: From the baseline to the negative peak in uV; None where there is none.
        peak: Time of that peak in ms.
        velocity: Of the first deflection in m/s.
    """

    row: Mapping[str, str]
    fibers: Fibers
    time: Floats
    values: Floats
    amplitude: float | None
    peak: float | None
    velocity: float | None


@remembered
def _nerves() -> tuple[Mapping[str, str], ...]:
    return tuple(read_csv("radicular.electrophysiology", "tables/sensory_studies.csv"))


def sensory_conduction(
    subject: Subject, side: Side, lesions: Sequence[Lesion] = (), *, seed: int = 0
) -> StudyResult:
    """Stimulate the sural and the plantar nerves and record them further on.

    Args:
        subject: Who is studied.
        side: Which leg.
        lesions: What is wrong.
        seed: Of the noise.

    Example:
        >>> healthy = sensory_conduction(Subject.typical(), "left")
        >>> healthy.value("sural_amplitude") > 8
        True
    """
    generator = np.random.default_rng([seed, subject.seed, 2])
    recordings = [_record(row, subject, side, lesions, generator) for row in _nerves()]
    return report(
        STUDY,
        subject,
        side,
        lesions,
        measures=[measure for item in recordings for measure in _measures(item, subject)],
        traces=[_trace(item) for item in recordings],
        findings=[_finding(item, subject, side) for item in recordings],
        untouched=all(item.fibers.damage.none for item in recordings),
        seed=seed,
    )


def _record(
    row: Mapping[str, str],
    subject: Subject,
    side: Side,
    lesions: Sequence[Lesion],
    generator: np.random.Generator,
) -> _Recording:
    nerve, start, stop = row["nerve"], row["stimulated"], row["recorded"]
    diameter = fiber_diameters(nerve)
    diameter = diameter[diameter > constant("thick_sensory_fiber")]
    fibers = sensory_fibers(nerve, "touch", len(diameter), subject, side, lesions)
    passes = fibers.passes(start, stop)
    arrival = fibers.time(start, stop)[passes]
    away = np.abs(fibers.distance(start) - fibers.distance(stop))[passes]
    distance = float(np.mean(away)) if len(away) else 0.0
    time, values = sensory_potential(
        arrival,
        diameter[passes],
        distance_mm=1000 * distance if len(away) else 1.0,
        subject=subject,
        side=side,
        step=_STEP,
    )
    values = values + generator.normal(0.0, constant("sensory_noise"), len(time))
    return _read(row, fibers, time, values, distance)


def _read(
    row: Mapping[str, str], fibers: Fibers, time: Floats, values: Floats, away: float
) -> _Recording:
    negative = float(values.max())
    if negative < constant("least_sensory_response"):
        return _Recording(row, fibers, time, values, None, None, None)
    top = int(np.argmax(values))
    rising = values[:top] > constant("sensory_onset_part") * negative
    onset = top - int(np.argmin(rising[::-1])) if not rising.all() else 0
    return _Recording(
        row=row,
        fibers=fibers,
        time=time,
        values=values,
        amplitude=negative,
        peak=float(time[top]),
        velocity=1000 * away / float(time[onset]),
    )


def _measures(item: _Recording, subject: Subject) -> tuple[Measure, ...]:
    nerve, name = item.row["nerve"], item.row["name"]
    return (
        measured(f"{nerve}_amplitude", f"{name}, amplitude", item.amplitude, "uV", subject),
        measured(f"{nerve}_peak_latency", f"{name}, peak latency", item.peak, "ms", subject),
        measured(f"{nerve}_velocity", f"{name}, velocity", item.velocity, "m/s", subject),
    )


def _trace(item: _Recording) -> Trace:
    marks = {} if item.peak is None else {"peak": item.peak}
    nerve, name = item.row["nerve"], item.row["name"]
    return Trace(nerve, name, item.time, item.values, "ms", "uV", marks, name)


def _finding(item: _Recording, subject: Subject, side: Side) -> Recorded:
    nerve = item.row["nerve"]
    limits = limits_of(f"{nerve}_amplitude", subject)
    if item.amplitude is None:
        return Recorded(f"snap_{nerve}", side, "absent" if limits else "reduced", "absent")
    low = limits is not None and not limits.hold(item.amplitude)
    return Recorded(
        f"snap_{nerve}", side, "reduced" if low else "normal", f"{item.amplitude:.1f} uV"
    )
