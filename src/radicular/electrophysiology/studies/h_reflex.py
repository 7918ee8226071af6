"""The soleus H-reflex and M wave: a recruitment curve by rising current."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.neurons.reflex_loop import CALF
from radicular.electrophysiology.neurons.terminal import release
from radicular.electrophysiology.norms import measured
from radicular.electrophysiology.result import Measure, Recorded, StudyResult, Trace
from radicular.electrophysiology.studies.calf import Calf, Response
from radicular.electrophysiology.studies.electrode import Wave, noise, read_wave, time_axis
from radicular.electrophysiology.studies.report import report
from radicular.electrophysiology.subject import Side, Subject
from radicular.lesion import Lesion

__all__ = ["RecruitmentCurve", "h_reflex", "recruitment_curve"]

Floats = NDArray[np.float64]

STUDY = ("h-reflex", "Soleus H-reflex and M wave")


@dataclass(frozen=True, eq=False)
class RecruitmentCurve:
    """M wave and H reflex of one muscle over rising currents.

    Attributes:
        currents: In mA, (currents,).
        m_waves: At each current.
        h_waves: At each current.
        traces: Recording at each current in mV, (currents, samples).
    """

    currents: Floats
    m_waves: tuple[Wave, ...]
    h_waves: tuple[Wave, ...]
    traces: Floats

    @property
    def m(self) -> Floats:
        """Peak-to-peak amplitude of the M wave in mV, (currents,)."""
        return np.array([wave.amplitude for wave in self.m_waves])

    @property
    def h(self) -> Floats:
        """Peak-to-peak amplitude of the H reflex in mV, (currents,)."""
        return np.array([wave.amplitude for wave in self.h_waves])

    @property
    def best(self) -> int:
        """Position of the current with the largest H reflex."""
        return int(np.argmax(self.h))

    @property
    def h_latency(self) -> float | None:
        """Onset of the largest H reflex in ms; None where there is no reflex."""
        return self.h_waves[self.best].onset


def recruitment_curve(
    calf: Calf,
    currents: Floats,
    *,
    generator: np.random.Generator | None = None,
) -> Mapping[str, RecruitmentCurve]:
    """Return the recruitment curve of every muscle of a calf.

    Args:
        calf: Nerve, loop and electrodes.
        currents: In mA, (currents,).
        generator: Source of the noise; None for none. F waves, which a reader tells from an H
            reflex by their coming and going, are left to their own study.

    Raises:
        InputError: If a current is beyond what the stimulator gives.
    """
    responses = [calf.stimulate(float(current)) for current in currents]
    return {name: _curve(calf, name, currents, responses, generator) for name in calf.muscles}


def _curve(
    calf: Calf,
    muscle: str,
    currents: Floats,
    responses: Sequence[Mapping[str, Response]],
    generator: np.random.Generator | None,
) -> RecruitmentCurve:
    traces = np.stack([calf.emg(muscle, response) for response in responses])
    if generator is not None:
        traces += noise(traces.size, generator).reshape(traces.shape)
    return RecruitmentCurve(
        currents=currents,
        m_waves=tuple(_m_wave(trace) for trace in traces),
        h_waves=tuple(_h_wave(trace) for trace in traces),
        traces=traces,
    )


def _m_wave(trace: Floats) -> Wave:
    return read_wave(trace, 1.0, constant("m_window_end"), least=constant("least_response"))


def _h_wave(trace: Floats) -> Wave:
    start, stop = constant("h_window_start"), constant("h_window_end")
    return read_wave(trace, start, stop, least=constant("least_response"))


def _currents(calf: Calf, count: int) -> Floats:
    """Currents from below the threshold of the afferents to above that of all motor axons."""
    lowest = min(float(fibers.threshold.min()) for fibers in calf.afferent.values())
    highest = max(float(fibers.threshold.max()) for fibers in calf.motor.values())
    top = min(1.1 * highest, constant("greatest_current"))
    part = np.linspace(0, 1, count) ** constant("current_spacing")
    spaced: Floats = 0.95 * lowest + (top - 0.95 * lowest) * part
    return spaced


def h_reflex(
    subject: Subject,
    side: Side,
    lesions: Sequence[Lesion] = (),
    *,
    seed: int = 0,
    currents: Sequence[float] | None = None,
    intensities: int = 30,
    muscles: tuple[str, ...] = CALF,
) -> StudyResult:
    """Record the H-reflex of soleus over rising currents.

    Args:
        subject: Who is studied.
        side: Which leg.
        lesions: What is wrong.
        seed: Of the noise and of the trials.
        currents: In mA; None for a usual series from below the threshold to a maximal M wave.
        intensities: How many currents the usual series has.
        muscles: Muscles that are simulated; soleus among them.

    Raises:
        InputError: If a current is beyond what the stimulator gives.

    Example:
        >>> healthy = h_reflex(Subject.typical(), "left", intensities=12, muscles=("soleus",))
        >>> 28 < healthy.value("h_latency") < 33
        True
    """
    calf = Calf.of(subject, side, lesions, muscles=muscles)
    chosen = _currents(calf, intensities) if currents is None else np.array(currents, np.float64)
    generator = np.random.default_rng([seed, subject.seed])
    curves = recruitment_curve(calf, chosen, generator=generator)
    return report(
        STUDY,
        subject,
        side,
        lesions,
        measures=_measures(curves["soleus"], calf, generator),
        traces=_traces(curves),
        findings=_findings(curves["soleus"], subject, side),
        untouched=calf.untouched,
        seed=seed,
    )


def _measures(
    curve: RecruitmentCurve, calf: Calf, generator: np.random.Generator
) -> tuple[Measure, ...]:
    subject = calf.subject
    m_most, h_most = float(curve.m.max()), float(curve.h.max())
    m_threshold = _threshold(curve, curve.m_waves, calf, _m_wave)
    h_threshold = _threshold(curve, curve.h_waves, calf, _h_wave)
    ratio = h_threshold / m_threshold if h_threshold and m_threshold else None
    values: tuple[tuple[str, str, float | None, str], ...] = (
        ("h_latency", "H latency", curve.h_latency, "ms"),
        ("h_amplitude", "Largest H, peak to peak", h_most or None, "mV"),
        ("m_amplitude", "Largest M, peak to peak", m_most or None, "mV"),
        ("m_latency", "M latency", curve.m_waves[-1].onset, "ms"),
        ("h_over_m", "Largest H against largest M", h_most / m_most if m_most else None, ""),
        ("h_threshold", "Threshold of H", h_threshold, "mA"),
        ("m_threshold", "Threshold of M", m_threshold, "mA"),
        ("threshold_ratio", "Threshold of H against that of M", ratio, ""),
        (
            "m_at_largest_h",
            "M at the largest H, of the largest M",
            float(curve.m[curve.best]) / m_most if m_most and h_most else None,
            "",
        ),
        (
            "h_variation",
            "Variation of H from trial to trial",
            _variation(curve, calf, generator),
            "",
        ),
    )
    return tuple(measured(*value, subject) for value in values)


def _threshold(
    curve: RecruitmentCurve, waves: Sequence[Wave], calf: Calf, read: Callable[[Floats], Wave]
) -> float | None:
    """Lowest current with a response in mA, closed in on between two currents of the series."""
    if not any(wave.present for wave in waves):
        return None
    first = next(number for number, wave in enumerate(waves) if wave.present)
    low, high = float(curve.currents[max(first - 1, 0)]), float(curve.currents[first])
    for _ in range(int(constant("threshold_steps"))):
        middle = (low + high) / 2
        seen = read(calf.emg("soleus", calf.stimulate(middle))).present
        low, high = (low, middle) if seen else (middle, high)
    return high


def _variation(curve: RecruitmentCurve, calf: Calf, generator: np.random.Generator) -> float | None:
    """Coefficient of variation of the H reflex over repeated trials at one current."""
    if not curve.h.any():
        return None
    current = float(curve.currents[curve.best])
    trials = int(constant("variation_trials"))
    strengths = release(constant("trial_interval"), trials, generator) / _release_at_rest()
    sizes = []
    for strength in strengths:
        response = calf.stimulate(current, release=float(strength))
        sizes.append(_h_wave(calf.emg("soleus", response)).amplitude)
    mean = float(np.mean(sizes))
    return float(np.std(sizes)) / mean if mean else None


def _release_at_rest() -> float:
    """Usual strength of the terminals at rest, for which the weights of the synapses hold."""
    return 1 - constant("presynaptic_inhibition")


def _traces(curves: Mapping[str, RecruitmentCurve]) -> list[Trace]:
    time = time_axis(constant("reflex_sweep"))
    found = []
    for muscle, curve in curves.items():
        words = muscle.replace("_", " ")
        marks = {"onset": curve.h_latency} if curve.h_latency is not None else {}
        for which, row, kept in (
            ("largest H", curve.best, marks),
            ("largest M", len(curve.currents) - 1, {}),
        ):
            found.append(
                Trace(
                    id=f"{muscle}_{which.replace(' ', '_').lower()}",
                    name=f"{words}, {which} ({curve.currents[row]:.1f} mA)",
                    x=time,
                    y=curve.traces[row],
                    x_unit="ms",
                    y_unit="mV",
                    marks=kept,
                    panel=f"{words}, recording",
                )
            )
        for wave, values in (("M", curve.m), ("H", curve.h)):
            found.append(
                Trace(
                    id=f"{muscle}_{wave.lower()}_curve",
                    name=wave,
                    x=curve.currents,
                    y=values,
                    x_unit="mA",
                    y_unit="mV",
                    panel=f"{words}, recruitment curve",
                )
            )
    return found


def _findings(curve: RecruitmentCurve, subject: Subject, side: Side) -> list[Recorded]:
    latency = measured("h_latency", "", curve.h_latency, "ms", subject)
    words = f"{latency.value:.1f} ms" if latency.value is not None else "absent"
    return [Recorded("h_reflex", side, latency.graded("prolonged"), words)]
