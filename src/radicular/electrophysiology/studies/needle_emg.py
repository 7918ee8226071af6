"""The needle study of the muscles of the S1 root: rest, single units, recruitment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.effectors.needle import (
    NEEDLE_STEP,
    UnitShape,
    fibrillation,
    unit_shape,
    unit_waveform,
)
from radicular.electrophysiology.effectors.surface_potential import unit_fibers
from radicular.electrophysiology.nerve.fibers import Fibers, motor_fibers
from radicular.electrophysiology.nerve.innervation import Denervation, denervation, fibers_factor
from radicular.electrophysiology.nerve.ways import CORD, ORGAN
from radicular.electrophysiology.neurons.network import Spikes
from radicular.electrophysiology.neurons.pool import Pool, pool_of
from radicular.electrophysiology.neurons.voluntary import contraction
from radicular.electrophysiology.result import Limits, Measure, Recorded, StudyResult, Trace
from radicular.electrophysiology.studies.report import report
from radicular.electrophysiology.subject import Side, Subject
from radicular.errors import UnknownNameError
from radicular.lesion import Lesion
from radicular.tables import read_csv

__all__ = ["NeedleFindings", "needle_emg", "needle_muscles", "sampled"]

Floats = NDArray[np.float64]

STUDY = ("needle-emg", "Needle study of the S1 muscles")


@dataclass(frozen=True, eq=False)
class NeedleFindings:
    """What the needle finds in one muscle.

    Attributes:
        muscle: Id of the muscle.
        active_sites: Sites with spontaneous activity, of those sampled.
        sites: Sites that were sampled.
        insertional: Whether moving the needle brings more activity than usual.
        shapes: Of the sampled units.
        recruitment_ratio: Rate of the fastest unit against the number of units seen, in 1/s; None
            where no unit fires.
        units_seen: Units that fire near the needle at that effort.
        rest: Recording at rest, time in ms and mV.
        effort: Recording during the contraction, time in ms and mV.
    """

    muscle: str
    active_sites: int
    sites: int
    insertional: bool
    shapes: tuple[UnitShape, ...]
    recruitment_ratio: float | None
    units_seen: int
    rest: tuple[Floats, Floats]
    effort: tuple[Floats, Floats]

    @property
    def spontaneous(self) -> int:
        """Grade of spontaneous activity, 0 to 4, by the share of active sites."""
        share = self.active_sites / self.sites
        if self.active_sites < constant("needle_least_sites"):
            return 0
        return 1 + int(np.searchsorted([0.3, 0.6, 0.9], share, side="right"))

    @property
    def amplitude(self) -> float | None:
        """Mean amplitude of the units in mV; None without units."""
        return float(np.mean([s.amplitude for s in self.shapes])) if self.shapes else None

    @property
    def duration(self) -> float | None:
        """Mean duration of the units in ms; None without units."""
        return float(np.mean([s.duration for s in self.shapes])) if self.shapes else None

    @property
    def polyphasic(self) -> float | None:
        """Share of units with more than four phases; None without units."""
        many = [shape.phases > constant("needle_most_phases") for shape in self.shapes]
        return float(np.mean(many)) if many else None

    @property
    def grade(self) -> str:
        """The finding of the catalog: what is most telling of all that is abnormal."""
        if self.spontaneous:
            return "denervation"
        if self._remodeled:
            return "chronic_reinnervation"
        ratio = self.recruitment_ratio
        few = ratio is None or ratio > constant("needle_ratio_limit")
        return "recruitment_reduced" if few else "normal"

    @property
    def _remodeled(self) -> bool:
        if self.amplitude is None or self.duration is None or self.polyphasic is None:
            return False
        return (
            self.amplitude > constant("needle_amplitude_limit")
            or self.duration > constant("needle_duration_limit")
            or self.polyphasic > constant("needle_polyphasic_limit")
        )


@remembered
def _table() -> Mapping[str, str]:
    rows = read_csv("radicular.electrophysiology", "tables/needle_muscles.csv")
    return {row["muscle"]: row["finding"] for row in rows}


def needle_muscles() -> tuple[str, ...]:
    """Return the muscles of a usual needle study of the S1 root.

    Example:
        >>> "gastrocnemius_medial" in needle_muscles()
        True
    """
    return tuple(_table())


def needle_emg(
    subject: Subject,
    side: Side,
    lesions: Sequence[Lesion] = (),
    *,
    seed: int = 0,
    muscle: str | None = None,
) -> StudyResult:
    """Study muscles with a needle.

    Args:
        subject: Who is studied.
        side: Which leg.
        lesions: What is wrong.
        seed: Of where the needle comes to lie.
        muscle: One muscle; None for the usual ones of the S1 root.

    Raises:
        UnknownNameError: If the muscle is not one of them.

    Example:
        >>> lesion = Lesion.parse("left S1 root, severe, axon loss, 6 weeks")
        >>> study = needle_emg(Subject.typical(), "left", [lesion], muscle="gastrocnemius_medial")
        >>> study.findings[0].value
        'denervation'
    """
    if muscle is not None and muscle not in _table():
        raise UnknownNameError("muscle", muscle, needle_muscles())
    chosen = needle_muscles() if muscle is None else (muscle,)
    found = [sampled(name, subject, side, lesions, seed=seed) for name in chosen]
    groups = [_axons(name, subject, side, lesions) for name in chosen]
    return report(
        STUDY,
        subject,
        side,
        lesions,
        measures=[measure for item in found for measure in _measures(item)],
        traces=[trace for item in found for trace in _traces(item)],
        findings=[Recorded(_table()[item.muscle], side, item.grade, _told(item)) for item in found],
        untouched=all(axons.damage.none for axons in groups),
        seed=seed,
    )


def _axons(muscle: str, subject: Subject, side: Side, lesions: Sequence[Lesion]) -> Fibers:
    return motor_fibers(muscle, len(pool_of(muscle)), subject, side, lesions)


def sampled(
    muscle: str, subject: Subject, side: Side, lesions: Sequence[Lesion] = (), *, seed: int = 0
) -> NeedleFindings:
    """Return what the needle finds in one muscle.

    Args:
        muscle: A muscle with a motor pool.
        subject: Who is studied.
        side: Which leg.
        lesions: What is wrong.
        seed: Of where the needle comes to lie.
    """
    generator = np.random.default_rng([seed, *_number(f"{muscle} {side}"), subject.seed])
    axons = _axons(muscle, subject, side, lesions)
    lost = denervation(axons)
    near = generator.poisson(
        constant("needle_fibers_of_site") * lost.fibrillating, int(constant("needle_sites"))
    )
    false = generator.random(len(near)) < constant("needle_false_site")
    active = int(np.sum((near > 0) | false))
    factor, immature = fibers_factor(axons), _immature(lost)
    units, rates = _firing(axons, lost, generator)
    drawn = _sample(axons, units, generator)
    waves = [unit_waveform(float(factor[unit]), immature, generator) for unit in drawn]
    return NeedleFindings(
        muscle=muscle,
        active_sites=active,
        sites=len(near),
        insertional=lost.without > 0 and lost.days > constant("insertional_from"),
        shapes=tuple(unit_shape(*wave) for wave in waves),
        recruitment_ratio=float(rates.max()) / len(rates) if len(rates) else None,
        units_seen=len(rates),
        rest=fibrillation(int(near.max(initial=0)), lost.days, 500.0, generator),
        effort=_interference(waves[: len(rates)], rates, generator),
    )


def _sample(
    axons: Fibers, seen: NDArray[np.intp], generator: np.random.Generator
) -> NDArray[np.intp]:
    """Units whose potentials are measured: those of the first site, then others that still fire."""
    alive = np.flatnonzero(axons.passes(CORD, ORGAN))
    if not len(alive):
        return alive
    more = max(0, int(constant("needle_units_measured")) - len(seen))
    share = unit_fibers(pool_of(axons.organ).size)[alive]
    return np.concatenate([seen, generator.choice(alive, more, p=share / share.sum())])


def _number(text: str) -> tuple[int, ...]:
    return tuple(text.encode())


def _immature(lost: Denervation) -> float:
    """Share of fibers taken over lately; they mature over months."""
    if not lost.adopted:
        return 0.0
    whole = lost.adopted / max(1 - lost.lost + lost.adopted, 1e-9)
    young = np.exp(-max(lost.days - constant("sprouting_wait"), 0) / constant("needle_maturing"))
    return float(whole * (0.4 + 0.6 * young))


@remembered
def _contraction(muscle: str, twentieths: int) -> Spikes:
    """What a pool fires at an effort, in twentieths of the greatest one."""
    pool = (muscle,)
    return contraction(pool, twentieths / 20, 800.0, np.random.default_rng(5))[muscle]


def _firing(
    axons: Fibers, lost: Denervation, generator: np.random.Generator
) -> tuple[NDArray[np.intp], Floats]:
    """Units that fire near the needle, and how fast, while the muscle does the asked effort.

    With fewer units the person tries harder for the same force, so that the rest fires faster.
    """
    passes = axons.passes(CORD, ORGAN)
    pool = pool_of(axons.organ)
    left = float(unit_fibers(pool.size)[passes].sum()) + lost.adopted
    effort = min(1.0, constant("needle_effort") / max(left, 0.05))
    spikes = _contraction(axons.organ, round(20 * effort))
    rate = spikes.rate(len(pool), 300.0, 800.0)
    near = _near(pool, generator)
    seen = near[passes[near] & (rate[near] > 0)]
    return seen, rate[seen]


def _near(pool: Pool, generator: np.random.Generator) -> NDArray[np.intp]:
    """Units with fibers near the needle: the larger, the more likely."""
    count = min(int(constant("needle_units_near")), len(pool))
    share = unit_fibers(pool.size)
    return generator.choice(len(pool), count, replace=False, p=share / share.sum())


def _interference(
    waves: Sequence[tuple[Floats, Floats]], rates: Floats, generator: np.random.Generator
) -> tuple[Floats, Floats]:
    """Recording while units fire, each in its own rhythm."""
    duration = 300.0
    time = np.arange(0.0, duration, NEEDLE_STEP)
    values = np.zeros(len(time))
    for (_, wave), rate in zip(waves, rates, strict=True):
        for start in np.arange(generator.random() * 1000 / rate, duration, 1000 / rate):
            first = int(start / NEEDLE_STEP)
            last = min(len(values), first + len(wave))
            values[first:last] += wave[: last - first]
    return time, values


def _measures(item: NeedleFindings) -> list[Measure]:
    words = item.muscle.replace("_", " ")
    sites = Limits(None, constant("needle_least_sites") - 1, "PRESTON", "recalled")
    found: list[tuple[str, str, float | None, str, Limits | None]] = [
        ("active_sites", "sites with spontaneous activity", item.active_sites, "", sites),
        ("spontaneous", "spontaneous activity, grade", item.spontaneous, "", None),
        ("insertional", "increased insertional activity", float(item.insertional), "", None),
        ("amplitude", "unit amplitude", item.amplitude, "mV", _limit("needle_amplitude_limit")),
        ("duration", "unit duration", item.duration, "ms", _limit("needle_duration_limit")),
        ("polyphasic", "polyphasic units", item.polyphasic, "", _limit("needle_polyphasic_limit")),
        (
            "recruitment_ratio",
            "recruitment ratio",
            item.recruitment_ratio,
            "1/s",
            _limit("needle_ratio_limit"),
        ),
    ]
    return [
        Measure(f"{item.muscle}_{key}", f"{words}, {name}", value, unit, limits)
        for key, name, value, unit, limits in found
    ]


def _limit(name: str) -> Limits:
    return Limits(None, constant(name), "", "assumed")


def _traces(item: NeedleFindings) -> list[Trace]:
    words = item.muscle.replace("_", " ")
    return [
        Trace(f"{item.muscle}_{key}", f"{words}, {key}", *curve, "ms", "mV", {}, f"{words}, {key}")
        for key, curve in (("rest", item.rest), ("effort", item.effort))
    ]


def _told(item: NeedleFindings) -> str:
    grade = f"{item.spontaneous}+" if item.spontaneous else "none"
    return f"spontaneous activity {grade}, {item.units_seen} units seen"
