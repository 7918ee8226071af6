"""The Achilles tendon reflex, tapped and recorded (T reflex)."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.neurons.pool import pool_of
from radicular.electrophysiology.neurons.reflex_loop import CALF
from radicular.electrophysiology.norms import measured
from radicular.electrophysiology.receptors.spindle import spindle, tap, volley
from radicular.electrophysiology.result import Measure, Recorded, StudyResult, Trace
from radicular.electrophysiology.studies.calf import Calf
from radicular.electrophysiology.studies.electrode import noise, read_wave, time_axis
from radicular.electrophysiology.studies.report import report
from radicular.electrophysiology.subject import Side, Subject
from radicular.lesion import Lesion

__all__ = ["t_reflex"]

Floats = NDArray[np.float64]

STUDY = ("t-reflex", "Achilles tendon reflex, tapped and recorded")


def t_reflex(
    subject: Subject,
    side: Side,
    lesions: Sequence[Lesion] = (),
    *,
    seed: int = 0,
    muscles: tuple[str, ...] = CALF,
) -> StudyResult:
    """Tap the Achilles tendon and record soleus.

    Args:
        subject: Who is studied.
        side: Which leg.
        lesions: What is wrong.
        seed: Of noise and of which spindle fires when.
        muscles: Muscles that are simulated; soleus among them.

    Example:
        >>> healthy = t_reflex(Subject.typical(), "left")
        >>> 28 < healthy.value("t_latency") < 37
        True
    """
    calf = Calf.of(subject, side, lesions, muscles=muscles)
    generator = np.random.default_rng([seed, subject.seed, 3])
    impulses = {(name, "Ia"): _impulses(name, generator) for name in muscles}
    emg = calf.emg("soleus", calf.reflex_of(impulses))
    emg = emg + noise(len(emg), generator)
    wave = read_wave(
        emg, constant("t_window_start"), constant("reflex_sweep"), least=constant("least_response")
    )
    latency = measured("t_latency", "T latency", wave.onset, "ms", subject)
    size = measured(
        "t_amplitude", "T amplitude, peak to peak", wave.amplitude or None, "mV", subject
    )
    marks = {} if wave.onset is None else {"onset": wave.onset}
    time = time_axis(constant("reflex_sweep"))
    return report(
        STUDY,
        subject,
        side,
        lesions,
        measures=(latency, size),
        traces=[
            Trace("soleus", "soleus after a tendon tap", time, emg, "ms", "mV", marks, "soleus"),
            *_spindle_traces(impulses),
        ],
        findings=[_finding(latency, side)],
        untouched=calf.untouched,
        seed=seed,
    )


def _impulses(muscle: str, generator: np.random.Generator) -> tuple[NDArray[np.intp], Floats]:
    """When the spindle afferents of a muscle fire after a tap."""
    time, length = tap()
    answer = spindle(time, length, dynamic=constant("tap_fusimotor"), static=0.0)
    # A tap is faster than the intrafusal fibers of the model; the ending itself feels the onset.
    onset = constant("tap_rate_gain") * np.clip(np.gradient(length, time / 1000), 0, None)
    evoked = np.where(time > constant("tap_conduction"), answer.primary + onset, 0.0)
    return volley(time, evoked, pool_of(muscle).afferents["Ia"], generator)


def _spindle_traces(
    impulses: Mapping[tuple[str, str], tuple[NDArray[np.intp], Floats]],
) -> list[Trace]:
    edges = np.arange(0.0, 40.5, 0.5)
    counts = np.histogram(impulses["soleus", "Ia"][1], edges)[0].astype(np.float64)
    name = "impulses of the soleus spindles"
    return [Trace("volley", name, edges[:-1], counts, "ms", "", {}, "spindle volley")]


def _finding(latency: Measure, side: Side) -> Recorded:
    told = "" if latency.value is None else f"{latency.value:.1f} ms"
    return Recorded("t_reflex_achilles", side, latency.graded("prolonged"), told)
