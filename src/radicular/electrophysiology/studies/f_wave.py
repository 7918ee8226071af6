"""The F waves of the tibial nerve, recorded from abductor hallucis."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.norms import measured
from radicular.electrophysiology.result import Measure, Recorded, StudyResult, Trace
from radicular.electrophysiology.studies.electrode import Wave, read_wave, time_axis
from radicular.electrophysiology.studies.motor_nerve import MotorNerve
from radicular.electrophysiology.studies.report import report
from radicular.electrophysiology.subject import Side, Subject
from radicular.lesion import Lesion

__all__ = ["f_wave"]

Floats = NDArray[np.float64]

STUDY = ("f-wave", "F waves of the tibial nerve")
ANKLE = "medial_ankle"


def f_wave(
    subject: Subject,
    side: Side,
    lesions: Sequence[Lesion] = (),
    *,
    seed: int = 0,
    shocks: int = 20,
) -> StudyResult:
    """Record the F waves of abductor hallucis after supramaximal shocks at the ankle.

    Args:
        subject: Who is studied.
        side: Which leg.
        lesions: What is wrong.
        seed: Of which axons answer.
        shocks: Number of shocks.

    Example:
        >>> healthy = f_wave(Subject.typical(), "left")
        >>> 42 < healthy.value("f_minimum") < 52
        True
    """
    generator = np.random.default_rng([seed, subject.seed, 1])
    nerve = MotorNerve.of("abductor_hallucis", subject, side, lesions)
    traces = nerve.late_responses(ANKLE, shocks, generator)
    waves = [_read(trace) for trace in traces]
    direct = nerve.response(ANKLE, nerve.supramaximal)
    m_wave = read_wave(direct, 1.0, constant("late_window_start"), least=constant("least_response"))
    return report(
        STUDY,
        subject,
        side,
        lesions,
        measures=_measures(waves, m_wave, subject),
        traces=_traces(traces, waves),
        findings=_findings(waves, subject, side),
        untouched=nerve.fibers.damage.none,
        seed=seed,
    )


def _read(trace: Floats) -> Wave:
    start, stop = constant("late_window_start"), constant("sweep")
    return read_wave(trace, start, stop, least=constant("least_late_response"))


def _onsets(waves: Sequence[Wave]) -> Floats:
    return np.array([wave.onset for wave in waves if wave.onset is not None], dtype=np.float64)


def _measures(waves: Sequence[Wave], m_wave: Wave, subject: Subject) -> tuple[Measure, ...]:
    onsets = _onsets(waves)
    seen = len(onsets) > 0
    sizes = np.array([wave.amplitude for wave in waves if wave.present])
    whole = m_wave.amplitude
    values: tuple[tuple[str, str, float | None, str], ...] = (
        ("f_minimum", "F latency, shortest", float(onsets.min()) if seen else None, "ms"),
        ("f_mean", "F latency, mean", float(onsets.mean()) if seen else None, "ms"),
        ("f_maximum", "F latency, longest", float(onsets.max()) if seen else None, "ms"),
        ("f_chronodispersion", "Chronodispersion", float(np.ptp(onsets)) if seen else None, "ms"),
        ("f_persistence", "Persistence", 100 * len(onsets) / len(waves), "%"),
        ("f_amplitude", "F amplitude, mean", float(sizes.mean()) if seen else None, "mV"),
        (
            "f_over_m",
            "F amplitude against M",
            float(sizes.mean()) / whole if seen and whole else None,
            "",
        ),
    )
    return tuple(measured(*value, subject) for value in values)


def _traces(traces: Floats, waves: Sequence[Wave]) -> list[Trace]:
    time = time_axis(constant("sweep"))
    shown = time >= constant("late_window_start")
    found = []
    for number, (trace, wave) in enumerate(zip(traces, waves, strict=True), start=1):
        marks = {} if wave.onset is None else {"onset": wave.onset}
        name = f"shock {number}"
        found.append(
            Trace(f"f_{number}", name, time[shown], trace[shown], "ms", "mV", marks, "F waves")
        )
    return found


def _findings(waves: Sequence[Wave], subject: Subject, side: Side) -> list[Recorded]:
    onsets = _onsets(waves)
    shortest = float(onsets.min()) if len(onsets) else None
    latency = measured("f_minimum", "", shortest, "ms", subject)
    told = "" if shortest is None else f"{shortest:.1f} ms"
    return [Recorded("f_wave_tibial", side, latency.graded("prolonged"), told)]
