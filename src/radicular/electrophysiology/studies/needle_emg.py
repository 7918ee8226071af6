"""The needle study of the muscles of the S1 root: rest, single units, recruitment."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.effectors.needle import (
    Group,
    MuscleState,
    NeedleStudy,
    needle_limit,
    needle_study,
)
from radicular.electrophysiology.effectors.surface_potential import unit_fibers
from radicular.electrophysiology.nerve.fibers import Fibers, motor_fibers
from radicular.electrophysiology.nerve.innervation import Denervation, denervation, fibers_factor
from radicular.electrophysiology.nerve.ways import CORD, ORGAN
from radicular.electrophysiology.neurons.network import Spikes
from radicular.electrophysiology.neurons.pool import pool_of
from radicular.electrophysiology.neurons.voluntary import contraction
from radicular.electrophysiology.result import Limits, Measure, Recorded, StudyResult, Trace
from radicular.electrophysiology.studies.report import report
from radicular.electrophysiology.subject import Side, Subject
from radicular.errors import UnknownNameError
from radicular.lesion import Lesion
from radicular.tables import read_csv

__all__ = ["needle_emg", "needle_muscles", "sampled"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

STUDY = ("needle-emg", "Needle study of the S1 muscles")


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
    found = {name: sampled(name, subject, side, lesions, seed=seed) for name in chosen}
    groups = [_axons(name, subject, side, lesions) for name in chosen]
    return report(
        STUDY,
        subject,
        side,
        lesions,
        measures=[measure for pair in found.items() for measure in _measures(*pair)],
        traces=[trace for pair in found.items() for trace in _traces(*pair)],
        findings=[
            Recorded(_table()[name], side, item.verdict, _told(item))
            for name, item in found.items()
        ],
        untouched=all(axons.damage.none for axons in groups),
        seed=seed,
    )


def _axons(muscle: str, subject: Subject, side: Side, lesions: Sequence[Lesion]) -> Fibers:
    return motor_fibers(muscle, len(pool_of(muscle)), subject, side, lesions)


def sampled(
    muscle: str, subject: Subject, side: Side, lesions: Sequence[Lesion] = (), *, seed: int = 0
) -> NeedleStudy:
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
    lost, passes = denervation(axons), axons.passes(CORD, ORGAN)
    pool = pool_of(muscle)
    irritable = lost.without > 0 and lost.days > constant("insertional_from")
    state = MuscleState(
        size=pool.size,
        fibers_factor=np.where(passes, fibers_factor(axons), 0.0),
        immature=np.full(len(pool), _immature(lost)),
        firing=_firing(axons, lost, passes),
        denervated=lost.without,
        fibrillating=min(1.0, lost.fibrillating / lost.without) if lost.without else 0.0,
        irritability=float(irritable),
        days=lost.days,
    )
    group: Group = "paraspinal" if muscle.startswith("multifidus") else "limb"
    return needle_study(state, generator, group=group)


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
    return contraction(pool, twentieths / 20, 1050.0, np.random.default_rng(5))[muscle]


def _firing(axons: Fibers, lost: Denervation, passes: Flags) -> list[Floats]:
    """When each unit fires in ms while the muscle does the asked effort.

    With fewer units the person tries harder for the same force, so that the rest fires faster.
    """
    pool = pool_of(axons.organ)
    left = float(unit_fibers(pool.size, axons.organ)[passes].sum()) + lost.adopted
    effort = min(1.0, constant("needle_effort") / max(left, 0.05))
    spikes = _contraction(axons.organ, round(20 * effort))
    order = np.argsort(spikes.cell, kind="stable")
    bounds = np.searchsorted(spikes.cell[order], np.arange(1, len(pool)))
    return [np.sort(times) for times in np.split(spikes.time[order], bounds)]


def _measures(muscle: str, item: NeedleStudy) -> list[Measure]:
    words = muscle.replace("_", " ")
    group = item.group
    found: list[tuple[str, str, float | None, str, Limits | None]] = [
        ("active_sites", "sites with spontaneous activity", item.active_sites, "", None),
        (
            "spontaneous",
            "spontaneous activity, grade",
            item.spontaneous,
            "",
            Limits(None, 0, "PRESTON", "recalled"),
        ),
        (
            "insertional",
            "insertional activity",
            item.insertional,
            "ms",
            Limits(None, constant("insertion_limit"), "PRESTON", "recalled"),
        ),
        ("amplitude", "unit amplitude", item.amplitude, "mV", needle_limit(group, "amplitude")),
        ("duration", "unit duration", item.duration, "ms", needle_limit(group, "duration")),
        ("polyphasic", "polyphasic units", item.polyphasic, "", needle_limit(group, "polyphasic")),
        (
            "recruitment_ratio",
            "recruitment ratio",
            item.recruitment_ratio,
            "1/s",
            needle_limit(group, "ratio"),
        ),
    ]
    return [
        Measure(f"{muscle}_{key}", f"{words}, {name}", value, unit, limits)
        for key, name, value, unit, limits in found
    ]


def _traces(muscle: str, item: NeedleStudy) -> list[Trace]:
    words = muscle.replace("_", " ")
    return [
        Trace(
            f"{muscle}_{key}",
            f"{words}, {key}",
            item.time,
            curve,
            "ms",
            "mV",
            {},
            f"{words}, {key}",
        )
        for key, curve in (("rest", item.rest), ("effort", item.effort))
    ]


def _told(item: NeedleStudy) -> str:
    grade = f"{item.spontaneous}+" if item.spontaneous else "none"
    return f"spontaneous activity {grade}, {item.units_seen} units seen"
