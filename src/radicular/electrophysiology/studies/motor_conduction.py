"""Motor conduction of the tibial nerve to abductor hallucis and to soleus."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.norms import measured
from radicular.electrophysiology.result import Measure, Recorded, StudyResult, Trace
from radicular.electrophysiology.studies.calf import POPLITEAL
from radicular.electrophysiology.studies.electrode import Wave, noise, read_wave, time_axis
from radicular.electrophysiology.studies.motor_nerve import MotorNerve
from radicular.electrophysiology.studies.report import report
from radicular.electrophysiology.subject import Side, Subject
from radicular.lesion import Lesion

__all__ = ["motor_conduction"]

Floats = NDArray[np.float64]

STUDY = ("motor-conduction", "Motor conduction of the tibial nerve")
ANKLE = "medial_ankle"


def motor_conduction(
    subject: Subject, side: Side, lesions: Sequence[Lesion] = (), *, seed: int = 0
) -> StudyResult:
    """Stimulate the tibial nerve at ankle and knee, and record abductor hallucis and soleus.

    Args:
        subject: Who is studied.
        side: Which leg.
        lesions: What is wrong.
        seed: Of the noise.

    Example:
        >>> healthy = motor_conduction(Subject.typical(), "left")
        >>> 45 < healthy.value("tibial_velocity") < 56
        True
    """
    generator = np.random.default_rng([seed, subject.seed])
    foot = MotorNerve.of("abductor_hallucis", subject, side, lesions)
    calf = MotorNerve.of("soleus", subject, side, lesions)
    recorded = {
        "ankle": _shock(foot, ANKLE, generator),
        "knee": _shock(foot, POPLITEAL, generator),
        "soleus": _shock(calf, POPLITEAL, generator),
    }
    waves = {name: _read(trace) for name, trace in recorded.items()}
    return report(
        STUDY,
        subject,
        side,
        lesions,
        measures=_measures(waves, foot, subject),
        traces=_traces(recorded, waves),
        findings=_findings(waves["ankle"], subject, side),
        untouched=foot.fibers.damage.none and calf.fibers.damage.none,
        seed=seed,
    )


def _shock(nerve: MotorNerve, place: str, generator: np.random.Generator) -> Floats:
    trace = nerve.response(place, nerve.supramaximal)
    return trace + noise(len(trace), generator)


def _read(trace: Floats) -> Wave:
    return read_wave(trace, 1.0, constant("late_window_start"), least=constant("least_response"))


def _velocity(ankle: Wave, knee: Wave, nerve: MotorNerve) -> float | None:
    """Distance between the two points over the difference of the onsets, in m/s."""
    if ankle.onset is None or knee.onset is None or knee.onset <= ankle.onset:
        return None
    away = nerve.fibers.distance(ANKLE) - nerve.fibers.distance(POPLITEAL)
    return float(1000 * away[0] / (knee.onset - ankle.onset))


def _measures(waves: dict[str, Wave], foot: MotorNerve, subject: Subject) -> tuple[Measure, ...]:
    ankle, knee, soleus = waves["ankle"], waves["knee"], waves["soleus"]
    values: tuple[tuple[str, str, float | None, str], ...] = (
        ("tibial_distal_latency", "Abductor hallucis, distal latency", ankle.onset, "ms"),
        ("tibial_amplitude", "Abductor hallucis, ankle", ankle.negative or None, "mV"),
        ("tibial_amplitude_knee", "Abductor hallucis, knee", knee.negative or None, "mV"),
        (
            "tibial_velocity",
            "Tibial velocity, knee to ankle",
            _velocity(ankle, knee, foot),
            "m/s",
        ),
        ("soleus_latency", "Soleus, latency", soleus.onset, "ms"),
        ("soleus_amplitude", "Soleus, knee", soleus.negative or None, "mV"),
    )
    return tuple(measured(*value, subject) for value in values)


def _traces(recorded: dict[str, Floats], waves: dict[str, Wave]) -> list[Trace]:
    time = time_axis(constant("sweep"))
    words = {
        "ankle": "abductor hallucis, shock at the ankle",
        "knee": "abductor hallucis, shock at the knee",
        "soleus": "soleus, shock at the knee",
    }
    found = []
    for name, trace in recorded.items():
        onset = waves[name].onset
        marks = {} if onset is None else {"onset": onset}
        shown = time < constant("late_window_start")
        panel = "soleus" if name == "soleus" else "abductor hallucis"
        found.append(Trace(name, words[name], time[shown], trace[shown], "ms", "mV", marks, panel))
    return found


def _findings(ankle: Wave, subject: Subject, side: Side) -> list[Recorded]:
    amplitude = measured("tibial_amplitude", "", ankle.negative or None, "mV", subject)
    latency = measured("tibial_distal_latency", "", ankle.onset, "ms", subject)
    told = "" if ankle.onset is None else f"{ankle.negative:.1f} mV"
    return [
        Recorded("cmap_tibial_ah", side, amplitude.graded("reduced"), told),
        Recorded("tibial_motor_latency", side, latency.graded("prolonged"), _ms(ankle.onset)),
    ]


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} ms"
