"""What a concentric needle finds in a muscle: at rest, in single units and in recruitment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.effectors.needle_field import NEEDLE_STEP
from radicular.electrophysiology.effectors.spontaneous_activity import fibrillation, insertion
from radicular.electrophysiology.effectors.surface_potential import unit_fibers
from radicular.electrophysiology.effectors.unit_shape import UnitShape, unit_shape, unit_waveform
from radicular.electrophysiology.result import Limits
from radicular.errors import InputError, UnknownNameError
from radicular.tables import read_csv

__all__ = [
    "NEEDLE_STEP",
    "Group",
    "MuscleState",
    "NeedleStudy",
    "UnitShape",
    "Verdict",
    "fibrillation",
    "insertion",
    "needle_limit",
    "needle_study",
    "unit_shape",
    "unit_waveform",
]

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Group = Literal["limb", "paraspinal"]
Verdict = Literal["normal", "recruitment_reduced", "chronic_reinnervation", "denervation"]


@dataclass(frozen=True, eq=False)
class MuscleState:
    """A muscle as the needle meets it.

    Attributes:
        size: Rank of each unit in its pool, 0 to 1, (units,).
        fibers_factor: Muscle fibers of each unit against the usual number; 0 is a lost unit,
            (units,).
        immature: Share of the fibers of each unit that were taken over lately, 0 to 1, (units,).
        firing: Times at which each unit fires during the contraction in ms, one array a unit.
        denervated: Share of the muscle's fibers without a nerve, 0 to 1.
        fibrillating: Share of those that fibrillate, 0 to 1.
        irritability: Of the muscle when the needle is moved; 0 in health, to 1.
        days: Since the fibers lost their nerve.

    Raises:
        InputError: If a share is not within 0 to 1 or the units differ in number.
    """

    size: Floats
    fibers_factor: Floats
    immature: Floats
    firing: Sequence[Floats]
    denervated: float = 0.0
    fibrillating: float = 0.0
    irritability: float = 0.0
    days: float = 0.0

    def __post_init__(self) -> None:
        for name in ("denervated", "fibrillating", "irritability"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise InputError(name, value, "0 to 1")
        for name in ("fibers_factor", "immature", "firing"):
            count = len(getattr(self, name))
            if count != len(self.size):
                raise InputError(name, count, f"one for each of {len(self.size)} units")
        if (self.fibers_factor < 0).any():
            raise InputError("fibers_factor", float(self.fibers_factor.min()), "0 or more")


@dataclass(frozen=True, eq=False)
class NeedleStudy:
    """What the needle found in one muscle.

    Attributes:
        group: Limits that hold for the muscle: ``limb`` or ``paraspinal``.
        active_sites: Sites with spontaneous activity.
        sites: Sites sampled.
        insertional: Length of the burst after the needle was moved in ms.
        shapes: Of the sampled units.
        units_seen: Units that fire near the needle during the contraction.
        fastest: Rate of the fastest of them in 1/s; 0 without any.
        time: Of both recordings in ms, (samples,).
        rest: At the most active site, with the needle moved near the start, in mV, (samples,).
        effort: During the contraction in mV, (samples,).
    """

    group: Group
    active_sites: int
    sites: int
    insertional: float
    shapes: tuple[UnitShape, ...]
    units_seen: int
    fastest: float
    time: Floats
    rest: Floats
    effort: Floats

    @property
    def spontaneous(self) -> int:
        """Grade of spontaneous activity, 0 to 4."""
        share = self.active_sites / self.sites
        return max(grade for grade, least in _grades().items() if share >= least)

    @property
    def insertional_increased(self) -> bool:
        """Whether the burst after moving the needle lasts longer than usual."""
        return self.insertional > constant("insertion_limit")

    @property
    def amplitude(self) -> float | None:
        """Mean amplitude of the sampled units in mV; None without units."""
        return self._mean([shape.amplitude for shape in self.shapes])

    @property
    def duration(self) -> float | None:
        """Mean duration of the sampled units in ms; None without units."""
        return self._mean([shape.duration for shape in self.shapes])

    @property
    def polyphasic(self) -> float | None:
        """Share of the sampled units with more than four phases; None without units."""
        many = constant("needle_most_phases")
        return self._mean([float(shape.phases > many) for shape in self.shapes])

    @property
    def recruitment_ratio(self) -> float | None:
        """Rate of the fastest unit against the number of units seen in 1/s; None without units."""
        return self.fastest / self.units_seen if self.units_seen else None

    @property
    def verdict(self) -> Verdict:
        """What is most telling of all that is abnormal."""
        if self.spontaneous:
            return "denervation"
        if any(self._beyond(name) for name in ("amplitude", "duration", "polyphasic")):
            return "chronic_reinnervation"
        ratio = self.recruitment_ratio
        few = ratio is None or not needle_limit(self.group, "ratio").hold(ratio)
        return "recruitment_reduced" if few else "normal"

    def _beyond(self, measure: str) -> bool:
        value = getattr(self, measure)
        return value is not None and not needle_limit(self.group, measure).hold(value)

    @staticmethod
    def _mean(values: Sequence[float]) -> float | None:
        return float(np.mean(values)) if values else None


@remembered
def _limits() -> Mapping[tuple[str, str], Limits]:
    rows = read_csv("radicular.electrophysiology", "tables/needle_limits.csv")
    return {
        (row["group"], row["measure"]): Limits(
            None, float(row["limit"]), row["source_key"], row["provenance"]
        )
        for row in rows
    }


def needle_limit(group: Group, measure: str) -> Limits:
    """Return the limits of a measure of the needle study.

    Args:
        group: ``limb`` or ``paraspinal``.
        measure: ``amplitude``, ``duration``, ``polyphasic`` or ``ratio``.

    Raises:
        UnknownNameError: If there are no such limits.

    Example:
        >>> needle_limit("limb", "duration").high
        11.2
    """
    if (group, measure) not in _limits():
        raise UnknownNameError(
            "measure", measure, [name for own, name in _limits() if own == group]
        )
    return _limits()[group, measure]


@remembered
def _grades() -> Mapping[int, float]:
    rows = read_csv("radicular.electrophysiology", "tables/spontaneous_grades.csv")
    return {int(row["grade"]): float(row["at_least"]) for row in rows}


def needle_study(
    muscle: MuscleState, generator: np.random.Generator, *, group: Group = "limb"
) -> NeedleStudy:
    """Study a muscle with a concentric needle.

    Args:
        muscle: As the needle meets it.
        generator: Source of chance: where the needle comes to lie.
        group: Limits that hold for the muscle.

    Example:
        >>> units = 100
        >>> beats = [np.arange(0.0, 1000.0, 80.0) + 3 * unit for unit in range(units)]
        >>> healthy = MuscleState(
        ...     size=np.linspace(0, 1, units),
        ...     fibers_factor=np.ones(units),
        ...     immature=np.zeros(units),
        ...     firing=beats,
        ... )
        >>> needle_study(healthy, np.random.default_rng(1)).verdict
        'normal'
    """
    length = constant("needle_recording")
    sites = _sites(muscle, generator)
    time, burst = insertion(muscle.irritability, length, generator)
    lasted = _lasted(time, burst)
    _, spontaneous = fibrillation(int(sites.max()), muscle.days, length, generator)
    seen = _seen(muscle, generator)
    drawn = _sample(muscle, seen, generator)
    waves = [_wave(muscle, int(unit), generator) for unit in drawn]
    shapes = [unit_shape(*wave) for wave in waves]
    effort = _interference(muscle, seen, [values for _, values in waves[: len(seen)]], len(time))
    hiss = constant("needle_noise") / 1000 * generator.standard_normal((2, len(time)))
    return NeedleStudy(
        group=group,
        active_sites=int(np.count_nonzero(sites)),
        sites=len(sites),
        insertional=lasted,
        shapes=tuple(shapes),
        units_seen=len(seen),
        fastest=max((_rate(muscle.firing[unit]) for unit in seen), default=0.0),
        time=time,
        rest=burst + spontaneous + hiss[0],
        effort=effort + hiss[1],
    )


def _sites(muscle: MuscleState, generator: np.random.Generator) -> Integers:
    """Fibrillating fibers near the needle at each site, (sites,)."""
    near = constant("needle_fibers_of_site") * muscle.denervated * muscle.fibrillating
    count = int(constant("needle_sites"))
    mistaken = generator.random(count) < constant("needle_false_site")
    return np.maximum(generator.poisson(near, count), mistaken)


def _lasted(time: Floats, burst: Floats) -> float:
    """How long after the needle was moved a burst leaves the baseline for the last time, in ms."""
    loud = np.flatnonzero(np.abs(burst) > constant("needle_departure"))
    return max(0.0, float(time[loud[-1]]) - constant("insertion_moved")) if len(loud) else 0.0


def _seen(muscle: MuscleState, generator: np.random.Generator) -> Integers:
    """Units with fibers near the needle that fire; the larger, the more likely they are near."""
    fibers = unit_fibers(muscle.size)
    count = min(int(constant("needle_units_near")), len(fibers))
    near = generator.choice(len(fibers), count, replace=False, p=fibers)
    fires = [bool(muscle.fibers_factor[unit]) and len(muscle.firing[unit]) > 1 for unit in near]
    seen: Integers = near[np.array(fires, bool)]
    return seen


def _sample(muscle: MuscleState, seen: Integers, generator: np.random.Generator) -> Integers:
    """Units that are measured: those seen at the first site, then others that are still there."""
    alive = np.flatnonzero(muscle.fibers_factor > 0)
    more = max(0, int(constant("needle_units_measured")) - len(seen))
    return np.concatenate([seen, generator.choice(alive, more if len(alive) else 0)])


def _wave(muscle: MuscleState, unit: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    factor, immature = float(muscle.fibers_factor[unit]), float(muscle.immature[unit])
    return unit_waveform(factor, immature, generator)


def _rate(times: Floats) -> float:
    """Mean rate of a unit in 1/s."""
    return float(1000 * (len(times) - 1) / (times[-1] - times[0]))


def _interference(
    muscle: MuscleState, seen: Integers, waves: Sequence[Floats], samples: int
) -> Floats:
    """Recording of the contraction, (samples,)."""
    total = np.zeros(samples)
    for unit, wave in zip(seen, waves, strict=True):
        for first in np.rint(muscle.firing[unit] / NEEDLE_STEP).astype(int).tolist():
            if 0 <= first < samples:
                total[first : first + len(wave)] += wave[: samples - first]
    return total
