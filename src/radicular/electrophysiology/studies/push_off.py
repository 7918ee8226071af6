"""Pushing off in gait: torque and power of the ankle over a step."""

from collections.abc import Sequence

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.effectors.ankle import push_off as step_of
from radicular.electrophysiology.neurons.reflex_loop import CALF
from radicular.electrophysiology.norms import measured
from radicular.electrophysiology.result import Recorded, StudyResult, Trace
from radicular.electrophysiology.studies.report import report
from radicular.electrophysiology.studies.strength import maximal_effort
from radicular.electrophysiology.subject import Side, Subject
from radicular.lesion import Lesion

__all__ = ["push_off"]

STUDY = ("push-off", "Push-off in gait")


def push_off(
    subject: Subject, side: Side, lesions: Sequence[Lesion] = (), *, seed: int = 0
) -> StudyResult:
    """Let a person walk a step and tell what the ankle does.

    Args:
        subject: Who walks.
        side: Which leg.
        lesions: What is wrong.
        seed: Of the impulses from the brain.

    Example:
        >>> lesion = Lesion.parse("left S1 root, severe, 6 weeks")
        >>> weak = push_off(Subject.typical(), "left", [lesion])
        >>> weak.value("peak_power") < push_off(Subject.typical(), "left").value("peak_power")
        True
    """
    effort = maximal_effort(subject, side, lesions, seed=seed)
    usual = maximal_effort(subject, side, seed=seed) if lesions else effort
    step = step_of({muscle: effort.greatest_of(muscle) for muscle in CALF}, subject)
    healthy = step_of({muscle: usual.greatest_of(muscle) for muscle in CALF}, subject)
    part = float(step.power.max() / healthy.power.max())
    weak = part < constant("push_off_weak")
    values: tuple[tuple[str, str, float, str], ...] = (
        ("peak_moment", "Largest plantar-flexion moment", float(step.moment.max()), "N m"),
        ("peak_power", "Largest power of push-off", float(step.power.max()), "W/kg"),
        ("push_off_work", "Work of push-off", step.work, "J/kg"),
        ("power_part", "Power against the same person in health", part, ""),
    )
    return report(
        STUDY,
        subject,
        side,
        lesions,
        measures=[measured(*value, subject) for value in values],
        traces=[
            Trace("moment", "ankle moment", step.percent, step.moment, "%", "N m", {}, "moment"),
            Trace("power", "ankle power", step.percent, step.power, "%", "W/kg", {}, "power"),
        ],
        findings=[
            Recorded(
                "push_off_weak",
                side,
                "present" if weak else "absent",
                f"{100 * part:.0f} % of the power in health",
            )
        ],
        notes=["Muscles act as in a healthy step; a person would walk more slowly to make up."]
        if lesions
        else [],
        untouched=all(axons.damage.none for axons in effort.fibers.values()),
        seed=seed,
    )
