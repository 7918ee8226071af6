"""Maximal plantar flexion, its surface EMG, and raising the heel on one leg."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.effectors.ankle import HeelRaises, heel_raises, torque
from radicular.electrophysiology.effectors.surface_potential import (
    add_potentials,
    unit_potentials,
)
from radicular.electrophysiology.effectors.twitch import (
    FORCE_STEP,
    force,
    muscle_force,
    unit_twitches,
)
from radicular.electrophysiology.nerve.fibers import Fibers, motor_fibers
from radicular.electrophysiology.nerve.innervation import fibers_factor
from radicular.electrophysiology.nerve.ways import CORD, ORGAN
from radicular.electrophysiology.neurons.network import Spikes
from radicular.electrophysiology.neurons.pool import pool_of
from radicular.electrophysiology.neurons.reflex_loop import CALF
from radicular.electrophysiology.neurons.voluntary import contraction
from radicular.electrophysiology.norms import measured
from radicular.electrophysiology.receptors.tendon_organ import tendon_organ
from radicular.electrophysiology.result import Measure, Recorded, StudyResult, Trace
from radicular.electrophysiology.studies.electrode import TRACE_STEP, time_axis
from radicular.electrophysiology.studies.report import report
from radicular.electrophysiology.subject import Side, Subject
from radicular.lesion import Lesion
from radicular.tables import read_csv

__all__ = [
    "Effort",
    "EffortCurve",
    "effort_curve",
    "maximal_effort",
    "medical_research_council",
    "strength",
    "voluntary_effort",
]

Floats = NDArray[np.float64]

STUDY = ("strength", "Maximal plantar flexion and heel raises")


@dataclass(frozen=True, eq=False)
class Effort:
    """A maximal contraction of the calf.

    Attributes:
        fibers: Motor fibers by muscle.
        spikes: What the motoneurons fire, by muscle.
        forces: By muscle in N, every ms, (samples,).
        torque: Plantar flexion in N m, every ms, (samples,).
    """

    fibers: Mapping[str, Fibers]
    spikes: Mapping[str, Spikes]
    forces: Mapping[str, Floats]
    torque: Floats

    @property
    def greatest(self) -> float:
        """Mean torque of the second half in N m."""
        return float(self.torque[len(self.torque) // 2 :].mean())

    def greatest_of(self, muscle: str) -> float:
        """Return the mean torque of one muscle in the second half in N m."""
        own = torque({muscle: self.forces[muscle]})
        return float(own[len(own) // 2 :].mean())

    def rate(self, muscle: str) -> float | None:
        """Return the mean rate of the units that fire and reach the muscle, in 1/s."""
        duration = float(len(self.torque))
        fires = self.spikes[muscle].rate(len(self.fibers[muscle]), duration / 2, duration)
        active = fires[(fires > 0) & self.fibers[muscle].passes(CORD, ORGAN)]
        return float(active.mean()) if len(active) else None


@remembered
def _drawn(seed: int, part: float) -> Mapping[str, Spikes]:
    """What the motoneurons fire at an effort; a root lesion does not change the brain's drive."""
    generator = np.random.default_rng([seed, 4])
    return contraction(CALF, part, constant("contraction_time"), generator)


def maximal_effort(
    subject: Subject, side: Side, lesions: Sequence[Lesion] = (), *, seed: int = 0
) -> Effort:
    """Return a maximal voluntary plantar flexion with a straight knee.

    Args:
        subject: Who pushes.
        side: Which leg.
        lesions: What is wrong.
        seed: Of the impulses from the brain.

    Example:
        >>> healthy = maximal_effort(Subject.typical(), "left")
        >>> 120 < healthy.greatest < 240
        True
    """
    return voluntary_effort(1.0, subject, side, lesions, seed=seed)


def voluntary_effort(
    part: float, subject: Subject, side: Side, lesions: Sequence[Lesion] = (), *, seed: int = 0
) -> Effort:
    """Return a voluntary plantar flexion with a straight knee.

    Args:
        part: Of the greatest drive, 0 to 1.
        subject: Who pushes.
        side: Which leg.
        lesions: What is wrong.
        seed: Of the impulses from the brain.

    Raises:
        InputError: If the drive is outside 0 to 1.
    """
    spikes = _drawn(seed, part)
    fibers = {
        muscle: motor_fibers(muscle, len(pool_of(muscle)), subject, side, lesions)
        for muscle in CALF
    }
    forces = {}
    for muscle, axons in fibers.items():
        unit, arrival = _arrivals(axons, spikes[muscle])
        twitches = unit_twitches(muscle, subject, side, fibers_factor=fibers_factor(axons))
        forces[muscle] = force(twitches, unit, arrival, constant("contraction_time"))
    return Effort(fibers, spikes, forces, torque(forces))


def _arrivals(axons: Fibers, spikes: Spikes) -> tuple[NDArray[np.intp], Floats]:
    """Motor unit and time in ms of each impulse that reaches the end plates."""
    reaches = axons.passes(CORD, ORGAN)[spikes.cell]
    unit = spikes.cell[reaches]
    way_out = axons.time(CORD, ORGAN)[unit] + constant("end_plate_delay")
    return unit, spikes.time[reaches] + way_out


