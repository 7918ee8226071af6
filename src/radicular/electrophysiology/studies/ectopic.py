"""Impulses that arise in an irritated root, and where they are felt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import load_atlas
from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.nerve.fibers import Fibers, sensory_fibers
from radicular.electrophysiology.nerve.impulses import Impulse, arrivals
from radicular.electrophysiology.nerve.ways import ORGAN
from radicular.electrophysiology.result import Measure, Recorded, StudyResult, Trace
from radicular.electrophysiology.studies.report import report
from radicular.electrophysiology.subject import Side, Subject
from radicular.errors import InputError
from radicular.findings.catalog import load_catalog
from radicular.findings.drivers import structures_of
from radicular.lesion import Lesion

__all__ = ["MANEUVERS", "ectopic", "leg_raise_load"]

Floats = NDArray[np.float64]

STUDY = ("ectopic", "Ectopic impulses and referred pain")

#: Maneuver to the finding of the catalog that says which structures it loads.
MANEUVERS: Mapping[str, str] = {"rest": "", "cough": "cough_pain", "leg raise": "slr"}
#: When a maneuver begins in the recording, in ms.
_MANEUVER_AT = 500.0
#: Kinds of fibers and the quality that their impulses are felt with.
_KINDS: Mapping[str, str] = {"touch": "electric", "pinprick": "electric", "pain": "burning"}


@dataclass(frozen=True)
class _Felt:
    """What is felt in one patch of skin.

    Attributes:
        patch: Id of the patch.
        electric: Impulses of myelinated fibers that reach the cord in 1/s.
        burning: The same of unmyelinated fibers.
    """

    patch: str
    electric: float
    burning: float

    @property
    def total(self) -> float:
        """All impulses from the patch in 1/s."""
        return self.electric + self.burning


def ectopic(
    subject: Subject,
    side: Side,
    lesions: Sequence[Lesion] = (),
    *,
    seed: int = 0,
    maneuver: str = "rest",
    angle: float = 60.0,
) -> StudyResult:
    """Tell what arises in irritated roots and where it is felt.

    A lesion that hurts fires by itself; stretch and pressure of the structure that it sits on make
    it fire faster. What arises beyond a complete block no longer reaches the cord, but what arises
    on its inner side does: a numb patch can hurt.

    Args:
        subject: Who is studied.
        side: Which leg.
        lesions: What is wrong.
        seed: Of the drawn impulses.
        maneuver: ``rest``, ``cough`` or ``leg raise``.
        angle: Of the raised leg in degrees, 0 to 90.

    Raises:
        InputError: If there is no such maneuver or angle.

    Example:
        >>> lesion = Lesion.parse("left S1 root, mild, painful")
        >>> raised = ectopic(Subject.typical(), "left", [lesion], maneuver="leg raise")
        >>> raised.value("intensity") > ectopic(Subject.typical(), "left", [lesion]).value(
        ...     "intensity"
        ... )
        True
    """
    if maneuver not in MANEUVERS:
        raise InputError("maneuver", maneuver, ", ".join(MANEUVERS))
    if not 0 <= angle <= constant("leg_raise_most"):
        raise InputError("angle", angle, f"0 to {constant('leg_raise_most'):g} degrees")
    load = _load(maneuver, angle)
    felt = [_felt(patch, subject, side, lesions, load) for patch in load_atlas().patches]
    hurting = sorted((item for item in felt if item.total > 0), key=lambda item: -item.total)
    total = sum(item.total for item in hurting)
    generator = np.random.default_rng([seed, subject.seed, 6])
    return report(
        STUDY,
        subject,
        side,
        lesions,
        measures=_measures(hurting, total),
        traces=[
            *_traces(hurting, maneuver, generator),
            *_one_fiber(hurting, subject, side, lesions, load, generator),
        ],
        findings=_findings(maneuver, angle, subject, side, lesions),
        notes=[f"Maneuver: {maneuver}" + (f", {angle:g} degrees." if "raise" in maneuver else ".")],
        untouched=not hurting,
        seed=seed,
    )


def leg_raise_load(angle: float) -> float:
    """Return how far the roots are stretched at an angle of the raised leg, 0 to 1.

    Roots begin to move at about 30 degrees and are taut at about 70.

    Args:
        angle: In degrees.

    Example:
        >>> leg_raise_load(20.0), leg_raise_load(80.0)
        (0.0, 1.0)
    """
    first, last = constant("leg_raise_begins"), constant("leg_raise_taut")
    return float(np.clip((angle - first) / (last - first), 0, 1))


def _load(maneuver: str, angle: float) -> Mapping[str, float]:
    """Structure to how much the maneuver loads it."""
    if maneuver == "rest":
        return {}
    part = leg_raise_load(angle) if maneuver == "leg raise" else 1.0
    structures = structures_of(load_catalog()[MANEUVERS[maneuver]])
    return {name: part * weight for name, weight in structures.items()}


def _felt(
    patch: str, subject: Subject, side: Side, lesions: Sequence[Lesion], load: Mapping[str, float]
) -> _Felt:
    sums = {"electric": 0.0, "burning": 0.0}
    for kind, quality in _KINDS.items():
        count = int(constant("ectopic_fibers"))
        fibers = sensory_fibers(patch, kind, count, subject, side, lesions)
        sums[quality] += float(_rates(fibers, load).sum())
    return _Felt(patch, sums["electric"], sums["burning"])


def _rates(fibers: Fibers, load: Mapping[str, float]) -> Floats:
    """How fast each fiber fires at its lesions, in 1/s, (fibers,)."""
    rate = np.zeros(len(fibers))
    for injury in fibers.damage.injuries:
        held = injury.lesion.where.structures
        pressed = max((load.get(name, 0.0) for name in held), default=0.0)
        own = constant("ectopic_rate") * (1 + constant("ectopic_load_gain") * pressed)
        rate += np.where(injury.irritated & fibers.reaches_cord(injury), own, 0.0)
    return rate


def _measures(hurting: Sequence[_Felt], total: float) -> list[Measure]:
    electric = sum(item.electric for item in hurting)
    scale = constant("pain_half_rate")
    found = [
        Measure("intensity", "Pain, 0 to 10", 10 * total / (total + scale), ""),
        Measure("impulses", "Impulses at the cord", total, "1/s"),
        Measure(
            "electric_part", "Part of electric quality", electric / total if total else None, ""
        ),
    ]
    for item in hurting[: int(constant("patches_told"))]:
        words = load_atlas().patches[item.patch].name
        found.append(Measure(f"felt_{item.patch}", f"Felt in: {words}", item.total / total, ""))
    return found


def _traces(hurting: Sequence[_Felt], maneuver: str, generator: np.random.Generator) -> list[Trace]:
    """Impulses over time; a cough is over after half a second."""
    time = np.arange(0.0, 2000.0, 20.0)
    begun = time >= _MANEUVER_AT
    over = time >= _MANEUVER_AT + constant("cough_time")
    share = (begun & ~over if maneuver == "cough" else begun).astype(np.float64)
    gain = 1 + constant("ectopic_load_gain")
    rest = 1.0 if maneuver == "rest" else 1 / gain
    rate = sum(item.total for item in hurting) * (rest + (1 - rest) * share)
    counts = generator.poisson(rate * 0.02) / 0.02
    name = "impulses at the cord"
    return [Trace("impulses", name, time, counts, "ms", "1/s", {}, "ectopic impulses")]


def _one_fiber(
    hurting: Sequence[_Felt],
    subject: Subject,
    side: Side,
    lesions: Sequence[Lesion],
    load: Mapping[str, float],
    generator: np.random.Generator,
) -> list[Trace]:
    """When the impulses of one touch fiber of the worst patch reach the cord and the skin."""
    if not hurting:
        return []
    count = int(constant("ectopic_fibers"))
    fibers = sensory_fibers(hurting[0].patch, "touch", count, subject, side, lesions)
    rate = _rates(fibers, load)
    firing = np.flatnonzero(rate)
    if not len(firing):
        return []
    fiber = int(firing[-1])
    place = next(i.place[fiber] for i in fibers.damage.injuries if i.irritated[fiber])
    starts = np.sort(generator.uniform(0, 2000.0, generator.poisson(2 * rate[fiber])))
    length = float(fibers.distance(ORGAN)[fiber])
    impulses = [Impulse(float(place), float(start)) for start in starts]
    ends = arrivals(impulses, length, float(fibers.velocity[fiber]))
    edges = np.arange(0.0, 2060.0, 20.0)
    return [
        Trace(
            f"fiber_{end}",
            f"one touch fiber, impulses at the {end}",
            edges[:-1],
            np.histogram(times, edges)[0].astype(np.float64),
            "ms",
            "",
            {},
            "one fiber, both ways",
        )
        for end, times in zip(("cord", "skin"), ends, strict=True)
    ]


def _findings(
    maneuver: str, angle: float, subject: Subject, side: Side, lesions: Sequence[Lesion]
) -> list[Recorded]:
    if maneuver == "rest":
        return []
    load, rest = _load(maneuver, angle), _load("rest", angle)
    patches = load_atlas().patches
    raised = sum(_felt(name, subject, side, lesions, load).total for name in patches)
    before = sum(_felt(name, subject, side, lesions, rest).total for name in patches)
    more = raised > constant("provoked_ratio") * before
    if maneuver == "cough":
        return [Recorded("cough_pain", "midline", "present" if more else "absent")]
    grade = "positive" if more else "negative"
    return [Recorded("slr", side, grade, f"{angle:g} degrees")]
