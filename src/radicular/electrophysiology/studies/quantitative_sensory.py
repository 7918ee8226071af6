"""Thresholds for touch, cold, warmth and pinprick on a patch of skin."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.norms import limits_of
from radicular.electrophysiology.receptors.skin import (
    Receptors,
    modalities,
    modality,
    tested_patches,
)
from radicular.electrophysiology.result import Measure, Recorded, StudyResult, Trace
from radicular.electrophysiology.studies.report import report
from radicular.electrophysiology.subject import Side, Subject
from radicular.errors import UnknownNameError
from radicular.lesion import Lesion

__all__ = ["quantitative_sensory", "threshold"]

Floats = NDArray[np.float64]

STUDY = ("quantitative-sensory", "Sensory thresholds")
_FINEST = 1e-3


def quantitative_sensory(
    subject: Subject,
    side: Side,
    lesions: Sequence[Lesion] = (),
    *,
    seed: int = 0,
    patch: str = "foot_lateral_border",
) -> StudyResult:
    """Find the weakest touch, cooling, warming and pinprick that are felt.

    Args:
        subject: Who is studied.
        side: Which leg.
        lesions: What is wrong.
        seed: Of nothing here: the thresholds are those of the mean answer.
        patch: Id of the patch of skin.

    Raises:
        UnknownNameError: If the patch is not one of those tested.

    Example:
        >>> lesion = Lesion.parse("left S1 root, severe, small fibers")
        >>> numb = quantitative_sensory(Subject.typical(), "left", [lesion])
        >>> usual = quantitative_sensory(Subject.typical(), "left")
        >>> numb.value("touch_threshold") == usual.value("touch_threshold")
        True
    """
    if patch not in tested_patches():
        raise UnknownNameError("patch", patch, list(tested_patches()))
    skin = {name: Receptors.of(name, patch, subject, side, lesions) for name in modalities()}
    measures = [measure for item in skin.values() for measure in _measures(item, subject)]
    return report(
        STUDY,
        subject,
        side,
        lesions,
        measures=measures,
        traces=[_trace(item) for item in skin.values()],
        findings=[_finding(measures, patch, side)],
        notes=[f"Tested on: {patch.replace('_', ' ')}."],
        untouched=all(item.fibers.damage.none for item in skin.values()),
        seed=seed,
    )


def threshold(skin: Receptors) -> float | None:
    """Return the weakest stimulus that is felt; None where even the strongest is not.

    A stimulus is felt when enough impulses reach the cord within a window. A temperature that
    changes evenly has gone on changing while the impulses were under way.

    Args:
        skin: The receptors.

    Example:
        >>> skin = Receptors.of("cold", "foot_lateral_border", Subject.typical(), "left")
        >>> 0.5 < threshold(skin) < 6
        True
    """
    row = modality(skin.modality)
    least, most = 0.0, float(row["strongest"])
    needed = constant("felt_impulses") / constant("felt_window") * 1000
    if skin.arriving(most) < needed:
        return None
    while most - least > _FINEST * most:
        middle = (least + most) / 2
        least, most = (least, middle) if skin.arriving(middle) >= needed else (middle, most)
    return most + _ramped(skin, row)


def _ramped(skin: Receptors, row: Mapping[str, str]) -> float:
    """Change of temperature on the way from the skin to the cord."""
    delay = skin.delay()
    if row["scale"] == "relative" or delay is None:
        return 0.0
    return constant("thermal_ramp") * delay / 1000


def _measures(skin: Receptors, subject: Subject) -> tuple[Measure, Measure]:
    row = modality(skin.modality)
    key = f"{skin.modality}_threshold"
    name = row["name"]
    return (
        Measure(key, name, threshold(skin), row["unit"], limits_of(key, subject)),
        Measure(f"{skin.modality}_delay", f"{name}, way to the cord", skin.delay(), "ms"),
    )


def _trace(skin: Receptors) -> Trace:
    row = modality(skin.modality)
    stimulus = np.linspace(0, float(row["strongest"]) / 2, 60)
    rate = np.array([skin.arriving(float(value)) for value in stimulus])
    name = f"{row['name']}, impulses at the cord"
    return Trace(skin.modality, name, stimulus, rate, row["unit"], "1/s", {}, row["name"])


def _finding(measures: Sequence[Measure], patch: str, side: Side) -> Recorded:
    """Sensation of the patch, as an examiner would sum it up."""
    verdicts = [item.verdict for item in measures if item.id.endswith("_threshold")]
    lost = [verdict for verdict in verdicts if verdict != "normal"]
    grade = "absent" if verdicts.count("absent") == len(verdicts) else "reduced"
    told = f"{len(lost)} of {len(verdicts)} thresholds abnormal"
    return Recorded(tested_patches()[patch], side, grade if lost else "normal", told)