@dataclass(frozen=True, eq=False)
class EffortCurve:
    """EMG and torque at rising drive.

    Attributes:
        effort: Part of the greatest drive, (efforts,).
        emg: Mean of the rectified surface EMG of soleus in mV, (efforts,).
        torque: In N m, (efforts,).
    """

    effort: Floats
    emg: Floats
    torque: Floats


def effort_curve(
    subject: Subject, side: Side, lesions: Sequence[Lesion] = (), *, efforts: int = 9
) -> EffortCurve:
    """Return EMG and torque at rising drive (as in FUGLEVAND93).

    Args:
        subject: Who pushes.
        side: Which leg.
        lesions: What is wrong.
        efforts: How many steps from none to the greatest.
    """
    parts = np.linspace(0, 1, efforts)
    made = [voluntary_effort(float(part), subject, side, lesions) for part in parts]
    emg = [float(np.abs(_surface_emg(effort, subject, side)).mean()) for effort in made]
    return EffortCurve(parts, np.array(emg), np.array([effort.greatest for effort in made]))


def strength(
    subject: Subject, side: Side, lesions: Sequence[Lesion] = (), *, seed: int = 0
) -> StudyResult:
    """Measure maximal plantar flexion and heel raises on one leg.

    Args:
        subject: Who is studied.
        side: Which leg.
        lesions: What is wrong.
        seed: Of the impulses from the brain.

    Example:
        >>> healthy = strength(Subject.typical(), "left")
        >>> healthy.value("heel_raises") >= 25
        True
    """
    effort = maximal_effort(subject, side, lesions, seed=seed)
    usual = maximal_effort(subject, side, seed=seed) if lesions else effort
    part = effort.greatest / usual.greatest
    raises = heel_raises(effort.greatest, subject)
    return report(
        STUDY,
        subject,
        side,
        lesions,
        measures=_measures(effort, part, raises, subject),
        traces=_traces(effort, subject, side),
        findings=_findings(part, raises, side),
        notes=[
            "The lesion leaves drive and effort full; pain that stops the effort is not modeled."
        ]
        if lesions
        else [],
        untouched=all(axons.damage.none for axons in effort.fibers.values()),
        seed=seed,
    )


def _measures(
    effort: Effort, part: float, raises: HeelRaises, subject: Subject
) -> tuple[Measure, ...]:
    values: tuple[tuple[str, str, float | None, str], ...] = (
        ("torque", "Plantar flexion, maximal torque", effort.greatest, "N m"),
        ("torque_part", "Torque against the same person in health", part, ""),
        ("soleus_rate", "Soleus, mean rate of units", effort.rate("soleus"), "1/s"),
        (
            "gastrocnemius_rate",
            "Medial gastrocnemius, mean rate of units",
            effort.rate("gastrocnemius_medial"),
            "1/s",
        ),
        ("heel_raises", "Heel raises on one leg", float(raises.count), ""),
        (
            "heel_raise_height",
            "Height of the first heel raise, of the full range",
            raises.height,
            "",
        ),
    )
    return tuple(measured(*value, subject) for value in values)


def _traces(effort: Effort, subject: Subject, side: Side) -> list[Trace]:
    time = np.arange(len(effort.torque), dtype=np.float64)
    emg = _surface_emg(effort, subject, side)
    wide = time_axis(constant("contraction_time"))
    return [
        Trace("torque", "plantar-flexion torque", time, effort.torque, "ms", "N m", {}, "torque"),
        Trace("emg", "soleus, surface EMG", wide, emg, "ms", "mV", {}, "surface EMG"),
        Trace(
            "tendon_organs",
            "soleus, rate of a tendon organ",
            time,
            tendon_organ(
                effort.forces["soleus"], muscle_force("soleus")["greatest_force"], FORCE_STEP
            ),
            "ms",
            "1/s",
            {},
            "tendon organ",
        ),
    ]


def _surface_emg(effort: Effort, subject: Subject, side: Side) -> Floats:
    axons = effort.fibers["soleus"]
    unit, arrival = _arrivals(axons, effort.spikes["soleus"])
    trace = np.zeros(len(time_axis(constant("contraction_time"))))
    potentials = unit_potentials(
        "soleus", pool_of("soleus").size, subject, side, fibers_factor=fibers_factor(axons)
    )
    add_potentials(trace, TRACE_STEP, potentials, unit, arrival)
    return trace


@remembered
def _grades() -> tuple[tuple[float, str], ...]:
    rows = read_csv("radicular.electrophysiology", "tables/strength_grades.csv")
    return tuple((float(row["at_least"]), row["grade"]) for row in rows)


def medical_research_council(part: float) -> str:
    """Return the grade an examiner gives to a part of full plantar-flexion torque.

    The calf is stronger than an examiner's arm: much is lost before the grade falls.

    Args:
        part: Of the torque in health, 0 to 1.

    Example:
        >>> medical_research_council(1.0), medical_research_council(0.0)
        ('5', '0-1')
    """
    return next(grade for at_least, grade in _grades() if part >= at_least)


def _findings(part: float, raises: HeelRaises, side: Side) -> list[Recorded]:
    if raises.count >= constant("heel_raises_normal"):
        raising = "normal"
    else:
        raising = "impaired" if raises.count else "unable"
    told = f"{raises.count} heel raises"
    return [
        Recorded(
            "strength_ankle_plantarflexion",
            side,
            medical_research_council(part),
            f"{100 * part:.0f} % of the torque in health",
        ),
        Recorded("heel_raise_single", side, raising, told),
    ]
